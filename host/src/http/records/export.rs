//! A whole list as CSV (RFC 4180), with the same filter and the same rights as the list itself.

use super::super::{Answer, Req};
use super::list::request;
use crate::service::records;
use crate::service::{Fault, Uow};
use crate::storage::records::{Record, Value};

/// Most rows of an export: bounds the memory of one answer.
const ROWS_MAX: usize = 1_000_000;

/// `GET /api/v1/records/{type}/export`.
pub(super) async fn export(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let (mut list, _) = request(&req)?;
    list.limit = 500;
    let file = format!("attachment; filename=\"{}.csv\"", name.replace('.', "-"));
    let bytes = req
        .read(async move |uow: &mut Uow<'_>| {
            let mut out = csv::Writer::from_writer(Vec::new());
            let failed = |e: csv::Error| Fault::internal(format!("csv: {e}"));
            let mut rows = 0;
            let mut header: Option<Vec<String>> = None;
            loop {
                let page = records::list(uow, &name, list.clone()).await?;
                for record in &page.records {
                    let names = header.get_or_insert_with(|| record.keys().cloned().collect());
                    if rows == 0 {
                        out.write_record(names.iter()).map_err(failed)?;
                    }
                    rows += 1;
                    out.write_record(names.iter().map(|n| cell(record, n))).map_err(failed)?;
                }
                match page.next {
                    Some(next) if rows < ROWS_MAX => list.after = Some(next),
                    _ => break,
                }
            }
            out.into_inner().map_err(|e| Fault::internal(format!("csv: {e}")))
        })
        .await?;
    Ok(Answer::bytes("text/csv; charset=utf-8", bytes).header(axum::http::header::CONTENT_DISPOSITION, &file))
}

/// A cell. Text that a spreadsheet would run as a formula gets an apostrophe (OWASP, "CSV injection").
fn cell(record: &Record, name: &str) -> String {
    match record.get(name) {
        None | Some(Value::Null | Value::Rows(_)) => String::new(),
        Some(Value::Text(text)) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Some(Value::Text(text) | Value::Json(text)) => text.clone(),
        Some(other) => match super::values::value_to_json(other) {
            serde_json::Value::String(text) => text,
            json => json.to_string(),
        },
    }
}
