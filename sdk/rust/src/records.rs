//! Records of every type: lists, figures, making, changing, deleting, in the unit of work of the call.
//!
//! Own record types need no capability; others need `records.read`, `.create`, `.update`, `.delete`.

use crate::host;
use crate::value::{Body, Document, Row, Value};
use crate::{Fault, Id, Result};

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// The same value.
    Equal,
    /// Another value.
    NotEqual,
    /// Less.
    Less,
    /// Less or the same.
    AtMost,
    /// More.
    Greater,
    /// More or the same.
    AtLeast,
    /// Equal to one of the values.
    OneOf,
    /// Text has this part, whatever the case.
    Contains,
    /// Text begins so, whatever the case.
    Starts,
    /// Has no value; takes none.
    Empty,
    /// Has a value; takes none.
    Present,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// A field, or `reference.field` of the record referred to.
    pub field: String,
    /// How.
    pub operator: Operator,
    /// With what.
    pub values: Vec<Value>,
}

/// One key of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// A field.
    pub field: String,
    /// Largest first.
    pub descending: bool,
}

/// A list of records.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// `contact`, `credit-limit.raise`.
    pub record_type: String,
    /// All of these hold.
    pub conditions: Vec<Condition>,
    /// Words, as in the search box.
    pub search: Option<String>,
    /// The id is always the last key.
    pub sort: Vec<SortKey>,
    /// Rows of a page, 1 to 500.
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<String>,
}

/// A page of a list. Its documents come without their lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The records.
    pub records: Vec<Document>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
}

/// What is computed over a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureKind {
    /// How many; takes no field.
    Count,
    /// The sum.
    Sum,
    /// The least.
    Min,
    /// The largest.
    Max,
}

/// A figure of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What.
    pub kind: MeasureKind,
    /// Of which field.
    pub field: Option<String>,
}

/// A change of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub(crate) id: String,
    /// The version that was read; none: whatever it is.
    pub version: Option<u64>,
    /// What is not named stays.
    pub body: Body,
}

impl Change {
    /// Changes a record whatever its version is.
    pub fn of(id: Id, body: Body) -> Change {
        Change { id: id.to_string(), version: None, body }
    }
}

/// A record type that the manifest declares, as a Rust type. The generated types are.
pub trait Record: Sized {
    /// `credit-limit.raise`.
    const TYPE: &'static str;
    /// Reads a document.
    fn from_document(document: &Document) -> Result<Self>;
    /// What is written.
    fn to_body(&self) -> Body;
}

/// Most records of one call.
pub const BATCH_MAX: u32 = 500;

/// Records by id with their lines, in the order asked; at most 500. `not-found` when one is missing.
pub fn get(record_type: &str, ids: &[Id]) -> Result<Vec<Document>> {
    host::records_get(record_type, &texts(ids))
}

/// One record with its lines.
pub fn get_one(record_type: &str, id: Id) -> Result<Document> {
    get(record_type, &[id])?.pop().ok_or_else(|| missing(record_type))
}

/// Makes a record; its id.
pub fn create(record_type: &str, body: Body) -> Result<Id> {
    create_many(record_type, &[body])?.pop().ok_or_else(|| missing(record_type))
}

/// Makes records, all or none; their ids, in order. At most 500.
pub fn create_many(record_type: &str, bodies: &[Body]) -> Result<Vec<Id>> {
    Ok(ids(host::records_create(record_type, bodies)?))
}

/// Changes a record whatever its version is.
pub fn update(record_type: &str, id: Id, body: Body) -> Result<()> {
    update_many(record_type, &[Change::of(id, body)]).map(|_| ())
}

/// Changes a record unless somebody changed it since `version` was read; the new version.
pub fn update_read(record_type: &str, id: Id, version: u64, body: Body) -> Result<u64> {
    let change = Change { version: Some(version), ..Change::of(id, body) };
    update_many(record_type, &[change])?.pop().ok_or_else(|| missing(record_type))
}

/// Changes records, all or none; their new versions, in order. At most 500.
pub fn update_many(record_type: &str, changes: &[Change]) -> Result<Vec<u64>> {
    host::records_update(record_type, changes)
}

/// Deletes records, all or none. At most 500.
pub fn delete(record_type: &str, ids: &[Id]) -> Result<()> {
    host::records_delete(record_type, &texts(ids))
}

/// A list to be asked for: `find("contact").filter("name", Operator::Starts, "A").all()?`.
pub fn find(record_type: &str) -> Find {
    let record_type = record_type.to_owned();
    let (conditions, sort) = (Vec::new(), Vec::new());
    Find(Query { record_type, conditions, search: None, sort, limit: BATCH_MAX, after: None })
}

/// A list that is being put together.
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before `all`, `first`, `page` or `figures`"]
pub struct Find(Query);

impl Find {
    /// Only where a field compares so.
    pub fn filter(mut self, field: &str, operator: Operator, value: impl Into<Value>) -> Find {
        let takes_none = matches!(operator, Operator::Empty | Operator::Present);
        let values = if takes_none { Vec::new() } else { vec![value.into()] };
        self.0.conditions.push(Condition { field: field.to_owned(), operator, values });
        self
    }

    /// Only where a field has this value.
    pub fn equal(self, field: &str, value: impl Into<Value>) -> Find {
        self.filter(field, Operator::Equal, value)
    }

    /// Only where a field has one of these values.
    pub fn one_of(mut self, field: &str, values: impl IntoIterator<Item = impl Into<Value>>) -> Find {
        let values = values.into_iter().map(Into::into).collect();
        self.0.conditions.push(Condition { field: field.to_owned(), operator: Operator::OneOf, values });
        self
    }

    /// Only where a field has a value.
    pub fn present(self, field: &str) -> Find {
        self.filter(field, Operator::Present, Value::None)
    }

    /// Only where a field has no value.
    pub fn empty(self, field: &str) -> Find {
        self.filter(field, Operator::Empty, Value::None)
    }

    /// Only what the search box would find.
    pub fn search(mut self, words: &str) -> Find {
        self.0.search = Some(words.to_owned());
        self
    }

    /// In the order of a field, smallest first; further calls order what is equal.
    pub fn sort(mut self, field: &str) -> Find {
        self.0.sort.push(SortKey { field: field.to_owned(), descending: false });
        self
    }

    /// In the order of a field, largest first.
    pub fn sort_down(mut self, field: &str) -> Find {
        self.0.sort.push(SortKey { field: field.to_owned(), descending: true });
        self
    }

    /// At most so many a page, 1 to 500.
    pub fn limit(mut self, rows: u32) -> Find {
        self.0.limit = rows.clamp(1, BATCH_MAX);
        self
    }

    /// From where a page before ended.
    pub fn after(mut self, cursor: Option<String>) -> Find {
        self.0.after = cursor;
        self
    }

    /// One page.
    pub fn page(&self) -> Result<Page> {
        host::records_find(&self.0)
    }

    /// The first record.
    pub fn first(mut self) -> Result<Option<Document>> {
        self.0.limit = 1;
        Ok(host::records_find(&self.0)?.records.into_iter().next())
    }

    /// Every record, page after page; the call's limit of rows holds.
    pub fn all(mut self) -> Result<Vec<Document>> {
        let mut all = Vec::new();
        loop {
            let page = host::records_find(&self.0)?;
            all.extend(page.records);
            match page.next {
                Some(next) => self.0.after = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// Every record as a type of the manifest.
    pub fn all_as<T: Record>(self) -> Result<Vec<T>> {
        self.all()?.iter().map(T::from_document).collect()
    }

    /// How many there are.
    pub fn count(&self) -> Result<i64> {
        let rows = self.figures(&[], &[Measure { kind: MeasureKind::Count, field: None }])?;
        Ok(rows.first().and_then(|row| crate::Fields::get(row, "count")).unwrap_or(0))
    }

    /// Figures, one row a group: the groups' fields, then `count`, `sum_amount`, `min_due_on`.
    pub fn figures(&self, group_by: &[&str], measures: &[Measure]) -> Result<Vec<Row>> {
        let group_by: Vec<String> = group_by.iter().map(|field| (*field).to_owned()).collect();
        host::records_aggregate(&self.0, &group_by, measures)
    }
}

pub(crate) fn texts(ids: &[Id]) -> Vec<String> {
    ids.iter().map(Id::to_string).collect()
}

pub(crate) fn ids(texts: Vec<String>) -> Vec<Id> {
    texts.iter().map(|text| Id::read(text).unwrap_or_default()).collect()
}

fn missing(record_type: &str) -> Fault {
    Fault::not_found("not-found", format!("There is no such {record_type}."))
}
