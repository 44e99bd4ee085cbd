//! Tables and the two dialects.
//!
//! Knows SQL, constraint names and transactions. Must not know why a rule exists or who asks.

pub mod archive;
pub mod around;
pub mod attachment;
pub mod audit;
pub mod audit_search;
pub mod auth;
pub mod catalogue;
pub mod company;
pub mod contacts;
pub mod copy;
pub mod currency;
mod db;
mod error;
pub mod housekeeping;
mod hurry;
pub mod idempotency;
pub mod import;
pub mod json;
mod lane;
pub mod ledger;
pub mod mail;
mod memo;
pub mod migrate;
pub mod plugins;
mod postgres;
pub mod preference;
pub mod presence;
mod queue;
pub mod records;
pub mod report;
pub mod sequence;
pub mod setting;
mod sqlite;
pub mod stock;
pub mod task;
pub mod timeline;
mod tx;
mod val;
pub mod verify;
pub mod webhook;

pub use db::{Db, DbOptions, Location, Scope};
pub use error::{ConstraintKind, DbError};
pub use hurry::Before;
pub use lane::{Failure, WriterStats};
pub use memo::Memo;
pub use queue::Turn;
pub use sqlite::{SQLITE_MINIMUM, sqlite_is_new_enough};
pub use tx::{Dialect, Savepoint, Sql, Tx};
pub use val::{Cell, FromCell, Row, Val, instant_text};
