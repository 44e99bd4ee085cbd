//! The queue: what goes in with a unit of work, what is due, what became of it.
//!
//! Knows the schedule. Must not know the network.

use chrono::{DateTime, Duration, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::compose::{File, NewMail, compose};
use crate::service::around::{self, NewEntry, Place};
use crate::service::{Audit, Fault, FaultKind, Uow, settings};
use crate::storage::mail::{self as store, DueRow, NewRow};
use crate::storage::webhook::Outcome;
use crate::storage::{Db, Scope};

/// Waits before each further attempt, in seconds; after the last, a person must look.
const SCHEDULE_SECONDS: [i64; 7] = [30, 300, 1_800, 7_200, 18_000, 36_000, 86_400];
/// A taken mail is somebody else's after this time: longer than any attempt may last.
const LEASE_SECONDS: i64 = 120;
/// Most mails taken at once.
const TAKEN_MAX: i64 = 8;
/// Most files of one mail.
const FILES_MAX: usize = 10;
/// Largest sum of files, bytes: mail servers take some more than this, in base64.
const FILES_BYTES_MAX: usize = 10 << 20;

/// A mail, as administrators see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Mail {
    /// The mail.
    pub id: Uuid,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// The company of the call that queued it.
    pub company: Option<Uuid>,
    /// The plugin that queued it.
    pub plugin: Option<String>,
    /// To whom.
    pub recipients: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// `waiting`, `sent` or `parked`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_at: Option<DateTime<Utc>>,
    /// What the last attempt met, if it failed.
    pub last_error: Option<String>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Queues a mail of a plugin; its id. It stands in the timeline of the record that it is about.
pub async fn queue(
    uow: &mut Uow<'_>,
    plugin: &str,
    company_id: Option<Uuid>,
    mail: NewMail,
) -> Result<Uuid, Fault> {
    let from = settings::current(uow.tx).await?.mail_from.ok_or_else(|| {
        let message = "No mail is sent from here yet: an administrator sets `mail_from` in the settings, and `mail_relay` \
                       in keel.toml.";
        Fault::refused("mail.no-sender", message)
    })?;
    let files = files(uow, &mail.files).await?;
    let id = uow.id();
    let composed = compose(id, &from, &mail, files, uow.ctx.now)?;
    let row = NewRow {
        id,
        company_id,
        plugin: Some(plugin.to_owned()),
        sender: composed.sender,
        recipients: composed.recipients,
        subject: mail.subject.trim().to_owned(),
        content: composed.content,
    };
    store::insert(uow.tx, &row, uow.ctx.now).await?;
    if let Some(about) = mail.about {
        let place = Place { record_type: about.record_type, id: about.id };
        let entry = NewEntry {
            kind: around::EntryKind::Mail,
            subject: row.subject,
            // Marks of a mention are words of a stranger here: nobody is called.
            body: format!("{}\n\n{}", row.recipients.join(", "), mail.text),
            happened_at: None,
        };
        around::told(uow, &place, entry).await?;
    }
    Ok(id)
}

async fn files(uow: &mut Uow<'_>, ids: &[Uuid]) -> Result<Vec<File>, Fault> {
    if ids.len() > FILES_MAX {
        let message = format!("Send at most {FILES_MAX} files with one mail.");
        return Err(Fault::invalid("mail.files", message).at("/files"));
    }
    let mut files = Vec::with_capacity(ids.len());
    let mut bytes = 0;
    for id in ids {
        let content = around::content(uow, *id).await?;
        bytes += content.bytes.len();
        if bytes > FILES_BYTES_MAX {
            let message = format!("The files of one mail have at most {FILES_BYTES_MAX} bytes together.");
            return Err(Fault::new(FaultKind::TooLarge, "mail.files-too-large", message).at("/files"));
        }
        let around::Attachment { name, media_type, .. } = content.attachment;
        files.push(File { name, media_type, bytes: content.bytes });
    }
    Ok(files)
}

/// A mail that was taken to be sent.
pub type Taken = DueRow;

/// Takes what is due. Whoever takes it must [`settle`] each before two minutes have passed.
pub async fn take_due(db: &Db, now: DateTime<Utc>) -> Result<Vec<Taken>, Fault> {
    if !db.read(async move |tx| store::has_due(tx, now).await.map_err(Fault::from)).await? {
        return Ok(Vec::new());
    }
    let lease_until = now + Duration::seconds(LEASE_SECONDS);
    db.write(Scope::Shared, async move |tx| {
        store::claim(tx, now, lease_until, TAKEN_MAX).await.map_err(Fault::from)
    })
    .await
}

/// Writes what an attempt met: sent, to be tried again, or parked. `Err((true, …))`: it can never be sent.
pub async fn settle(
    db: &Db,
    taken: &Taken,
    met: Result<(), (bool, String)>,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let (id, outcome) = (taken.id, outcome(met, taken.attempts, now));
    db.write(Scope::Shared, async move |tx| store::settle(tx, id, &outcome, now).await.map_err(Fault::from))
        .await
}

fn outcome(met: Result<(), (bool, String)>, attempts: i64, now: DateTime<Utc>) -> Outcome {
    let wait = usize::try_from(attempts).ok().and_then(|n| SCHEDULE_SECONDS.get(n));
    match (met, wait) {
        (Ok(()), _) => Outcome::Done,
        (Err((false, error)), Some(seconds)) => Outcome::Again(now + Duration::seconds(*seconds), error),
        (Err((_, error)), _) => Outcome::Parked(error),
    }
}

/// Mails, newest first, for administrators: of one state or of all.
pub async fn list(
    uow: &mut Uow<'_>,
    state: Option<String>,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Mail>, Fault> {
    uow.ctx.actor.must_administer()?;
    let most = i64::try_from(limit.clamp(1, 500)).unwrap_or(500);
    let rows = store::list(uow.tx, state.as_deref(), before, most).await?;
    Ok(rows
        .into_iter()
        .map(|row| Mail {
            id: row.id,
            created_at: row.created_at,
            company: row.company_id,
            plugin: row.plugin,
            recipients: row.recipients,
            subject: row.subject,
            next_at: (row.state == "waiting").then_some(row.next_at),
            state: row.state,
            attempts: row.attempts,
            last_error: row.last_error,
            sent_at: row.sent_at,
        })
        .collect())
}

/// Tries a mail at once, with all its attempts before it.
pub async fn retry(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let done = store::retry(uow.tx, id, uow.ctx.now).await?;
    changed(uow, "retry", id, done).await
}

/// Gives a mail up.
pub async fn drop_mail(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let done = store::drop_mail(uow.tx, id).await?;
    changed(uow, "drop", id, done).await
}

async fn changed(uow: &mut Uow<'_>, operation: &str, id: Uuid, done: bool) -> Result<(), Fault> {
    if !done {
        return Err(Fault::not_found("mail that is not sent", id));
    }
    uow.audit(Audit {
        operation,
        record_type: "mail",
        record_id: Some(id),
        company_id: None,
        changes: "{}".into(),
    })
    .await
}
