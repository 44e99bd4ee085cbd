//! The rules of ledger, stock and contacts: values in, a decision out.
//!
//! Knows debit, credit, items, places and people. Must not know a database, a wire format, a
//! runtime, a clock or randomness: everything that varies is an argument.

pub mod contacts;
pub mod ledger;
pub mod money;
pub mod stock;
