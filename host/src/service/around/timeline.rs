//! The timeline of a record: what people wrote and what changed, in one stream, newest first.
//!
//! Knows entries, mentions and followers. Must not know record types: changes come from the audit log,
//! without the fields that the reader may not see.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Place;
use crate::service::auth::normal_login;
use crate::service::records;
use crate::service::{Fault, Op, Uow};
use crate::storage::plugins::mark::{self, MarkRow};
use crate::storage::timeline::{self as store, EntryRow};
use crate::storage::{auth, json};

/// Longest text of an entry, in characters.
const BODY_MAX: usize = 100_000;
/// Most users that one entry names.
const MENTIONS_MAX: usize = 50;

/// Something that people write on a record.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct NewEntry {
    /// What it is.
    #[serde(default)]
    pub kind: EntryKind,
    /// One line.
    #[serde(default)]
    pub subject: String,
    /// Text; `@login` names a user, who then follows the record.
    pub body: String,
    /// When it happened; without it now.
    #[serde(default)]
    pub happened_at: Option<DateTime<Utc>>,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A note.
    #[default]
    Note,
    /// A call.
    Call,
    /// A mail.
    Mail,
    /// A meeting.
    Meeting,
}

impl EntryKind {
    fn name(self) -> &'static str {
        match self {
            EntryKind::Note => "note",
            EntryKind::Call => "call",
            EntryKind::Mail => "mail",
            EntryKind::Meeting => "meeting",
        }
    }
}

/// One thing of a timeline.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Item {
    /// Its id, also the cursor of the page behind it.
    pub id: Uuid,
    /// `note`, `call`, `mail`, `meeting`, `change`, or `mark`: a plugin's hook failed and was skipped.
    pub kind: String,
    /// When it was written or changed.
    pub at: DateTime<Utc>,
    /// Who wrote or changed it.
    pub author: Author,
    /// Of what people wrote: when it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub happened_at: Option<DateTime<Utc>>,
    /// Of what people wrote: one line. Of a mark: the hook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Of what people wrote: the text. Of a mark: what happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Of what people wrote: the users it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<Uuid>>,
    /// Of a change: what was done. Of a mark: the code of what happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Of a change: `[old, new]` by field, as a JSON document.
    #[serde(skip)]
    pub changes: Option<String>,
}

/// Who wrote or changed something.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Author {
    /// `user`, `token`, `plugin` or `system`.
    pub kind: String,
    /// The user.
    pub id: Option<Uuid>,
    /// Name to show.
    pub name: Option<String>,
}

/// Somebody who follows a record.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Follower {
    /// The user.
    pub id: Uuid,
    /// Name to show.
    pub name: String,
}

/// A page of the timeline: at most `limit` things older than `before`.
///
/// Entries, marks and audit rows have ids in the order of time (UUIDv7), so merging their sorted pages and
/// cutting at the limit gives the same stream, whatever the page size.
pub async fn timeline(
    uow: &mut Uow<'_>,
    place: &Place,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Item>, Fault> {
    place.reach(uow, Op::Read).await?;
    let limit = limit.clamp(1, 200);
    let most = i64::try_from(limit).unwrap_or(200);
    let last = before.unwrap_or(Uuid::max());
    let mut items: Vec<Item> = Vec::with_capacity(2 * limit);
    for entry in store::of_record(uow.tx, &place.record_type, place.id, last, most).await? {
        items.push(item_of(entry));
    }
    for row in mark::of_record(uow.tx, &place.record_type, place.id, last, most).await? {
        items.push(of_mark(row));
    }
    for row in records::history(uow, &place.record_type, place.id, before, limit).await? {
        items.push(Item {
            id: row.id,
            kind: "change".into(),
            at: row.at,
            author: Author { kind: row.actor_kind, id: row.actor_id, name: None },
            happened_at: None,
            subject: None,
            body: None,
            mentions: None,
            operation: Some(row.operation),
            changes: Some(row.changes),
        });
    }
    items.sort_unstable_by_key(|item| std::cmp::Reverse(item.id));
    items.truncate(limit);
    let mut users: Vec<Uuid> = items.iter().filter_map(|item| item.author.id).collect();
    users.sort_unstable();
    users.dedup();
    let names: BTreeMap<Uuid, String> = store::names(uow.tx, &users).await?.into_iter().collect();
    for item in items.iter_mut().filter(|item| item.author.id.is_some()) {
        item.author.name = item.author.id.and_then(|id| names.get(&id).cloned());
    }
    Ok(items)
}

fn of_mark(row: MarkRow) -> Item {
    Item {
        id: row.id,
        kind: "mark".into(),
        at: row.at,
        author: Author { kind: "plugin".into(), id: None, name: Some(row.plugin) },
        happened_at: None,
        subject: Some(row.hook),
        body: Some(row.message),
        mentions: None,
        operation: Some(row.code),
        changes: None,
    }
}

fn item_of(entry: EntryRow) -> Item {
    Item {
        id: entry.id,
        kind: entry.kind,
        at: entry.created_at,
        author: Author { kind: "user".into(), id: entry.author_id, name: None },
        happened_at: Some(entry.happened_at),
        subject: Some(entry.subject),
        body: Some(entry.body),
        mentions: Some(entry.mentions),
        operation: None,
        changes: None,
    }
}

/// Writes on a record. Users that the text names follow it from then on.
pub async fn post(uow: &mut Uow<'_>, place: &Place, input: NewEntry) -> Result<Item, Fault> {
    let company_id = place.reach(uow, Op::Update).await?;
    if input.body.trim().is_empty() || input.body.chars().count() > BODY_MAX {
        let message = format!("Write 1 to {BODY_MAX} characters.");
        return Err(Fault::invalid("text.length", message).at("/body"));
    }
    if input.subject.chars().count() > 200 || input.subject.chars().any(char::is_control) {
        return Err(Fault::invalid("text.length", "Give one line of at most 200 characters.").at("/subject"));
    }
    let mentions = mentioned(uow, &input.body).await?;
    write(uow, place, company_id, input, mentions).await
}

/// Notes on a record what the host did about it, as a mail that left: whoever may read the record may note it, and nobody
/// is named in it.
pub async fn told(uow: &mut Uow<'_>, place: &Place, mut input: NewEntry) -> Result<Item, Fault> {
    let company_id = place.reach(uow, Op::Read).await?;
    if let Some((at, _)) = input.body.char_indices().nth(BODY_MAX) {
        input.body.truncate(at);
    }
    write(uow, place, company_id, input, Vec::new()).await
}

async fn write(
    uow: &mut Uow<'_>,
    place: &Place,
    company_id: Option<Uuid>,
    input: NewEntry,
    mentions: Vec<Uuid>,
) -> Result<Item, Fault> {
    let entry = EntryRow {
        id: uow.id(),
        created_at: uow.ctx.now,
        company_id,
        record_type: place.record_type.clone(),
        record_id: place.id,
        kind: input.kind.name().into(),
        happened_at: input.happened_at.unwrap_or(uow.ctx.now),
        subject: input.subject,
        body: input.body,
        author_id: uow.ctx.actor.user_id,
        mentions,
    };
    store::insert(uow.tx, &entry).await?;
    for user in &entry.mentions {
        store::follow(uow.tx, &place.record_type, place.id, *user, uow.ctx.now).await?;
    }
    let payload = format!(
        "{{\"record_type\":{},\"id\":\"{}\",\"operation\":\"post\",\"kind\":\"{}\",\"entry\":\"{}\",\"mentions\":{}}}",
        json::to_text(&place.record_type)?,
        place.id,
        entry.kind,
        entry.id,
        json::to_text(&entry.mentions)?
    );
    uow.event("timeline.posted", &place.record_type, Some(place.id), company_id, payload).await?;
    let mut item = item_of(entry);
    item.author.name = Some(uow.ctx.actor.name.clone());
    Ok(item)
}

/// Users that a text names with `@login`, each once. A word that is nobody's login is only a word.
async fn mentioned(uow: &mut Uow<'_>, body: &str) -> Result<Vec<Uuid>, Fault> {
    let mut found = Vec::new();
    for login in logins(body) {
        if found.len() == MENTIONS_MAX {
            break;
        }
        let account = auth::account_by_login(uow.tx, &login).await?.filter(|account| !account.disabled);
        if let Some(account) = account.filter(|account| !found.contains(&account.id)) {
            found.push(account.id);
        }
    }
    Ok(found)
}

fn logins(body: &str) -> Vec<String> {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let mut logins: Vec<String> = Vec::new();
    for (at, _) in body.match_indices('@') {
        // An address such as nancy@example.com names nobody here.
        if body[..at].chars().next_back().is_some_and(word) {
            continue;
        }
        let rest = &body[at + 1..];
        let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
        let login = normal_login(rest[..end].trim_end_matches(['.', '-']));
        if !login.is_empty() && !logins.contains(&login) {
            logins.push(login);
        }
    }
    logins.truncate(4 * MENTIONS_MAX);
    logins
}

/// Removes an entry: one's own, or anybody's for an administrator. The audit log keeps that it was there.
pub async fn remove(uow: &mut Uow<'_>, place: &Place, entry: Uuid) -> Result<(), Fault> {
    let company_id = place.reach(uow, Op::Update).await?;
    let author = if uow.ctx.actor.administrator { None } else { uow.ctx.actor.user_id.or(Some(Uuid::nil())) };
    if !store::delete(uow.tx, &place.record_type, place.id, entry, author).await? {
        return Err(Fault::not_found("entry of yours", entry));
    }
    place.remember(uow, company_id, "remove-entry", format!("{{\"entry\":[\"{entry}\",null]}}")).await
}

/// Lets the actor follow a record that they may read.
pub async fn follow(uow: &mut Uow<'_>, place: &Place) -> Result<(), Fault> {
    place.reach(uow, Op::Read).await?;
    let user = uow.ctx.actor.user_id.ok_or_else(|| Fault::denied("Only a user can follow a record."))?;
    Ok(store::follow(uow.tx, &place.record_type, place.id, user, uow.ctx.now).await?)
}

/// Lets the actor follow a record no more.
pub async fn unfollow(uow: &mut Uow<'_>, place: &Place) -> Result<(), Fault> {
    let user = uow.ctx.actor.user_id.ok_or_else(|| Fault::denied("Only a user can follow a record."))?;
    Ok(store::unfollow(uow.tx, &place.record_type, place.id, user).await?)
}

/// Who follows a record.
pub async fn followers(uow: &mut Uow<'_>, place: &Place) -> Result<Vec<Follower>, Fault> {
    place.reach(uow, Op::Read).await?;
    let rows = store::followers(uow.tx, &place.record_type, place.id).await?;
    Ok(rows.into_iter().map(|(id, name)| Follower { id, name }).collect())
}

#[cfg(test)]
mod tests {
    use super::logins;

    #[test]
    fn a_mention_is_a_login_after_an_at_sign_that_begins_a_word() {
        for (body, expected) in [
            ("call @nancy and @Margaret.", &["nancy", "margaret"][..]),
            ("(@nancy) @nancy", &["nancy"]),
            ("mail to nancy@example.com", &[]),
            ("@ nobody, @@nancy", &["nancy"]),
            ("питай @нели", &["нели"]),
        ] {
            assert_eq!(logins(body), expected, "{body}");
        }
    }
}
