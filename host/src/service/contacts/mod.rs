//! People and organisations: recognised, checked, found, merged and erased.
//!
//! Knows the rules of `keel_core::contacts` and where contacts are kept. Must not know HTTP or SQL.

pub mod country;
pub mod phone;
