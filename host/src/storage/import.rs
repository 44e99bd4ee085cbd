//! What was imported: batches, the records each touched, and what could not be resolved.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Tx, Val};

/// A row of `import_batch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Company of the records.
    pub company_id: Option<Uuid>,
    /// Record type.
    pub record_type: String,
    /// File name.
    pub source: String,
    /// SHA-256 of the file, hexadecimal.
    pub digest: String,
    /// Field by which records are found again.
    pub key_field: Option<String>,
    /// `all` or `row`.
    pub mode: &'static str,
    /// Rows read.
    pub rows: i64,
    /// Records made.
    pub created: i64,
    /// Records changed.
    pub updated: i64,
    /// Records that were so already.
    pub unchanged: i64,
    /// Rows refused.
    pub failed: i64,
    /// Findings.
    pub findings: i64,
}

/// A row of `import_record`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Row of the file, the header being 1.
    pub row_no: i64,
    /// Record type.
    pub record_type: String,
    /// The record.
    pub record_id: Uuid,
    /// Its version after the import.
    pub record_version: i64,
    /// `created`, `updated`, `unchanged`.
    pub what: String,
}

/// A row of `import_finding`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    /// Row of the file, the header being 1.
    pub row_no: i64,
    /// Header of the column, or empty.
    pub column_name: String,
    /// Record type.
    pub record_type: String,
    /// The record, when it was kept.
    pub record_id: Option<Uuid>,
    /// `error`, `unresolved`, `note`.
    pub severity: String,
    /// Stable code.
    pub code: String,
    /// As given.
    pub given: String,
    /// What to do.
    pub message: String,
}

/// Keeps a batch with its records and findings.
pub async fn insert(
    tx: &mut Tx,
    batch: &BatchRow,
    records: &[RecordRow],
    findings: &[FindingRow],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = vec![
        batch.id.into(),
        1_i64.into(),
        now.into(),
        now.into(),
        batch.company_id.into(),
        (&batch.record_type).into(),
        (&batch.source).into(),
        (&batch.digest).into(),
        batch.key_field.clone().into(),
        batch.mode.into(),
        batch.rows.into(),
        batch.created.into(),
        batch.updated.into(),
        batch.unchanged.into(),
        batch.failed.into(),
        batch.findings.into(),
    ];
    const BATCH: &[&str] = &[
        "id",
        "version",
        "created_at",
        "updated_at",
        "company_id",
        "record_type",
        "source",
        "digest",
        "key_field",
        "mode",
        "row_count",
        "created_count",
        "updated_count",
        "unchanged_count",
        "failed_count",
        "finding_count",
    ];
    tx.insert_many("import_batch", BATCH, vec![row]).await?;
    const RECORD: &[&str] =
        &["batch_id", "line_no", "row_no", "record_type", "record_id", "record_version", "what"];
    let rows = (1_i64..).zip(records).map(|(line, one)| {
        vec![
            batch.id.into(),
            line.into(),
            one.row_no.into(),
            (&one.record_type).into(),
            one.record_id.into(),
            one.record_version.into(),
            (&one.what).into(),
        ]
    });
    tx.insert_many("import_record", RECORD, rows.collect()).await?;
    const FINDING: &[&str] = &[
        "batch_id",
        "line_no",
        "row_no",
        "column_name",
        "record_type",
        "record_id",
        "severity",
        "code",
        "given",
        "message",
    ];
    let rows = (1_i64..).zip(findings).map(|(line, one)| {
        vec![
            Val::from(batch.id),
            line.into(),
            one.row_no.into(),
            (&one.column_name).into(),
            (&one.record_type).into(),
            one.record_id.into(),
            (&one.severity).into(),
            (&one.code).into(),
            (&one.given).into(),
            (&one.message).into(),
        ]
    });
    tx.insert_many("import_finding", FINDING, rows.collect()).await
}

/// What undoing needs to know of a batch: company, record type, when it was undone.
pub async fn head(
    tx: &mut Tx,
    batch: Uuid,
) -> Result<Option<(Option<Uuid>, String, Option<DateTime<Utc>>)>, DbError> {
    tx.row("select company_id, record_type, undone_at from import_batch where id = $1", &[batch.into()])
        .await?
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .transpose()
}

/// The records of a batch, last first: undone in that order, nothing refers to what goes.
pub async fn records(tx: &mut Tx, batch: Uuid) -> Result<Vec<RecordRow>, DbError> {
    tx.rows(
        "select row_no, record_type, record_id, record_version, what from import_record
         where batch_id = $1 order by line_no desc",
        &[batch.into()],
    )
    .await?
    .iter()
    .map(|row| {
        Ok(RecordRow {
            row_no: row.get(0)?,
            record_type: row.get(1)?,
            record_id: row.get(2)?,
            record_version: row.get(3)?,
            what: row.get(4)?,
        })
    })
    .collect()
}

/// The findings of a batch.
pub async fn findings(tx: &mut Tx, batch: Uuid) -> Result<Vec<FindingRow>, DbError> {
    tx.rows(
        "select row_no, column_name, record_type, record_id, severity, code, given, message
         from import_finding where batch_id = $1 order by line_no",
        &[batch.into()],
    )
    .await?
    .iter()
    .map(|row| {
        Ok(FindingRow {
            row_no: row.get(0)?,
            column_name: row.get(1)?,
            record_type: row.get(2)?,
            record_id: row.get(3)?,
            severity: row.get(4)?,
            code: row.get(5)?,
            given: row.get(6)?,
            message: row.get(7)?,
        })
    })
    .collect()
}

/// Marks a batch as taken back.
pub async fn mark_undone(tx: &mut Tx, batch: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(
        "update import_batch set undone_at = $1, updated_at = $1, version = version + 1 where id = $2",
        &[now.into(), batch.into()],
    )
    .await
    .map(|_| ())
}

/// The latest import of that file, unless it was taken back: its id and rows.
pub async fn find(
    tx: &mut Tx,
    source: &str,
    digest: &str,
    company: Option<Uuid>,
) -> Result<Option<(Uuid, i64)>, DbError> {
    let rows = tx
        .rows(
            "select id, row_count, company_id from import_batch
             where source = $1 and digest = $2 and undone_at is null order by id desc",
            &[source.into(), digest.into()],
        )
        .await?;
    for row in rows {
        if row.get::<Option<Uuid>>(2)? == company {
            return Ok(Some((row.get(0)?, row.get(1)?)));
        }
    }
    Ok(None)
}
