//! Facts that plugins hear: queued in the unit of work that tells them, each heard in one of its own.
//!
//! Knows who hears what, the attempts, and that hearing and marking as heard are one. Must not know the clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use keel_manifest::model::Manifest;
use uuid::Uuid;

use super::Installed;
use super::call::{Via, fault_of, invoke};
use super::data::{Fact, RecordRef};
use super::installed::Active;
use super::port::Call;
use crate::service::{Actor, Bounds, Ctx, Fault, Uow};
use crate::storage::audit::{self, OutboxRow};
use crate::storage::json;
use crate::storage::plugins::delivery::{self, DueRow, NewDelivery};
use crate::storage::webhook::wants;
use crate::storage::{Db, Scope};

/// What is told to a plugin that begins to work in a company.
pub const BEGUN: &str = "plugin.enabled";
/// The capability to hear whatever plugins tell.
const HEAR: &str = "events.hear";
/// Facts that lead to facts that lead to facts … at most so often.
pub const HOPS_MAX: u32 = 8;
/// Waits before each further attempt, in seconds; after the last, a person must look.
const SCHEDULE_SECONDS: [i64; 7] = [5, 30, 300, 1_800, 7_200, 18_000, 36_000];
/// What was taken is somebody else's after this time: longer than any call lasts.
pub const LEASE_SECONDS: i64 = 60;
/// Most deliveries taken at once.
const TAKEN_MAX: i64 = 16;

/// When the attempt after this one is due; `None`: it was the last.
pub fn again_at(attempt: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let index = usize::try_from(attempt - 1).ok()?;
    SCHEDULE_SECONDS.get(index).map(|seconds| now + Duration::seconds(*seconds))
}

/// Deliveries of facts to the plugins that hear them, in the unit of work that tells the facts. Costs nothing
/// where no plugin hears anything.
pub async fn heard(uow: &mut Uow<'_>, facts: &[OutboxRow]) -> Result<Vec<NewDelivery>, Fault> {
    let mut all = Vec::new();
    let installed = uow.ctx.installed.clone();
    for plugin in installed.plugins.values().filter(|plugin| !plugin.manifest.subscriptions.is_empty()) {
        let mut ids = None;
        for subscription in &plugin.manifest.subscriptions {
            let meant = |fact: &&OutboxRow| {
                subscription.on.iter().any(|name| hears(&installed, plugin, name, &fact.event))
                    && (subscription.types.is_empty() || subscription.types.contains(&fact.record_type))
                    && plugin.is_meant_for(fact.company_id)
            };
            for fact in facts.iter().filter(meant) {
                if ids.is_none() {
                    ids = Some(delivery::subscriptions(uow.tx, plugin.id).await?);
                }
                // A plugin that is being taken away has none any more.
                let Some(id) = ids.as_ref().and_then(|ids| ids.get(&subscription.name)) else { continue };
                let parked = (uow.ctx.bounds.hops > HOPS_MAX).then(too_many_hops);
                all.push(NewDelivery { outbox_id: fact.id, at: fact.at, subscription: *id, parked });
            }
        }
    }
    Ok(all)
}

/// Whether a plugin hears an event by a name in its manifest. `*` are the facts of other plugins, where that was granted.
fn hears(installed: &Installed, plugin: &Active, name: &str, event: &str) -> bool {
    if name != "*" {
        return wants(name, event);
    }
    let of = event.split_once('.').map_or(event, |(of, _)| of);
    of != plugin.code() && installed.plugins.contains_key(of) && plugin.granted().has(HEAR)
}

/// Tells a plugin that it begins to work in a company, in the unit of work that lets it. No picture of what is
/// installed knows that yet, so its subscriptions are those of its manifest.
pub async fn begun(uow: &mut Uow<'_>, id: Uuid, manifest: &Manifest, company: Uuid) -> Result<(), Fault> {
    let named: Vec<&str> = manifest
        .subscriptions
        .iter()
        .filter(|one| one.on.iter().any(|name| name == BEGUN || name == "plugin.*"))
        .map(|one| one.name.as_str())
        .collect();
    let fact = OutboxRow {
        id: uow.id(),
        at: uow.ctx.now,
        company_id: Some(company),
        event: BEGUN.to_owned(),
        record_type: "company".to_owned(),
        record_id: Some(company),
        payload: json::to_text(&BTreeMap::from([("plugin", manifest.id.as_str())]))?,
    };
    let ids = delivery::subscriptions(uow.tx, id).await?;
    let at = uow.ctx.now;
    let deliveries = named.iter().filter_map(|name| ids.get(*name));
    let deliveries = deliveries
        .map(|id| NewDelivery { outbox_id: fact.id, at, subscription: *id, parked: None })
        .collect();
    audit::tell(uow.tx, vec![fact], uow.ctx.bounds.hops.into()).await?;
    Ok(delivery::enqueue(uow.tx, deliveries).await?)
}

fn too_many_hops() -> String {
    format!(
        "event.hops: more than {HOPS_MAX} facts led to this one, each told by a plugin that heard the one before"
    )
}

/// Takes what is due. What of it is not settled within a minute is taken again.
pub async fn take_due(db: &Db, now: DateTime<Utc>) -> Result<Vec<DueRow>, Fault> {
    if !db.read(async move |tx| delivery::has_due(tx, now).await.map_err(Fault::from)).await? {
        return Ok(Vec::new());
    }
    let lease_until = now + Duration::seconds(LEASE_SECONDS);
    db.write(Scope::Shared, async move |tx| {
        delivery::claim(tx, now, lease_until, TAKEN_MAX).await.map_err(Fault::from)
    })
    .await
}

/// Lets a plugin hear a fact: what it does and that it has heard are one unit of work.
pub async fn deliver(
    db: &Db,
    installed: Arc<Installed>,
    due: DueRow,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    // This host may not know yet what was installed just now: another does, or this one after the lease.
    let Some(plugin) = installed.plugins.get(&due.plugin).cloned() else { return Ok(()) };
    let hops = u32::try_from(due.hops).unwrap_or(u32::MAX).saturating_add(1);
    let actor = Arc::new(Actor::plugin(&plugin.manifest.name, "event"));
    let ctx = Ctx::among(actor, now, Uuid::now_v7(), installed).bounded(Bounds { hops, ..Bounds::default() });
    let scope = due.fact.company_id.map_or(Scope::Shared, Scope::Company);
    let (id, attempt) = (due.id, due.attempt);
    let heard =
        db.write(scope.patient(), async move |tx| hear(&mut Uow::new(tx, &ctx), &plugin, &due).await).await;
    let Err(fault) = heard else { return Ok(()) };
    let error = told(&fault);
    tracing::warn!(delivery = %id, attempt, error, "a plugin did not hear a fact");
    db.write(Scope::Shared, async move |tx| {
        Ok(delivery::failed(tx, id, attempt, again_at(attempt, now), now, &error).await?)
    })
    .await
}

async fn hear(uow: &mut Uow<'_>, plugin: &Arc<Active>, due: &DueRow) -> Result<(), Fault> {
    let company = due.fact.company_id;
    if !delivery::done(uow.tx, due.id, due.attempt, uow.ctx.now).await? {
        return Ok(());
    }
    let subscribed = plugin.manifest.subscriptions.iter().any(|one| one.name == due.subscription);
    // Where it was disabled meanwhile it has nothing to hear.
    if !subscribed || !plugin.is_meant_for(company) {
        return Ok(());
    }
    super::actions::must_work(plugin, company)?;
    let event = Fact {
        id: due.fact.id,
        name: due.fact.event.clone(),
        at: due.fact.at,
        subject: due.fact.record_id.map(|id| RecordRef { record_type: due.fact.record_type.clone(), id }),
        payload: due.fact.payload.clone(),
        attempt: u32::try_from(due.attempt).unwrap_or(u32::MAX),
    };
    let via = Via { kind: "event", name: &due.subscription };
    let call = Call::Event { subscription: due.subscription.clone(), event };
    invoke(uow, plugin, company, call).await.map(drop).map_err(|failure| fault_of(plugin, via, failure))
}

/// A fault as it is kept for whoever looks after parked work.
pub fn told(fault: &Fault) -> String {
    let mut text = fault.to_string();
    if let Some(operator) = &fault.operator {
        text.push('\n');
        text.push_str(operator);
    }
    text.truncate(text.floor_char_boundary(4_000));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_tried_eight_times_and_then_parked() {
        let now = Utc::now();
        let waits: Vec<Option<i64>> =
            (1..10).map(|attempt| again_at(attempt, now).map(|at| (at - now).num_seconds())).collect();
        let expected = [5, 30, 300, 1_800, 7_200, 18_000, 36_000].map(Some);
        assert_eq!(waits, [&expected[..], &[None, None]].concat());
    }
}
