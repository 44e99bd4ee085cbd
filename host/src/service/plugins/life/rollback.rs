//! Back to the version before.
//!
//! Knows that nothing is lost: what the older version does not know stays as it is. Must not know packages.

use schemars::JsonSchema;
use serde::Deserialize;

use super::examine::{find, manifest, replace};
use super::install::Terms;
use super::refusal::{Refusal, fault_of};
use super::{key, switch};
use crate::service::{Fault, Input, Uow};
use crate::storage::Scope;

/// A plugin whose version before shall work again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct RollBack {
    /// Code of the plugin.
    pub plugin: String,
    /// Hooks of several plugins may set the same field.
    #[serde(default)]
    pub accept_conflicts: bool,
}

impl Input for RollBack {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// Lets the version before work again. What the newer one added to the schema is kept with its data, and is
/// there when the newer one comes back.
pub async fn roll_back(uow: &mut Uow<'_>, input: RollBack) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let row = find(uow, &input.plugin).await?;
    let digest = row.previous_digest.ok_or(Refusal::NoPrevious)?;
    key::must_be_trusted(uow, &digest).await?;
    let before = manifest(uow, &digest).await?;
    let terms = Terms { accept_conflicts: input.accept_conflicts, ..Terms::default() };
    let found = replace(uow, &row.code, Some(&before), &terms).await?;
    if let Some(fault) = fault_of(&found.refusals) {
        return Err(fault);
    }
    let target = switch::Target { manifest: &before, digest: &digest, previous: None, consented: &[] };
    switch::switch(uow, &found, &target).await.map(drop)
}
