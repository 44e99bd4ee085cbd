//! Who has which record open: the table `presence`.
//!
//! Must not know how long a sign of life is believed.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Tx};

/// Somebody at a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceRow {
    /// Type of the record.
    pub record_type: String,
    /// The record.
    pub record_id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// Their name.
    pub name: String,
    /// Whether they change it.
    pub editing: bool,
}

/// Notes that a user is at a record.
pub async fn put(
    tx: &mut Tx,
    record_type: &str,
    record: Uuid,
    user: Uuid,
    editing: bool,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let sql = "insert into presence (record_type, record_id, user_id, editing, seen_at) \
               values ($1, $2, $3, $4, $5) on conflict (record_type, record_id, user_id) \
               do update set editing = excluded.editing, seen_at = excluded.seen_at";
    let values = [record_type.into(), record.into(), user.into(), editing.into(), now.into()];
    tx.execute(sql, &values).await?;
    Ok(())
}

/// Notes that a user is at a record no longer.
pub async fn delete(tx: &mut Tx, record_type: &str, record: Uuid, user: Uuid) -> Result<(), DbError> {
    let sql = "delete from presence where record_type = $1 and record_id = $2 and user_id = $3";
    tx.execute(sql, &[record_type.into(), record.into(), user.into()]).await?;
    Ok(())
}

/// Forgets who was not seen since a time.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute("delete from presence where seen_at < $1", &[before.into()]).await?;
    Ok(())
}

/// Who was seen since a time, by record, then by name.
pub async fn since(tx: &mut Tx, from: DateTime<Utc>) -> Result<Vec<PresenceRow>, DbError> {
    let sql = "select p.record_type, p.record_id, p.user_id, u.name, p.editing from presence p \
               join user_account u on u.id = p.user_id where p.seen_at >= $1 \
               order by p.record_type, p.record_id, u.name, u.id";
    let rows = tx.rows(sql, &[from.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(PresenceRow {
                record_type: row.get(0)?,
                record_id: row.get(1)?,
                user_id: row.get(2)?,
                name: row.get(3)?,
                editing: row.get(4)?,
            })
        })
        .collect()
}
