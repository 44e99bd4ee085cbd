//! Boxes of the tax return, and the lines that each counts.
//!
//! What a line counts was decided when it was posted, from its tax code as it was then; here it is summed.

use super::desk::Desk;
use super::general_ledger::{PAGE, mark_of, mark_text};
use super::model::{Cell, ColumnKind, Report, RowKind};
use crate::service::{Fault, Uow};
use crate::storage::report::{LineFilter, line};

const COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("tax_box", "Box", ColumnKind::Text),
    ("lines", "Lines", ColumnKind::Integer),
    ("amount", "Amount", ColumnKind::Money),
];

const LINE_COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("tax_box", "Box", ColumnKind::Text),
    ("entry_on", "Day", ColumnKind::Day),
    ("number", "Number", ColumnKind::Text),
    ("account", "Account", ColumnKind::Text),
    ("tax_code", "Tax code", ColumnKind::Text),
    ("tax_role", "Base or tax", ColumnKind::Text),
    ("contact", "Contact", ColumnKind::Text),
    ("description", "Description", ColumnKind::Text),
    ("amount", "Amount", ColumnKind::Money),
];

/// Each box with what it counts.
pub async fn boxes(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let (from, to) = desk.span(uow).await?;
    let filter = LineFilter { from, to: Some(to), tax_box: Some(String::new()), ..desk.filter() };
    let rows = line::tax_boxes(uow.tx, &filter).await?;
    let mut report = desk.report(COLUMNS);
    for (name, lines, counted) in rows {
        let mut more: Vec<(&str, String)> = from.map(|day| ("from", day.to_string())).into_iter().collect();
        more.extend([("to", to.to_string()), ("tax_box", name.clone())]);
        let amount = desk.money(counted).to(desk.link("tax-lines", "amount", &more));
        report.push(0, RowKind::Line, vec![Cell::text(name), Cell::integer(lines), amount]);
    }
    Ok(report)
}

/// The lines that a box counts.
pub async fn lines(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let (from, to) = desk.span(uow).await?;
    let tax_box = desk.params.tax_box.clone().unwrap_or_default();
    if !tax_box.is_empty() {
        desk.show("tax_box", &tax_box);
    }
    let filter = LineFilter { from, to: Some(to), tax_box: Some(tax_box), ..desk.filter() };
    let after = desk.params.after.as_deref().map(mark_of).transpose()?;
    let limit = desk.params.limit.unwrap_or(PAGE);
    let mut rows = line::page(uow.tx, &filter, after.as_ref(), limit + 1).await?;
    let more = (rows.len() > limit).then(|| rows.pop()).flatten();
    let (_, _, _, counted) = line::sums(uow.tx, &filter).await?;
    let names = desk.contacts(uow, rows.iter().map(|row| row.contact)).await?;
    let mut report = desk.report(LINE_COLUMNS);
    for row in &rows {
        let cells = vec![
            Cell::maybe(row.tax_box.clone()),
            Cell::day(row.entry_on),
            Cell::text(&row.number),
            Cell::text(&row.account_code),
            Cell::maybe(row.tax_code.clone()),
            Cell::maybe(row.tax_role.clone()),
            Cell::maybe(row.contact.and_then(|id| names.get(&id)).cloned()),
            Cell::maybe(row.description.clone()),
            desk.money(row.tax_box_minor.unwrap_or(0)),
        ];
        report.push_record(0, cells, "entry", row.entry);
    }
    report.totals[8] = desk.money(counted);
    report.next = more.and(rows.last()).map(mark_text);
    Ok(report)
}
