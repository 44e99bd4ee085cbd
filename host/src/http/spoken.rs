//! What plugins say, in the languages of whoever asks (`Accept-Language`, RFC 9110, 12.5.4).
//!
//! Knows the header and where labels stand among a plugin's messages. Must not know Fluent.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value as Json};

use crate::service::Fault;
use crate::service::plugins::Installed;
use crate::service::plugins::texts::{Texts, id};
use crate::storage::records::{Field, RecordType};

/// Most languages of one request that are looked at.
const LANGUAGES_MAX: usize = 10;

/// Plugins' messages for one reader.
pub struct Spoken {
    languages: Vec<String>,
    installed: Arc<Installed>,
}

/// Where the labels of some fields stand: the plugin, and the beginning of their ids.
#[derive(Clone)]
pub struct Place<'a> {
    plugin: Option<&'a str>,
    parts: Vec<&'a str>,
}

impl Spoken {
    /// Messages of what is installed, for whoever sent these headers.
    pub fn of(headers: &HeaderMap, installed: &Arc<Installed>) -> Spoken {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Spoken { languages: languages(accepted.unwrap_or_default()), installed: installed.clone() }
    }

    fn texts(&self, plugin: &str) -> Option<&Texts> {
        self.installed.plugins.get(plugin).map(|one| &one.brought.texts)
    }

    /// A label; what the manifest gives, where no language of the reader has it.
    pub fn label(&self, plugin: Option<&str>, parts: &[&str], given: &str) -> String {
        let found = plugin.and_then(|code| self.texts(code)?.label(&self.languages, &id(parts)));
        found.unwrap_or_else(|| given.to_owned())
    }

    /// The help of a label.
    pub fn help(&self, plugin: Option<&str>, parts: &[&str], given: &str) -> String {
        let found = plugin.and_then(|code| self.texts(code)?.help(&self.languages, &id(parts)));
        found.unwrap_or_else(|| given.to_owned())
    }

    /// A refusal of a plugin in the reader's language, where the plugin has a message for its code.
    pub fn fault(&self, mut fault: Fault) -> Fault {
        if let Some(words) = self.refusal(&fault.code, &fault.args) {
            fault.message = words;
        }
        for field in &mut fault.fields {
            if let Some(words) = self.refusal(&field.code, &[]) {
                field.message = words;
            }
        }
        fault
    }

    fn refusal(&self, code: &str, args: &[(String, String)]) -> Option<String> {
        let texts = self.texts(code.split_once('.')?.0)?;
        texts.message(&self.languages, &id(&[code]), args)
    }

    /// A view document in which each message of the plugin is text: `{"message": …, "args": {…}}`.
    pub fn resolve(&self, plugin: &str, document: &mut Json) {
        match document {
            Json::Object(object) => match self.resolved(plugin, object) {
                Some(words) => *document = Json::String(words),
                None => object.values_mut().for_each(|inner| self.resolve(plugin, inner)),
            },
            Json::Array(items) => items.iter_mut().for_each(|inner| self.resolve(plugin, inner)),
            _ => {}
        }
    }

    fn resolved(&self, plugin: &str, object: &Map<String, Json>) -> Option<String> {
        let message = object.get("message")?.as_str()?;
        if object.keys().any(|key| key != "message" && key != "args") {
            return None;
        }
        let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let args = object.get("args").and_then(Json::as_object).into_iter().flatten();
        let args: Vec<(String, String)> = args.map(|(name, value)| (name.clone(), text(value))).collect();
        let found = self.texts(plugin).and_then(|texts| texts.message(&self.languages, message, &args));
        Some(found.unwrap_or_else(|| message.to_owned()))
    }
}

impl<'a> Place<'a> {
    /// Under these words of a plugin.
    pub fn new(plugin: Option<&'a str>, parts: &[&'a str]) -> Place<'a> {
        Place { plugin, parts: parts.to_vec() }
    }

    /// Of a field on a record: under its type, or under the plugin that added it.
    pub fn of(kind: &'a RecordType, field: &'a Field) -> Place<'a> {
        if field.ext {
            return Place { plugin: field.plugin.as_deref(), parts: vec!["ext", &kind.name] };
        }
        Place { plugin: kind.plugin.as_deref(), parts: vec!["type", own_name(kind)] }
    }

    /// Under one more word: lines under their record.
    pub fn under(&self, part: &'a str) -> Place<'a> {
        let mut place = self.clone();
        place.parts.push(part);
        place
    }

    /// The label of the place itself.
    pub fn own_label(&self, spoken: &Spoken, given: &str) -> String {
        spoken.label(self.plugin, &self.parts, given)
    }

    /// The label of a field.
    pub fn label(&self, spoken: &Spoken, field: &Field) -> String {
        spoken.label(self.plugin, &self.parts_of(field, None), &field.label)
    }

    /// The help of a field.
    pub fn help(&self, spoken: &Spoken, field: &Field) -> String {
        spoken.help(self.plugin, &self.parts_of(field, None), &field.help)
    }

    /// What people call a word of a choice.
    pub fn word(&self, spoken: &Spoken, field: &Field, word: &str) -> String {
        spoken.label(self.plugin, &self.parts_of(field, Some(word)), &keel_manifest::names::label(word))
    }

    fn parts_of<'b>(&'b self, field: &'b Field, word: Option<&'b str>) -> Vec<&'b str> {
        // A field on another's record is called `<plugin>__<field>`.
        let name = if field.ext { field.name.split_once("__").map(|(_, name)| name) } else { None };
        let parts = self.parts.iter().copied();
        parts.chain([name.unwrap_or(&field.name)]).chain(word).collect()
    }
}

/// A record type's name without its plugin's.
pub fn own_name(kind: &RecordType) -> &str {
    kind.name.split_once('.').map_or(kind.name.as_str(), |(_, name)| name)
}

/// Tags of `Accept-Language`, most wanted first.
fn languages(header: &str) -> Vec<String> {
    let mut tags: Vec<(u32, &str)> = Vec::new();
    for one in header.split(',').take(LANGUAGES_MAX) {
        let mut parts = one.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1_000, thousandths);
        if weight > 0 && !tag.is_empty() && tag != "*" {
            tags.push((weight, tag));
        }
    }
    tags.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    tags.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}

/// `0.8` → 800; a weight has at most three digits after its point.
fn thousandths(text: &str) -> u32 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{part:0<3}");
    let part = digits.get(..3).and_then(|three| three.parse::<u32>().ok());
    whole.parse::<u32>().ok().zip(part).map_or(0, |(whole, part)| whole.min(1) * 1_000 + part)
}

#[cfg(test)]
mod tests {
    use super::languages;

    #[test]
    fn the_most_wanted_language_comes_first() {
        for (header, expected) in [
            ("bg", "bg"),
            ("en;q=0.5, bg-BG, de;q=0.75", "bg-BG de en"),
            ("en;q=0, *, fr;q=1.0", "fr"),
            ("", ""),
            ("bg;q=x, en", "en"),
        ] {
            assert_eq!(languages(header).join(" "), expected, "{header}");
        }
    }
}
