//! The picture of what is installed, taken from the tables, and how a process comes to have the newest.
//!
//! Knows tables and manifests. Must not know why something is installed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

use keel_manifest::model::Manifest;

use super::super::data::Datum;
use super::super::{Active, Granted, Guests, Installed, Plugins, State, schema};
use super::{Brought, setting};
use crate::service::records::Registry;
use crate::service::{Ctx, Fault};
use crate::storage::plugins::{company, grant, package, plugin, setting as settings};
use crate::storage::{Db, Tx, json};

/// What the tables say, before any of it is shown to anybody.
struct Taken {
    generation: i64,
    plugins: Vec<(Active, Granted)>,
    currencies: HashMap<uuid::Uuid, String>,
    kept: Vec<String>,
}

/// Brings the process's picture up to date: reads the tables when something has changed, makes code ready, and
/// shows the new picture to whoever begins from then on. What is under way keeps its own.
///
/// A package that cannot be made ready leaves its plugin unavailable; the host goes on. Taken-back grants hold
/// at once, before any code is compiled.
pub async fn refresh(db: &Db, plugins: &Plugins) -> Result<(), Fault> {
    let _alone = plugins.refreshing().await;
    let known = plugins.current();
    let generation = db.read(async move |tx: &mut Tx| plugin::generation(tx).await).await?;
    if generation <= known.generation {
        return Ok(());
    }
    let before = known.clone();
    let taken = db.read(async move |tx: &mut Tx| take(tx, &before).await).await?;
    let mut active = Vec::new();
    for (mut one, granted) in taken.plugins {
        if let Some(shared) = known.plugins.get(one.code()).filter(|old| old.id == one.id) {
            one.grants = shared.grants.clone();
        }
        *one.grants.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(granted);
        active.push(Arc::new(one));
    }
    // Taken back is taken back, also for calls of a plugin that is gone.
    for gone in known.plugins.values().filter(|old| !active.iter().any(|one| one.id == old.id)) {
        *gone.grants.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }
    for one in &active {
        if let Err(fault) = ready(db, known.guests.as_ref(), &one.digest).await {
            let operator = fault.operator.as_deref().unwrap_or(&fault.message);
            tracing::error!(plugin = one.code(), code = fault.code, operator, "a plugin is unavailable");
        }
    }
    let active = in_order(active);
    let manifests: Vec<&Manifest> = active.iter().map(|one| one.manifest.as_ref()).collect();
    let types = Arc::new(schema::declare(&manifests, &Registry::core()));
    let mut picture = Installed::of(taken.generation, active, types, known.guests.clone());
    picture.currencies = taken.currencies;
    plugins.set(Arc::new(picture));
    let mut kept = taken.kept;
    kept.extend(plugins.digests_in_use());
    known.guests.keep_only(&kept);
    Ok(())
}

/// Makes the versions of a plugin ready that may soon work: the one that waits and the one before. So no
/// unit of work switches to code that this machine cannot run.
pub async fn make_ready(db: &Db, plugins: &Plugins, ctx: &Ctx, code: &str) -> Result<(), Fault> {
    ctx.actor.must_administer()?;
    let wanted = code.to_owned();
    let row = db.read(async move |tx: &mut Tx| plugin::by_code(tx, &wanted).await).await?;
    let guests = plugins.current().guests.clone();
    for digest in row.into_iter().flat_map(|row| [row.pending_digest, row.previous_digest]).flatten() {
        ready(db, guests.as_ref(), &digest).await?;
    }
    Ok(())
}

/// Makes a kept package ready on this machine.
pub(super) async fn ready(db: &Db, guests: &dyn Guests, digest: &str) -> Result<(), Fault> {
    if guests.is_ready(digest) {
        return Ok(());
    }
    let wanted = digest.to_owned();
    let bytes = db.read(async move |tx: &mut Tx| package::bytes(tx, &wanted).await).await?;
    let bytes = bytes.ok_or_else(|| Fault::internal(format!("there is no package {digest}")))?;
    guests.prepare(digest, bytes).await
}

async fn take(tx: &mut Tx, known: &Installed) -> Result<Taken, Fault> {
    let generation = plugin::generation(tx).await?;
    let packages = package::all(tx).await?;
    let (grants, companies) = (grant::all(tx).await?, company::all(tx).await?);
    let set = settings::all(tx).await?;
    let mut plugins = Vec::new();
    for row in plugin::all(tx).await? {
        let Some(manifest) = manifest_of(known, &row, &packages) else { continue };
        let state = match row.state.as_str() {
            "disabled" => State::Disabled,
            "paused" => State::Paused(row.paused_reason.clone().unwrap_or_default()),
            _ => State::Enabled,
        };
        let mut granted = BTreeMap::<String, BTreeSet<String>>::new();
        for one in grants.iter().filter(|one| one.plugin_id == row.id) {
            let covers = granted.entry(one.capability.clone()).or_default();
            if !one.covers.is_empty() {
                covers.insert(one.covers.clone());
            }
        }
        let mut values = HashMap::new();
        for one in set.iter().filter(|one| one.plugin_id == row.id) {
            let datum: Datum = json::from_text(&one.value)?;
            let field = manifest.settings.iter().find(|field| field.name == one.name);
            // What was set for another version, and does not fit this one, waits for it.
            if field.is_some_and(|field| setting::fits(field, &datum)) {
                values.insert((one.name.clone(), one.company_id), datum);
            }
        }
        let brought = brought_by(tx, known, &row).await?;
        let active = Active {
            id: row.id,
            manifest,
            brought,
            digest: row.digest.clone(),
            state,
            grants: Arc::default(),
            companies: companies.iter().filter(|(of, _)| *of == row.id).map(|(_, id)| *id).collect(),
            settings: values,
            recording: row.recording,
        };
        plugins.push((active, Granted(granted)));
    }
    let all = company::companies(tx).await?;
    let currencies = all.into_iter().map(|(id, _, currency)| (id, currency)).collect();
    Ok(Taken { generation, plugins, currencies, kept: packages.into_iter().map(|one| one.digest).collect() })
}

/// What a package brings, read once for each version that works.
async fn brought_by(tx: &mut Tx, known: &Installed, row: &plugin::PluginRow) -> Result<Arc<Brought>, Fault> {
    if let Some(same) = known.plugins.get(&row.code).filter(|one| one.digest == row.digest) {
        return Ok(same.brought.clone());
    }
    let bytes = package::bytes(tx, &row.digest).await?;
    Ok(Arc::new(bytes.map(|bytes| known.guests.brought(&bytes)).unwrap_or_default()))
}

fn manifest_of(
    known: &Installed,
    row: &plugin::PluginRow,
    packages: &[package::PackageRow],
) -> Option<Arc<Manifest>> {
    if let Some(same) = known.plugins.get(&row.code).filter(|one| one.digest == row.digest) {
        return Some(same.manifest.clone());
    }
    let text = &packages.iter().find(|one| one.digest == row.digest)?.manifest;
    match keel_manifest::read(text, "plugin.toml") {
        Ok(manifest) => Some(Arc::new(manifest)),
        Err(findings) => {
            let first = findings.first().map(ToString::to_string).unwrap_or_default();
            tracing::error!(plugin = row.code, first, "an installed manifest cannot be read by this host");
            None
        }
    }
}

/// What is needed comes before what needs it; else by code.
pub(super) fn in_order(plugins: Vec<Arc<Active>>) -> Vec<Arc<Active>> {
    let mut left: BTreeMap<String, Arc<Active>> =
        plugins.into_iter().map(|one| (one.code().to_owned(), one)).collect();
    let mut ordered = Vec::with_capacity(left.len());
    while let Some(first) = left.keys().next().cloned() {
        let free = left.iter().find(|(_, one)| !one.manifest.depends.keys().any(|id| left.contains_key(id)));
        let next = free.map_or(first, |(code, _)| code.clone());
        ordered.extend(left.remove(&next));
    }
    ordered
}
