//! Facts on their way to plugins: rows of `outbox_delivery` whose subscriber is a plugin's subscription.
//!
//! Must not know what a plugin does with a fact.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::audit::OutboxRow;
use crate::storage::webhook;
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A delivery to be queued.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// The fact.
    pub outbox_id: Uuid,
    /// When it was told.
    pub at: DateTime<Utc>,
    /// The subscription.
    pub subscription: Uuid,
    /// Why it waits for a person from the start.
    pub parked: Option<String>,
}

/// Ids of subscriptions of a plugin, by name.
pub async fn subscriptions(tx: &mut Tx, plugin: Uuid) -> Result<HashMap<String, Uuid>, DbError> {
    let sql = "select name, id from plugin_subscription where plugin_id = $1";
    let rows = tx.rows(sql, &[plugin.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Queues deliveries in the transaction that tells the facts.
pub async fn enqueue(tx: &mut Tx, new: Vec<NewDelivery>) -> Result<(), DbError> {
    if new.is_empty() {
        return Ok(());
    }
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.wake_plugin_work());
    let rows = new
        .into_iter()
        .map(|one| {
            vec![
                Val::from(Uuid::now_v7()),
                one.outbox_id.into(),
                "plugin".into(),
                one.subscription.into(),
                if one.parked.is_some() { "parked" } else { "waiting" }.into(),
                0_i64.into(),
                one.at.into(),
                one.parked.into(),
            ]
        })
        .collect();
    let columns =
        ["id", "outbox_id", "subscriber_kind", "subscriber_id", "state", "attempts", "next_at", "last_error"];
    tx.insert_many("outbox_delivery", &columns, rows).await
}

/// A delivery that is due, with its fact.
#[derive(Debug, Clone)]
pub struct DueRow {
    /// The delivery.
    pub id: Uuid,
    /// Attempts, this one included: whoever holds another number has lost it.
    pub attempt: i64,
    /// Code of the plugin.
    pub plugin: String,
    /// Name of the subscription.
    pub subscription: String,
    /// The fact.
    pub fact: OutboxRow,
    /// How many facts led to it.
    pub hops: i64,
}

const FROM: &str = "from outbox_delivery d join plugin_subscription s on s.id = d.subscriber_id \
    join plugin p on p.id = s.plugin_id join outbox o on o.id = d.outbox_id where d.subscriber_kind = 'plugin'";

/// Whether a delivery to a plugin that works is due.
pub async fn has_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, DbError> {
    let text = format!(
        "select d.id {FROM} and d.state = 'waiting' and d.next_at <= $1 and p.state = 'enabled' limit 1"
    );
    Ok(tx.row(Sql::built(text), &[now.into()]).await?.is_some())
}

/// Takes deliveries that are due: nobody else takes them before `lease_until`.
pub async fn claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<DueRow>, DbError> {
    let text = format!(
        "select d.id, d.attempts, p.code, s.name, o.id, o.at, o.company_id, o.event, o.record_type, o.record_id, \
         o.payload, o.hops {FROM} and d.state = 'waiting' and d.next_at <= $1 and p.state = 'enabled' \
         order by d.next_at, d.id limit $2"
    );
    let mut due = Vec::new();
    for row in tx.rows(Sql::built(text), &[now.into(), most.into()]).await? {
        let one = due_of(&row)?;
        let sql = "update outbox_delivery set attempts = attempts + 1, next_at = $2 where id = $1";
        tx.execute(sql, &[one.id.into(), lease_until.into()]).await?;
        due.push(one);
    }
    Ok(due)
}

fn due_of(row: &Row) -> Result<DueRow, DbError> {
    Ok(DueRow {
        id: row.get(0)?,
        attempt: row.get::<i64>(1)? + 1,
        plugin: row.get(2)?,
        subscription: row.get(3)?,
        fact: OutboxRow {
            id: row.get(4)?,
            at: row.get(5)?,
            company_id: row.get(6)?,
            event: row.get(7)?,
            record_type: row.get(8)?,
            record_id: row.get(9)?,
            payload: row.get(10)?,
        },
        hops: row.get(11)?,
    })
}

/// Marks a delivery as heard, if it is still this attempt's; whether it was.
pub async fn done(tx: &mut Tx, id: Uuid, attempt: i64, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "update outbox_delivery set state = 'done', done_at = $3, last_error = null \
               where id = $1 and state = 'waiting' and attempts = $2";
    Ok(tx.execute(sql, &[id.into(), attempt.into(), now.into()]).await? > 0)
}

/// Writes what an attempt met: tried again at a time, or parked.
pub async fn failed(
    tx: &mut Tx,
    id: Uuid,
    attempt: i64,
    again_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    error: &str,
) -> Result<(), DbError> {
    let state = if again_at.is_some() { "waiting" } else { "parked" };
    let sql = "update outbox_delivery set state = $3, next_at = $4, last_error = $5 \
               where id = $1 and state = 'waiting' and attempts = $2";
    let params = [id.into(), attempt.into(), state.into(), again_at.unwrap_or(now).into(), error.into()];
    tx.execute(sql, &params).await?;
    Ok(())
}

/// A delivery, as people see it.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// The delivery.
    pub id: Uuid,
    /// Plugin.
    pub plugin: String,
    /// Subscription.
    pub subscription: String,
    /// Name of the fact.
    pub event: String,
    /// When it was told.
    pub at: DateTime<Utc>,
    /// Its company.
    pub company_id: Option<Uuid>,
    /// JSON object.
    pub payload: String,
    /// `waiting`, `done`, `parked`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_at: DateTime<Utc>,
    /// What the last attempt met.
    pub last_error: Option<String>,
}

/// Deliveries, newest first: of one state, or of all; older than `before`.
pub async fn list(
    tx: &mut Tx,
    state: Option<&str>,
    plugin: Option<&str>,
    before: Option<Uuid>,
    most: i64,
) -> Result<Vec<DeliveryRow>, DbError> {
    let mut text = format!(
        "select d.id, p.code, s.name, o.event, o.at, o.company_id, o.payload, d.state, d.attempts, d.next_at, \
         d.last_error {FROM} and d.id < $1"
    );
    let mut params: Vec<Val> = vec![before.unwrap_or(Uuid::max()).into(), most.into()];
    for (column, value) in [("d.state", state), ("p.code", plugin)] {
        if let Some(value) = value {
            params.push(value.into());
            text.push_str(&format!(" and {column} = ${}", params.len()));
        }
    }
    text.push_str(" order by d.id desc limit $2");
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter()
        .map(|row| {
            Ok(DeliveryRow {
                id: row.get(0)?,
                plugin: row.get(1)?,
                subscription: row.get(2)?,
                event: row.get(3)?,
                at: row.get(4)?,
                company_id: row.get(5)?,
                payload: row.get(6)?,
                state: row.get(7)?,
                attempts: row.get(8)?,
                next_at: row.get(9)?,
                last_error: row.get(10)?,
            })
        })
        .collect()
}

/// Tries a delivery at once, with all its attempts before it; whether there is one that is not done.
pub async fn retry(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.wake_plugin_work());
    webhook::retry_of(tx, "plugin", id, now).await
}

/// Gives a delivery up; whether there was one that was not done.
pub async fn give_up(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    webhook::drop_of(tx, "plugin", id).await
}
