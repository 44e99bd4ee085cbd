//! Requests kept aside because a hook failed whose policy is hold. Must not know how one is sent again.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A row of `plugin_held`.
#[derive(Debug, Clone)]
pub struct HeldRow {
    /// Id.
    pub id: Uuid,
    /// When it was kept.
    pub at: DateTime<Utc>,
    /// Company of the record.
    pub company_id: Option<Uuid>,
    /// Record type of the change.
    pub record_type: String,
    /// `create`, `update`, `delete`.
    pub operation: String,
    /// The record, if it was there.
    pub record_id: Option<Uuid>,
    /// The request's method.
    pub method: String,
    /// Its path with its query.
    pub path: String,
    /// The version that it named.
    pub if_match: Option<String>,
    /// Its body.
    pub body: String,
    /// Its `Idempotency-Key`.
    pub request_key: Option<String>,
    /// Plugin.
    pub plugin: String,
    /// Hook.
    pub hook: String,
    /// What happened.
    pub code: String,
    /// In words.
    pub message: String,
    /// Who sent it.
    pub held_for_id: Option<Uuid>,
}

const COLUMNS: &str = "id, created_at, company_id, record_type, operation, record_id, method, path, if_match, body, \
    plugin, hook, code, message, held_for_id, request_key";

/// Keeps a request.
pub async fn insert(tx: &mut Tx, row: &HeldRow) -> Result<(), DbError> {
    tx.execute(
        "insert into plugin_held (id, version, created_at, updated_at, company_id, record_type, operation, \
         record_id, method, path, if_match, body, plugin, hook, code, message, held_for_id, \
         request_key) values ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        &[
            row.id.into(),
            row.at.into(),
            row.company_id.into(),
            row.record_type.as_str().into(),
            row.operation.as_str().into(),
            row.record_id.into(),
            row.method.as_str().into(),
            row.path.as_str().into(),
            row.if_match.as_deref().into(),
            row.body.as_str().into(),
            row.plugin.as_str().into(),
            row.hook.as_str().into(),
            row.code.as_str().into(),
            row.message.as_str().into(),
            row.held_for_id.into(),
            row.request_key.as_deref().into(),
        ],
    )
    .await?;
    Ok(())
}

/// One kept request.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<HeldRow>, DbError> {
    let text = format!("select {COLUMNS} from plugin_held where id = $1");
    tx.row(Sql::built(text), &[id.into()]).await?.map(|row| held(&row)).transpose()
}

/// The request that somebody sent under a key, if it is kept.
pub async fn by_key(tx: &mut Tx, user: Uuid, key: &str) -> Result<Option<HeldRow>, DbError> {
    let text = format!("select {COLUMNS} from plugin_held where held_for_id = $1 and request_key = $2");
    tx.row(Sql::built(text), &[user.into(), key.into()]).await?.map(|row| held(&row)).transpose()
}

/// Kept requests, newest first, older than `before`.
pub async fn list(tx: &mut Tx, before: Option<Uuid>, most: i64) -> Result<Vec<HeldRow>, DbError> {
    let text = format!("select {COLUMNS} from plugin_held where id < $1 order by id desc limit $2");
    let params: [Val; 2] = [before.unwrap_or(Uuid::max()).into(), most.into()];
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter().map(held).collect()
}

/// Forgets a kept request; whether there was one.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute("delete from plugin_held where id = $1", &[id.into()]).await? > 0)
}

fn held(row: &Row) -> Result<HeldRow, DbError> {
    Ok(HeldRow {
        id: row.get(0)?,
        at: row.get(1)?,
        company_id: row.get(2)?,
        record_type: row.get(3)?,
        operation: row.get(4)?,
        record_id: row.get(5)?,
        method: row.get(6)?,
        path: row.get(7)?,
        if_match: row.get(8)?,
        body: row.get(9)?,
        plugin: row.get(10)?,
        hook: row.get(11)?,
        code: row.get(12)?,
        message: row.get(13)?,
        held_for_id: row.get(14)?,
        request_key: row.get(15)?,
    })
}
