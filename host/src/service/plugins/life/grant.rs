//! What a plugin asks for and an administrator allows: grant, take back, consent to more.
//!
//! Knows capabilities as pairs: what, and the thing that it covers (`""` for what covers one thing). A grant
//! that is taken back holds at the plugin's next host call.

use keel_manifest::model::Manifest;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::examine::{find, manifest, replace};
use super::install::{Grants, Terms, note};
use super::refusal::{Refusal, fault_of};
use super::{key, switch};
use crate::service::{Fault, Input, Uow};
use crate::storage::Scope;
use crate::storage::plugins::{grant as store, package, plugin};

/// A capability of a plugin, to be granted or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Granting {
    /// Code of the plugin.
    pub plugin: String,
    /// `records.read`.
    pub capability: String,
    /// What of that which it covers; all that the manifest asks for, when nothing is said.
    #[serde(default)]
    pub covers: Vec<String>,
}

/// Consent to the version that waits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PerhapsGranting {
    /// Code of the plugin.
    pub plugin: String,
    /// What is granted of that which it asks for beyond the version before: `ledger.read`,
    /// `records.read:contact`; all of it, when nothing is said.
    #[serde(default)]
    pub grant: Option<Vec<String>>,
    /// Hooks of several plugins may set the same field.
    #[serde(default)]
    pub accept_conflicts: bool,
    /// Data that the new version has no place for is destroyed.
    #[serde(default)]
    pub accept_destroy: bool,
}

impl Input for Granting {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

impl Input for PerhapsGranting {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// Everything that a manifest asks for.
pub(super) fn asked(manifest: &Manifest) -> Vec<(String, String)> {
    let pairs = |one: &keel_manifest::model::Capability| -> Vec<(String, String)> {
        let name = one.name.clone();
        match one.covers.as_slice() {
            [] => vec![(name, String::new())],
            covers => covers.iter().map(|thing| (name.clone(), thing.clone())).collect(),
        }
    };
    manifest.capabilities.iter().flat_map(pairs).collect()
}

/// What a manifest asks for beyond another.
pub(super) fn more(old: Option<&Manifest>, new: &Manifest) -> Vec<(String, String)> {
    let before = old.map_or_else(Vec::new, asked);
    asked(new).into_iter().filter(|ask| !before.contains(ask)).collect()
}

/// What an administrator grants of that which a manifest asks for; refuses what it does not ask for.
pub(super) fn consented(manifest: &Manifest, grants: &Grants) -> Result<Vec<(String, String)>, Fault> {
    let asked = asked(manifest);
    match grants {
        Grants::None => Ok(Vec::new()),
        Grants::All => Ok(asked),
        Grants::These(list) => {
            let mut all = Vec::new();
            for (capability, thing) in list {
                let fits = |(name, covers): &&(String, String)| {
                    name == capability && thing.as_ref().is_none_or(|thing| thing == covers)
                };
                let found: Vec<_> = asked.iter().filter(fits).cloned().collect();
                if found.is_empty() {
                    return Err(not_asked(manifest, capability, thing.as_deref()));
                }
                all.extend(found);
            }
            Ok(all)
        }
    }
}

fn not_asked(manifest: &Manifest, capability: &str, thing: Option<&str>) -> Fault {
    let of = thing.map(|thing| format!(" for {thing}")).unwrap_or_default();
    let message = format!(
        "The plugin {} does not ask for {capability}{of}; grant what stands on its sheet.",
        manifest.id
    );
    Fault::invalid("plugin.not-asked", message).at("/capability").arg("capability", capability)
}

/// Takes back what a new version no longer asks for, and grants what was consented to.
pub(super) async fn follow(
    uow: &mut Uow<'_>,
    plugin: Uuid,
    new: &Manifest,
    consented: &[(String, String)],
) -> Result<(), Fault> {
    let asked = asked(new);
    for row in store::all(uow.tx).await?.into_iter().filter(|row| row.plugin_id == plugin) {
        if !asked.iter().any(|(name, thing)| (name, thing) == (&row.capability, &row.covers)) {
            store::delete(uow.tx, plugin, &row.capability, &row.covers).await?;
        }
    }
    let by = uow.ctx.actor.user_id;
    for (capability, thing) in consented {
        store::insert(uow.tx, plugin, capability, thing, uow.ctx.now, by).await?;
    }
    Ok(())
}

/// Grants a capability that the manifest asks for.
pub async fn grant(uow: &mut Uow<'_>, input: Granting) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let row = find(uow, &input.plugin).await?;
    let manifest = manifest(uow, &row.digest).await?;
    let pairs = consented(&manifest, &input.pairs())?;
    let by = uow.ctx.actor.user_id;
    for (capability, thing) in &pairs {
        if store::insert(uow.tx, row.id, capability, thing, uow.ctx.now, by).await? {
            note(uow, "grant", row.id, &[("grant", String::new(), told(capability, thing))]).await?;
        }
    }
    Ok(plugin::changed(uow.tx).await?)
}

/// Takes a capability back: from the plugin's next host call on.
pub async fn revoke(uow: &mut Uow<'_>, input: Granting) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let row = find(uow, &input.plugin).await?;
    let mut taken = false;
    for one in store::all(uow.tx).await?.into_iter().filter(|one| one.plugin_id == row.id) {
        let meant = input.covers.is_empty() || input.covers.contains(&one.covers);
        if one.capability == input.capability && meant {
            taken |= store::delete(uow.tx, row.id, &one.capability, &one.covers).await?;
            let was = told(&one.capability, &one.covers);
            note(uow, "revoke", row.id, &[("grant", was, String::new())]).await?;
        }
    }
    if !taken {
        let message = format!("{} was not granted to {}.", input.capability, input.plugin);
        return Err(Fault::refused("plugin.not-granted", message).at("/capability"));
    }
    Ok(plugin::changed(uow.tx).await?)
}

impl Granting {
    fn pairs(&self) -> Grants {
        let capability = || self.capability.clone();
        Grants::These(match self.covers.as_slice() {
            [] => vec![(capability(), None)],
            covers => covers.iter().map(|thing| (capability(), Some(thing.clone()))).collect(),
        })
    }
}

fn told(capability: &str, thing: &str) -> String {
    if thing.is_empty() { capability.to_owned() } else { format!("{capability}:{thing}") }
}

/// Lets the version that waits take the place of the one that works, and grants what it asks for beyond it.
pub async fn consent(uow: &mut Uow<'_>, input: PerhapsGranting) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let row = find(uow, &input.plugin).await?;
    let digest = row.pending_digest.ok_or(Refusal::NothingPending)?;
    let new = manifest(uow, &digest).await?;
    key::must_be_trusted(uow, &digest).await?;
    let terms = Terms {
        accept_conflicts: input.accept_conflicts,
        accept_destroy: input.accept_destroy,
        ..Terms::default()
    };
    let found = replace(uow, &row.code, Some(&new), &terms).await?;
    if let Some(fault) = fault_of(&found.refusals) {
        return Err(fault);
    }
    let grants = match &input.grant {
        None => Grants::All,
        Some(list) => Grants::of_list(list.iter().map(String::as_str)),
    };
    let more = more(found.old.as_ref().map(|old| &old.manifest), &new);
    let mut consented = consented(&new, &grants)?;
    consented.retain(|ask| more.contains(ask));
    let target = switch::Target {
        manifest: &new,
        digest: &digest,
        previous: Some(row.digest.clone()),
        consented: &consented,
    };
    switch::switch(uow, &found, &target).await.map(drop)
}

/// Forgets the version that waits for consent.
pub async fn drop_pending(uow: &mut Uow<'_>, input: super::ByCode) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let mut row = find(uow, &input.plugin).await?;
    let digest = row.pending_digest.take().ok_or(Refusal::NothingPending)?;
    plugin::update(uow.tx, &row, uow.ctx.now).await?;
    package::delete_unused(uow.tx, &row.code).await?;
    note(uow, "drop-pending", row.id, &[("pending", digest, String::new())]).await?;
    Ok(plugin::changed(uow.tx).await?)
}
