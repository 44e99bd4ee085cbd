//! Runs plugins: engine, compiled code, limits, one call on a fresh instance.
//!
//! Knows wasmtime and the contract. Must not know SQL, HTTP or a rule of the business: `abi` translates
//! between the contract and `service::plugins`, which does what a plugin asks.

mod abi;
mod ahead;
mod cache;
mod call;
pub mod compile;
mod engine;
mod guests;
mod lost;
mod opened;
pub mod package;
mod state;
pub mod view;
mod wasi;

pub use engine::{Ticker, compiler, engine};
pub use guests::{Places, Runtime};
