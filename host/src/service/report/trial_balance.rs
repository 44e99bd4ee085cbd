//! The trial balance: every account before, in and after a span. Its cost does not grow with the lines.

use std::collections::HashMap;

use uuid::Uuid;

use super::desk::{Desk, by_account};
use super::model::{Cell, ColumnKind, Report, RowKind};
use super::tree;
use crate::service::{Fault, Uow};
use crate::storage::currency;

const COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("account", "Account", ColumnKind::Text),
    ("name", "Name", ColumnKind::Text),
    ("opening", "Opening", ColumnKind::Money),
    ("debit", "Debit", ColumnKind::Money),
    ("credit", "Credit", ColumnKind::Money),
    ("closing", "Closing", ColumnKind::Money),
    ("currency", "Currency", ColumnKind::Text),
    ("currency_closing", "Closing in currency", ColumnKind::Money),
];

/// Opening, debit, credit and closing of each account; headings carry the sums of what stands below them.
pub async fn run(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let (from, to) = desk.span(uow).await?;
    let closing_counts = desk.params.closing != Some(false);
    let chart = desk.chart(uow).await?;
    let before = from.and_then(|day| day.pred_opt());
    let opening = match before {
        Some(day) => by_account(&desk.sums_upto(uow, day).await?),
        None => HashMap::new(),
    };
    let span = desk.sums_of(uow, from, to, closing_counts).await?;
    let upto = desk.sums_upto(uow, to).await?;
    let mut figures: HashMap<Uuid, Vec<i64>> = HashMap::new();
    for (account, (debit, credit)) in &opening {
        figures.entry(*account).or_insert_with(|| vec![0; 4])[0] = debit - credit;
    }
    for (account, (debit, credit)) in by_account(&span) {
        let row = figures.entry(account).or_insert_with(|| vec![0; 4]);
        row[1] = debit;
        row[2] = credit;
    }
    for row in figures.values_mut() {
        row[3] = row[0] + row[1] - row[2];
    }

    let mut report = desk.report(COLUMNS);
    let shape = Shape { before, from, to, closing_counts };
    let mut totals = vec![0; 4];
    for node in tree::grow(&chart, &[], &figures, 4) {
        let code = &node.account.code;
        let mut cells = vec![Cell::text(code), Cell::text(&node.account.name)];
        cells.extend(shape.cells(desk, &node.figures, Some(code)));
        let foreign = node.account.currency.clone().filter(|c| *c != desk.company.currency);
        match foreign.as_ref().and_then(|c| upto.get(&(node.account.id, c.clone()))) {
            Some(sum) if closing_counts => {
                let scale = currency::exponent(&sum.currency).unwrap_or(2);
                let link = desk.link(
                    "general-ledger",
                    "amount",
                    &[("account", code.clone()), ("to", to.to_string()), ("currency", sum.currency.clone())],
                );
                cells.push(Cell::text(&sum.currency));
                cells.push(Cell::scaled(sum.debit_minor - sum.credit_minor, scale).to(link));
            }
            _ => cells.extend([Cell::maybe(foreign), Cell::empty()]),
        }
        let kind = if node.account.is_group { RowKind::Group } else { RowKind::Line };
        report.push(node.level, kind, cells);
        if node.level == 0 {
            totals.iter_mut().zip(&node.figures).for_each(|(total, figure)| *total += figure);
        }
    }
    for (at, cell) in shape.cells(desk, &totals, None).into_iter().enumerate() {
        report.totals[at + 2] = cell;
    }
    Ok(report)
}

struct Shape {
    before: Option<chrono::NaiveDate>,
    from: Option<chrono::NaiveDate>,
    to: chrono::NaiveDate,
    closing_counts: bool,
}

impl Shape {
    /// The four figures with their ways to the lines; without an account, of all accounts.
    fn cells(&self, desk: &Desk, figures: &[i64], account: Option<&str>) -> Vec<Cell> {
        let mut named: Vec<(&str, String)> = Vec::new();
        named.extend(account.map(|code| ("account", code.to_owned())));
        let to = ("to", self.to.to_string());
        let mut span = named.clone();
        span.extend(self.from.map(|day| ("from", day.to_string())));
        span.push(to.clone());
        if !self.closing_counts {
            span.push(("closing", "false".into()));
        }
        let opening = match self.before {
            Some(day) => {
                let mut until = named.clone();
                until.push(("to", day.to_string()));
                desk.money(figures[0]).to(desk.link("general-ledger", "balance", &until))
            }
            None => desk.money(0),
        };
        vec![
            opening,
            desk.money(figures[1]).to(desk.link("general-ledger", "debit", &span)),
            desk.money(figures[2]).to(desk.link("general-ledger", "credit", &span)),
            desk.money(figures[3]).to(desk.link("general-ledger", "balance", &span)),
        ]
    }
}
