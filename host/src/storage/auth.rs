//! Accounts, sessions, API tokens and the rights of a user.
//!
//! Knows the tables `user_account`, `session`, `api_token`, `role`, `role_permission` and `user_role`.
//! Must not know passwords, secrets or what a right is for: it keeps digests and names.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Row, Sql, Tx, Val};

mod rights;
mod session;
mod token;

pub use rights::{
    PermissionRow, give_role, insert_role, permissions_of, replace_permissions, role_by_code, roles_of,
    team_of,
};
pub use session::{
    SessionRow, delete_ended_sessions, delete_session, delete_sessions_but, insert_session,
    session_by_digest, sessions_of,
};
pub use token::{TokenRow, insert_token, revoke_token, token_by_digest, tokens_of};

/// A row of `user_account`, as far as signing in needs it.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// The user.
    pub id: Uuid,
    /// Name to sign in with, normalised.
    pub login: String,
    /// Name to show.
    pub name: String,
    /// Language of the interface (BCP 47).
    pub language: String,
    /// PHC string, or none: cannot sign in with a password.
    pub password_hash: Option<String>,
    /// Must be changed at the next sign-in.
    pub password_one_time: bool,
    /// May do everything.
    pub administrator: bool,
    /// May not sign in.
    pub disabled: bool,
    /// Attempts since the last success.
    pub failed_sign_ins: i64,
    /// No attempt is looked at before this time.
    pub locked_until_at: Option<DateTime<Utc>>,
    /// The person in the contacts.
    pub contact_id: Option<Uuid>,
}

const ACCOUNT: &str = "u.id, u.login, u.name, u.language, u.password_hash, u.password_one_time, u.administrator, \
                       u.disabled, u.failed_sign_ins, u.locked_until_at, u.contact_id";

fn account_of(row: &Row) -> Result<AccountRow, DbError> {
    Ok(AccountRow {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        language: row.get(3)?,
        password_hash: row.get(4)?,
        password_one_time: row.get(5)?,
        administrator: row.get(6)?,
        disabled: row.get(7)?,
        failed_sign_ins: row.get(8)?,
        locked_until_at: row.get(9)?,
        contact_id: row.get(10)?,
    })
}

/// Empties every cache of rights in this process once the unit is on the disk. Whoever changes one of
/// the tables of this file by another way must call it.
pub fn touched(tx: &mut Tx) {
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.rights_changed());
}

/// The account of a login.
pub async fn account_by_login(tx: &mut Tx, login: &str) -> Result<Option<AccountRow>, DbError> {
    let sql = Sql::built(format!("select {ACCOUNT} from user_account u where u.login = $1"));
    tx.row(sql, &[login.into()]).await?.as_ref().map(account_of).transpose()
}

/// The account of an id.
pub async fn account(tx: &mut Tx, id: Uuid) -> Result<Option<AccountRow>, DbError> {
    let sql = Sql::built(format!("select {ACCOUNT} from user_account u where u.id = $1"));
    tx.row(sql, &[id.into()]).await?.as_ref().map(account_of).transpose()
}

/// Every account, by login.
pub async fn accounts(tx: &mut Tx) -> Result<Vec<AccountRow>, DbError> {
    let sql = Sql::built(format!("select {ACCOUNT} from user_account u order by u.login"));
    tx.rows(sql, &[]).await?.iter().map(account_of).collect()
}

/// Whether somebody can administer: an account that is not disabled.
pub async fn has_administrator(tx: &mut Tx) -> Result<bool, DbError> {
    let sql = "select id from user_account where administrator = $1 and disabled = $2 limit 1";
    Ok(tx.row(sql, &[true.into(), false.into()]).await?.is_some())
}

/// Inserts an account; `id`, `login`, `name`, `language`, password and flags are taken from the row.
pub async fn insert_account(tx: &mut Tx, account: &AccountRow, now: DateTime<Utc>) -> Result<(), DbError> {
    touched(tx);
    tx.execute(
        "insert into user_account (id, version, created_at, updated_at, login, name, contact_id, language, \
         password_hash, password_one_time, administrator, disabled, failed_sign_ins) \
         values ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
        &[
            account.id.into(),
            now.into(),
            account.login.as_str().into(),
            account.name.as_str().into(),
            account.contact_id.into(),
            account.language.as_str().into(),
            account.password_hash.as_deref().into(),
            account.password_one_time.into(),
            account.administrator.into(),
            account.disabled.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Counts an attempt to sign in and sets until when the account is locked. No right changes with it.
pub async fn set_attempts(
    tx: &mut Tx,
    user: Uuid,
    failed: i64,
    locked_until_at: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    let sql = "update user_account set failed_sign_ins = $2, locked_until_at = $3 where id = $1";
    tx.execute(sql, &[user.into(), failed.into(), locked_until_at.into()]).await?;
    Ok(())
}

/// Sets a password; attempts begin anew.
pub async fn set_password(
    tx: &mut Tx,
    user: Uuid,
    hash: &str,
    one_time: bool,
    now: DateTime<Utc>,
) -> Result<u64, DbError> {
    touched(tx);
    tx.execute(
        "update user_account set password_hash = $2, password_one_time = $3, failed_sign_ins = 0, \
         locked_until_at = $4, version = version + 1, updated_at = $5 where id = $1",
        &[user.into(), hash.into(), one_time.into(), Val::At(None), now.into()],
    )
    .await
}

/// Lets an account sign in, or not.
pub async fn set_disabled(
    tx: &mut Tx,
    user: Uuid,
    disabled: bool,
    now: DateTime<Utc>,
) -> Result<u64, DbError> {
    touched(tx);
    let sql = "update user_account set disabled = $2, version = version + 1, updated_at = $3 where id = $1";
    tx.execute(sql, &[user.into(), disabled.into(), now.into()]).await
}
