//! What plugins ask of the host, carried out in their unit of work.
//!
//! Two rights are needed for each: the plugin's grant, checked here, and the actor's, checked by the use case
//! that does the work. Must not know WIT.

mod records;

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
        other => Err(Fault::internal(format!("no answer is written for {other:?}"))),
    }
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
