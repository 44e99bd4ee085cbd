//! Records of any type: who may see and change them, what must be given, what is remembered.
//!
//! The one place where permissions on record types, companies, rows and fields are enforced, whatever the
//! door: list, form, report, export, API, feed, plugin.

mod check;
mod hooked;
mod read;
mod registry;
mod restrict;
mod rules;
mod write;

pub(crate) use check::check as check_values;
pub use read::{Aggregation, ListRequest, ListResult, aggregate, get, history, list};
pub use registry::{Declared, Registry};
pub use restrict::{hidden_of, restriction};
pub use rules::{RecordRules, RuleFuture, Save, Unresolved};
pub use write::{Change, RowResult, bulk, create, delete, extend, reach, update};
