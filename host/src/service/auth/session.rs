//! Sessions of one's own: to see where one is signed in, and to end them.
//!
//! Knows a user's sessions. Must not know secrets.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::sign_in::{of_account, own_user};
use crate::service::{Fault, Uow};
use crate::storage::auth;

/// A session, as its owner sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct SessionOut {
    /// The session.
    pub id: Uuid,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// What the browser called itself.
    pub user_agent: String,
}

/// The actor's sessions that have not ended, newest first.
pub async fn list_sessions(uow: &mut Uow<'_>) -> Result<Vec<SessionOut>, Fault> {
    let user = own_user(&uow.ctx.actor)?;
    let rows = auth::sessions_of(uow.tx, user, uow.ctx.now).await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionOut {
            id: row.id,
            created_at: row.created_at,
            expires_at: row.expires_at,
            user_agent: row.user_agent,
        })
        .collect())
}

/// Ends one of the actor's sessions.
pub async fn revoke_session(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    let user = own_user(&uow.ctx.actor)?;
    if !auth::delete_session(uow.tx, user, id).await? {
        return Err(Fault::not_found("session", id));
    }
    uow.audit(of_account("sign-out", user)).await
}
