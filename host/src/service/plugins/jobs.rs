//! Jobs of plugins: one run for each time of a schedule and each that a plugin asked for.
//!
//! Knows when a run is due and what becomes of it. Must not know how a run uses the network: `jobs_drive`.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use croner::Cron;
use keel_manifest::model;
use uuid::Uuid;

use super::Installed;
use super::data::{Body, JobRun};
use super::events::{LEASE_SECONDS, again_at, told};
use super::installed::{Active, State};
use super::jobs_drive::drive;
use super::outbound::Outbound;
use super::port::Call;
use crate::service::{Actor, Ctx, Fault, Uow};
use crate::storage::plugins::run::{self, NewRun, RunRow};
use crate::storage::{Db, Scope, json};

/// Most runs taken at once.
const TAKEN_MAX: i64 = 8;

/// A job by its name in the manifest.
pub fn find<'a>(plugin: &'a Active, job: &str) -> Result<&'a model::Job, Fault> {
    plugin.manifest.jobs.iter().find(|one| one.name == job).ok_or_else(|| {
        Fault::invalid(
            "job.not-declared",
            format!("The manifest of {} declares no job {job}.", plugin.code()),
        )
        .at("/job")
    })
}

/// The first time of a schedule after an instant.
pub fn next_due(schedule: &str, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Cron::from_str(schedule).ok()?.find_next_occurrence(&after, false).ok()
}

/// Runs that schedules ask for, by plugin, company and job.
type Wanted<'a> = BTreeMap<(&'a str, Uuid, &'a str), (&'a Arc<Active>, DateTime<Utc>)>;

fn wanted(installed: &Installed, now: DateTime<Utc>) -> Wanted<'_> {
    let mut all = Wanted::new();
    for plugin in installed.plugins.values().filter(|plugin| plugin.state != State::Disabled) {
        for job in &plugin.manifest.jobs {
            let Some(due_at) = job.schedule.as_deref().and_then(|text| next_due(text, now)) else { continue };
            for company in &plugin.companies {
                all.insert((plugin.code(), *company, job.name.as_str()), (plugin, due_at));
            }
        }
    }
    all
}

/// Sees to it that each schedule has exactly one run that waits for its next time, in each company. A run
/// whose time has come stays: times that passed while no host ran are done once.
pub async fn plan(db: &Db, installed: &Arc<Installed>, now: DateTime<Utc>) -> Result<(), Fault> {
    let anything = |plugin: &Arc<Active>| plugin.manifest.jobs.iter().any(|job| job.schedule.is_some());
    if !installed.plugins.values().any(anything) {
        return Ok(());
    }
    let kept = db.read(async |tx| run::scheduled(tx).await.map_err(Fault::from)).await?;
    if planned(installed, &kept, now).is_empty() {
        return Ok(());
    }
    let installed = installed.clone();
    db.write(Scope::Shared, async move |tx| {
        let kept = run::scheduled(tx).await?;
        for step in planned(&installed, &kept, now) {
            match step {
                Plan::Make(new) => _ = run::insert(tx, &new, now).await?,
                Plan::Drop(id) => _ = run::delete(tx, id).await?,
            }
        }
        Ok::<_, Fault>(())
    })
    .await
}

/// A step of planning.
enum Plan {
    Make(NewRun),
    Drop(Uuid),
}

fn planned(installed: &Installed, kept: &[RunRow], now: DateTime<Utc>) -> Vec<Plan> {
    let mut steps = Vec::new();
    let mut wanted = wanted(installed, now);
    for row in kept.iter().filter(|row| row.state == "waiting") {
        // What another host installed just now is not this one's to drop.
        let Some(plugin) = installed.plugins.get(&row.plugin) else { continue };
        let next = wanted.get(&(row.plugin.as_str(), row.company_id, row.job.as_str()));
        let fits = match next {
            Some((_, due_at)) => row.due_at <= now || row.due_at == *due_at,
            None => false,
        };
        if fits {
            wanted.remove(&(row.plugin.as_str(), row.company_id, row.job.as_str()));
        } else if plugin.state != State::Disabled || row.due_at > now {
            steps.push(Plan::Drop(row.id));
        }
    }
    for ((_, company, job), (plugin, due_at)) in wanted {
        steps.push(Plan::Make(of_schedule(plugin, company, job, due_at)));
    }
    steps
}

fn of_schedule(plugin: &Active, company_id: Uuid, job: &str, due_at: DateTime<Utc>) -> NewRun {
    NewRun {
        id: Uuid::now_v7(),
        plugin_id: plugin.id,
        company_id,
        job: job.to_owned(),
        // One run for each time, whoever plans it.
        run_key: Some(format!("@{}", due_at.to_rfc3339_opts(SecondsFormat::Secs, true))),
        scheduled: true,
        due_at,
        input: "{\"fields\":[],\"collections\":[]}".to_owned(),
    }
}

/// Takes runs that are due. What of them is not settled within a minute is taken again.
pub async fn take_due(db: &Db, now: DateTime<Utc>) -> Result<Vec<RunRow>, Fault> {
    if !db.read(async move |tx| run::has_due(tx, now).await.map_err(Fault::from)).await? {
        return Ok(Vec::new());
    }
    let lease_until = now + Duration::seconds(LEASE_SECONDS);
    db.write(Scope::Shared, async move |tx| {
        run::claim(tx, now, lease_until, TAKEN_MAX).await.map_err(Fault::from)
    })
    .await
}

/// Does a run: what it changes and that it is done are one unit of work.
pub async fn perform(
    db: &Db,
    outbound: &dyn Outbound,
    installed: Arc<Installed>,
    taken: RunRow,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let Some(plugin) = installed.plugins.get(&taken.plugin).cloned() else { return Ok(()) };
    let (id, attempt) = (taken.id, taken.attempts);
    let next = after(&plugin, &taken, now);
    let done = attempt_it(db, outbound, installed, &plugin, taken, now, next.clone()).await;
    let Err(fault) = done else { return Ok(()) };
    let error = told(&fault);
    tracing::warn!(run = %id, attempt, error, "a run of a plugin's job failed");
    db.write(Scope::Shared, async move |tx| {
        let again = again_at(attempt, now);
        let ours = run::failed(tx, id, attempt, again, now, &error).await?;
        // A parked run does not keep the schedule from going on.
        if let (true, None, Some(next)) = (ours, again, &next) {
            run::insert(tx, next, now).await?;
        }
        Ok(())
    })
    .await
}

/// The run after one of a schedule: made with the end of it, so that one always waits.
fn after(plugin: &Active, taken: &RunRow, now: DateTime<Utc>) -> Option<NewRun> {
    let job = plugin.manifest.jobs.iter().find(|job| taken.scheduled && job.name == taken.job)?;
    let due_at = next_due(job.schedule.as_deref()?, now.max(taken.due_at))?;
    Some(of_schedule(plugin, taken.company_id, &taken.job, due_at))
}

async fn attempt_it(
    db: &Db,
    outbound: &dyn Outbound,
    installed: Arc<Installed>,
    plugin: &Arc<Active>,
    taken: RunRow,
    now: DateTime<Utc>,
    next: Option<NewRun>,
) -> Result<(), Fault> {
    let company = taken.company_id;
    let (id, attempt) = (taken.id, taken.attempts);
    let settle = async move |uow: &mut Uow<'_>| {
        if !run::done(uow.tx, id, attempt).await? {
            let message = "Another host took this run over, because this one was late.";
            return Err(Fault::refused("job.taken-over", message));
        }
        if let Some(next) = &next {
            run::insert(uow.tx, next, uow.ctx.now).await?;
        }
        Ok(())
    };
    if !plugin.is_meant_for(Some(company)) || find(plugin, &taken.job).is_err() {
        let ctx = Ctx::among(Arc::new(Actor::system("job")), now, Uuid::now_v7(), installed);
        return db
            .write(Scope::Company(company), async move |tx| settle(&mut Uow::new(tx, &ctx)).await)
            .await;
    }
    super::actions::must_work(plugin, Some(company))?;
    let input: Body = json::from_text(&taken.input)?;
    let attempt = u32::try_from(taken.attempts).unwrap_or(u32::MAX);
    let call =
        Call::Job { job: taken.job, run: JobRun { id: taken.id, due_at: taken.due_at, attempt, input } };
    let actor = Arc::new(Actor::plugin(&plugin.manifest.name, "job"));
    let ctx = Ctx { run: Some(id), ..Ctx::among(actor, now, Uuid::now_v7(), installed) };
    drive(db, outbound, ctx, plugin, Some(company), call, settle).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_time_of_a_schedule_is_after_now_in_utc() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        for (schedule, after, expected) in [
            ("0 3 * * *", "2026-01-31T02:59:59Z", "2026-01-31T03:00:00Z"),
            ("0 3 * * *", "2026-01-31T03:00:00Z", "2026-02-01T03:00:00Z"),
            ("*/15 * * * *", "2026-01-31T10:07:00Z", "2026-01-31T10:15:00Z"),
            ("0 0 29 2 *", "2026-01-31T10:07:00Z", "2028-02-29T00:00:00Z"),
        ] {
            assert_eq!(next_due(schedule, at(after)), Some(at(expected)), "{schedule} after {after}");
        }
        assert_eq!(next_due("never", at("2026-01-31T10:07:00Z")), None);
    }
}
