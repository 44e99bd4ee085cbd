//! A field's value, typed and exact.

use chrono::{DateTime, NaiveDate, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// An exact decimal: amounts, quantities, prices, rates.
    Decimal(Decimal),
    /// Text, a choice, a code.
    Text(String),
    /// A business day.
    Day(NaiveDate),
    /// An instant in UTC.
    Instant(DateTime<Utc>),
    /// An id, also of a record referred to.
    Id(Uuid),
    /// A JSON document as text.
    Json(String),
    /// The rows of a collection.
    Rows(Vec<Record>),
}

/// Fields by name, in the order of the declaration.
pub type Record = IndexMap<String, Value>;

impl Value {
    /// Whether this is nothing; an empty text counts as nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.is_empty(),
            Value::Rows(rows) => rows.is_empty(),
            _ => false,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Json(text) => Some(text),
            _ => None,
        }
    }

    /// The id, if it is one.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Value::Id(id) => Some(*id),
            _ => None,
        }
    }

    /// The truth, if it is one.
    pub fn bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Value::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The decimal, if it is one.
    pub fn decimal(&self) -> Option<Decimal> {
        match self {
            Value::Decimal(value) => Some(*value),
            _ => None,
        }
    }

    /// The day, if it is one.
    pub fn day(&self) -> Option<NaiveDate> {
        match self {
            Value::Day(value) => Some(*value),
            _ => None,
        }
    }

    /// The rows, if it is a collection.
    pub fn rows(&self) -> Option<&[Record]> {
        match self {
            Value::Rows(rows) => Some(rows),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Value::Id(id)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Integer(value)
    }
}
impl From<Decimal> for Value {
    fn from(value: Decimal) -> Self {
        Value::Decimal(value)
    }
}
impl From<NaiveDate> for Value {
    fn from(value: NaiveDate) -> Self {
        Value::Day(value)
    }
}
impl From<DateTime<Utc>> for Value {
    fn from(value: DateTime<Utc>) -> Self {
        Value::Instant(value)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
