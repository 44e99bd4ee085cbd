//! What an import is told, and what it answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::Input;
use crate::storage::Scope;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Text in `content`: comma, semicolon or tab, found by itself; UTF-8.
    Csv,
    /// A workbook in `content`, base64; its first sheet.
    Xlsx,
}

/// What a refused row means for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Nothing is imported unless every row is.
    #[default]
    All,
    /// The others are imported; each row stands for itself.
    Row,
}

/// A table of records of one type.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ImportRecords {
    /// Record type.
    pub record_type: String,
    /// Name of the file, for people.
    pub source: String,
    /// How it is written.
    pub format: Format,
    /// The table.
    pub content: String,
    /// Company of the records, where the type has companies.
    #[serde(default)]
    pub company: Option<Uuid>,
    /// Field of a column, by its header: `{"Phone": "phones.0.given"}`; `""` leaves a column out. Headers
    /// that are not named are guessed.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// Values that every row has unless a column gives another: `{"roles.0.role": "customer"}`.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Field by which a record is found again: then it is changed, not made twice.
    #[serde(default)]
    pub key_field: Option<String>,
    /// Country (ISO 3166-1 alpha-2) in which phones of rows without an address are read.
    #[serde(default)]
    pub country: Option<String>,
    /// What a refused row means for the others.
    #[serde(default)]
    pub mode: Mode,
    /// Do everything but keep nothing.
    #[serde(default)]
    pub dry_run: bool,
}

impl Input for ImportRecords {
    fn scope(&self) -> Scope {
        self.company.map_or(Scope::Shared, Scope::Company)
    }
}

/// A column and where its cells went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct MappedColumn {
    /// Header.
    pub column: String,
    /// Field: `name`, `phones.0.given`.
    pub field: String,
}

/// Something that an import has to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct ImportFinding {
    /// Row of the file; the header is row 1.
    pub row: i64,
    /// Header of the column, or empty.
    pub column: String,
    /// `error`: the row was refused; `unresolved`: kept as given; `note`: worth knowing.
    pub severity: String,
    /// Stable code.
    pub code: String,
    /// As given.
    pub given: String,
    /// What to do.
    pub message: String,
    /// The record, when the row was kept.
    pub record: Option<Uuid>,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct ImportReport {
    /// The batch, under which it is remembered and can be undone; nothing when nothing was kept.
    pub batch: Option<Uuid>,
    /// Record type.
    pub record_type: String,
    /// Name of the file.
    pub source: String,
    /// Rows read.
    pub rows: usize,
    /// Records made.
    pub created: usize,
    /// Records changed.
    pub updated: usize,
    /// Records that were so already.
    pub unchanged: usize,
    /// Rows refused.
    pub failed: usize,
    /// Columns and their fields.
    pub mapping: Vec<MappedColumn>,
    /// Headers of columns that went nowhere.
    pub ignored: Vec<String>,
    /// What could not be resolved or was refused, by row.
    pub findings: Vec<ImportFinding>,
}
