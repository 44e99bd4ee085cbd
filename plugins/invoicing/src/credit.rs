//! Taking back: a draft or an unpaid invoice as a whole, any posted invoice by a credit note.
//!
//! Knows what may be taken back. Must not know how a credit note is posted.

use keel_sdk::prelude::*;
use keel_sdk::records::{Measure, MeasureKind};

use crate::totals::{self, Totals};
use crate::{
    CancelInvoiceInput, CreditInvoiceInput, CreditInvoiceOutput, Invoice, InvoiceLines, payment, post,
};

/// Gives a draft up; reverses the entry of a posted invoice of which nothing was settled.
pub fn cancel(invoice: &Invoice, input: CancelInvoiceInput) -> Result<()> {
    let mut body = Body::new().with(Invoice::STATE, "cancelled");
    match invoice.state.as_str() {
        "draft" => {}
        "posted" if invoice.residual == invoice.total => {
            let entry = invoice.entry.ok_or_else(|| taken_back(invoice))?;
            let on = input.cancelled_on.unwrap_or_else(|| context::current().today());
            let reversal = ledger::reverse(entry, on, input.reason.as_deref())?;
            let nothing = invoice.total.as_ref().map(|total| Money::new(0, total.currency.clone()));
            body = body
                .with(Invoice::REVERSAL, reversal.id())
                .with(Invoice::RESIDUAL, nothing)
                .with_rows("dues", Vec::new());
        }
        _ => return Err(taken_back(invoice)),
    }
    records::update(Invoice::TYPE, invoice.id, body)
}

/// Posts a credit note and settles the two with each other, as far as the invoice is open.
pub fn credit(mut invoice: Invoice, input: CreditInvoiceInput) -> Result<CreditInvoiceOutput> {
    if invoice.kind != "invoice" || !["posted", "paid"].contains(&invoice.state.as_str()) {
        let message = "Only a posted invoice can be credited; a draft is changed or cancelled.";
        return Err(Fault::refused("invoicing.not-creditable", message).arg("state", &invoice.state));
    }
    let currency = invoice.currency.clone().unwrap_or_default();
    let mut lines = chosen(&invoice, &input)?;
    totals::complete(&mut lines)?;
    let totals = Totals::of(&lines, &currency)?;
    refuse_too_much(&invoice, totals.total())?;
    let on = input.credited_on.unwrap_or_else(|| context::current().today());
    let money = |minor: i64| Some(Money::new(minor, &currency));
    let mut note = Invoice {
        kind: "credit-note".to_owned(),
        state: "draft".to_owned(),
        contact: invoice.contact,
        currency: Some(currency.clone()),
        due_on: Some(on),
        reference: input.reason.or_else(|| invoice.number.clone()),
        origin: invoice.number.clone(),
        source_type: invoice.source_type.clone(),
        source: invoice.source.clone(),
        credits: Some(invoice.id),
        untaxed: money(totals.untaxed()),
        tax: money(totals.tax()),
        total: money(totals.total()),
        lines,
        ..Invoice::default()
    };
    post::date(&mut note, on, &totals)?;
    note.id = note.create()?;
    post::dated(&mut note, &totals, None)?;
    let open = invoice.residual.as_ref().map_or(0, |residual| residual.minor);
    let settled = open.min(totals.total());
    if settled > 0 && invoice.state == "posted" {
        // The note has one line that is open: its first.
        let entry = note.entry.unwrap_or_default();
        payment::settle_with(&mut invoice, settled, (entry, 1))?;
        let rest = totals.total() - settled;
        note.residual = money(rest);
        if let Some(due) = note.dues.first_mut() {
            due.open = note.residual.as_ref().map(Money::amount).unwrap_or_default();
        }
        if rest == 0 {
            note.state = "paid".to_owned();
        }
        payment::keep([&invoice, &note].into_iter())?;
    }
    Ok(CreditInvoiceOutput {
        credit_note: Some(note.id),
        number: note.number,
        currency: Some(currency),
        total: note.total,
    })
}

/// The lines to credit: those that were named with a quantity, or all.
fn chosen(invoice: &Invoice, input: &CreditInvoiceInput) -> Result<Vec<InvoiceLines>> {
    if input.lines.is_empty() {
        return Ok(invoice.lines.clone());
    }
    let mut lines = Vec::with_capacity(input.lines.len());
    for (at, wanted) in input.lines.iter().enumerate() {
        let index = usize::try_from(wanted.line - 1).unwrap_or(usize::MAX);
        let line = invoice.lines.get(index).ok_or_else(|| {
            let message = format!("The invoice has lines 1 to {}.", invoice.lines.len());
            Fault::invalid("invoicing.no-such-line", message).at(format!("/lines/{at}/line"))
        })?;
        if wanted.quantity <= Decimal::ZERO || wanted.quantity > line.quantity {
            let message = format!("Give a quantity above nought, at most {}.", line.quantity);
            return Err(Fault::invalid("invoicing.quantity", message).at(format!("/lines/{at}/quantity")));
        }
        lines.push(InvoiceLines { quantity: wanted.quantity, ..line.clone() });
    }
    Ok(lines)
}

/// Refuses to credit more than was invoiced, all credit notes together.
fn refuse_too_much(invoice: &Invoice, more: i64) -> Result<()> {
    let sum = Measure { kind: MeasureKind::Sum, field: Some(Invoice::TOTAL.to_owned()) };
    let notes =
        Invoice::find().equal(Invoice::CREDITS, invoice.id).one_of(Invoice::STATE, ["posted", "paid"]);
    let figures = notes.figures(&[], &[sum])?;
    let total = invoice.total.clone().unwrap_or_default();
    let before = figures.first().map_or(Decimal::ZERO, |row| crate::overview::figure(row, "sum_total"));
    let left = total.amount().minus(before)?;
    if Money::new(more, &total.currency).amount() <= left {
        return Ok(());
    }
    let message = format!("Credit at most {left}: the rest of the invoice was credited before.");
    Err(Fault::refused("invoicing.credited-before", message).at("/lines").arg("left", left))
}

fn taken_back(invoice: &Invoice) -> Fault {
    let message =
        "Something of it was paid or credited, or it was cancelled before: make a credit note instead.";
    Fault::refused("invoicing.not-cancellable", message).arg("state", &invoice.state)
}
