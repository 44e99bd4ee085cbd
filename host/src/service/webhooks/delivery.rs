//! Deliveries: taken when they are due, signed, tried again, given up.
//!
//! Knows the schedule and the signature of Standard Webhooks 1.0.0. Must not know the network.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::Sha256;
use uuid::Uuid;

use crate::service::{Audit, Fault, Op, Uow, settings};
use crate::storage::webhook::{self, DueRow, Outcome};
use crate::storage::{Db, Scope, json};

/// Waits before each further attempt, in seconds; after the last, a person must look.
const SCHEDULE_SECONDS: [i64; 7] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
/// A taken delivery is somebody else's after this time: longer than any attempt may last.
const LEASE_SECONDS: i64 = 60;
/// Most deliveries taken at once.
const TAKEN_MAX: i64 = 16;

/// A message to send: signed, with its headers' values.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Address of the endpoint.
    pub url: String,
    /// `webhook-id`: the same in each attempt.
    pub id: String,
    /// `webhook-timestamp`: seconds since 1970, of this attempt.
    pub timestamp: i64,
    /// `webhook-signature`.
    pub signature: String,
    /// `{"type": …, "timestamp": …, "data": {…}}`
    pub body: String,
    delivery: Uuid,
    endpoint: Uuid,
    attempts: i64,
}

/// What an attempt met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// The endpoint took it.
    Taken,
    /// The endpoint says that it is gone for good (410): it is told nothing more.
    Gone,
    /// Anything else, in words for a person.
    Failed(String),
}

/// Takes what is due. Whoever takes it must [`settle`] each before a minute has passed.
pub async fn take_due(db: &Db, now: DateTime<Utc>) -> Result<Vec<Outgoing>, Fault> {
    if !db.read(async move |tx| webhook::has_due(tx, now).await.map_err(Fault::from)).await? {
        return Ok(Vec::new());
    }
    let lease_until = now + Duration::seconds(LEASE_SECONDS);
    let due = db
        .write(Scope::Shared, async move |tx| {
            webhook::claim(tx, now, lease_until, TAKEN_MAX).await.map_err(Fault::from)
        })
        .await?;
    due.into_iter().map(|row| sign(row, now)).collect()
}

/// Hosts that the settings let webhooks go to wherever they are.
pub async fn allowed_hosts(db: &Db) -> Result<Vec<String>, Fault> {
    db.read(async |tx| Ok(settings::current(tx).await?.webhook_hosts_allowed)).await
}

/// Writes what an attempt met: done, to be tried again, or parked for a person.
pub async fn settle(db: &Db, sent: &Outgoing, met: Met, now: DateTime<Utc>) -> Result<(), Fault> {
    let (delivery, endpoint, attempts) = (sent.delivery, sent.endpoint, sent.attempts);
    db.write(Scope::Shared, async move |tx| {
        let outcome = outcome(&met, attempts, now);
        webhook::settle(tx, delivery, &outcome, now).await?;
        if met == Met::Gone {
            webhook::deactivate(tx, endpoint, now).await?;
        }
        Ok(())
    })
    .await
}

/// `attempts`: those before the one that met this.
fn outcome(met: &Met, attempts: i64, now: DateTime<Utc>) -> Outcome {
    match met {
        Met::Taken => Outcome::Done,
        Met::Gone => Outcome::Parked("the endpoint answered 410: it is gone, and paused here".into()),
        Met::Failed(error) => match usize::try_from(attempts).ok().and_then(|n| SCHEDULE_SECONDS.get(n)) {
            Some(seconds) => Outcome::Again(now + Duration::seconds(*seconds), error.clone()),
            None => Outcome::Parked(error.clone()),
        },
    }
}

fn sign(row: DueRow, now: DateTime<Utc>) -> Result<Outgoing, Fault> {
    let fact = &row.fact;
    let body = format!(
        "{{\"type\":{},\"timestamp\":{},\"data\":{}}}",
        json::to_text(&fact.event)?,
        json::to_text(&fact.at)?,
        fact.payload
    );
    let id = format!("msg_{}", row.id.simple());
    let timestamp = now.timestamp();
    let signature = signature(&row.secret, &id, timestamp, &body)?;
    Ok(Outgoing {
        url: row.url,
        id,
        timestamp,
        signature,
        body,
        delivery: row.id,
        endpoint: row.endpoint_id,
        attempts: row.attempts,
    })
}

/// `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> Result<String, Fault> {
    let broken = |what: &str| Fault::internal(format!("a webhook secret cannot be used: {what}"));
    let key = secret.strip_prefix("whsec_").ok_or_else(|| broken("it does not begin with whsec_"))?;
    let key = STANDARD.decode(key).map_err(|_| broken("it is not base64"))?;
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).map_err(|_| broken("its length"))?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// A delivery, as people see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Delivery {
    /// The delivery.
    pub id: Uuid,
    /// The endpoint.
    pub endpoint_id: Uuid,
    /// Name of the event.
    pub event: String,
    /// When it was told.
    pub at: DateTime<Utc>,
    /// `waiting`, `done` or `parked`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_at: Option<DateTime<Utc>>,
    /// What the last attempt met, if it failed.
    pub last_error: Option<String>,
    /// When it was taken.
    pub done_at: Option<DateTime<Utc>>,
}

/// Deliveries, newest first: of one state or of all.
pub async fn list_deliveries(
    uow: &mut Uow<'_>,
    state: Option<String>,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Delivery>, Fault> {
    uow.may("webhook-endpoint", Op::Read, None)?;
    let most = i64::try_from(limit.clamp(1, 500)).unwrap_or(500);
    let rows = webhook::deliveries(uow.tx, state.as_deref(), before, most).await?;
    Ok(rows
        .into_iter()
        .map(|row| Delivery {
            id: row.id,
            endpoint_id: row.endpoint_id,
            event: row.event,
            at: row.at,
            next_at: (row.state == "waiting").then_some(row.next_at),
            state: row.state,
            attempts: row.attempts,
            last_error: row.last_error,
            done_at: row.done_at,
        })
        .collect())
}

/// Tries a delivery at once, with all its attempts before it.
pub async fn retry_delivery(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    uow.may("webhook-endpoint", Op::Update, None)?;
    let done = webhook::retry(uow.tx, id, uow.ctx.now).await?;
    changed(uow, "retry", id, done).await
}

/// Gives a delivery up.
pub async fn drop_delivery(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    uow.may("webhook-endpoint", Op::Update, None)?;
    let done = webhook::drop_delivery(uow.tx, id).await?;
    changed(uow, "drop", id, done).await
}

async fn changed(uow: &mut Uow<'_>, operation: &str, id: Uuid, done: bool) -> Result<(), Fault> {
    if !done {
        return Err(Fault::not_found("delivery that is not done", id));
    }
    uow.audit(Audit {
        operation,
        record_type: "webhook-delivery",
        record_id: Some(id),
        company_id: None,
        changes: "{}".into(),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_signature_is_that_of_the_specification() {
        let found = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(found.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_delivery_is_tried_eight_times_and_then_parked() {
        let now = Utc::now();
        let failed = Met::Failed("500".into());
        let waits: Vec<Option<i64>> = (0..9)
            .map(|attempts| match outcome(&failed, attempts, now) {
                Outcome::Again(at, _) => Some((at - now).num_seconds()),
                _ => None,
            })
            .collect();
        let expected = [5, 300, 1800, 7200, 18000, 36000, 36000].map(Some);
        assert_eq!(waits, [&expected[..], &[None, None]].concat());
        assert_eq!(outcome(&Met::Taken, 7, now), Outcome::Done);
    }
}
