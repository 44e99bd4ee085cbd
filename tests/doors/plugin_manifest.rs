//! Manifests and the host agree: the core's record types and events, the sample plugin, `keel plugin check`.
//!
//! Knows the host's declarations. Must not know how a manifest is read.

use keel::service::records::Registry;
use keel_manifest::words::CORE_EVENTS;
use keel_tests::program::run;
use keel_tests::source;
use tempfile::TempDir;

use crate::KEEL;

/// What a manifest may speak of in the core.
const CORE_TYPES: &str = "host/manifest/src/core.types";
/// Set to write it anew.
const WRITE: &str = "KEEL_WRITE_SNAPSHOT";

#[test]
fn manifests_know_the_record_types_of_the_core() {
    let mut declared: Vec<String> = Registry::core()
        .all()
        .map(|one| {
            let kind = &one.kind;
            let mut marks = vec![if kind.company { "company" } else { "shared" }];
            marks.extend(kind.line_field.as_ref().map(|_| "lines"));
            marks.extend(kind.final_at.as_ref().map(|_| "final"));
            let fields = kind.fields.iter().map(|field| field.name.as_str());
            let members: Vec<&str> =
                fields.chain(kind.collections.iter().map(|lines| lines.name.as_str())).collect();
            format!("{}: {}; {}\n", kind.name, marks.join(" "), members.join(" "))
        })
        .collect();
    declared.sort();
    let declared = declared.concat();
    let file = source::root().join(CORE_TYPES);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&file, &declared).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(
        kept == declared,
        "{CORE_TYPES} is not what the host declares. Write it anew: \
         {WRITE}=1 cargo test -p keel-tests --test doors plugin_manifest"
    );
}

#[test]
fn manifests_know_the_events_of_the_core() {
    let code: String = source::files("host/src/service", "rs")
        .iter()
        .map(|path| std::fs::read_to_string(source::root().join(path)).unwrap())
        .collect();
    let made = |event: &&str| match event.split_once('.') {
        Some(("record", verb)) => ["created", "updated", "deleted"].contains(&verb),
        Some(("ledger", word)) if word.starts_with("period-") => code.contains("\"ledger.period-{}\""),
        _ => code.contains(&format!("\"{event}\"")),
    };
    let gone: Vec<&&str> = CORE_EVENTS.iter().filter(|event| !made(event)).collect();
    assert!(gone.is_empty(), "host/manifest/src/words.rs names events that nothing tells: {gone:?}");
    for call in code.split("uow.event(\"").skip(1) {
        let event = call.split('"').next().unwrap();
        assert!(CORE_EVENTS.contains(&event), "name the event {event} in CORE_EVENTS of words.rs");
    }
}

#[test]
fn the_sample_plugin_has_a_clean_manifest() {
    let path = "plugins/credit-limit/plugin.toml";
    let text = std::fs::read_to_string(source::root().join(path)).unwrap();
    let manifest = keel_manifest::read(&text, path).unwrap_or_else(|findings| {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        panic!("{}", findings.join("\n"))
    });
    assert_eq!(
        (manifest.id.as_str(), manifest.record_types[0].label.as_str()),
        ("credit-limit", "Limit raise")
    );
}

/// A plugin's folder with a component beside it.
fn folder(manifest: &str) -> (TempDir, impl Fn(&str) -> String + use<>) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().to_path_buf();
    for (name, content) in [
        ("plugin/plugin.toml", manifest.as_bytes()),
        ("plugin/i18n/bg.ftl", "over = Над лимита\n".as_bytes()),
        ("plugin/assets/icon.svg", b"<svg/>"),
        ("plugin/LICENCE", b"MIT\n"),
        ("plugin/target/junk", b"not packed"),
        ("component.wasm", &wasm_encoder::Component::new().finish()),
    ] {
        std::fs::create_dir_all(path.join(name).parent().unwrap()).unwrap();
        std::fs::write(path.join(name), content).unwrap();
    }
    (dir, move |name: &str| path.join(name).display().to_string())
}

const GOOD: &str = "[plugin]\nid = \"tags\"\nversion = \"1.0.0\"\nname = \"Tags\"\ndescription = \"Colours.\"\n\
                    licence = \"MIT\"\nvendor = \"Keel\"\nhost-api = \"1.0\"\n\n[[capability]]\nname = \"ledger.read\"\n\
                    reason = \"To show what they owe.\"\n";

#[test]
fn check_shows_every_finding_with_its_line() {
    let (_dir, at) = folder(&GOOD.replace("licence", "license").replace("ledger.read", "ledger.raed"));
    let ended = run(KEEL, &["plugin", "check", &at("plugin")]);
    let file = at("plugin/plugin.toml");
    let shown = ended.err.replace(&file, "plugin.toml");
    assert!(
        shown.starts_with(
            "error[manifest.missing-key]: `licence` is missing in `plugin`\n --> plugin.toml:1:1\n  |\n1 | [plugin]\n  | ^^^^^^^^\n"
        ),
        "{shown}"
    );
    let unknown = "error[manifest.unknown-key]: there is no key `license` in `plugin`\n --> plugin.toml:6:1\n  |\n\
                   6 | license = \"MIT\"\n  | ^^^^^^^\n  = fix: write `licence`\n";
    assert!(shown.contains(unknown), "{shown}");
    let word = "11 | name = \"ledger.raed\"\n   |        ^^^^^^^^^^^^^\n   = fix: write \"ledger.read\"";
    assert!(shown.contains(word), "{shown}");
    ended.failed(1, "3 findings");
    run(KEEL, &["plugin", "check", &at("nowhere")]).failed(1, "No such file");
    let (_dir, at) = folder(GOOD);
    assert_eq!(run(KEEL, &["plugin", "check", &at("plugin")]).done(), "tags 1.0.0: the manifest is good\n");
}

#[test]
fn a_package_is_made_signed_verified_and_shown_without_a_database() {
    let (_dir, at) = folder(GOOD);
    let (plugin, component, package, key) =
        (at("plugin"), at("component.wasm"), at("tags.keel"), at("key.pem"));
    let pack = |out: &str| {
        run(KEEL, &["plugin", "pack", &plugin, "--component", &component, "--out", out]).done();
        std::fs::read(out).unwrap()
    };
    assert_eq!(pack(&package), pack(&at("again.keel")), "packing twice gives the same bytes");
    run(KEEL, &["plugin", "verify", &package])
        .failed(1, "it is not signed: sign it with `keel plugin sign` (package.unsigned)");

    let public = run(KEEL, &["key", "new", "--out", &key]).done();
    let public = public.trim();
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&key).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    assert!(std::fs::read_to_string(&key).unwrap().starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_eq!(run(KEEL, &["key", "show", &key]).done().trim(), public);
    run(KEEL, &["key", "new", "--out", &key]).failed(1, "File exists");

    run(KEEL, &["plugin", "sign", &package, "--key", &key]).done();
    let verified = run(KEEL, &["plugin", "verify", &package, "--trust", public]).done();
    assert!(verified.starts_with(&format!("tags 1.0.0 is good, signed by {public}\nsha256 ")), "{verified}");
    run(KEEL, &["plugin", "verify", &package]).failed(1, "(package.key-unknown)");
    run(KEEL, &["plugin", "verify", &package, "--trust", public, "--revoked", public])
        .failed(1, "(package.key-revoked)");
    run(KEEL, &["plugin", "verify", &package, "--trust", "me"]).failed(2, "`me` is no public key");
    run(KEEL, &["plugin", "pack", &plugin, "--component", &package, "--out", &at("x")])
        .failed(1, "(package.section-duplicated)");

    let shown = run(KEEL, &["plugin", "inspect", &package]).done();
    for line in [
        "asks for      ledger.read: To show what they owe.",
        "language      bg",
        "asset         icon.svg, 6 bytes",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    let shown: serde_json::Value =
        serde_json::from_str(&run(KEEL, &["plugin", "inspect", &package, "--json"]).done()).unwrap();
    assert_eq!((shown["id"].as_str(), shown["signer"].as_str()), (Some("tags"), Some(public)));
    assert_eq!(shown["licence_text"], "MIT\n");
    assert_eq!(shown["provenance"]["source"].as_str().unwrap().len(), 64);
}
