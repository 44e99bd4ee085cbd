//! Use cases: who may, load, ask core, store, audit, tell. One unit of work each.
//!
//! Must not know HTTP, `serde_json`, SQL text or WIT.

mod actor;
mod allowed;
pub mod around;
pub mod audit;
pub mod auth;
pub mod backup;
pub mod contacts;
pub mod demo;
mod fault;
pub mod import;
pub mod interface;
pub mod ledger;
pub mod live;
pub mod mail;
pub mod plugins;
pub mod preferences;
pub mod presence;
pub mod records;
pub mod report;
pub mod sequence;
pub mod settings;
pub mod setup;
pub mod stock;
pub mod tasks;
pub mod types;
mod uow;
pub mod verify;
pub mod webhooks;

pub use actor::{Actor, ActorKind, Op, Permission, RowRule, TokenScopes};
pub use allowed::{Allowed, Grant};
pub use fault::{Fault, FaultKind, FieldFault, Hold};
pub use uow::{Audit, Bounds, Ctx, Origin, Uow};

use crate::storage::Scope;

/// What an action takes: it says which scope its unit of work changes.
pub trait Input {
    /// Scope of the unit of work. Units of one scope never interleave.
    fn scope(&self) -> Scope;
}
