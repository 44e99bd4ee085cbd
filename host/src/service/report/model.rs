//! The one shape of every report: columns, rows at levels, totals, and for each figure the way to what it is
//! made of.
//!
//! Must not know any report. What a link's address looks like is the door's business: it fills `href`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Words and numbers of documents.
    Text,
    /// A day.
    Day,
    /// An instant in UTC.
    Instant,
    /// An amount in the company's currency, or in that of the column `currency`.
    Money,
    /// A quantity in the item's unit.
    Quantity,
    /// A price of one unit, in the company's currency.
    Price,
    /// A count.
    Integer,
}

impl ColumnKind {
    /// Whether it stands to the right.
    pub fn is_number(self) -> bool {
        matches!(self, ColumnKind::Money | ColumnKind::Quantity | ColumnKind::Price | ColumnKind::Integer)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Column {
    /// Stable name.
    pub name: String,
    /// Heading in English.
    pub title: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// A value. Decimals are strings in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// Words.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
    /// An amount, a quantity, a price.
    Decimal(Decimal),
    /// A count.
    Integer(i64),
}

impl Value {
    /// As a reader sees it.
    pub fn text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Day(day) => day.to_string(),
            Value::Instant(at) => at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            Value::Decimal(number) => number.to_string(),
            Value::Integer(number) => number.to_string(),
        }
    }
}

/// The way from a figure to what it is made of: another report, whose total in `column` is the figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Link {
    /// Address, when the door has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// The report that shows the lines.
    pub report: String,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The column whose total is the figure.
    pub column: String,
    /// The figure has the other sign: what is owed and earned is shown positive.
    pub negative: bool,
}

/// A value in a row, with the way to what it is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// The value; nothing when the row has none here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What it is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

impl Cell {
    /// Nothing.
    pub fn empty() -> Cell {
        Cell::default()
    }

    /// Words; nothing when empty.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell { value: (!text.is_empty()).then_some(Value::Text(text)), link: None }
    }

    /// Words, if there are some.
    pub fn maybe(text: Option<impl Into<String>>) -> Cell {
        text.map_or_else(Cell::empty, Cell::text)
    }

    /// A day.
    pub fn day(day: NaiveDate) -> Cell {
        Cell { value: Some(Value::Day(day)), link: None }
    }

    /// An instant.
    pub fn instant(at: DateTime<Utc>) -> Cell {
        Cell { value: Some(Value::Instant(at)), link: None }
    }

    /// A count.
    pub fn integer(number: i64) -> Cell {
        Cell { value: Some(Value::Integer(number)), link: None }
    }

    /// A whole count of 10⁻ˢᶜᵃˡᵉ.
    pub fn scaled(units: i64, scale: u32) -> Cell {
        Cell { value: Some(Value::Decimal(Decimal::new(units, scale))), link: None }
    }

    /// A quantity or unit price in 10⁻⁶, without zeros at its end.
    pub fn e6(units: i64) -> Cell {
        Cell { value: Some(Value::Decimal(Decimal::new(units, 6).normalize())), link: None }
    }

    /// The same with a way to what it is made of.
    pub fn to(mut self, link: Link) -> Cell {
        self.link = Some(link);
        self
    }
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A heading; its figures are the sums of what stands below it.
    Group,
    /// One thing.
    Line,
    /// The sum of a section.
    Total,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// How deep it stands, from 0.
    pub level: usize,
    /// What it is.
    pub kind: RowKind,
    /// One for each column.
    pub cells: Vec<Cell>,
    /// The record it shows, if it shows one: type and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordLink>,
}

/// A record behind a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecordLink {
    /// Address, when the door has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// Its type.
    pub record_type: String,
    /// Its id.
    pub id: Uuid,
}

/// Whose report it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReportCompany {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its currency: that of every amount that names no other.
    pub currency: String,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report {
    /// Stable name.
    pub name: String,
    /// Title in English.
    pub title: String,
    /// Whose it is.
    pub company: ReportCompany,
    /// What it was asked with, defaults filled in.
    pub parameters: BTreeMap<String, String>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows in order.
    pub rows: Vec<Row>,
    /// The total of each column that has one, over everything that was asked for, not only this page.
    pub totals: Vec<Cell>,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// `after` of the next page, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Report {
    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Adds a row.
    pub(super) fn push(&mut self, level: usize, kind: RowKind, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push(Row { level, kind, cells, record: None });
    }

    /// Adds a row that shows a record.
    pub(super) fn push_record(&mut self, level: usize, cells: Vec<Cell>, record_type: &str, id: Uuid) {
        debug_assert_eq!(cells.len(), self.columns.len());
        let record = Some(RecordLink { href: None, record_type: record_type.to_owned(), id });
        self.rows.push(Row { level, kind: RowKind::Line, cells, record });
    }

    /// Every link to another report.
    pub fn links_mut(&mut self) -> impl Iterator<Item = &mut Link> {
        let cells = self.rows.iter_mut().flat_map(|row| &mut row.cells).chain(&mut self.totals);
        cells.filter_map(|cell| cell.link.as_mut())
    }
}
