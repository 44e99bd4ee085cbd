//! Who is reminded of what, and how urgently: one letter to a customer, at the highest level that is due.
//!
//! Knows levels and days. Must not know how a letter travels.

use std::collections::BTreeMap;

use keel_sdk::prelude::*;
use keel_sdk::records::{BATCH_MAX, Change};

use crate::{ContactExt, Invoice, Reminder, ReminderInvoices, ReminderLevel, emit};

/// An open invoice after its day.
struct Overdue {
    id: Id,
    due_on: Day,
    open: Money,
    /// The level at which it was reminded of last; 0: never.
    reminded: i64,
}

/// Writes the reminders that are due on a day, to one customer or to all; how many.
pub fn send(contact: Option<Id>, on: Day) -> Result<i64> {
    let levels: Vec<ReminderLevel> = ReminderLevel::find().sort(ReminderLevel::LEVEL).all_as()?;
    if levels.is_empty() {
        return Ok(0);
    }
    let mut letters = Vec::new();
    let mut changes = Vec::new();
    for (contact, overdue) in overdue(contact, on)? {
        let Some(level) = level_for(&levels, &overdue, on) else { continue };
        for invoice in overdue.iter().filter(|invoice| invoice.reminded < level.level) {
            let body = Body::new().with(Invoice::REMINDER_LEVEL, level.level).with(Invoice::REMINDED_ON, on);
            changes.push(Change::of(invoice.id, body));
        }
        letters.push(letter(contact, level, &overdue, on));
    }
    let mut sent = Vec::with_capacity(letters.len());
    for some in letters.chunks(BATCH_MAX as usize) {
        let bodies: Vec<Body> = some.iter().map(records::Record::to_body).collect();
        sent.extend(records::create_many(Reminder::TYPE, &bodies)?);
    }
    for some in changes.chunks(BATCH_MAX as usize) {
        records::update_many(Invoice::TYPE, some)?;
    }
    for (id, letter) in sent.iter().zip(&letters) {
        let told = Body::new().with("contact", letter.contact).with("level", letter.reached);
        emit::reminder_sent(Some(&RecordRef::new(Reminder::TYPE, *id)), &told)?;
    }
    Ok(sent.len() as i64)
}

/// The highest level that some invoice has reached and was not yet reminded of at.
fn level_for<'l>(levels: &'l [ReminderLevel], overdue: &[Overdue], on: Day) -> Option<&'l ReminderLevel> {
    let reached = |level: &&ReminderLevel| {
        overdue.iter().any(|invoice| {
            invoice.reminded < level.level && i64::from(on.days_since(invoice.due_on)) >= level.days
        })
    };
    levels.iter().filter(reached).max_by_key(|level| level.level)
}

/// Everything that is overdue, by customer; without those who are never reminded.
fn overdue(contact: Option<Id>, on: Day) -> Result<BTreeMap<Id, Vec<Overdue>>> {
    let mut found = Invoice::find()
        .equal(Invoice::STATE, "posted")
        .equal(Invoice::KIND, "invoice")
        .filter(Invoice::DUE_ON, Operator::Less, on)
        .sort(Invoice::DUE_ON);
    if let Some(contact) = contact {
        found = found.equal(Invoice::CONTACT, contact);
    }
    let mut by_contact: BTreeMap<Id, Vec<Overdue>> = BTreeMap::new();
    for invoice in found.all()? {
        by_contact.entry(invoice.need(Invoice::CONTACT)?).or_default().push(Overdue {
            id: invoice.id(),
            due_on: invoice.need(Invoice::DUE_ON)?,
            open: invoice.need(Invoice::RESIDUAL)?,
            reminded: invoice.get(Invoice::REMINDER_LEVEL).unwrap_or(0),
        });
    }
    let ids: Vec<Id> = by_contact.keys().copied().collect();
    for some in ids.chunks(BATCH_MAX as usize) {
        let spared = records::find("contact").one_of("id", some.iter().copied());
        for contact in spared.equal(ContactExt::NO_REMINDERS, true).page()?.records {
            by_contact.remove(&contact.id());
        }
    }
    Ok(by_contact)
}

fn letter(contact: Id, level: &ReminderLevel, overdue: &[Overdue], on: Day) -> Reminder {
    let row = |invoice: &Overdue| ReminderInvoices {
        invoice: invoice.id,
        due_on: invoice.due_on,
        open: invoice.open.amount(),
        currency: invoice.open.currency.clone(),
    };
    Reminder {
        title: format!("{} {on}", level.name),
        contact,
        reached: level.id,
        sent_on: on,
        words: level.words.clone(),
        invoices: overdue.iter().map(row).collect(),
        ..Reminder::default()
    }
}
