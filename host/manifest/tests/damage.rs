//! Whatever is done to a manifest, it is read or its faults are told: the reader never fails.
#![allow(clippy::unwrap_used)]

use keel_manifest::read;

fn sample() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugins/credit-limit/plugin.toml");
    std::fs::read_to_string(path).unwrap()
}

/// Reads, and looks at the findings as people do.
fn told(text: &str) -> usize {
    let findings = read(text, "plugin.toml").err().unwrap_or_default();
    for one in &findings {
        let line = text.lines().nth(one.line - 1).unwrap_or_default();
        assert!(one.column <= line.chars().count() + 1, "{one}\n{line}");
        assert!(!one.fix.is_empty() && !one.message.is_empty(), "{one}");
    }
    findings.len()
}

#[test]
fn every_line_may_be_missing_or_there_twice() {
    let text = sample();
    let lines: Vec<&str> = text.lines().collect();
    let mut found = 0;
    for at in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(at);
        found += told(&without.join("\n"));
        let mut twice = lines.clone();
        twice.insert(at, lines[at]);
        found += told(&twice.join("\n"));
    }
    assert!(found > 150, "only {found} findings");
}

#[test]
fn every_value_may_be_another() {
    let text = sample();
    let mut found = 0;
    for value in [
        "\"\"",
        "\"ы\"",
        "-1",
        "true",
        "[]",
        "[\"x\", \"x\"]",
        "{}",
        "1.5",
        "2026-01-31",
        "[[[]]]",
        "\"a.b.c.d\"",
    ] {
        for (at, line) in text.lines().enumerate() {
            let Some((key, _)) = line.split_once(" = ") else { continue };
            let changed = format!("{key} = {value}");
            let lines =
                text.lines().enumerate().map(|(n, line)| if n == at { changed.as_str() } else { line });
            found += told(&lines.collect::<Vec<_>>().join("\n"));
        }
    }
    assert!(found > 800, "only {found} findings");
}

#[test]
fn it_may_end_anywhere() {
    let text = sample();
    for (at, _) in text.char_indices() {
        told(&text[..at]);
    }
}
