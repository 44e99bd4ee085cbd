# Keel: one word for each thing a newcomer or a machine does. `make help` lists them.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run build test check bench

DATA ?= ./data
LISTEN ?= 127.0.0.1:8080
KEEL := target/release/keel

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

run: build ## build, then serve the demo company on http://127.0.0.1:8080 from ./data (DATA=, LISTEN=)
	@$(KEEL) serve --demo --data $(DATA) --listen $(LISTEN)

build: ## build in release what `make run` serves
	@command -v cargo >/dev/null || { echo "cargo is missing: install rustup from https://rustup.rs and run this again"; exit 2; }
	@command -v cc >/dev/null || { echo "a C compiler is missing (SQLite is compiled in): apt-get install gcc libc6-dev"; exit 2; }
	cargo build --release --locked -p keel --bin keel

test: ## every test, on SQLite and on a throwaway PostgreSQL
	cargo test --workspace --locked

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
