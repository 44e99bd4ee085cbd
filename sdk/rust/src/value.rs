//! Values, fields, lines and documents, as they cross the boundary, and the ways in and out of them.
//!
//! Knows the closed list of values. Must not know what a manifest declares: generated code does.

use crate::{Day, Decimal, Fault, Id, Instant, Money, Result};

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing. Setting a field to it empties the field.
    None,
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// An exact number.
    Decimal(Decimal),
    /// An amount.
    Money(Money),
    /// Text, one of a choice's words, a code.
    Text(String),
    /// A business day, ISO 8601; read it as a [`Day`].
    Day(String),
    /// An instant, RFC 3339; read it as an [`Instant`].
    Instant(String),
    /// The id of a record; read it as an [`Id`].
    Reference(String),
    /// A JSON document.
    Json(String),
}

/// A field by name, with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// As declared.
    pub name: String,
    /// What it holds.
    pub value: Value,
}

/// A line of a collection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its members.
    pub fields: Vec<Field>,
}

/// The lines of one collection, in order. Written as a whole: lines that are left out go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    /// As declared.
    pub name: String,
    /// Its lines.
    pub rows: Vec<Row>,
}

/// Fields and lines without an identity: a record to be made, the input or the answer of an action.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its lines.
    pub collections: Vec<Collection>,
}

/// A record as it is, or as it shall be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// `contact`, `credit-limit.raise`.
    pub record_type: String,
    pub(crate) id: String,
    /// Counts its changes, from 1; 0 before it is made.
    pub version: u64,
    /// Every field that the caller may see.
    pub fields: Vec<Field>,
    /// Its lines; empty where they were not asked for.
    pub collections: Vec<Collection>,
}

/// A record by type and id.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRef {
    /// `contact`, `credit-limit.raise`.
    pub record_type: String,
    pub(crate) id: String,
}

impl RecordRef {
    /// Names a record.
    pub fn new(record_type: &str, id: Id) -> RecordRef {
        RecordRef { record_type: record_type.to_owned(), id: id.to_string() }
    }

    /// Its id.
    pub fn id(&self) -> Id {
        Id::read(&self.id).unwrap_or_default()
    }
}

impl Document {
    /// A record of a type, for tests.
    pub fn new(record_type: &str, id: Id, body: Body) -> Document {
        let (fields, collections) = (body.fields, body.collections);
        Document { record_type: record_type.to_owned(), id: id.to_string(), version: 1, fields, collections }
    }

    /// Its id.
    pub fn id(&self) -> Id {
        Id::read(&self.id).unwrap_or_default()
    }

    /// Its name in other records and in events.
    pub fn reference(&self) -> RecordRef {
        RecordRef { record_type: self.record_type.clone(), id: self.id.clone() }
    }

    /// The lines of a collection; none if there is no such collection.
    pub fn rows(&self, collection: &str) -> &[Row] {
        self.collections.iter().find(|c| c.name == collection).map_or(&[], |c| &c.rows)
    }
}

impl Body {
    /// Nothing yet.
    pub fn new() -> Body {
        Body::default()
    }

    /// With a field set.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Body {
        self.set(name, value);
        self
    }

    /// Sets a field, in place of what was there.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.retain(|field| field.name != name);
        self.fields.push(Field { name: name.to_owned(), value: value.into() });
    }

    /// The lines of a collection; none if there is no such collection.
    pub fn rows(&self, collection: &str) -> &[Row] {
        self.collections.iter().find(|c| c.name == collection).map_or(&[], |c| &c.rows)
    }

    /// With the lines of a collection.
    pub fn with_rows(mut self, collection: &str, rows: Vec<Row>) -> Body {
        self.collections.retain(|c| c.name != collection);
        self.collections.push(Collection { name: collection.to_owned(), rows });
        self
    }
}

impl Row {
    /// Nothing yet.
    pub fn new() -> Row {
        Row::default()
    }

    /// With a field set.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Row {
        self.fields.push(Field { name: name.to_owned(), value: value.into() });
        self
    }
}

/// Whatever has fields by name: documents, lines, bodies.
pub trait Fields {
    /// The fields.
    fn fields(&self) -> &[Field];

    /// The value of a field; nothing if there is no such field.
    fn value(&self, name: &str) -> &Value {
        self.fields().iter().find(|field| field.name == name).map_or(&Value::None, |field| &field.value)
    }

    /// The value of a field in a type; none when it is empty, or of another kind.
    fn get<T: FromValue>(&self, name: &str) -> Option<T> {
        T::from_value(self.value(name))
    }

    /// The value of a field that must be there; a fault that points at it when it is not.
    fn need<T: FromValue>(&self, name: &str) -> Result<T> {
        self.get(name).ok_or_else(|| {
            Fault::invalid("value.required", format!("`{name}` must be given.")).at(format!("/{name}"))
        })
    }
}

impl Fields for Document {
    fn fields(&self) -> &[Field] {
        &self.fields
    }
}

impl Fields for Row {
    fn fields(&self) -> &[Field] {
        &self.fields
    }
}

impl Fields for Body {
    fn fields(&self) -> &[Field] {
        &self.fields
    }
}

/// What a value can be read as.
pub trait FromValue: Sized {
    /// None when it is empty or of another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! value_of {
    ($($type:ty, $pattern:pat => $read:expr, $own:ident => $write:expr;)*) => { $(
        impl FromValue for $type {
            fn from_value(value: &Value) -> Option<$type> {
                match value {
                    $pattern => $read,
                    _ => None,
                }
            }
        }

        impl From<$type> for Value {
            fn from($own: $type) -> Value {
                $write
            }
        }
    )* };
}

value_of! {
    bool, Value::Boolean(v) => Some(*v), v => Value::Boolean(v);
    i64, Value::Integer(v) => Some(*v), v => Value::Integer(v);
    Decimal, Value::Decimal(v) => Some(*v), v => Value::Decimal(v);
    Money, Value::Money(v) => Some(v.clone()), v => Value::Money(v);
    String, Value::Text(v) | Value::Json(v) => Some(v.clone()), v => Value::Text(v);
    Day, Value::Day(v) => Day::read(v), v => Value::Day(v.to_string());
    Instant, Value::Instant(v) => Instant::read(v), v => Value::Instant(v.to_string());
    Id, Value::Reference(v) => Id::read(v), v => Value::Reference(v.to_string());
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::None, Into::into)
    }
}
