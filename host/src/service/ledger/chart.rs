//! Installs a chart: accounts, journals, taxes, terms, settings and years, in one call.

use std::collections::HashMap;

use chrono::{Months, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::chart_template::{ACCOUNTS, JOURNALS, TAXES, TERMS};
use super::year::open_year;
use super::{FiscalYearOpened, OpenFiscalYear};
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::ledger::chart::{self, NewAccount, NewJournal, NewTax, NewTerm};
use crate::storage::ledger::setup::{self, Settings};

/// Most fiscal years that are opened at once.
const YEARS_MAX: usize = 50;

/// A company that has no accounts yet, and the years to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct InstallChart {
    /// The company.
    pub company: Uuid,
    /// First day of the first fiscal year.
    pub years_from: NaiveDate,
    /// A day of the last fiscal year: years of twelve months are opened until one holds it.
    pub years_to: NaiveDate,
}

impl Input for InstallChart {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// What was installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct ChartInstalled {
    /// Accounts by code.
    pub accounts: HashMap<String, Uuid>,
    /// Journals by code.
    pub journals: HashMap<String, Uuid>,
    /// Tax codes by code.
    pub tax_codes: HashMap<String, Uuid>,
    /// Payment terms by code.
    pub payment_terms: HashMap<String, Uuid>,
    /// Fiscal years with their periods, oldest first.
    pub fiscal_years: Vec<FiscalYearOpened>,
}

/// Gives a company its first chart with journals, taxes, payment terms, settings and fiscal years.
pub async fn install_chart(uow: &mut Uow<'_>, input: InstallChart) -> Result<ChartInstalled, Fault> {
    let company = input.company;
    for record_type in ["account", "journal", "tax-code", "payment-term", "ledger-setting", "fiscal-year"] {
        uow.may(record_type, Op::Create, Some(company))?;
    }
    super::post::head(uow, company).await?;
    if chart::has_chart(uow.tx, company).await? {
        return Err(Fault::refused(
            "ledger.chart-installed",
            "This company has accounts; add what is missing one by one.",
        )
        .at("/company"));
    }
    let now = uow.ctx.now;
    let (accounts, rows) = accounts(uow);
    chart::insert_accounts(uow.tx, company, &rows, now).await?;
    let journals: Vec<NewJournal> =
        JOURNALS.iter().map(|(code, name, kind)| NewJournal { id: uow.id(), code, name, kind }).collect();
    chart::insert_journals(uow.tx, company, &journals, now).await?;
    let journals: HashMap<String, Uuid> = journals.iter().map(|j| (j.code.to_owned(), j.id)).collect();
    let taxes: Vec<NewTax> = TAXES
        .iter()
        .map(|(code, name, kind, percent, base_box, tax_box)| NewTax {
            id: uow.id(),
            code,
            name,
            kind,
            rate_e6: percent * 1_000_000,
            account: accounts[if *kind == "sale" { "2080" } else { "1180" }],
            base_box,
            tax_box,
        })
        .collect();
    chart::insert_taxes(uow.tx, company, &taxes, now).await?;
    let terms: Vec<NewTerm> = TERMS
        .iter()
        .map(|(code, name, parts)| NewTerm {
            id: uow.id(),
            code,
            name,
            parts: parts
                .iter()
                .map(|(percent, days)| ((*percent > 0).then_some(percent * 1_000_000), *days))
                .collect(),
        })
        .collect();
    chart::insert_terms(uow.tx, company, &terms, now).await?;
    let settings = settings(&accounts, &journals);
    let id = uow.id();
    setup::insert_settings(uow.tx, id, company, &settings, now).await?;
    let (record_type, record_id, company_id) = ("ledger-setting", Some(id), Some(company));
    uow.audit(Audit { operation: "create", record_type, record_id, company_id, changes: "{}".into() })
        .await?;
    uow.event("ledger.chart-installed", record_type, record_id, company_id, "{}".into()).await?;
    let fiscal_years = years(uow, company, input.years_from, input.years_to).await?;
    Ok(ChartInstalled {
        accounts,
        journals,
        tax_codes: taxes.iter().map(|t| (t.code.to_owned(), t.id)).collect(),
        payment_terms: terms.iter().map(|t| (t.code.to_owned(), t.id)).collect(),
        fiscal_years,
    })
}

fn accounts(uow: &Uow<'_>) -> (HashMap<String, Uuid>, Vec<NewAccount>) {
    let ids: HashMap<String, Uuid> =
        ACCOUNTS.iter().map(|(code, ..)| ((*code).to_owned(), uow.id())).collect();
    let rows = ACCOUNTS
        .iter()
        .map(|(code, name, kind, role, parent, reconcilable)| NewAccount {
            id: ids[*code],
            code,
            name,
            kind,
            role: (!role.is_empty()).then_some(*role),
            parent: ids.get(*parent).copied(),
            is_group: ACCOUNTS.iter().any(|(.., above, _)| above == code),
            reconcilable: *reconcilable,
        })
        .collect();
    (ids, rows)
}

fn settings(accounts: &HashMap<String, Uuid>, journals: &HashMap<String, Uuid>) -> Settings {
    let account = |role: &str| ACCOUNTS.iter().find(|a| a.3 == role).and_then(|a| accounts.get(a.0)).copied();
    Settings {
        exchange_gain_account: account("exchange-gain"),
        exchange_loss_account: account("exchange-loss"),
        write_off_account: account("write-off"),
        retained_earnings_account: account("retained-earnings"),
        exchange_journal: journals.get("EXC").copied(),
        write_off_journal: journals.get("GEN").copied(),
        closing_journal: journals.get("CLO").copied(),
        tax_rounded_by_document: false,
    }
}

async fn years(
    uow: &mut Uow<'_>,
    company: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<FiscalYearOpened>, Fault> {
    let mut opened = Vec::new();
    let mut starts_on = from;
    while starts_on <= to {
        if opened.len() == YEARS_MAX {
            return Err(Fault::invalid(
                "ledger.too-many-years",
                format!("Open at most {YEARS_MAX} years at once."),
            )
            .at("/years_to"));
        }
        opened.push(open_year(uow, OpenFiscalYear { company, starts_on, ends_on: None, code: None }).await?);
        starts_on = starts_on.checked_add_months(Months::new(12)).unwrap_or(NaiveDate::MAX);
    }
    if opened.is_empty() {
        return Err(Fault::invalid("ledger.year-ends-before-start", "Choose a last day after the first.")
            .at("/years_to"));
    }
    Ok(opened)
}
