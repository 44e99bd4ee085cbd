# Keel: one word for each thing a newcomer or a machine does. `make help` lists them.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run build packages web node test check bench

DATA ?= ./data
LISTEN ?= 127.0.0.1:8080
KEEL := target/release/keel
WEB := host/web

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

# Those that come with Keel, in the order in which they need each other.
PLUGINS := crm invoicing sales crm_sales process

run: build packages ## build, then serve the demo company on http://127.0.0.1:8080 from ./data (DATA=, LISTEN=)
	@$(KEEL) serve --demo --data $(DATA) --listen $(LISTEN) \
	    $$(for plugin in $(PLUGINS); do echo --package plugins/$$plugin/target/*.keel.wasm; done)

packages: build ## build the packages of the plugins that come with Keel: plugins/NAME/target/*.keel.wasm
	@for plugin in $(PLUGINS); do \
	    rm -f plugins/$$plugin/target/*.keel.wasm; $(KEEL) plugin build plugins/$$plugin || exit; \
	done

build: web ## build in release what `make run` serves
	@command -v cargo >/dev/null || { echo "cargo is missing: install rustup from https://rustup.rs and run this again"; exit 2; }
	@command -v cc >/dev/null || { echo "a C compiler is missing (SQLite is compiled in): apt-get install gcc libc6-dev"; exit 2; }
	cargo build --release --locked -p keel --bin keel

web: $(WEB)/node_modules/.package-lock.json ## build the web interface, which the release holds
	cd $(WEB) && npm run build

# npm writes this file when it has installed what the lock file names.
$(WEB)/node_modules/.package-lock.json: $(WEB)/package.json $(WEB)/package-lock.json | node
	cd $(WEB) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

node:
	@command -v npm >/dev/null || { echo "npm is missing: the web interface needs node 20.19 or newer with npm (apt-get install nodejs npm)"; exit 2; }
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
	    || { echo "node $$(node --version) is too old: the web interface needs 20.19 or newer (https://nodejs.org)"; exit 2; }

test: web ## every test, on SQLite and on a throwaway PostgreSQL, and the stories in a real browser
	cargo test --workspace --locked
	cargo build --workspace --locked --bins
	cd $(WEB) && npm run -s check && npm test && npm run stories

check: ## format, lints with warnings denied, room rules, licences and advisories
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --locked -q --workspace --test doors tidy
	@if command -v cargo-deny >/dev/null; then \
	    if [ -d "$${CARGO_HOME:-$$HOME/.cargo}/advisory-dbs" ]; then cargo deny --offline check; \
	    else echo "check: no advisory database on this machine: advisories NOT checked, licences and sources are"; \
	        cargo deny --offline check bans licenses sources; fi; \
	else echo "check: cargo-deny is not installed: licences and advisories NOT checked (cargo install cargo-deny --locked)"; fi

bench: ## print speed beside a raw loop on the same disk (SECTION=post, SIZE=small)
	cargo build --release --locked -p keel-tests --bins
	target/release/bench SECTION=$(SECTION) SIZE=$(SIZE)
