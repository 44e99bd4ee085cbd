//! Harness shared by the tests at the doors.
//!
//! Knows how to start Keel on each database and how to talk to it over HTTP. Must not know a business
//! noun: those live in the tests themselves.

pub mod app;
pub mod catalogue;
pub mod client;
pub mod guests;
pub mod packages;
pub mod people;
pub mod plugins;
pub mod postgres;
pub mod program;
pub mod seeded;
pub mod smtp;
pub mod source;
pub mod stage;

pub use app::{TestApp, both};
pub use client::{Client, Reply};
