//! Which invoices a payment is for: the one at hand, those that were named, or the oldest.
//!
//! Knows what can be paid. Must not know how a payment is posted. Amounts are minor units.

use keel_sdk::money;
use keel_sdk::prelude::*;

use crate::payment::{self, New};
use crate::{
    Invoice, ReceivePaymentInput, ReceivePaymentInputInvoices, ReceivePaymentOutput, RegisterPaymentInput,
    RegisterPaymentOutput,
};

/// Most invoices that one payment settles.
const SETTLED_MAX: u32 = 100;

/// A payment for one invoice.
pub fn of_invoice(invoice: Invoice, input: RegisterPaymentInput) -> Result<RegisterPaymentOutput> {
    let open = open_of(&invoice)?;
    let currency = invoice.currency.clone().unwrap_or_default();
    let amount = input.amount.map_or(Ok(open), |amount| minor(amount, &currency))?;
    let new = New {
        contact: invoice.contact,
        currency,
        received: invoice.kind == "invoice",
        amount,
        on: input.paid_on.unwrap_or_else(|| context::current().today()),
        method: input.method,
        reference: input.reference,
    };
    let mut targets = [(invoice, amount.min(open))];
    let payment = payment::post(new, &mut targets)?;
    let [(invoice, _)] = targets;
    Ok(RegisterPaymentOutput {
        payment: Some(payment.id),
        state: Some(invoice.state),
        currency: invoice.currency,
        residual: invoice.residual,
    })
}

/// A payment of a customer.
pub fn of_contact(input: ReceivePaymentInput) -> Result<ReceivePaymentOutput> {
    let around = context::current();
    let currency = input.currency.or(around.currency.clone()).unwrap_or_default();
    let amount = minor(input.amount, &currency)?;
    let received = input.direction == "received";
    let kind = if received { "invoice" } else { "credit-note" };
    let mut targets = match input.settle.as_str() {
        "nothing" => Vec::new(),
        "named" => named(&input.invoices, (input.contact, &currency, kind), amount)?,
        _ => oldest(input.contact, &currency, kind, amount)?,
    };
    let new = New {
        contact: input.contact,
        currency: currency.clone(),
        received,
        amount,
        on: input.paid_on.unwrap_or_else(|| around.today()),
        method: input.method,
        reference: input.reference,
    };
    let payment = payment::post(new, &mut targets)?;
    Ok(ReceivePaymentOutput { payment: Some(payment.id), currency: Some(currency), open: Some(payment.open) })
}

/// A customer's open invoices of a kind, first what is due first, as far as an amount reaches.
pub fn oldest(contact: Id, currency: &str, kind: &str, amount: i64) -> Result<Vec<(Invoice, i64)>> {
    let found = Invoice::find()
        .equal(Invoice::CONTACT, contact)
        .equal(Invoice::STATE, "posted")
        .equal(Invoice::KIND, kind)
        .equal(Invoice::CURRENCY, currency)
        .sort(Invoice::DUE_ON)
        .limit(SETTLED_MAX)
        .page()?;
    let mut left = amount;
    let mut reached = Vec::new();
    for invoice in found.records {
        if left <= 0 {
            break;
        }
        left -= invoice.get::<Money>(Invoice::RESIDUAL).map_or(0, |residual| residual.minor);
        reached.push(invoice.id());
    }
    Ok(spread(whole(&reached)?, amount))
}

/// The invoices that were named, each with so much of it.
fn named(
    rows: &[ReceivePaymentInputInvoices],
    (contact, currency, kind): (Id, &str, &str),
    amount: i64,
) -> Result<Vec<(Invoice, i64)>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.invoice).collect();
    let mut left = amount;
    let mut targets = Vec::with_capacity(ids.len());
    for (at, (row, invoice)) in rows.iter().zip(whole(&ids)?).enumerate() {
        must_take(&invoice, contact, currency, kind)?;
        let open = open_of(&invoice)?;
        let part = row.amount.map_or(Ok(open.min(left)), |amount| minor(amount, currency))?;
        if part <= 0 || part > open {
            let message =
                format!("Give an amount above nought, at most the {} that is open.", shown(open, currency));
            let fault = Fault::invalid("invoicing.more-than-open", message);
            return Err(fault.at(format!("/invoices/{at}/amount")).arg("open", shown(open, currency)));
        }
        left -= part;
        targets.push((invoice, part));
    }
    Ok(targets)
}

/// Gives each invoice as much as is open, as far as an amount reaches.
pub fn spread(invoices: Vec<Invoice>, amount: i64) -> Vec<(Invoice, i64)> {
    let mut left = amount;
    let part = |invoice: Invoice| {
        let part = invoice.residual.as_ref().map_or(0, |residual| residual.minor).min(left);
        left -= part;
        (invoice, part)
    };
    invoices.into_iter().map(part).filter(|(_, part)| *part > 0).collect()
}

/// Refuses an invoice that a payment cannot settle.
pub fn must_take(invoice: &Invoice, contact: Id, currency: &str, kind: &str) -> Result<()> {
    let number = invoice.number.clone().unwrap_or_default();
    if invoice.contact != contact || invoice.currency.as_deref() != Some(currency) || invoice.kind != kind {
        let message = format!(
            "{number} is of another customer, currency or direction: choose one that the payment fits."
        );
        return Err(Fault::refused("invoicing.does-not-fit", message).at("/invoice").arg("number", number));
    }
    open_of(invoice).map(|_| ())
}

/// What is open of an invoice that can be paid.
fn open_of(invoice: &Invoice) -> Result<i64> {
    let open = invoice.residual.as_ref().map_or(0, |residual| residual.minor);
    if invoice.state == "posted" && open > 0 { Ok(open) } else { Err(not_open(invoice)) }
}

/// Why an invoice cannot be paid.
pub fn not_open(invoice: &Invoice) -> Fault {
    let state = &invoice.state;
    let message = format!("Nothing is to be paid: the invoice is {state}. Post it first, if it is a draft.");
    Fault::refused("invoicing.not-open", message).arg("state", state)
}

fn whole(ids: &[Id]) -> Result<Vec<Invoice>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    records::get(Invoice::TYPE, ids)?.iter().map(records::Record::from_document).collect()
}

fn minor(amount: Decimal, currency: &str) -> Result<i64> {
    Money::of(amount, currency).map(|money| money.minor).map_err(|fault| fault.at("/amount"))
}

fn shown(minor: i64, currency: &str) -> Decimal {
    Decimal::new(minor, money::digits(currency))
}
