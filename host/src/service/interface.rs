//! What a person's screens are made of: who they are, their companies, and the plugins that work there.
//!
//! Knows what of a plugin somebody may meet. Must not know what a screen shows of it.

use std::sync::Arc;

use keel_manifest::model::{Action, Menu, Page, View};
use keel_manifest::names;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::auth::{self, WhoAmI};
use super::plugins::actions::operation;
use super::plugins::{Active, State};
use super::{Actor, Fault, Op, Uow};
use crate::storage::company;

/// A company in which somebody works.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CompanyOut {
    /// The company.
    pub id: Uuid,
    /// Its short code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its functional currency (ISO 4217).
    pub currency: String,
    /// Its country (ISO 3166-1 alpha-2).
    pub country: String,
}

/// A plugin that works in one of somebody's companies.
#[derive(Debug)]
pub struct Met {
    /// The plugin.
    pub plugin: Arc<Active>,
    /// Those companies.
    pub companies: Vec<Uuid>,
}

/// What somebody's screens are made of.
#[derive(Debug)]
pub struct Interface {
    /// Who they are.
    pub user: WhoAmI,
    /// Their companies, by code.
    pub companies: Vec<CompanyOut>,
    /// Plugins there, in the order in which they depend on each other.
    pub plugins: Vec<Met>,
}

/// What the screens of whoever asks are made of.
pub async fn interface(uow: &mut Uow<'_>) -> Result<Interface, Fault> {
    let actor = uow.ctx.actor.clone();
    let user = auth::of_actor(uow.tx, &actor).await?;
    let rows = company::all(uow.tx).await?;
    let companies: Vec<CompanyOut> = rows
        .into_iter()
        .filter(|row| actor.works_in(row.id))
        .map(|row| CompanyOut {
            id: row.id,
            code: row.code,
            name: row.name,
            currency: row.currency,
            country: row.country,
        })
        .collect();
    let plugins = uow.ctx.installed.plugins.values().filter_map(|plugin| {
        let there = companies.iter().map(|company| company.id).filter(|id| plugin.companies.contains(id));
        let companies: Vec<Uuid> = there.collect();
        let met = plugin.state == State::Enabled && !companies.is_empty();
        met.then(|| Met { plugin: plugin.clone(), companies })
    });
    let plugins = plugins.collect();
    Ok(Interface { user, companies, plugins })
}

/// The whole name of a record type that a manifest names: its own without its id, or another's.
pub fn whole_type(plugin: &Active, name: &str) -> String {
    let own = plugin.manifest.record_types.iter().any(|one| one.name == name);
    if own { names::whole(plugin.code(), name) } else { name.to_owned() }
}

/// Whether somebody meets a menu entry: what it opens may be read.
pub fn meets_menu(actor: &Actor, plugin: &Active, menu: &Menu) -> bool {
    match (&menu.page, &menu.record_type) {
        (_, Some(name)) => reads(actor, &whole_type(plugin, name)),
        (Some(name), None) => {
            plugin.manifest.pages.iter().any(|page| page.name == *name && meets_page(actor, page))
        }
        (None, None) => false,
    }
}

/// Whether somebody meets a page: the record that it stands beside may be read.
pub fn meets_page(actor: &Actor, page: &Page) -> bool {
    page.on.as_ref().is_none_or(|on| reads(actor, on))
}

/// Whether somebody meets a view: its records may be read.
pub fn meets_view(actor: &Actor, plugin: &Active, view: &View) -> bool {
    reads(actor, &whole_type(plugin, &view.record_type))
}

/// Whether somebody meets an action: the record may be read, and they have the right that it asks for.
pub fn meets_action(actor: &Actor, action: &Action) -> bool {
    action.on.as_ref().is_none_or(|on| {
        let right = action.permission.is_none_or(|wanted| actor.allowed(on, operation(wanted)).is_some());
        right && reads(actor, on)
    })
}

fn reads(actor: &Actor, record_type: &str) -> bool {
    actor.allowed(record_type, Op::Read).is_some()
}
