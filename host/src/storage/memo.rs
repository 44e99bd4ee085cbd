//! What one process remembers of a database between transactions.
//!
//! Knows counters that tell others their copy is old. Must not know what the copies hold.

use std::sync::atomic::{AtomicU64, Ordering};

/// Shared by every transaction of one open database.
#[derive(Debug, Default)]
pub struct Memo {
    rights: AtomicU64,
}

impl Memo {
    /// Grows with each commit here that changed accounts, roles, sessions or tokens.
    pub fn rights_generation(&self) -> u64 {
        self.rights.load(Ordering::Acquire)
    }

    pub(super) fn rights_changed(&self) {
        self.rights.fetch_add(1, Ordering::AcqRel);
    }
}
