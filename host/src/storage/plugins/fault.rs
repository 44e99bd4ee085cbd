//! The table `plugin_fault`: what went wrong in plugins. Must not know what a fault means.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRow {
    /// UUIDv7.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Plugin.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// `hook over-limit`.
    pub via: String,
    /// Company of the call.
    pub company_id: Option<Uuid>,
    /// The document at hand.
    pub document: Option<(String, Uuid)>,
    /// `plugin.deadline`, …
    pub code: String,
    /// What happened.
    pub message: String,
    /// For its author.
    pub detail: String,
    /// Request.
    pub request_id: Uuid,
}

const COLUMNS: &str = "id, at, plugin, plugin_version, via, company_id, record_type, record_id, code, message, detail, request_id";

/// Appends faults.
pub async fn insert(tx: &mut Tx, rows: &[FaultRow]) -> Result<(), DbError> {
    let cells = |row: &FaultRow| {
        let (record_type, record_id) = row.document.clone().unzip();
        vec![
            Val::from(row.id),
            row.at.into(),
            row.plugin.as_str().into(),
            row.version.as_str().into(),
            row.via.as_str().into(),
            row.company_id.into(),
            record_type.into(),
            record_id.into(),
            row.code.as_str().into(),
            row.message.as_str().into(),
            row.detail.as_str().into(),
            row.request_id.into(),
        ]
    };
    let columns: Vec<&str> = COLUMNS.split(", ").collect();
    tx.insert_many("plugin_fault", &columns, rows.iter().map(cells).collect()).await
}

/// Faults of a plugin, newest first: at most `limit` older than the fault `before`.
pub async fn of_plugin(
    tx: &mut Tx,
    plugin: &str,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<FaultRow>, DbError> {
    let sql = format!(
        "select {COLUMNS} from plugin_fault where plugin = $1 and id < $2 order by id desc limit {limit}"
    );
    let before = before.unwrap_or(Uuid::max());
    tx.rows(Sql::built(sql), &[plugin.into(), before.into()]).await?.iter().map(read).collect()
}

/// Keeps the newest faults of a plugin.
pub async fn keep_newest(tx: &mut Tx, plugin: &str, most: usize) -> Result<(), DbError> {
    let sql = format!("select id from plugin_fault where plugin = $1 order by id desc limit 1 offset {most}");
    let Some(row) = tx.row(Sql::built(sql), &[plugin.into()]).await? else { return Ok(()) };
    let last: Uuid = row.get(0)?;
    tx.execute("delete from plugin_fault where plugin = $1 and id <= $2", &[plugin.into(), last.into()])
        .await?;
    Ok(())
}

fn read(row: &Row) -> Result<FaultRow, DbError> {
    let record_type: Option<String> = row.get(6)?;
    Ok(FaultRow {
        id: row.get(0)?,
        at: row.get(1)?,
        plugin: row.get(2)?,
        version: row.get(3)?,
        via: row.get(4)?,
        company_id: row.get(5)?,
        document: record_type.zip(row.get::<Option<Uuid>>(7)?),
        code: row.get(8)?,
        message: row.get(9)?,
        detail: row.get(10)?,
        request_id: row.get(11)?,
    })
}
