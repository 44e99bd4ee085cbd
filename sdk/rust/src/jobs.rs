//! Work at a time: asking for it, and a run of it.

use crate::host;
use crate::{Body, Id, Instant, Result};

/// A run of a job.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub(crate) id: String,
    pub(crate) due_at: String,
    /// 1 at the first attempt.
    pub attempt: u32,
    /// As given when it was scheduled; empty for a run of the manifest's schedule.
    pub input: Body,
}

impl Run {
    /// Differs for each run.
    pub fn id(&self) -> Id {
        Id::read(&self.id).unwrap_or_default()
    }

    /// When it was due.
    pub fn due_at(&self) -> Instant {
        Instant::read(&self.due_at).unwrap_or_default()
    }
}

/// Runs a job once, at an instant; with a key it replaces the waiting run with that key. Needs `jobs.schedule`.
pub fn schedule(job: &str, at: Instant, key: Option<&str>, input: &Body) -> Result<Id> {
    let id = host::jobs_schedule(job, &at.to_string(), key, input)?;
    Ok(Id::read(&id).unwrap_or_default())
}

/// Gives a waiting run up; no fault when there is none. Needs `jobs.schedule`.
pub fn cancel(job: &str, key: &str) -> Result<()> {
    host::jobs_cancel(job, key)
}
