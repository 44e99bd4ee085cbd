//! A unit of work: one transaction, one actor, one time.
//!
//! Knows the audit log and the outbox, which every use case writes. Must not know any noun.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::storage::audit::{self, AuditRow, OutboxRow};
use crate::storage::plugins::delivery;
use crate::storage::{DbError, Failure, Tx};

use super::plugins::{self, Installed};
use super::records::Registry;
use super::{Actor, Allowed, Fault, Op};

/// What surrounds a unit of work and stays the same when it is run again.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// Who acts.
    pub actor: Arc<Actor>,
    /// The unit's time: the only clock that a use case may read.
    pub now: DateTime<Utc>,
    /// The request, for the log and the audit.
    pub request_id: Uuid,
    /// The plugin on whose behalf this happens, if one is.
    pub origin: Option<Arc<Origin>>,
    /// The record types that this host knows.
    pub types: Arc<Registry>,
    /// What is installed.
    pub installed: Arc<Installed>,
    /// Plugins that called each other to get here, outermost first.
    pub chain: Arc<Vec<String>>,
    /// What plugins may not do in it.
    pub bounds: Bounds,
    /// The run of a plugin's job that this unit of work does.
    pub run: Option<Uuid>,
}

/// What plugins may not do in a unit of work, and how far it is from what began it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Nothing may be changed: pages and reports.
    pub read_only: bool,
    /// Figures are being worked out and not yet written: who posts or moves goods beside them makes them wrong.
    pub figures_open: bool,
    /// A job or endpoint has begun to write: nothing leaves the house any more.
    pub written: bool,
    /// How many facts led to this unit of work, each told by a plugin that heard the one before.
    pub hops: u32,
}

/// The plugin behind a change: what "why is this here?" answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Plugin id.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its package, hexadecimal.
    pub digest: String,
    /// Hook, action, event or job: `action sales.ship`.
    pub via: String,
}

impl Ctx {
    /// A context for an actor, without plugins: what concerns accounts and set-up alone.
    pub fn of(actor: Arc<Actor>, now: DateTime<Utc>, request_id: Uuid) -> Self {
        Ctx::among(actor, now, request_id, Installed::core())
    }

    /// A context for an actor, among what is installed.
    pub fn among(actor: Arc<Actor>, now: DateTime<Utc>, request_id: Uuid, installed: Arc<Installed>) -> Self {
        let types = installed.types.clone();
        Ctx {
            actor,
            now,
            request_id,
            origin: None,
            types,
            installed,
            chain: Arc::default(),
            bounds: Bounds::default(),
            run: None,
        }
    }

    /// A context for the host itself.
    pub fn system(via: &'static str) -> Self {
        Ctx::of(Arc::new(Actor::system(via)), Utc::now(), Uuid::now_v7())
    }

    /// The same, bounded otherwise.
    pub fn bounded(&self, bounds: Bounds) -> Self {
        Ctx { bounds, ..self.clone() }
    }

    /// The unit's day, in UTC.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }
}

/// What happened to a record, for the audit log.
#[derive(Debug, Clone)]
pub struct Audit<'a> {
    /// `create`, `update`, `delete`, `post`, `reverse`, …
    pub operation: &'a str,
    /// Record type.
    pub record_type: &'a str,
    /// The record.
    pub record_id: Option<Uuid>,
    /// Its company, if it has one.
    pub company_id: Option<Uuid>,
    /// `{"field": [old, new]}` as JSON text, or `{}`.
    pub changes: String,
}

/// A unit of work in progress.
pub struct Uow<'t> {
    /// The transaction.
    pub tx: &'t mut Tx,
    /// Actor, time, request.
    pub ctx: &'t Ctx,
}

impl<'t> Uow<'t> {
    /// A unit of work over a transaction.
    pub fn new(tx: &'t mut Tx, ctx: &'t Ctx) -> Self {
        Uow { tx, ctx }
    }

    /// Refuses unless the actor may do this to records of the type, in that company.
    pub fn may(&self, record_type: &str, op: Op, company: Option<Uuid>) -> Result<Allowed, Fault> {
        self.ctx.actor.may(record_type, op, company)
    }

    /// A new id (UUIDv7).
    pub fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// Writes the audit log.
    pub async fn audit(&mut self, what: Audit<'_>) -> Result<(), Fault> {
        let row = self.audit_row(what);
        Ok(audit::insert(self.tx, vec![row]).await?)
    }

    /// Writes many rows of the audit log at once.
    pub async fn audit_many(&mut self, what: Vec<Audit<'_>>) -> Result<(), Fault> {
        let rows = what.into_iter().map(|one| self.audit_row(one)).collect();
        Ok(audit::insert(self.tx, rows).await?)
    }

    fn audit_row(&self, what: Audit<'_>) -> AuditRow {
        let origin = self.ctx.origin.as_deref();
        AuditRow {
            id: self.id(),
            at: self.ctx.now,
            actor_kind: self.ctx.actor.kind.name().to_owned(),
            actor_id: self.ctx.actor.user_id,
            company_id: what.company_id,
            operation: what.operation.to_owned(),
            record_type: what.record_type.to_owned(),
            record_id: what.record_id,
            changes: what.changes,
            request_id: self.ctx.request_id,
            plugin: origin.map(|o| o.plugin.clone()),
            plugin_version: origin.map(|o| o.version.clone()),
            package_digest: origin.map(|o| o.digest.clone()),
            via: origin.map_or_else(|| self.ctx.actor.via.to_owned(), |o| o.via.clone()),
        }
    }

    /// Tells a fact after the commit: `payload` is a JSON object as text.
    pub async fn event(
        &mut self,
        event: &str,
        record_type: &str,
        record_id: Option<Uuid>,
        company_id: Option<Uuid>,
        payload: String,
    ) -> Result<(), Fault> {
        let row = OutboxRow {
            id: self.id(),
            at: self.ctx.now,
            company_id,
            event: event.to_owned(),
            record_type: record_type.to_owned(),
            record_id,
            payload,
        };
        self.events(vec![row]).await
    }

    /// Tells many facts after the commit.
    pub async fn events(&mut self, rows: Vec<OutboxRow>) -> Result<(), Fault> {
        let heard = plugins::events::heard(self, &rows).await?;
        audit::tell(self.tx, rows, self.ctx.bounds.hops.into()).await?;
        Ok(delivery::enqueue(self.tx, heard).await?)
    }

    /// Tries a part of this unit of work: when it fails, its own changes are taken back and the unit goes
    /// on. The outer result fails only when the database does.
    pub async fn attempt<T, F>(&mut self, work: F) -> Result<Result<T, Fault>, Fault>
    where
        F: AsyncFnOnce(&mut Uow<'_>) -> Result<T, Fault>,
    {
        let opened = self.tx.savepoint().await?;
        let result = work(&mut Uow::new(self.tx, self.ctx)).await;
        match &result {
            Ok(_) => self.tx.release_savepoint().await?,
            Err(fault) if matches!(fault.database(), Some(DbError::Busy | DbError::Unavailable(_))) => {
                return result.map(Ok);
            }
            Err(_) => self.tx.rollback_to_savepoint(opened).await?,
        }
        Ok(result)
    }
}
