//! Tables of plugins. Must not know what a plugin does.

pub mod company;
pub mod delivery;
pub mod fault;
pub mod figures;
pub mod grant;
pub mod held;
pub mod inbound;
pub mod key;
pub mod leave;
pub mod mark;
pub mod package;
pub mod plugin;
pub mod recording;
pub mod run;
pub mod schema;
pub mod setting;
pub mod subscription;
