//! Mails on their way out: the table `mail_message`.
//!
//! Must not know what stands in a message, or the network.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::webhook::Outcome;
use super::{DbError, Row, Sql, Tx, Val, json};

/// A mail to queue.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// The mail.
    pub id: Uuid,
    /// The company of the call that queued it.
    pub company_id: Option<Uuid>,
    /// The plugin that queued it.
    pub plugin: Option<String>,
    /// Address of the envelope.
    pub sender: String,
    /// Addresses of the envelope.
    pub recipients: Vec<String>,
    /// As shown.
    pub subject: String,
    /// The whole message.
    pub content: Vec<u8>,
}

/// Queues a mail in this unit of work.
pub async fn insert(tx: &mut Tx, row: &NewRow, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(
        "insert into mail_message (id, created_at, company_id, plugin, sender, recipients, subject, content, state, \
         attempts, next_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $2)",
        &[
            row.id.into(),
            now.into(),
            row.company_id.into(),
            row.plugin.as_deref().into(),
            row.sender.as_str().into(),
            json::to_text(&row.recipients)?.into(),
            row.subject.as_str().into(),
            row.content.clone().into(),
        ],
    )
    .await?;
    Ok(())
}

/// A mail that is due, with all that sending needs.
#[derive(Debug, Clone)]
pub struct DueRow {
    /// The mail.
    pub id: Uuid,
    /// Attempts before this one.
    pub attempts: i64,
    /// Address of the envelope.
    pub sender: String,
    /// Addresses of the envelope.
    pub recipients: Vec<String>,
    /// The whole message.
    pub content: Vec<u8>,
}

/// Whether a mail is due.
pub async fn has_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "select id from mail_message where state = 'waiting' and next_at <= $1 limit 1";
    Ok(tx.row(sql, &[now.into()]).await?.is_some())
}

/// Takes mails that are due: nobody else takes them before `lease_until`.
pub async fn claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<DueRow>, DbError> {
    let sql = "select id, attempts, sender, recipients, content from mail_message \
               where state = 'waiting' and next_at <= $1 and content is not null order by next_at, id limit $2";
    let mut due = Vec::new();
    for row in tx.rows(sql, &[now.into(), most.into()]).await? {
        let one = DueRow {
            id: row.get(0)?,
            attempts: row.get(1)?,
            sender: row.get(2)?,
            recipients: json::from_text(&row.get::<String>(3)?)?,
            content: row.get(4)?,
        };
        let sql = "update mail_message set attempts = attempts + 1, next_at = $2 where id = $1";
        tx.execute(sql, &[one.id.into(), lease_until.into()]).await?;
        due.push(one);
    }
    Ok(due)
}

/// Writes what became of an attempt, unless somebody dropped the mail meanwhile. A sent one keeps no content.
pub async fn settle(tx: &mut Tx, id: Uuid, outcome: &Outcome, now: DateTime<Utc>) -> Result<(), DbError> {
    if *outcome == Outcome::Done {
        let sql = "update mail_message set state = 'sent', sent_at = $2, last_error = null, content = null \
                   where id = $1 and state = 'waiting'";
        tx.execute(sql, &[id.into(), now.into()]).await?;
        return Ok(());
    }
    let (state, next_at, error) = match outcome {
        Outcome::Again(at, error) => ("waiting", *at, error.as_str()),
        Outcome::Parked(error) => ("parked", now, error.as_str()),
        Outcome::Done => return Ok(()),
    };
    let sql = "update mail_message set state = $2, next_at = $3, last_error = $4 where id = $1 and state = 'waiting'";
    tx.execute(sql, &[id.into(), state.into(), next_at.into(), error.into()]).await?;
    Ok(())
}

/// A mail, as people see it.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// The mail.
    pub id: Uuid,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// The company of the call that queued it.
    pub company_id: Option<Uuid>,
    /// The plugin that queued it.
    pub plugin: Option<String>,
    /// To whom.
    pub recipients: Vec<String>,
    /// As shown.
    pub subject: String,
    /// `waiting`, `sent`, `parked`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_at: DateTime<Utc>,
    /// What the last attempt met.
    pub last_error: Option<String>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Mails, newest first: of one state, or of all; older than `before`.
pub async fn list(
    tx: &mut Tx,
    state: Option<&str>,
    before: Option<Uuid>,
    most: i64,
) -> Result<Vec<MailRow>, DbError> {
    let mut text =
        "select id, created_at, company_id, plugin, recipients, subject, state, attempts, next_at, \
                    last_error, sent_at from mail_message where id < $1"
            .to_owned();
    let mut params: Vec<Val> = vec![before.unwrap_or(Uuid::max()).into(), most.into()];
    if let Some(state) = state {
        text.push_str(" and state = $3");
        params.push(state.into());
    }
    text.push_str(" order by id desc limit $2");
    tx.rows(Sql::built(text), &params).await?.iter().map(mail_of).collect()
}

fn mail_of(row: &Row) -> Result<MailRow, DbError> {
    Ok(MailRow {
        id: row.get(0)?,
        created_at: row.get(1)?,
        company_id: row.get(2)?,
        plugin: row.get(3)?,
        recipients: json::from_text(&row.get::<String>(4)?)?,
        subject: row.get(5)?,
        state: row.get(6)?,
        attempts: row.get(7)?,
        next_at: row.get(8)?,
        last_error: row.get(9)?,
        sent_at: row.get(10)?,
    })
}

/// Tries a mail at once that was not sent, from the first attempt; whether there is one.
pub async fn retry(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "update mail_message set state = 'waiting', attempts = 0, next_at = $2 \
               where id = $1 and state <> 'sent'";
    Ok(tx.execute(sql, &[id.into(), now.into()]).await? > 0)
}

/// Drops a mail that was not sent; whether there is one.
pub async fn drop_mail(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute("delete from mail_message where id = $1 and state <> 'sent'", &[id.into()]).await? > 0)
}

/// Forgets what was sent before a time.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute("delete from mail_message where state = 'sent' and sent_at < $1", &[before.into()]).await
}
