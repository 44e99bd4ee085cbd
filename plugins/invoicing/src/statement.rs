//! The statement of a customer: what was open, what came, what was paid, what is open now.
//!
//! Knows invoices and payments. Must not know the ledger: what is posted by hand is on the account card.

use keel_sdk::guest::{Column, Table};
use keel_sdk::prelude::*;
use keel_sdk::records::{Find, Measure, MeasureKind};

use crate::overview::figure;
use crate::{CustomerStatementParameters, Invoice, Payment};

/// A line: what the customer owes more, or less when negative.
struct Step {
    on: Day,
    document: String,
    kind: &'static str,
    currency: String,
    amount: Decimal,
}

/// The statement, currency by currency.
pub fn of(asked: CustomerStatementParameters) -> Result<Table> {
    let to = asked.to_day.unwrap_or_else(|| context::current().today());
    let from = asked.from_day.unwrap_or_else(|| to.plus_days(-365));
    let mut balances = opening(asked.contact, from)?;
    let mut steps = invoices(asked.contact, from, to)?;
    steps.extend(payments(asked.contact, from, to)?);
    steps.sort_by(|a, b| (&a.currency, a.on, &a.document).cmp(&(&b.currency, b.on, &b.document)));
    for step in &steps {
        if !balances.iter().any(|(currency, _)| *currency == step.currency) {
            balances.push((step.currency.clone(), Decimal::ZERO));
        }
    }
    balances.sort();
    let mut table = Table::default();
    for name in ["day", "kind", "document", "charged", "paid", "balance", "currency"] {
        table.columns.push(Column { name: name.to_owned(), label: label(name).to_owned() });
    }
    for (currency, opening) in balances {
        let mut balance = opening;
        table = table.row(row(Some(from), "opening balance", "", None, balance, &currency));
        for step in steps.iter().filter(|step| step.currency == currency) {
            balance = balance.plus(step.amount)?;
            table = table.row(row(
                Some(step.on),
                step.kind,
                &step.document,
                Some(step.amount),
                balance,
                &currency,
            ));
        }
        table = table.row(row(Some(to), "closing balance", "", None, balance, &currency));
    }
    Ok(table)
}

fn label(name: &str) -> &'static str {
    match name {
        "day" => "Date",
        "kind" => "What",
        "document" => "Number",
        "charged" => "Charged",
        "paid" => "Paid or credited",
        "balance" => "Balance",
        _ => "Currency",
    }
}

fn row(
    on: Option<Day>,
    kind: &str,
    document: &str,
    amount: Option<Decimal>,
    balance: Decimal,
    currency: &str,
) -> Row {
    let charged = amount.filter(|amount| !amount.is_negative());
    let paid = amount.filter(|amount| amount.is_negative());
    let paid = paid.map(|amount| Decimal::new(-amount.coefficient, amount.scale));
    Row::new()
        .with("day", on)
        .with("kind", kind)
        .with("document", document)
        .with("charged", charged)
        .with("paid", paid)
        .with("balance", balance)
        .with("currency", currency)
}

/// What was open when the first day began, by currency.
fn opening(contact: Id, from: Day) -> Result<Vec<(String, Decimal)>> {
    let mut balances: Vec<(String, Decimal)> = Vec::new();
    let lists = [
        (of_contact(Invoice::TYPE, contact, Invoice::INVOICE_ON), Invoice::KIND, Invoice::TOTAL, "invoice"),
        (of_contact(Payment::TYPE, contact, Payment::PAID_ON), Payment::DIRECTION, Payment::AMOUNT, "made"),
    ];
    for (list, group, amount, charges) in lists {
        let sum = Measure { kind: MeasureKind::Sum, field: Some(amount.to_owned()) };
        let list = list(Operator::Less, from);
        for row in list.figures(&["currency", group], &[sum])? {
            let currency: String = row.get("currency").unwrap_or_default();
            let mut amount = figure(&row, &format!("sum_{amount}"));
            if row.get::<String>(group).as_deref() != Some(charges) {
                amount.coefficient = -amount.coefficient;
            }
            match balances.iter_mut().find(|(of, _)| *of == currency) {
                Some((_, sum)) => *sum = sum.plus(amount)?,
                None => balances.push((currency, amount)),
            }
        }
    }
    Ok(balances)
}

fn of_contact<'f>(kind: &'f str, contact: Id, day: &'f str) -> impl Fn(Operator, Day) -> Find + 'f {
    move |operator, on| {
        let list = records::find(kind).equal("contact", contact).filter(day, operator, on);
        if kind == Invoice::TYPE { list.one_of(Invoice::STATE, ["posted", "paid"]) } else { list }
    }
}

fn invoices(contact: Id, from: Day, to: Day) -> Result<Vec<Step>> {
    let list = of_contact(Invoice::TYPE, contact, Invoice::INVOICE_ON)(Operator::AtLeast, from);
    let list = list.filter(Invoice::INVOICE_ON, Operator::AtMost, to).sort(Invoice::INVOICE_ON);
    let step = |invoice: &Document| {
        let total: Money = invoice.need(Invoice::TOTAL)?;
        let charged = invoice.get::<String>(Invoice::KIND).as_deref() == Some("invoice");
        let kind = if charged { "invoice" } else { "credit note" };
        let minor = if charged { total.minor } else { -total.minor };
        step(invoice, Invoice::INVOICE_ON, kind, Money::new(minor, total.currency))
    };
    list.all()?.iter().map(step).collect()
}

fn payments(contact: Id, from: Day, to: Day) -> Result<Vec<Step>> {
    let list = of_contact(Payment::TYPE, contact, Payment::PAID_ON)(Operator::AtLeast, from);
    let list = list.filter(Payment::PAID_ON, Operator::AtMost, to).sort(Payment::PAID_ON);
    let step = |payment: &Document| {
        let amount: Money = payment.need(Payment::AMOUNT)?;
        let received = payment.get::<String>(Payment::DIRECTION).as_deref() == Some("received");
        let kind = if received { "payment" } else { "refund" };
        let minor = if received { -amount.minor } else { amount.minor };
        step(payment, Payment::PAID_ON, kind, Money::new(minor, amount.currency))
    };
    list.all()?.iter().map(step).collect()
}

fn step(document: &Document, day: &str, kind: &'static str, amount: Money) -> Result<Step> {
    let (on, number) = (document.need(day)?, document.get::<String>("number").unwrap_or_default());
    Ok(Step { on, document: number, kind, amount: amount.amount(), currency: amount.currency })
}
