//! The audit log for administrators.

use axum::http::{Method, StatusCode};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Answer, Req, Route};
use crate::service::audit::{self, AuditQuery};
use crate::service::{Fault, Uow};
use crate::storage::audit::AuditRow;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let summary = "Who did what to which record, newest first; for administrators.";
    vec![
        Route::new(Method::GET, "/api/v1/audit", "audit.list", summary, list)
            .tag("audit")
            .query::<AuditQuery>()
            .reply::<AuditOut>(StatusCode::OK),
    ]
}

/// A page of the audit log.
#[derive(Debug, Serialize, JsonSchema)]
struct AuditOut {
    /// Rows, newest first.
    items: Vec<RowOut>,
    /// Cursor of the next page.
    next: Option<Uuid>,
}

/// Something that was done.
#[derive(Debug, Serialize, JsonSchema)]
struct RowOut {
    id: Uuid,
    at: DateTime<Utc>,
    actor: ActorOut,
    company: Option<Uuid>,
    operation: String,
    record_type: String,
    record_id: Option<Uuid>,
    /// Old and new value by field.
    changes: Json,
    request_id: Uuid,
    via: String,
    plugin: Option<String>,
    plugin_version: Option<String>,
    package_digest: Option<String>,
}

/// Who did it.
#[derive(Debug, Serialize, JsonSchema)]
struct ActorOut {
    /// `user`, `token`, `plugin`, `system`.
    kind: String,
    /// The user.
    id: Option<Uuid>,
    /// Their name.
    name: Option<String>,
}

async fn list(req: Req) -> Result<Answer, Fault> {
    let query: AuditQuery = req.query()?;
    let page = req.read(async move |uow: &mut Uow<'_>| audit::search(uow, query).await).await?;
    Answer::json(&AuditOut { items: page.rows.into_iter().map(shown).collect(), next: page.next })
}

fn shown((row, name): (AuditRow, Option<String>)) -> RowOut {
    RowOut {
        id: row.id,
        at: row.at,
        actor: ActorOut { kind: row.actor_kind, id: row.actor_id, name },
        company: row.company_id,
        operation: row.operation,
        record_type: row.record_type,
        record_id: row.record_id,
        changes: serde_json::from_str(&row.changes).unwrap_or_default(),
        request_id: row.request_id,
        via: row.via,
        plugin: row.plugin,
        plugin_version: row.plugin_version,
        package_digest: row.package_digest,
    }
}
