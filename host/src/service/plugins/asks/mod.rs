//! What plugins ask of the host, carried out in their unit of work.
//!
//! Two rights are needed for each: the plugin's grant, checked here, and the actor's, checked by the use case
//! that does the work. Must not know WIT.

mod calls;
mod contacts;
mod files;
mod ledger;
mod mail;
mod records;
mod stock;

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use super::Active;
use super::port::{Ask, Reply};
use crate::service::{Fault, Uow};

/// Carries one ask out. When it fails, what it changed is taken back, and the unit goes on.
pub fn carry_out<'a>(
    uow: &'a mut Uow<'_>,
    plugin: &'a Arc<Active>,
    company: Option<Uuid>,
    ask: Ask,
) -> LocalBoxFuture<'a, Result<Reply, Fault>> {
    Box::pin(async move {
        refuse_out_of_place(uow, &ask)?;
        if ask.writes() {
            uow.attempt(async |uow: &mut Uow<'_>| answer(uow, plugin, company, ask.clone()).await).await?
        } else {
            answer(uow, plugin, company, ask).await
        }
    })
}

async fn answer(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    ask: Ask,
) -> Result<Reply, Fault> {
    match ask {
        Ask::RecordsGet { record_type, ids } => records::get(uow, plugin, company, &record_type, &ids).await,
        Ask::RecordsFind(query) => records::find(uow, plugin, company, query).await,
        Ask::RecordsAggregate { query, group_by, measures } => {
            records::aggregate(uow, plugin, company, query, group_by, measures).await
        }
        Ask::RecordsCreate { record_type, bodies } => {
            records::create(uow, plugin, company, &record_type, bodies).await
        }
        Ask::RecordsUpdate { record_type, changes } => {
            records::update(uow, plugin, company, &record_type, changes).await
        }
        Ask::RecordsDelete { record_type, ids } => {
            records::delete(uow, plugin, company, &record_type, &ids).await
        }
        Ask::LedgerPost(entry) => ledger::post(uow, plugin, company, entry).await,
        Ask::LedgerReverse { entry, on, narration } => {
            ledger::reverse(uow, plugin, company, entry, on, narration).await
        }
        Ask::LedgerReconcile { lines } => ledger::reconcile(uow, plugin, company, lines).await,
        Ask::LedgerBalances { accounts, on } => ledger::balances(uow, plugin, company, &accounts, on).await,
        Ask::LedgerOpenBalances { contacts } => ledger::open_balances(uow, plugin, company, &contacts).await,
        Ask::StockPlan(moves) => stock::plan(uow, plugin, company, moves).await,
        Ask::StockReserve(moves) => stock::reserve(uow, plugin, company, moves).await,
        Ask::StockCancel(moves) => stock::cancel(uow, plugin, company, moves).await,
        Ask::StockFinishPart { moves, on } => stock::finish_part(uow, plugin, company, moves, on).await,
        Ask::StockFinish { moves, on } => stock::finish(uow, plugin, company, moves, on).await,
        Ask::StockMoveNow(moves) => stock::move_now(uow, plugin, company, moves).await,
        Ask::StockOnHand { items, location } => stock::on_hand(uow, plugin, company, &items, location).await,
        Ask::ContactsSearch { text, limit } => contacts::search(uow, plugin, text, limit).await,
        Ask::ContactsDuplicates(body) => contacts::duplicates(uow, plugin, &body).await,
        Ask::ActionsCall { name, target, input } => {
            calls::action(uow, plugin, company, &name, target, input).await
        }
        Ask::EventsEmit { name, subject, payload } => {
            calls::emit(uow, plugin, company, &name, subject, payload).await
        }
        Ask::JobsSchedule { job, at, key, input } => {
            calls::schedule(uow, plugin, company, &job, at, key, input).await
        }
        Ask::JobsCancel { job, key } => calls::cancel(uow, plugin, company, &job, &key).await,
        Ask::HttpSend(_) if uow.ctx.bounds.written => Err(Fault::refused(
            "job.network-after-write",
            "Send what must leave the house before the first write: it could not be taken back with it.",
        )),
        Ask::HttpSend(_) => Err(Fault::refused(
            "http.not-here",
            "Nothing is sent out of the house from inside a unit of work: do it in a job or an endpoint, before \
             the first write.",
        )),
        Ask::FilesOfRecord(subject) => files::of_record(uow, plugin, company, subject).await,
        Ask::FilesRead(file) => files::read(uow, plugin, company, file).await,
        Ask::FilesAttach { subject, name, content, .. } => {
            files::attach(uow, plugin, company, subject, &name, &content).await
        }
        Ask::MailSend(message) => mail::send(uow, plugin, company, message).await,
    }
}

/// Refuses what this unit of work is not the place for.
fn refuse_out_of_place(uow: &Uow<'_>, ask: &Ask) -> Result<(), Fault> {
    let bounds = uow.ctx.bounds;
    if bounds.read_only && ask.writes() {
        return Err(Fault::refused(
            "page.read-only",
            "A page or report reads only: change things in an action, and offer it on the page.",
        ));
    }
    let figures = matches!(
        ask,
        Ask::LedgerPost(_)
            | Ask::LedgerReverse { .. }
            | Ask::LedgerReconcile { .. }
            | Ask::StockReserve(_)
            | Ask::StockCancel(_)
            | Ask::StockFinish { .. }
            | Ask::StockFinishPart { .. }
            | Ask::StockMoveNow(_)
    );
    if bounds.figures_open && figures {
        return Err(Fault::refused(
            "plugin.figures-open",
            "The host is working out figures that this would make wrong: post and move goods in a hook after \
             the move, or in an event.",
        ));
    }
    Ok(())
}

/// Refuses what covers one thing and was not granted.
pub(super) fn must_have(plugin: &Active, capability: &str) -> Result<(), Fault> {
    if plugin.granted().has(capability) { Ok(()) } else { Err(not_granted(plugin, capability, None)) }
}

/// Refuses a thing that the capability was not granted for.
pub(super) fn must_cover(plugin: &Active, capability: &str, what: &str) -> Result<(), Fault> {
    if plugin.granted().covers(capability, what) {
        Ok(())
    } else {
        Err(not_granted(plugin, capability, Some(what)))
    }
}

fn not_granted(plugin: &Active, capability: &str, what: Option<&str>) -> Fault {
    let code = plugin.code();
    let of = what.map(|what| format!(" for {what}")).unwrap_or_default();
    let mut fault = Fault::denied(format!(
        "The plugin {code} may not {capability}{of}: its manifest must ask for it, and an administrator grant it."
    ))
    .arg("plugin", code)
    .arg("capability", capability);
    fault.code = "plugin.not-granted".into();
    what.into_iter().fold(fault, |fault, what| fault.arg("covers", what))
}

/// The company of the call; refuses where there is none.
pub(super) fn company_of(company: Option<Uuid>) -> Result<Uuid, Fault> {
    company.ok_or_else(|| {
        Fault::refused(
            "plugin.no-company",
            "This call is about a record that all companies share, so it has no company: ask for records that \
             all share.",
        )
    })
}
