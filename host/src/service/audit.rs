//! The audit log, for administrators: who did what to which record, through which door.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::{Fault, Uow};
use crate::storage::audit::AuditRow;
use crate::storage::audit_search::{self, AuditSearch};

/// Rows of a page, when nobody says how many, and at most.
const PAGE: i64 = 100;
const PAGE_MAX: i64 = 1_000;

/// What is looked for; what is left out is not asked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuditQuery {
    /// Record type.
    pub record_type: Option<String>,
    /// Record.
    pub record_id: Option<Uuid>,
    /// User.
    pub actor: Option<Uuid>,
    /// Company.
    pub company: Option<Uuid>,
    /// `create`, `update`, `post`, …
    pub operation: Option<String>,
    /// Door: `http`, `cli`, `job`, or a plugin's hook, action, event or job: `action crm.convert-lead`.
    pub via: Option<String>,
    /// Plugin.
    pub plugin: Option<String>,
    /// Not before this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
    /// `next` of the page before.
    pub cursor: Option<Uuid>,
    /// Rows of the page, 1 to 1,000.
    pub limit: Option<i64>,
}

/// A page of the log, newest first.
#[derive(Debug)]
pub struct AuditPage {
    /// Rows, each with the name of its user.
    pub rows: Vec<(AuditRow, Option<String>)>,
    /// Where the next page begins.
    pub next: Option<Uuid>,
}

/// A page of the log, for administrators.
pub async fn search(uow: &mut Uow<'_>, query: AuditQuery) -> Result<AuditPage, Fault> {
    uow.ctx.actor.must_administer()?;
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        let message = format!("Give a limit from 1 to {PAGE_MAX}.");
        return Err(Fault::invalid("list.limit", message).at("/limit"));
    }
    let wanted = AuditSearch {
        record_type: query.record_type,
        record_id: query.record_id,
        actor: query.actor,
        company: query.company,
        operation: query.operation,
        via: query.via,
        plugin: query.plugin,
        from: query.from,
        to: query.to,
        cursor: query.cursor,
        limit,
    };
    let rows = audit_search::search(uow.tx, wanted).await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
    let next = rows.last().filter(|_| full).map(|(row, _)| row.id);
    Ok(AuditPage { rows, next })
}
