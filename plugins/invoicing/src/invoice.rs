//! Making invoices, and what a draft must be before it is kept.
//!
//! Knows defaults and totals. Must not know how an invoice is posted or paid.

use keel_sdk::guest::Operation;
use keel_sdk::prelude::*;

use crate::totals::{self, Totals};
use crate::{CreateInvoiceInput, CreateInvoiceInputLines, CreateInvoiceOutput, Invoice, InvoiceLines, post};

/// Makes an invoice, or a credit note when its lines sum to less than nothing; posts it when asked to.
pub fn create(input: CreateInvoiceInput) -> Result<CreateInvoiceOutput> {
    if input.lines.is_empty() {
        return Err(Fault::invalid("invoicing.no-lines", "Give at least one line.").at("/lines"));
    }
    let around = context::current();
    let currency = input.currency.or(around.currency.clone()).unwrap_or_default();
    let mut lines: Vec<InvoiceLines> = input.lines.into_iter().map(line).collect();
    totals::complete(&mut lines)?;
    let mut totals = Totals::of(&lines, &currency)?;
    let credit = totals.total() < 0;
    if credit {
        totals = totals.negated();
        lines.iter_mut().for_each(|line| line.quantity.coefficient = -line.quantity.coefficient);
    }
    let kind = if credit { "credit-note" } else { "invoice" };
    let mut invoice = Invoice {
        kind: kind.to_owned(),
        state: "draft".to_owned(),
        contact: input.contact,
        currency: Some(currency.clone()),
        invoice_on: input.invoice_on,
        payment_term: input.payment_term,
        due_on: input.due_on,
        reference: input.reference,
        origin: input.origin,
        source_type: input.source_type,
        source: input.source,
        note: input.note,
        untaxed: Some(Money::new(totals.untaxed(), &currency)),
        tax: Some(Money::new(totals.tax(), &currency)),
        total: Some(Money::new(totals.total(), &currency)),
        lines,
        ..Invoice::default()
    };
    if input.post {
        post::date(&mut invoice, input.invoice_on.unwrap_or_else(|| around.today()), &totals)?;
    }
    invoice.id = invoice.create()?;
    if input.post {
        post::dated(&mut invoice, &totals, None)?;
    }
    Ok(CreateInvoiceOutput {
        invoice: Some(invoice.id),
        kind: Some(invoice.kind),
        state: Some(invoice.state),
        number: invoice.number,
        currency: Some(currency),
        untaxed: invoice.untaxed,
        tax: invoice.tax,
        total: invoice.total,
    })
}

fn line(given: CreateInvoiceInputLines) -> InvoiceLines {
    InvoiceLines {
        item: given.item,
        description: given.description,
        quantity: given.quantity,
        price: given.price,
        discount: given.discount,
        tax: given.tax,
        account: given.account,
        purpose: given.purpose.unwrap_or_else(|| "goods".to_owned()),
    }
}

/// The totals of a draft; what was posted keeps its lines.
pub fn prepare(change: &Change<Invoice>) -> Result<Body> {
    let new = &change.new;
    match &change.old {
        Some(old) if old.state != "draft" => return Err(is_final(old)),
        None if new.total.is_some() => return Ok(Body::new()),
        _ => {}
    }
    let currency = new.currency.clone().or_else(|| context::current().currency).unwrap_or_default();
    let mut lines = new.lines.clone();
    totals::complete(&mut lines)?;
    let totals = Totals::of(&lines, &currency)?;
    if totals.total() < 0 {
        let message =
            "An invoice comes to nought or more: make a credit note of it, with positive quantities.";
        return Err(Fault::refused("invoicing.negative", message).at("/lines"));
    }
    Ok(Body::new()
        .with(Invoice::CURRENCY, currency.as_str())
        .with(Invoice::UNTAXED, Money::new(totals.untaxed(), &currency))
        .with(Invoice::TAX, Money::new(totals.tax(), &currency))
        .with(Invoice::TOTAL, Money::new(totals.total(), &currency)))
}

/// What was posted stays.
pub fn keep(change: &Change<Invoice>) -> Result<()> {
    match change.operation {
        Operation::Delete if change.new.state != "draft" => Err(is_final(&change.new)),
        _ => Ok(()),
    }
}

fn is_final(invoice: &Invoice) -> Fault {
    let number = invoice.number.clone().unwrap_or_default();
    let message = format!("{number} is {}: credit it, or cancel it, instead of changing it.", invoice.state);
    Fault::refused("invoicing.final", message).arg("number", number).arg("state", &invoice.state)
}
