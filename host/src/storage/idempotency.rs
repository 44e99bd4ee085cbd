//! First answers to requests that carried an `Idempotency-Key`.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Tx};

/// A stored first answer.
#[derive(Debug, Clone)]
pub struct FirstAnswer {
    /// SHA-256 of method, path and body.
    pub request_digest: Vec<u8>,
    /// HTTP status.
    pub status: i64,
    /// JSON body.
    pub body: String,
}

/// The first answer under this actor's key, if there was one.
pub async fn find(tx: &mut Tx, actor_id: Uuid, key: &str) -> Result<Option<FirstAnswer>, DbError> {
    let row = tx
        .row(
            "select request_digest, status, body from idempotency_key where actor_id = $1 and key = $2",
            &[actor_id.into(), key.into()],
        )
        .await?;
    row.map(|row| Ok(FirstAnswer { request_digest: row.get(0)?, status: row.get(1)?, body: row.get(2)? }))
        .transpose()
}

/// Keeps an answer. On PostgreSQL another host may have kept one under the key meanwhile: then the
/// unit is run again and finds it.
pub async fn keep(
    tx: &mut Tx,
    actor_id: Uuid,
    key: &str,
    answer: &FirstAnswer,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let kept = tx
        .execute(
            "insert into idempotency_key (actor_id, key, request_digest, status, body, created_at)
             values ($1, $2, $3, $4, $5, $6)",
            &[
                actor_id.into(),
                key.into(),
                answer.request_digest.clone().into(),
                answer.status.into(),
                (&answer.body).into(),
                now.into(),
            ],
        )
        .await;
    match kept {
        Ok(_) => Ok(()),
        Err(DbError::Constraint { .. }) => Err(DbError::Busy),
        Err(error) => Err(error),
    }
}
