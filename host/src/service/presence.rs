//! Who else is at a record: told by screens every few seconds, kept where all hosts look.
//!
//! Knows how long a sign of life is believed, and who may hear of it. Must not know how it is sent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

use super::plugins::Installed;
use super::{Actor, Ctx, Fault, Op, RowRule, Uow, records};
use crate::storage::{Db, presence};

/// Who was not heard of for so long is gone.
const GONE_AFTER: TimeDelta = TimeDelta::seconds(45);
/// How long one look at the table serves all streams of this host: other hosts' people are seen this late.
const LOOK_AGE_MAX: Duration = Duration::from_millis(900);

/// Where somebody is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// Type of the record.
    pub record_type: String,
    /// The record.
    pub id: Uuid,
    /// Whether they change it.
    #[serde(default)]
    pub editing: bool,
}

/// A record and everybody at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Here {
    /// Type of the record.
    pub record_type: String,
    /// The record.
    pub id: Uuid,
    /// Who is there, by name; nobody: the last one left.
    pub users: Vec<Visitor>,
}

/// Somebody at a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Visitor {
    /// The user.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Whether they change the record.
    pub editing: bool,
}

/// Everybody at every record.
pub type Everybody = BTreeMap<(String, Uuid), Vec<Visitor>>;

/// What streams of one host share, so that one look a second serves them all.
#[derive(Debug)]
pub struct Presence {
    changed: watch::Sender<u64>,
    seen: Mutex<Option<(Instant, u64, Arc<Everybody>)>>,
}

impl Default for Presence {
    fn default() -> Self {
        Presence { changed: watch::channel(0).0, seen: Mutex::default() }
    }
}

impl Presence {
    /// Hears of what this host changed.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Tells the streams of this host to look again.
    pub fn touch(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Everybody at every record, as of less than a second ago.
    pub async fn everybody(&self, db: &Db) -> Result<Arc<Everybody>, Fault> {
        let mut seen = self.seen.lock().await;
        let count = *self.changed.borrow();
        if let Some((at, of, everybody)) = seen.as_ref()
            && *of == count
            && at.elapsed() < LOOK_AGE_MAX
        {
            return Ok(everybody.clone());
        }
        let from = Utc::now() - GONE_AFTER;
        let rows = db.read(async move |tx| presence::since(tx, from).await).await?;
        let mut everybody = Everybody::new();
        for row in rows {
            let visitor = Visitor { id: row.user_id, name: row.name, editing: row.editing };
            everybody.entry((row.record_type, row.record_id)).or_default().push(visitor);
        }
        let everybody = Arc::new(everybody);
        *seen = Some((Instant::now(), count, everybody.clone()));
        Ok(everybody)
    }
}

/// Notes that whoever asks is at a record that they may read.
pub async fn stay(uow: &mut Uow<'_>, at: At) -> Result<(), Fault> {
    let user = user(uow)?;
    records::get(uow, &at.record_type, at.id).await?;
    let now = uow.ctx.now;
    presence::forget(uow.tx, now - GONE_AFTER).await?;
    Ok(presence::put(uow.tx, &at.record_type, at.id, user, at.editing, now).await?)
}

/// Notes that whoever asks has left a record.
pub async fn leave(uow: &mut Uow<'_>, at: At) -> Result<(), Fault> {
    let user = user(uow)?;
    Ok(presence::delete(uow.tx, &at.record_type, at.id, user).await?)
}

fn user(uow: &Uow<'_>) -> Result<Uuid, Fault> {
    uow.ctx.actor.user_id.ok_or_else(|| Fault::denied("Only people are seen at records: sign in."))
}

/// Where something changed since a stream was last told, of records that its reader may read now.
pub async fn changes(
    db: &Db,
    installed: &Arc<Installed>,
    actor: &Arc<Actor>,
    before: &Everybody,
    now: &Everybody,
) -> Result<Vec<Here>, Fault> {
    let left = before.keys().filter(|place| !now.contains_key(*place)).map(|place| (place, Vec::new()));
    let came = now.iter().filter(|(place, users)| before.get(*place) != Some(users));
    let mut told = Vec::new();
    for ((record_type, id), users) in left.chain(came.map(|(place, users)| (place, users.clone()))) {
        if may_see(db, installed, actor, record_type, *id).await? {
            told.push(Here { record_type: record_type.clone(), id: *id, users });
        }
    }
    Ok(told)
}

async fn may_see(
    db: &Db,
    installed: &Arc<Installed>,
    actor: &Arc<Actor>,
    record_type: &str,
    id: Uuid,
) -> Result<bool, Fault> {
    let Some(allowed) = actor.allowed(record_type, Op::Read) else { return Ok(false) };
    if allowed.rows == RowRule::All && allowed.companies.is_none() {
        return Ok(true);
    }
    let record_type = record_type.to_owned();
    let ctx = Ctx::among(actor.clone(), Utc::now(), Uuid::now_v7(), installed.clone());
    db.read(async move |tx| Ok(records::get(&mut Uow::new(tx, &ctx), &record_type, id).await.is_ok())).await
}
