//! How far imports are, for the screens of who runs them.
//!
//! Knows rows done. Must not know how it is sent. What an import does is seen by nobody before its commit, so
//! this goes around the database: streams of this host hear it, those of others do not.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::broadcast;
use uuid::Uuid;

/// How often it is told.
const INTERVAL: Duration = Duration::from_millis(250);
/// What a slow stream may lag behind; it misses nothing that the next word does not say.
const LAG_MAX: usize = 64;

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Progress {
    /// Whose import it is.
    #[serde(skip)]
    pub user: Uuid,
    /// The request's `Idempotency-Key`, else its `X-Request-Id`.
    pub key: String,
    /// Rows that were looked at.
    pub done: usize,
    /// Rows of the file.
    pub total: usize,
}

/// Where imports of this host tell how far they are.
#[derive(Debug)]
pub struct Watched {
    told: broadcast::Sender<Progress>,
}

impl Default for Watched {
    fn default() -> Self {
        Watched { told: broadcast::channel(LAG_MAX).0 }
    }
}

impl Watched {
    /// Hears of all imports from now on.
    pub fn listen(&self) -> broadcast::Receiver<Progress> {
        self.told.subscribe()
    }

    /// Tells for one import of one user.
    pub fn of(&self, user: Uuid, key: String) -> Teller {
        Teller { told: self.told.clone(), user, key, last: Mutex::new(None) }
    }
}

/// Tells how far one import is; says little when asked often.
#[derive(Debug)]
pub struct Teller {
    told: broadcast::Sender<Progress>,
    user: Uuid,
    key: String,
    last: Mutex<Option<Instant>>,
}

impl Teller {
    /// So many rows are done.
    pub fn tell(&self, done: usize, total: usize) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if done < total && last.is_some_and(|last| last.elapsed() < INTERVAL) {
            return;
        }
        *last = Some(Instant::now());
        // Nobody may be listening: then nobody misses it.
        let _ = self.told.send(Progress { user: self.user, key: self.key.clone(), done, total });
    }
}
