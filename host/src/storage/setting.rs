//! Settings of the whole host: the table `setting`.
//!
//! Knows keys and values as text. Must not know which keys there are.

use chrono::{DateTime, Utc};

use super::{DbError, Tx};

/// The value of a key, JSON text.
pub async fn get(tx: &mut Tx, key: &str) -> Result<Option<String>, DbError> {
    tx.row("select value from setting where key = $1", &[key.into()]).await?.map(|row| row.get(0)).transpose()
}

/// Sets the value of a key.
pub async fn set(tx: &mut Tx, key: &str, value: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let sql = "insert into setting (key, value, updated_at) values ($1, $2, $3) \
               on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at";
    tx.execute(sql, &[key.into(), value.into(), now.into()]).await?;
    Ok(())
}
