//! Every test at the doors, in one binary.
#![allow(clippy::unwrap_used)]

mod copy;
mod harness;
mod health;
mod platform_auth;
mod schema;
mod tidy;
