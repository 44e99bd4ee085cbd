//! Values of FEEL (DMN 1.5, 10.3.2.3) and how they are written. Must not know how they come about.

use std::fmt;
use std::rc::Rc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::calendar::{DateTime, Time, show_days, show_months};
use crate::eval::Function;

/// A value.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Nothing; also what a mistake in an expression gives.
    #[default]
    Null,
    /// Yes or no.
    Boolean(bool),
    /// An exact number of up to 28 digits.
    Number(Decimal),
    /// Text.
    Text(Rc<str>),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(Time),
    /// A day with a time.
    DateTime(DateTime),
    /// A years and months duration, in months.
    Months(i64),
    /// A days and time duration, in microseconds.
    Micros(i64),
    /// A list.
    List(Rc<Vec<Value>>),
    /// Names with values, in order.
    Context(Rc<Vec<(Rc<str>, Value)>>),
    /// From here to there.
    Range(Rc<Range>),
    /// Something that can be called. It is not kept when an evaluation ends.
    Function(Rc<Function>),
}

/// An end of a range.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Where; `Null` for no end.
    pub value: Value,
    /// The end itself is in it.
    pub closed: bool,
}

/// From here to there.
#[derive(Clone, Debug)]
pub struct Range {
    /// The lower end.
    pub low: Bound,
    /// The upper end.
    pub high: Bound,
}

impl Value {
    /// Text.
    pub fn text(text: impl AsRef<str>) -> Value {
        Value::Text(Rc::from(text.as_ref()))
    }

    /// A list.
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Rc::new(items))
    }

    /// Names with values; a later name replaces an earlier.
    pub fn context<N: AsRef<str>>(entries: impl IntoIterator<Item = (N, Value)>) -> Value {
        let mut all: Vec<(Rc<str>, Value)> = Vec::new();
        for (name, value) in entries {
            put(&mut all, name.as_ref(), value);
        }
        Value::Context(Rc::new(all))
    }

    /// A member of a context.
    pub fn member(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Context(entries) => entries.iter().find(|(key, _)| &**key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Its type as FEEL names it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Boolean(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::Date(_) => "date",
            Value::Time(_) => "time",
            Value::DateTime(_) => "date and time",
            Value::Months(_) => "years and months duration",
            Value::Micros(_) => "days and time duration",
            Value::List(_) => "list",
            Value::Context(_) => "context",
            Value::Range(_) => "range",
            Value::Function(_) => "function",
        }
    }

    /// What `string()` gives for it: text without quotes, the rest as it is written.
    pub fn shown(&self) -> String {
        match self {
            Value::Text(text) => text.to_string(),
            other => other.to_string(),
        }
    }
}

/// Sets a name in a context.
pub(crate) fn put(entries: &mut Vec<(Rc<str>, Value)>, name: &str, value: Value) {
    match entries.iter_mut().find(|(key, _)| &**key == name) {
        Some(entry) => entry.1 = value,
        None => entries.push((Rc::from(name), value)),
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Boolean(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Number(Decimal::from(value))
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Value {
        Value::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::text(value)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Boolean(value) => write!(f, "{value}"),
            Value::Number(value) => write!(f, "{}", value.normalize()),
            Value::Text(value) => write_text(f, value),
            Value::Date(value) => write!(f, "{value}"),
            Value::Time(value) => write!(f, "{value}"),
            Value::DateTime(value) => write!(f, "{value}"),
            Value::Months(value) => f.write_str(&show_months(*value)),
            Value::Micros(value) => f.write_str(&show_days(*value)),
            Value::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Value::Context(entries) => {
                f.write_str("{")?;
                for (at, (name, value)) in entries.iter().enumerate() {
                    write!(f, "{}{name}: {value}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
            Value::Range(range) => {
                let (open, close) =
                    (if range.low.closed { '[' } else { '(' }, if range.high.closed { ']' } else { ')' });
                write!(f, "{open}{}..{}{close}", range.low.value, range.high.value)
            }
            Value::Function(_) => f.write_str("function"),
        }
    }
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
