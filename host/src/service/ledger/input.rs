//! What posting takes and gives.
//!
//! Knows the shapes that HTTP, plugins and other use cases share. Must not know rules.

use chrono::NaiveDate;
use keel_core::ledger::entry::{EntryKind, TaxRole};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::{Fault, Input};
use crate::storage::Scope;

/// Why an entry is posted. Reversals, closing entries, exchange differences and write-offs have actions of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Ordinary business.
    #[default]
    Normal,
    /// Balances from books kept elsewhere.
    Opening,
    /// Late cost or value, in an open period.
    Adjustment,
}

impl From<Kind> for EntryKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Normal => EntryKind::Normal,
            Kind::Opening => EntryKind::Opening,
            Kind::Adjustment => EntryKind::Adjustment,
        }
    }
}

/// How a line takes part in a tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The amount that is taxed.
    Base,
    /// The tax itself.
    Tax,
}

impl From<Role> for TaxRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Base => TaxRole::Base,
            Role::Tax => TaxRole::Tax,
        }
    }
}

/// The tax mark of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct TaxInput {
    /// The tax code.
    pub code: Uuid,
    /// Base or tax.
    pub role: Role,
    /// For a tax line: the amount that it taxes, signed like the line, in its currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Decimal>,
}

/// A line of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct LineInput {
    /// The account.
    pub account: Uuid,
    /// Debit positive, credit negative, in the line's currency.
    pub amount: Decimal,
    /// ISO 4217; the company's currency when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The same value in the company's currency. Without it, and without `rate`, the kept rate of the day is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_amount: Option<Decimal>,
    /// Foreign units for one unit of the company's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Decimal>,
    /// Whose open item it is; the entry's contact when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Uuid>,
    /// When it falls due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// Splits the line into one for each due day; then `due_on` is not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_term: Option<Uuid>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2000))]
    pub description: Option<String>,
    /// The tax mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<TaxInput>,
    /// How many units the amount stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Decimal>,
    /// Values of dimensions, at most one of each dimension.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Uuid>,
}

/// An entry of a company that is named elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct EntryInput {
    /// The journal.
    pub journal: Uuid,
    /// The business day.
    pub entry_on: NaiveDate,
    /// Why it is posted.
    #[serde(default)]
    pub kind: Kind,
    /// A number of the caller's own, for journals that are not gapless.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub number: Option<String>,
    /// The other party's number.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub reference: Option<String>,
    /// Free text.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub narration: Option<String>,
    /// Whom it is about.
    #[serde(default)]
    pub contact: Option<Uuid>,
    /// Type of the record it is posted for.
    #[serde(default)]
    pub source_type: Option<String>,
    /// The record it is posted for.
    #[serde(default)]
    pub source_id: Option<Uuid>,
    /// Two lines or more, in balance.
    pub lines: Vec<LineInput>,
}

/// An entry to post.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PostEntry {
    /// The company whose books it enters.
    pub company: Uuid,
    /// The journal.
    pub journal: Uuid,
    /// The business day.
    pub entry_on: NaiveDate,
    /// Why it is posted.
    #[serde(default)]
    pub kind: Kind,
    /// A number of the caller's own, for journals that are not gapless.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub number: Option<String>,
    /// The other party's number.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub reference: Option<String>,
    /// Free text.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub narration: Option<String>,
    /// Whom it is about.
    #[serde(default)]
    pub contact: Option<Uuid>,
    /// Type of the record it is posted for.
    #[serde(default)]
    pub source_type: Option<String>,
    /// The record it is posted for.
    #[serde(default)]
    pub source_id: Option<Uuid>,
    /// Two lines or more, in balance.
    pub lines: Vec<LineInput>,
}

impl From<PostEntry> for EntryInput {
    fn from(post: PostEntry) -> Self {
        EntryInput {
            journal: post.journal,
            entry_on: post.entry_on,
            kind: post.kind,
            number: post.number,
            reference: post.reference,
            narration: post.narration,
            contact: post.contact,
            source_type: post.source_type,
            source_id: post.source_id,
            lines: post.lines,
        }
    }
}

impl Input for PostEntry {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// What happens to the others when one of many entries is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// None is posted.
    #[default]
    AllOrNothing,
    /// The others are posted; each row has its own result.
    PerRow,
}

/// Entries to post at once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PostMany {
    /// The company whose books they enter.
    pub company: Uuid,
    /// What one refusal means for the rest.
    #[serde(default)]
    pub mode: Mode,
    /// At most 10 000 entries with 50 000 lines together.
    #[schemars(length(max = 10_000))]
    pub entries: Vec<EntryInput>,
}

impl Input for PostMany {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// An entry that was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Posted {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its business day.
    pub entry_on: NaiveDate,
    /// Code of its period.
    pub period: String,
}

/// What became of one of many entries: `entry`, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct RowResult {
    /// Its place in the request.
    pub index: usize,
    /// The entry, when it was posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Posted>,
    /// Stable code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// JSON pointer into the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

impl RowResult {
    pub(super) fn of(index: usize, result: Result<Posted, Fault>) -> Self {
        match result {
            Ok(entry) => RowResult { index, entry: Some(entry), code: None, message: None, pointer: None },
            Err(fault) => RowResult {
                index,
                entry: None,
                code: Some(fault.code),
                message: Some(fault.message),
                pointer: fault.pointer,
            },
        }
    }
}

/// What became of many entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct PostedMany {
    /// How many were posted.
    pub posted: usize,
    /// How many were refused.
    pub refused: usize,
    /// One for each entry of the request, in its order.
    pub rows: Vec<RowResult>,
}
