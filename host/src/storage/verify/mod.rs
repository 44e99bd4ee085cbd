//! Questions whose answer must be nothing: rows that break what the core guarantees.
//!
//! Knows how each guarantee looks in tables. Must not know what a finding means or what to do about it.

mod brought;
pub mod chain;
pub mod ledger;
pub mod period;
pub mod platform;
pub mod schema;
pub mod stock;

use super::{DbError, Sql, Tx};

/// Most rows that one question returns; more are only said to be there.
pub const WRONG_MAX: usize = 100;

/// A question over tables, the same text on both databases.
#[derive(Debug, Clone, Copy)]
pub struct Probe {
    /// How many rows it covers: one number.
    pub covers: &'static str,
    /// Rows that are wrong: where, what is there, what should be there.
    pub wrong: &'static str,
}

/// A place where a guarantee does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Where, in words of the business: company, document, line.
    pub place: String,
    /// What is there.
    pub found: Option<String>,
    /// What should be there.
    pub expected: Option<String>,
}

impl Wrong {
    /// A place alone.
    pub fn at(place: impl Into<String>) -> Wrong {
        Wrong { place: place.into(), found: None, expected: None }
    }

    /// A place with what is there and what should be.
    pub fn with(place: impl Into<String>, found: impl ToString, expected: impl ToString) -> Wrong {
        Wrong { place: place.into(), found: Some(found.to_string()), expected: Some(expected.to_string()) }
    }
}

/// Asks: how many rows are covered, and which are wrong (one more than [`WRONG_MAX`] at most).
pub async fn ask(tx: &mut Tx, probe: &Probe) -> Result<(i64, Vec<Wrong>), DbError> {
    let covered = tx.row(probe.covers, &[]).await?;
    let covered: i64 = covered.ok_or_else(|| DbError::Decode("a count gave no row".into()))?.get(0)?;
    let text = format!("{} limit {}", probe.wrong, WRONG_MAX + 1);
    let rows = tx.rows(Sql::built(text), &[]).await?;
    let wrong = rows
        .iter()
        .map(|row| {
            let number = |at| row.get::<Option<i64>>(at).map(|n| n.map(|n| n.to_string()));
            Ok(Wrong { place: row.get(0)?, found: number(1)?, expected: number(2)? })
        })
        .collect::<Result<_, DbError>>()?;
    Ok((covered, wrong))
}
