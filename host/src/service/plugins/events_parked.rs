//! Facts on their way to plugins, as an administrator sees them: read, tried again, given up.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::hooks_marks::{ById, remember};
use crate::service::{Fault, Uow};
use crate::storage::plugins::{delivery, run};

/// Which of them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Which {
    /// `waiting`, `parked` or (facts) `done`; all when absent.
    #[serde(default)]
    pub state: Option<String>,
    /// Of one plugin.
    #[serde(default)]
    pub plugin: Option<String>,
    /// Older than this one: the last id of the page before.
    #[serde(default)]
    pub before: Option<Uuid>,
    /// At most 500; 100 when absent.
    #[serde(default)]
    pub limit: Option<i64>,
}

impl Which {
    fn most(&self) -> i64 {
        self.limit.unwrap_or(100).clamp(1, 500)
    }
}

/// A fact on its way to a plugin.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Delivery {
    /// The delivery.
    pub id: Uuid,
    /// The plugin.
    pub plugin: String,
    /// Its subscription.
    pub subscription: String,
    /// Name of the fact.
    pub event: String,
    /// When it was told.
    pub at: DateTime<Utc>,
    /// Its company.
    pub company: Option<Uuid>,
    /// JSON object.
    pub payload: String,
    /// `waiting`, `done` or `parked`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_at: Option<DateTime<Utc>>,
    /// What the last attempt met.
    pub last_error: Option<String>,
}

/// A run of a plugin's job that waits or is parked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Run {
    /// The run.
    pub id: Uuid,
    /// The plugin.
    pub plugin: String,
    /// Its company.
    pub company: Uuid,
    /// The job.
    pub job: String,
    /// The plugin's own name of the run.
    pub key: Option<String>,
    /// It comes from the schedule in the manifest.
    pub scheduled: bool,
    /// When it was due.
    pub due_at: DateTime<Utc>,
    /// `waiting` or `parked`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_at: Option<DateTime<Utc>>,
    /// What the last attempt met.
    pub last_error: Option<String>,
}

/// Facts on their way to plugins, newest first.
pub async fn deliveries(uow: &mut Uow<'_>, which: Which) -> Result<Vec<Delivery>, Fault> {
    uow.ctx.actor.must_administer()?;
    let (state, plugin) = (which.state.as_deref(), which.plugin.as_deref());
    let rows = delivery::list(uow.tx, state, plugin, which.before, which.most()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Delivery {
            id: row.id,
            plugin: row.plugin,
            subscription: row.subscription,
            event: row.event,
            at: row.at,
            company: row.company_id,
            payload: row.payload,
            next_at: (row.state == "waiting").then_some(row.next_at),
            state: row.state,
            attempts: row.attempts,
            last_error: row.last_error,
        })
        .collect())
}

/// Tries a delivery at once, with all its attempts before it.
pub async fn retry_delivery(uow: &mut Uow<'_>, input: ById) -> Result<ById, Fault> {
    uow.ctx.actor.must_administer()?;
    let done = delivery::retry(uow.tx, input.id, uow.ctx.now).await?;
    changed(uow, "retry", "plugin-delivery", input, done).await
}

/// Gives a delivery up.
pub async fn drop_delivery(uow: &mut Uow<'_>, input: ById) -> Result<ById, Fault> {
    uow.ctx.actor.must_administer()?;
    let done = delivery::give_up(uow.tx, input.id).await?;
    changed(uow, "drop", "plugin-delivery", input, done).await
}

/// Runs that wait or are parked, newest first.
pub async fn runs(uow: &mut Uow<'_>, which: Which) -> Result<Vec<Run>, Fault> {
    uow.ctx.actor.must_administer()?;
    let (state, plugin) = (which.state.as_deref(), which.plugin.as_deref());
    let rows = run::list(uow.tx, state, plugin, which.before, which.most()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Run {
            id: row.id,
            plugin: row.plugin,
            company: row.company_id,
            job: row.job,
            key: row.run_key.filter(|_| !row.scheduled),
            scheduled: row.scheduled,
            due_at: row.due_at,
            next_at: (row.state == "waiting").then_some(row.next_at),
            state: row.state,
            attempts: row.attempts,
            last_error: row.last_error,
        })
        .collect())
}

/// Tries a run at once, with all its attempts before it.
pub async fn retry_run(uow: &mut Uow<'_>, input: ById) -> Result<ById, Fault> {
    uow.ctx.actor.must_administer()?;
    let done = run::retry(uow.tx, input.id, uow.ctx.now).await?;
    changed(uow, "retry", "plugin-run", input, done).await
}

/// Gives a run up. One of a schedule comes again at its next time.
pub async fn drop_run(uow: &mut Uow<'_>, input: ById) -> Result<ById, Fault> {
    uow.ctx.actor.must_administer()?;
    let done = run::delete(uow.tx, input.id).await?;
    changed(uow, "drop", "plugin-run", input, done).await
}

async fn changed(
    uow: &mut Uow<'_>,
    operation: &str,
    what: &str,
    input: ById,
    done: bool,
) -> Result<ById, Fault> {
    if !done {
        return Err(Fault::not_found(what, input.id).at("/id"));
    }
    remember(uow, operation, what, input.id).await?;
    Ok(input)
}
