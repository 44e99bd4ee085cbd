//! The orders that are open, for the seller, the manager and on a customer; and what the stock is worth.
//!
//! Knows figures and where they lead. Must not know how an order moves on.

use keel_sdk::prelude::*;
use keel_sdk::records::{Find, Measure, MeasureKind};
use keel_sdk::view::{self, Cell, Condition, Place, Stat, Text, Tone, View};

use crate::Order;

const SHOWN: [&str; 6] = [
    Order::NUMBER,
    Order::CONTACT,
    Order::REQUESTED_ON,
    Order::TOTAL,
    Order::DELIVERY_STATUS,
    Order::INVOICE_STATUS,
];

/// A figure of a group: amounts come as decimals or with their currency.
pub fn figure(row: &Row, name: &str) -> Decimal {
    let money = row.get::<Money>(name).map(|money| money.amount());
    row.get::<Decimal>(name).or(money).unwrap_or_default()
}

/// Everything that waits: to be delivered, taken back, invoiced, answered.
pub fn open_orders() -> Result<View> {
    let equal = |field: &'static str, word: &str| (field, "equal", Cell::from(word));
    let list = |label: &str, conditions: &[(&str, &str, Cell)]| {
        let records =
            view::records(Order::TYPE, &SHOWN).filter(conditions).sort(&[Order::REQUESTED_ON]).limit(50_u32);
        (Text::message(label), vec![records.into()])
    };
    let confirmed = || equal(Order::STATE, "confirmed");
    Ok(View::new().add(view::tabs([
        list("to-deliver", &[confirmed(), (Order::OPEN_DELIVERY, "present", Cell::empty())]),
        list("to-invoice", &[confirmed(), equal(Order::INVOICE_STATUS, "to-invoice")]),
        list("to-receive", &[confirmed(), (Order::OPEN_RETURN, "present", Cell::empty())]),
        list("quotations", &[equal(Order::STATE, "sent")]),
    ])))
}

/// For the dashboard: quotations, orders, and what is to be delivered and invoiced.
pub fn orders() -> Result<View> {
    let quoted = ["quotation", "sent"];
    let state = |word: &str| Order::find().equal(Order::STATE, word);
    let is = |field: &str, word: &str| Condition::equal(field, word);
    let confirmed = || is(Order::STATE, "confirmed");
    let of_currency = |money: &Money| is(Order::CURRENCY, &money.currency);
    let mut stats: Vec<Stat> = Vec::new();
    for money in sums(&Order::find().one_of(Order::STATE, quoted))? {
        let rows = [Condition::one_of(Order::STATE, quoted), of_currency(&money)];
        stats.push(view::stat(Text::message("quotations"), money).open(rows_of(&rows)));
    }
    for money in sums(&state("confirmed"))? {
        let rows = [confirmed(), of_currency(&money)];
        stats.push(view::stat(Text::message("orders"), money).open(rows_of(&rows)));
    }
    let today = context::current().today();
    let late = state("confirmed").present(Order::OPEN_DELIVERY);
    let late = late.filter(Order::REQUESTED_ON, Operator::Less, today).count()?;
    let bill = state("confirmed").equal(Order::INVOICE_STATUS, "to-invoice").count()?;
    let late_rows = [
        confirmed(),
        Condition::present(Order::OPEN_DELIVERY),
        Condition::new(Order::REQUESTED_ON, "less", today),
    ];
    let bill_rows = [confirmed(), is(Order::INVOICE_STATUS, "to-invoice")];
    for (label, count, tone, rows) in
        [("late", late, Tone::Bad, &late_rows[..]), ("to-invoice", bill, Tone::Warn, &bill_rows[..])]
    {
        let tone = if count > 0 { tone } else { Tone::Good };
        stats.push(view::stat(Text::message(label), count).tone(tone).open(rows_of(rows)));
    }
    let all = view::link(Text::message("page-open-orders"), Place::page("open-orders", &[]));
    Ok(View::new().add(view::grid(stats).columns(2_u32)).add(all))
}

/// The orders behind a figure.
fn rows_of(conditions: &[Condition]) -> Place {
    Place::list_of(Order::TYPE, conditions, &[Order::REQUESTED_ON])
}

/// For the dashboard: the balance of the inventory accounts.
pub fn stock_value() -> Result<View> {
    let accounts =
        records::find("account").one_of("role", ["inventory", "goods-in-transit"]).sort("code").all()?;
    let ids: Vec<Id> = accounts.iter().map(Document::id).collect();
    let stats = accounts.iter().zip(ledger::balances(&ids, None)?).map(|(account, balance)| {
        let name = account.get::<String>("name").unwrap_or_default();
        view::stat(name, balance).open(booked(account.id()))
    });
    Ok(View::new().add(view::grid(stats).columns(2_u32)))
}

/// On a customer: what they ordered.
pub fn purchases(request: &view::Request) -> Result<View> {
    let Some(contact) = &request.subject else {
        return Err(Fault::invalid("sales.no-contact", "Say whose orders are asked for."));
    };
    let theirs =
        Order::find().equal(Order::CONTACT, contact.id()).one_of(Order::STATE, ["confirmed", "done"]);
    let stats: Vec<Stat> =
        sums(&theirs)?.into_iter().map(|money| view::stat(Text::message("ordered"), money)).collect();
    let only = [(Order::CONTACT, "equal", Cell::record("contact", contact.id(), ""))];
    let fields = [Order::NUMBER, Order::ORDERED_ON, Order::TOTAL, Order::STATE, Order::DELIVERY_STATUS];
    let list = view::records(Order::TYPE, &fields).filter(&only).sort(&["-ordered_on"]).limit(10_u32);
    let page = if stats.is_empty() { View::new() } else { View::new().add(view::grid(stats).columns(2_u32)) };
    Ok(page.add(list))
}

/// What orders come to, by currency.
fn sums(list: &Find) -> Result<Vec<Money>> {
    let sum = Measure { kind: MeasureKind::Sum, field: Some(Order::TOTAL.to_owned()) };
    let money = |row: &Row| {
        let currency: String = row.get(Order::CURRENCY).unwrap_or_default();
        Money::of(figure(row, "sum_total"), &currency)
    };
    list.figures(&[Order::CURRENCY], &[sum])?.iter().map(money).collect()
}

/// What is booked on an account, latest first.
fn booked(account: Id) -> Place {
    Place::list_of("entry-line", &[Condition::is("account", account)], &["-entry_on"])
}
