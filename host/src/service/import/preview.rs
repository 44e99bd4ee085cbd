//! A table as it would be imported: its columns, its first rows, and which field each column seems to mean.
//!
//! Knows files and headers. Writes nothing.

use schemars::JsonSchema;
use serde::Serialize;

use super::mapping::{self, LINES_MAX};
use super::{ImportRecords, table};
use crate::service::{Fault, Op, Uow};
use crate::storage::records::{Field, Kind};

/// Rows that are shown.
const ROWS_SHOWN: usize = 20;
/// Lines of a collection that are offered as targets.
const LINES_OFFERED: usize = 3;

/// What a table holds and where it would go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportPreview {
    /// Headers, in order.
    pub headers: Vec<String>,
    /// The first rows as text, cell by cell.
    pub rows: Vec<PreviewRow>,
    /// Rows of the file.
    pub row_count: usize,
    /// For each column, where its cells would go.
    pub columns: Vec<PreviewColumn>,
    /// Where cells can go at all.
    pub fields: Vec<TargetField>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PreviewRow {
    /// Its number in the file; the header is 1.
    pub row: i64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A column and its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PreviewColumn {
    /// Header.
    pub column: String,
    /// Field: `name`, `phones.0.given`; nothing where it is left out.
    pub field: Option<String>,
    /// It was guessed, not told.
    pub guessed: bool,
}

/// A field that a column can fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetField {
    /// Path: `name`, `phones.0.given`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Must be given; in a line: where the line is.
    pub required: bool,
    /// `text`, `reference`, `choice`, …
    pub kind: String,
    /// Reference: the record type, whose records are named by code or title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Records can be found again by it.
    pub unique: bool,
}

/// What a table holds and where it would go.
pub async fn preview(uow: &mut Uow<'_>, input: ImportRecords) -> Result<ImportPreview, Fault> {
    let declared = uow.ctx.types.find(&input.record_type).map_err(|fault| fault.at("/record_type"))?;
    uow.may(&input.record_type, Op::Create, input.company)?;
    let table = table::read(input.format, &input.content)?;
    let columns = mapping::columns(&declared.kind, &table, &input.map)?;
    let columns = columns.iter().map(|column| PreviewColumn {
        column: column.header.clone(),
        field: column.target.as_ref().map(mapping::path),
        guessed: !input.map.contains_key(&column.header),
    });
    let columns = columns.collect();
    let mut fields: Vec<TargetField> = Vec::new();
    let own = declared.kind.fields.iter().filter(|field| !field.readonly);
    // The company of all rows is said once, beside the table.
    let own = own.filter(|field| !(declared.kind.company && field.name == "company"));
    fields.extend(own.map(|field| target(field, field.name.clone(), field.label.clone())));
    for lines in declared.kind.collections.iter().filter(|lines| !lines.readonly) {
        for line in 0..LINES_OFFERED.min(LINES_MAX) {
            fields.extend(lines.fields.iter().filter(|field| !field.readonly).map(|field| {
                let path = format!("{}.{line}.{}", lines.name, field.name);
                target(field, path, format!("{} {}: {}", lines.label, line + 1, field.label))
            }));
        }
    }
    let rows = table.rows.iter().take(ROWS_SHOWN);
    let rows = rows.map(|(row, cells)| PreviewRow { row: *row, cells: cells.clone() }).collect();
    Ok(ImportPreview { row_count: table.rows.len(), headers: table.headers, rows, columns, fields })
}

fn target(field: &Field, name: String, label: String) -> TargetField {
    let to = match &field.kind {
        Kind::Reference(to) => Some(to.clone()),
        _ => None,
    };
    let unique = field.unique;
    TargetField { name, label, required: field.required, kind: field.kind.name().to_owned(), to, unique }
}
