//! Accounts and tokens as the operator at the command line sees them: everybody's, by login.
//!
//! Knows accounts and tokens. Must not know who prints them. Everything here is the administrator's alone.

use serde::Serialize;

use super::sign_in::normal_login;
use super::token::{NewToken, TokenMade, TokenOut, create_token, out};
use crate::service::{Fault, Uow};
use crate::storage::auth::{self, AccountRow};

/// One account, without its secrets.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct AccountLine {
    /// Name to sign in with.
    pub login: String,
    /// Name to show.
    pub name: String,
    /// May do everything.
    pub administrator: bool,
    /// May not sign in.
    pub disabled: bool,
    /// Has not yet chosen a password.
    pub password_one_time: bool,
}

/// Every account, by login.
pub async fn list_accounts(uow: &mut Uow<'_>) -> Result<Vec<AccountLine>, Fault> {
    uow.ctx.actor.must_administer()?;
    let line = |account: AccountRow| AccountLine {
        login: account.login,
        name: account.name,
        administrator: account.administrator,
        disabled: account.disabled,
        password_one_time: account.password_one_time,
    };
    Ok(auth::accounts(uow.tx).await?.into_iter().map(line).collect())
}

/// The tokens of a login, newest first; ended ones too.
pub async fn list_tokens_of(uow: &mut Uow<'_>, login: &str) -> Result<Vec<TokenOut>, Fault> {
    uow.ctx.actor.must_administer()?;
    let account = account(uow, login).await?;
    auth::tokens_of(uow.tx, account.id).await?.into_iter().map(out).collect()
}

/// Makes a token that acts for a login. Only the host itself may: see [`create_token`].
pub async fn create_token_for(uow: &mut Uow<'_>, login: &str, input: NewToken) -> Result<TokenMade, Fault> {
    let account = account(uow, login).await?;
    create_token(uow, input, Some(account.id)).await
}

async fn account(uow: &mut Uow<'_>, login: &str) -> Result<AccountRow, Fault> {
    let account = auth::account_by_login(uow.tx, &normal_login(login)).await?;
    account.ok_or_else(|| Fault::not_found("user", login).at("/login"))
}
