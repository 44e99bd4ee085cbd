//! The audit log and the outbox: what every change leaves behind.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Sql, Tx, Val, webhook};

/// A row of `audit_log`.
#[derive(Debug, Clone)]
pub struct AuditRow {
    /// UUIDv7.
    pub id: Uuid,
    /// The unit's time.
    pub at: DateTime<Utc>,
    /// `user`, `token`, `plugin`, `system`.
    pub actor_kind: String,
    /// The user.
    pub actor_id: Option<Uuid>,
    /// Company of the record.
    pub company_id: Option<Uuid>,
    /// `create`, `update`, `post`, …
    pub operation: String,
    /// Record type.
    pub record_type: String,
    /// Record.
    pub record_id: Option<Uuid>,
    /// JSON text.
    pub changes: String,
    /// Request.
    pub request_id: Uuid,
    /// Plugin id.
    pub plugin: Option<String>,
    /// Plugin version.
    pub plugin_version: Option<String>,
    /// Package digest.
    pub package_digest: Option<String>,
    /// Door: `http`, `cli`, or the plugin's hook or action.
    pub via: String,
}

/// A row of `outbox`.
#[derive(Debug, Clone)]
pub struct OutboxRow {
    /// UUIDv7.
    pub id: Uuid,
    /// The unit's time.
    pub at: DateTime<Utc>,
    /// Company of the record.
    pub company_id: Option<Uuid>,
    /// `ledger.entry-posted`.
    pub event: String,
    /// Record type.
    pub record_type: String,
    /// Record.
    pub record_id: Option<Uuid>,
    /// JSON object as text.
    pub payload: String,
}

/// Appends to the audit log.
pub async fn insert(tx: &mut Tx, rows: Vec<AuditRow>) -> Result<(), DbError> {
    let rows = rows
        .into_iter()
        .map(|row| {
            vec![
                Val::from(row.id),
                row.at.into(),
                row.actor_kind.into(),
                row.actor_id.into(),
                row.company_id.into(),
                row.operation.into(),
                row.record_type.into(),
                row.record_id.into(),
                row.changes.into(),
                row.request_id.into(),
                row.plugin.into(),
                row.plugin_version.into(),
                row.package_digest.into(),
                row.via.into(),
            ]
        })
        .collect();
    tx.insert_many(
        "audit_log",
        &[
            "id",
            "at",
            "actor_kind",
            "actor_id",
            "company_id",
            "operation",
            "record_type",
            "record_id",
            "changes",
            "request_id",
            "plugin",
            "plugin_version",
            "package_digest",
            "via",
        ],
        rows,
    )
    .await
}

/// Appends to the outbox, queues what endpoints subscribed to, and tells live listeners after the commit.
/// `hops`: how many facts led to these.
pub async fn tell(tx: &mut Tx, rows: Vec<OutboxRow>, hops: i64) -> Result<(), DbError> {
    let cells = rows
        .iter()
        .map(|row| {
            vec![
                Val::from(row.id),
                row.at.into(),
                row.company_id.into(),
                row.event.as_str().into(),
                row.record_type.as_str().into(),
                row.record_id.into(),
                row.payload.as_str().into(),
                hops.into(),
            ]
        })
        .collect();
    let columns = ["id", "at", "company_id", "event", "record_type", "record_id", "payload", "hops"];
    tx.insert_many("outbox", &columns, cells).await?;
    webhook::enqueue(tx, &rows).await?;
    let memo = tx.memo().clone();
    if memo.is_heard() {
        tx.on_commit(move || memo.tell(Arc::new(rows)));
    }
    Ok(())
}

/// Facts told after the fact `after`, oldest first: at most `limit`.
pub async fn facts_after(tx: &mut Tx, after: Uuid, limit: i64) -> Result<Vec<OutboxRow>, DbError> {
    let sql = "select id, at, company_id, event, record_type, record_id, payload from outbox \
               where id > $1 order by id limit $2";
    tx.rows(sql, &[after.into(), limit.into()])
        .await?
        .iter()
        .map(|row| {
            Ok(OutboxRow {
                id: row.get(0)?,
                at: row.get(1)?,
                company_id: row.get(2)?,
                event: row.get(3)?,
                record_type: row.get(4)?,
                record_id: row.get(5)?,
                payload: row.get(6)?,
            })
        })
        .collect()
}

/// What happened to a record, newest first: at most `limit` rows older than the row `before`.
pub async fn of_record(
    tx: &mut Tx,
    names: &[&str],
    record_id: Uuid,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<AuditRow>, DbError> {
    let places: Vec<String> = (3..names.len() + 3).map(|number| format!("${number}")).collect();
    let places = places.join(", ");
    let sql = format!(
        "select id, at, actor_kind, actor_id, company_id, operation, record_type, record_id, changes,
                request_id, plugin, plugin_version, package_digest, via
         from audit_log where record_type in ({places}) and record_id = $1 and id < $2 order by id desc limit {limit}"
    );
    let before = before.unwrap_or(Uuid::max());
    let mut params = vec![Val::from(record_id), before.into()];
    params.extend(names.iter().map(|name| Val::from(*name)));
    tx.rows(Sql::built(sql), &params)
        .await?
        .iter()
        .map(|row| {
            Ok(AuditRow {
                id: row.get(0)?,
                at: row.get(1)?,
                actor_kind: row.get(2)?,
                actor_id: row.get(3)?,
                company_id: row.get(4)?,
                operation: row.get(5)?,
                record_type: row.get(6)?,
                record_id: row.get(7)?,
                changes: row.get(8)?,
                request_id: row.get(9)?,
                plugin: row.get(10)?,
                plugin_version: row.get(11)?,
                package_digest: row.get(12)?,
                via: row.get(13)?,
            })
        })
        .collect()
}
