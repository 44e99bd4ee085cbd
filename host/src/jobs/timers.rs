//! What the clock asks for: reminders of tasks, and rows that have had their time.
//!
//! Knows when. Must not know what a reminder is for.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use tokio::sync::watch;

use crate::app::App;
use crate::service::{Fault, FaultKind, Uow, tasks};
use crate::storage::plugins::{inbound, recording};
use crate::storage::{Db, Scope, auth, housekeeping, mail};

/// A retry with an `Idempotency-Key` finds its first answer for this long.
const IDEMPOTENCY_KEPT: TimeDelta = TimeDelta::hours(48);
/// A told fact that nobody waits for is kept this long: live screens that were away ask for it.
const FACTS_KEPT: TimeDelta = TimeDelta::days(7);
/// Recorded calls that are kept of each plugin.
const RECORDINGS_KEPT: usize = 1_000;
/// How long it is known that a mail was sent.
const MAILS_KEPT: TimeDelta = TimeDelta::days(90);
/// A message from outside is known again for this long: longer than its signature is believed.
const MESSAGES_KEPT: TimeDelta = TimeDelta::days(1);
/// A file's content that no attachment names is kept this long.
const BLOBS_KEPT: TimeDelta = TimeDelta::hours(1);

/// Whose work a loop is woken for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wake {
    /// Deliveries to endpoints.
    Webhooks,
    /// Facts and runs for plugins.
    Plugins,
}

/// Runs `round` on each tick, and at once when the database says that something is due; until stopped.
pub(super) async fn every<F>(
    period: Duration,
    mut stopped: watch::Receiver<bool>,
    wake: Option<(Db, Wake)>,
    round: F,
) where
    F: AsyncFn() -> Result<(), Fault>,
{
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let due = async {
            match &wake {
                Some((db, Wake::Webhooks)) => db.memo().due().await,
                Some((db, Wake::Plugins)) => db.memo().plugin_work_due().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = ticks.tick() => {}
            () = due => {}
            _ = stopped.changed() => return,
        }
        if let Err(fault) = round().await {
            let operator = fault.operator.as_deref().unwrap_or(&fault.message);
            match fault.kind {
                FaultKind::Unavailable => tracing::warn!(operator, "a job waits for the database"),
                _ => tracing::error!(code = fault.code, operator, "a job failed"),
            }
        }
    }
}

/// Tells `task.reminder-due` for each task whose time has come; how many.
pub async fn remind_due(app: &App) -> Result<usize, Fault> {
    let db = &app.db;
    let now = Utc::now();
    if !db.read(async move |tx| tasks::has_reminder_due(tx, now).await).await? {
        return Ok(0);
    }
    let ctx = app.system("job");
    db.write(Scope::Shared, async move |tx| tasks::remind(&mut Uow::new(tx, &ctx)).await).await
}

/// Deletes what has had its time.
pub async fn housekeep(db: &Db) -> Result<(), Fault> {
    let now = Utc::now();
    db.write(Scope::Shared, async move |tx| {
        let mut gone = housekeeping::delete_idempotency_keys(tx, now - IDEMPOTENCY_KEPT).await?;
        gone += auth::delete_ended_sessions(tx, now).await?;
        gone += housekeeping::delete_deliveries_to_nobody(tx).await?;
        gone += housekeeping::delete_deliveries_to_no_plugin(tx).await?;
        gone += inbound::forget(tx, now - MESSAGES_KEPT).await?;
        gone += mail::forget(tx, now - MAILS_KEPT).await?;
        gone += housekeeping::delete_facts(tx, now - FACTS_KEPT).await?;
        gone += recording::keep_newest(tx, RECORDINGS_KEPT).await?;
        gone += housekeeping::delete_unnamed_blobs(tx, now - BLOBS_KEPT).await?;
        if gone > 0 {
            tracing::info!(rows = gone, "housekeeping deleted old rows");
        }
        Ok::<_, Fault>(())
    })
    .await
}
