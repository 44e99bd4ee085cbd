//! The cash flow statement by the direct method (IAS 7.18 a).
//!
//! Cash is what stands on accounts marked bank or cash. A flow is what the other lines of an entry that
//! touches cash say, with the other sign: within an entry both sides are equal, so the flows sum to the
//! change of cash exactly, and nothing is estimated. Operating: income, expense, and accounts the host knows
//! by their role (receivable, payable, tax, inventory, …). Investing: other assets. Financing: equity and
//! other liabilities. Differences of exchange rates stand apart (IAS 7.28); balances that were brought in
//! from other books are no flow.

use std::collections::HashMap;

use uuid::Uuid;

use super::desk::{Desk, by_account, negative};
use super::model::{Cell, ColumnKind, Report, RowKind};
use super::params::wrong;
use crate::service::{Fault, Uow};
use crate::storage::report::books::AccountRow;
use crate::storage::report::{LineFilter, line};

const COLUMNS: &[(&str, &str, ColumnKind)] = &[
    ("account", "Account", ColumnKind::Text),
    ("name", "Name", ColumnKind::Text),
    ("amount", "Amount", ColumnKind::Money),
];

const SECTIONS: [(&str, &str); 3] = [
    ("operating", "Operating activities"),
    ("investing", "Investing activities"),
    ("financing", "Financing activities"),
];

fn is_cash(account: &AccountRow) -> bool {
    matches!(account.role.as_deref(), Some("bank" | "cash"))
}

fn section_of(account: &AccountRow) -> &'static str {
    match (account.kind.as_str(), account.role.as_deref()) {
        ("income" | "expense", _) => "operating",
        ("equity", _) | ("liability", None) => "financing",
        ("asset", None) => "investing",
        _ => "operating",
    }
}

/// Narrows a filter to the lines behind one figure of this statement.
pub(super) fn narrow(filter: &mut LineFilter, flow: &str, chart: &[AccountRow]) -> Result<(), Fault> {
    let of = |wanted: &dyn Fn(&AccountRow) -> bool| -> Vec<Uuid> {
        let given = filter.accounts.as_ref();
        let one = |a: &&AccountRow| wanted(a) && given.is_none_or(|ids| ids.contains(&a.id));
        chart.iter().filter(one).map(|a| a.id).collect()
    };
    let accounts = match flow {
        "cash" | "opening" => of(&is_cash),
        "exchange" => of(&|a| !is_cash(a)),
        "operating" | "investing" | "financing" => of(&|a| !is_cash(a) && section_of(a) == flow),
        _ => return Err(wrong("flow", "operating, investing, financing, exchange, opening or cash")),
    };
    filter.accounts = Some(accounts);
    if flow != "cash" {
        filter.opening_entries = Some(flow == "opening");
    }
    if !matches!(flow, "cash" | "opening") {
        filter.beside_cash = true;
        filter.exchange = Some(flow == "exchange");
    }
    Ok(())
}

/// Cash at the start, flows by section, cash at the end.
pub async fn run(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let (from, to) = desk.span(uow).await?;
    let chart = desk.chart(uow).await?;
    let base = LineFilter { from, to: Some(to), ..desk.filter() };
    let flows = |exchange: bool| LineFilter {
        opening_entries: Some(false),
        exchange: Some(exchange),
        ..base.clone()
    };
    let beside: HashMap<Uuid, i64> = line::beside_cash(uow.tx, &flows(false)).await?.into_iter().collect();
    let exchange: i64 = line::beside_cash(uow.tx, &flows(true)).await?.iter().map(|(_, sum)| sum).sum();
    let mut brought = LineFilter { accounts: None, ..base.clone() };
    narrow(&mut brought, "opening", &chart)?;
    let (debit, credit, _, _) = line::sums(uow.tx, &brought).await?;
    let before = from.and_then(|day| day.pred_opt());
    let cash_at = async |uow: &mut Uow<'_>, day| -> Result<i64, Fault> {
        let sums = by_account(&desk.sums_upto(uow, day).await?);
        let cash = chart.iter().filter(|a| is_cash(a)).filter_map(|a| sums.get(&a.id));
        Ok(cash.map(|(debit, credit)| debit - credit).sum())
    };
    let start = match before {
        Some(day) => cash_at(uow, day).await?,
        None => 0,
    };
    let end = cash_at(uow, to).await?;

    let mut report = desk.report(COLUMNS);
    let mut span: Vec<(&str, String)> = from.map(|day| ("from", day.to_string())).into_iter().collect();
    span.extend([("to", to.to_string()), ("opening", "false".to_owned())]);
    let way = |flow: &str, account: Option<&str>| {
        let mut more = span.clone();
        more.push(("flow", flow.to_owned()));
        more.extend(account.map(|code| ("account", code.to_owned())));
        desk.link("general-ledger", "balance", &more)
    };
    let row = |name: &str, cell: Cell| vec![Cell::empty(), Cell::text(name), cell];
    let start_cell = match before {
        Some(day) => desk.money(start).to(desk.link(
            "general-ledger",
            "balance",
            &[("to", day.to_string()), ("flow", "cash".into())],
        )),
        None => desk.money(0),
    };
    report.push(0, RowKind::Total, row("Cash at the start", start_cell));
    let brought = debit - credit;
    if brought != 0 {
        report.push(
            0,
            RowKind::Line,
            row("Balances brought in", desk.money(brought).to(way("opening", None))),
        );
    }
    let mut change = 0;
    for (section, title) in SECTIONS {
        let parts: Vec<(&AccountRow, i64)> = chart
            .iter()
            .filter(|account| section_of(account) == section)
            .filter_map(|account| Some((account, -beside.get(&account.id)?)))
            .filter(|(_, flow)| *flow != 0)
            .collect();
        report.push(0, RowKind::Group, row(title, Cell::empty()));
        for (account, flow) in &parts {
            let cell = desk.money(*flow).to(negative(way(section, Some(&account.code))));
            report.push(1, RowKind::Line, vec![Cell::text(&account.code), Cell::text(&account.name), cell]);
        }
        let sum: i64 = parts.iter().map(|(_, flow)| flow).sum();
        change += sum;
        let title = format!("Cash from {}", title.to_lowercase());
        report.push(0, RowKind::Total, row(&title, desk.money(sum).to(negative(way(section, None)))));
    }
    if exchange != 0 {
        let cell = desk.money(-exchange).to(negative(way("exchange", None)));
        report.push(0, RowKind::Line, row("Effect of exchange rates on cash", cell));
    }
    report.push(0, RowKind::Total, row("Change in cash", desk.money(change - exchange)));
    let end_link = desk.link("general-ledger", "balance", &[("to", to.to_string()), ("flow", "cash".into())]);
    report.push(0, RowKind::Total, row("Cash at the end", desk.money(end).to(end_link)));
    if start + brought + change - exchange != end {
        return Err(Fault::internal(format!(
            "cash flow of {} does not sum: {start} + {brought} + {change} - {exchange} is not {end}",
            desk.company.code
        )));
    }
    Ok(report)
}
