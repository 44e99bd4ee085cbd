//! Puts one version of a plugin into the place of another, or of nothing, in one unit of work.
//!
//! Knows all that hangs on a version: schema, rights, subscriptions, roles. Must not know whether it may.

use keel_manifest::model::{Manifest, Version};
use uuid::Uuid;

use super::super::schema;
use super::examine::Examined;
use super::install::note;
use super::{grant, role, version};
use crate::service::{Fault, Uow};
use crate::storage::plugins::plugin::{self, PluginRow};
use crate::storage::plugins::{package, subscription};

/// What shall work.
#[derive(Debug)]
pub(super) struct Target<'t> {
    /// Its manifest.
    pub(super) manifest: &'t Manifest,
    /// Its package, which is kept already.
    pub(super) digest: &'t str,
    /// The package to go back to.
    pub(super) previous: Option<String>,
    /// Capabilities and things that are granted now.
    pub(super) consented: &'t [(String, String)],
}

/// Does it; the row of the plugin.
pub(super) async fn switch(uow: &mut Uow<'_>, found: &Examined, to: &Target<'_>) -> Result<Uuid, Fault> {
    let (new, now) = (to.manifest, uow.ctx.now);
    schema::apply(uow, &found.plan, &found.after).await?;
    let high = package::high_water(uow.tx, &new.id).await?;
    let highest: Option<Version> = high.and_then(|(text, _)| version(&text));
    if highest.is_none_or(|highest| new.version > highest) {
        package::set_high_water(uow.tx, &new.id, &new.version.to_string(), to.digest).await?;
    }
    let highest = highest.map_or(new.version, |highest| highest.max(new.version));
    let was = found.old.as_ref().map_or_else(String::new, |old| old.manifest.version.to_string());
    let (row, operation) = match &found.old {
        None => {
            let row = PluginRow {
                id: uow.id(),
                version: 1,
                created_at: now,
                updated_at: now,
                code: new.id.clone(),
                name: new.name.clone(),
                state: "enabled".into(),
                digest: to.digest.to_owned(),
                previous_digest: None,
                pending_digest: None,
                version_highest: highest.to_string(),
                recording: false,
                paused_reason: None,
            };
            plugin::insert(uow.tx, &row).await?;
            (row, "install")
        }
        Some(old) => {
            let mut row = old.row.clone();
            if row.state == "paused" {
                // What the version before did is not this one's fault.
                row.state = "enabled".into();
                row.paused_reason = None;
            }
            let row = PluginRow {
                name: new.name.clone(),
                digest: to.digest.to_owned(),
                previous_digest: to.previous.clone(),
                pending_digest: None,
                version_highest: highest.to_string(),
                ..row
            };
            plugin::update(uow.tx, &row, now).await?;
            let back = old.manifest.version > new.version;
            (row, if back { "roll-back" } else { "upgrade" })
        }
    };
    subscriptions(uow, row.id, new).await?;
    role::follow(uow, found.old.as_ref().map(|old| &old.manifest), Some(new)).await?;
    grant::follow(uow, row.id, new, to.consented).await?;
    package::delete_unused(uow.tx, &new.id).await?;
    note(uow, operation, row.id, &[("version", was, new.version.to_string())]).await?;
    plugin::changed(uow.tx).await?;
    Ok(row.id)
}

async fn subscriptions(uow: &mut Uow<'_>, plugin: Uuid, new: &Manifest) -> Result<(), Fault> {
    let there = subscription::of_plugin(uow.tx, plugin).await?;
    for (id, _) in there.iter().filter(|(_, name)| !new.subscriptions.iter().any(|one| one.name == *name)) {
        subscription::delete(uow.tx, *id).await?;
    }
    for one in new.subscriptions.iter().filter(|one| !there.iter().any(|(_, name)| one.name == *name)) {
        let id = uow.id();
        subscription::insert(uow.tx, id, plugin, &one.name).await?;
    }
    Ok(())
}
