//! What administrators allowed plugins: the table `plugin_grant`.
//!
//! Must not know what a capability opens.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// One capability and one thing that it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// The plugin.
    pub plugin_id: Uuid,
    /// `records.read`.
    pub capability: String,
    /// `contact`; empty for what covers one thing.
    pub covers: String,
    /// When.
    pub granted_at: DateTime<Utc>,
    /// By whom; none: at the command line.
    pub granted_by_id: Option<Uuid>,
    /// Their name.
    pub granted_by: Option<String>,
}

/// All grants.
pub async fn all(tx: &mut Tx) -> Result<Vec<GrantRow>, DbError> {
    let sql = "select g.plugin_id, g.capability, g.covers, g.granted_at, g.granted_by_id, u.name \
               from plugin_grant g left join user_account u on u.id = g.granted_by_id \
               order by g.plugin_id, g.capability, g.covers";
    let rows = tx.rows(sql, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(GrantRow {
                plugin_id: row.get(0)?,
                capability: row.get(1)?,
                covers: row.get(2)?,
                granted_at: row.get(3)?,
                granted_by_id: row.get(4)?,
                granted_by: row.get(5)?,
            })
        })
        .collect()
}

/// Grants; whether it was not granted before.
pub async fn insert(
    tx: &mut Tx,
    plugin: Uuid,
    capability: &str,
    covers: &str,
    now: DateTime<Utc>,
    by: Option<Uuid>,
) -> Result<bool, DbError> {
    let sql = "insert into plugin_grant (plugin_id, capability, covers, granted_at, granted_by_id) \
               values ($1, $2, $3, $4, $5) on conflict (plugin_id, capability, covers) do nothing";
    let values = [plugin.into(), capability.into(), covers.into(), now.into(), by.into()];
    Ok(tx.execute(sql, &values).await? > 0)
}

/// Takes a grant back; whether there was one.
pub async fn delete(tx: &mut Tx, plugin: Uuid, capability: &str, covers: &str) -> Result<bool, DbError> {
    let sql = "delete from plugin_grant where plugin_id = $1 and capability = $2 and covers = $3";
    Ok(tx.execute(sql, &[plugin.into(), capability.into(), covers.into()]).await? > 0)
}
