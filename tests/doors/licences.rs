//! Licences of everything that is linked in, held against `deny.toml` without network or tools.
//!
//! Knows licence expressions (SPDX). Must not know advisories: `cargo deny` reads those, where it is installed.

use std::process::Command;

use keel_tests::source;
use serde_json::Value;

#[test]
fn every_crate_has_a_licence_that_deny_toml_allows() {
    let deny = std::fs::read_to_string(source::root().join("deny.toml")).unwrap();
    let list = deny.split_once("\nallow = [").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
    let allowed: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    let mut findings = Vec::new();
    for package in packages() {
        let (name, version) = (package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        match package["license"].as_str() {
            Some(licence) if allows(licence, &allowed) => {}
            Some(licence) => findings.push(format!("{name} {version} is {licence}")),
            None => findings.push(format!("{name} {version} names no licence")),
        }
    }
    assert!(
        findings.is_empty(),
        "{}\nChoose another crate, or allow the licence in deny.toml and say in the commit why.",
        findings.join("\n")
    );
}

#[test]
fn a_choice_needs_one_allowed_licence_and_a_sum_needs_all() {
    let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"];
    for (licence, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only", true),
        ("MIT/Apache-2.0", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("MIT AND GPL-2.0-only", false),
        ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true),
    ] {
        assert_eq!(allows(licence, &allowed), expected, "{licence}");
    }
}

/// Crates that are built for Linux, our own left out.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(source::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().filter(|package| !package["source"].is_null()).cloned().collect()
}

/// Whether an expression can be met with the allowed licences: `AND` binds stronger than `OR`.
fn allows(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.trim().replace('/', " OR ");
    if let Some(inside) = enclosed(&expression) {
        return allows(inside, allowed);
    }
    for word in [" OR ", " AND "] {
        let parts = split_outside(&expression, word);
        if parts.len() > 1 {
            let mut each = parts.into_iter().map(|part| allows(part, allowed));
            return if word == " OR " { each.any(|met| met) } else { each.all(|met| met) };
        }
    }
    allowed.contains(&expression.as_str())
}

fn enclosed(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0;
    for c in inside.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth < 0 {
            return None;
        }
    }
    Some(inside)
}

fn split_outside<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth == 0 && at >= start && text[at..].starts_with(word) {
            parts.push(&text[start..at]);
            start = at + word.len();
        }
    }
    parts.push(&text[start..]);
    parts
}
