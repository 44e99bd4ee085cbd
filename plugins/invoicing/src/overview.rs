//! What customers owe and since when, how much cash there is, and a customer's account.
//!
//! Knows figures and where they lead. Must not know how an invoice comes to be.

use keel_sdk::prelude::*;
use keel_sdk::records::{Find, Measure, MeasureKind};
use keel_sdk::view::{self, Cell, Column, Condition, Place, Text, Tone, View};

use crate::{Invoice, Payment};

/// Least and most days after the day on which something was due; the last bucket has no end.
const BUCKETS: [(&str, Option<i32>, Option<i32>); 5] = [
    ("not-due", None, Some(0)),
    ("days-30", Some(1), Some(30)),
    ("days-60", Some(31), Some(60)),
    ("days-90", Some(61), Some(90)),
    ("days-over-90", Some(91), None),
];

/// A figure of a group: amounts come as decimals or with their currency.
pub fn figure(row: &Row, name: &str) -> Decimal {
    let money = row.get::<Money>(name).map(|money| money.amount());
    row.get::<Decimal>(name).or(money).unwrap_or_default()
}

/// What is open with a customer in a currency, by bucket.
struct Aged {
    contact: Id,
    currency: String,
    open: [Decimal; BUCKETS.len()],
}

/// Open amounts by customer and age; below zero where a credit note is open.
pub fn aged() -> Result<View> {
    let today = context::current().today();
    let mut rows: Vec<Aged> = Vec::new();
    for (at, (_, least, most)) in BUCKETS.iter().enumerate() {
        let mut list = Invoice::find().equal(Invoice::STATE, "posted");
        if let Some(least) = least {
            list = list.filter(Invoice::DUE_ON, Operator::AtMost, today.plus_days(-least));
        }
        if let Some(most) = most {
            list = list.filter(Invoice::DUE_ON, Operator::AtLeast, today.plus_days(-most));
        }
        for row in sums(&list, &[Invoice::CONTACT, Invoice::CURRENCY, Invoice::KIND])? {
            let contact = row.need(Invoice::CONTACT)?;
            let currency: String = row.get(Invoice::CURRENCY).unwrap_or_default();
            let same = |one: &&mut Aged| one.contact == contact && one.currency == currency;
            let amount = signed(&row);
            match rows.iter_mut().find(same) {
                Some(one) => one.open[at] = one.open[at].plus(amount)?,
                None => {
                    let mut one = Aged { contact, currency, open: [Decimal::ZERO; BUCKETS.len()] };
                    one.open[at] = amount;
                    rows.push(one);
                }
            }
        }
    }
    let names = names(rows.iter().map(|row| row.contact))?;
    let name =
        |id: Id| names.iter().find(|(of, _)| *of == id).map(|(_, name)| name.clone()).unwrap_or_default();
    rows.sort_by_key(|row| (row.currency.clone(), name(row.contact)));
    let mut columns = vec![Column::new("contact", Text::message("customer"))];
    columns.extend(BUCKETS.iter().map(|(id, ..)| Column::end(id, Text::message(id))));
    columns.push(Column::end("sum", Text::message("sum")));
    let mut table = view::table(columns);
    for row in rows.iter().take(500) {
        let sum = row.open.iter().try_fold(Decimal::ZERO, |sum, open| sum.plus(*open))?;
        let cell = |amount: Decimal| Money::of(amount, &row.currency).map(Cell::from);
        table = table.row_to(
            Place::record("contact", row.contact),
            [
                ("contact", Cell::from(name(row.contact))),
                (BUCKETS[0].0, cell(row.open[0])?),
                (BUCKETS[1].0, cell(row.open[1])?),
                (BUCKETS[2].0, cell(row.open[2])?),
                (BUCKETS[3].0, cell(row.open[3])?),
                (BUCKETS[4].0, cell(row.open[4])?),
                ("sum", cell(sum)?),
            ],
        );
    }
    let all = view::link(Text::message("open-invoices"), Place::list(Invoice::TYPE));
    Ok(View::new().add(table.empty(Text::message("nothing-open"))).add(all))
}

/// For the dashboard: what is open and what is overdue, by currency.
pub fn receivables() -> Result<View> {
    let today = context::current().today();
    let open = Invoice::find().equal(Invoice::STATE, "posted");
    let late = open.clone().filter(Invoice::DUE_ON, Operator::Less, today);
    let mut stats = Vec::new();
    let posted = || Condition::equal(Invoice::STATE, "posted");
    let past = [posted(), Condition::new(Invoice::DUE_ON, "less", today)];
    for (list, label, tone, rows) in
        [(open, "open", Tone::Neutral, vec![posted()]), (late, "overdue", Tone::Bad, past.to_vec())]
    {
        for money in by_currency(&list)? {
            let tone = if money.minor > 0 { tone } else { Tone::Good };
            let mut rows = rows.clone();
            rows.push(Condition::equal(Invoice::CURRENCY, money.currency.as_str()));
            let rows = Place::list_of(Invoice::TYPE, &rows, &[Invoice::DUE_ON]);
            stats.push(view::stat(Text::message(label), money).tone(tone).open(rows));
        }
    }
    if stats.is_empty() {
        return Ok(View::new().add(view::empty(Text::message("nothing-open"))));
    }
    let aged = view::link(Text::message("page-aged"), Place::page("aged", &[]));
    Ok(View::new().add(view::grid(stats).columns(2_u32)).add(aged))
}

/// For the dashboard: what is on the accounts of bank and cash.
pub fn cash() -> Result<View> {
    let accounts = records::find("account").one_of("role", ["bank", "cash"]).sort("code").all()?;
    let ids: Vec<Id> = accounts.iter().map(Document::id).collect();
    let balances = ledger::balances(&ids, None)?;
    let stats = accounts.iter().zip(balances).map(|(account, balance)| {
        let tone = if balance.minor < 0 { Tone::Bad } else { Tone::Neutral };
        let name = account.get::<String>("name").unwrap_or_default();
        view::stat(name, balance).tone(tone).open(booked(account.id()))
    });
    Ok(View::new().add(view::grid(stats).columns(2_u32)))
}

/// On a customer: what is open and overdue, the open invoices, the latest payments.
pub fn account(request: &view::Request) -> Result<View> {
    let Some(contact) = &request.subject else {
        return Err(Fault::invalid("invoicing.no-contact", "Say whose account is asked for."));
    };
    let today = context::current().today();
    let open = Invoice::find().equal(Invoice::STATE, "posted").equal(Invoice::CONTACT, contact.id());
    let late = open.clone().filter(Invoice::DUE_ON, Operator::Less, today);
    let mut stats = Vec::new();
    for (list, label, tone) in [(open, "open", Tone::Info), (late, "overdue", Tone::Bad)] {
        let sums = by_currency(&list)?;
        stats.extend(sums.into_iter().map(|money| view::stat(Text::message(label), money).tone(tone)));
    }
    let me = || Cell::record("contact", contact.id(), "");
    let only = |field| [(field, "equal", me())];
    let invoices = view::records(
        Invoice::TYPE,
        &[
            Invoice::NUMBER,
            Invoice::KIND,
            Invoice::INVOICE_ON,
            Invoice::DUE_ON,
            Invoice::TOTAL,
            Invoice::RESIDUAL,
            Invoice::STATE,
        ],
    );
    let payments =
        view::records(Payment::TYPE, &[Payment::NUMBER, Payment::PAID_ON, Payment::AMOUNT, Payment::OPEN]);
    let mut page = View::new();
    if !stats.is_empty() {
        page = page.add(view::grid(stats).columns(2_u32));
    }
    let invoices = invoices.filter(&only(Invoice::CONTACT)).sort(&["-invoice_on"]).limit(10_u32);
    let payments = payments.filter(&only(Payment::CONTACT)).sort(&["-paid_on"]).limit(5_u32);
    Ok(page
        .add(view::section(Text::message("invoices"), [invoices]))
        .add(view::section(Text::message("payments"), [payments])))
}

fn sums(list: &Find, groups: &[&str]) -> Result<Vec<Row>> {
    let sum = Measure { kind: MeasureKind::Sum, field: Some(Invoice::RESIDUAL.to_owned()) };
    list.figures(groups, &[sum])
}

/// What a group owes: credit notes count against it.
fn signed(row: &Row) -> Decimal {
    let mut amount = figure(row, "sum_residual");
    if row.get::<String>(Invoice::KIND).as_deref() == Some("credit-note") {
        amount.coefficient = -amount.coefficient;
    }
    amount
}

fn by_currency(list: &Find) -> Result<Vec<Money>> {
    let mut sums_of: Vec<Money> = Vec::new();
    for row in sums(list, &[Invoice::CURRENCY, Invoice::KIND])? {
        let currency: String = row.get(Invoice::CURRENCY).unwrap_or_default();
        let money = Money::of(signed(&row), &currency)?;
        match sums_of.iter_mut().find(|one| one.currency == currency) {
            Some(one) => *one = one.plus(&money)?,
            None => sums_of.push(money),
        }
    }
    Ok(sums_of)
}

fn names(contacts: impl Iterator<Item = Id>) -> Result<Vec<(Id, String)>> {
    let mut ids: Vec<Id> = contacts.collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names = Vec::with_capacity(ids.len());
    for some in ids.chunks(records::BATCH_MAX as usize) {
        let found = records::find("contact").one_of("id", some.iter().copied()).page()?.records;
        names.extend(found.iter().map(|one| (one.id(), one.get("name").unwrap_or_default())));
    }
    Ok(names)
}

/// What is booked on an account, latest first.
fn booked(account: Id) -> Place {
    Place::list_of("entry-line", &[Condition::is("account", account)], &["-entry_on"])
}
