//! Webhook endpoints and what is to be delivered to them.
//!
//! Knows the tables `webhook_endpoint` and `outbox_delivery`. Must not know the network.

use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::audit::OutboxRow;
use super::memo::Endpoints;
use super::{DbError, Row, Sql, Tx, Val, json};

/// Makes every transaction read the endpoints again once this unit is on the disk.
pub fn touched(tx: &mut Tx) {
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.endpoints_changed());
}

/// Puts facts into the queue of each endpoint that wants them, in the same transaction.
///
/// Costs nothing while nobody subscribes: the list of endpoints is remembered for a second.
pub async fn enqueue(tx: &mut Tx, facts: &[OutboxRow]) -> Result<(), DbError> {
    let endpoints = endpoints(tx).await?;
    let mut rows = Vec::new();
    for fact in facts {
        for (endpoint, _) in endpoints.iter().filter(|(_, names)| names.iter().any(|n| wants(n, &fact.event)))
        {
            rows.push(vec![
                Val::from(Uuid::now_v7()),
                fact.id.into(),
                "webhook".into(),
                (*endpoint).into(),
                "waiting".into(),
                0_i64.into(),
                fact.at.into(),
            ]);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.wake());
    let columns = ["id", "outbox_id", "subscriber_kind", "subscriber_id", "state", "attempts", "next_at"];
    tx.insert_many("outbox_delivery", &columns, rows).await
}

/// Whether a subscription (`*`, `ledger.*`, `ledger.entry-posted`) names an event.
pub fn wants(subscription: &str, event: &str) -> bool {
    match subscription.strip_suffix('*') {
        Some(prefix) => event.starts_with(prefix),
        None => subscription == event,
    }
}

async fn endpoints(tx: &mut Tx) -> Result<Endpoints, DbError> {
    let memo = tx.memo().clone();
    if let Some(kept) = memo.endpoints() {
        return Ok(kept);
    }
    let (read_at, generation) = (Instant::now(), memo.endpoints_generation());
    let mut found = Vec::new();
    for row in tx.rows("select id, events from webhook_endpoint where active = $1", &[true.into()]).await? {
        found.push((row.get(0)?, json::from_text(&row.get::<String>(1)?)?));
    }
    let found: Endpoints = Arc::new(found);
    // Kept only once it is on the disk: this unit may have made endpoints that a rollback unmakes.
    let kept = found.clone();
    tx.on_commit(move || memo.keep_endpoints(read_at, generation, kept));
    Ok(found)
}

/// A new endpoint.
#[derive(Debug, Clone)]
pub struct EndpointRow {
    /// The endpoint.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// Names of events, JSON array.
    pub events: String,
    /// `whsec_…`
    pub secret: String,
}

/// Adds an active endpoint.
pub async fn insert_endpoint(tx: &mut Tx, row: &EndpointRow, now: DateTime<Utc>) -> Result<(), DbError> {
    touched(tx);
    tx.execute(
        "insert into webhook_endpoint (id, version, created_at, updated_at, name, url, events, secret, active) \
         values ($1, 1, $2, $2, $3, $4, $5, $6, $7)",
        &[
            row.id.into(),
            now.into(),
            row.name.as_str().into(),
            row.url.as_str().into(),
            row.events.as_str().into(),
            row.secret.as_str().into(),
            true.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Gives an endpoint another secret; whether there is one.
pub async fn set_secret(tx: &mut Tx, id: Uuid, secret: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "update webhook_endpoint set secret = $2, version = version + 1, updated_at = $3 where id = $1";
    Ok(tx.execute(sql, &[id.into(), secret.into(), now.into()]).await? > 0)
}

/// Stops telling an endpoint anything.
pub async fn deactivate(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    touched(tx);
    let sql = "update webhook_endpoint set active = $2, version = version + 1, updated_at = $3 where id = $1";
    tx.execute(sql, &[id.into(), false.into(), now.into()]).await?;
    Ok(())
}

/// Forgets what was to be delivered to an endpoint.
pub async fn delete_deliveries_to(tx: &mut Tx, endpoint: Uuid) -> Result<u64, DbError> {
    let sql = "delete from outbox_delivery where subscriber_kind = 'webhook' and subscriber_id = $1";
    tx.execute(sql, &[endpoint.into()]).await
}

/// One delivery, with all that sending it needs.
#[derive(Debug, Clone)]
pub struct DueRow {
    /// The delivery.
    pub id: Uuid,
    /// Attempts before this one.
    pub attempts: i64,
    /// The endpoint.
    pub endpoint_id: Uuid,
    /// Where it is.
    pub url: String,
    /// `whsec_…`
    pub secret: String,
    /// The fact.
    pub fact: OutboxRow,
}

/// Whether a delivery is due.
pub async fn has_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "select d.id from outbox_delivery d join webhook_endpoint e on e.id = d.subscriber_id \
               where d.state = 'waiting' and d.subscriber_kind = 'webhook' and d.next_at <= $1 \
               and e.active = $2 limit 1";
    Ok(tx.row(sql, &[now.into(), true.into()]).await?.is_some())
}

/// Takes deliveries that are due: nobody else takes them before `lease_until`, and if this process ends
/// before it says what became of them, somebody does then.
pub async fn claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<DueRow>, DbError> {
    let sql = "select d.id, d.attempts, e.id, e.url, e.secret, o.id, o.at, o.company_id, o.event, o.record_type, \
               o.record_id, o.payload from outbox_delivery d \
               join webhook_endpoint e on e.id = d.subscriber_id join outbox o on o.id = d.outbox_id \
               where d.state = 'waiting' and d.subscriber_kind = 'webhook' and d.next_at <= $1 \
               and e.active = $3 order by d.next_at, d.id limit $2";
    let mut due = Vec::new();
    for row in tx.rows(sql, &[now.into(), most.into(), true.into()]).await? {
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
        attempts: row.get(1)?,
        endpoint_id: row.get(2)?,
        url: row.get(3)?,
        secret: row.get(4)?,
        fact: OutboxRow {
            id: row.get(5)?,
            at: row.get(6)?,
            company_id: row.get(7)?,
            event: row.get(8)?,
            record_type: row.get(9)?,
            record_id: row.get(10)?,
            payload: row.get(11)?,
        },
    })
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Taken by the endpoint.
    Done,
    /// To be tried again at this time.
    Again(DateTime<Utc>, String),
    /// Tried often enough: a person must look.
    Parked(String),
}

/// Writes what became of an attempt, unless somebody dropped the delivery meanwhile.
pub async fn settle(tx: &mut Tx, id: Uuid, outcome: &Outcome, now: DateTime<Utc>) -> Result<(), DbError> {
    let (state, next_at, error, done_at) = match outcome {
        Outcome::Done => ("done", now, None, Some(now)),
        Outcome::Again(at, error) => ("waiting", *at, Some(error.as_str()), None),
        Outcome::Parked(error) => ("parked", now, Some(error.as_str()), None),
    };
    let sql = "update outbox_delivery set state = $2, next_at = $3, last_error = $4, done_at = $5 \
               where id = $1 and state = 'waiting'";
    tx.execute(sql, &[id.into(), state.into(), next_at.into(), error.into(), done_at.into()]).await?;
    Ok(())
}

/// A delivery, as people see it.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// The delivery.
    pub id: Uuid,
    /// The endpoint.
    pub endpoint_id: Uuid,
    /// Name of the event.
    pub event: String,
    /// When it was told.
    pub at: DateTime<Utc>,
    /// `waiting`, `done`, `parked`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_at: DateTime<Utc>,
    /// What the last attempt met.
    pub last_error: Option<String>,
    /// When it was taken.
    pub done_at: Option<DateTime<Utc>>,
}

/// Deliveries, newest first: of one state, or of all; older than `before`.
pub async fn deliveries(
    tx: &mut Tx,
    state: Option<&str>,
    before: Option<Uuid>,
    most: i64,
) -> Result<Vec<DeliveryRow>, DbError> {
    let mut text =
        "select d.id, d.subscriber_id, o.event, o.at, d.state, d.attempts, d.next_at, d.last_error, \
                    d.done_at from outbox_delivery d join outbox o on o.id = d.outbox_id \
                    where d.subscriber_kind = 'webhook' and d.id < $1"
            .to_owned();
    let mut params: Vec<Val> = vec![before.unwrap_or(Uuid::max()).into(), most.into()];
    if let Some(state) = state {
        text.push_str(" and d.state = $3");
        params.push(state.into());
    }
    text.push_str(" order by d.id desc limit $2");
    tx.rows(Sql::built(text), &params)
        .await?
        .iter()
        .map(|row| {
            Ok(DeliveryRow {
                id: row.get(0)?,
                endpoint_id: row.get(1)?,
                event: row.get(2)?,
                at: row.get(3)?,
                state: row.get(4)?,
                attempts: row.get(5)?,
                next_at: row.get(6)?,
                last_error: row.get(7)?,
                done_at: row.get(8)?,
            })
        })
        .collect()
}

/// Tries a parked or waiting delivery at once, from the first attempt; whether there is one.
pub async fn retry(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.wake());
    retry_of(tx, "webhook", id, now).await
}

/// Drops a delivery that is not done; whether there is one.
pub async fn drop_delivery(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    drop_of(tx, "webhook", id).await
}

/// As [`retry`], for a kind of subscriber; wakes nobody.
pub(super) async fn retry_of(tx: &mut Tx, kind: &str, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "update outbox_delivery set state = 'waiting', attempts = 0, next_at = $2 \
               where id = $1 and subscriber_kind = $3 and state <> 'done'";
    Ok(tx.execute(sql, &[id.into(), now.into(), kind.into()]).await? > 0)
}

/// As [`drop_delivery`], for a kind of subscriber.
pub(super) async fn drop_of(tx: &mut Tx, kind: &str, id: Uuid) -> Result<bool, DbError> {
    let sql = "delete from outbox_delivery where id = $1 and subscriber_kind = $2 and state <> 'done'";
    Ok(tx.execute(sql, &[id.into(), kind.into()]).await? > 0)
}
