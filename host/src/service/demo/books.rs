//! The demo company's books: chart, years, warehouse, opening stock.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{DemoStep, step, tables};
use crate::service::import::{record_by_code, record_of_company};
use crate::service::ledger::{ChartInstalled, InstallChart, OpenFiscalYear, install_chart, open_fiscal_year};
use crate::service::stock::{MoveInput, MoveMany, move_many};
use crate::service::{Fault, Uow, records};
use crate::storage::records::{Record, Value};

/// Day of the opening stock: before the first order of the sample, 1996-07-04.
const OPENED_ON: (i32, u32, u32) = (1996, 7, 1);
/// Years of the sample's orders.
const YEARS: (i32, i32) = (1996, 1998);

/// What was posted as opening stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct OpeningStock {
    /// Items of which something is there.
    pub items: usize,
    /// Units of all items.
    pub units: Decimal,
    /// Value at list price, in the company's currency.
    pub value: Decimal,
    /// Entries in the ledger.
    pub entries: Vec<Uuid>,
}

/// Opens the books unless they are open: chart, years, warehouse, opening stock, all in one unit of work.
pub(super) async fn open(
    uow: &mut Uow<'_>,
    company: Uuid,
) -> Result<(Vec<DemoStep>, Option<OpeningStock>), Fault> {
    let mut steps = vec![step(uow, Some(company), tables::warehouse()).await?];
    steps.push(step(uow, Some(company), tables::places()).await?);
    if record_of_company(uow, "stock-account", company).await?.is_some() {
        return Ok((steps, None));
    }
    let first = day(YEARS.0, 1, 1)?;
    let chart =
        install_chart(uow, InstallChart { company, years_from: first, years_to: day(YEARS.1, 12, 31)? })
            .await?;
    let this_year = uow.ctx.today().year();
    if this_year > YEARS.1 {
        let year = OpenFiscalYear { company, starts_on: day(this_year, 1, 1)?, ends_on: None, code: None };
        open_fiscal_year(uow, year).await?;
    }
    let opening = opening_stock(uow, company, &chart).await?;
    Ok((steps, Some(opening)))
}

async fn opening_stock(
    uow: &mut Uow<'_>,
    company: Uuid,
    chart: &ChartInstalled,
) -> Result<OpeningStock, Fault> {
    let account = |code: &str| {
        let found = chart.accounts.get(code).copied();
        found.ok_or_else(|| Fault::internal(format!("the first chart has no account {code}")))
    };
    let journal = chart.journals.get("STK").copied();
    let journal = journal.ok_or_else(|| Fault::internal("the first chart has no journal STK"))?;
    // What was there before the books began stands against the opening balances, not against suppliers.
    let mut accounts = Record::from_iter([("company".to_owned(), Value::Id(company))]);
    for (field, code) in [
        ("inventory_account", "1200"),
        ("received_account", "3900"),
        ("shipped_account", "5000"),
        ("price_difference_account", "5010"),
        ("loss_account", "5020"),
        ("production_account", "1210"),
        ("transit_account", "1220"),
    ] {
        accounts.insert(field.to_owned(), Value::Id(account(code)?));
    }
    accounts.insert("journal".to_owned(), Value::Id(journal));
    let (stock_account, _) = records::create(uow, "stock-account", accounts).await?;
    let place = async |uow: &mut Uow<'_>, code| record_by_code(uow, "location", Some(company), code).await;
    let (from, to) = (place(uow, "SUPPLIERS").await?, place(uow, "STOCK").await?);
    let mut moves = Vec::new();
    let (mut units, mut value) = (Decimal::ZERO, Decimal::ZERO);
    for (code, quantity, price) in tables::opening_stock()? {
        let (quantity, price) = (number(&quantity)?, number(&price)?);
        units += quantity;
        value += quantity * price;
        moves.push(MoveInput {
            item: record_by_code(uow, "item", None, &code).await?,
            from_location: from,
            to_location: to,
            quantity,
            unit_cost: Some(price),
            reference: Some("Opening stock".to_owned()),
            ..MoveInput::default()
        });
    }
    let items = moves.len();
    let (year, month, day_of_month) = OPENED_ON;
    let input = MoveMany {
        company,
        on: day(year, month, day_of_month)?,
        late: Default::default(),
        results: Default::default(),
        moves,
    };
    let done = move_many(uow, input).await?;
    let received = Record::from_iter([("received_account".to_owned(), Value::Id(account("2050")?))]);
    records::update(uow, "stock-account", stock_account, 1, received).await?;
    Ok(OpeningStock { items, units, value, entries: done.entries })
}

fn number(text: &str) -> Result<Decimal, Fault> {
    Decimal::from_str_exact(text)
        .map_err(|_| Fault::internal(format!("{text} in the demo's files is no number")))
}

fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    NaiveDate::from_ymd_opt(year, month, day)
        .ok_or_else(|| Fault::internal("the demo names a day that is none"))
}
