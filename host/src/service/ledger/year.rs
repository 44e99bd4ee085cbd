//! Fiscal years open with their periods and close with their result.

use chrono::{Datelike, Months, NaiveDate};
use keel_core::ledger::close::{self, CloseError};
use keel_core::ledger::entry::EntryKind;
use keel_core::ledger::period::{YearError, months_of};
use keel_core::money::from_scaled;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reconcile::set;
use super::write::{Own, append_own};
use super::{PeriodState, Posted};
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::ledger::period::{self, Year};
use crate::storage::ledger::{balance, setup};
use crate::storage::{Scope, currency};

/// A fiscal year to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct OpenFiscalYear {
    /// The company.
    pub company: Uuid,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; twelve months when absent.
    #[serde(default)]
    pub ends_on: Option<NaiveDate>,
    /// Its code, used in numbers; the calendar year or years when absent.
    #[serde(default)]
    #[schemars(length(min = 1, max = 20))]
    pub code: Option<String>,
}

impl Input for OpenFiscalYear {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A fiscal year that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct FiscalYearOpened {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its periods, one for each month.
    pub periods: Vec<PeriodState>,
}

/// A fiscal year to close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct CloseFiscalYear {
    /// The company.
    pub company: Uuid,
    /// The year.
    pub fiscal_year: Uuid,
}

impl Input for CloseFiscalYear {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A fiscal year that was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct FiscalYearClosed {
    /// Its id.
    pub id: Uuid,
    /// The closing entry; none when there was nothing to close.
    pub entry: Option<Posted>,
    /// What went to retained earnings, in the company's currency; a profit is positive.
    pub result: Decimal,
}

/// Opens a fiscal year with a period for each month.
pub async fn open_fiscal_year(uow: &mut Uow<'_>, input: OpenFiscalYear) -> Result<FiscalYearOpened, Fault> {
    uow.may("fiscal-year", Op::Create, Some(input.company))?;
    open_year(uow, input).await
}

pub(super) async fn open_year(uow: &mut Uow<'_>, input: OpenFiscalYear) -> Result<FiscalYearOpened, Fault> {
    super::post::head(uow, input.company).await?;
    let starts_on = input.starts_on;
    let ends_on = match input.ends_on {
        Some(day) => day,
        None => starts_on.checked_add_months(Months::new(12)).and_then(|next| next.pred_opt()).ok_or_else(
            || Fault::invalid("ledger.year-too-long", "Choose an earlier first day.").at("/starts_on"),
        )?,
    };
    let years = period::years(uow.tx, input.company).await?;
    let others: Vec<_> = years.iter().map(|y| (y.code.clone(), y.starts_on, y.ends_on)).collect();
    let months = months_of(starts_on, ends_on, &others).map_err(|e| refused(&e))?;
    let code = input.code.unwrap_or_else(|| match (starts_on.year(), ends_on.year()) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{last}"),
    });
    if code.is_empty() || years.iter().any(|y| y.code == code) {
        return Err(Fault::refused("ledger.year-code-taken", "Give the year a code that no other year has.")
            .at("/code"));
    }
    let year = Year { id: uow.id(), code, starts_on, ends_on, open: true };
    let periods: Vec<_> =
        months.into_iter().map(|(code, first, last)| (uow.id(), code, first, last)).collect();
    period::insert_year(uow.tx, input.company, &year, &periods, uow.ctx.now).await?;
    note(uow, "create", input.company, year.id, "{}").await?;
    Ok(FiscalYearOpened {
        id: year.id,
        code: year.code,
        periods: periods
            .into_iter()
            .map(|(period, code, ..)| PeriodState { period, code, state: "open".into() })
            .collect(),
    })
}

fn refused(error: &YearError) -> Fault {
    match error {
        YearError::EndsBeforeStart => {
            Fault::invalid("ledger.year-ends-before-start", "Choose a last day after the first.")
                .at("/ends_on")
        }
        YearError::TooLong => {
            Fault::invalid("ledger.year-too-long", "Choose a last day within 24 months.").at("/ends_on")
        }
        YearError::Overlaps { year } => {
            Fault::refused("ledger.year-overlaps", format!("Choose days outside fiscal year {year}."))
                .arg("year", year)
                .at("/starts_on")
        }
    }
}

/// Closes a fiscal year: income and expense go to retained earnings, and nothing posts into it after.
///
/// Balance sheet accounts carry forward by themselves: their balances and open items run on.
pub async fn close_fiscal_year(uow: &mut Uow<'_>, input: CloseFiscalYear) -> Result<FiscalYearClosed, Fault> {
    let company = input.company;
    uow.may("fiscal-year", Op::Update, Some(company))?;
    let years = period::years(uow.tx, company).await?;
    let year = years
        .iter()
        .find(|y| y.id == input.fiscal_year)
        .ok_or_else(|| Fault::not_found("fiscal-year", input.fiscal_year).at("/fiscal_year"))?;
    let earlier = years.iter().find(|y| y.open && y.starts_on < year.starts_on);
    close::check(&year.code, year.open, earlier.map(|y| y.code.as_str())).map_err(|e| match e {
        CloseError::AlreadyClosed { year } => {
            Fault::refused("ledger.fiscal-year-closed", format!("Fiscal year {year} is closed for good."))
                .arg("year", year)
                .at("/fiscal_year")
        }
        CloseError::EarlierOpen { year } => {
            Fault::refused("ledger.earlier-year-open", format!("Close fiscal year {year} first."))
                .arg("year", year)
                .at("/fiscal_year")
        }
    })?;
    let balances = balance::of_year(uow.tx, company, year.starts_on, year.ends_on).await?;
    let settings = setup::settings(uow.tx, company).await?;
    let nothing = balances.iter().all(|b| b.amount_minor == 0 && b.company_minor == 0);
    let entry = if nothing {
        None
    } else {
        let retained = set(settings.retained_earnings_account, "retained_earnings_account")?;
        let own = Own {
            journal: set(settings.closing_journal, "closing_journal")?,
            entry_on: year.ends_on,
            kind: EntryKind::Closing,
            reference: None,
            narration: None,
            contact: None,
            reverses: None,
            source: (Some("fiscal-year".into()), Some(year.id)),
            lines: close::lines_of(&balances, retained)?,
        };
        Some(append_own(uow, company, own).await?)
    };
    period::close_year(uow.tx, year.id, uow.ctx.now).await?;
    note(uow, "update", company, year.id, r#"{"state":["open","closed"]}"#).await?;
    let scale = super::post::head(uow, company).await?.currency;
    let scale = currency::exponent(scale.as_str()).unwrap_or(0);
    let sum: i64 = balances.iter().map(|b| b.company_minor).sum();
    Ok(FiscalYearClosed { id: year.id, entry, result: from_scaled(-sum, scale) })
}

async fn note(
    uow: &mut Uow<'_>,
    operation: &str,
    company: Uuid,
    id: Uuid,
    changes: &str,
) -> Result<(), Fault> {
    let (record_type, record_id, company_id) = ("fiscal-year", Some(id), Some(company));
    uow.audit(Audit { operation, record_type, record_id, company_id, changes: changes.into() }).await?;
    let event = if operation == "create" { "ledger.fiscal-year-opened" } else { "ledger.fiscal-year-closed" };
    uow.event(event, record_type, record_id, company_id, "{}".into()).await
}
