//! The table `plugin_recording`: calls as they were made. Must not know what a call means.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A recorded call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingRow {
    /// UUIDv7, in the order of the calls.
    pub id: Uuid,
    /// The unit's time.
    pub at: DateTime<Utc>,
    /// Plugin.
    pub plugin: String,
    /// Version that was called.
    pub version: String,
    /// Company of the call.
    pub company_id: Option<Uuid>,
    /// `hook over-limit`.
    pub via: String,
    /// The call (JSON).
    pub call: String,
    /// What the network answered meanwhile (JSON).
    pub network: String,
}

/// Keeps a call.
pub async fn insert(tx: &mut Tx, row: &RecordingRow) -> Result<(), DbError> {
    let columns = ["id", "at", "plugin", "plugin_version", "company_id", "via", "call", "network"];
    let cells = vec![
        Val::from(row.id),
        row.at.into(),
        row.plugin.as_str().into(),
        row.version.as_str().into(),
        row.company_id.into(),
        row.via.as_str().into(),
        row.call.as_str().into(),
        row.network.as_str().into(),
    ];
    tx.insert_many("plugin_recording", &columns, vec![cells]).await
}

/// The last calls of a plugin, oldest first.
pub async fn last(tx: &mut Tx, plugin: &str, most: usize) -> Result<Vec<RecordingRow>, DbError> {
    let sql = format!(
        "select id, at, plugin, plugin_version, company_id, via, call, network from plugin_recording \
         where plugin = $1 order by id desc limit {most}"
    );
    let rows = tx.rows(Sql::built(sql), &[plugin.into()]).await?;
    rows.iter().rev().map(read).collect()
}

/// Keeps the newest calls of each plugin and deletes the others; how many went.
pub async fn keep_newest(tx: &mut Tx, most: usize) -> Result<u64, DbError> {
    let mut gone = 0;
    for row in tx.rows("select distinct plugin from plugin_recording", &[]).await? {
        let plugin: String = row.get(0)?;
        let sql = format!(
            "select id from plugin_recording where plugin = $1 order by id desc limit 1 offset {most}"
        );
        if let Some(row) = tx.row(Sql::built(sql), &[plugin.as_str().into()]).await? {
            let newest_to_go: Uuid = row.get(0)?;
            let sql = "delete from plugin_recording where plugin = $1 and id <= $2";
            gone += tx.execute(sql, &[plugin.into(), newest_to_go.into()]).await?;
        }
    }
    Ok(gone)
}

fn read(row: &Row) -> Result<RecordingRow, DbError> {
    Ok(RecordingRow {
        id: row.get(0)?,
        at: row.get(1)?,
        plugin: row.get(2)?,
        version: row.get(3)?,
        company_id: row.get(4)?,
        via: row.get(5)?,
        call: row.get(6)?,
        network: row.get(7)?,
    })
}

/// What was written to the audit log after a row of it, in order: operation, record type, record, changes (JSON).
pub async fn written_after(
    tx: &mut Tx,
    marker: Uuid,
) -> Result<Vec<(String, String, Option<Uuid>, String)>, DbError> {
    let sql = "select operation, record_type, record_id, changes from audit_log where id > $1 order by id";
    let rows = tx.rows(sql, &[marker.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).collect()
}
