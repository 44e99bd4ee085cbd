//! Harness shared by the tests at the doors.
//!
//! Knows how to start Keel on each database and how to talk to it over HTTP. Must not know a business
//! noun: those live in the tests themselves.
#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs)]

pub mod catalogue;
pub mod postgres;
pub mod source;
