//! Payments: their entry, the invoices they settle, and what stays open on them.
//!
//! Knows which line of the entry settles which invoice: line 1 is the money, then one line an invoice, then the
//! rest. Must not know who chose the invoices. Amounts are minor units.

use keel_sdk::ledger::{Entry, Line};
use keel_sdk::money;
use keel_sdk::prelude::*;

use crate::books::{Books, Role};
use crate::{Invoice, MatchPaymentOutput, Payment, PaymentMatches, due, emit, post::due_row, register};

/// A payment to be posted.
pub struct New {
    /// Whose.
    pub contact: Id,
    /// Of payment and invoices.
    pub currency: String,
    /// It came in; else it went back.
    pub received: bool,
    /// How much.
    pub amount: i64,
    /// When.
    pub on: Day,
    /// `bank` or `cash`.
    pub method: String,
    /// The bank's or the customer's words.
    pub reference: Option<String>,
}

/// Posts a payment that settles so much of each invoice; the rest stays open on it.
pub fn post(new: New, targets: &mut [(Invoice, i64)]) -> Result<Payment> {
    if new.amount <= 0 {
        let message = "Give an amount above nought; the direction says where it goes.";
        return Err(Fault::invalid("invoicing.amount-not-positive", message).at("/amount"));
    }
    let rest = new.amount - targets.iter().map(|(_, part)| part).sum::<i64>();
    if rest < 0 {
        let message = "The invoices take more than the payment has: name less of them, or a larger payment.";
        return Err(Fault::invalid("invoicing.matched-too-much", message).at("/invoices"));
    }
    let books = Books::default();
    let (journal, account) = books.money(&new.method)?;
    let receivable = books.account(Role::Receivable)?;
    let signed = |minor: i64| Money::new(if new.received { minor } else { -minor }, &new.currency);
    let mut entry = Entry::new(journal, new.on).contact(new.contact);
    entry.reference.clone_from(&new.reference);
    if let [(only, _)] = &*targets {
        entry = entry.source(&only.reference());
        entry.narration.clone_from(&only.number);
    }
    entry = entry.line(Line::new(account, signed(new.amount)));
    let parts = targets.iter().map(|(_, part)| *part).chain((rest > 0).then_some(rest));
    for part in parts {
        entry = entry.line(Line::new(receivable, signed(-part)).contact(new.contact));
    }
    let posted = ledger::post(&entry)?;
    let digits = money::digits(&new.currency);
    let mut matches = Vec::with_capacity(targets.len());
    for (at, (invoice, part)) in targets.iter_mut().enumerate() {
        let line = at as u32 + 2;
        settle_with(invoice, *part, (posted.id(), line))?;
        matches.push(PaymentMatches { invoice: invoice.id, amount: Decimal::new(*part, digits) });
    }
    let direction = if new.received { "received" } else { "made" };
    let mut payment = Payment {
        number: posted.number.clone(),
        direction: direction.to_owned(),
        contact: new.contact,
        paid_on: new.on,
        amount: Money::new(new.amount, &new.currency),
        open: Money::new(rest, &new.currency),
        open_line: (rest > 0).then_some(targets.len() as i64 + 2),
        currency: new.currency,
        reference: new.reference,
        entry: posted.id(),
        matches,
        ..Payment::default()
    };
    payment.id = payment.create()?;
    keep(targets.iter().map(|(invoice, _)| invoice))?;
    Ok(payment)
}

/// Settles invoices with what is open on a payment: the named one, or the customer's oldest first.
pub fn settle(mut payment: Payment, named: Option<Id>) -> Result<MatchPaymentOutput> {
    let (open, line) = (payment.open.minor, payment.open_line.unwrap_or_default());
    if open == 0 {
        return Err(Fault::refused("invoicing.payment-used", "Nothing is open on this payment."));
    }
    let kind = if payment.direction == "received" { "invoice" } else { "credit-note" };
    let mut targets = match named {
        Some(id) => {
            let invoice = Invoice::get(id)?;
            register::must_take(&invoice, payment.contact, &payment.currency, kind)?;
            register::spread(vec![invoice], open)
        }
        None => register::oldest(payment.contact, &payment.currency, kind, open)?,
    };
    if targets.is_empty() {
        let message = "Nothing of this customer is open that the payment could settle.";
        return Err(Fault::refused("invoicing.nothing-open", message));
    }
    let digits = money::digits(&payment.currency);
    for (invoice, part) in &mut targets {
        settle_with(invoice, *part, (payment.entry, u32::try_from(line).unwrap_or_default()))?;
        payment.open.minor -= *part;
        payment.matches.push(PaymentMatches { invoice: invoice.id, amount: Decimal::new(*part, digits) });
    }
    payment.update()?;
    keep(targets.iter().map(|(invoice, _)| invoice))?;
    Ok(MatchPaymentOutput { currency: Some(payment.currency), open: Some(payment.open) })
}

/// Settles so much of an invoice with a line of another entry, in the books and on the invoice at hand.
pub fn settle_with(invoice: &mut Invoice, minor: i64, with: (Id, u32)) -> Result<()> {
    let currency = invoice.currency.clone().unwrap_or_default();
    let open = invoice.residual.as_ref().map_or(0, |residual| residual.minor);
    let entry = invoice.entry.ok_or_else(|| register::not_open(invoice))?;
    let own = due::settle(&mut invoice.dues, minor, money::digits(&currency))?;
    let mut lines: Vec<(Id, u32)> = own.into_iter().map(|line| (entry, line)).collect();
    lines.push(with);
    ledger::reconcile(&lines)?;
    invoice.residual = Some(Money::new(open - minor, currency));
    invoice.due_on = due::first_open(&invoice.dues).or(invoice.due_on);
    if open == minor {
        invoice.state = "paid".to_owned();
    }
    Ok(())
}

/// Writes what was settled of invoices, and tells of those that are paid.
pub fn keep<'a>(invoices: impl Iterator<Item = &'a Invoice> + Clone) -> Result<()> {
    let change = |invoice: &Invoice| {
        let body = Body::new()
            .with(Invoice::STATE, invoice.state.as_str())
            .with(Invoice::RESIDUAL, invoice.residual.clone())
            .with(Invoice::DUE_ON, invoice.due_on)
            .with_rows("dues", invoice.dues.iter().map(due_row).collect());
        records::Change::of(invoice.id, body)
    };
    let changes: Vec<records::Change> = invoices.clone().map(change).collect();
    if !changes.is_empty() {
        records::update_many(Invoice::TYPE, &changes)?;
    }
    for invoice in invoices.filter(|invoice| invoice.state == "paid") {
        let told = Body::new()
            .with("kind", invoice.kind.as_str())
            .with("number", invoice.number.clone())
            .with("contact", invoice.contact)
            .with("total", invoice.total.clone())
            .with("source_type", invoice.source_type.clone())
            .with("source", invoice.source.clone());
        emit::invoice_paid(Some(&invoice.reference()), &told)?;
    }
    Ok(())
}
