//! One call of a plugin inside a unit of work: begin it, carry out what it asks, take its answer.
//!
//! Knows the chain of calls and where a change comes from. Must not know how a guest runs.

use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;

use super::data::{Body, HttpRequest, HttpResponse};
use super::health::Noted;
use super::limits::LimitsOf;
use super::port::{Answer, Ask, Call, Failure, GuestFault, Reply, Running, Step, Surroundings, Usage};
use super::{Active, Limits, asks, document};
use crate::service::{Ctx, Fault, FaultKind, Origin, Uow};
use crate::storage::plugins::recording::{self, RecordingRow};
use crate::storage::{DbError, json};

/// What a call is for: kind of entry point and its name in the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Via<'a> {
    /// `hook`, `action`, `event`, `job`, `endpoint`, `page`, `report`.
    pub kind: &'static str,
    /// Name in the manifest.
    pub name: &'a str,
}

impl Call {
    /// What it is for.
    pub fn via(&self) -> Via<'_> {
        let (kind, name) = match self {
            Call::Before { hook, .. } | Call::After { hook, .. } => ("hook", hook),
            Call::Action { action, .. } => ("action", action),
            Call::Event { subscription, .. } => ("event", subscription),
            Call::Job { job, .. } => ("job", job),
            Call::Endpoint { endpoint, .. } => ("endpoint", endpoint),
            Call::Page { page, .. } => ("page", page),
            Call::Report { report, .. } => ("report", report),
        };
        Via { kind, name }
    }

    /// The limits of the call, which grow with the document at hand.
    pub fn limits(&self) -> Limits {
        let lines = |body: &Body| document::lines(&body.collections);
        match self {
            Call::Before { change, .. } | Call::After { change, .. } => {
                Limits::of(LimitsOf::Hook, lines(&change.new.body))
            }
            Call::Action { target, input, .. } => {
                let target = target.as_ref().map_or(0, |target| lines(&target.body));
                Limits::of(LimitsOf::Action, target + lines(input))
            }
            Call::Event { .. } => Limits::of(LimitsOf::Event, 0),
            Call::Job { .. } | Call::Endpoint { .. } => Limits::of(LimitsOf::Job, 0),
            Call::Page { .. } | Call::Report { .. } => Limits::of(LimitsOf::Page, 0),
        }
    }
}

/// The context in which a plugin's call acts: the caller's, with the plugin as the origin of what it changes.
pub fn inner(ctx: &Ctx, plugin: &Active, via: Via<'_>) -> Ctx {
    let mut chain = (*ctx.chain).clone();
    chain.push(plugin.code().to_owned());
    Ctx {
        origin: Some(Arc::new(Origin {
            plugin: plugin.code().to_owned(),
            version: plugin.manifest.version.to_string(),
            digest: plugin.digest.clone(),
            via: format!("{} {}", via.kind, via.name),
        })),
        chain: Arc::new(chain),
        ..ctx.clone()
    }
}

/// What a call is told of who calls and when.
pub fn surroundings(
    ctx: &Ctx,
    plugin: &Active,
    company: Option<Uuid>,
    currency: Option<String>,
) -> Surroundings {
    Surroundings {
        company,
        currency,
        actor: ctx.actor.kind,
        user: ctx.actor.user_id,
        user_name: ctx.actor.name.clone(),
        now: ctx.now,
        unit: ctx.request_id,
        roles: ctx.actor.roles_in(company),
        caller: ctx.chain.last().cloned(),
        depth: u32::try_from(ctx.chain.len()).unwrap_or(u32::MAX),
        settings: Arc::new(plugin.settings_for(company)),
    }
}

/// Calls a plugin in this unit of work. What it changed stays changed when it fails: the caller decides
/// what a failure takes back.
pub async fn invoke(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    call: Call,
) -> Result<Answer, Failure> {
    let limits = call.limits();
    if uow.ctx.chain.len() >= limits.depth as usize {
        return Err(Failure::Refused(too_deep(limits.depth, &uow.ctx.chain)));
    }
    let ctx = inner(uow.ctx, plugin, call.via());
    let currency = document::currency_of(uow, company).await.map_err(Failure::Host)?;
    let around = surroundings(uow.ctx, plugin, company, currency);
    let kept = if plugin.recording && !uow.ctx.bounds.read_only {
        Some(kept(uow.ctx, plugin, company, &call, &[]).map_err(Failure::Host)?)
    } else {
        None
    };
    let running = uow.ctx.installed.guests.begin(plugin, call, around, limits)?;
    let mut inner = Uow::new(uow.tx, &ctx);
    let ended = run(&mut inner, plugin, company, running).await.0;
    if let Some(kept) = kept {
        match &ended {
            Ok(_) => recording::insert(uow.tx, &kept).await.map_err(|error| Failure::Host(error.into()))?,
            Err(failure) => keep_refused(uow.ctx, failure, kept),
        }
    }
    ended
}

/// Keeps a recorded call that was refused or faulted. What it would write in its own unit of work is taken back with
/// it, so it is written down soon after.
pub fn keep_refused(ctx: &Ctx, failure: &Failure, kept: RecordingRow) {
    let health = ctx.installed.guests.health();
    if let (Failure::Refused(_) | Failure::Guest(_), Some(health)) = (failure, health) {
        health.keep(kept);
    }
}

/// A call as it is kept for rehearsals, with what the network answered meanwhile.
pub fn kept(
    ctx: &Ctx,
    plugin: &Active,
    company: Option<Uuid>,
    call: &Call,
    network: &[(HttpRequest, Option<HttpResponse>)],
) -> Result<RecordingRow, Fault> {
    let via = call.via();
    Ok(RecordingRow {
        id: Uuid::now_v7(),
        at: ctx.now,
        plugin: plugin.code().to_owned(),
        version: plugin.manifest.version.to_string(),
        company_id: company,
        via: format!("{} {}", via.kind, via.name),
        call: json::to_text(call)?,
        network: json::to_text(network)?,
    })
}

/// Carries a running guest to its end in a unit of work; its answer and what it took.
pub async fn run(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    mut running: Box<dyn Running>,
) -> (Result<Answer, Failure>, Usage) {
    let ended = loop {
        match running.next().await {
            Step::End(ended) => break ended,
            Step::Ask(ask) => match in_time(uow, plugin, company, *ask, running.as_ref()).await {
                Ok(reply) => running.reply(reply),
                Err(fault) => break Err(Failure::Host(fault)),
            },
        }
    };
    (ended, running.usage())
}

/// Carries out what a guest asks, in what is left of its time. The inner result is the guest's; the outer one
/// fails where nothing that this guest does would help: the database is away, or a plugin that called it has no time left.
pub async fn in_time(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    ask: Ask,
    running: &dyn Running,
) -> Result<Result<Reply, Fault>, Fault> {
    let until = running.deadline();
    let before = uow.tx.hurry(until);
    let reply = asks::carry_out(uow, plugin, company, ask).await;
    uow.tx.no_hurry(before);
    match reply {
        Err(fault) if gone(&fault) => Err(fault),
        Err(fault) if late(&fault) && until.is_some_and(|until| Instant::now() < until) => Err(fault),
        reply => Ok(reply),
    }
}

fn late(fault: &Fault) -> bool {
    use crate::storage::Failure as _;
    matches!(fault.database(), Some(DbError::Deadline))
}

/// An answer as its use case read it: one that does not keep the manifest counts as the plugin's fault.
pub fn judged<T>(
    ctx: &Ctx,
    plugin: &Active,
    via: Via<'_>,
    company: Option<Uuid>,
    document: Option<(&str, Uuid)>,
    read: Result<T, GuestFault>,
) -> Result<T, Failure> {
    if let Some(health) = ctx.installed.guests.health() {
        match &read {
            Ok(_) => health.answered_rightly(plugin.code(), via.kind, via.name),
            Err(fault) => {
                health.answered_wrongly(&Noted::after(ctx, plugin, via, company, document), fault);
            }
        }
    }
    read.map_err(Failure::Guest)
}

/// Whether the database cannot go on: nothing that the guest could do would help.
pub fn gone(fault: &Fault) -> bool {
    use crate::storage::Failure as _;
    matches!(fault.database(), Some(DbError::Busy | DbError::Unavailable(_)))
}

fn too_deep(depth: u32, chain: &[String]) -> Fault {
    Fault::refused(
        "plugin.depth",
        format!("Plugins called each other more than {depth} deep ({}).", chain.join(" → ")),
    )
}

/// A plugin's failure as the fault of the use case that called it: blamed, with what its author needs for the operator.
pub fn fault_of(plugin: &Active, via: Via<'_>, failure: Failure) -> Fault {
    match failure {
        Failure::Refused(fault) => fault.arg("plugin", plugin.code()),
        Failure::Host(fault) => fault,
        Failure::Guest(guest) => {
            let message = format!(
                "The plugin {} failed in its {} {}: {} Nothing was changed.",
                plugin.manifest.name, via.kind, via.name, guest.message
            );
            Fault::new(FaultKind::Refused, guest.code, message)
                .arg("plugin", plugin.code())
                .arg(via.kind, via.name)
                .operator(guest.detail)
        }
    }
}
