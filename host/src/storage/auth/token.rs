//! The table `api_token`: bearer tokens of programs.
//!
//! Knows digests, scopes as text and when a token ends. Must not know the secret.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::touched;
use crate::storage::{DbError, Row, Sql, Tx};

/// A row of `api_token`.
#[derive(Debug, Clone)]
pub struct TokenRow {
    /// The token.
    pub id: Uuid,
    /// On whose behalf it acts.
    pub user_id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// Operations by record type, JSON text.
    pub scopes: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends, if it does.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Adds a token.
pub async fn insert_token(tx: &mut Tx, token: &TokenRow, digest: &[u8]) -> Result<(), DbError> {
    touched(tx);
    tx.execute(
        "insert into api_token (id, version, created_at, updated_at, user_id, name, secret_digest, scopes, \
         expires_at) values ($1, 1, $2, $2, $3, $4, $5, $6, $7)",
        &[
            token.id.into(),
            token.created_at.into(),
            token.user_id.into(),
            token.name.as_str().into(),
            digest.to_vec().into(),
            token.scopes.as_str().into(),
            token.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

const TOKEN: &str = "id, user_id, name, scopes, created_at, expires_at, revoked_at";

fn token_of(row: &Row) -> Result<TokenRow, DbError> {
    Ok(TokenRow {
        id: row.get(0)?,
        user_id: row.get(1)?,
        name: row.get(2)?,
        scopes: row.get(3)?,
        created_at: row.get(4)?,
        expires_at: row.get(5)?,
        revoked_at: row.get(6)?,
    })
}

/// The token of a secret's digest, ended or not.
pub async fn token_by_digest(tx: &mut Tx, digest: &[u8]) -> Result<Option<TokenRow>, DbError> {
    let sql = Sql::built(format!("select {TOKEN} from api_token where secret_digest = $1"));
    tx.row(sql, &[digest.to_vec().into()]).await?.as_ref().map(token_of).transpose()
}

/// Tokens of a user, newest first.
pub async fn tokens_of(tx: &mut Tx, user: Uuid) -> Result<Vec<TokenRow>, DbError> {
    let sql =
        Sql::built(format!("select {TOKEN} from api_token where user_id = $1 order by id desc limit 500"));
    tx.rows(sql, &[user.into()]).await?.iter().map(token_of).collect()
}

/// Revokes a token that is not revoked yet; whether there was one. `owner`: only if it is theirs.
pub async fn revoke_token(
    tx: &mut Tx,
    token: Uuid,
    owner: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    touched(tx);
    let sql = "update api_token set revoked_at = $2, updated_at = $2, version = version + 1 \
               where id = $1 and revoked_at is null";
    let changed = match owner {
        None => tx.execute(sql, &[token.into(), now.into()]).await?,
        Some(owner) => {
            let sql = Sql::built(format!("{sql} and user_id = $3"));
            tx.execute(sql, &[token.into(), now.into(), owner.into()]).await?
        }
    };
    Ok(changed > 0)
}
