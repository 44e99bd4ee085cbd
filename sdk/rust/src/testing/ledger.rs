//! A ledger small enough to test against: entries in balance, open balances, balances of accounts.
//!
//! Knows sums of lines. The rules of periods, taxes and numbers are the real host's.

use super::current::{self, with};
use super::records::settle;
use super::state::State;
use crate::guest::{Change, Operation};
use crate::ledger::{Entry, OpenBalance, Posted};
use crate::value::{Body, Document, Fields, Row, Value};
use crate::{Day, Fault, Id, Money, Result};

pub(crate) fn post(entry: &Entry) -> Result<Posted> {
    with(|state| state.need("ledger.post", "").and_then(|()| state.write()))?;
    current::whole(|| post_as_host(entry))
}

/// Posts an entry; the rights were checked.
pub(crate) fn post_as_host(entry: &Entry) -> Result<Posted> {
    let (change, posted) = with(|state| {
        check_balance(entry)?;
        let id = state.next_id();
        let number = format!("TEST/{:05}", state.all("entry").count() + 1);
        let currency = state.context.currency.clone().unwrap_or_default();
        let text = |text: &Option<String>| text.clone().map_or(Value::None, Value::Text);
        let reference = |id: &Option<String>| id.clone().map_or(Value::None, Value::Reference);
        let mut rows = Vec::new();
        for (at, line) in entry.lines.iter().enumerate() {
            let company_amount = match &line.company_amount {
                Some(amount) => amount.clone(),
                None if line.amount.currency == currency => line.amount.clone(),
                None => {
                    return Err(Fault::refused(
                        "ledger.no-rate",
                        "Give the company's amount of a foreign line.",
                    ));
                }
            };
            rows.push(
                Row::new()
                    .with("line_no", at as i64 + 1)
                    .with("account", Value::Reference(line.account.clone()))
                    .with("amount", line.amount.clone())
                    .with("currency", line.amount.currency.as_str())
                    .with("company_amount", company_amount)
                    .with("contact", reference(&line.contact.clone().or_else(|| entry.contact.clone())))
                    .with("due_on", line.due_on.clone().map_or(Value::None, Value::Day))
                    .with("description", text(&line.description)),
            );
        }
        let body = Body::new()
            .with("number", number.as_str())
            .with("journal", Value::Reference(entry.journal.clone()))
            .with("entry_on", Value::Day(entry.entry_on.clone()))
            .with("kind", "normal")
            .with("reference", text(&entry.reference))
            .with("narration", text(&entry.narration))
            .with("contact", reference(&entry.contact))
            .with("source_type", text(&entry.source_type))
            .with_rows("lines", rows);
        let new = Document { version: 0, ..Document::new("entry", id, body) };
        Ok((Change { operation: Operation::Create, old: None, new }, Posted { id: id.to_string(), number }))
    })?;
    settle(change)?;
    with(|state| {
        let subject = crate::RecordRef::new("entry", posted.id());
        current::tell(state, "ledger.entry-posted", Some(subject), &Body::new());
        Ok(())
    })?;
    Ok(posted)
}

pub(crate) fn reverse(entry: &str, on: &str, narration: Option<&str>) -> Result<Posted> {
    with(|state| state.need("ledger.reverse", "").and_then(|()| state.write()))?;
    let old = with(|state| state.record("entry", Id::parse(entry)?).cloned())?;
    let mut reversal = Entry::new(old.need("journal")?, Day::parse(on)?);
    reversal.narration = narration.map(str::to_owned);
    for row in old.rows("lines") {
        let opposite = |money: Money| Money::new(-money.minor, money.currency);
        let mut line = crate::ledger::Line::new(row.need("account")?, opposite(row.need("amount")?));
        line.company_amount = row.get("company_amount").map(opposite);
        line.contact = row.get::<Id>("contact").map(|id| id.to_string());
        reversal.lines.push(line);
    }
    current::whole(|| post_as_host(&reversal))
}

pub(crate) fn reconcile(lines: &[(String, u32)]) -> Result<()> {
    with(|state| {
        state.need("ledger.reconcile", "").and_then(|()| state.write())?;
        lines.iter().try_for_each(|(entry, _)| state.record("entry", Id::parse(entry)?).map(|_| ()))
    })
}

pub(crate) fn balances(accounts: &[String], on: Option<&str>) -> Result<Vec<Money>> {
    with(|state| {
        state.need("ledger.read", "")?;
        let currency = state.context.currency.clone().unwrap_or_default();
        let total = |account: &String| {
            let of = |day: &str, row: &Row| {
                *row.value("account") == Value::Reference(account.clone()) && on.is_none_or(|on| day <= on)
            };
            Money::new(sum(state, |day, _, row| of(day, row)), currency.clone())
        };
        Ok(accounts.iter().map(total).collect())
    })
}

pub(crate) fn open_balances(contacts: &[String]) -> Result<Vec<OpenBalance>> {
    with(|state| {
        state.need("ledger.read", "")?;
        let currency = state.context.currency.clone().unwrap_or_default();
        let of = |contact: &String, role: &str| {
            let owed = |row: &Row| {
                let account = row.get::<Id>("account").and_then(|id| state.record("account", id).ok());
                let plays =
                    account.and_then(|account| account.get::<String>("role")).as_deref() == Some(role);
                plays && *row.value("contact") == Value::Reference(contact.clone())
            };
            Money::new(sum(state, |_, _, row| owed(row)), currency.clone())
        };
        let open = |contact: &String| OpenBalance {
            contact: contact.clone(),
            receivable: of(contact, "receivable"),
            payable: of(contact, "payable"),
        };
        Ok(contacts.iter().map(open).collect())
    })
}

/// The sum of the lines that count, in the company's minor units.
fn sum(state: &State, counts: impl Fn(&str, &Document, &Row) -> bool) -> i64 {
    let mut total = 0_i64;
    for entry in state.all("entry") {
        let day = entry.get::<Day>("entry_on").unwrap_or_default().to_string();
        for row in entry.rows("lines").iter().filter(|row| counts(&day, entry, row)) {
            total = total.saturating_add(row.get::<Money>("company_amount").map_or(0, |amount| amount.minor));
        }
    }
    total
}

fn check_balance(entry: &Entry) -> Result<()> {
    let mut sums: Vec<Money> = Vec::new();
    for line in &entry.lines {
        match sums.iter_mut().find(|sum| sum.currency == line.amount.currency) {
            Some(sum) => *sum = sum.plus(&line.amount)?,
            None => sums.push(line.amount.clone()),
        }
    }
    if entry.lines.len() < 2 || sums.iter().any(|sum| sum.minor != 0) {
        return Err(Fault::refused(
            "ledger.not-balanced",
            "Debit and credit must be the same in each currency.",
        ));
    }
    Ok(())
}
