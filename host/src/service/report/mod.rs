//! Reports: one function for every door. Each figure names the report and the parameters that show what it
//! is made of.
//!
//! Knows who may read a report, and what its figures mean. Must not know SQL or addresses.

mod aged;
mod cash_flow;
mod csv;
mod definition;
mod desk;
mod general_ledger;
mod journal;
mod model;
mod params;
mod statement;
mod stock;
mod tax;
mod text;
mod tree;
mod trial_balance;

pub use csv::csv;
pub use definition::{Definition, REPORTS};
pub use model::{Cell, Column, ColumnKind, Link, RecordLink, Report, ReportCompany, Row, RowKind, Value};
pub use params::Params;
pub use text::text;

use desk::Desk;

use super::{Fault, Op, RowRule, Uow};
use crate::storage::report::books;

/// A report by its name.
pub fn find(name: &str) -> Result<&'static Definition, Fault> {
    REPORTS.iter().find(|one| one.name == name).ok_or_else(|| {
        let names: Vec<&str> = REPORTS.iter().map(|one| one.name).collect();
        Fault::not_found("report", format!("{name}; there are {}", names.join(", ")))
    })
}

/// The code of the only company there is, for doors that need not name it.
pub async fn sole_company(uow: &mut Uow<'_>) -> Result<String, Fault> {
    uow.may("company", Op::Read, None)?;
    let mut codes = books::company_codes(uow.tx).await?;
    match (codes.pop(), codes.pop()) {
        (Some(code), None) => Ok(code),
        (None, _) => Err(Fault::not_found("company", "yet")),
        (Some(a), Some(b)) => Err(Fault::invalid(
            "report.company-missing",
            format!("Name the company: there are several, such as {b} and {a}."),
        )
        .at("/company")),
    }
}

/// Answers a report. Names and texts of parameters are those of [`Params`].
///
/// Needs the right to read `report` records and the records that the report is made of, all of them: a sum
/// over a part of the rows would be a wrong sum.
pub async fn run(uow: &mut Uow<'_>, name: &str, params: &[(String, String)]) -> Result<Report, Fault> {
    let definition = find(name)?;
    uow.may("report", Op::Read, None)?;
    let pairs = params.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let params = Params::of(pairs, definition.takes)?;
    let company = books::company(uow.tx, &params.company).await?;
    let company = company.ok_or_else(|| Fault::not_found("company", &params.company).at("/company"))?;
    uow.may("report", Op::Read, Some(company.id))?;
    let allowed = uow.may(definition.reads, Op::Read, Some(company.id))?;
    if allowed.rows != RowRule::All {
        return Err(Fault::denied(format!(
            "This report sums every {}, and you may see only some of them.",
            definition.reads
        )));
    }
    if let Some(field) = definition.needs.iter().find(|field| allowed.hidden_fields.contains(**field)) {
        return Err(Fault::denied(format!(
            "This report is made of the field {field} of {}, which you may not see.",
            definition.reads
        )));
    }
    let mut desk = Desk::of(uow, definition, company, params).await?;
    let mut report = match definition.name {
        "trial-balance" => trial_balance::run(uow, &mut desk).await?,
        "general-ledger" => general_ledger::run(uow, &mut desk).await?,
        "balance-sheet" => statement::balance_sheet(uow, &mut desk).await?,
        "profit-and-loss" => statement::profit_and_loss(uow, &mut desk).await?,
        "cash-flow" => cash_flow::run(uow, &mut desk).await?,
        "aged-receivables" => aged::run(uow, &mut desk, aged::Side::Receivable).await?,
        "aged-payables" => aged::run(uow, &mut desk, aged::Side::Payable).await?,
        "open-items" => aged::open_items(uow, &mut desk).await?,
        "tax-boxes" => tax::boxes(uow, &mut desk).await?,
        "tax-lines" => tax::lines(uow, &mut desk).await?,
        "journal" => journal::run(uow, &mut desk).await?,
        "inventory-valuation" => stock::valuation(uow, &mut desk).await?,
        "valuation-layers" => stock::layers(uow, &mut desk).await?,
        "stock-on-hand" => stock::on_hand(uow, &mut desk).await?,
        "stock-moves" => stock::moves(uow, &mut desk).await?,
        other => return Err(Fault::internal(format!("report {other} has a definition and no body"))),
    };
    for field in &allowed.hidden_fields {
        let column = if field == "narration" { "description" } else { field };
        if let Some(at) = report.column(column) {
            report.rows.iter_mut().for_each(|row| row.cells[at] = Cell::empty());
        }
    }
    Ok(report)
}
