//! Taking a posted entry back by another one.
//!
//! Knows that a reversal settles what it takes back. Must not know how open items match.

use chrono::NaiveDate;
use keel_core::ledger::entry::EntryKind;
use keel_core::ledger::reverse::{Original, ReverseError, check, lines_of};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Posted;
use super::by_hand::{held_by_stock, refuse_held};
use super::reconcile::{Cause, Settle, settle};
use super::write::{Own, append_own};
use crate::service::{Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::ledger::entry::{self, Entry};
use crate::storage::ledger::open_item;

/// An entry to take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Reverse {
    /// The company.
    pub company: Uuid,
    /// The entry.
    pub entry: Uuid,
    /// The reversal's business day, not before the original's.
    pub on: NaiveDate,
    /// Why.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub narration: Option<String>,
}

impl Input for Reverse {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// Posts the reversal of an entry, once, on a day of its own.
///
/// The original stays as it was. What of it is still open is settled by the reversal; what was paid
/// meanwhile stays open on the reversal, as a credit of the contact.
pub async fn reverse(uow: &mut Uow<'_>, input: Reverse) -> Result<Posted, Fault> {
    uow.may("entry", Op::Correct, Some(input.company))?;
    let live = open_item::belongs_to(uow.tx, input.entry).await?;
    if let Some(reconciliation) = live {
        return Err(Fault::refused(
            "ledger.entry-settles",
            "This entry belongs to a settlement; undo the settlement, and it is reversed with it.",
        )
        .arg("reconciliation", reconciliation)
        .at("/entry"));
    }
    if let Some(original) = entry::find(uow.tx, input.company, input.entry).await? {
        let accounts = || original.lines.iter().map(|line| line.account);
        let held = held_by_stock(uow, input.company, accounts()).await?;
        refuse_held(&held, accounts()).map_err(|fault| fault.at("/entry"))?;
    }
    take_back(uow, input.company, input.entry, Some(input.on), input.narration).await
}

/// Reverses an entry on behalf of another use case, which has checked its own right; without a day, on
/// the original's own.
pub async fn take_back(
    uow: &mut Uow<'_>,
    company: Uuid,
    id: Uuid,
    on: Option<NaiveDate>,
    narration: Option<String>,
) -> Result<Posted, Fault> {
    let original =
        entry::find(uow.tx, company, id).await?.ok_or_else(|| Fault::not_found("entry", id).at("/entry"))?;
    let on = on.unwrap_or(original.entry_on);
    let reversed_by = entry::reversal_of(uow.tx, id).await?;
    let kind =
        if original.kind == EntryKind::Closing.as_str() { EntryKind::Closing } else { EntryKind::Normal };
    check(Original { reversed_by: reversed_by.as_deref(), kind, entry_on: original.entry_on }, on)
        .map_err(refused)?;
    let own = Own {
        journal: original.journal,
        entry_on: on,
        kind: EntryKind::Reversal,
        reference: original.reference.clone(),
        narration,
        contact: original.contact,
        reverses: Some(id),
        source: (original.origin.source_type.clone(), original.origin.source_id),
        lines: lines_of(&original.lines)?,
    };
    let posted = append_own(uow, company, own).await?;
    settle_open(uow, company, &original, posted.id, on).await?;
    Ok(posted)
}

/// Matches each line that is still open with the line that takes it back.
async fn settle_open(
    uow: &mut Uow<'_>,
    company: Uuid,
    original: &Entry,
    reversal: Uuid,
    on: NaiveDate,
) -> Result<(), Fault> {
    let numbers = 1..=original.lines.len() as i64;
    let keys: Vec<_> = numbers.flat_map(|no| [(original.id, no), (reversal, no)]).collect();
    let mut open = open_item::residuals(uow.tx, company, &keys).await?;
    open.retain(|item| item.reconcilable);
    open.sort_by_key(|item| (item.key.1, item.key.0 == reversal));
    for pair in open.chunks(2) {
        let [first, second] = pair else { continue };
        let nothing = |value: i64, company: i64| value == 0 && company == 0;
        if first.key.1 != second.key.1 || nothing(first.residual_minor, first.residual_company_minor) {
            continue;
        }
        let items = pair.iter().map(|item| (item.clone(), None)).collect();
        settle(uow, company, Settle { items, on, cause: Cause::Reversal, write_off: None }).await?;
    }
    Ok(())
}

fn refused(error: ReverseError) -> Fault {
    match error {
        ReverseError::AlreadyReversed { by } => Fault::refused(
            "ledger.already-reversed",
            format!("This entry was reversed by {by}; an entry is reversed once."),
        )
        .arg("by", by)
        .at("/entry"),
        ReverseError::Closing => Fault::refused(
            "ledger.closing-entry",
            "A closing entry stays; correct the result in an open year.",
        )
        .at("/entry"),
        ReverseError::BeforeOriginal => {
            Fault::refused("ledger.reversal-before-original", "Choose the original's date or a later one.")
                .at("/on")
        }
    }
}
