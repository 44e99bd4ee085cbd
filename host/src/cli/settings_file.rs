//! `keel.toml`: keys, their texts, and the line on which each stands.
//!
//! Knows TOML. Must not know what a key takes.

use std::path::Path;

use toml_edit::{Document, Item, Value};

use super::settings::{KEYS, Origin, SettingError};

/// One setting as the file gives it.
pub struct Given {
    /// Key.
    pub key: String,
    /// Value as text: strings without quotes.
    pub text: String,
    /// File and line.
    pub origin: Origin,
}

/// Reads a file; every key in it is known.
pub fn read(path: &Path) -> Result<Vec<Given>, SettingError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| SettingError::Unreadable { path: path.into(), source })?;
    let line_of =
        |offset: usize| text.as_bytes()[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1;
    let document = Document::parse(text.as_str()).map_err(|error| SettingError::Syntax {
        path: path.into(),
        line: line_of(error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;
    let mut given = Vec::new();
    for (key, item) in document.as_table().iter() {
        let place = document.as_table().key(key).and_then(|key| key.span()).or_else(|| item.span());
        let line = line_of(place.map_or(0, |span| span.start));
        if !KEYS.iter().any(|known| known.name == key) {
            return Err(SettingError::Unknown { path: path.into(), line, key: key.to_owned() });
        }
        let value = match item {
            Item::Value(Value::String(value)) => value.value().clone(),
            // A list or a table is shown as it stands; no key takes one.
            other => other.span().and_then(|span| text.get(span)).unwrap_or_default().to_owned(),
        };
        given.push(Given { key: key.to_owned(), text: value, origin: Origin::File(path.into(), line) });
    }
    Ok(given)
}

/// A file with every key, its default, and what it takes; all of it commented out.
pub fn sample() -> String {
    let mut text =
        String::from("# Settings of Keel. Flags win over KEEL_* variables, those over this file.\n");
    for key in KEYS {
        let number = key.default.bytes().all(|byte| byte.is_ascii_digit());
        let value = if number { key.default.to_owned() } else { format!("\"{}\"", key.default) };
        text.push_str(&format!("\n# {}\n# {} = {value}\n", key.takes, key.name));
    }
    text
}
