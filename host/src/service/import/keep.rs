//! An import is remembered: what it touched and what it could not resolve.

use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::{ImportFinding, ImportRecords, ImportReport, Mode};
use crate::service::{Audit, Fault, Op, Uow};
use crate::storage::import::{self as store, BatchRow, FindingRow, RecordRow};

/// Keeps the batch; its id.
pub(super) async fn keep(
    uow: &mut Uow<'_>,
    input: &ImportRecords,
    report: &ImportReport,
    touched: Vec<RecordRow>,
    digest: String,
) -> Result<Uuid, Fault> {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let batch = BatchRow {
        id: uow.id(),
        company_id: input.company,
        record_type: input.record_type.clone(),
        source: input.source.clone(),
        digest,
        key_field: input.key_field.clone(),
        mode: match input.mode {
            Mode::All => "all",
            Mode::Row => "row",
        },
        rows: count(report.rows),
        created: count(report.created),
        updated: count(report.updated),
        unchanged: count(report.unchanged),
        failed: count(report.failed),
        findings: count(report.findings.len()),
    };
    let findings: Vec<FindingRow> = report
        .findings
        .iter()
        .map(|one| FindingRow {
            row_no: one.row,
            column_name: one.column.clone(),
            record_type: report.record_type.clone(),
            record_id: one.record,
            severity: one.severity.clone(),
            code: one.code.clone(),
            given: one.given.clone(),
            message: one.message.clone(),
        })
        .collect();
    store::insert(uow.tx, &batch, &touched, &findings, uow.ctx.now).await?;
    uow.audit(Audit {
        operation: "create",
        record_type: "import-batch",
        record_id: Some(batch.id),
        company_id: input.company,
        changes: "{}".to_owned(),
    })
    .await?;
    Ok(batch.id)
}

/// Which import's findings are asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ImportFindings {
    /// The batch.
    pub batch: Uuid,
}

/// What an import could not resolve or had to tell.
pub async fn findings(uow: &mut Uow<'_>, of: ImportFindings) -> Result<Vec<ImportFinding>, Fault> {
    let (company, ..) =
        store::head(uow.tx, of.batch).await?.ok_or_else(|| Fault::not_found("import-batch", of.batch))?;
    uow.may("import-batch", Op::Read, company)?;
    Ok(store::findings(uow.tx, of.batch)
        .await?
        .into_iter()
        .map(|one| ImportFinding {
            row: one.row_no,
            column: one.column_name,
            severity: one.severity,
            code: one.code,
            given: one.given,
            message: one.message,
            record: one.record_id,
        })
        .collect())
}
