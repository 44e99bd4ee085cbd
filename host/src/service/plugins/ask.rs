//! What a guest asks of the host while it runs, and what the host replies: one case for each function of the
//! contract that needs a unit of work.
//!
//! Must not know how it is carried out, or how the contract spells it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::super::mail::NewMail;
use super::data::{Body, Datum, Document, Fields, HttpRequest, HttpResponse, Money, RecordRef};

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

/// How much of a planned move is done, in the unit that was planned in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockPart {
    /// The move.
    pub move_id: Uuid,
    /// All of it when none.
    pub quantity: Option<rust_decimal::Decimal>,
    /// What is left is planned anew; else it is dropped.
    pub back_order: bool,
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
    RecordsGet {
        record_type: String,
        ids: Vec<Uuid>,
    },
    RecordsFind(Query),
    RecordsAggregate {
        query: Query,
        group_by: Vec<String>,
        measures: Vec<(Measure, Option<String>)>,
    },
    RecordsCreate {
        record_type: String,
        bodies: Vec<Body>,
    },
    RecordsUpdate {
        record_type: String,
        changes: Vec<RecordChange>,
    },
    RecordsDelete {
        record_type: String,
        ids: Vec<Uuid>,
    },
    LedgerPost(Entry),
    LedgerReverse {
        entry: Uuid,
        on: NaiveDate,
        narration: Option<String>,
    },
    LedgerReconcile {
        lines: Vec<(Uuid, u32)>,
    },
    LedgerBalances {
        accounts: Vec<Uuid>,
        on: Option<NaiveDate>,
    },
    LedgerOpenBalances {
        contacts: Vec<Uuid>,
    },
    StockPlan(Vec<StockMove>),
    StockReserve(Vec<Uuid>),
    StockCancel(Vec<Uuid>),
    StockFinish {
        moves: Vec<Uuid>,
        on: Option<NaiveDate>,
    },
    /// Planned moves, each in full or in part.
    StockFinishPart {
        moves: Vec<StockPart>,
        on: Option<NaiveDate>,
    },
    StockMoveNow(Vec<StockMove>),
    StockOnHand {
        items: Vec<Uuid>,
        location: Option<Uuid>,
    },
    ContactsSearch {
        text: String,
        limit: u32,
    },
    ContactsDuplicates(Body),
    ActionsCall {
        name: String,
        target: Option<Uuid>,
        input: Body,
    },
    EventsEmit {
        name: String,
        subject: Option<RecordRef>,
        payload: Body,
    },
    JobsSchedule {
        job: String,
        at: DateTime<Utc>,
        key: Option<String>,
        input: Body,
    },
    JobsCancel {
        job: String,
        key: String,
    },
    HttpSend(HttpRequest),
    FilesOfRecord(RecordRef),
    FilesRead(Uuid),
    FilesAttach {
        subject: RecordRef,
        name: String,
        media_type: String,
        content: Vec<u8>,
    },
    MailSend(NewMail),
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
    /// What was planned for the rest of each move.
    Rests(Vec<Option<Uuid>>),
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
