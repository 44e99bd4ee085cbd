//! A report as CSV (RFC 4180), for a spreadsheet.

use super::model::{Cell, Report, Value};
use crate::service::Fault;

/// Headings, rows, totals. Text that a spreadsheet would run as a formula gets an apostrophe (OWASP, "CSV
/// injection"); numbers are numbers.
pub fn csv(report: &Report) -> Result<Vec<u8>, Fault> {
    let failed = |error: ::csv::Error| Fault::internal(format!("csv: {error}"));
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record(report.columns.iter().map(|column| column.name.as_str())).map_err(failed)?;
    for row in &report.rows {
        out.write_record(row.cells.iter().map(cell)).map_err(failed)?;
    }
    if report.totals.iter().any(|cell| cell.value.is_some()) {
        out.write_record(report.totals.iter().map(cell)).map_err(failed)?;
    }
    out.into_inner().map_err(|error| Fault::internal(format!("csv: {error}")))
}

fn cell(cell: &Cell) -> String {
    match &cell.value {
        None => String::new(),
        Some(Value::Text(text)) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Some(value) => value.text(),
    }
}
