//! The general ledger: each account's lines with a running balance. Every other figure of the books leads here.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::cash_flow;
use super::desk::Desk;
use super::model::{Cell, ColumnKind, Report, RowKind};
use super::params::wrong;
use super::tree;
use crate::service::{Fault, Uow};
use crate::storage::currency;
use crate::storage::report::LineFilter;
use crate::storage::report::balance::{self, AccountSum};
use crate::storage::report::books::{self, AccountRow, Coded};
use crate::storage::report::line::{self, LineMark, LineRow};

const COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("account", "Account", ColumnKind::Text),
    ("entry_on", "Day", ColumnKind::Day),
    ("number", "Number", ColumnKind::Text),
    ("journal", "Journal", ColumnKind::Text),
    ("contact", "Contact", ColumnKind::Text),
    ("description", "Description", ColumnKind::Text),
    ("debit", "Debit", ColumnKind::Money),
    ("credit", "Credit", ColumnKind::Money),
    ("balance", "Balance", ColumnKind::Money),
    ("currency", "Currency", ColumnKind::Text),
    ("amount", "Amount in currency", ColumnKind::Money),
];

/// Rows of a page when the question does not say.
pub(super) const PAGE: usize = 10_000;

/// Accounts with what stood before, their lines, and what stands after.
pub async fn run(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    for (name, text) in [
        ("account", &desk.params.account),
        ("kind", &desk.params.kind),
        ("currency", &desk.params.currency),
        ("journal", &desk.params.journal),
        ("contact", &desk.params.contact),
    ] {
        if let Some(text) = text {
            desk.shown.insert(name.to_owned(), text.clone());
        }
    }
    let (from, to) = (desk.params.from, desk.params.to);
    if let Some(day) = from {
        desk.show("from", day);
    }
    if let Some(day) = to {
        desk.show("to", day);
    }
    let chart = desk.chart(uow).await?;
    let filter = LineFilter { from, to, ..wanted(uow, desk, &chart).await? };
    let opening = match from.and_then(|day| day.pred_opt()) {
        Some(day) if desk.params.opening != Some(false) => {
            sums(uow, desk, &LineFilter { from: None, to: Some(day), ..filter.clone() }, &chart).await?
        }
        _ => HashMap::new(),
    };
    let span = sums(uow, desk, &filter, &chart).await?;
    let after = desk.params.after.as_deref().map(mark_of).transpose()?;
    let limit = desk.params.limit.unwrap_or(PAGE);
    let mut lines = line::page(uow.tx, &filter, after.as_ref(), limit + 1).await?;
    let more = (lines.len() > limit).then(|| lines.pop()).flatten();
    let names = desk.contacts(uow, lines.iter().map(|line| line.contact)).await?;

    let mut report = desk.report(COLUMNS);
    let mut rest = lines.iter().peekable();
    for account in &chart {
        let before = opening.get(&account.id).map_or(0, |(debit, credit, _)| debit - credit);
        let (debit, credit, amount) = span.get(&account.id).copied().unwrap_or_default();
        let here = rest.peek().is_some_and(|line| line.account == account.id);
        if (before, debit, credit, amount) == (0, 0, 0, 0) && !here {
            continue;
        }
        let mut balance = before;
        if let Some(mark) = after.as_ref().filter(|mark| mark.0 >= account.code) {
            if mark.0 != account.code || !here {
                continue;
            }
            let (debit, credit) = line::sums_to_mark(uow.tx, &filter, mark).await?;
            balance += debit - credit;
        }
        // The page ended before this account: it stands on the next one.
        if more.as_ref().is_some_and(|line| line.account_code <= account.code) && !here {
            break;
        }
        report.push(0, RowKind::Group, heading(desk, account, balance));
        while let Some(line) = rest.next_if(|line| line.account == account.id) {
            balance += line.company_minor;
            report.push_record(1, cells(desk, line, balance, &names), "entry", line.entry);
        }
        if more.as_ref().is_some_and(|line| line.account == account.id) {
            break;
        }
        report.push(0, RowKind::Total, ending(desk, account, debit, credit, before + debit - credit));
    }
    let total = |sums: &HashMap<Uuid, (i64, i64, i64)>| {
        sums.values().fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2))
    };
    let (before, all) = (total(&opening), total(&span));
    report.totals[6] = desk.money(all.0);
    report.totals[7] = desk.money(all.1);
    report.totals[8] = desk.money(before.0 - before.1 + all.0 - all.1);
    if let Some(code) = &desk.params.currency {
        report.totals[9] = Cell::text(code);
        report.totals[10] = Cell::scaled(all.2, currency::exponent(code).unwrap_or(2));
    }
    report.next = more.and(lines.last()).map(mark_text);
    Ok(report)
}

/// What the parameters beside the days name.
async fn wanted(uow: &mut Uow<'_>, desk: &Desk, chart: &[AccountRow]) -> Result<LineFilter, Fault> {
    let params = &desk.params;
    let mut filter = desk.filter();
    if let Some(text) = &params.account {
        let ids = tree::named(chart, text);
        filter.accounts = Some(ids.ok_or_else(|| Fault::not_found("account", text).at("/account"))?);
    }
    if let Some(text) = &params.kind {
        filter.kinds = Some(text.split(',').map(|kind| kind.trim().to_owned()).collect());
    }
    if let Some(text) = &params.journal {
        let found = books::by_code(uow.tx, Coded::Journal, desk.company.id, text).await?;
        filter.journal = Some(found.ok_or_else(|| Fault::not_found("journal", text).at("/journal"))?.0);
    }
    if let Some(text) = &params.contact {
        filter.contact = Some(text.parse().map_err(|_| wrong("contact", "the id of a contact"))?);
    }
    filter.currency = params.currency.clone();
    if let Some(flow) = &params.flow {
        cash_flow::narrow(&mut filter, flow, chart)?;
    }
    Ok(filter)
}

/// Debits, credits and amounts in currency by account: from kept balances when they can answer.
async fn sums(
    uow: &mut Uow<'_>,
    desk: &Desk,
    filter: &LineFilter,
    chart: &[AccountRow],
) -> Result<HashMap<Uuid, (i64, i64, i64)>, Fault> {
    let plain = filter.journal.is_none()
        && filter.contact.is_none()
        && filter.opening_entries.is_none()
        && filter.exchange.is_none()
        && !filter.beside_cash;
    let rows: Vec<AccountSum> = match filter.to {
        Some(to) if plain && desk.kept() => {
            let kinds: HashMap<Uuid, &str> = chart.iter().map(|a| (a.id, a.kind.as_str())).collect();
            let sums = desk.sums_of(uow, filter.from, to, !filter.without_closing).await?;
            sums.into_values()
                .filter(|sum| filter.accounts.as_ref().is_none_or(|ids| ids.contains(&sum.account)))
                .filter(|sum| filter.currency.as_ref().is_none_or(|code| *code == sum.currency))
                .filter(|sum| {
                    let kind = kinds.get(&sum.account).copied().unwrap_or_default();
                    filter.kinds.as_ref().is_none_or(|all| all.iter().any(|one| one == kind))
                })
                .collect()
        }
        _ => balance::of_lines(uow.tx, filter).await?,
    };
    let mut all: HashMap<Uuid, (i64, i64, i64)> = HashMap::new();
    for row in rows {
        let one = all.entry(row.account).or_default();
        one.0 += row.debit_company_minor;
        one.1 += row.credit_company_minor;
        one.2 += row.debit_minor - row.credit_minor;
    }
    Ok(all)
}

fn heading(desk: &Desk, account: &AccountRow, balance: i64) -> Vec<Cell> {
    let mut cells = vec![Cell::empty(); COLUMNS.len()];
    cells[0] = Cell::text(&account.code);
    cells[5] = Cell::text(&account.name);
    cells[8] = desk.money(balance);
    cells
}

fn ending(desk: &Desk, account: &AccountRow, debit: i64, credit: i64, balance: i64) -> Vec<Cell> {
    let mut cells = vec![Cell::empty(); COLUMNS.len()];
    cells[0] = Cell::text(&account.code);
    cells[6] = desk.money(debit);
    cells[7] = desk.money(credit);
    cells[8] = desk.money(balance);
    cells
}

fn cells(desk: &Desk, line: &LineRow, balance: i64, names: &HashMap<Uuid, String>) -> Vec<Cell> {
    let foreign = line.currency != desk.company.currency;
    let scale = currency::exponent(&line.currency).unwrap_or(2);
    vec![
        Cell::text(&line.account_code),
        Cell::day(line.entry_on),
        Cell::text(&line.number),
        Cell::text(&line.journal),
        Cell::maybe(line.contact.and_then(|id| names.get(&id)).cloned()),
        Cell::maybe(line.description.clone()),
        desk.money_or_empty(line.company_minor.max(0)),
        desk.money_or_empty(line.company_minor.min(0).saturating_neg()),
        desk.money(balance),
        Cell::maybe(foreign.then_some(&line.currency)),
        if foreign { Cell::scaled(line.amount_minor, scale) } else { Cell::empty() },
    ]
}

/// Where a page ended, as text: day, chain number, line number, account code.
pub(super) fn mark_text(line: &LineRow) -> String {
    format!("{}~{}~{}~{}", line.entry_on, line.chain_no, line.line_no, line.account_code)
}

/// The place that a text names.
pub(super) fn mark_of(text: &str) -> Result<LineMark, Fault> {
    let mut parts = text.splitn(4, '~');
    let mut next = || parts.next().ok_or_else(|| wrong("after", "the next of the page before"));
    let day: NaiveDate = next()?.parse().map_err(|_| wrong("after", "the next of the page before"))?;
    let chain = next()?.parse().map_err(|_| wrong("after", "the next of the page before"))?;
    let line = next()?.parse().map_err(|_| wrong("after", "the next of the page before"))?;
    Ok((next()?.to_owned(), day, chain, line))
}
