//! Values that go into SQL and come out of it, the same for both databases.
//!
//! Knows the column types of `host/README.md` "Names in SQL". Must not know any table.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use uuid::Uuid;

use super::DbError;

/// A bound parameter. Every kind carries an option, so that a null has a type on both databases.
#[derive(Debug, Clone, PartialEq)]
pub enum Val {
    /// `integer` / `bigint`.
    Int(Option<i64>),
    /// `integer` 0 or 1 / `boolean`.
    Bool(Option<bool>),
    /// `text`, also for JSON documents.
    Text(Option<String>),
    /// `blob` / `bytea`.
    Bytes(Option<Vec<u8>>),
    /// `blob` of 16 bytes / `uuid`.
    Id(Option<Uuid>),
    /// `text` `YYYY-MM-DD` / `date`.
    Date(Option<NaiveDate>),
    /// `text` RFC 3339 in UTC with microseconds / `timestamptz`.
    At(Option<DateTime<Utc>>),
}

impl Val {
    /// Whether this is a null of any kind.
    pub fn is_null(&self) -> bool {
        matches!(
            self,
            Val::Int(None)
                | Val::Bool(None)
                | Val::Text(None)
                | Val::Bytes(None)
                | Val::Id(None)
                | Val::Date(None)
                | Val::At(None)
        )
    }
}

/// The one text form of an instant in SQLite: fixed width, so that it sorts as time.
pub fn instant_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

macro_rules! val_from {
    ($($kind:ident($type:ty)),*) => {$(
        impl From<$type> for Val {
            fn from(value: $type) -> Self { Val::$kind(Some(value)) }
        }
        impl From<Option<$type>> for Val {
            fn from(value: Option<$type>) -> Self { Val::$kind(value) }
        }
    )*};
}
val_from!(Int(i64), Bool(bool), Text(String), Bytes(Vec<u8>), Id(Uuid), Date(NaiveDate), At(DateTime<Utc>));

impl From<&str> for Val {
    fn from(value: &str) -> Self {
        Val::Text(Some(value.to_owned()))
    }
}
impl From<Option<&str>> for Val {
    fn from(value: Option<&str>) -> Self {
        Val::Text(value.map(str::to_owned))
    }
}
impl From<&String> for Val {
    fn from(value: &String) -> Self {
        Val::Text(Some(value.clone()))
    }
}
impl From<i32> for Val {
    fn from(value: i32) -> Self {
        Val::Int(Some(i64::from(value)))
    }
}

/// A value as the database returned it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// SQL null.
    Null,
    /// Any integer; SQLite's booleans too.
    Int(i64),
    /// PostgreSQL's boolean.
    Bool(bool),
    /// Text; SQLite's days and instants too.
    Text(String),
    /// Bytes; SQLite's ids too.
    Bytes(Vec<u8>),
    /// PostgreSQL's uuid.
    Id(Uuid),
    /// PostgreSQL's date.
    Date(NaiveDate),
    /// PostgreSQL's timestamptz.
    At(DateTime<Utc>),
}

/// One row of a result, by position of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub Vec<Cell>);

impl Row {
    /// The value of column `index` (from 0), as the type asked for.
    pub fn get<T: FromCell>(&self, index: usize) -> Result<T, DbError> {
        let cell = self.0.get(index).ok_or_else(|| DbError::Decode(format!("no column {index}")))?;
        T::from_cell(cell).ok_or_else(|| {
            DbError::Decode(format!("column {index} holds {cell:?}, not {}", std::any::type_name::<T>()))
        })
    }
}

/// A type that a column's value can be read as.
pub trait FromCell: Sized {
    /// The value, or `None` when the column holds something else.
    fn from_cell(cell: &Cell) -> Option<Self>;
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => T::from_cell(other).map(Some),
        }
    }
}
impl FromCell for i64 {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Int(value) => Some(*value),
            _ => None,
        }
    }
}
impl FromCell for bool {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Int(0) => Some(false),
            Cell::Int(1) => Some(true),
            Cell::Bool(value) => Some(*value),
            _ => None,
        }
    }
}
impl FromCell for String {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Text(value) => Some(value.clone()),
            _ => None,
        }
    }
}
impl FromCell for Vec<u8> {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Bytes(value) => Some(value.clone()),
            _ => None,
        }
    }
}
impl FromCell for Uuid {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Bytes(value) => Uuid::from_slice(value).ok(),
            Cell::Id(value) => Some(*value),
            _ => None,
        }
    }
}
impl FromCell for NaiveDate {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Text(value) => value.parse().ok(),
            Cell::Date(value) => Some(*value),
            _ => None,
        }
    }
}
impl FromCell for DateTime<Utc> {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Text(value) => DateTime::parse_from_rfc3339(value).ok().map(Into::into),
            Cell::At(value) => Some(*value),
            _ => None,
        }
    }
}
