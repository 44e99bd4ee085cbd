//! Rehearsal: a new version runs over real calls of the past in a unit of work that rolls back, beside the
//! version that is active, and every effect that would differ is told.
//!
//! Knows recordings, packages and effects. Must not know how a guest runs. Both versions see the data as it is now,
//! the recorded call's time and the same randomness, and the network answers what it answered then.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::super::data::{HttpRequest, HttpResponse};
use super::super::port::{Answer, Ask, Failure, Reply, Step};
use super::super::{Active, Call, Granted, Installed, Plugins, State, call, document, effects, schema};
use super::install::{Terms, Wanted, admit};
use super::{Grants, Package, key};
use crate::service::records::Registry;
use crate::service::{Actor, ActorKind, Ctx, Fault, FaultKind, Uow};
use crate::storage::plugins::recording::{self, RecordingRow};
use crate::storage::{Db, Scope, Tx, json};

/// Most calls of one rehearsal: they run in one transaction, and nobody else writes meanwhile.
const CALLS_MAX: usize = 1_000;
/// Code by which a rehearsed unit of work says that it is to be taken back.
const REHEARSED: &str = "plugin.rehearsed";

/// A call whose effects differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Difference {
    /// The recorded call.
    pub call: Uuid,
    /// When it was made.
    pub at: chrono::DateTime<chrono::Utc>,
    /// `hook over-limit`.
    pub via: String,
    /// What only the active version does.
    pub only_before: Vec<String>,
    /// What only the new version does.
    pub only_after: Vec<String>,
}

/// What a rehearsal showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Rehearsal {
    /// Code of the plugin.
    pub plugin: String,
    /// Active version.
    pub from: String,
    /// Rehearsed version.
    pub to: String,
    /// Calls that ran.
    pub calls: usize,
    /// Calls with the same effects.
    pub same: usize,
    /// The others.
    pub differences: Vec<Difference>,
}

/// Runs a new version over the last calls of the active one; nothing is kept.
pub async fn rehearse(
    db: &Db,
    plugins: &Plugins,
    ctx: &Ctx,
    bytes: Vec<u8>,
    unsigned: bool,
    last: usize,
) -> Result<Rehearsal, Fault> {
    ctx.actor.must_administer()?;
    let trust = db.read(async move |tx: &mut Tx| key::trust(tx, unsigned).await).await?;
    let picture = plugins.current();
    let package = picture.guests.open(bytes, &trust)?;
    let old = picture.find(&package.manifest.id)?.clone();
    for (digest, bytes) in [(&package.digest, Some(package.bytes.clone())), (&old.digest, None)] {
        match bytes {
            Some(bytes) => picture.guests.prepare(digest, bytes).await?,
            None => super::load::ready(db, picture.guests.as_ref(), digest).await?,
        }
    }
    let ctx = Ctx { installed: picture.clone(), types: picture.types.clone(), ..ctx.clone() };
    let shown: Arc<Mutex<Option<Rehearsal>>> = Arc::default();
    let found = shown.clone();
    let most = last.clamp(1, CALLS_MAX);
    let unit = async move |tx: &mut Tx| -> Result<(), Fault> {
        let mut uow = Uow::new(tx, &ctx);
        let result = run_both(&mut uow, &old, &package, unsigned, most).await?;
        *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        Err(taken_back())
    };
    match db.write(Scope::Shared, unit).await {
        Err(fault) if fault.code == REHEARSED => {}
        Err(fault) => return Err(fault),
        Ok(()) => return Err(Fault::internal("a rehearsal was not taken back")),
    }
    let result = shown.lock().unwrap_or_else(PoisonError::into_inner).take();
    result.ok_or_else(|| Fault::internal("a rehearsal showed nothing"))
}

fn taken_back() -> Fault {
    Fault::new(FaultKind::Refused, REHEARSED, "A rehearsal keeps nothing.")
}

async fn run_both(
    uow: &mut Uow<'_>,
    old: &Arc<Active>,
    package: &Package,
    unsigned: bool,
    most: usize,
) -> Result<Rehearsal, Fault> {
    let rows = recording::last(uow.tx, old.code(), most).await?;
    if rows.is_empty() {
        return Err(Fault::refused(
            "plugin.nothing-recorded",
            format!(
                "No call of {} was recorded; switch recording on, and come back after some work.",
                old.code()
            ),
        ));
    }
    let before = run_all(uow, old, &rows, uow.ctx.installed.clone()).await?;
    let terms = Terms {
        wanted: Wanted::Upgrade,
        grant: Grants::All,
        unsigned,
        accept_conflicts: true,
        accept_destroy: true,
        ..Terms::default()
    };
    admit(uow, package, &terms).await?;
    let new = Arc::new(Active {
        manifest: Arc::new(package.manifest.clone()),
        brought: Arc::new(uow.ctx.installed.guests.brought(&package.bytes)),
        digest: package.digest.clone(),
        state: State::Enabled,
        grants: Arc::new(RwLock::new(Arc::new(asked(package, &old.granted())))),
        ..(**old).clone()
    });
    let installed = with(&uow.ctx.installed, &new);
    let after = run_all(uow, &new, &rows, installed).await?;
    let mut differences = Vec::new();
    for ((row, before), after) in rows.iter().zip(before).zip(after) {
        let (only_before, only_after) = effects::differ(before, after);
        if !only_before.is_empty() || !only_after.is_empty() {
            differences.push(Difference {
                call: row.id,
                at: row.at,
                via: row.via.clone(),
                only_before,
                only_after,
            });
        }
    }
    Ok(Rehearsal {
        plugin: old.code().to_owned(),
        from: old.manifest.version.to_string(),
        to: package.manifest.version.to_string(),
        calls: rows.len(),
        same: rows.len() - differences.len(),
        differences,
    })
}

/// What the new version would be granted: all that it asks for, and what is granted now.
fn asked(package: &Package, granted: &Granted) -> Granted {
    let mut all = granted.0.clone();
    for capability in &package.manifest.capabilities {
        let covers: &mut BTreeSet<String> = all.entry(capability.name.clone()).or_default();
        covers.extend(capability.covers.iter().cloned());
    }
    Granted(all)
}

/// The picture with another version of one plugin.
fn with(installed: &Installed, new: &Arc<Active>) -> Arc<Installed> {
    let others =
        installed.plugins.values().map(|one| if one.id == new.id { new.clone() } else { one.clone() });
    let active: Vec<Arc<Active>> = others.collect();
    let manifests: Vec<&keel_manifest::Manifest> = active.iter().map(|one| one.manifest.as_ref()).collect();
    let types = Arc::new(schema::declare(&manifests, &Registry::core()));
    let mut picture = Installed::of(installed.generation, active, types, installed.guests.clone());
    picture.currencies = installed.currencies.clone();
    Arc::new(picture)
}

/// Runs each call, takes its changes back, and tells its effects.
async fn run_all(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    rows: &[RecordingRow],
    installed: Arc<Installed>,
) -> Result<Vec<Vec<String>>, Fault> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let call: Call = json::from_text(&row.call)?;
        let actor = Actor { kind: ActorKind::Plugin, ..Actor::system("rehearsal") };
        let ctx = Ctx::among(Arc::new(actor), row.at, row.id, installed.clone());
        let mut lines = Vec::new();
        let tried = {
            let mut inner = Uow::new(uow.tx, &ctx);
            inner
                .attempt(async |uow: &mut Uow<'_>| {
                    lines = effects_of(uow, plugin, row, call).await?;
                    Err::<(), Fault>(taken_back())
                })
                .await?
        };
        match tried {
            Err(fault) if fault.code == REHEARSED => all.push(lines),
            Err(fault) => return Err(fault),
            Ok(()) => return Err(Fault::internal("a rehearsed call was not taken back")),
        }
    }
    Ok(all)
}

async fn effects_of(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    row: &RecordingRow,
    call: Call,
) -> Result<Vec<String>, Fault> {
    let marker = Uuid::now_v7();
    let mut network: Vec<(HttpRequest, Option<HttpResponse>)> = json::from_text(&row.network)?;
    network.reverse();
    let ended = run(uow, plugin, row.company_id, call, network).await;
    if let Err(Failure::Host(fault)) = ended {
        return Err(fault);
    }
    let mut lines = effects::of_answer(&ended);
    lines.extend(effects::written_after(uow, marker).await?);
    Ok(lines)
}

async fn run(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    what: Call,
    mut network: Vec<(HttpRequest, Option<HttpResponse>)>,
) -> Result<Answer, Failure> {
    let ctx = call::inner(uow.ctx, plugin, what.via());
    let currency = document::currency_of(uow, company).await.map_err(Failure::Host)?;
    let around = call::surroundings(uow.ctx, plugin, company, currency);
    let limits = what.limits();
    let mut running = uow.ctx.installed.guests.begin(plugin, what, around, limits)?;
    let mut inner = Uow::new(uow.tx, &ctx);
    loop {
        let reply = match running.next().await {
            Step::End(ended) => return ended,
            Step::Ask(ask) => match *ask {
                Ask::HttpSend(request) => then(&mut network, &request),
                ask => {
                    let done = call::in_time(&mut inner, plugin, company, ask, running.as_ref()).await;
                    done.map_err(Failure::Host)?
                }
            },
        };
        running.reply(reply);
    }
}

/// What the network answered when the call was made, if it was asked the same.
fn then(network: &mut Vec<(HttpRequest, Option<HttpResponse>)>, asked: &HttpRequest) -> Result<Reply, Fault> {
    let place = network.iter().rposition(|(request, _)| request == asked);
    let answer = place.and_then(|place| network.remove(place).1);
    answer.map(Reply::Response).ok_or_else(|| {
        Fault::new(FaultKind::Unavailable, "http.not-recorded", "Nothing was recorded of this request.")
    })
}
