//! The table `session`: signed-in browsers.
//!
//! Knows digests and when a session ends. Must not know the secret in the cookie.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::touched;
use crate::storage::{DbError, Row, Tx};

/// A row of `session`.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// The session.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: Uuid,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// What the browser called itself.
    pub user_agent: String,
}

/// Begins a session.
pub async fn insert_session(tx: &mut Tx, session: &SessionRow, digest: &[u8]) -> Result<(), DbError> {
    tx.execute(
        "insert into session (id, user_id, secret_digest, created_at, expires_at, user_agent) \
         values ($1, $2, $3, $4, $5, $6)",
        &[
            session.id.into(),
            session.user_id.into(),
            digest.to_vec().into(),
            session.created_at.into(),
            session.expires_at.into(),
            session.user_agent.as_str().into(),
        ],
    )
    .await?;
    Ok(())
}

/// The session of a secret's digest, ended or not.
pub async fn session_by_digest(tx: &mut Tx, digest: &[u8]) -> Result<Option<SessionRow>, DbError> {
    let sql = "select id, user_id, created_at, expires_at, user_agent from session where secret_digest = $1";
    tx.row(sql, &[digest.to_vec().into()]).await?.as_ref().map(session_of).transpose()
}

/// Sessions of a user that have not ended, newest first.
pub async fn sessions_of(tx: &mut Tx, user: Uuid, now: DateTime<Utc>) -> Result<Vec<SessionRow>, DbError> {
    let sql = "select id, user_id, created_at, expires_at, user_agent from session \
               where user_id = $1 and expires_at > $2 order by id desc limit 200";
    tx.rows(sql, &[user.into(), now.into()]).await?.iter().map(session_of).collect()
}

fn session_of(row: &Row) -> Result<SessionRow, DbError> {
    Ok(SessionRow {
        id: row.get(0)?,
        user_id: row.get(1)?,
        created_at: row.get(2)?,
        expires_at: row.get(3)?,
        user_agent: row.get(4)?,
    })
}

/// Ends one session of a user; whether there was one.
pub async fn delete_session(tx: &mut Tx, user: Uuid, session: Uuid) -> Result<bool, DbError> {
    touched(tx);
    let sql = "delete from session where user_id = $1 and id = $2";
    Ok(tx.execute(sql, &[user.into(), session.into()]).await? > 0)
}

/// Ends every session of a user but one.
pub async fn delete_sessions_but(tx: &mut Tx, user: Uuid, but: Option<Uuid>) -> Result<u64, DbError> {
    touched(tx);
    let sql = "delete from session where user_id = $1 and id <> $2";
    tx.execute(sql, &[user.into(), but.unwrap_or(Uuid::nil()).into()]).await
}

/// Deletes sessions that have ended.
pub async fn delete_ended_sessions(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute("delete from session where expires_at <= $1", &[now.into()]).await
}
