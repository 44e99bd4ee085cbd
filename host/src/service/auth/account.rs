//! Accounts: the first administrator, new users, one-time passwords, who may sign in.
//!
//! Knows what an account begins with. Must not know who prints or mails its password.

use std::sync::Arc;

use chrono::Utc;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::sign_in::{normal_login, of_account};
use super::{password, secret};
use crate::service::{Actor, Ctx, Fault, Uow};
use crate::storage::auth::{self, AccountRow};
use crate::storage::{Db, Scope};

/// A password that was made up by the host and must be changed at the first sign-in. Told once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct OneTimePassword {
    /// The account.
    pub user_id: Uuid,
    /// Name to sign in with.
    pub login: String,
    /// The password.
    pub password: String,
}

/// A new account.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct NewUser {
    /// Name to sign in with; kept in lower case.
    pub login: String,
    /// Name to show.
    pub name: String,
    /// Language of the interface (BCP 47); English if none.
    #[serde(default)]
    pub language: Option<String>,
    /// May do everything.
    #[serde(default)]
    pub administrator: bool,
}

/// Makes the account `admin` if nobody can administer yet; its password, told this once.
pub async fn first_administrator(db: &Db) -> Result<Option<OneTimePassword>, Fault> {
    if db.read(async |tx| auth::has_administrator(tx).await.map_err(Fault::from)).await? {
        return Ok(None);
    }
    let password = secret::readable()?;
    let hash = password::hash(password.clone()).await?;
    let ctx = Ctx::system("setup");
    let made = db
        .write(Scope::Shared, async move |tx| {
            if auth::has_administrator(tx).await? {
                return Ok::<_, Fault>(None);
            }
            let user = NewUser {
                login: "admin".into(),
                name: "Administrator".into(),
                language: None,
                administrator: true,
            };
            let mut uow = Uow::new(tx, &ctx);
            insert(&mut uow, &user, &hash).await.map(Some)
        })
        .await?;
    Ok(made.map(|user_id| OneTimePassword { user_id, login: "admin".into(), password }))
}

/// Makes an account with a one-time password. Only administrators.
pub async fn create_user(db: &Db, actor: Arc<Actor>, input: NewUser) -> Result<OneTimePassword, Fault> {
    actor.must_administer()?;
    let login = normal_login(&input.login);
    if login.is_empty() || login.chars().count() > 100 || login.chars().any(char::is_whitespace) {
        return Err(Fault::invalid(
            "auth.login-malformed",
            "Choose a name to sign in with, of 1 to 100 characters without spaces.",
        )
        .at("/login"));
    }
    if input.name.trim().is_empty() {
        return Err(Fault::invalid("required", "Give the name to show.").at("/name"));
    }
    let password = secret::readable()?;
    let hash = password::hash(password.clone()).await?;
    let ctx = Ctx::of(actor, Utc::now(), Uuid::now_v7());
    let user = NewUser { login: login.clone(), ..input };
    let user_id = db
        .write(Scope::Shared, async move |tx| {
            let mut uow = Uow::new(tx, &ctx);
            if auth::account_by_login(uow.tx, &user.login).await?.is_some() {
                return Err(Fault::refused(
                    "auth.login-taken",
                    "Another account has this name; choose a different one.",
                )
                .at("/login"));
            }
            insert(&mut uow, &user, &hash).await
        })
        .await?;
    Ok(OneTimePassword { user_id, login, password })
}

/// Replaces a forgotten password by a one-time one and ends the user's sessions. Only administrators.
pub async fn give_one_time_password(
    db: &Db,
    actor: Arc<Actor>,
    login: &str,
) -> Result<OneTimePassword, Fault> {
    actor.must_administer()?;
    let login = normal_login(login);
    let password = secret::readable()?;
    let hash = password::hash(password.clone()).await?;
    let ctx = Ctx::of(actor, Utc::now(), Uuid::now_v7());
    let name = login.clone();
    let user_id = db
        .write(Scope::Shared, async move |tx| {
            let mut uow = Uow::new(tx, &ctx);
            let account = auth::account_by_login(uow.tx, &name).await?;
            let account = account.ok_or_else(|| Fault::not_found("user", &name).at("/login"))?;
            auth::set_password(uow.tx, account.id, &hash, true, uow.ctx.now).await?;
            auth::delete_sessions_but(uow.tx, account.id, None).await?;
            uow.audit(of_account("reset-password", account.id)).await?;
            Ok::<_, Fault>(account.id)
        })
        .await?;
    Ok(OneTimePassword { user_id, login, password })
}

/// Lets an account sign in, or not; its sessions end. Only administrators, and not the last one.
pub async fn set_disabled(uow: &mut Uow<'_>, login: &str, disabled: bool) -> Result<Uuid, Fault> {
    uow.ctx.actor.must_administer()?;
    let login = normal_login(login);
    let account = auth::account_by_login(uow.tx, &login).await?;
    let account = account.ok_or_else(|| Fault::not_found("user", &login).at("/login"))?;
    auth::set_disabled(uow.tx, account.id, disabled, uow.ctx.now).await?;
    if disabled {
        auth::delete_sessions_but(uow.tx, account.id, None).await?;
        must_leave_an_administrator(uow).await?;
    }
    uow.audit(of_account(if disabled { "disable" } else { "enable" }, account.id)).await?;
    Ok(account.id)
}

/// Refuses a change after which nobody could administer.
pub(crate) async fn must_leave_an_administrator(uow: &mut Uow<'_>) -> Result<(), Fault> {
    if auth::has_administrator(uow.tx).await? {
        return Ok(());
    }
    Err(Fault::refused(
        "auth.last-administrator",
        "This is the last administrator: make another user administrator first.",
    ))
}

async fn insert(uow: &mut Uow<'_>, user: &NewUser, hash: &str) -> Result<Uuid, Fault> {
    let account = AccountRow {
        id: uow.id(),
        login: user.login.clone(),
        name: user.name.trim().to_owned(),
        language: user.language.clone().unwrap_or_else(|| "en".into()),
        password_hash: Some(hash.to_owned()),
        password_one_time: true,
        administrator: user.administrator,
        disabled: false,
        failed_sign_ins: 0,
        locked_until_at: None,
        contact_id: None,
    };
    auth::insert_account(uow.tx, &account, uow.ctx.now).await?;
    uow.audit(of_account("create", account.id)).await?;
    Ok(account.id)
}
