//! What plugins do without a request: hear facts, do jobs.
//!
//! Knows the order: plan, take, do. Must not know why something is due. Any number of hosts do this over one
//! database: what is taken is leased, and done only together with its mark.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::service::Fault;
use crate::service::plugins::life::refresh;
use crate::service::plugins::{events, jobs};

/// One round of facts; how many were tried.
pub async fn hear_due(app: &App, now: DateTime<Utc>) -> Result<usize, Fault> {
    let due = events::take_due(&app.db, now).await?;
    let tried = due.len();
    // Whoever begins to work is in the newest picture, and this host may still have the one before.
    if due.iter().any(|one| one.fact.event == events::BEGUN) {
        refresh(&app.db, &app.plugins).await?;
    }
    for one in due {
        events::deliver(&app.db, app.plugins.current(), one, now).await?;
    }
    Ok(tried)
}

/// One round of jobs; how many runs were tried. They wait for the network beside each other.
pub async fn run_due(app: &App, now: DateTime<Utc>) -> Result<usize, Fault> {
    jobs::plan(&app.db, &app.plugins.current(), now).await?;
    let due = jobs::take_due(&app.db, now).await?;
    let tried = due.len();
    let runs = due
        .into_iter()
        .map(|one| jobs::perform(&app.db, app.outbound.as_ref(), app.plugins.current(), one, now));
    for done in futures_util::future::join_all(runs).await {
        done?;
    }
    Ok(tried)
}
