//! Use cases: who may, load, ask core, store, audit, tell. One unit of work each.
//!
//! Must not know HTTP, `serde_json`, SQL text or WIT.

mod actor;
mod fault;
mod uow;

pub use actor::{Actor, ActorKind, Allowed, Op, Permission, RowRule, TokenScopes};
pub use fault::{Fault, FaultKind, FieldFault};
pub use uow::{Audit, Ctx, Origin, Uow};
