//! API tokens: bearer secrets of programs, narrower than the user they act for.
//!
//! Knows scopes, ends and revocation. Must not know headers.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::secret::{self, TOKEN_PREFIX};
use super::sign_in::own_user;
use crate::service::{ActorKind, Audit, Fault, Op, Uow};
use crate::storage::auth::{self, TokenRow};
use crate::storage::json;

/// A token lives at most this long; renewing it is a moment to look at what it may.
const DAYS_MAX: i64 = 3 * 366;
/// Bounds the size of the kept document.
const SCOPES_MAX: usize = 200;

/// A wish for a token.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// Operations by record type: `{"contact": ["read", "create"]}`; `*` is every record type.
    pub scopes: BTreeMap<String, Vec<String>>,
    /// When it ends; without it in a year.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token that was made. The secret is told this once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct TokenMade {
    /// `keel_pat_…`: keep it, it is not told again.
    pub secret: String,
    /// The token.
    #[serde(flatten)]
    pub token: TokenOut,
}

/// A token, without its secret.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct TokenOut {
    /// The token.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// Operations by record type.
    pub scopes: BTreeMap<String, Vec<String>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Makes a token for `user`, or for the actor. Only the host itself may make one for somebody else.
///
/// A token cannot make tokens: what it may would outlive it.
pub async fn create_token(
    uow: &mut Uow<'_>,
    input: NewToken,
    user: Option<Uuid>,
) -> Result<TokenMade, Fault> {
    let user = match (uow.ctx.actor.kind, user) {
        (ActorKind::System, Some(user)) => user,
        (ActorKind::User, None) => own_user(&uow.ctx.actor)?,
        _ => {
            return Err(Fault::denied(
                "Only a user who is signed in may make API tokens, and only their own.",
            ));
        }
    };
    check(&input, uow.ctx.now)?;
    let secret = format!("{TOKEN_PREFIX}{}", secret::random()?);
    let row = TokenRow {
        id: uow.id(),
        user_id: user,
        name: input.name.trim().to_owned(),
        scopes: json::to_text(&input.scopes)?,
        created_at: uow.ctx.now,
        expires_at: Some(input.expires_at.unwrap_or(uow.ctx.now + Duration::days(365))),
        revoked_at: None,
    };
    auth::insert_token(uow.tx, &row, &secret::digest(&secret)).await?;
    uow.audit(of_token("create", row.id)).await?;
    Ok(TokenMade { secret, token: out(row)? })
}

/// The actor's tokens, newest first; ended ones too.
pub async fn list_tokens(uow: &mut Uow<'_>) -> Result<Vec<TokenOut>, Fault> {
    let user = own_user(&uow.ctx.actor)?;
    auth::tokens_of(uow.tx, user).await?.into_iter().map(out).collect()
}

/// Revokes one of the actor's tokens, or anybody's if the actor administers. Holds at once.
pub async fn revoke_token(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    let owner = match uow.ctx.actor.must_administer() {
        Ok(()) => None,
        Err(_) => Some(own_user(&uow.ctx.actor)?),
    };
    if !auth::revoke_token(uow.tx, id, owner, uow.ctx.now).await? {
        return Err(Fault::not_found("api-token", id));
    }
    uow.audit(of_token("revoke", id)).await
}

fn of_token(operation: &str, id: Uuid) -> Audit<'_> {
    Audit { operation, record_type: "api-token", record_id: Some(id), company_id: None, changes: "{}".into() }
}

pub(super) fn out(row: TokenRow) -> Result<TokenOut, Fault> {
    Ok(TokenOut {
        id: row.id,
        name: row.name,
        scopes: json::from_text(&row.scopes)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    })
}

fn check(input: &NewToken, now: DateTime<Utc>) -> Result<(), Fault> {
    let length = input.name.trim().chars().count();
    if length == 0 || length > 200 {
        return Err(
            Fault::invalid("text.length", "Say in 1 to 200 characters what the token is for.").at("/name")
        );
    }
    if input.scopes.is_empty() || input.scopes.len() > SCOPES_MAX {
        return Err(Fault::invalid(
            "auth.scopes-empty",
            format!("Name 1 to {SCOPES_MAX} record types with the operations that the token may use."),
        )
        .at("/scopes"));
    }
    for (record_type, operations) in &input.scopes {
        let pointer = format!("/scopes/{}", record_type.replace('~', "~0").replace('/', "~1"));
        for (index, operation) in operations.iter().enumerate() {
            if Op::of(operation).is_none() {
                let known: Vec<&str> = Op::ALL.iter().map(|op| op.name()).collect();
                return Err(Fault::invalid(
                    "auth.operation-unknown",
                    format!("Choose operations from: {}.", known.join(", ")),
                )
                .at(format!("{pointer}/{index}")));
            }
        }
    }
    if let Some(end) = input.expires_at
        && (end <= now || end > now + Duration::days(DAYS_MAX))
    {
        return Err(Fault::invalid(
            "auth.expiry-out-of-range",
            format!("Choose an end in the future, at most {DAYS_MAX} days from now."),
        )
        .at("/expires_at"));
    }
    Ok(())
}
