//! Open items as of a day: by contact and by how long they are overdue, or one by one.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::desk::Desk;
use super::model::{Cell, ColumnKind, Report, RowKind};
use super::params::wrong;
use crate::service::{Fault, Uow};
use crate::storage::currency;
use crate::storage::report::open_item::{self, OpenFilter, OpenRow};

/// Whose debts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Of customers.
    Receivable,
    /// Of the company.
    Payable,
}

impl Side {
    fn role(self) -> &'static str {
        match self {
            Side::Receivable => "receivable",
            Side::Payable => "payable",
        }
    }

    fn of(role: &str) -> Option<Side> {
        [Side::Receivable, Side::Payable].into_iter().find(|side| side.role() == role)
    }

    /// What is owed is shown positive on both sides.
    fn sign(self) -> i64 {
        if self == Side::Receivable { 1 } else { -1 }
    }
}

/// Names of the buckets: not due, then days overdue.
const BUCKETS: [&str; 5] = ["current", "1-30", "31-60", "61-90", "90+"];

const COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("contact", "Contact", ColumnKind::Text),
    ("current", "Not due", ColumnKind::Money),
    ("1-30", "1-30 days", ColumnKind::Money),
    ("31-60", "31-60 days", ColumnKind::Money),
    ("61-90", "61-90 days", ColumnKind::Money),
    ("90+", "Over 90 days", ColumnKind::Money),
    ("total", "Total", ColumnKind::Money),
];

const ITEM_COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("contact", "Contact", ColumnKind::Text),
    ("account", "Account", ColumnKind::Text),
    ("number", "Number", ColumnKind::Text),
    ("reference", "Reference", ColumnKind::Text),
    ("entry_on", "Day", ColumnKind::Day),
    ("due_on", "Due", ColumnKind::Day),
    ("days", "Days overdue", ColumnKind::Integer),
    ("open", "Open", ColumnKind::Money),
    ("currency", "Currency", ColumnKind::Text),
    ("amount", "Open in currency", ColumnKind::Money),
];

/// Place in [`BUCKETS`] of an item that is due on one day, seen on another.
fn bucket(due_on: NaiveDate, on: NaiveDate) -> usize {
    match (on - due_on).num_days() {
        ..=0 => 0,
        1..=30 => 1,
        31..=60 => 2,
        61..=90 => 3,
        _ => 4,
    }
}

/// Open items by contact and bucket, in the company's currency.
pub async fn run(uow: &mut Uow<'_>, desk: &mut Desk, side: Side) -> Result<Report, Fault> {
    let on = desk.on();
    let filter = OpenFilter {
        company: desk.company.id,
        role: side.role().into(),
        on,
        known_at: desk.known_at,
        contact: None,
    };
    let items = open_item::open(uow.tx, &filter).await?;
    let names = desk.contacts(uow, items.iter().map(|item| item.contact)).await?;
    let mut rows: BTreeMap<(String, Option<Uuid>), [i64; 6]> = BTreeMap::new();
    let mut totals = [0; 6];
    for item in &items {
        let open = side.sign() * item.residual_company_minor;
        let at = bucket(item.due_on, on);
        let row = rows.entry((name_of(item, &names), item.contact)).or_default();
        for sums in [row, &mut totals] {
            sums[at] += open;
            sums[5] += open;
        }
    }
    let mut report = desk.report(COLUMNS);
    let cells = |figures: &[i64; 6], contact: Option<Option<Uuid>>| -> Vec<Cell> {
        let cell = |at: usize, figure: &i64| {
            let mut more = vec![("role", side.role().to_owned()), ("on", on.to_string())];
            more.extend(contact.map(|id| ("contact", id.map_or("none".into(), |id| id.to_string()))));
            more.extend(BUCKETS.get(at).map(|bucket| ("bucket", (*bucket).to_owned())));
            desk.money(*figure).to(desk.link("open-items", "open", &more))
        };
        figures.iter().enumerate().map(|(at, figure)| cell(at, figure)).collect()
    };
    for ((name, contact), figures) in &rows {
        let mut all = vec![Cell::text(name)];
        all.extend(cells(figures, Some(*contact)));
        match contact {
            Some(id) => report.push_record(0, all, "contact", *id),
            None => report.push(0, RowKind::Line, all),
        }
    }
    for (at, cell) in cells(&totals, None).into_iter().enumerate() {
        report.totals[at + 1] = cell;
    }
    Ok(report)
}

/// A contact's name; its id to those who may not read contacts.
fn name_of(item: &OpenRow, names: &HashMap<Uuid, String>) -> String {
    match item.contact {
        None => "(no contact)".into(),
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| id.to_string()),
    }
}

/// Open items one by one, the earliest due first; what is owed is positive.
pub async fn open_items(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let on = desk.on();
    let role = desk.params.role.clone().unwrap_or_else(|| "receivable".into());
    let side = Side::of(&role).ok_or_else(|| wrong("role", "receivable or payable"))?;
    let contact = match desk.params.contact.as_deref() {
        None => None,
        Some("none") => Some(None),
        Some(text) => Some(Some(text.parse().map_err(|_| wrong("contact", "the id of a contact or none"))?)),
    };
    let wanted = match desk.params.bucket.as_deref() {
        None => None,
        Some(text) => {
            let at = BUCKETS.iter().position(|bucket| *bucket == text);
            Some(at.ok_or_else(|| wrong("bucket", "current, 1-30, 31-60, 61-90 or 90+"))?)
        }
    };
    desk.show("role", &role);
    let filter = OpenFilter { company: desk.company.id, role, on, known_at: desk.known_at, contact };
    let mut items = open_item::open(uow.tx, &filter).await?;
    items.retain(|item| wanted.is_none_or(|at| bucket(item.due_on, on) == at));
    let names = desk.contacts(uow, items.iter().map(|item| item.contact)).await?;
    let mut report = desk.report(ITEM_COLUMNS);
    let mut total = 0;
    for item in &items {
        total += side.sign() * item.residual_company_minor;
        let scale = currency::exponent(&item.currency).unwrap_or(2);
        let foreign = item.currency != desk.company.currency;
        let amount = Cell::scaled(side.sign() * item.residual_minor, scale);
        let cells = vec![
            Cell::text(name_of(item, &names)),
            Cell::text(&item.account),
            Cell::text(&item.number),
            Cell::maybe(item.reference.clone()),
            Cell::day(item.entry_on),
            Cell::day(item.due_on),
            Cell::integer((on - item.due_on).num_days().max(0)),
            desk.money(side.sign() * item.residual_company_minor),
            Cell::maybe(foreign.then_some(&item.currency)),
            if foreign { amount } else { Cell::empty() },
        ];
        report.push_record(0, cells, "entry", item.entry);
    }
    report.totals[7] = desk.money(total);
    Ok(report)
}
