//! A column that a plugin brings, and its text in both dialects.
//!
//! What it refuses is said in the column itself, by constraints with names: SQLite drops them with the
//! column, and could not otherwise. A required column says so by a check, which can be added to a table
//! that is there.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::storage::records::{Field, Kind, MoneyOf, OnDelete, Value, bound};
use crate::storage::{DbError, Dialect, Val, instant_text, migrate::hex};

/// Longest name in PostgreSQL, in bytes.
const NAME_MAX: usize = 63;

/// What a column holds, in words of neither database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// Whole and scaled numbers, amounts.
    Int,
    /// Yes or no.
    Bool,
    /// Text, choices, JSON.
    Text,
    /// Ids.
    Id,
    /// Days.
    Day,
    /// Instants.
    Instant,
}

/// A constant in a column's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Constant {
    /// A number as it is kept.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Text; days and instants as SQLite keeps them.
    Text(String),
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name now.
    pub name: String,
    /// What its constraints are called after: its table and name when it was made.
    pub stem: String,
    /// What it holds.
    pub holds: Holds,
    /// The only words it takes; none: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Table whose `id` it holds, and what happens when that row goes: `restrict`, `cascade`, `set null`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<(String, String)>,
    /// Must have a value.
    #[serde(default)]
    pub required: bool,
    /// What rows get that are there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Constant>,
    /// Has an index.
    #[serde(default)]
    pub index: bool,
    /// Two rows do not share a value.
    #[serde(default)]
    pub unique: bool,
}

impl Column {
    /// The column of a field, without indexes. `target` is the table that a reference goes to.
    pub fn of(table: &str, field: &Field, target: Option<&str>) -> Column {
        let on_delete = match field.on_delete {
            OnDelete::Restrict => "restrict",
            OnDelete::Cascade => "cascade",
            OnDelete::Clear => "set null",
        };
        Column {
            name: field.column.clone(),
            stem: identifier(&format!("{table}__{}", field.column)),
            holds: match field.kind {
                Kind::Text(_) | Kind::LongText | Kind::Choice(_) | Kind::Json => Holds::Text,
                Kind::Bool => Holds::Bool,
                Kind::Integer | Kind::Decimal(_) | Kind::Money(_) => Holds::Int,
                Kind::Day => Holds::Day,
                Kind::Instant => Holds::Instant,
                Kind::Reference(_) | Kind::Id => Holds::Id,
            },
            words: match &field.kind {
                Kind::Choice(words) => words.clone(),
                _ => Vec::new(),
            },
            refers_to: target.map(|target| (target.to_owned(), on_delete.to_owned())),
            // In a side table the row may be there for another plugin's sake.
            required: field.required && !field.ext,
            default: constant(field),
            index: false,
            unique: false,
        }
    }

    /// `name type …` with its constraints, as `create table` and `add column` take it.
    pub fn text(&self, dialect: Dialect, name: &str) -> String {
        let (sqlite, postgres) = match self.holds {
            Holds::Int => ("integer", "bigint"),
            Holds::Bool => ("integer", "boolean"),
            Holds::Text => ("text", "text"),
            Holds::Id => ("blob", "uuid"),
            Holds::Day => ("text", "date"),
            Holds::Instant => ("text", "timestamptz"),
        };
        let mut text = format!("{name} {}", if dialect == Dialect::Sqlite { sqlite } else { postgres });
        if let Some(default) = &self.default {
            text.push_str(&format!(" default {}", default.text(dialect)));
        }
        let mut constraint = |what: &str, says: String| {
            let called = identifier(&format!("{}_{what}", self.stem));
            text.push_str(&format!(" constraint {called} {says}"));
        };
        if !self.words.is_empty() {
            let words: Vec<String> = self.words.iter().map(|word| quoted(word)).collect();
            constraint("known", format!("check ({name} in ({}))", words.join(", ")));
        }
        if self.holds == Holds::Bool && dialect == Dialect::Sqlite {
            constraint("is_boolean", format!("check ({name} in (0, 1))"));
        }
        if self.required {
            constraint("given", format!("check ({name} is not null)"));
        }
        if let Some((table, on_delete)) = &self.refers_to {
            constraint("reference", format!("references {table} (id) on delete {on_delete}"));
        }
        text
    }

    /// Names of the constraints that [`Column::text`] makes on PostgreSQL.
    pub fn constraints(&self) -> Vec<String> {
        let all = [
            (!self.words.is_empty(), "known"),
            (self.required, "given"),
            (self.refers_to.is_some(), "reference"),
        ];
        let there = all.into_iter().filter(|(there, _)| *there);
        there.map(|(_, what)| identifier(&format!("{}_{what}", self.stem))).collect()
    }
}

impl Constant {
    /// As SQL.
    pub fn text(&self, dialect: Dialect) -> String {
        match (self, dialect) {
            (Constant::Int(value), _) => value.to_string(),
            (Constant::Bool(value), Dialect::Sqlite) => i64::from(*value).to_string(),
            (Constant::Bool(value), Dialect::Postgres) => value.to_string(),
            (Constant::Text(text), _) => quoted(text),
        }
    }

    /// A value of what a column holds, where no other is known.
    pub fn any(column: &Column) -> Constant {
        match column.holds {
            Holds::Int => Constant::Int(0),
            Holds::Bool => Constant::Bool(false),
            Holds::Day => Constant::Text("1970-01-01".to_owned()),
            Holds::Instant => Constant::Text("1970-01-01T00:00:00.000000Z".to_owned()),
            Holds::Text | Holds::Id => Constant::Text(column.words.first().cloned().unwrap_or_default()),
        }
    }
}

/// A field's default as its column keeps it. Amounts have none: their scale is that of each row's currency.
fn constant(field: &Field) -> Option<Constant> {
    if matches!(field.kind, Kind::Money(MoneyOf::Company | MoneyOf::Field(_))) {
        return None;
    }
    match bound(field, field.default.as_ref().unwrap_or(&Value::Null), None).ok()? {
        Val::Int(value) => value.map(Constant::Int),
        Val::Bool(value) => value.map(Constant::Bool),
        Val::Text(value) => value.map(Constant::Text),
        Val::Date(value) => value.map(|day| Constant::Text(day.to_string())),
        Val::At(value) => value.map(|at| Constant::Text(instant_text(at))),
        Val::Bytes(_) | Val::Id(_) => None,
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A name that both databases take as it is: one that is too long keeps its beginning and a digest of the rest.
pub fn identifier(name: &str) -> String {
    if name.len() <= NAME_MAX {
        return name.to_owned();
    }
    let digest = hex(&Sha256::digest(name.as_bytes()));
    let start: String = name.chars().take(NAME_MAX - 9).collect();
    format!("{start}_{}", &digest[..8])
}

/// The definition of a column, read from what was remembered.
pub(super) fn wrong(error: serde_json::Error) -> DbError {
    DbError::Decode(format!("plugin_column.definition: {error}"))
}
