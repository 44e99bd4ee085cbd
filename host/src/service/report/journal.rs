//! The journal: every entry in the order in which it was posted, for an auditor who reads all of it.

use super::desk::Desk;
use super::model::{Cell, ColumnKind, Report};
use super::params::wrong;
use crate::service::{Fault, Uow};
use crate::storage::report::books::{self, Coded};
use crate::storage::report::entry::{self, JournalRow};
use crate::storage::report::{LineFilter, line};

const COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("chain_no", "No.", ColumnKind::Integer),
    ("number", "Number", ColumnKind::Text),
    ("entry_on", "Day", ColumnKind::Day),
    ("posted_at", "Posted", ColumnKind::Instant),
    ("journal", "Journal", ColumnKind::Text),
    ("kind", "Kind", ColumnKind::Text),
    ("account", "Account", ColumnKind::Text),
    ("name", "Name", ColumnKind::Text),
    ("description", "Description", ColumnKind::Text),
    ("debit", "Debit", ColumnKind::Money),
    ("credit", "Credit", ColumnKind::Money),
    ("by", "By", ColumnKind::Text),
];

/// Entries of a page when the question does not say.
const ENTRIES: usize = 2_000;

/// Entries with their lines; the columns of the entry stand on its first line.
pub async fn run(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let mut filter = LineFilter { from: desk.params.from, to: desk.params.to, ..desk.filter() };
    if let Some(day) = filter.from {
        desk.show("from", day);
    }
    if let Some(day) = filter.to {
        desk.show("to", day);
    }
    if let Some(text) = desk.params.journal.clone() {
        let found = books::by_code(uow.tx, Coded::Journal, desk.company.id, &text).await?;
        let (id, code) = found.ok_or_else(|| Fault::not_found("journal", &text).at("/journal"))?;
        filter.journal = Some(id);
        desk.show("journal", code);
    }
    let after: i64 = match desk.params.after.as_deref() {
        None => 0,
        Some(text) => text.parse().map_err(|_| wrong("after", "the next of the page before"))?,
    };
    let limit = desk.params.limit.unwrap_or(ENTRIES);
    let (rows, next) = entry::page(uow.tx, &filter, after, limit).await?;
    let (debit, credit, _, _) = line::sums(uow.tx, &filter).await?;
    let mut report = desk.report(COLUMNS);
    let mut last = None;
    for row in &rows {
        let first = last.replace(row.chain_no) != Some(row.chain_no);
        let cells = cells(desk, row, first);
        report.push_record(usize::from(!first), cells, "entry", row.entry);
    }
    report.totals[9] = desk.money(debit);
    report.totals[10] = desk.money(credit);
    report.next = next.map(|chain_no| chain_no.to_string());
    Ok(report)
}

fn cells(desk: &Desk, row: &JournalRow, first: bool) -> Vec<Cell> {
    let head = |cell: Cell| if first { cell } else { Cell::empty() };
    let by: Vec<&str> = [Some(row.actor_kind.as_str()), row.plugin.as_deref(), row.via.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let description = row.description.clone().or_else(|| row.narration.clone().filter(|_| first));
    vec![
        head(Cell::integer(row.chain_no)),
        head(Cell::text(&row.number)),
        head(Cell::day(row.entry_on)),
        head(Cell::instant(row.posted_at)),
        head(Cell::text(&row.journal)),
        head(Cell::text(&row.kind)),
        Cell::text(&row.account),
        Cell::text(&row.account_name),
        Cell::maybe(description),
        desk.money_or_empty(row.company_minor.max(0)),
        desk.money_or_empty(row.company_minor.min(0).saturating_neg()),
        head(Cell::text(by.join(" "))),
    ]
}
