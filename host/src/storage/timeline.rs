//! What people wrote on records, and who follows them: `timeline_entry`, `timeline_mention`,
//! `record_follower`.
//!
//! Knows entries by record. Must not know who may read them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Row, Tx, Val};

/// A row of `timeline_entry`, with its author's name and the users it names.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// The entry (UUIDv7: its order in the stream).
    pub id: Uuid,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Company of the record, if it has one.
    pub company_id: Option<Uuid>,
    /// Type of the record.
    pub record_type: String,
    /// The record.
    pub record_id: Uuid,
    /// `note`, `call`, `mail`, `meeting`.
    pub kind: String,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// One line, may be empty.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Who wrote it.
    pub author_id: Option<Uuid>,
    /// Users whom it names.
    pub mentions: Vec<Uuid>,
}

/// Adds an entry with its mentions.
pub async fn insert(tx: &mut Tx, row: &EntryRow) -> Result<(), DbError> {
    tx.execute(
        "insert into timeline_entry (id, version, created_at, updated_at, company_id, record_type, record_id, kind, \
         happened_at, subject, body, author_id) values ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            row.id.into(),
            row.created_at.into(),
            row.company_id.into(),
            row.record_type.as_str().into(),
            row.record_id.into(),
            row.kind.as_str().into(),
            row.happened_at.into(),
            row.subject.as_str().into(),
            row.body.as_str().into(),
            row.author_id.into(),
        ],
    )
    .await?;
    let mentions = row.mentions.iter().map(|user| vec![Val::from(row.id), (*user).into()]).collect();
    tx.insert_many("timeline_mention", &["entry_id", "user_id"], mentions).await
}

/// Entries of a record, newest first: at most `most` older than `before`.
pub async fn of_record(
    tx: &mut Tx,
    record_type: &str,
    record_id: Uuid,
    before: Uuid,
    most: i64,
) -> Result<Vec<EntryRow>, DbError> {
    let sql = "select id, created_at, company_id, record_type, record_id, kind, happened_at, subject, body, author_id \
               from timeline_entry where record_type = $1 and record_id = $2 and id < $3 order by id desc limit $4";
    let params: [Val; 4] = [record_type.into(), record_id.into(), before.into(), most.into()];
    let mut entries = tx.rows(sql, &params).await?.iter().map(entry_of).collect::<Result<Vec<_>, _>>()?;
    for entry in &mut entries {
        let sql = "select user_id from timeline_mention where entry_id = $1 order by user_id";
        for row in tx.rows(sql, &[entry.id.into()]).await? {
            entry.mentions.push(row.get(0)?);
        }
    }
    Ok(entries)
}

fn entry_of(row: &Row) -> Result<EntryRow, DbError> {
    Ok(EntryRow {
        id: row.get(0)?,
        created_at: row.get(1)?,
        company_id: row.get(2)?,
        record_type: row.get(3)?,
        record_id: row.get(4)?,
        kind: row.get(5)?,
        happened_at: row.get(6)?,
        subject: row.get(7)?,
        body: row.get(8)?,
        author_id: row.get(9)?,
        mentions: Vec::new(),
    })
}

/// Removes an entry of a record: its author's, unless `author` is nobody in particular.
pub async fn delete(
    tx: &mut Tx,
    record_type: &str,
    record_id: Uuid,
    entry: Uuid,
    author: Option<Uuid>,
) -> Result<bool, DbError> {
    let sql = "select author_id from timeline_entry where id = $1 and record_type = $2 and record_id = $3";
    let found = tx.row(sql, &[entry.into(), record_type.into(), record_id.into()]).await?;
    let wrote: Option<Option<Uuid>> = found.map(|row| row.get(0)).transpose()?;
    match wrote {
        Some(wrote) if author.is_none() || author == wrote => {
            tx.execute("delete from timeline_entry where id = $1", &[entry.into()]).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Lets a user follow a record; no mistake if they do already.
pub async fn follow(
    tx: &mut Tx,
    record_type: &str,
    record_id: Uuid,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let sql = "insert into record_follower (record_type, record_id, user_id, created_at) values ($1, $2, $3, $4) \
               on conflict (record_type, record_id, user_id) do nothing";
    tx.execute(sql, &[record_type.into(), record_id.into(), user.into(), now.into()]).await?;
    Ok(())
}

/// Lets a user follow a record no more.
pub async fn unfollow(tx: &mut Tx, record_type: &str, record_id: Uuid, user: Uuid) -> Result<(), DbError> {
    let sql = "delete from record_follower where record_type = $1 and record_id = $2 and user_id = $3";
    tx.execute(sql, &[record_type.into(), record_id.into(), user.into()]).await?;
    Ok(())
}

/// Who follows a record, with their names.
pub async fn followers(
    tx: &mut Tx,
    record_type: &str,
    record_id: Uuid,
) -> Result<Vec<(Uuid, String)>, DbError> {
    let sql = "select f.user_id, u.name from record_follower f join user_account u on u.id = f.user_id \
               where f.record_type = $1 and f.record_id = $2 order by f.created_at, f.user_id";
    let rows = tx.rows(sql, &[record_type.into(), record_id.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Names of users, by id.
pub async fn names(tx: &mut Tx, users: &[Uuid]) -> Result<Vec<(Uuid, String)>, DbError> {
    let mut names = Vec::new();
    for user in users {
        let sql = "select name from user_account where id = $1";
        if let Some(row) = tx.row(sql, &[(*user).into()]).await? {
            names.push((*user, row.get(0)?));
        }
    }
    Ok(names)
}
