//! What people set their screens to: the table `preference`.
//!
//! Must not know what stands in a document.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Tx};

/// The document of a user (JSON text) and how often it was replaced.
pub async fn get(tx: &mut Tx, user: Uuid) -> Result<Option<(i64, String)>, DbError> {
    let row = tx.row("select revision, document from preference where user_id = $1", &[user.into()]).await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Replaces the document of a user.
pub async fn put(
    tx: &mut Tx,
    user: Uuid,
    revision: i64,
    document: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let sql = "insert into preference (user_id, revision, updated_at, document) values ($1, $2, $3, $4) \
               on conflict (user_id) do update set revision = excluded.revision, \
               updated_at = excluded.updated_at, document = excluded.document";
    tx.execute(sql, &[user.into(), revision.into(), now.into(), document.into()]).await?;
    Ok(())
}
