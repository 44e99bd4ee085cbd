//! The ledger's tables.
//!
//! Knows how entries, balances, periods and matches are kept. Must not know why an entry is right.

pub mod balance;
pub mod books;
pub mod chart;
pub mod entry;
pub mod number;
pub mod open_item;
pub mod period;
pub mod setup;

use super::Val;
use uuid::Uuid;

/// Most ids in one `in (…)` list.
const IDS_MAX: usize = 256;

/// Ids in lists of few sizes, so that prepared statements are found again: each list is filled up with
/// its last id to a power of two. `first` is the number of the first placeholder.
fn id_lists(ids: &[Uuid], first: usize) -> Vec<(String, Vec<Val>)> {
    ids.chunks(IDS_MAX)
        .map(|chunk| {
            let size = chunk.len().next_power_of_two();
            let last = chunk[chunk.len() - 1];
            let values: Vec<Val> =
                chunk.iter().copied().chain(std::iter::repeat(last)).take(size).map(Val::from).collect();
            (places(first, size), values)
        })
        .collect()
}

/// `$3, $4, $5`.
fn places(first: usize, count: usize) -> String {
    let all: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    all.join(", ")
}
