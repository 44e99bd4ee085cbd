//! Messages from outside that plugins took: each is taken once. Must not know signatures.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// A message by where it came in.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// Row of the plugin.
    pub plugin: Uuid,
    /// Company.
    pub company: Uuid,
    /// Endpoint.
    pub endpoint: String,
    /// The sender's id of it.
    pub message: String,
}

/// Remembers a message; whether it is new.
pub async fn take(tx: &mut Tx, new: &Inbound, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "insert into plugin_inbound (plugin_id, company_id, endpoint, message, at) \
               values ($1, $2, $3, $4, $5) on conflict (plugin_id, company_id, endpoint, message) do nothing";
    let params = [
        new.plugin.into(),
        new.company.into(),
        new.endpoint.as_str().into(),
        new.message.as_str().into(),
        now.into(),
    ];
    Ok(tx.execute(sql, &params).await? > 0)
}

/// Whether a message was taken before.
pub async fn is_taken(tx: &mut Tx, one: &Inbound) -> Result<bool, DbError> {
    let sql = "select 1 from plugin_inbound where plugin_id = $1 and company_id = $2 and endpoint = $3 \
               and message = $4";
    let params =
        [one.plugin.into(), one.company.into(), one.endpoint.as_str().into(), one.message.as_str().into()];
    Ok(tx.row(sql, &params).await?.is_some())
}

/// Forgets messages that were taken before a time.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute("delete from plugin_inbound where at < $1", &[before.into()]).await
}
