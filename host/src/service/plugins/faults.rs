//! Faults of plugins, written down and shown; a plugin that faults again and again is paused.
//!
//! Knows the table of faults and how plugins fare on this host. Must not know how a guest runs.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::health::{FaultNote, Health, Load, LogLine};
use super::{Plugins, life};
use crate::service::{Ctx, Fault, Uow};
use crate::storage::plugins::fault::{self, FaultRow};
use crate::storage::plugins::recording;
use crate::storage::{Db, Scope};

/// Faults that are kept of each plugin.
const KEPT: usize = 1_000;
/// Most faults of one answer.
const PAGE_MAX: usize = 200;

/// Writes down what waits, and pauses what faulted too often.
pub async fn settle(db: &Db, plugins: &Plugins) -> Result<(), Fault> {
    let picture = plugins.current();
    let Some(health) = picture.guests.health() else { return Ok(()) };
    let recordings = health.take_recordings();
    if !recordings.is_empty() {
        let waiting = recordings.clone();
        let written = db
            .write(Scope::Shared, async move |tx| -> Result<(), Fault> {
                for one in &waiting {
                    recording::insert(tx, one).await?;
                }
                Ok(())
            })
            .await;
        if written.is_err() {
            recordings.into_iter().for_each(|one| health.keep(one));
        }
        written?;
    }
    let notes = health.take_waiting();
    if notes.is_empty() {
        return Ok(());
    }
    let waiting = notes.clone();
    let ctx = Ctx::system("plugins");
    let written =
        db.write(Scope::Shared, async move |tx| write_down(&mut Uow::new(tx, &ctx), &waiting).await).await;
    if written.is_err() {
        health.put_back(notes);
    }
    written
}

async fn write_down(uow: &mut Uow<'_>, notes: &[FaultNote]) -> Result<(), Fault> {
    let row = |note: &FaultNote| FaultRow {
        id: Uuid::now_v7(),
        at: note.at,
        plugin: note.plugin.clone(),
        version: note.version.clone(),
        via: note.via.clone(),
        company_id: note.company,
        document: note.document.clone(),
        code: note.fault.code.to_owned(),
        message: note.fault.message.clone(),
        detail: note.fault.detail.clone(),
        request_id: note.request_id,
    };
    let rows: Vec<FaultRow> = notes.iter().map(row).collect();
    fault::insert(uow.tx, &rows).await?;
    let mut plugins: Vec<&str> = notes.iter().map(|note| note.plugin.as_str()).collect();
    plugins.sort_unstable();
    plugins.dedup();
    for plugin in plugins {
        fault::keep_newest(uow.tx, plugin, KEPT).await?;
    }
    for note in notes {
        if let Some(reason) = &note.pauses {
            life::pause(uow, &note.plugin, reason).await?;
        }
    }
    Ok(())
}

/// Which faults are asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultsOf {
    /// `next` of the page before.
    pub before: Option<Uuid>,
    /// Most faults, 1 to 200.
    pub limit: Option<usize>,
}

/// A fault, as an administrator sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct FaultOut {
    /// Id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Version that faulted.
    pub version: String,
    /// `hook over-limit`.
    pub via: String,
    /// Company of the call.
    pub company: Option<Uuid>,
    /// Record type of the document at hand.
    pub record_type: Option<String>,
    /// The document at hand.
    pub record: Option<Uuid>,
    /// `plugin.deadline`, …
    pub code: String,
    /// What happened.
    pub message: String,
    /// For its author: the trap, where in the guest, its last words.
    pub detail: String,
    /// The request in whose log more stands.
    pub request_id: Uuid,
}

/// A page of faults.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Faults {
    /// Newest first.
    pub items: Vec<FaultOut>,
    /// Ask with `before` for older ones.
    pub next: Option<Uuid>,
}

/// Faults of a plugin, newest first. Only for administrators.
pub async fn list(uow: &mut Uow<'_>, plugin: &str, asked: FaultsOf) -> Result<Faults, Fault> {
    uow.ctx.actor.must_administer()?;
    let limit = asked.limit.unwrap_or(50).clamp(1, PAGE_MAX);
    let mut rows = fault::of_plugin(uow.tx, plugin, asked.before, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let out = |row: FaultRow| {
        let (record_type, record) = row.document.unzip();
        FaultOut {
            id: row.id,
            at: row.at,
            version: row.version,
            via: row.via,
            company: row.company_id,
            record_type,
            record,
            code: row.code,
            message: row.message,
            detail: row.detail,
            request_id: row.request_id,
        }
    };
    Ok(Faults { items: rows.into_iter().map(out).collect(), next })
}

/// What plugins took on this host since it started.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Usage {
    /// By entry point and record type.
    pub items: Vec<Load>,
}

/// What a plugin took. Only for administrators.
pub fn usage(uow: &Uow<'_>, plugin: &str) -> Result<Usage, Fault> {
    uow.ctx.actor.must_administer()?;
    let items = uow.ctx.installed.guests.health().map_or_else(Vec::new, |health| health.loads(Some(plugin)));
    Ok(Usage { items })
}

/// Lines of a plugin's log.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Log {
    /// Oldest first.
    pub items: Vec<LogLine>,
}

/// Lines of a plugin's log on this host, after a line. Only for administrators.
pub fn log(uow: &Uow<'_>, plugin: &str, after: u64) -> Result<Log, Fault> {
    uow.ctx.actor.must_administer()?;
    let health: Option<&Health> = uow.ctx.installed.guests.health();
    Ok(Log { items: health.map_or_else(Vec::new, |health| health.log(plugin, after)) })
}
