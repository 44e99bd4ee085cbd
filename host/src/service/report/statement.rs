//! Balance sheet and profit and loss.
//!
//! Knows which kinds of accounts stand where and which sign a reader expects: what is owned and spent is a
//! debit, what is owed, belongs to the owners or was earned is a credit; each is shown positive.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::desk::{Desk, by_account, negative};
use super::model::{Cell, ColumnKind, Link, Report, RowKind};
use super::params::wrong;
use super::tree;
use crate::service::{Fault, Uow};
use crate::storage::report::books::AccountRow;

const COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("account", "Account", ColumnKind::Text),
    ("name", "Name", ColumnKind::Text),
    ("amount", "Amount", ColumnKind::Money),
    ("compared", "Compared", ColumnKind::Money),
    ("change", "Change", ColumnKind::Money),
];

/// A span of days, or all until a day.
#[derive(Clone, Copy)]
struct Span {
    from: Option<NaiveDate>,
    to: NaiveDate,
    /// Profit and loss: neither what stood before nor closing entries count.
    movement: bool,
}

impl Span {
    fn link(&self, desk: &Desk, kinds: &str, account: Option<&str>, credit: bool) -> Link {
        let mut more: Vec<(&str, String)> = vec![("kind", kinds.to_owned())];
        more.extend(account.map(|code| ("account", code.to_owned())));
        more.extend(self.from.map(|day| ("from", day.to_string())));
        more.push(("to", self.to.to_string()));
        if self.movement {
            more.extend([("opening", "false".to_owned()), ("closing", "false".to_owned())]);
        }
        let link = desk.link("general-ledger", "balance", &more);
        if credit { negative(link) } else { link }
    }
}

/// One statement in the making: figures of one span, or of two that are compared.
struct Statement<'d> {
    desk: &'d Desk,
    chart: Vec<AccountRow>,
    spans: Vec<Span>,
    figures: HashMap<Uuid, Vec<i64>>,
    report: Report,
}

impl Statement<'_> {
    /// What stands below one kind of accounts, and its total.
    fn section(
        &mut self,
        kind: &'static str,
        title: &str,
        credit: bool,
        more: Option<(&str, Vec<i64>)>,
    ) -> Vec<i64> {
        self.heading(title);
        let mut total = vec![0; self.spans.len()];
        let chart = std::mem::take(&mut self.chart);
        for node in tree::grow(&chart, &[kind], &self.figures, self.spans.len()) {
            let row = if node.account.is_group { RowKind::Group } else { RowKind::Line };
            let cells = self.cells(&node.figures, kind, Some(&node.account.code), credit);
            let mut all = vec![Cell::text(&node.account.code), Cell::text(&node.account.name)];
            all.extend(cells);
            self.report.push(node.level + 1, row, all);
            if node.level == 0 {
                total.iter_mut().zip(&node.figures).for_each(|(sum, figure)| *sum += figure);
            }
        }
        self.chart = chart;
        let mut kinds = kind.to_owned();
        if let Some((name, figures)) = more {
            let mut cells = vec![Cell::empty(), Cell::text(name)];
            cells.extend(self.cells(&figures, RESULT, None, true));
            self.report.push(1, RowKind::Line, cells);
            total.iter_mut().zip(&figures).for_each(|(sum, figure)| *sum += figure);
            kinds = format!("{kind},{RESULT}");
        }
        self.total(&format!("Total {}", title.to_lowercase()), &total, &kinds, credit);
        total
    }

    fn heading(&mut self, title: &str) {
        let mut cells = vec![Cell::empty(); COLUMNS.len()];
        cells[1] = Cell::text(title);
        self.report.push(0, RowKind::Group, cells);
    }

    fn total(&mut self, title: &str, figures: &[i64], kinds: &str, credit: bool) {
        let mut cells = vec![Cell::empty(), Cell::text(title)];
        cells.extend(self.cells(figures, kinds, None, credit));
        self.report.push(0, RowKind::Total, cells);
    }

    /// Amount, compared amount and change.
    fn cells(&self, figures: &[i64], kinds: &str, account: Option<&str>, credit: bool) -> Vec<Cell> {
        let sign = if credit { -1 } else { 1 };
        let mut cells: Vec<Cell> = figures
            .iter()
            .zip(&self.spans)
            .map(|(figure, span)| {
                self.desk.money(sign * figure).to(span.link(self.desk, kinds, account, credit))
            })
            .collect();
        match figures {
            [now, then, ..] => cells.push(self.desk.money(sign * (now - then))),
            _ => cells.extend([Cell::empty(), Cell::empty()]),
        }
        cells
    }
}

/// What the result of a year is made of.
const RESULT: &str = "income,expense";

async fn gather<'d>(uow: &mut Uow<'_>, desk: &'d Desk, spans: Vec<Span>) -> Result<Statement<'d>, Fault> {
    let chart = desk.chart(uow).await?;
    let mut figures: HashMap<Uuid, Vec<i64>> = HashMap::new();
    for (at, span) in spans.iter().enumerate() {
        let sums = desk.sums_of(uow, span.from, span.to, !span.movement).await?;
        for (account, (debit, credit)) in by_account(&sums) {
            figures.entry(account).or_insert_with(|| vec![0; spans.len()])[at] = debit - credit;
        }
    }
    Ok(Statement { desk, chart, spans, figures, report: desk.report(COLUMNS) })
}

/// Assets; liabilities and equity, with the result that no closing entry has carried to it yet.
pub async fn balance_sheet(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let on = desk.on();
    let mut days = vec![on];
    if let Some(day) = desk.params.compare_on {
        desk.show("compare_on", day);
        days.push(day);
    }
    let spans = days.iter().map(|to| Span { from: None, to: *to, movement: false }).collect();
    let mut statement = gather(uow, desk, spans).await?;
    let mut result = vec![0; statement.spans.len()];
    for account in statement.chart.iter().filter(|a| matches!(a.kind.as_str(), "income" | "expense")) {
        let figures = statement.figures.get(&account.id);
        result.iter_mut().zip(figures.into_iter().flatten()).for_each(|(sum, figure)| *sum += figure);
    }
    statement.section("asset", "Assets", false, None);
    let owed = statement.section("liability", "Liabilities", true, None);
    let more = ("Result not carried to equity", result);
    let owned = statement.section("equity", "Equity", true, Some(more));
    let both: Vec<i64> = owed.iter().zip(&owned).map(|(a, b)| a + b).collect();
    statement.total("Total liabilities and equity", &both, "liability,equity,income,expense", true);
    Ok(statement.report)
}

/// Income, expenses and the result of a span.
pub async fn profit_and_loss(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let (from, to) = desk.span(uow).await?;
    let mut spans = vec![Span { from, to, movement: true }];
    match (desk.params.compare_from, desk.params.compare_to) {
        (None, None) => {}
        (Some(from), Some(to)) if from <= to => {
            desk.show("compare_from", from);
            desk.show("compare_to", to);
            spans.push(Span { from: Some(from), to, movement: true });
        }
        _ => return Err(wrong("compare_to", "both days of the span to compare with, in order,")),
    }
    let mut statement = gather(uow, desk, spans).await?;
    let earned = statement.section("income", "Income", true, None);
    let spent = statement.section("expense", "Expenses", false, None);
    let result: Vec<i64> = earned.iter().zip(&spent).map(|(a, b)| a + b).collect();
    statement.total("Result", &result, RESULT, true);
    Ok(statement.report)
}
