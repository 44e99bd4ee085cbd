//! The first minutes of an installation: a company that can work at once, or the demo company.
//!
//! Knows what a company needs before it can sell: books, units, a warehouse with its places. Must not know what
//! an account or a place is: it goes through the same use cases as everybody.

use std::str::FromStr;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::import::{company_by_code, record_by_code};
use super::ledger::{ChartInstalled, InstallChart, install_chart};
use super::{Ctx, Fault, FaultKind, Uow, auth, demo, records};
use crate::storage::records::{Record, Value};
use crate::storage::{Db, Scope, Tx, company};

/// The one chart that this host brings.
const CHART: &str = "general";

/// Units that every company meets: code (UN/ECE Recommendation 20), name, what it measures.
const UNITS: [(&str, &str, &str); 5] = [
    ("C62", "Piece", "unit"),
    ("KGM", "Kilogram", "mass"),
    ("LTR", "Litre", "volume"),
    ("MTR", "Metre", "length"),
    ("HUR", "Hour", "time"),
];

/// Places: code, name, kind, whether it is in the warehouse.
const PLACES: [(&str, &str, &str, bool); 6] = [
    ("STOCK", "Stock", "internal", true),
    ("SUPPLIERS", "Suppliers", "supplier", false),
    ("CUSTOMERS", "Customers", "customer", false),
    ("PRODUCTION", "Production", "production", false),
    ("LOSS", "Loss and count differences", "loss", false),
    ("TRANSIT", "On the way", "transit", false),
];

/// Accounts of stock by the codes of the chart.
const STOCK_ACCOUNTS: [(&str, &str); 7] = [
    ("inventory_account", "1200"),
    ("received_account", "2050"),
    ("shipped_account", "5000"),
    ("price_difference_account", "5010"),
    ("loss_account", "5020"),
    ("production_account", "1210"),
    ("transit_account", "1220"),
];

/// What can be chosen at the first start.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Choices {
    /// There is no company yet.
    pub needed: bool,
    /// Charts of accounts that can be installed.
    pub charts: Vec<ChartOut>,
    /// Countries with the currency of each.
    pub countries: Vec<CountryOut>,
}

/// A chart of accounts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChartOut {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The country that it is made for; none: any.
    pub country: Option<String>,
}

/// A country.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CountryOut {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// ISO 4217 of its currency.
    pub currency: String,
}

/// How to begin.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The company; not needed with the demo.
    #[serde(default)]
    pub company: Option<NewCompany>,
    /// Code of a chart; without one: the general chart.
    #[serde(default)]
    pub chart: Option<String>,
    /// First day of the first fiscal year; without one: 1 January of this year.
    #[serde(default)]
    pub fiscal_year_start: Option<NaiveDate>,
    /// Make the demo company Northwind Traders instead.
    #[serde(default)]
    pub demo: bool,
}

/// A company to make.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCompany {
    /// Short code, unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// ISO 4217; without one: the country's.
    #[serde(default)]
    pub currency: Option<String>,
}

/// What was made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Started {
    /// The company.
    pub company: Uuid,
    /// Its code.
    pub code: String,
}

/// What can be chosen, for administrators.
pub async fn choices(uow: &mut Uow<'_>) -> Result<Choices, Fault> {
    uow.ctx.actor.must_administer()?;
    let needed = !company::any(uow.tx).await?;
    let charts =
        vec![ChartOut { code: CHART.into(), name: "Trading and making company".into(), country: None }];
    let countries = rust_iso3166::ALL_ALPHA2.iter().filter_map(|code| {
        let currency = currency_of(code)?;
        Some(CountryOut { code: (*code).to_owned(), currency })
    });
    Ok(Choices { needed, charts, countries: countries.collect() })
}

/// The currency of a country, by ISO 4217's list; none for places without one.
fn currency_of(country: &str) -> Option<String> {
    let country = iso_currency::Country::from_str(country).ok()?;
    let currency = iso_currency::Currency::from_country(country);
    (!currency.is_empty()).then(|| iso_currency::Currency::from(country).code().to_owned())
}

/// The demo company, whole, or what is missing of it.
pub async fn start_demo(db: &Db, ctx: Ctx) -> Result<Started, Fault> {
    ctx.actor.must_administer()?;
    demo::build(db, ctx.clone()).await?;
    let found =
        db.read(async move |tx: &mut Tx| company_by_code(&mut Uow::new(tx, &ctx), demo::COMPANY).await);
    Ok(Started { company: found.await?, code: demo::COMPANY.to_owned() })
}

/// Scope of [`start`]: nobody else knows the new company before the commit.
pub const SCOPE: Scope = Scope::Shared;

/// Makes a company with its books, units, warehouse and places: all of it, or nothing.
pub async fn start(uow: &mut Uow<'_>, input: Start) -> Result<Started, Fault> {
    uow.ctx.actor.must_administer()?;
    let Some(new) = input.company else {
        return Err(Fault::invalid("setup.company", "Say which company to make.").at("/company"));
    };
    if input.chart.as_deref().is_some_and(|chart| chart != CHART) {
        let message = format!("There is one chart: {CHART}.");
        return Err(Fault::invalid("setup.chart", message).at("/chart"));
    }
    auth::install_roles(uow).await?;
    let currency = new.currency.or_else(|| currency_of(&new.country)).ok_or_else(|| {
        Fault::invalid("company.currency", "Give an ISO 4217 code such as EUR.").at("/company/currency")
    })?;
    let fields =
        [("code", &new.code), ("name", &new.name), ("country", &new.country), ("currency", &currency)];
    let record = fields.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text.trim())));
    let made = records::create(uow, "company", record.collect()).await;
    let (company, stored) = made.map_err(|fault| fault.under("/company"))?;
    let first = uow.ctx.today();
    let first = NaiveDate::from_ymd_opt(chrono::Datelike::year(&first), 1, 1).unwrap_or(first);
    let from = input.fiscal_year_start.unwrap_or(first);
    let years = InstallChart { company, years_from: from, years_to: uow.ctx.today().max(from) };
    let chart = install_chart(uow, years).await.map_err(|fault| fault.at("/fiscal_year_start"))?;
    for (code, name, category) in UNITS {
        if missing(record_by_code(uow, "uom", None, code).await)? {
            make(uow, "uom", &[("code", code), ("name", name), ("category", category)], &[]).await?;
        }
    }
    goods(uow, company, &chart).await?;
    let code = stored.get("code").and_then(Value::text).unwrap_or_default().to_owned();
    Ok(Started { company, code })
}

/// Where goods are, and in which accounts.
async fn goods(uow: &mut Uow<'_>, company: Uuid, chart: &ChartInstalled) -> Result<(), Fault> {
    let of = ("company", company);
    let warehouse = make(uow, "warehouse", &[("code", "MAIN"), ("name", "Main warehouse")], &[of]).await?;
    for (code, name, kind, inside) in PLACES {
        let texts = [("code", code), ("name", name), ("kind", kind)];
        let mut ids = vec![of];
        ids.extend(inside.then_some(("warehouse", warehouse)));
        make(uow, "location", &texts, &ids).await?;
    }
    let unknown = |code: &str| Fault::internal(format!("the chart has no {code}"));
    let mut ids = vec![of];
    for (field, code) in STOCK_ACCOUNTS {
        ids.push((field, *chart.accounts.get(code).ok_or_else(|| unknown(code))?));
    }
    ids.push(("journal", *chart.journals.get("STK").ok_or_else(|| unknown("STK"))?));
    make(uow, "stock-account", &[], &ids).await?;
    Ok(())
}

async fn make(
    uow: &mut Uow<'_>,
    record_type: &str,
    texts: &[(&str, &str)],
    ids: &[(&str, Uuid)],
) -> Result<Uuid, Fault> {
    let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text)));
    let ids = ids.iter().map(|(name, id)| ((*name).to_owned(), Value::Id(*id)));
    let record: Record = texts.chain(ids).collect();
    Ok(records::create(uow, record_type, record).await?.0)
}

fn missing(found: Result<Uuid, Fault>) -> Result<bool, Fault> {
    match found {
        Ok(_) => Ok(false),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(true),
        Err(fault) => Err(fault),
    }
}
