//! Tables of plugins. Must not know what a plugin does.

pub mod schema;
