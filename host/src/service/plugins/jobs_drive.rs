//! Calls that begin outside a unit of work: network and reading first, then one unit from the first write on.
//!
//! Knows when the unit opens and that it runs once. Must not know what is called for.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use uuid::Uuid;

use super::call::{fault_of, in_time, inner, keep_refused, kept, run, surroundings};
use super::data::{HttpRequest, HttpResponse};
use super::outbound::{self, Outbound};
use super::port::{Answer, Ask, Call, Failure, Reply, Running, Step};
use super::{Active, Limits, Via, asks, document};
use crate::service::{Bounds, Ctx, Fault, FaultKind, Uow};
use crate::storage::plugins::recording::{self, RecordingRow};
use crate::storage::{Db, DbError, Scope};

/// Runs a call to its end. `settle` is what belongs to it: it happens in the unit of work that carries what
/// the call changed, or in one of its own when the call changed nothing.
pub async fn drive<F>(
    db: &Db,
    outbound: &dyn Outbound,
    ctx: Ctx,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    call: Call,
    settle: F,
) -> Result<Answer, Fault>
where
    F: AsyncFn(&mut Uow<'_>) -> Result<(), Fault> + Send + 'static,
{
    let scope = company.map_or(Scope::Shared, Scope::Company);
    let (kind, name) = (call.via().kind, call.via().name.to_owned());
    let limits = call.limits();
    let ctx_inside = inner(&ctx, plugin, call.via());
    let blame = |plugin: &Active, failure| fault_of(plugin, Via { kind, name: &name }, failure);
    let refused = |ctx: &Ctx, record: Option<&RecordingRow>, plugin: &Active, failure: Failure| {
        if let Some(record) = record {
            keep_refused(ctx, &failure, record.clone());
        }
        blame(plugin, failure)
    };
    let currency = {
        let ctx = ctx.clone();
        db.read(async move |tx| document::currency_of(&mut Uow::new(tx, &ctx), company).await).await?
    };
    let around = surroundings(&ctx, plugin, company, currency);
    let recorded = plugin.recording.then(|| call.clone());
    let mut network = Vec::new();
    let begun = ctx.installed.guests.begin(plugin, call, around, limits);
    let mut running = begun.map_err(|failure| blame(plugin, failure))?;
    let first_write = loop {
        match running.next().await {
            Step::End(ended) => {
                let record = record_of(&ctx, plugin, company, recorded.as_ref(), &network)?;
                let answer = ended.map_err(|failure| refused(&ctx, record.as_ref(), plugin, failure))?;
                db.write(scope, async move |tx| {
                    let mut uow = Uow::new(tx, &ctx);
                    keep(&mut uow, record.as_ref()).await?;
                    settle(&mut uow).await
                })
                .await?;
                return Ok(answer);
            }
            Step::Ask(ask) => match *ask {
                Ask::HttpSend(request) => {
                    let asked = recorded.as_ref().map(|_| request.clone());
                    let sent = outbound::send(plugin, outbound, request);
                    let answer = before(running.deadline(), sent).await;
                    network.extend(asked.map(|asked| (asked, answer.as_ref().ok().cloned())));
                    running.reply(answer.map(Reply::Response));
                }
                ask if ask.writes() => break ask,
                ask => {
                    let (ctx, plugin) = (ctx_inside.clone(), plugin.clone());
                    let until = running.deadline();
                    let read = db.read(async move |tx| {
                        // Nobody reads on with this transaction: the hurry ends with it.
                        let _ = tx.hurry(until);
                        asks::carry_out(&mut Uow::new(tx, &ctx), &plugin, company, ask).await
                    });
                    running.reply(before(until, read).await);
                }
            },
        }
    };
    running.shorten(Limits::AFTER_FIRST_WRITE);
    let record = record_of(&ctx, plugin, company, recorded.as_ref(), &network)?;
    let ctx = ctx_inside.bounded(Bounds { written: true, ..ctx_inside.bounds });
    let plugin = plugin.clone();
    // A guest cannot be run again from its middle: the unit runs once, and when the database asks for it
    // again the attempt has failed.
    let guest: Mutex<Option<Box<dyn Running>>> = Mutex::new(Some(running));
    db.write(scope.patient(), async move |tx| {
        let taken = guest.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut running = taken.ok_or_else(interrupted)?;
        let mut uow = Uow::new(tx, &ctx);
        let reply = in_time(&mut uow, &plugin, company, first_write.clone(), running.as_ref()).await?;
        running.reply(reply);
        let (ended, _) = run(&mut uow, &plugin, company, running).await;
        let answer = ended.map_err(|failure| {
            if let Some(record) = &record {
                keep_refused(&ctx, &failure, record.clone());
            }
            fault_of(&plugin, Via { kind, name: &name }, failure)
        })?;
        keep(&mut uow, record.as_ref()).await?;
        settle(&mut uow).await?;
        Ok(answer)
    })
    .await
}

/// What is waited for on a guest's behalf, in what is left of its time. What comes too late ends the guest as
/// soon as it goes on.
async fn before<T>(until: Option<Instant>, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let Some(until) = until else { return work.await };
    match tokio::time::timeout_at(until.into(), work).await {
        Ok(done) => done,
        Err(_) => Err(DbError::Deadline.into()),
    }
}

/// The call as it is kept for rehearsals, if its plugin's calls are.
fn record_of(
    ctx: &Ctx,
    plugin: &Active,
    company: Option<Uuid>,
    call: Option<&Call>,
    network: &[(HttpRequest, Option<HttpResponse>)],
) -> Result<Option<RecordingRow>, Fault> {
    call.map(|call| kept(ctx, plugin, company, call, network)).transpose()
}

async fn keep(uow: &mut Uow<'_>, record: Option<&RecordingRow>) -> Result<(), Fault> {
    match record {
        Some(record) => Ok(recording::insert(uow.tx, record).await?),
        None => Ok(()),
    }
}

fn interrupted() -> Fault {
    Fault::new(
        FaultKind::Unavailable,
        "plugin.interrupted",
        "Another change came in between; nothing was changed. Try it again.",
    )
}
