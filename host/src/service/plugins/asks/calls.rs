//! `keel:actions`, `keel:events`, `keel:jobs`: calling others, telling facts, asking for work later.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::data::{Body, RecordRef};
use super::super::port::Reply;
use super::super::{Active, actions, document, jobs};
use super::{company_of, must_cover, must_have};
use crate::service::{Fault, FaultKind, Uow};
use crate::storage::json;
use crate::storage::plugins::run::{self, NewRun};

/// Most runs that one plugin may have waiting in one company.
const RUNS_MAX: i64 = 10_000;

/// Runs an action of another plugin in this unit of work.
pub async fn action(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    name: &str,
    target: Option<Uuid>,
    input: Body,
) -> Result<Reply, Fault> {
    must_cover(plugin, "actions.call", name)?;
    let called = actions::find(uow.ctx, name)?;
    let code = called.plugin.code();
    let known = plugin.manifest.depends.contains_key(code) || plugin.granted().any_action();
    if code != plugin.code() && !known {
        let message = format!("The plugin {} does not name {code} in its manifest's depends.", plugin.code());
        return Err(Fault::new(FaultKind::Denied, "plugin.not-a-dependency", message));
    }
    if uow.ctx.chain.iter().any(|caller| caller == code) {
        let message = format!("The plugin {code} is called from itself ({}).", uow.ctx.chain.join(" → "));
        return Err(Fault::refused("plugin.cycle", message).arg("plugin", code));
    }
    let given = actions::Given::Body(input);
    let answer = actions::run(uow, &called, company, target, given).await?;
    Ok(Reply::Body(answer.body))
}

/// Tells a fact of the plugin's own.
pub async fn emit(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    name: &str,
    subject: Option<RecordRef>,
    payload: Body,
) -> Result<Reply, Fault> {
    if !plugin.manifest.events.iter().any(|event| event.name == name) {
        let message = format!("The manifest of {} declares no event {name}.", plugin.code());
        return Err(Fault::invalid("event.not-declared", message).at("/name"));
    }
    let whole = format!("{}.{name}", plugin.code());
    let payload = document::json(&payload);
    let (record_type, id) = match &subject {
        Some(subject) => (subject.record_type.as_str(), Some(subject.id)),
        None => ("", None),
    };
    uow.event(&whole, record_type, id, company, payload).await?;
    Ok(Reply::Done)
}

/// Asks for a run of a job of the plugin's own. A run that asks for the next one under its own key goes on to its end.
pub async fn schedule(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    job: &str,
    at: DateTime<Utc>,
    key: Option<String>,
    input: Body,
) -> Result<Reply, Fault> {
    must_have(plugin, "jobs.schedule")?;
    let company = company_of(company)?;
    let declared = jobs::find(plugin, job)?;
    let kind = actions::shape(plugin, &declared.input, &[]);
    let input = actions::checked(uow, &kind, Some(company), actions::Given::Body(input)).await?;
    if run::count(uow.tx, plugin.id, company).await? >= RUNS_MAX {
        let message = format!("At most {RUNS_MAX} runs of a plugin wait in a company.");
        return Err(Fault::refused("job.too-many-runs", message));
    }
    if let Some(key) = &key {
        if key.is_empty() || key.len() > 200 {
            return Err(Fault::invalid("job.key", "A key has 1 to 200 bytes.").at("/key"));
        }
        run::cancel(uow.tx, plugin.id, company, job, key, uow.ctx.run).await?;
    }
    let new = NewRun {
        id: uow.id(),
        plugin_id: plugin.id,
        company_id: company,
        job: job.to_owned(),
        run_key: key,
        scheduled: false,
        due_at: at,
        input: json::to_text(&input.body)?,
    };
    if !run::insert(uow.tx, &new, uow.ctx.now).await? {
        return Err(Fault::refused("job.key-taken", "The schedule of the manifest uses this key.").at("/key"));
    }
    Ok(Reply::Id(new.id))
}

/// Gives a run up; one that is under way here is not one that waits.
pub async fn cancel(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    job: &str,
    key: &str,
) -> Result<Reply, Fault> {
    must_have(plugin, "jobs.schedule")?;
    let company = company_of(company)?;
    jobs::find(plugin, job)?;
    run::cancel(uow.tx, plugin.id, company, job, key, uow.ctx.run).await?;
    Ok(Reply::Done)
}
