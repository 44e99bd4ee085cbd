//! The port between use cases and guests: what is called, what a guest asks meanwhile, how it ends.
//!
//! Must not know how a guest runs. A running guest owns no transaction: it runs until it asks, whoever
//! drives it carries the ask out in a unit of work of theirs, and it goes on with the reply.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::ask::{
    Ask, Condition, ContactMatch, Entry, EntryLine, File, Measure, OnHand, Operator, Query, RecordChange,
    Reply, StockMove, StockPart, TaxMark,
};
use super::data::{Body, Change, Datum, Document, Fact, Fields, HttpRequest, HttpResponse, JobRun, Table};
use super::health::Health;
use super::life::{Brought, Package, Trust};
use super::{Active, Limits};
use crate::service::Fault;

/// What is wanted of a guest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// A hook before a change.
    Before {
        /// Its name in the manifest.
        hook: String,
        /// The change.
        change: Change,
    },
    /// A hook after a change.
    After {
        /// Its name in the manifest.
        hook: String,
        /// The change.
        change: Change,
    },
    /// An action.
    Action {
        /// Its name in the manifest.
        action: String,
        /// The record it is called on.
        target: Option<Document>,
        /// Checked input.
        input: Body,
    },
    /// A fact to hear.
    Event {
        /// The subscription's name in the manifest.
        subscription: String,
        /// The fact.
        event: Fact,
    },
    /// A job to do.
    Job {
        /// Its name in the manifest.
        job: String,
        /// The run.
        run: JobRun,
    },
    /// A request to answer.
    Endpoint {
        /// Its name in the manifest.
        endpoint: String,
        /// The request.
        request: HttpRequest,
    },
    /// A page to draw.
    Page {
        /// Its name in the manifest.
        page: String,
        /// Parameters.
        query: Vec<(String, String)>,
        /// The record whose slot it fills.
        subject: Option<Document>,
    },
    /// A report to compute.
    Report {
        /// Its name in the manifest.
        report: String,
        /// Checked parameters.
        parameters: Body,
    },
}

/// What a guest answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Fields that a before-hook sets.
    Set(Fields),
    /// Done.
    Done,
    /// An action's output.
    Body(Body),
    /// An endpoint's answer.
    Response(HttpResponse),
    /// A view document (JSON).
    View(String),
    /// A report's rows.
    Table(Table),
}

/// A mistake of a guest: a trap or a limit. The plugin is to blame, and it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestFault {
    /// `plugin.deadline`, `plugin.trap`, …
    pub code: &'static str,
    /// For the user and the administrator: what happened.
    pub message: String,
    /// For the author: the trap, where in the guest, its last words.
    pub detail: String,
}

/// Why a call gave no answer.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The plugin said no.
    Refused(Fault),
    /// The plugin faulted.
    Guest(GuestFault),
    /// The host could not go on: the database is away, the plugin's code cannot be had.
    Host(Fault),
}

/// Who calls and when: what `keel:types/context` answers.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Company of the unit of work.
    pub company: Option<Uuid>,
    /// Its currency.
    pub currency: Option<String>,
    /// `user`, `token`, `plugin`, `system`.
    pub actor: crate::service::ActorKind,
    /// The person.
    pub user: Option<Uuid>,
    /// Their name.
    pub user_name: String,
    /// The unit's time.
    pub now: DateTime<Utc>,
    /// The unit: seed of what the guest takes for random.
    pub unit: Uuid,
    /// How many calls deep.
    pub depth: u32,
    /// Codes of the person's roles in the company.
    pub roles: Vec<String>,
    /// The plugin in whose call this one happens.
    pub caller: Option<String>,
    /// Settings of the plugin for the company.
    pub settings: Arc<Vec<(String, Datum)>>,
}

/// What a call took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Time in the guest and in the host for it.
    pub wall: Duration,
    /// Fuel burnt: the guest's own instructions.
    pub fuel: u64,
    /// Bytes of linear memory at the end.
    pub memory_bytes: usize,
    /// Host calls.
    pub host_calls: u32,
    /// Records and rows handed over.
    pub rows: u32,
    /// Lines of the log: level and text.
    pub log: Vec<(&'static str, String)>,
    /// Bytes of the log that were dropped.
    pub log_dropped: usize,
}

/// What a running guest does next.
#[derive(Debug)]
pub enum Step {
    /// It asks, and waits for [`Running::reply`].
    Ask(Box<Ask>),
    /// It has ended.
    End(Result<Answer, Failure>),
}

/// A guest on a fresh instance, in the middle of one call.
pub trait Running: Send {
    /// Runs it until it asks or ends. Must not be called again after the end, or before the reply.
    fn next(&mut self) -> BoxFuture<'_, Step>;
    /// Answers what it asked.
    fn reply(&mut self, reply: Result<Reply, Fault>);
    /// Moves the deadline to at most so much from now.
    fn shorten(&mut self, left: Duration);
    /// When its time is over: what is done for it meanwhile must have ended by then.
    fn deadline(&self) -> Option<Instant>;
    /// What it took so far.
    fn usage(&self) -> Usage;
}

/// Runs guests.
pub trait Guests: Send + Sync + std::fmt::Debug {
    /// Reads a package from outside and checks that it is whole and signed by somebody trusted.
    fn open(&self, bytes: Vec<u8>, trust: &Trust) -> Result<Package, Fault>;
    /// What a kept package brings beside code and manifest; nothing where it cannot be read.
    fn brought(&self, _package: &[u8]) -> Brought {
        Brought::default()
    }
    /// A public key in the one form in which it is kept; refuses what is none.
    fn public_key(&self, text: &str) -> Result<String, Fault>;
    /// Makes a package ready to be called: compiles it, or finds it compiled. Needs the package's bytes only
    /// when it is not ready on this machine yet.
    fn prepare(&self, digest: &str, package: Vec<u8>) -> BoxFuture<'_, Result<(), Fault>>;
    /// Whether a package is ready to be called without its bytes.
    fn is_ready(&self, digest: &str) -> bool;
    /// Forgets packages other than these.
    fn keep_only(&self, digests: &[String]);
    /// How plugins fare on this host; none where nothing runs.
    fn health(&self) -> Option<&Health> {
        None
    }
    /// Starts a call on a fresh instance.
    fn begin(
        &self,
        plugin: &Active,
        call: Call,
        around: Surroundings,
        limits: Limits,
    ) -> Result<Box<dyn Running>, Failure>;
}
