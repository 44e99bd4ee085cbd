//! Who hears facts: the table `plugin_subscription`, whose ids deliveries name.
//!
//! Must not know which facts.

use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// Id and name of each subscription of a plugin.
pub async fn of_plugin(tx: &mut Tx, plugin: Uuid) -> Result<Vec<(Uuid, String)>, DbError> {
    let sql = "select id, name from plugin_subscription where plugin_id = $1 order by name";
    let rows = tx.rows(sql, &[plugin.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Adds one.
pub async fn insert(tx: &mut Tx, id: Uuid, plugin: Uuid, name: &str) -> Result<(), DbError> {
    let sql = "insert into plugin_subscription (id, plugin_id, name) values ($1, $2, $3)";
    tx.execute(sql, &[id.into(), plugin.into(), name.into()]).await.map(drop)
}

/// Takes one away, with what was to be delivered to it.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    let sql = "delete from outbox_delivery where subscriber_kind = 'plugin' and subscriber_id = $1";
    tx.execute(sql, &[id.into()]).await?;
    tx.execute("delete from plugin_subscription where id = $1", &[id.into()]).await.map(drop)
}
