//! Rules of contacts: what a role needs, what two names have in common, what a number's check
//! digit says, what a merge keeps and what an erasure removes.
//!
//! Knows people and organisations as values. Must not know tables, countries' phone plans (the
//! service asks a library for those), or who asks.

pub mod duplicate;
pub mod erase;
pub mod iban;
pub mod merge;
pub mod role;
pub mod search;
pub mod tax_number;
pub mod text;
pub mod title;
