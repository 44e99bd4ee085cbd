//! Plugins as the host's use cases see them: what is installed, what it may, calling it and answering it.
//!
//! Knows manifests, grants and units of work. Must not know WIT, wasmtime or SQL: `crate::plugin` runs the
//! guests behind the port [`port::Guests`].

pub mod actions;
mod ask;
pub mod asks;
pub mod call;
pub mod data;
pub mod document;
pub mod effects;
pub mod endpoints;
pub mod events;
pub mod events_parked;
pub mod faults;
pub mod health;
pub mod hooks;
pub mod hooks_held;
pub mod hooks_marks;
mod hooks_shown;
pub mod installed;
pub mod jobs;
pub mod jobs_drive;
pub mod life;
pub mod limits;
pub mod outbound;
pub mod pages;
pub mod port;
pub mod schema;
pub mod texts;

pub use call::{Via, invoke};
pub use installed::{Active, Granted, Installed, Plugins, State};
pub use limits::Limits;
pub use port::{Answer, Ask, Call, Failure, GuestFault, Guests, Reply, Running, Step};
