//! Every test at the doors, in one binary.
#![allow(clippy::unwrap_used)]

mod harness;
mod schema;
mod tidy;
