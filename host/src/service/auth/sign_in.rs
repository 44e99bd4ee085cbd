//! Signing in with a password, signing out, changing the password.
//!
//! Knows lock-out and one-time passwords. Must not know cookies. Passwords are compared while no unit of
//! work is held; each attempt is counted before it is looked at, so that parallel guesses gain nothing.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cache::actor_of;
use super::{password, secret};
use crate::service::{Actor, ActorKind, Audit, Ctx, Fault, FaultKind, Uow};
use crate::storage::auth::{self, AccountRow, SessionRow};
use crate::storage::{Db, Scope};

/// A session lasts one working day.
const SESSION_HOURS: i64 = 12;
/// Attempts in a row before the account is locked for a while.
const ATTEMPTS_FREE: i64 = 5;
/// The longest lock; each attempt beyond the free ones doubles it, from one minute.
const LOCK_MINUTES_MAX: i64 = 60;

/// A wish to sign in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SignIn {
    /// Name of the account.
    pub login: String,
    /// Its password.
    pub password: String,
    /// A new password: needed when the present one is good for one time only.
    #[serde(default)]
    pub new_password: Option<String>,
}

/// A session that began.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct SignedIn {
    /// Secret of the session: for the cookie, never for the body of an answer.
    #[serde(skip)]
    pub secret: String,
    /// The session.
    pub session_id: Uuid,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Whose it is.
    pub user: WhoAmI,
}

/// An account, as its owner sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct WhoAmI {
    /// The user.
    pub id: Uuid,
    /// Name of the account.
    pub login: String,
    /// Name to show.
    pub name: String,
    /// Language of the interface (BCP 47).
    pub language: String,
    /// May do everything.
    pub administrator: bool,
    /// Codes of the roles, with the company in which each holds.
    pub roles: Vec<RoleOut>,
}

/// A role that a user has.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct RoleOut {
    /// Code of the role.
    pub code: String,
    /// Company in which it holds; none: in all.
    pub company_id: Option<Uuid>,
}

/// A wish to change one's own password.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ChangePassword {
    /// The present one.
    pub password: String,
    /// The new one.
    pub new_password: String,
}

/// Begins a session. Fails, in this order, with `auth.locked`, `auth.wrong-credentials`,
/// `auth.password-must-change`, `auth.password-unchanged` and the rules for new passwords.
pub async fn sign_in(db: &Db, input: SignIn, user_agent: &str, request_id: Uuid) -> Result<SignedIn, Fault> {
    let login = normal_login(&input.login);
    let account = prove(db, login, input.password.clone(), request_id).await?;
    let new_hash = match (&input.new_password, account.password_one_time) {
        (None, true) => {
            return Err(Fault::new(
                FaultKind::Denied,
                "auth.password-must-change",
                "This password is good for one time: sign in with it once more and give a new_password.",
            )
            .at("/new_password"));
        }
        (None, false) => None,
        (Some(new), _) => Some(fresh_hash(&input.password, new, &account.login).await?),
    };
    let secret = secret::random()?;
    let digest = secret::digest(&secret);
    let now = Utc::now();
    let session = SessionRow {
        id: Uuid::now_v7(),
        user_id: account.id,
        created_at: now,
        expires_at: now + Duration::hours(SESSION_HOURS),
        user_agent: user_agent.chars().take(200).collect(),
    };
    let (session_id, expires_at, user_id) = (session.id, session.expires_at, account.id);
    let user = db
        .write(Scope::Shared, async move |tx| {
            let current = still_the_same(tx, &account).await?;
            let ctx = ctx_of(actor_of(tx, current.clone()).await?, now, request_id);
            let mut uow = Uow::new(tx, &ctx);
            if let Some(hash) = &new_hash {
                auth::set_password(uow.tx, user_id, hash, false, now).await?;
                auth::delete_sessions_but(uow.tx, user_id, None).await?;
                uow.audit(of_account("change-password", user_id)).await?;
            } else {
                auth::set_attempts(uow.tx, user_id, 0, None).await?;
            }
            auth::insert_session(uow.tx, &session, &digest).await?;
            uow.audit(of_account("sign-in", user_id)).await?;
            who(uow.tx, current).await
        })
        .await?;
    Ok(SignedIn { secret, session_id, expires_at, user })
}

/// Ends the session of a secret. An ended one is no mistake.
pub async fn sign_out(db: &Db, actor: Arc<Actor>, secret: &str, request_id: Uuid) -> Result<(), Fault> {
    let digest = secret::digest(secret);
    let ctx = Ctx::of(actor, Utc::now(), request_id);
    db.write(Scope::Shared, async move |tx| {
        let mut uow = Uow::new(tx, &ctx);
        let Some(session) = auth::session_by_digest(uow.tx, &digest).await? else { return Ok(()) };
        if auth::delete_session(uow.tx, session.user_id, session.id).await? {
            uow.audit(of_account("sign-out", session.user_id)).await?;
        }
        Ok(())
    })
    .await
}

/// Changes the actor's own password and ends all sessions but the present one.
pub async fn change_password(
    db: &Db,
    actor: Arc<Actor>,
    input: ChangePassword,
    present_secret: Option<&str>,
    request_id: Uuid,
) -> Result<(), Fault> {
    let user = own_user(&actor)?;
    let found = db.read(async move |tx| auth::account(tx, user).await.map_err(Fault::from)).await?;
    let login = found.ok_or_else(|| Fault::not_found("user", user))?.login;
    let account =
        prove(db, login, input.password.clone(), request_id).await.map_err(|fault| match fault.kind {
            FaultKind::Unauthenticated => {
                Fault::invalid("auth.wrong-password", "This is not your present password.").at("/password")
            }
            _ => fault,
        })?;
    let hash = fresh_hash(&input.password, &input.new_password, &account.login).await?;
    let present = present_secret.map(secret::digest);
    let ctx = Ctx::of(actor, Utc::now(), request_id);
    db.write(Scope::Shared, async move |tx| {
        still_the_same(tx, &account).await?;
        let mut uow = Uow::new(tx, &ctx);
        let session = match &present {
            Some(digest) => auth::session_by_digest(uow.tx, digest).await?.map(|session| session.id),
            None => None,
        };
        auth::set_password(uow.tx, user, &hash, false, uow.ctx.now).await?;
        auth::delete_sessions_but(uow.tx, user, session).await?;
        uow.audit(of_account("change-password", user)).await
    })
    .await
}

/// The actor's own account.
pub async fn who_am_i(db: &Db, actor: &Actor) -> Result<WhoAmI, Fault> {
    let actor = actor.clone();
    db.read(async move |tx| of_actor(tx, &actor).await).await
}

/// The same, in a unit of work.
pub(crate) async fn of_actor(tx: &mut crate::storage::Tx, actor: &Actor) -> Result<WhoAmI, Fault> {
    let user = actor.user_id.ok_or_else(|| Fault::denied("Only a user has an account."))?;
    let account = auth::account(tx, user).await?.ok_or_else(|| Fault::not_found("user", user))?;
    who(tx, account).await
}

async fn who(tx: &mut crate::storage::Tx, account: AccountRow) -> Result<WhoAmI, Fault> {
    let roles = auth::roles_of(tx, account.id).await?;
    Ok(WhoAmI {
        id: account.id,
        login: account.login,
        name: account.name,
        language: account.language,
        administrator: account.administrator,
        roles: roles.into_iter().map(|(code, company_id)| RoleOut { code, company_id }).collect(),
    })
}

/// The user behind an actor, for what everybody may do with their own account.
///
/// Not a token's business: what it may is in its scopes, and none of them speaks of the account.
pub(super) fn own_user(actor: &Actor) -> Result<Uuid, Fault> {
    let own = actor.user_id.filter(|_| actor.kind == ActorKind::User);
    own.ok_or_else(|| Fault::denied("Sign in with your password to see to your own account."))
}

/// A login in its one form: no spaces around it, lower case.
pub(crate) fn normal_login(login: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    login.trim().nfkc().collect::<String>().to_lowercase()
}

pub(super) fn of_account(operation: &str, user: Uuid) -> Audit<'_> {
    Audit { operation, record_type: "user", record_id: Some(user), company_id: None, changes: "{}".into() }
}

fn ctx_of(actor: Actor, now: DateTime<Utc>, request_id: Uuid) -> Ctx {
    Ctx::of(Arc::new(actor), now, request_id)
}

async fn fresh_hash(present: &str, new: &str, login: &str) -> Result<String, Fault> {
    if present == new {
        return Err(Fault::invalid(
            "auth.password-unchanged",
            "Choose a password that differs from the present one.",
        )
        .at("/new_password"));
    }
    password::check_new(new, login, "/new_password")?;
    password::hash(new.to_owned()).await
}

/// The account, once the password is proved to be its own. Leaves the attempts counted: whoever goes on
/// sets them back in the same unit that uses the proof.
async fn prove(db: &Db, login: String, given: String, request_id: Uuid) -> Result<AccountRow, Fault> {
    let account = db
        .write(Scope::Shared, async move |tx| {
            match auth::account_by_login(tx, &login).await?.filter(|account| !account.disabled) {
                Some(account) => count(tx, account, request_id).await.map(Some),
                None => Ok::<_, Fault>(None),
            }
        })
        .await?;
    let kept = account.as_ref().and_then(|account| account.password_hash.clone());
    match account {
        Some(account) if password::is_right(given.clone(), kept.clone()).await? => Ok(account),
        Some(_) => Err(wrong()),
        None => {
            password::is_right(given, None).await?;
            Err(wrong())
        }
    }
}

fn wrong() -> Fault {
    Fault::new(
        FaultKind::Unauthenticated,
        "auth.wrong-credentials",
        "The name or the password is wrong; an administrator can give you a new one.",
    )
}

/// Counts one attempt; refuses it when the account is locked.
async fn count(
    tx: &mut crate::storage::Tx,
    account: AccountRow,
    request_id: Uuid,
) -> Result<AccountRow, Fault> {
    let now = Utc::now();
    if let Some(until) = account.locked_until_at.filter(|until| *until > now) {
        let seconds = (until - now).num_seconds() + 1;
        return Err(Fault::new(
            FaultKind::TooMany,
            "auth.locked",
            "Too many wrong passwords: wait until this account opens again, or ask an administrator.",
        )
        .arg("until", until.to_rfc3339())
        .arg("retry_after_seconds", seconds));
    }
    let failed = account.failed_sign_ins + 1;
    let locked_until_at = (failed >= ATTEMPTS_FREE).then(|| {
        let doubled = 1_i64 << (failed - ATTEMPTS_FREE).min(6);
        now + Duration::minutes(doubled.min(LOCK_MINUTES_MAX))
    });
    auth::set_attempts(tx, account.id, failed, locked_until_at).await?;
    if locked_until_at.is_some() {
        let ctx = ctx_of(Actor::system("http"), now, request_id);
        Uow::new(tx, &ctx).audit(of_account("lock", account.id)).await?;
    }
    Ok(account)
}

/// The account again, refused when its password or its right to sign in changed since the proof.
async fn still_the_same(tx: &mut crate::storage::Tx, proved: &AccountRow) -> Result<AccountRow, Fault> {
    auth::account(tx, proved.id)
        .await?
        .filter(|now| now.password_hash == proved.password_hash && !now.disabled)
        .ok_or_else(wrong)
}
