//! Keys of vendors that administrators trust: the table `plugin_key`.
//!
//! Must not know what a signature is.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Row, Sql, Tx};

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Id of the row.
    pub id: Uuid,
    /// Whose it is.
    pub name: String,
    /// The key itself, as text.
    pub public_key: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Since when it is trusted no longer.
    pub revoked_at: Option<DateTime<Utc>>,
}

const SELECT: &str = "select id, name, public_key, created_at, revoked_at from plugin_key";

/// All keys, revoked ones too.
pub async fn all(tx: &mut Tx) -> Result<Vec<KeyRow>, DbError> {
    let sql = Sql::built(format!("{SELECT} order by name, id"));
    tx.rows(sql, &[]).await?.iter().map(read).collect()
}

/// One by the key itself.
pub async fn find(tx: &mut Tx, public_key: &str) -> Result<Option<KeyRow>, DbError> {
    let sql = Sql::built(format!("{SELECT} where public_key = $1"));
    tx.row(sql, &[public_key.into()]).await?.as_ref().map(read).transpose()
}

/// Adds a key.
pub async fn insert(tx: &mut Tx, row: &KeyRow) -> Result<(), DbError> {
    let sql = "insert into plugin_key (id, version, created_at, updated_at, name, public_key) \
               values ($1, 1, $2, $2, $3, $4)";
    let values =
        [row.id.into(), row.created_at.into(), row.name.as_str().into(), row.public_key.as_str().into()];
    tx.execute(sql, &values).await.map(drop)
}

/// Ends the trust in a key, or begins it again; gives it another name.
pub async fn update(tx: &mut Tx, row: &KeyRow, now: DateTime<Utc>) -> Result<(), DbError> {
    let sql = "update plugin_key set version = version + 1, updated_at = $2, name = $3, revoked_at = $4 \
               where id = $1";
    let values = [row.id.into(), now.into(), row.name.as_str().into(), row.revoked_at.into()];
    tx.execute(sql, &values).await.map(drop)
}

fn read(row: &Row) -> Result<KeyRow, DbError> {
    Ok(KeyRow {
        id: row.get(0)?,
        name: row.get(1)?,
        public_key: row.get(2)?,
        created_at: row.get(3)?,
        revoked_at: row.get(4)?,
    })
}
