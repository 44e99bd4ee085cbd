//! Calling actions of other plugins, in the unit of work of the call.

use crate::host;
use crate::{Body, Id, Result};

/// Runs another plugin's action, such as `sales.ship`. Needs `actions.call`, and the plugin in `depends`.
///
/// When it fails, what it changed is taken back and the caller may go on.
pub fn call(name: &str, target: Option<Id>, input: &Body) -> Result<Body> {
    host::actions_call(name, target.map(|id| id.to_string()).as_deref(), input)
}
