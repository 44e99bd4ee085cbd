//! The port between use cases and guests: what is called, what a guest asks meanwhile, how it ends.
//!
//! Must not know how a guest runs. A running guest owns no transaction: it runs until it asks, whoever
//! drives it carries the ask out in a unit of work of theirs, and it goes on with the reply.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::future::BoxFuture;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::data::{
    Body, Change, Datum, Document, Fact, Fields, HttpRequest, HttpResponse, JobRun, Money, RecordRef, Table,
};
use super::life::{Package, Trust};
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

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are those of keel:records")]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
    OneOf,
    Contains,
    Starts,
    Empty,
    Present,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Field, or `reference.field`.
    pub field: String,
    /// How.
    pub operator: Operator,
    /// With what.
    pub values: Vec<Datum>,
}

/// A list of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Record type.
    pub record_type: String,
    /// All of these hold.
    pub conditions: Vec<Condition>,
    /// Words to search for.
    pub search: Option<String>,
    /// Field, and whether largest first.
    pub sort: Vec<(String, bool)>,
    /// Rows of a page.
    pub limit: u32,
    /// Cursor.
    pub after: Option<String>,
}

/// What is computed over a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are those of keel:records")]
pub enum Measure {
    Count,
    Sum,
    Min,
    Max,
}

/// A change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordChange {
    /// The record.
    pub id: Uuid,
    /// The version that was read; `None`: whatever it is.
    pub version: Option<i64>,
    /// Fields and lines to change.
    pub body: Body,
}

/// The tax mark of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxMark {
    /// Tax code.
    pub code: Uuid,
    /// Whether the line is the tax itself, not its base.
    pub is_tax: bool,
    /// What it taxes.
    pub base: Option<Decimal>,
}

/// A line of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of keel:ledger")]
pub struct EntryLine {
    pub account: Uuid,
    pub amount: Money,
    pub company_amount: Option<Money>,
    pub contact: Option<Uuid>,
    pub due_on: Option<NaiveDate>,
    pub description: Option<String>,
    pub tax: Option<TaxMark>,
    pub quantity: Option<Decimal>,
    pub dimensions: Vec<Uuid>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of keel:ledger")]
pub struct Entry {
    pub journal: Uuid,
    pub entry_on: NaiveDate,
    pub reference: Option<String>,
    pub narration: Option<String>,
    pub contact: Option<Uuid>,
    pub source_type: Option<String>,
    pub source: Option<Uuid>,
    pub lines: Vec<EntryLine>,
}

/// A stock move.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of keel:stock")]
pub struct StockMove {
    pub item: Uuid,
    pub lot: Option<Uuid>,
    pub from_location: Uuid,
    pub to_location: Uuid,
    pub quantity: Decimal,
    pub uom: Option<Uuid>,
    pub on: Option<NaiveDate>,
    pub unit_cost: Option<Decimal>,
    pub reference: Option<String>,
    pub contact: Option<Uuid>,
    pub source_type: Option<String>,
    pub source: Option<Uuid>,
}

/// What a guest asks of the host while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "one for each function of the contract, which documents them")]
pub enum Ask {
    RecordsGet { record_type: String, ids: Vec<Uuid> },
    RecordsFind(Query),
    RecordsAggregate { query: Query, group_by: Vec<String>, measures: Vec<(Measure, Option<String>)> },
    RecordsCreate { record_type: String, bodies: Vec<Body> },
    RecordsUpdate { record_type: String, changes: Vec<RecordChange> },
    RecordsDelete { record_type: String, ids: Vec<Uuid> },
    LedgerPost(Entry),
    LedgerReverse { entry: Uuid, on: NaiveDate, narration: Option<String> },
    LedgerReconcile { lines: Vec<(Uuid, u32)> },
    LedgerBalances { accounts: Vec<Uuid>, on: Option<NaiveDate> },
    LedgerOpenBalances { contacts: Vec<Uuid> },
    StockPlan(Vec<StockMove>),
    StockReserve(Vec<Uuid>),
    StockCancel(Vec<Uuid>),
    StockFinish { moves: Vec<Uuid>, on: Option<NaiveDate> },
    StockMoveNow(Vec<StockMove>),
    StockOnHand { items: Vec<Uuid>, location: Option<Uuid> },
    ContactsSearch { text: String, limit: u32 },
    ContactsDuplicates(Body),
    ActionsCall { name: String, target: Option<Uuid>, input: Body },
    EventsEmit { name: String, subject: Option<RecordRef>, payload: Body },
    JobsSchedule { job: String, at: DateTime<Utc>, key: Option<String>, input: Body },
    JobsCancel { job: String, key: String },
    HttpSend(HttpRequest),
    FilesOfRecord(RecordRef),
    FilesRead(Uuid),
    FilesAttach { subject: RecordRef, name: String, media_type: String, content: Vec<u8> },
}

impl Ask {
    /// Whether it changes the database: a job's unit of work opens at the first such ask.
    pub fn writes(&self) -> bool {
        use Ask::*;
        !matches!(
            self,
            RecordsGet { .. }
                | RecordsFind(_)
                | RecordsAggregate { .. }
                | LedgerBalances { .. }
                | LedgerOpenBalances { .. }
                | StockOnHand { .. }
                | ContactsSearch { .. }
                | ContactsDuplicates(_)
                | HttpSend(_)
                | FilesOfRecord(_)
                | FilesRead(_)
        )
    }
}

/// A contact that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of keel:contacts")]
pub struct ContactMatch {
    pub id: Uuid,
    pub name: String,
    pub by: Vec<String>,
    pub score: u32,
}

/// What of an item is where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of keel:stock")]
pub struct OnHand {
    pub item: Uuid,
    pub location: Uuid,
    pub lot: Option<Uuid>,
    pub quantity: Decimal,
    pub reserved: Decimal,
}

/// A file on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of keel:files")]
pub struct File {
    pub id: Uuid,
    pub name: String,
    pub media_type: String,
    pub size: u64,
}

/// What the host answers to an [`Ask`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "one for each shape of answer in the contract")]
pub enum Reply {
    Done,
    Documents(Vec<Document>),
    Page {
        records: Vec<Document>,
        next: Option<String>,
    },
    Rows(Vec<Fields>),
    Ids(Vec<Uuid>),
    Id(Uuid),
    Versions(Vec<i64>),
    Posted {
        id: Uuid,
        number: String,
    },
    Amounts(Vec<Money>),
    /// Contact, receivable, payable.
    OpenBalances(Vec<(Uuid, Money, Money)>),
    /// Move and what is missing.
    Shortages(Vec<(Uuid, Decimal)>),
    OnHand(Vec<OnHand>),
    Matches(Vec<ContactMatch>),
    Body(Body),
    Response(HttpResponse),
    Files(Vec<File>),
    Bytes(Vec<u8>),
}

impl Reply {
    /// Records and rows that it hands over: they count against the call's limit.
    pub fn rows(&self) -> usize {
        match self {
            Reply::Documents(all) | Reply::Page { records: all, .. } => all
                .iter()
                .map(|one| 1 + one.body.collections.iter().map(|(_, rows)| rows.len()).sum::<usize>())
                .sum(),
            Reply::Rows(rows) => rows.len(),
            Reply::OpenBalances(rows) => rows.len(),
            Reply::OnHand(rows) => rows.len(),
            Reply::Matches(rows) => rows.len(),
            Reply::Amounts(rows) => rows.len(),
            Reply::Files(rows) => rows.len(),
            _ => 0,
        }
    }
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
    /// What it took so far.
    fn usage(&self) -> Usage;
}

/// Runs guests.
pub trait Guests: Send + Sync + std::fmt::Debug {
    /// Reads a package from outside and checks that it is whole and signed by somebody trusted.
    fn open(&self, bytes: Vec<u8>, trust: &Trust) -> Result<Package, Fault>;
    /// A public key in the one form in which it is kept; refuses what is none.
    fn public_key(&self, text: &str) -> Result<String, Fault>;
    /// Makes a package ready to be called: compiles it, or finds it compiled. Needs the package's bytes only
    /// when it is not ready on this machine yet.
    fn prepare(&self, digest: &str, package: Vec<u8>) -> BoxFuture<'_, Result<(), Fault>>;
    /// Whether a package is ready to be called without its bytes.
    fn is_ready(&self, digest: &str) -> bool;
    /// Forgets packages other than these.
    fn keep_only(&self, digests: &[String]);
    /// Starts a call on a fresh instance.
    fn begin(
        &self,
        plugin: &Active,
        call: Call,
        around: Surroundings,
        limits: Limits,
    ) -> Result<Box<dyn Running>, Failure>;
}
