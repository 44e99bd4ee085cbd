//! What plugins and the core say, in the languages of whoever asks (`Accept-Language`, RFC 9110, 12.5.4).
//!
//! Knows the header and where labels stand among messages. Must not know Fluent. The core's English stands in the
//! code itself; its other languages in `host/i18n`, where ids join their parts by `_`: `type_item-category_code`,
//! `word_trial-balance` and `row_total-assets` (reports), `fault_ledger-period-closed`.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::http::{HeaderMap, HeaderValue, header};
use serde_json::{Map, Value as Json};

use crate::service::Fault;
use crate::service::plugins::Installed;
use crate::service::plugins::texts::{Texts, id};
use crate::service::report::{Report, Value};
use crate::storage::records::{Field, RecordType};

/// Most languages of one request that are looked at.
const LANGUAGES_MAX: usize = 10;

/// What the core says in other languages than English.
static CORE: LazyLock<Texts> = LazyLock::new(|| {
    let bulgarian = include_str!("../../i18n/bg.ftl").to_owned();
    Texts::read(&BTreeMap::from([("bg".to_owned(), bulgarian)]))
});

/// Messages for one reader.
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
        Spoken::accepting(headers.get(header::ACCEPT_LANGUAGE), installed)
    }

    /// Messages of what is installed, for whoever takes these languages.
    pub fn accepting(header: Option<&HeaderValue>, installed: &Arc<Installed>) -> Spoken {
        let accepted = header.and_then(|value| value.to_str().ok());
        Spoken { languages: languages(accepted.unwrap_or_default()), installed: installed.clone() }
    }

    fn texts(&self, plugin: &str) -> Option<&Texts> {
        self.installed.plugins.get(plugin).map(|one| &one.brought.texts)
    }

    /// Languages that the reader wants rather than English, which is what the code says.
    fn rather_than_english(&self) -> &[String] {
        let english =
            |tag: &String| tag.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case("en"));
        &self.languages[..self.languages.iter().position(english).unwrap_or(self.languages.len())]
    }

    /// A label; what the manifest or the code gives, where no language of the reader has it.
    pub fn label(&self, plugin: Option<&str>, parts: &[&str], given: &str) -> String {
        let found = match plugin {
            Some(code) => self.texts(code).and_then(|texts| texts.label(&self.languages, &id(parts))),
            None => CORE.label(self.rather_than_english(), &core_id(parts)),
        };
        found.unwrap_or_else(|| given.to_owned())
    }

    /// The help of a label.
    pub fn help(&self, plugin: Option<&str>, parts: &[&str], given: &str) -> String {
        let found = match plugin {
            Some(code) => self.texts(code).and_then(|texts| texts.help(&self.languages, &id(parts))),
            None => CORE.help(self.rather_than_english(), &core_id(parts)),
        };
        found.unwrap_or_else(|| given.to_owned())
    }

    /// A core report: its title, its columns, and the rows that are no account's.
    pub fn report(&self, report: &mut Report) {
        let said = |prefix: &str, text: &mut String| {
            if let Some(words) = CORE.label(self.rather_than_english(), &core_id(&[prefix, &slug(text)])) {
                *text = words;
            }
        };
        said("word", &mut report.title);
        report.columns.iter_mut().for_each(|column| said("word", &mut column.title));
        for row in report.rows.iter_mut().filter(|row| row.record.is_none()) {
            // Rows of accounts begin with the account's code; headings of the report's own have none.
            let mut texts = row.cells.iter_mut().filter_map(|cell| match &mut cell.value {
                Some(Value::Text(text)) => Some(text),
                _ => None,
            });
            if let (Some(only), None) = (texts.next(), texts.next()) {
                said("row", only);
            }
        }
    }

    /// What is asked before an action runs.
    pub fn confirm(&self, plugin: &str, parts: &[&str], given: &str) -> String {
        let found = self.texts(plugin).and_then(|texts| texts.confirm(&self.languages, &id(parts)));
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
        match code.split_once('.').and_then(|(plugin, _)| self.texts(plugin)) {
            Some(texts) => texts.message(&self.languages, &id(&[code]), args),
            None => CORE.label(self.rather_than_english(), &core_id(&["fault", code])),
        }
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

/// The id of a core message: parts joined by `_`, which no plugin's id has.
fn core_id(parts: &[&str]) -> String {
    parts.iter().map(|part| id(&[part])).collect::<Vec<_>>().join("_")
}

/// English words as a part of an id: `Debit, in all` → `debit-in-all`.
fn slug(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
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
