//! Marks on records whose hook failed and was skipped. Must not know why it was skipped.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A row of `plugin_mark`.
#[derive(Debug, Clone)]
pub struct MarkRow {
    /// Id.
    pub id: Uuid,
    /// When the hook failed.
    pub at: DateTime<Utc>,
    /// Company of the record.
    pub company_id: Option<Uuid>,
    /// Record type.
    pub record_type: String,
    /// Record.
    pub record_id: Uuid,
    /// Plugin.
    pub plugin: String,
    /// Hook.
    pub hook: String,
    /// What happened.
    pub code: String,
    /// In words.
    pub message: String,
    /// When somebody had looked at it.
    pub cleared_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str =
    "id, created_at, company_id, record_type, record_id, plugin, hook, code, message, cleared_at";

/// Marks a record.
pub async fn insert(tx: &mut Tx, row: &MarkRow) -> Result<(), DbError> {
    tx.execute(
        "insert into plugin_mark (id, version, created_at, updated_at, company_id, record_type, record_id, plugin, \
         hook, code, message) values ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            row.id.into(),
            row.at.into(),
            row.company_id.into(),
            row.record_type.as_str().into(),
            row.record_id.into(),
            row.plugin.as_str().into(),
            row.hook.as_str().into(),
            row.code.as_str().into(),
            row.message.as_str().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Marks on one record that nobody has cleared, newest first.
pub async fn on_record(tx: &mut Tx, record_type: &str, record: Uuid) -> Result<Vec<MarkRow>, DbError> {
    let text = format!(
        "select {COLUMNS} from plugin_mark where record_type = $1 and record_id = $2 and cleared_at is null \
         order by id desc limit 100"
    );
    let rows = tx.rows(Sql::built(text), &[record_type.into(), record.into()]).await?;
    rows.iter().map(mark).collect()
}

/// Marks of one record, also those that were cleared, newest first: at most `most` older than `before`.
pub async fn of_record(
    tx: &mut Tx,
    record_type: &str,
    record: Uuid,
    before: Uuid,
    most: i64,
) -> Result<Vec<MarkRow>, DbError> {
    let text = format!(
        "select {COLUMNS} from plugin_mark where record_type = $1 and record_id = $2 and id < $3 \
         order by id desc limit $4"
    );
    let params: [Val; 4] = [record_type.into(), record.into(), before.into(), most.into()];
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter().map(mark).collect()
}

/// Marks that nobody has cleared, newest first, older than `before`.
pub async fn open(tx: &mut Tx, before: Option<Uuid>, most: i64) -> Result<Vec<MarkRow>, DbError> {
    let text = format!(
        "select {COLUMNS} from plugin_mark where cleared_at is null and id < $1 order by id desc limit $2"
    );
    let params: [Val; 2] = [before.unwrap_or(Uuid::max()).into(), most.into()];
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter().map(mark).collect()
}

/// Clears a mark; whether there was one.
pub async fn clear(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "update plugin_mark set cleared_at = $2, updated_at = $2, version = version + 1 \
               where id = $1 and cleared_at is null";
    Ok(tx.execute(sql, &[id.into(), now.into()]).await? > 0)
}

fn mark(row: &Row) -> Result<MarkRow, DbError> {
    Ok(MarkRow {
        id: row.get(0)?,
        at: row.get(1)?,
        company_id: row.get(2)?,
        record_type: row.get(3)?,
        record_id: row.get(4)?,
        plugin: row.get(5)?,
        hook: row.get(6)?,
        code: row.get(7)?,
        message: row.get(8)?,
        cleared_at: row.get(9)?,
    })
}
