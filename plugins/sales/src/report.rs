//! Sales by customer, item and employee: confirmed orders of a stretch of days, without tax.
//!
//! Knows sums. Must not know how they are drawn. By item it reads the orders with their lines, so the limit of rows
//! that a report may read bounds the stretch.

use std::collections::BTreeMap;

use keel_sdk::guest::{Column, Table};
use keel_sdk::prelude::*;
use keel_sdk::records::{BATCH_MAX, Find, Measure, MeasureKind, Record};
use keel_sdk::{amount, money};

use crate::overview::figure;
use crate::{Order, pricing};

/// By customer.
pub fn by_customer(from: Option<Day>, to: Option<Day>) -> Result<Table> {
    let names = |ids: &[Id]| names(records::find("contact").one_of("id", ids.iter().copied()));
    by_head(Order::CONTACT, "Customer", from, to, names)
}

/// By salesperson.
pub fn by_employee(from: Option<Day>, to: Option<Day>) -> Result<Table> {
    let names = |ids: &[Id]| names(records::find("user").one_of("id", ids.iter().copied()));
    by_head(Order::SALESPERSON, "Employee", from, to, names)
}

fn by_head(
    field: &str,
    label: &str,
    from: Option<Day>,
    to: Option<Day>,
    names: impl Fn(&[Id]) -> Result<BTreeMap<Id, String>>,
) -> Result<Table> {
    let count = Measure { kind: MeasureKind::Count, field: None };
    let sum = Measure { kind: MeasureKind::Sum, field: Some(Order::UNTAXED.to_owned()) };
    let rows = between(from, to).figures(&[field, Order::CURRENCY], &[count, sum])?;
    let ids: Vec<Id> = rows.iter().filter_map(|row| row.get(field)).collect();
    let mut named = BTreeMap::new();
    for some in ids.chunks(BATCH_MAX as usize) {
        named.extend(names(some)?);
    }
    let columns =
        [("name", label), ("orders", "Orders"), ("amount", "Without tax"), ("currency", "Currency")];
    let mut lines: Vec<(Decimal, Row)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let name = row.get::<Id>(field).and_then(|id| named.get(&id).cloned()).unwrap_or_default();
        let amount = figure(row, "sum_untaxed");
        let line = Row::new()
            .with("name", name)
            .with("orders", row.get::<i64>("count"))
            .with("amount", amount)
            .with("currency", row.get::<String>(Order::CURRENCY));
        lines.push((amount, line));
    }
    Ok(table(&columns, lines))
}

/// By item: quantity and amount of the lines.
pub fn by_item(from: Option<Day>, to: Option<Day>) -> Result<Table> {
    let mut sums: BTreeMap<(Option<Id>, String), (Decimal, i64)> = BTreeMap::new();
    let ids: Vec<Id> = between(from, to).all()?.iter().map(Document::id).collect();
    for some in ids.chunks(100) {
        for document in records::get(Order::TYPE, some)? {
            let order = Order::from_document(&document)?;
            let currency = order.currency.clone().unwrap_or_default();
            let digits = money::digits(&currency);
            for line in &order.lines {
                let net = amount::net(line.quantity, line.price.unwrap_or_default(), line.discount, digits)?;
                let sum = sums.entry((line.item, currency.clone())).or_default();
                *sum = (sum.0.plus(line.quantity)?, sum.1 + net);
            }
        }
    }
    let items: Vec<Id> = sums.keys().filter_map(|(item, _)| *item).collect();
    let items = pricing::items_of(&items)?;
    let columns = [
        ("code", "Item"),
        ("name", "Name"),
        ("quantity", "Quantity"),
        ("amount", "Without tax"),
        ("currency", "Currency"),
    ];
    let mut lines = Vec::with_capacity(sums.len());
    for ((item, currency), (quantity, minor)) in sums {
        let found = items.iter().find(|one| Some(one.id()) == item);
        let word = |field: &str| found.and_then(|one| one.get::<String>(field)).unwrap_or_default();
        let amount = Decimal::new(minor, money::digits(&currency));
        let line = Row::new()
            .with("code", word("code"))
            .with("name", word("name"))
            .with("quantity", quantity)
            .with("amount", amount)
            .with("currency", currency);
        lines.push((amount, line));
    }
    Ok(table(&columns, lines))
}

/// Confirmed orders of a stretch of days; the last year when it is not said.
fn between(from: Option<Day>, to: Option<Day>) -> Find {
    let to = to.unwrap_or_else(|| context::current().today());
    let from = from.unwrap_or_else(|| to.plus_days(-365));
    Order::find()
        .one_of(Order::STATE, ["confirmed", "done"])
        .filter(Order::ORDERED_ON, Operator::AtLeast, from)
        .filter(Order::ORDERED_ON, Operator::AtMost, to)
}

fn names(list: Find) -> Result<BTreeMap<Id, String>> {
    let name = |one: &Document| (one.id(), one.get("name").unwrap_or_default());
    Ok(list.page()?.records.iter().map(name).collect())
}

/// Rows with the largest amount first.
fn table(columns: &[(&str, &str)], mut lines: Vec<(Decimal, Row)>) -> Table {
    lines.sort_by_key(|(amount, _)| std::cmp::Reverse(*amount));
    let column = |(name, label): &(&str, &str)| Column { name: (*name).into(), label: (*label).into() };
    Table {
        columns: columns.iter().map(column).collect(),
        rows: lines.into_iter().map(|(_, row)| row).collect(),
    }
}
