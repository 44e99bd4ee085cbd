//! Values as they cross to a plugin and back: exact, closed, and the same for every version of the contract.
//!
//! Mirrors `keel:types`. Must not know record types: `document` translates between the two.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Datum {
    /// Nothing.
    None,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// An exact number.
    Decimal(Decimal),
    /// An amount.
    Money(Money),
    /// Text.
    Text(String),
    /// A business day.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A record, or another id.
    Reference(Uuid),
    /// A JSON document.
    Json(String),
}

/// An amount in minor units of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// Fields by name, in order.
pub type Fields = Vec<(String, Datum)>;
/// Collections of lines by name, in order.
pub type Collections = Vec<(String, Vec<Fields>)>;

/// Fields and lines without an identity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Fields.
    pub fields: Fields,
    /// Lines.
    pub collections: Collections,
}

impl Body {
    /// The value of a field, if it is there.
    pub fn get(&self, name: &str) -> Option<&Datum> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }
}

/// A record as it is, or as it shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Record type.
    pub record_type: String,
    /// Id.
    pub id: Uuid,
    /// Version; 0 before it is made.
    pub version: i64,
    /// Fields and lines.
    pub body: Body,
}

/// A record by type and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRef {
    /// Record type.
    pub record_type: String,
    /// Id.
    pub id: Uuid,
}

/// What happens to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
}

impl Operation {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::Update => "update",
            Operation::Delete => "delete",
        }
    }
}

/// A change under way, as a hook sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What happens.
    pub operation: Operation,
    /// As it was.
    pub old: Option<Document>,
    /// As it shall be.
    pub new: Document,
}

/// A fact, as a subscription hears it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Id of the fact.
    pub id: Uuid,
    /// Event name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// About what.
    pub subject: Option<RecordRef>,
    /// JSON object.
    pub payload: String,
    /// 1 at the first delivery.
    pub attempt: u32,
}

/// A run of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRun {
    /// Id of the run.
    pub id: Uuid,
    /// When it was due.
    pub due_at: DateTime<Utc>,
    /// 1 at the first attempt.
    pub attempt: u32,
    /// As scheduled.
    pub input: Body,
}

/// An HTTP request, out or in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// Method.
    pub method: String,
    /// Whole address, or path and query behind the endpoint's own.
    pub url: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// An HTTP answer, in or out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpResponse {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// A report's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Name and label of each column.
    pub columns: Vec<(String, String)>,
    /// A value for each column that has one.
    pub rows: Vec<Fields>,
}
