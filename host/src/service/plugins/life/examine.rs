//! What would happen if a package took the place of what is installed, and why it may not.
//!
//! Knows versions, dependencies, plans and conflicts. Changes nothing.

use std::collections::BTreeMap;

use keel_manifest::model::{Manifest, Version};
use keel_manifest::plan::{Plan, Step};

use super::super::schema;
use super::conflict::{Conflict, conflicts};
use super::install::{Terms, Wanted};
use super::package::Package;
use super::refusal::Refusal;
use super::version;
use crate::service::records::Registry;
use crate::service::{Fault, Uow};
use crate::storage::plugins::package;
use crate::storage::plugins::plugin::{self, PluginRow};

/// An installed plugin as the tables have it.
#[derive(Debug, Clone)]
pub(super) struct Present {
    pub(super) row: PluginRow,
    pub(super) manifest: Manifest,
}

/// Everything that is installed, as the tables have it in this unit of work.
pub(super) async fn present(uow: &mut Uow<'_>) -> Result<Vec<Present>, Fault> {
    let mut all = Vec::new();
    for row in plugin::all(uow.tx).await? {
        let manifest = manifest(uow, &row.digest).await?;
        all.push(Present { row, manifest });
    }
    Ok(all)
}

/// One of them by its code.
pub(super) async fn find(uow: &mut Uow<'_>, code: &str) -> Result<PluginRow, Fault> {
    plugin::by_code(uow.tx, code).await?.ok_or_else(|| Fault::not_found("plugin", code).at("/plugin"))
}

/// The manifest of a kept package.
pub(super) async fn manifest(uow: &mut Uow<'_>, digest: &str) -> Result<Manifest, Fault> {
    let package = package::find(uow.tx, digest).await?;
    let package = package.ok_or_else(|| Fault::internal(format!("there is no package {digest}")))?;
    keel_manifest::read(&package.manifest, "plugin.toml").map_err(|findings| {
        let first = findings.first().map(ToString::to_string).unwrap_or_default();
        Fault::refused(
            "plugin.manifest-unreadable",
            format!(
                "This host cannot read the manifest of {}: run the Keel that installed it.",
                package.plugin
            ),
        )
        .operator(first)
    })
}

/// What a package would do, and why it may not.
#[derive(Debug)]
pub(super) struct Examined {
    /// What is there of the plugin.
    pub(super) old: Option<Present>,
    /// What else is installed.
    pub(super) others: Vec<Manifest>,
    /// What happens.
    pub(super) plan: Plan,
    /// Record types as they would be.
    pub(super) after: Registry,
    /// Where its hooks meet others'.
    pub(super) conflicts: Vec<Conflict>,
    /// Why not, the first to be told first.
    pub(super) refusals: Vec<Refusal>,
}

/// Examines a package that came from outside.
pub(super) async fn examine(uow: &mut Uow<'_>, package: &Package, terms: &Terms) -> Result<Examined, Fault> {
    let new = &package.manifest;
    let mut found = replace(uow, &new.id, Some(new), terms).await?;
    let mut first = Vec::new();
    match (&found.old, terms.wanted) {
        (Some(old), _) if old.row.digest == package.digest => {
            first.push(Refusal::SameAlready { version: new.version });
        }
        (Some(old), Wanted::New) => {
            first.push(Refusal::AlreadyInstalled { version: old.manifest.version.to_string() });
        }
        (None, Wanted::Upgrade) => first.push(Refusal::NotInstalled { code: new.id.clone() }),
        _ => {}
    }
    let kept = package::of_version(uow.tx, &new.id, &new.version.to_string()).await?;
    let high = package::high_water(uow.tx, &new.id).await?;
    let highest = high.as_ref().and_then(|(text, _)| version(text));
    let other = |digest: &str| digest != package.digest;
    let reused = kept.is_some_and(|kept| other(&kept.digest))
        || highest == Some(new.version)
            && high.and_then(|(_, digest)| digest).is_some_and(|digest| other(&digest));
    if reused {
        first.push(Refusal::VersionReused { version: new.version });
    }
    if let Some(highest) = highest.filter(|highest| new.version < *highest) {
        let back = found.old.as_ref().and_then(|old| old.row.previous_digest.as_deref());
        let previous = back == Some(package.digest.as_str());
        first.push(Refusal::Downgrade { version: new.version, highest, previous });
    }
    first.append(&mut found.refusals);
    found.refusals = first;
    Ok(found)
}

/// Examines putting a manifest, or nothing, into the place of what is there of a plugin.
pub(super) async fn replace(
    uow: &mut Uow<'_>,
    code: &str,
    new: Option<&Manifest>,
    terms: &Terms,
) -> Result<Examined, Fault> {
    let (mut own, others): (Vec<_>, Vec<_>) =
        present(uow).await?.into_iter().partition(|one| one.row.code == code);
    let old = own.pop();
    let others: Vec<Manifest> = others.into_iter().map(|one| one.manifest).collect();
    let plan = keel_manifest::plan(old.as_ref().map(|old| &old.manifest), new);
    let mut refusals = dependencies(code, new, &others);
    let without = registry(&others, None);
    refusals.extend(plan.refusals.iter().cloned().map(Refusal::Plan));
    refusals.extend(new.into_iter().flat_map(|new| schema::refusals(new, &without)).map(Refusal::Plan));
    let destroyed = destroyed(&plan);
    if new.is_some() && !destroyed.is_empty() && !terms.accept_destroy {
        refusals.push(Refusal::Destroys { steps: destroyed });
    }
    let met: Vec<&Manifest> = others.iter().collect();
    let conflicts = new.map_or_else(Vec::new, |new| conflicts(new, &met));
    let grave: Vec<String> = conflicts.iter().filter(|one| one.is_grave()).map(Conflict::words).collect();
    if !grave.is_empty() && !terms.accept_conflicts {
        refusals.push(Refusal::Conflicts { points: grave });
    }
    let after = registry(&others, new);
    Ok(Examined { old, others, plan, after, conflicts, refusals })
}

/// The core's record types with those of some manifests, what is needed first.
pub(super) fn registry(others: &[Manifest], new: Option<&Manifest>) -> Registry {
    let mut left: Vec<&Manifest> = others.iter().chain(new).collect();
    left.sort_by(|a, b| a.id.cmp(&b.id));
    let mut ordered: Vec<&Manifest> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |one: &Manifest| left.iter().any(|other| one.depends.contains_key(&other.id));
        let at = left.iter().position(|one| !waits(one)).unwrap_or(0);
        ordered.push(left.remove(at));
    }
    schema::declare(&ordered, &Registry::core())
}

/// Steps that destroy data, in words.
fn destroyed(plan: &Plan) -> Vec<String> {
    let destroys = |step: &&Step| {
        matches!(
            step,
            Step::DestroyField { .. } | Step::DestroyCollection { .. } | Step::DestroyRecordType { .. }
        )
    };
    plan.steps
        .iter()
        .filter(destroys)
        .map(|step| step.to_string().trim_start_matches("- ").to_owned())
        .collect()
}

fn dependencies(code: &str, new: Option<&Manifest>, others: &[Manifest]) -> Vec<Refusal> {
    let mut found = Vec::new();
    let fits = |least: Version, has: Version| has >= least && has.major == least.major;
    for (needed, least) in new.into_iter().flat_map(|new| &new.depends) {
        match others.iter().find(|other| other.id == *needed) {
            None => found.push(Refusal::DependencyMissing { code: needed.clone(), least: *least }),
            Some(other) if !fits(*least, other.version) => found.push(Refusal::DependencyVersion {
                code: needed.clone(),
                least: *least,
                has: other.version,
            }),
            Some(_) => {}
        }
    }
    if let Some(through) = new.and_then(|new| circle(new, others)) {
        found.push(Refusal::DependencyCycle { through });
    }
    for other in others {
        let Some(least) = other.depends.get(code) else { continue };
        if new.is_none_or(|new| !fits(*least, new.version)) {
            found.push(Refusal::NeededBy { by: other.id.clone(), least: *least });
        }
    }
    found
}

/// A circle of needs through a manifest, if there is one.
fn circle(new: &Manifest, others: &[Manifest]) -> Option<Vec<String>> {
    let by_id: BTreeMap<&str, &Manifest> = others.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut ways: Vec<Vec<String>> = new.depends.keys().map(|id| vec![new.id.clone(), id.clone()]).collect();
    let mut seen: Vec<String> = Vec::new();
    while let Some(way) = ways.pop() {
        let Some(last) = way.last() else { continue };
        if *last == new.id {
            return Some(way);
        }
        if seen.contains(last) {
            continue;
        }
        seen.push(last.clone());
        let needs = by_id.get(last.as_str()).into_iter().flat_map(|one| one.depends.keys());
        ways.extend(needs.map(|id| way.iter().chain([id]).cloned().collect()));
    }
    None
}
