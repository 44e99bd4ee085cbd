//! Stopping a plugin that faults, letting it go on, and recording what it is called for.
//!
//! Must not know what a fault is: whoever counts them pauses.

use schemars::JsonSchema;
use serde::Deserialize;

use super::examine::find;
use super::install::note;
use super::key;
use crate::service::{Fault, Input, Uow};
use crate::storage::Scope;
use crate::storage::plugins::plugin;

/// A plugin by its code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ByCode {
    /// Code of the plugin.
    pub plugin: String,
}

impl Input for ByCode {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// A plugin whose calls shall be recorded for rehearsals, or not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Record {
    /// Code of the plugin.
    pub plugin: String,
    /// Whether they are recorded.
    pub on: bool,
}

impl Input for Record {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// Begins or ends recording a plugin's calls.
pub async fn record(uow: &mut Uow<'_>, input: Record) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let mut row = find(uow, &input.plugin).await?;
    if row.recording != input.on {
        let (was, is) = (row.recording.to_string(), input.on.to_string());
        note(uow, "record", row.id, &[("recording", was, is)]).await?;
        row.recording = input.on;
        plugin::update(uow.tx, &row, uow.ctx.now).await?;
    }
    Ok(plugin::changed(uow.tx).await?)
}

/// Stops a plugin that works, and says why. The host itself does this; nothing of the plugin changes.
pub async fn pause(uow: &mut Uow<'_>, code: &str, reason: &str) -> Result<(), Fault> {
    let mut row = find(uow, code).await?;
    if row.state != "enabled" {
        return Ok(());
    }
    note(uow, "pause", row.id, &[("state", row.state.clone(), "paused".into())]).await?;
    row.state = "paused".into();
    row.paused_reason = Some(reason.to_owned());
    plugin::update(uow.tx, &row, uow.ctx.now).await?;
    Ok(plugin::changed(uow.tx).await?)
}

/// Lets a paused plugin go on.
pub async fn resume(uow: &mut Uow<'_>, input: ByCode) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let mut row = find(uow, &input.plugin).await?;
    if row.state != "paused" {
        let message = format!("The plugin {} is not paused; it is {}.", row.code, row.state);
        return Err(Fault::refused("plugin.not-paused", message).at("/plugin"));
    }
    key::must_be_trusted(uow, &row.digest).await?;
    note(uow, "resume", row.id, &[("state", row.state.clone(), "enabled".into())]).await?;
    row.state = "enabled".into();
    row.paused_reason = None;
    plugin::update(uow.tx, &row, uow.ctx.now).await?;
    Ok(plugin::changed(uow.tx).await?)
}
