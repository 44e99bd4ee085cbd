//! A deadline inside a transaction: no statement begins after it, and one that is under way then is stopped.
//!
//! Knows how each database stops a statement. Must not know who is in a hurry.
//!
//! SQLite is asked from inside a statement that reads (`sqlite.rs`). One that writes runs on: SQLite takes the
//! whole transaction back when it is interrupted, and other units of work are in it. PostgreSQL stops either by
//! `statement_timeout`, and the savepoint around the statement keeps the rest.

use std::time::{Duration, Instant};

use super::{DbError, Dialect, Tx};

/// Shortest time that a PostgreSQL server is told: what follows a stopped statement, taking back to a
/// savepoint, is under the same limit and must not meet it.
const TOLD_MIN: Duration = Duration::from_millis(25);
/// Taking back is tried this often where the server stops even that.
const BACK_TRIES: usize = 8;

/// What the PostgreSQL server was told about the statements that come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing: they take as long as they take.
    #[default]
    Nothing,
    /// They may take so long.
    Limit(Duration),
    /// Not known: a savepoint was taken back to, and with it the setting.
    Something,
}

/// The deadline that held before, to be given back.
#[derive(Debug)]
#[must_use]
pub struct Before(Option<Instant>);

impl Tx {
    /// Sets a deadline for what is asked from here on; an earlier one stays.
    pub fn hurry(&mut self, until: Option<Instant>) -> Before {
        let before = self.until;
        self.until = match (before, until) {
            (Some(before), Some(until)) => Some(before.min(until)),
            (before, until) => before.or(until),
        };
        Before(before)
    }

    /// Gives the deadline back that held before.
    pub fn no_hurry(&mut self, before: Before) {
        self.until = before.0;
    }

    /// Refuses a statement that would begin after the deadline, and sees to it that one that begins does not
    /// outlive it.
    pub(super) async fn in_time(&mut self) -> Result<(), DbError> {
        let Some(until) = self.until else {
            if self.told != Told::Nothing {
                self.control("set local statement_timeout to default").await?;
                self.told = Told::Nothing;
            }
            return Ok(());
        };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(DbError::Deadline);
        }
        let wanted = left.max(TOLD_MIN);
        // A server that was told up to twice as much is not told again: a way there and back for each statement
        // would cost more than it saves.
        let fits = matches!(self.told, Told::Limit(told) if told >= wanted && told <= wanted * 2);
        if self.dialect() == Dialect::Postgres && !fits {
            self.control(&format!("set local statement_timeout = {}", wanted.as_millis() + 1)).await?;
            self.told = Told::Limit(wanted + Duration::from_millis(1));
        }
        Ok(())
    }

    /// Takes back to a savepoint, however the server was told to hurry.
    pub(super) async fn back_to(&mut self, savepoint: &str) -> Result<(), DbError> {
        let text = format!("rollback to savepoint {savepoint}");
        let mut result = self.control(&text).await;
        for _ in 1..BACK_TRIES {
            if !matches!(result, Err(DbError::Deadline)) {
                break;
            }
            result = self.control(&text).await;
        }
        if self.told != Told::Nothing {
            self.told = Told::Something;
        }
        result
    }

    /// Lets the server take its time again before the unit's savepoint is released or the commit comes.
    pub(super) async fn unhurried(&mut self) -> Result<(), DbError> {
        self.until = None;
        self.in_time().await
    }
}
