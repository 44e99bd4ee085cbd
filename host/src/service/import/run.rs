//! An import from the first row to the last, in one unit of work.

use sha2::{Digest, Sha256};

use super::cell::Known;
use super::mapping::{self, Column};
use super::row::{self, Done, Shared};
use super::{ImportFinding, ImportRecords, ImportReport, Mode, Teller, keep, table};
use crate::service::{Fault, FaultKind, FieldFault, Op, Uow};
use crate::storage::import::RecordRow;
use crate::storage::migrate::hex;

/// Refused cells that one answer names; the rest is counted.
const FAULTS_MAX: usize = 500;

/// Imports a table.
///
/// One unit of work: a refused row takes back only itself (`row`), or everything (`all`, and every refused
/// cell is named). A dry run goes the same way and keeps nothing.
pub async fn import(uow: &mut Uow<'_>, input: ImportRecords) -> Result<ImportReport, Fault> {
    import_watched(uow, input, None).await
}

/// The same, telling how far it is.
pub async fn import_watched(
    uow: &mut Uow<'_>,
    input: ImportRecords,
    teller: Option<&Teller>,
) -> Result<ImportReport, Fault> {
    let declared = uow.ctx.types.find(&input.record_type).map_err(|fault| fault.at("/record_type"))?;
    uow.may(&input.record_type, Op::Create, input.company)?;
    if declared.kind.company && input.company.is_none() {
        return Err(Fault::invalid("field.required", "Give the company of these records.").at("/company"));
    }
    let table = table::read(input.format, &input.content)?;
    let columns = mapping::columns(&declared.kind, &table, &input.map)?;
    let mut constants = Vec::new();
    for (path, text) in &input.constants {
        let target = mapping::target(&declared.kind, path).map_err(|f| f.at(format!("/constants/{path}")))?;
        constants.push((target, text.clone()));
    }
    let shared = Shared {
        kind: &declared.kind,
        columns: &columns,
        constants: &constants,
        key_field: input.key_field.as_deref(),
        company: input.company,
        country: input.country.as_deref(),
    };
    let (mapping, ignored) = mapping::told(&columns);
    let mut report = ImportReport {
        batch: None,
        record_type: input.record_type.clone(),
        source: input.source.clone(),
        rows: table.rows.len(),
        created: 0,
        updated: 0,
        unchanged: 0,
        failed: 0,
        mapping,
        ignored,
        findings: Vec::new(),
    };
    let mut touched: Vec<RecordRow> = Vec::new();
    // Taken back as a whole by the error at its end, when nothing is to be kept.
    let outcome = uow
        .attempt(async |uow: &mut Uow<'_>| {
            let mut known = Known::new();
            for (done, (number, cells)) in table.rows.iter().enumerate() {
                if let Some(teller) = teller {
                    teller.tell(done, table.rows.len());
                }
                let tried = uow.attempt(async |uow| row::save(uow, &shared, &mut known, cells).await).await?;
                match tried {
                    Ok(done) => note_done(&mut report, &mut touched, &columns, (*number, cells), done),
                    Err(fault) if fault.kind == FaultKind::Internal => return Err(fault),
                    Err(fault) => note_failed(&mut report, &columns, *number, cells, &fault),
                }
            }
            if let Some(teller) = teller {
                teller.tell(table.rows.len(), table.rows.len());
            }
            if input.dry_run {
                return Err(taken_back());
            }
            match input.mode {
                Mode::All if report.failed > 0 => Err(all_refused(&report)),
                _ => Ok(()),
            }
        })
        .await?;
    match outcome {
        Ok(()) => {
            report.batch = Some(keep::keep(uow, &input, &report, touched, digest(&input.content)).await?);
        }
        Err(fault) if fault.code == taken_back().code => {
            report.findings.iter_mut().for_each(|finding| finding.record = None);
        }
        Err(fault) => return Err(fault),
    }
    Ok(report)
}

/// SHA-256 of a table, hexadecimal.
pub(super) fn digest(content: &str) -> String {
    hex(&Sha256::digest(content.as_bytes()))
}

/// Ends a dry run; never seen outside.
fn taken_back() -> Fault {
    Fault::refused("import.dry-run", "Nothing was kept: this was a dry run.")
}

fn note_done(
    report: &mut ImportReport,
    touched: &mut Vec<RecordRow>,
    columns: &[Column],
    (number, cells): (i64, &[String]),
    done: Done,
) {
    match done.what {
        "created" => report.created += 1,
        "updated" => report.updated += 1,
        _ => report.unchanged += 1,
    }
    for one in done.unresolved {
        // Lines that a row left empty are gone: then the cell itself says which column it was.
        let same = |(_, cell): &(&Column, &String)| cell.trim() == one.given;
        let by_cell = columns.iter().zip(cells).find(same).map(|(column, _)| column.header.clone());
        report.findings.push(ImportFinding {
            row: number,
            column: by_cell.unwrap_or_else(|| mapping::header_of(columns, &one.pointer)),
            severity: if one.note { "note" } else { "unresolved" }.to_owned(),
            code: one.code.to_owned(),
            given: one.given,
            message: one.message,
            record: Some(done.id),
        });
    }
    touched.push(RecordRow {
        row_no: number,
        record_type: report.record_type.clone(),
        record_id: done.id,
        record_version: done.version,
        what: done.what.to_owned(),
    });
}

fn note_failed(report: &mut ImportReport, columns: &[Column], number: i64, cells: &[String], fault: &Fault) {
    report.failed += 1;
    let alone = FieldFault {
        pointer: fault.pointer.clone().unwrap_or_default(),
        code: fault.code.clone(),
        message: fault.message.clone(),
    };
    let all = if fault.fields.is_empty() { vec![alone] } else { fault.fields.clone() };
    for one in all {
        let column = mapping::header_of(columns, &one.pointer);
        let at = columns.iter().position(|c| c.header == column && !column.is_empty());
        report.findings.push(ImportFinding {
            row: number,
            given: at.and_then(|at| cells.get(at)).cloned().unwrap_or_default(),
            column,
            severity: "error".to_owned(),
            code: one.code,
            message: one.message,
            record: None,
        });
    }
}

/// Every refused cell of an import that was taken back, by row and column.
fn all_refused(report: &ImportReport) -> Fault {
    let fields: Vec<FieldFault> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == "error")
        .take(FAULTS_MAX)
        .map(|finding| FieldFault {
            pointer: format!(
                "/rows/{}/{}",
                finding.row,
                finding.column.replace('~', "~0").replace('/', "~1")
            ),
            code: finding.code.clone(),
            message: finding.message.clone(),
        })
        .collect();
    let mut fault = Fault::invalid(
        "import.rows-refused",
        format!(
            "{} of {} rows were refused, so none was imported; mend them, or import row by row.",
            report.failed, report.rows
        ),
    )
    .arg("failed", report.failed)
    .arg("rows", report.rows);
    fault.fields = fields;
    fault
}
