//! Everything that a plugin needs, in Rust. The contract (`wit/`) stays behind it.
//!
//! `plugin!("plugin.toml")` reads the manifest while the plugin compiles and makes its types, and a trait for
//! each kind of thing that it declares; `testing` runs the plugin natively against a host in memory.

#[cfg(target_arch = "wasm32")]
pub mod bindings;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;

pub mod actions;
pub mod amount;
pub mod contacts;
pub mod context;
mod decimal;
pub mod events;
mod fault;
pub mod files;
pub mod guest;
mod host;
pub mod http;
mod id;
pub mod jobs;
mod json;
pub mod ledger;
mod lift;
pub mod log;
pub mod mail;
pub mod money;
pub mod records;
pub mod stock;
mod time;
mod value;
pub mod view;

pub use decimal::Decimal;
pub use fault::{Argument, Fault, FaultKind, FieldFault, Result};
pub use guest::Guest;
pub use id::Id;
pub use keel_sdk_macros::plugin;
pub use money::Money;
pub use time::{Day, Instant};
pub use value::{Body, Collection, Document, Field, Fields, FromValue, RecordRef, Row, Value};

/// What a plugin's source begins with: `use keel_sdk::prelude::*;`.
pub mod prelude {
    pub use crate::events::Event;
    pub use crate::guest::{Change, Operation, Table};
    pub use crate::http::{Request, Response};
    pub use crate::jobs::Run;
    pub use crate::records::{Operator, Record};
    pub use crate::{
        Body, Day, Decimal, Document, Fault, Fields, Id, Instant, Money, RecordRef, Result, Row, Value,
    };
    pub use crate::{actions, contacts, context, files, http, ledger, mail, records, stock, view};
    pub use crate::{debug, error, info, plugin, warn};
}
