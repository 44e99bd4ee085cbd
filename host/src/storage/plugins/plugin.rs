//! What is installed: the tables `plugin` and `plugin_generation`.
//!
//! Knows rows. Must not know what a state allows.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Row, Sql, Tx};

/// One installed plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginRow {
    /// Id of the row.
    pub id: Uuid,
    /// Counts changes of the row.
    pub version: i64,
    /// When it was installed.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
    /// `credit-limit`.
    pub code: String,
    /// For people.
    pub name: String,
    /// `enabled`, `disabled`, `paused`.
    pub state: String,
    /// The package that works.
    pub digest: String,
    /// The package before it.
    pub previous_digest: Option<String>,
    /// The package that waits for consent.
    pub pending_digest: Option<String>,
    /// Highest version that was ever installed.
    pub version_highest: String,
    /// Calls are recorded.
    pub recording: bool,
    /// Why it is paused.
    pub paused_reason: Option<String>,
}

const SELECT: &str = "select id, version, created_at, updated_at, code, name, state, digest, previous_digest, \
                      pending_digest, version_highest, recording, paused_reason from plugin";

/// All of them, by code.
pub async fn all(tx: &mut Tx) -> Result<Vec<PluginRow>, DbError> {
    let sql = Sql::built(format!("{SELECT} order by code"));
    tx.rows(sql, &[]).await?.iter().map(read).collect()
}

/// One by its code.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<PluginRow>, DbError> {
    let sql = Sql::built(format!("{SELECT} where code = $1"));
    tx.row(sql, &[code.into()]).await?.as_ref().map(read).transpose()
}

/// Adds one.
pub async fn insert(tx: &mut Tx, row: &PluginRow) -> Result<(), DbError> {
    tx.execute(
        "insert into plugin (id, version, created_at, updated_at, code, name, state, digest, previous_digest, \
         pending_digest, version_highest, recording, paused_reason) \
         values ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            row.id.into(),
            row.created_at.into(),
            row.code.as_str().into(),
            row.name.as_str().into(),
            row.state.as_str().into(),
            row.digest.as_str().into(),
            row.previous_digest.as_deref().into(),
            row.pending_digest.as_deref().into(),
            row.version_highest.as_str().into(),
            row.recording.into(),
            row.paused_reason.as_deref().into(),
        ],
    )
    .await
    .map(drop)
}

/// Writes what may change of one, and counts its version up.
pub async fn update(tx: &mut Tx, row: &PluginRow, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(
        "update plugin set version = version + 1, updated_at = $2, name = $3, state = $4, digest = $5, \
         previous_digest = $6, pending_digest = $7, version_highest = $8, recording = $9, paused_reason = $10 \
         where id = $1",
        &[
            row.id.into(),
            now.into(),
            row.name.as_str().into(),
            row.state.as_str().into(),
            row.digest.as_str().into(),
            row.previous_digest.as_deref().into(),
            row.pending_digest.as_deref().into(),
            row.version_highest.as_str().into(),
            row.recording.into(),
            row.paused_reason.as_deref().into(),
        ],
    )
    .await
    .map(drop)
}

/// Takes one away, with companies, grants, settings, subscriptions and runs.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute("delete from plugin where id = $1", &[id.into()]).await.map(drop)
}

/// How often what is installed has changed.
pub async fn generation(tx: &mut Tx) -> Result<i64, DbError> {
    let row = tx.row("select generation from plugin_generation where one = 1", &[]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Counts a change of what is installed; hosts look for it, and this process hears of it with the commit.
pub async fn changed(tx: &mut Tx) -> Result<(), DbError> {
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.plugins_changed());
    tx.execute("update plugin_generation set generation = generation + 1 where one = 1", &[]).await.map(drop)
}

fn read(row: &Row) -> Result<PluginRow, DbError> {
    Ok(PluginRow {
        id: row.get(0)?,
        version: row.get(1)?,
        created_at: row.get(2)?,
        updated_at: row.get(3)?,
        code: row.get(4)?,
        name: row.get(5)?,
        state: row.get(6)?,
        digest: row.get(7)?,
        previous_digest: row.get(8)?,
        pending_digest: row.get(9)?,
        version_highest: row.get(10)?,
        recording: row.get(11)?,
        paused_reason: row.get(12)?,
    })
}
