//! Plugins as the host's use cases see them: what is installed, what it may, calling it and answering it.
//!
//! Knows manifests, grants and units of work. Must not know WIT, wasmtime or SQL: `crate::plugin` runs the
//! guests behind the port.

pub mod schema;
