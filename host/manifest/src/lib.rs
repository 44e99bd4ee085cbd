//! What a plugin's manifest may say: text in, a [`model::Manifest`] or findings out; two manifests in, a
//! [`Plan`] out.
//!
//! Knows `plugin.toml`. Must not know the host, files or the network; the SDK's macros use it too.

pub mod core_types;
pub mod finding;
mod keys;
pub mod model;
pub mod names;
pub mod plan;
mod reader;
mod reference;
mod rule;
pub mod words;

pub use finding::{Code, Finding};
pub use model::Manifest;
pub use plan::{Plan, plan};
pub use reader::{host_api, read};
pub use reference::reference;
