//! Manifests and the host agree: the core's record types and events, the sample plugin, `keel plugin check`.
//!
//! Knows the host's declarations. Must not know how a manifest is read.

use keel::service::records::Registry;
use keel_manifest::words::CORE_EVENTS;
use keel_tests::source;

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
