//! Installs a package, or puts it into the place of the version that is there.
//!
//! Knows the order: read, examine, compile, then one unit of work. No transaction waits for a compiler. What
//! asks for more than the version before is held until an administrator consents to the difference.

use keel_manifest::model::Manifest;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::super::Plugins;
use super::conflict::Conflict;
use super::examine::{Examined, examine};
use super::package::Package;
use super::refusal::fault_of;
use super::shown::{AskOut, asks_of};
use super::{PLUGIN, company, grant, key, refresh, switch};
use crate::service::{Audit, Ctx, Fault, Uow};
use crate::storage::plugins::package::{self, PackageRow};
use crate::storage::plugins::plugin;
use crate::storage::{Db, Scope, Tx, json};

/// What may be there before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing, or an older version.
    #[default]
    Either,
    /// Nothing.
    New,
    /// An older version.
    Upgrade,
}

/// What is granted with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Grants {
    /// Nothing: later, one by one.
    #[default]
    None,
    /// All that the manifest asks for.
    All,
    /// These capabilities, each for one thing or (`None`) for all that is asked for.
    These(Vec<(String, Option<String>)>),
}

impl Grants {
    /// `all`, or a list parted by commas: `ledger.read,records.read:contact`.
    pub fn of(text: &str) -> Grants {
        match text.trim() {
            "" => Grants::None,
            "all" => Grants::All,
            list => Grants::of_list(list.split(',')),
        }
    }

    /// A list of capabilities: `ledger.read`, `records.read:contact`.
    pub fn of_list<'t>(list: impl IntoIterator<Item = &'t str>) -> Grants {
        let one = |text: &str| match text.trim().split_once(':') {
            Some((capability, thing)) => (capability.to_owned(), Some(thing.to_owned())),
            None => (text.trim().to_owned(), None),
        };
        Grants::These(list.into_iter().map(one).collect())
    }
}

/// What an administrator says with a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// What may be there before.
    pub wanted: Wanted,
    /// Only look: nothing is changed.
    pub dry_run: bool,
    /// What is granted with it.
    pub grant: Grants,
    /// Companies in which it works at once, by code or id; `all`: every one that is there.
    pub companies: Vec<String>,
    /// Take it without a signature: for development.
    pub unsigned: bool,
    /// Hooks of several plugins may set the same field.
    pub accept_conflicts: bool,
    /// Data that the new version has no place for is destroyed.
    pub accept_destroy: bool,
}

/// What became of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing: it was only looked at.
    Planned,
    /// It works where it was enabled.
    Installed,
    /// It took the place of the version before.
    Upgraded,
    /// It asks for more, and waits for consent; the version before works on.
    Held,
}

/// What a package does, or did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct InstallOut {
    /// Code of the plugin.
    pub plugin: String,
    /// What became of the package.
    pub outcome: Outcome,
    /// Version that was there before.
    pub from: Option<String>,
    /// Version of the package.
    pub to: String,
    /// SHA-256 of the package, hexadecimal.
    pub digest: String,
    /// Trusted key that signed it; null: it is unsigned.
    pub signer: Option<String>,
    /// What happens, a sentence a step.
    pub steps: Vec<String>,
    /// All that it asks for, with why.
    pub capabilities: Vec<AskOut>,
    /// What it asks for beyond the version before.
    pub asks_more: Vec<AskOut>,
    /// Where its hooks meet hooks of other plugins.
    pub conflicts: Vec<Conflict>,
    /// Why it may not be installed as it stands; only when it was only looked at.
    pub refusals: Vec<RefusalOut>,
}

/// Why not.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct RefusalOut {
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Reads a package and installs it, or only tells what would happen.
pub async fn install(
    db: &Db,
    plugins: &Plugins,
    ctx: &Ctx,
    bytes: Vec<u8>,
    terms: Terms,
) -> Result<InstallOut, Fault> {
    ctx.actor.must_administer()?;
    let unsigned = terms.unsigned;
    let trust = db.read(async move |tx: &mut Tx| key::trust(tx, unsigned).await).await?;
    let guests = plugins.current().guests.clone();
    let package = guests.open(bytes, &trust)?;
    let looked = {
        let (ctx, package, terms) = (ctx.clone(), package.clone(), terms.clone());
        let look = async move |tx: &mut Tx| look(&mut Uow::new(tx, &ctx), &package, &terms).await;
        db.read(look).await?
    };
    if terms.dry_run {
        return Ok(looked);
    }
    guests.prepare(&package.digest, package.bytes.clone()).await?;
    let ctx = ctx.clone();
    let unit = async move |tx: &mut Tx| admit(&mut Uow::new(tx, &ctx), &package, &terms).await;
    let out = db.write(Scope::Shared, unit).await?;
    refresh(db, plugins).await?;
    Ok(out)
}

async fn look(uow: &mut Uow<'_>, package: &Package, terms: &Terms) -> Result<InstallOut, Fault> {
    let found = examine(uow, package, terms).await?;
    if let Some(fault) = fault_of(&found.refusals).filter(|_| !terms.dry_run) {
        return Err(fault);
    }
    Ok(out(package, &found, Outcome::Planned))
}

/// The unit of work: examined again, because something may have happened meanwhile.
pub(super) async fn admit(uow: &mut Uow<'_>, package: &Package, terms: &Terms) -> Result<InstallOut, Fault> {
    let found = examine(uow, package, terms).await?;
    if let Some(fault) = fault_of(&found.refusals) {
        return Err(fault);
    }
    let new = &package.manifest;
    let consented = grant::consented(new, &terms.grant)?;
    let companies = company::named(uow, &terms.companies).await?;
    keep(uow, package).await?;
    let more = grant::more(found.old.as_ref().map(|old| &old.manifest), new);
    let held = found.old.is_some() && !more.iter().all(|ask| consented.contains(ask));
    if let Some(old) = found.old.as_ref().filter(|_| held) {
        let mut row = old.row.clone();
        row.pending_digest = Some(package.digest.clone());
        plugin::update(uow.tx, &row, uow.ctx.now).await?;
        package::delete_unused(uow.tx, &row.code).await?;
        note(uow, "hold", row.id, &[("pending", old.manifest.version.to_string(), new.version.to_string())])
            .await?;
        plugin::changed(uow.tx).await?;
        return Ok(out(package, &found, Outcome::Held));
    }
    let previous = found.old.as_ref().map(|old| old.row.digest.clone());
    let outcome = if previous.is_some() { Outcome::Upgraded } else { Outcome::Installed };
    let target = switch::Target { manifest: new, digest: &package.digest, previous, consented: &consented };
    let id = switch::switch(uow, &found, &target).await?;
    for company in companies {
        company::enable_in(uow, id, new, company).await?;
    }
    Ok(out(package, &found, outcome))
}

async fn keep(uow: &mut Uow<'_>, package: &Package) -> Result<(), Fault> {
    let row = PackageRow {
        digest: package.digest.clone(),
        plugin: package.manifest.id.clone(),
        plugin_version: package.manifest.version.to_string(),
        manifest: package.text.clone(),
        signer: package.signer.clone(),
        size: i64::try_from(package.bytes.len()).unwrap_or(i64::MAX),
        created_at: uow.ctx.now,
    };
    Ok(package::insert(uow.tx, &row, package.bytes.clone()).await?)
}

fn out(package: &Package, found: &Examined, outcome: Outcome) -> InstallOut {
    let new: &Manifest = &package.manifest;
    let more = grant::more(found.old.as_ref().map(|old| &old.manifest), new);
    let capabilities = asks_of(new, &[]);
    let asks_more = match found.old {
        None => Vec::new(),
        Some(_) => capabilities.iter().filter(|ask| more.contains(&ask.pair())).cloned().collect(),
    };
    let told =
        |refusal: &super::Refusal| RefusalOut { code: refusal.code().to_owned(), message: refusal.message() };
    InstallOut {
        plugin: new.id.clone(),
        outcome,
        from: found.old.as_ref().map(|old| old.manifest.version.to_string()),
        to: new.version.to_string(),
        digest: package.digest.clone(),
        signer: package.signer.clone(),
        steps: found.plan.steps.iter().map(ToString::to_string).collect(),
        capabilities,
        asks_more,
        conflicts: found.conflicts.clone(),
        refusals: found.refusals.iter().map(told).collect(),
    }
}

/// Writes a change of a plugin into the audit log: names with the value before and after.
pub(super) async fn note(
    uow: &mut Uow<'_>,
    operation: &str,
    id: Uuid,
    changes: &[(&str, String, String)],
) -> Result<(), Fault> {
    let changes: std::collections::BTreeMap<&str, [&str; 2]> =
        changes.iter().map(|(name, old, new)| (*name, [old.as_str(), new.as_str()])).collect();
    let audit = Audit {
        operation,
        record_type: PLUGIN,
        record_id: Some(id),
        company_id: None,
        changes: json::to_text(&changes)?,
    };
    uow.audit(audit).await
}
