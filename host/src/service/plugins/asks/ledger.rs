//! `keel:ledger`: the books of the call's company, for a plugin.
//!
//! Knows capabilities and shapes. Must not know rules: `service::ledger` has them.

use chrono::NaiveDate;
use keel_core::money::from_scaled;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::super::data::Money;
use super::super::port::{Entry, EntryLine, Reply};
use super::super::{Active, document};
use super::{company_of, must_have};
use crate::service::ledger::{self, ItemInput, LineInput, PostEntry, Reconcile, Reverse, Role, TaxInput};
use crate::service::{Fault, Op, RowRule, Uow};
use crate::storage::currency;
use crate::storage::plugins::figures;

/// Most contacts or accounts of one question.
const ASKED_MAX: usize = 500;

/// Posts an entry.
pub async fn post(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    entry: Entry,
) -> Result<Reply, Fault> {
    must_have(plugin, "ledger.post")?;
    let company = company_of(company)?;
    let own = currency_of(uow, company).await?;
    let mut lines = Vec::with_capacity(entry.lines.len());
    for (index, one) in entry.lines.into_iter().enumerate() {
        lines.push(line(one, &own).map_err(|fault| fault.under(&format!("/lines/{index}")))?);
    }
    let posted = ledger::post(
        uow,
        PostEntry {
            company,
            journal: entry.journal,
            entry_on: entry.entry_on,
            reference: entry.reference,
            narration: entry.narration,
            contact: entry.contact,
            source_type: entry.source_type,
            source_id: entry.source,
            lines,
            ..PostEntry::default()
        },
    )
    .await?;
    Ok(Reply::Posted { id: posted.id, number: posted.number })
}

fn line(line: EntryLine, own: &str) -> Result<LineInput, Fault> {
    let company_amount = match &line.company_amount {
        Some(amount) if amount.currency != own => {
            let message = format!("The company keeps its books in {own}, not in {}.", amount.currency);
            return Err(Fault::invalid("ledger.company-currency", message).at("/company_amount"));
        }
        Some(amount) => Some(decimal(amount)?),
        None => None,
    };
    Ok(LineInput {
        account: line.account,
        amount: decimal(&line.amount).map_err(|fault| fault.at("/amount"))?,
        currency: Some(line.amount.currency),
        company_amount,
        contact: line.contact,
        due_on: line.due_on,
        description: line.description,
        tax: line.tax.map(|tax| TaxInput {
            code: tax.code,
            role: if tax.is_tax { Role::Tax } else { Role::Base },
            base: tax.base,
        }),
        quantity: line.quantity,
        dimensions: line.dimensions,
        ..LineInput::default()
    })
}

fn decimal(money: &Money) -> Result<Decimal, Fault> {
    let digits = currency::exponent(&money.currency).ok_or_else(|| {
        Fault::invalid("currency.unknown", format!("There is no currency {}.", money.currency))
    })?;
    Ok(from_scaled(money.minor, digits))
}

async fn currency_of(uow: &mut Uow<'_>, company: Uuid) -> Result<String, Fault> {
    let found = document::currency_of(uow, Some(company)).await?;
    found.ok_or_else(|| Fault::not_found("company", company))
}

/// Reverses an entry.
pub async fn reverse(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    entry: Uuid,
    on: NaiveDate,
    narration: Option<String>,
) -> Result<Reply, Fault> {
    must_have(plugin, "ledger.reverse")?;
    let company = company_of(company)?;
    let posted = ledger::reverse(uow, Reverse { company, entry, on, narration }).await?;
    Ok(Reply::Posted { id: posted.id, number: posted.number })
}

/// Settles open lines.
pub async fn reconcile(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    lines: Vec<(Uuid, u32)>,
) -> Result<Reply, Fault> {
    must_have(plugin, "ledger.reconcile")?;
    let company = company_of(company)?;
    let items = lines.into_iter().map(|(entry, line)| ItemInput { entry, line: line.into(), amount: None });
    ledger::reconcile(uow, Reconcile { company, items: items.collect(), write_off: None, on: None }).await?;
    Ok(Reply::Done)
}

/// Balances of accounts.
pub async fn balances(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    accounts: &[Uuid],
    on: Option<NaiveDate>,
) -> Result<Reply, Fault> {
    must_have(plugin, "ledger.read")?;
    let company = company_of(company)?;
    may_see_all(uow, company)?;
    few(accounts.len())?;
    let own = currency_of(uow, company).await?;
    let found = figures::balances(uow.tx, company, accounts, on).await?;
    let minor = |account: &Uuid| found.iter().find(|(id, _)| id == account).map_or(0, |(_, minor)| *minor);
    let money = |minor: i64| Money { minor, currency: own.clone() };
    Ok(Reply::Amounts(accounts.iter().map(|account| money(minor(account))).collect()))
}

/// What is open with contacts.
pub async fn open_balances(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    contacts: &[Uuid],
) -> Result<Reply, Fault> {
    must_have(plugin, "ledger.read")?;
    let company = company_of(company)?;
    may_see_all(uow, company)?;
    few(contacts.len())?;
    let own = currency_of(uow, company).await?;
    let found = figures::open_by_contact(uow.tx, company, contacts).await?;
    let money = |minor: i64| Money { minor, currency: own.clone() };
    let of = |contact: &Uuid| {
        let sums = found.get(contact).copied().unwrap_or_default();
        (*contact, money(sums.0), money(sums.1))
    };
    Ok(Reply::OpenBalances(contacts.iter().map(of).collect()))
}

/// A sum tells of every entry: who may not read them all is not told.
fn may_see_all(uow: &Uow<'_>, company: Uuid) -> Result<(), Fault> {
    if uow.may("entry", Op::Read, Some(company))?.rows == RowRule::All {
        return Ok(());
    }
    Err(Fault::denied("Balances are shown to those who may read every entry of the company."))
}

fn few(count: usize) -> Result<(), Fault> {
    if count <= ASKED_MAX {
        return Ok(());
    }
    Err(Fault::invalid("ledger.too-many-asked", format!("Ask for at most {ASKED_MAX} at once.")))
}
