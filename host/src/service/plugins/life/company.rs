//! Where a plugin works: company by company, or nowhere.
//!
//! Must not know what it does there.

use keel_manifest::model::Manifest;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::super::events;
use super::examine::{self, find};
use super::install::note;
use super::key;
use crate::service::{Fault, Input, Uow};
use crate::storage::Scope;
use crate::storage::plugins::{company as store, plugin};

/// A plugin, and a company in which it shall work or not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Enable {
    /// Code of the plugin.
    pub plugin: String,
    /// Id or code of the company. Nothing: the plugin as a whole.
    #[serde(default)]
    pub company: Option<String>,
}

impl Input for Enable {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// Lets a plugin work in a company; without one: where it is meant to, or in every company when it is meant
/// for none. One that was disabled or paused works again.
pub async fn enable(uow: &mut Uow<'_>, input: Enable) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let mut row = find(uow, &input.plugin).await?;
    let manifest = examine::manifest(uow, &row.digest).await?;
    match &input.company {
        Some(company) => {
            let company = one(uow, company).await?;
            enable_in(uow, row.id, &manifest, company).await?;
        }
        None => {
            if !store::all(uow.tx).await?.iter().any(|(of, _)| *of == row.id) {
                for (company, ..) in store::companies(uow.tx).await? {
                    enable_in(uow, row.id, &manifest, company).await?;
                }
            }
        }
    }
    if row.state != "enabled" {
        key::must_be_trusted(uow, &row.digest).await?;
        note(uow, "enable", row.id, &[("state", row.state.clone(), "enabled".into())]).await?;
        row.state = "enabled".into();
        row.paused_reason = None;
        plugin::update(uow.tx, &row, uow.ctx.now).await?;
    }
    Ok(plugin::changed(uow.tx).await?)
}

/// Ends a plugin's work in a company; without one: everywhere, until it is enabled again. Its records stay.
pub async fn disable(uow: &mut Uow<'_>, input: Enable) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let mut row = find(uow, &input.plugin).await?;
    match &input.company {
        Some(company) => {
            let company = one(uow, company).await?;
            if store::delete(uow.tx, row.id, company).await? {
                let was = company.to_string();
                note(uow, "disable", row.id, &[("company", was, String::new())]).await?;
            }
        }
        None => {
            note(uow, "disable", row.id, &[("state", row.state.clone(), "disabled".into())]).await?;
            row.state = "disabled".into();
            row.paused_reason = None;
            plugin::update(uow.tx, &row, uow.ctx.now).await?;
        }
    }
    Ok(plugin::changed(uow.tx).await?)
}

/// Lets a plugin work in a company, without counting the generation up.
pub(super) async fn enable_in(
    uow: &mut Uow<'_>,
    plugin: Uuid,
    manifest: &Manifest,
    company: Uuid,
) -> Result<(), Fault> {
    if store::insert(uow.tx, plugin, company).await? {
        let is = company.to_string();
        note(uow, "enable", plugin, &[("company", String::new(), is)]).await?;
        events::begun(uow, plugin, manifest, company).await?;
    }
    Ok(())
}

/// Companies by id or code; `all` for every one that is there.
pub(super) async fn named(uow: &mut Uow<'_>, names: &[String]) -> Result<Vec<Uuid>, Fault> {
    if names.iter().any(|name| name == "all") {
        return Ok(store::companies(uow.tx).await?.into_iter().map(|(id, ..)| id).collect());
    }
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        found.push(one(uow, name).await?);
    }
    Ok(found)
}

/// A company by id or code.
pub(super) async fn one(uow: &mut Uow<'_>, name: &str) -> Result<Uuid, Fault> {
    let all = store::companies(uow.tx).await?;
    let is = |(id, code, _): &&(Uuid, String, String)| code == name || name.parse() == Ok(*id);
    let found = all.iter().find(is).map(|(id, ..)| *id);
    found.ok_or_else(|| Fault::not_found("company", name).at("/company"))
}
