//! Tables of a manifest, checked against the lists of keys; values with where they stand.
//!
//! Knows TOML and places in the text. Must not know what a key means.

use std::ops::Range;

use toml_edit::{Item, TableLike, Value};

use crate::finding::{Code, Finding};
use crate::keys::{Key, Section, Shape};
use crate::words::nearest;

/// Where something stands, in bytes.
pub(super) type At = Range<usize>;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Spot<T> {
    pub(super) value: T,
    pub(super) at: At,
}

/// A table with its place and its keys.
pub(super) struct Entry<'t> {
    table: &'t dyn TableLike,
    pub(super) at: At,
}

/// Findings with their places.
pub(super) struct Desk<'t> {
    file: &'t str,
    text: &'t str,
    found: Vec<(usize, Finding)>,
}

impl<'t> Desk<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Desk { file, text, found: Vec::new() }
    }

    /// Notes what is wrong, and what to write.
    pub(super) fn find(&mut self, at: &At, code: Code, message: impl Into<String>, fix: impl Into<String>) {
        let start = at.start.min(self.text.len());
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let finding = Finding {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            code,
            message: message.into(),
            fix: fix.into(),
        };
        self.found.push((start, finding));
    }

    /// All of them, in the order of the text.
    pub(super) fn findings(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|(at, finding)| (*at, finding.code));
        self.found.dedup();
        self.found.into_iter().map(|(_, finding)| finding).collect()
    }

    /// A table whose keys are looked at: unknown ones, missing ones, those of a wrong type.
    pub(super) fn entry(&mut self, table: &'t dyn TableLike, at: At, section: &Section) -> Entry<'t> {
        for (name, item) in table.iter() {
            let place = key_at(table, name).unwrap_or_else(|| at.clone());
            let Some(key) = section.keys.iter().find(|key| key.name == name) else {
                let names = section.keys.iter().map(|key| key.name);
                let fix = match nearest(&name.replace('_', "-"), names.clone()) {
                    Some(near) => format!("write `{near}`"),
                    None => format!("it takes {}", names.collect::<Vec<_>>().join(", ")),
                };
                self.find(
                    &place,
                    Code::UnknownKey,
                    format!("there is no key `{name}` {}", inside(section)),
                    fix,
                );
                continue;
            };
            if !fits(item, key.shape) {
                let place = item.span().unwrap_or(place);
                let message = format!("`{name}` takes {}, this is {}", takes(key.shape), kind(item));
                self.find(&place, Code::WrongType, message, format!("write {}", sample(key)));
            }
        }
        for key in section.keys.iter().filter(|key| key.required && table.get(key.name).is_none()) {
            let message = format!("`{}` is missing {}", key.name, inside(section));
            let fix = match key.shape {
                Shape::Table(_) | Shape::Tables(_) => format!("add {}", sample(key)),
                _ => format!("add `{}`: {}", sample(key), key.about),
            };
            self.find(&at, Code::MissingKey, message, fix);
        }
        Entry { table, at }
    }

    /// The tables under a key.
    pub(super) fn entries(&mut self, parent: &Entry<'t>, name: &str, section: &Section) -> Vec<Entry<'t>> {
        let mut tables: Vec<(&'t dyn TableLike, Option<At>)> = Vec::new();
        match parent.table.get(name) {
            Some(Item::ArrayOfTables(all)) => {
                tables.extend(all.iter().map(|one| (one as &dyn TableLike, one.span())));
            }
            Some(Item::Value(Value::Array(all))) => {
                let inline = all.iter().filter_map(Value::as_inline_table);
                tables.extend(inline.map(|one| (one as &dyn TableLike, one.span())));
            }
            _ => {}
        }
        let mut entries = Vec::new();
        for (table, at) in tables {
            let at = at.unwrap_or_else(|| parent.at.clone());
            entries.push(self.entry(table, at, section));
        }
        entries
    }
}

impl<'t> Entry<'t> {
    /// Where a key stands, or the table.
    pub(super) fn key_at(&self, name: &str) -> At {
        key_at(self.table, name).unwrap_or_else(|| self.at.clone())
    }

    /// Whether a key is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.table.get(name).is_some()
    }

    pub(super) fn text(&self, name: &str) -> Option<Spot<&'t str>> {
        let item = self.table.get(name)?;
        Some(Spot { value: item.as_str()?, at: item.span().unwrap_or_else(|| self.key_at(name)) })
    }

    pub(super) fn integer(&self, name: &str) -> Option<Spot<i64>> {
        let item = self.table.get(name)?;
        Some(Spot { value: item.as_integer()?, at: item.span().unwrap_or_else(|| self.key_at(name)) })
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.table.get(name).and_then(Item::as_bool).unwrap_or(false)
    }

    pub(super) fn texts(&self, name: &str) -> Vec<Spot<&'t str>> {
        let array = self.table.get(name).and_then(Item::as_array);
        let values = array.into_iter().flat_map(|array| array.iter());
        let spot = |value: &'t Value| {
            Some(Spot { value: value.as_str()?, at: value.span().unwrap_or_else(|| self.key_at(name)) })
        };
        values.filter_map(spot).collect()
    }

    pub(super) fn item(&self, name: &str) -> Option<Spot<&'t Item>> {
        let item = self.table.get(name)?;
        Some(Spot { value: item, at: item.span().unwrap_or_else(|| self.key_at(name)) })
    }

    /// The one table under a key.
    pub(super) fn table(&self, name: &str) -> Option<Spot<&'t dyn TableLike>> {
        let item = self.table.get(name)?;
        Some(Spot { value: item.as_table_like()?, at: item.span().unwrap_or_else(|| self.key_at(name)) })
    }
}

/// Where a key stands.
pub(super) fn key_at(table: &dyn TableLike, name: &str) -> Option<At> {
    table.key(name).and_then(|key| key.span()).or_else(|| table.get(name).and_then(Item::span))
}

fn inside(section: &Section) -> String {
    if section.title.is_empty() { "in a manifest".to_owned() } else { format!("in `{}`", section.title) }
}

fn fits(item: &Item, shape: Shape) -> bool {
    match shape {
        Shape::Text => item.is_str(),
        Shape::Integer => item.is_integer(),
        Shape::Flag => item.is_bool(),
        Shape::Texts => item.as_array().is_some_and(|all| all.iter().all(Value::is_str)),
        Shape::Literal => item.is_str() || item.is_integer() || item.is_bool(),
        Shape::Table(_) | Shape::Versions => item.is_table_like(),
        Shape::Tables(_) => {
            item.is_array_of_tables()
                || item.as_array().is_some_and(|all| all.iter().all(Value::is_inline_table))
        }
    }
}

fn takes(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "text",
        Shape::Integer => "a whole number",
        Shape::Flag => "true or false",
        Shape::Texts => "a list of texts",
        Shape::Literal => "text, a whole number, true or false",
        Shape::Table(_) | Shape::Versions => "a table",
        Shape::Tables(_) => "tables",
    }
}

fn kind(item: &Item) -> &'static str {
    match item {
        Item::Value(Value::String(_)) => "text",
        Item::Value(Value::Integer(_)) => "a whole number",
        Item::Value(Value::Float(_)) => "a float, which loses digits",
        Item::Value(Value::Boolean(_)) => "true or false",
        Item::Value(Value::Datetime(_)) => "a date of TOML",
        Item::Value(Value::Array(_)) => "a list",
        Item::Value(Value::InlineTable(_)) | Item::Table(_) => "a table",
        Item::ArrayOfTables(_) => "a list of tables",
        Item::None => "nothing",
    }
}

/// How a key is written.
fn sample(key: &Key) -> String {
    let name = key.name;
    match key.shape {
        Shape::Text => format!("{name} = \"…\""),
        Shape::Integer => format!("{name} = 1"),
        Shape::Flag => format!("{name} = true"),
        Shape::Texts => format!("{name} = [\"…\"]"),
        Shape::Literal => format!("{name} = \"…\""),
        Shape::Table(section) => format!("[{}]", section.title),
        Shape::Versions => format!("[{name}]"),
        Shape::Tables(section) => format!("[[{}]]", section.title),
    }
}
