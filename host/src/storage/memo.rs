//! What one process remembers of a database between transactions.
//!
//! Knows when a copy is old, who listens to changes, and whom to wake. Must not know what for.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use super::audit::OutboxRow;

/// How long the list of webhook endpoints is believed when another process may have changed it.
const ENDPOINTS_AGE_MAX: Duration = Duration::from_secs(1);
/// Changes that a slow listener may lag behind before it is told that it missed some.
const LIVE_LAG_MAX: usize = 4096;

/// Names of events by endpoint.
pub type Endpoints = Arc<Vec<(Uuid, Vec<String>)>>;

/// Shared by every transaction of one open database.
#[derive(Debug)]
pub struct Memo {
    rights: AtomicU64,
    endpoints: AtomicU64,
    endpoints_kept: Mutex<Option<(Instant, u64, Endpoints)>>,
    live: broadcast::Sender<Arc<Vec<OutboxRow>>>,
    due: Notify,
    plugins: Notify,
    plugin_work: Notify,
}

impl Default for Memo {
    fn default() -> Self {
        Memo {
            rights: AtomicU64::default(),
            endpoints: AtomicU64::default(),
            endpoints_kept: Mutex::default(),
            live: broadcast::channel(LIVE_LAG_MAX).0,
            due: Notify::new(),
            plugins: Notify::new(),
            plugin_work: Notify::new(),
        }
    }
}

impl Memo {
    /// Grows with each commit here that changed accounts, roles, sessions or tokens.
    pub fn rights_generation(&self) -> u64 {
        self.rights.load(Ordering::Acquire)
    }

    pub(super) fn rights_changed(&self) {
        self.rights.fetch_add(1, Ordering::AcqRel);
    }

    /// Facts told by commits of this process, from now on.
    pub fn listen(&self) -> broadcast::Receiver<Arc<Vec<OutboxRow>>> {
        self.live.subscribe()
    }

    pub(super) fn is_heard(&self) -> bool {
        self.live.receiver_count() > 0
    }

    pub(super) fn tell(&self, rows: Arc<Vec<OutboxRow>>) {
        // Nobody may be listening any more: then nobody misses it.
        let _ = self.live.send(rows);
    }

    /// Waits until a commit of this process left something to deliver.
    pub async fn due(&self) {
        self.due.notified().await;
    }

    /// Waits until a commit of this process left something for plugins to do.
    pub async fn plugin_work_due(&self) {
        self.plugin_work.notified().await;
    }

    pub(super) fn wake_plugin_work(&self) {
        self.plugin_work.notify_one();
    }

    pub(super) fn wake(&self) {
        self.due.notify_one();
    }

    /// Waits until a commit of this process changed what is installed.
    pub async fn plugins_due(&self) {
        self.plugins.notified().await;
    }

    pub(super) fn plugins_changed(&self) {
        self.plugins.notify_one();
    }

    pub(super) fn endpoints_generation(&self) -> u64 {
        self.endpoints.load(Ordering::Acquire)
    }

    pub(super) fn endpoints_changed(&self) {
        self.endpoints.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn endpoints(&self) -> Option<Endpoints> {
        let kept = self.endpoints_kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, generation, endpoints) = kept.as_ref()?;
        let fresh = *generation == self.endpoints_generation() && read_at.elapsed() < ENDPOINTS_AGE_MAX;
        fresh.then(|| endpoints.clone())
    }

    pub(super) fn keep_endpoints(&self, read_at: Instant, generation: u64, endpoints: Endpoints) {
        let mut kept = self.endpoints_kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((read_at, generation, endpoints));
    }
}
