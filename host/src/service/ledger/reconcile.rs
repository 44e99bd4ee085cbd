//! Settling open items, and undoing it.
//!
//! Knows which entries a settlement brings: exchange difference and write-off. Must not know how items match.

use chrono::NaiveDate;
use keel_core::ledger::chart::Account;
use keel_core::ledger::entry::{EntryKind, Line};
use keel_core::ledger::reconcile::{End, Needed, OpenItem, Plan, ReconcileError, plan};
use keel_core::money::{from_scaled, to_scaled};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Posted;
use super::reverse::take_back;
use super::write::{Own, append_own};
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::ledger::open_item::{self, LineKey, Open, Reconciliation};
use crate::storage::ledger::setup::{Settings, settings};
use crate::storage::ledger::{books, entry};
use crate::storage::{Scope, currency};

/// An open line, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ItemInput {
    /// The entry.
    pub entry: Uuid,
    /// Number of its line, from 1.
    pub line: i64,
    /// At most this much of it (positive); all that is open when absent.
    #[serde(default)]
    pub amount: Option<Decimal>,
}

/// A rest that nobody will pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct WriteOff {
    /// How much, positive, in the currency of the items.
    pub amount: Decimal,
    /// Where it goes; the company's write-off account when absent.
    #[serde(default)]
    pub account: Option<Uuid>,
    /// Why.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub narration: Option<String>,
}

/// Open items that settle one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Reconcile {
    /// The company.
    pub company: Uuid,
    /// Lines of one account in one currency; debits meet credits in this order.
    #[schemars(length(max = 1000))]
    pub items: Vec<ItemInput>,
    /// What of the rest nobody will pay.
    #[serde(default)]
    pub write_off: Option<WriteOff>,
    /// Business day of the entries that this brings; the latest of the items' days when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}

impl Input for Reconcile {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A settlement that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Reconciled {
    /// Its id.
    pub id: Uuid,
    /// How much of the items it settled, in their currency.
    pub settled: Decimal,
    /// The entry that took the difference of rates.
    pub exchange_entry: Option<Posted>,
    /// What the exchange accounts carry of it, debit positive: a gain is a credit, so negative.
    pub exchange_difference: Decimal,
    /// The entry that wrote the rest off.
    pub write_off_entry: Option<Posted>,
    /// What is left of each item, in the request's order; debit positive.
    pub residuals: Vec<Decimal>,
}

/// A settlement to undo: by its id, or the last one of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Unreconcile {
    /// The company.
    pub company: Uuid,
    /// The settlement.
    #[serde(default)]
    pub reconciliation: Option<Uuid>,
    /// Or: the line whose last settlement it is.
    #[serde(default)]
    pub item: Option<ItemInput>,
    /// Business day of the reversals that this brings; each original's own day when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}

impl Input for Unreconcile {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A settlement that was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Unreconciled {
    /// Its id.
    pub id: Uuid,
    /// Reversals of its exchange and write-off entries.
    pub reversals: Vec<Posted>,
}

/// Why items are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Somebody asked.
    Request,
    /// The one takes the other back.
    Reversal,
}

/// Items with their limits, and what comes with them.
pub(super) struct Settle {
    pub items: Vec<(Open, Option<i64>)>,
    pub on: NaiveDate,
    pub cause: Cause,
    pub write_off: Option<WriteOff>,
}

/// Settles open items: in part or in full, with a write-off and the difference of rates.
pub async fn reconcile(uow: &mut Uow<'_>, input: Reconcile) -> Result<Reconciled, Fault> {
    uow.may("reconciliation", Op::Create, Some(input.company))?;
    let keys: Vec<LineKey> = input.items.iter().map(|i| (i.entry, i.line)).collect();
    let found = open_item::residuals(uow.tx, input.company, &keys).await?;
    let mut items = Vec::with_capacity(keys.len());
    for (index, asked) in input.items.iter().enumerate() {
        if keys[..index].contains(&keys[index]) {
            return Err(
                Fault::invalid("ledger.item-twice", "Name each item once.").at(format!("/items/{index}"))
            );
        }
        let open = found.iter().find(|open| open.key == keys[index]);
        let open = open.ok_or_else(|| {
            Fault::invalid("ledger.item-unknown", "Choose a line of a posted entry of this company.")
                .at(format!("/items/{index}"))
        })?;
        let limit = asked.amount.map(|a| to_scaled(a, scale(open))).transpose();
        items.push((open.clone(), limit.map_err(|e| Fault::from(e).at(format!("/items/{index}/amount")))?));
    }
    let latest = items.iter().map(|(open, _)| open.entry_on).max();
    let on = input
        .on
        .or(latest)
        .ok_or_else(|| Fault::invalid("ledger.one-sided", "Name the items.").at("/items"))?;
    settle(uow, input.company, Settle { items, on, cause: Cause::Request, write_off: input.write_off }).await
}

fn scale(open: &Open) -> u32 {
    currency::exponent(open.currency.as_str()).unwrap_or(0)
}

/// Settles items that were loaded.
pub(super) async fn settle(uow: &mut Uow<'_>, company: Uuid, asked: Settle) -> Result<Reconciled, Fault> {
    let Some((first, _)) = asked.items.first() else {
        return Err(Fault::invalid("ledger.one-sided", "Name the items.").at("/items"));
    };
    let (first, scale) = (first.clone(), scale(first));
    let write_off = match &asked.write_off {
        None => 0,
        Some(w) => match to_scaled(w.amount, scale).map_err(|e| Fault::from(e).at("/write_off/amount"))? {
            0 => -1,
            minor => minor,
        },
    };
    let open: Vec<OpenItem> = asked.items.iter().map(|(open, limit)| item(open, *limit)).collect();
    let plan = plan(&open, write_off).map_err(|e| refused(&e, scale))?;
    let settings = settings(uow.tx, company).await?;
    let exchange = exchange_entry(uow, company, &asked, &plan, &settings).await?;
    let written_off = write_off_entry(uow, company, &asked, &plan, &settings).await?;
    let key = |end: End| -> LineKey {
        match (end, &exchange, &written_off) {
            (End::Exchange(i), Some(entry), _) => (entry.id, i as i64 + 1),
            (End::WriteOff(i), _, Some(entry)) => (entry.id, i as i64 + 1),
            (End::Item(i), ..) => asked.items[i].0.key,
            _ => first.key,
        }
    };
    let kept = Reconciliation {
        id: uow.id(),
        company,
        account: first.account,
        at: uow.ctx.now,
        on: asked.on,
        cause: if asked.cause == Cause::Request { "request" } else { "reversal" },
        exchange_entry: exchange.as_ref().map(|e| e.id),
        write_off_entry: written_off.as_ref().map(|e| e.id),
        matches: plan
            .matches
            .iter()
            .map(|m| (key(m.debit), key(m.credit), m.amount_minor, m.company_minor))
            .collect(),
    };
    open_item::insert(uow.tx, &kept).await?;
    note(uow, "create", company, kept.id).await?;
    let functional = super::post::head(uow, company).await?.currency;
    let company_scale = currency::exponent(functional.as_str()).unwrap_or(0);
    let gain: i64 = plan.exchange.iter().map(|n| n.company_minor).sum();
    Ok(Reconciled {
        id: kept.id,
        settled: from_scaled(plan.matches.iter().map(|m| m.amount_minor).sum(), scale),
        exchange_entry: exchange,
        exchange_difference: from_scaled(-gain, company_scale),
        write_off_entry: written_off,
        residuals: residuals(&asked.items, &plan)
            .into_iter()
            .map(|minor| from_scaled(minor, scale))
            .collect(),
    })
}

fn item(open: &Open, limit_minor: Option<i64>) -> OpenItem {
    OpenItem {
        account: open.account,
        reconcilable: open.reconcilable,
        currency: open.currency,
        residual_minor: open.residual_minor,
        residual_company_minor: open.residual_company_minor,
        limit_minor,
    }
}

fn residuals(items: &[(Open, Option<i64>)], plan: &Plan) -> Vec<i64> {
    let mut left: Vec<i64> = items.iter().map(|(open, _)| open.residual_minor).collect();
    for m in &plan.matches {
        if let End::Item(i) = m.debit {
            left[i] -= m.amount_minor;
        }
        if let End::Item(i) = m.credit {
            left[i] += m.amount_minor;
        }
    }
    left
}

/// The lines on the items' account that an entry must bring, each with its item's contact.
fn needed_lines(asked: &Settle, needed: &[Needed]) -> Vec<Line> {
    let line = |n: &Needed| {
        let open = &asked.items[n.item].0;
        let mut line = Line::plain(open.account, n.amount_minor, open.currency, n.company_minor);
        line.contact = open.contact;
        line
    };
    needed.iter().map(line).collect()
}

async fn exchange_entry(
    uow: &mut Uow<'_>,
    company: Uuid,
    asked: &Settle,
    plan: &Plan,
    settings: &Settings,
) -> Result<Option<Posted>, Fault> {
    if plan.exchange.is_empty() {
        return Ok(None);
    }
    let mut lines = needed_lines(asked, &plan.exchange);
    let currency = asked.items[0].0.currency;
    let gain: i64 = plan.exchange.iter().map(|n| n.company_minor.max(0)).sum();
    let loss: i64 = plan.exchange.iter().map(|n| n.company_minor.min(0)).sum();
    for (value, account, name) in [
        (gain, settings.exchange_gain_account, "exchange_gain_account"),
        (loss, settings.exchange_loss_account, "exchange_loss_account"),
    ] {
        if value != 0 {
            let account = usable(uow, company, set(account, name)?, "/items").await?;
            lines.push(Line::plain(account.id, 0, currency, -value));
        }
    }
    let journal = set(settings.exchange_journal, "exchange_journal")?;
    Ok(Some(append_own(uow, company, own(asked, journal, EntryKind::Exchange, None, lines)).await?))
}

async fn write_off_entry(
    uow: &mut Uow<'_>,
    company: Uuid,
    asked: &Settle,
    plan: &Plan,
    settings: &Settings,
) -> Result<Option<Posted>, Fault> {
    let Some(write_off) = asked.write_off.as_ref().filter(|_| !plan.write_off.is_empty()) else {
        return Ok(None);
    };
    let mut lines = needed_lines(asked, &plan.write_off);
    let account = match write_off.account {
        Some(account) => account,
        None => set(settings.write_off_account, "write_off_account")?,
    };
    let account = usable(uow, company, account, "/write_off/account").await?;
    let (amount, value) =
        plan.write_off.iter().fold((0, 0), |(a, v), n| (a - n.amount_minor, v - n.company_minor));
    lines.push(Line::plain(account.id, amount, asked.items[0].0.currency, value));
    let journal = set(settings.write_off_journal, "write_off_journal")?;
    let own = own(asked, journal, EntryKind::WriteOff, write_off.narration.clone(), lines);
    Ok(Some(append_own(uow, company, own).await?))
}

fn own(asked: &Settle, journal: Uuid, kind: EntryKind, narration: Option<String>, lines: Vec<Line>) -> Own {
    Own {
        journal,
        entry_on: asked.on,
        kind,
        reference: None,
        narration,
        contact: asked.items[0].0.contact,
        reverses: None,
        source: (Some("entry".into()), Some(asked.items[0].0.key.0)),
        lines,
    }
}

async fn usable(uow: &mut Uow<'_>, company: Uuid, id: Uuid, pointer: &str) -> Result<Account, Fault> {
    let account = books::accounts(uow.tx, company, &[id]).await?.remove(&id);
    match account {
        None => {
            Err(Fault::invalid("ledger.account-unknown", "Choose an account of this company.").at(pointer))
        }
        Some(a) if a.is_group => Err(Fault::refused(
            "ledger.account-is-group",
            "Choose an account below this one: it is a heading.",
        )
        .at(pointer)),
        Some(a) if a.closed => {
            Err(Fault::refused("ledger.account-closed", "Choose another account: this one is closed.")
                .at(pointer))
        }
        Some(a) => Ok(a),
    }
}

/// A setting that is needed.
pub(super) fn set(value: Option<Uuid>, name: &str) -> Result<Uuid, Fault> {
    value.ok_or_else(|| {
        Fault::refused(
            "ledger.setting-missing",
            format!("Set {name} in the ledger settings of this company."),
        )
        .arg("setting", name)
    })
}

async fn note(uow: &mut Uow<'_>, operation: &str, company: Uuid, id: Uuid) -> Result<(), Fault> {
    let (record_type, record_id, company_id) = ("reconciliation", Some(id), Some(company));
    uow.audit(Audit { operation, record_type, record_id, company_id, changes: "{}".into() }).await?;
    uow.event(&format!("ledger.reconciliation-{operation}"), record_type, record_id, company_id, "{}".into())
        .await
}

/// Undoes a settlement: its items are open again, its exchange and write-off entries are reversed.
pub async fn unreconcile(uow: &mut Uow<'_>, input: Unreconcile) -> Result<Unreconciled, Fault> {
    uow.may("reconciliation", Op::Correct, Some(input.company))?;
    let kept = match (input.reconciliation, &input.item) {
        (Some(id), None) => open_item::find(uow.tx, input.company, id)
            .await?
            .ok_or_else(|| Fault::not_found("reconciliation", id).at("/reconciliation"))?,
        (None, Some(item)) => {
            entry::find(uow.tx, input.company, item.entry)
                .await?
                .ok_or_else(|| Fault::not_found("entry", item.entry).at("/item/entry"))?;
            open_item::last_of(uow.tx, input.company, (item.entry, item.line)).await?.ok_or_else(|| {
                Fault::refused("ledger.not-settled", "Nothing of this line is settled.").at("/item")
            })?
        }
        _ => {
            return Err(Fault::invalid(
                "ledger.settlement-unclear",
                "Give either `reconciliation` or `item`.",
            ));
        }
    };
    if kept.undone {
        return Err(Fault::refused("ledger.already-undone", "This settlement was undone before.")
            .at("/reconciliation"));
    }
    open_item::undo(uow.tx, kept.id, uow.ctx.now).await?;
    let mut reversals = Vec::new();
    for id in [kept.exchange_entry, kept.write_off_entry].into_iter().flatten() {
        reversals.push(Box::pin(take_back(uow, input.company, id, input.on, None)).await?);
    }
    note(uow, "undo", input.company, kept.id).await?;
    Ok(Unreconciled { id: kept.id, reversals })
}

fn refused(error: &ReconcileError, scale: u32) -> Fault {
    let at = |item: &usize| format!("/items/{item}");
    match error {
        ReconcileError::NotReconcilable { item } => {
            Fault::refused("ledger.not-reconcilable", "Choose lines of an account that keeps open items.")
                .at(at(item))
        }
        ReconcileError::AccountDiffers { item } => {
            Fault::refused("ledger.items-differ-in-account", "Settle lines of one account.").at(at(item))
        }
        ReconcileError::CurrencyDiffers { item } => {
            Fault::refused("ledger.items-differ-in-currency", "Settle lines of one currency.").at(at(item))
        }
        ReconcileError::NothingOpen { item } => {
            Fault::refused("ledger.nothing-open", "Leave this item out: nothing of it is open.").at(at(item))
        }
        ReconcileError::LimitTooLarge { item } => {
            Fault::refused("ledger.more-than-open", "Give a positive amount that is still open.")
                .at(format!("/items/{item}/amount"))
        }
        ReconcileError::OneSided => {
            Fault::refused("ledger.one-sided", "Name debits and credits: all items have the same sign.")
                .at("/items")
        }
        ReconcileError::WriteOffTooLarge { rest_minor } => {
            let rest = from_scaled(*rest_minor, scale);
            Fault::refused(
                "ledger.write-off-too-large",
                format!("Write off more than nothing and at most {rest}."),
            )
            .arg("rest", rest)
            .at("/write_off/amount")
        }
        ReconcileError::Overflow => {
            Fault::invalid("ledger.overflow", "The sums are too large for the books.").at("/items")
        }
    }
}
