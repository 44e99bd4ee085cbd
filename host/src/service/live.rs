//! Live changes: what screens are told so that they read again.
//!
//! Knows which facts an actor may hear of. Must not know how they are sent.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use uuid::Uuid;

use super::plugins::Installed;
use super::{Actor, Ctx, Fault, Op, RowRule, Uow, records};
use crate::storage::audit::{self, OutboxRow};
use crate::storage::{Db, Dialect, json};

/// Most facts read at once when catching up.
const FACTS_MAX: i64 = 1_000;
/// A unit of work that commits later than this after its facts got their ids is missed by other hosts.
const COMMIT_LAG_MAX: TimeDelta = TimeDelta::seconds(5);

/// A fact, as far as a screen needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Change {
    /// Id of the fact: where to go on after a break.
    #[serde(skip)]
    pub fact: Uuid,
    /// Name of the event: `record.updated`, `ledger.entry-posted`.
    pub event: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Type of the record.
    pub record_type: String,
    /// The record.
    pub id: Option<Uuid>,
    /// Its company.
    pub company_id: Option<Uuid>,
    /// `create`, `update`, `delete`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Its version after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// What a payload may say of the record.
#[derive(Debug, Default, Deserialize)]
struct Told {
    operation: Option<String>,
    version: Option<i64>,
}

/// What a listener gets next.
#[derive(Debug)]
pub enum Next {
    /// Facts, oldest first; maybe none of them for this actor.
    Facts(Arc<Vec<OutboxRow>>),
    /// Some were missed: read again what is on the screen.
    Missed,
}

/// Listens to facts: those of this process at once, those of other hosts on PostgreSQL when it looks.
pub struct Listener {
    db: Db,
    local: broadcast::Receiver<Arc<Vec<OutboxRow>>>,
    /// Facts already given, in their order, to know them when the outbox shows them again.
    seen: VecDeque<Uuid>,
    known: HashSet<Uuid>,
    since: DateTime<Utc>,
}

impl Listener {
    /// Listens from now on.
    pub fn new(db: &Db) -> Listener {
        Listener {
            db: db.clone(),
            local: db.memo().listen(),
            seen: VecDeque::new(),
            known: HashSet::new(),
            since: Utc::now(),
        }
    }

    /// Whether other processes' facts must be looked for.
    pub fn looks(&self) -> bool {
        self.db.dialect() == Dialect::Postgres
    }

    /// Waits for the next facts of this process.
    pub async fn local(&mut self) -> Option<Next> {
        match self.local.recv().await {
            Ok(facts) => {
                let new: Vec<bool> = facts.iter().map(|fact| self.remember(fact.id)).collect();
                if new.iter().all(|new| *new) {
                    return Some(Next::Facts(facts));
                }
                let facts = facts.iter().zip(new).filter(|(_, new)| *new).map(|(fact, _)| fact.clone());
                Some(Next::Facts(Arc::new(facts.collect())))
            }
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Next::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// Looks for facts of other hosts. Ids are given before the commit, so it looks a little back.
    pub async fn look(&mut self) -> Result<Next, Fault> {
        let from = (Utc::now() - COMMIT_LAG_MAX).max(self.since);
        let after = id_of(from);
        self.catch_up(after).await
    }

    /// Facts told after the fact `after`, for a screen that was away.
    pub async fn catch_up(&mut self, after: Uuid) -> Result<Next, Fault> {
        let facts = self
            .db
            .read(async move |tx| audit::facts_after(tx, after, FACTS_MAX).await.map_err(Fault::from))
            .await?;
        if facts.len() as i64 == FACTS_MAX {
            return Ok(Next::Missed);
        }
        let new: Vec<OutboxRow> = facts.into_iter().filter(|fact| self.remember(fact.id)).collect();
        Ok(Next::Facts(Arc::new(new)))
    }

    /// Whether the fact is new to this listener.
    fn remember(&mut self, fact: Uuid) -> bool {
        if !self.known.insert(fact) {
            return false;
        }
        self.seen.push_back(fact);
        if self.seen.len() > 20 * FACTS_MAX as usize
            && let Some(old) = self.seen.pop_front()
        {
            self.known.remove(&old);
        }
        true
    }
}

/// The smallest UUIDv7 of an instant.
fn id_of(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    Uuid::from_u128((u128::from(millis) << 80) | (7 << 76))
}

/// The changes among facts that an actor may hear of: of record types, companies and rows that they may
/// read now. What is deleted is told to those who may read every record of its type.
pub async fn heard(
    db: &Db,
    installed: &Arc<Installed>,
    actor: &Arc<Actor>,
    facts: &[OutboxRow],
) -> Result<Vec<Change>, Fault> {
    let mut changes = Vec::new();
    for fact in facts {
        let Some(allowed) = actor.allowed(&fact.record_type, Op::Read) else { continue };
        if let (Some(companies), Some(company)) = (&allowed.companies, fact.company_id)
            && !companies.contains(&company)
        {
            continue;
        }
        if allowed.rows != RowRule::All && !may_see(db, installed, actor, fact).await? {
            continue;
        }
        let told: Told = json::from_text(&fact.payload).unwrap_or_default();
        changes.push(Change {
            fact: fact.id,
            event: fact.event.clone(),
            at: fact.at,
            record_type: fact.record_type.clone(),
            id: fact.record_id,
            company_id: fact.company_id,
            operation: told.operation,
            version: told.version,
        });
    }
    Ok(changes)
}

async fn may_see(
    db: &Db,
    installed: &Arc<Installed>,
    actor: &Arc<Actor>,
    fact: &OutboxRow,
) -> Result<bool, Fault> {
    let Some(id) = fact.record_id else { return Ok(false) };
    let record_type = fact.record_type.clone();
    let ctx = Ctx::among(actor.clone(), Utc::now(), Uuid::now_v7(), installed.clone());
    db.read(async move |tx| Ok(records::get(&mut Uow::new(tx, &ctx), &record_type, id).await.is_ok())).await
}
