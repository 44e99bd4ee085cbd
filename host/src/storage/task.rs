//! Tasks that ask to be remembered: the table `task`.
//!
//! Knows times. Must not know who is told.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Tx};

/// A task whose time to be remembered has come.
#[derive(Debug, Clone)]
pub struct DueTask {
    /// The task.
    pub id: Uuid,
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub assignee_id: Uuid,
}

/// Open tasks to be remembered now that were not yet, the longest waiting first.
pub async fn due(tx: &mut Tx, now: DateTime<Utc>, most: i64) -> Result<Vec<DueTask>, DbError> {
    let sql = "select id, title, assignee_id from task where remind_at <= $1 and reminded_at is null \
               and done_at is null order by remind_at, id limit $2";
    tx.rows(sql, &[now.into(), most.into()])
        .await?
        .iter()
        .map(|row| Ok(DueTask { id: row.get(0)?, title: row.get(1)?, assignee_id: row.get(2)? }))
        .collect()
}

/// Notes that a task was remembered. Its version stays: nobody's edit is in the way of it.
pub async fn set_reminded(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute("update task set reminded_at = $2 where id = $1", &[id.into(), now.into()]).await?;
    Ok(())
}
