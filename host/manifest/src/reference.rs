//! The reference of `plugin.toml` for people, printed from the tables that the reader checks against.

use std::fmt::Write;

use crate::finding::Code;
use crate::keys::{ROOT, Section, Shape};
use crate::words::{CAPABILITIES, COLOURS, SLOTS};

/// Every table, key, capability, slot and code, as Markdown.
pub fn reference() -> String {
    let mut text = String::new();
    for key in ROOT.keys {
        match key.shape {
            Shape::Table(section) => table(&mut text, section, &format!("[{}]", section.title)),
            Shape::Tables(section) => table(&mut text, section, &format!("[[{}]]", section.title)),
            _ => text.push_str(
                "### `[depends]`\n\nPlugins it needs, each with the least version (same major): `sales = \"1.2\"`.\n\n",
            ),
        }
    }
    text.push_str("### Capabilities\n\n| name | covers | allows |\n| --- | --- | --- |\n");
    for one in CAPABILITIES {
        let covers = one.covers.key().map_or_else(|| "one thing".to_owned(), |key| format!("`{key}`"));
        let _ = writeln!(text, "| `{}` | {covers} | {} |", one.name, one.about);
    }
    text.push_str("\nOwn record types need none.\n\n### Slots\n\n| slot | takes `on` |\n| --- | --- |\n");
    for (slot, on) in SLOTS {
        let _ = writeln!(text, "| `{slot}` | {} |", if *on { "yes" } else { "no" });
    }
    let colours: Vec<String> = COLOURS.iter().map(|colour| format!("`{colour}`")).collect();
    let _ = writeln!(text, "\n### Colours\n\n{}.", colours.join(", "));
    text.push_str("\n### Findings\n\n| code | rule |\n| --- | --- |\n");
    for code in Code::ALL {
        let _ = writeln!(text, "| `{code}` | {} |", code.about());
    }
    text
}

fn table(text: &mut String, section: &Section, written: &str) {
    let _ = write!(text, "### `{written}`\n\n{}\n\n", section.about);
    if section.about.starts_with("As `") {
        return;
    }
    text.push_str("| key | takes | says |\n| --- | --- | --- |\n");
    for key in section.keys {
        let takes = match key.shape {
            Shape::Text => "text",
            Shape::Integer => "number",
            Shape::Flag => "true or false",
            Shape::Texts => "texts",
            Shape::Literal => "value",
            Shape::Table(_) | Shape::Versions => "table",
            Shape::Tables(_) => "tables",
        };
        let must = if key.required { ", must" } else { "" };
        let _ = writeln!(text, "| `{}` | {takes}{must} | {} |", key.name, key.about);
    }
    text.push('\n');
    for key in section.keys {
        if let Shape::Table(inner) | Shape::Tables(inner) = key.shape {
            table(text, inner, &format!("[[{}]]", inner.title));
        }
    }
}
