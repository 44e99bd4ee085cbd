//! Requests kept aside because a hook failed whose policy is `hold`: an administrator sends one again as
//! whoever sent it, or drops it.
//!
//! Must not know how a request is sent: the door it came through does.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::hooks_marks::{ById, Page, remember};
use crate::service::{Actor, Fault, FaultKind, Hold, Uow, auth};
use crate::storage::plugins::held::{self, HeldRow};

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: String,
    /// Path with its query.
    pub path: String,
    /// The version that it names.
    pub if_match: Option<String>,
    /// JSON.
    pub body: String,
    /// Its `Idempotency-Key`.
    pub key: Option<String>,
}

/// A kept request, as people see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Held {
    /// Its id.
    pub id: Uuid,
    /// When it was kept.
    pub at: DateTime<Utc>,
    /// Company of the record.
    pub company: Option<Uuid>,
    /// Record type of the change.
    pub record_type: String,
    /// `create`, `update`, `delete`.
    pub operation: String,
    /// The request's method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// Its body.
    pub body: String,
    /// The plugin.
    pub plugin: String,
    /// Its hook.
    pub hook: String,
    /// What happened.
    pub code: String,
    /// In words.
    pub message: String,
    /// Who sent it.
    pub held_for: Option<Uuid>,
}

impl From<HeldRow> for Held {
    fn from(row: HeldRow) -> Self {
        Held {
            id: row.id,
            at: row.at,
            company: row.company_id,
            record_type: row.record_type,
            operation: row.operation,
            method: row.method,
            path: row.path,
            body: row.body,
            plugin: row.plugin,
            hook: row.hook,
            code: row.code,
            message: row.message,
            held_for: row.held_for_id,
        }
    }
}

/// Keeps a request that changed nothing, once for its key; what its sender is told.
pub async fn keep(uow: &mut Uow<'_>, hold: &Hold, why: &Fault, request: Request) -> Result<Fault, Fault> {
    if let (Some(user), Some(key)) = (uow.ctx.actor.user_id, &request.key)
        && let Some(row) = held::by_key(uow.tx, user, key).await?
    {
        return Ok(told(&row));
    }
    let row = HeldRow {
        id: uow.id(),
        at: uow.ctx.now,
        company_id: hold.company_id,
        record_type: hold.record_type.clone(),
        operation: hold.operation.to_owned(),
        record_id: hold.record_id.filter(|_| hold.operation != "create"),
        method: request.method,
        path: request.path,
        if_match: request.if_match,
        body: request.body,
        request_key: request.key,
        plugin: hold.plugin.clone(),
        hook: hold.hook.clone(),
        code: why.code.clone(),
        message: why.message.clone(),
        held_for_id: uow.ctx.actor.user_id,
    };
    held::insert(uow.tx, &row).await?;
    remember(uow, "hold", "plugin-held", row.id).await?;
    Ok(told(&row))
}

fn told(row: &HeldRow) -> Fault {
    let message = format!(
        "This was not done, but it is kept: the plugin {} failed in its hook {}, and an administrator can release \
         or drop what waits under {}. Do not send it again.",
        row.plugin, row.hook, row.id
    );
    Fault::new(FaultKind::Refused, "plugin.held", message)
        .arg("held", row.id)
        .arg("plugin", &row.plugin)
        .arg("hook", &row.hook)
        .arg("code", &row.code)
}

/// Kept requests, newest first.
pub async fn list(uow: &mut Uow<'_>, page: Page) -> Result<Vec<Held>, Fault> {
    uow.ctx.actor.must_administer()?;
    let rows = held::list(uow.tx, page.before, page.most()).await?;
    Ok(rows.into_iter().map(Held::from).collect())
}

/// A kept request, and who sent it with the rights they have now.
pub async fn request(uow: &mut Uow<'_>, id: Uuid) -> Result<(Request, Arc<Actor>), Fault> {
    uow.ctx.actor.must_administer()?;
    let missing = || Fault::not_found("held request", id).at("/id");
    let row = held::get(uow.tx, id).await?.ok_or_else(missing)?;
    let user = row.held_for_id.ok_or_else(missing)?;
    let actor = auth::actor_of_user(uow.tx, user).await?;
    let HeldRow { method, path, if_match, body, .. } = row;
    let request = Request { method, path, if_match, body, key: None };
    Ok((request, Arc::new(actor)))
}

/// Forgets a kept request that was released.
pub async fn released(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    if held::delete(uow.tx, id).await? {
        remember(uow, "release", "plugin-held", id).await?;
    }
    Ok(())
}

/// Drops a kept request.
pub async fn drop(uow: &mut Uow<'_>, input: ById) -> Result<ById, Fault> {
    uow.ctx.actor.must_administer()?;
    if !held::delete(uow.tx, input.id).await? {
        return Err(Fault::not_found("held request", input.id).at("/id"));
    }
    remember(uow, "drop", "plugin-held", input.id).await?;
    Ok(input)
}
