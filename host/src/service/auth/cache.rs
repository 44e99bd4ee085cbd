//! From a secret to the actor behind it, remembered for a second.
//!
//! Knows digests, ends and rights. Must not know cookies or headers.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::roles::ADMINISTRATOR;
use super::secret::{self, TOKEN_PREFIX};
use crate::service::{Actor, ActorKind, Fault, FaultKind, Op, Permission, RowRule, TokenScopes};
use crate::storage::auth::{self, AccountRow, PermissionRow};
use crate::storage::{Db, Tx, json};

/// How long an answer is believed: bounds for how long a change that another process made (another
/// host, the command line) goes unseen. Changes of this process are seen at once.
const AGE_MAX: Duration = Duration::from_secs(1);
/// Most answers kept; bounds the memory.
const ENTRIES_MAX: usize = 10_000;

/// Names of the session cookie: the first over TLS, the second over plain HTTP on loopback, where
/// browsers refuse the `__Host-` prefix.
pub const COOKIE_NAMES: [&str; 2] = ["__Host-keel", "keel"];

/// What a request proves itself with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// Nothing.
    None,
    /// An API token.
    Bearer(String),
    /// A session's secret.
    Cookie(String),
}

/// Actors of recently seen secrets.
#[derive(Debug, Default)]
pub struct AuthCache {
    entries: Mutex<HashMap<[u8; 32], Entry>>,
}

#[derive(Debug, Clone)]
struct Entry {
    actor: Arc<Actor>,
    read_at: Instant,
    generation: u64,
    ends_at: Option<DateTime<Utc>>,
}

impl AuthCache {
    fn get(&self, digest: &[u8; 32], generation: u64) -> Option<Arc<Actor>> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(digest)?;
        let fresh = entry.generation == generation
            && entry.read_at.elapsed() < AGE_MAX
            && entry.ends_at.is_none_or(|end| end > Utc::now());
        fresh.then(|| entry.actor.clone())
    }

    fn put(&self, digest: [u8; 32], entry: Entry) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= ENTRIES_MAX {
            entries.clear();
        }
        entries.insert(digest, entry);
    }
}

/// The actor behind a credential.
///
/// Fails with `auth.token-invalid` or `auth.session-ended` (both [`FaultKind::Unauthenticated`]), which
/// do not tell an unknown secret from an ended one.
pub async fn resolve(db: &Db, credential: Credential, cache: &AuthCache) -> Result<Arc<Actor>, Fault> {
    let secret = match &credential {
        Credential::None => return Err(refused(&credential)),
        Credential::Bearer(secret) if !secret.starts_with(TOKEN_PREFIX) => return Err(refused(&credential)),
        Credential::Cookie(secret) | Credential::Bearer(secret) => secret,
    };
    let digest = secret::digest(secret);
    // Read before the rights are: a change that comes in between makes the entry old at once.
    let generation = db.memo().rights_generation();
    if let Some(actor) = cache.get(&digest, generation) {
        return Ok(actor);
    }
    let read_at = Instant::now();
    let token = matches!(credential, Credential::Bearer(_));
    let found = db
        .read(async move |tx| if token { of_token(tx, &digest).await } else { of_session(tx, &digest).await })
        .await?;
    let (actor, ends_at) = found.ok_or_else(|| refused(&credential))?;
    let actor = Arc::new(actor);
    cache.put(digest, Entry { actor: actor.clone(), read_at, generation, ends_at });
    Ok(actor)
}

fn refused(credential: &Credential) -> Fault {
    match credential {
        Credential::Bearer(_) => Fault::new(
            FaultKind::Unauthenticated,
            "auth.token-invalid",
            "This API token is unknown, expired or revoked; make a new one under your account.",
        ),
        Credential::None => Fault::new(
            FaultKind::Unauthenticated,
            "not-signed-in",
            "Sign in, or send an API token as a bearer.",
        ),
        Credential::Cookie(_) => Fault::new(
            FaultKind::Unauthenticated,
            "auth.session-ended",
            "Your session has ended; sign in again.",
        ),
    }
}

type Found = Option<(Actor, Option<DateTime<Utc>>)>;

async fn of_session(tx: &mut Tx, digest: &[u8]) -> Result<Found, Fault> {
    let Some(session) = auth::session_by_digest(tx, digest).await? else { return Ok(None) };
    if session.expires_at <= Utc::now() {
        return Ok(None);
    }
    let Some(account) = auth::account(tx, session.user_id).await?.filter(|a| !a.disabled) else {
        return Ok(None);
    };
    Ok(Some((actor_of(tx, account).await?, Some(session.expires_at))))
}

async fn of_token(tx: &mut Tx, digest: &[u8]) -> Result<Found, Fault> {
    let Some(token) = auth::token_by_digest(tx, digest).await? else { return Ok(None) };
    if token.revoked_at.is_some() || token.expires_at.is_some_and(|end| end <= Utc::now()) {
        return Ok(None);
    }
    let Some(account) = auth::account(tx, token.user_id).await?.filter(|a| !a.disabled) else {
        return Ok(None);
    };
    let mut actor = actor_of(tx, account).await?;
    actor.kind = ActorKind::Token;
    actor.name = format!("{} ({})", token.name, actor.name);
    actor.token_scopes = Some(Arc::new(scopes_of(&token.scopes)?));
    Ok(Some((actor, token.expires_at)))
}

/// The actor of an account, with the rights of all its roles.
pub(super) async fn actor_of(tx: &mut Tx, account: AccountRow) -> Result<Actor, Fault> {
    let rows = auth::permissions_of(tx, account.id).await?;
    let permissions = rows.into_iter().map(permission_of).collect::<Result<Vec<_>, _>>()?;
    let team = if permissions.iter().any(|p| p.rows == RowRule::Team) {
        auth::team_of(tx, account.id).await?.into_iter().collect()
    } else {
        BTreeSet::new()
    };
    let roles = auth::roles_of(tx, account.id).await?;
    let everywhere = |(code, company): &(String, Option<_>)| code == ADMINISTRATOR && company.is_none();
    Ok(Actor {
        kind: ActorKind::User,
        user_id: Some(account.id),
        name: account.name,
        administrator: account.administrator || roles.iter().any(everywhere),
        permissions: Arc::new(permissions),
        roles: Arc::new(roles),
        token_scopes: None,
        team: Arc::new(team),
        via: "http",
    })
}

fn permission_of(row: PermissionRow) -> Result<Permission, Fault> {
    let operations: Vec<String> = json::from_text(&row.operations)?;
    Ok(Permission {
        record_type: row.record_type,
        operations: operations.iter().filter_map(|name| Op::of(name)).collect(),
        hidden_fields: json::from_text(&row.hidden_fields)?,
        readonly_fields: json::from_text(&row.readonly_fields)?,
        rows: match row.row_rule.as_str() {
            "own" => RowRule::Own,
            "team" => RowRule::Team,
            _ => RowRule::All,
        },
        company: row.company_id,
    })
}

/// The actor that a user is, with the rights they have now.
pub async fn actor_of_user(tx: &mut Tx, user: uuid::Uuid) -> Result<Actor, Fault> {
    let account = auth::account(tx, user).await?.filter(|account| !account.disabled);
    actor_of(tx, account.ok_or_else(|| Fault::not_found("user", user))?).await
}

/// Kept scopes as the actor carries them; an operation that this program does not know allows nothing.
pub(super) fn scopes_of(text: &str) -> Result<TokenScopes, Fault> {
    let named: HashMap<String, Vec<String>> = json::from_text(text)?;
    Ok(named
        .into_iter()
        .map(|(record_type, ops)| (record_type, ops.iter().filter_map(|op| Op::of(op)).collect()))
        .collect())
}
