//! Notices that what is installed has changed, whoever changed it: another host, or the command line.
//!
//! Knows when to look. Must not know what is installed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::service::plugins::{Plugins, life};
use crate::storage::Db;

/// How long a change of another process goes unnoticed: half of the second within which hosts agree.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Looks until it is stopped; at once after a commit of this process.
pub(super) async fn notice(db: Db, plugins: Arc<Plugins>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = db.memo().plugins_due() => {}
            _ = stopped.changed() => return,
        }
        if let Err(fault) = life::refresh(&db, &plugins).await {
            let operator = fault.operator.as_deref().unwrap_or(&fault.message);
            tracing::warn!(
                code = fault.code,
                operator,
                "what is installed could not be read; it stays as it was"
            );
        }
    }
}
