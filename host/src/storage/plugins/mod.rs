//! Tables of plugins. Must not know what a plugin does.

pub mod company;
pub mod fault;
pub mod grant;
pub mod key;
pub mod leave;
pub mod package;
pub mod plugin;
pub mod recording;
pub mod schema;
pub mod setting;
pub mod subscription;
