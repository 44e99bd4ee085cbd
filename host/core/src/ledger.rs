//! The rules of the ledger: what may be posted, what it becomes, and in which order it is refused.
//!
//! Knows debit, credit, accounts, periods, taxes and open items. Must not know tables, requests or
//! the clock: callers bring the facts, and store what comes out.

pub mod chain;
pub mod chart;
pub mod close;
pub mod convert;
pub mod currency;
pub mod entry;
pub mod number;
pub mod period;
pub mod post;
pub mod reconcile;
pub mod refusal;
pub mod reverse;
pub mod tax;
pub mod terms;
pub mod totals;
