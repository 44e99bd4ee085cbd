//! Gathers the facts that drafts touch, each kind once for all of them, and turns requests into drafts.
//!
//! Knows which facts a rule will ask for. Must not know the rules' answers.

use std::collections::{BTreeSet, HashMap, HashSet};

use keel_core::ledger::currency::Currency;
use keel_core::ledger::entry::{Draft, DraftLine, DraftTax};
use keel_core::ledger::post::Books;
use keel_core::ledger::terms::{self, TermPart, TermsError};
use keel_core::money::{allocate, from_scaled, to_scaled};
use uuid::Uuid;

use super::{EntryInput, LineInput};
use crate::service::{Fault, Uow};
use crate::storage::currency;
use crate::storage::ledger::books;

/// A request's entry as a draft, and for each drafted line the line of the request that it came from.
pub struct Drafted {
    /// The draft.
    pub draft: Draft,
    /// Index of the request's line, for each line of the draft.
    pub source: Vec<usize>,
}

/// Currency codes that requests name, and the digits of their minor units.
pub fn scales(entries: &[EntryInput], company: Currency) -> HashMap<Currency, u32> {
    let named = entries.iter().flat_map(|e| &e.lines).filter_map(|l| l.currency.as_deref()?.parse().ok());
    let codes: HashSet<Currency> = named.chain([company]).collect();
    codes.into_iter().filter_map(|c| Some((c, currency::exponent(c.as_str())?))).collect()
}

/// Loads what the drafts touch.
pub async fn load(
    uow: &mut Uow<'_>,
    company: Uuid,
    drafts: &[&Draft],
    scales: HashMap<Currency, u32>,
    functional: Currency,
) -> Result<Books, Fault> {
    let lines = || drafts.iter().flat_map(|d| &d.lines);
    let journals: BTreeSet<Uuid> = drafts.iter().map(|d| d.journal).collect();
    let accounts: BTreeSet<Uuid> = lines().map(|l| l.account).collect();
    let contacts: BTreeSet<Uuid> =
        drafts.iter().filter_map(|d| d.contact).chain(lines().filter_map(|l| l.contact)).collect();
    let taxes: BTreeSet<Uuid> = lines().filter_map(|l| l.tax.as_ref().map(|t| t.code)).collect();
    let values: BTreeSet<Uuid> = lines().flat_map(|l| l.dimensions.iter().copied()).collect();
    let to_rate: BTreeSet<Currency> = lines()
        .filter(|l| l.company_amount.is_none() && l.rate.is_none())
        .filter_map(|l| l.currency.filter(|c| *c != functional))
        .collect();
    let tx = &mut *uow.tx;
    let mut found = Books {
        journals: books::journals(tx, company, &list(journals)).await?,
        accounts: books::accounts(tx, company, &list(accounts)).await?,
        scales,
        ..Books::default()
    };
    if !contacts.is_empty() {
        found.contacts = books::contacts(tx, &list(contacts)).await?;
    }
    if !taxes.is_empty() {
        found.taxes = books::taxes(tx, company, &list(taxes)).await?;
    }
    if !values.is_empty() {
        found.dimension_values = books::dimension_values(tx, company, &list(values)).await?;
    }
    let days = || drafts.iter().map(|d| d.entry_on);
    if let (Some(first), Some(last)) = (days().min(), days().max()) {
        found.periods = books::periods(tx, company, first, last).await?;
        for currency in to_rate {
            found.rates.insert(currency, books::rates(tx, company, currency, first, last).await?);
        }
    }
    Ok(found)
}

fn list(ids: BTreeSet<Uuid>) -> Vec<Uuid> {
    ids.into_iter().collect()
}

/// The payment terms that entries name.
pub async fn payment_terms(
    uow: &mut Uow<'_>,
    company: Uuid,
    entries: &[EntryInput],
) -> Result<HashMap<Uuid, Vec<TermPart>>, Fault> {
    let ids: BTreeSet<Uuid> = entries.iter().flat_map(|e| &e.lines).filter_map(|l| l.payment_term).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(books::terms(uow.tx, company, &list(ids)).await?)
}

/// A request's entry as a draft; lines with payment terms become one line for each due day.
pub fn draft(
    entry: &EntryInput,
    functional: Currency,
    scales: &HashMap<Currency, u32>,
    terms: &HashMap<Uuid, Vec<TermPart>>,
) -> Result<Drafted, Fault> {
    let mut draft = Draft {
        journal: entry.journal,
        entry_on: entry.entry_on,
        kind: entry.kind.into(),
        number: entry.number.clone(),
        contact: entry.contact,
        lines: Vec::with_capacity(entry.lines.len()),
    };
    let mut source = Vec::with_capacity(entry.lines.len());
    for (index, asked) in entry.lines.iter().enumerate() {
        let at = |field: &str| format!("/lines/{index}/{field}");
        let currency = match &asked.currency {
            None => None,
            Some(code) => Some(code.parse::<Currency>().map_err(|_| {
                Fault::invalid("ledger.currency-unknown", "Give a currency code of ISO 4217.")
                    .at(at("currency"))
            })?),
        };
        let line = draft_line(asked, currency);
        match asked.payment_term {
            None => draft.lines.push(line),
            Some(term) => {
                let parts = terms.get(&term).ok_or_else(|| {
                    Fault::invalid("ledger.payment-term-unknown", "Choose a payment term of this company.")
                        .at(at("payment_term"))
                })?;
                let scale = scales.get(&currency.unwrap_or(functional)).copied().unwrap_or(2);
                let company_scale = scales.get(&functional).copied().unwrap_or(2);
                let split = split(&line, entry.entry_on, parts, scale, company_scale);
                draft.lines.extend(split.map_err(|fault| fault.under(&format!("/lines/{index}")))?);
            }
        }
        source.resize(draft.lines.len(), index);
    }
    Ok(Drafted { draft, source })
}

fn draft_line(asked: &LineInput, currency: Option<Currency>) -> DraftLine {
    DraftLine {
        account: asked.account,
        amount: asked.amount,
        currency,
        company_amount: asked.company_amount,
        rate: asked.rate,
        contact: asked.contact,
        due_on: asked.due_on,
        description: asked.description.clone(),
        tax: asked.tax.as_ref().map(|t| DraftTax { code: t.code, role: t.role.into(), base: t.base }),
        quantity: asked.quantity,
        dimensions: asked.dimensions.clone(),
    }
}

/// One line for each due day; a given company amount is spread by the largest-remainder rule.
fn split(
    line: &DraftLine,
    from: chrono::NaiveDate,
    parts: &[TermPart],
    scale: u32,
    company_scale: u32,
) -> Result<Vec<DraftLine>, Fault> {
    let total = to_scaled(line.amount, scale).map_err(|e| Fault::from(e).at("/amount"))?;
    let due = terms::split(total, from, parts).map_err(|e| match e {
        TermsError::Overflow => {
            Fault::invalid("ledger.overflow", "The number is too large for the books.").at("/amount")
        }
        _ => Fault::refused(
            "ledger.payment-term-not-whole",
            "Mend the payment term: its percents must make 100, or leave a last part for the remainder.",
        )
        .at("/payment_term"),
    })?;
    let shares = match line.company_amount {
        None => None,
        Some(amount) => {
            let total = to_scaled(amount, company_scale).map_err(|e| Fault::from(e).at("/company_amount"))?;
            let weights: Vec<i64> = due.iter().map(|(_, amount)| *amount).collect();
            Some(allocate(total, &weights).map_err(|e| Fault::from(e).at("/company_amount"))?)
        }
    };
    Ok(due
        .iter()
        .enumerate()
        .map(|(i, (on, amount))| DraftLine {
            amount: from_scaled(*amount, scale),
            company_amount: shares.as_ref().map(|s| from_scaled(s[i], company_scale)),
            due_on: Some(*on),
            ..line.clone()
        })
        .collect())
}
