//! What the replay came to, read from the books and the stock, not from the files.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::service::records::{self, Aggregation, ListRequest};
use crate::service::{Fault, Uow};
use crate::storage::plugins::figures::balances;
use crate::storage::records::{Operator, Value};
use keel_core::money::from_scaled;

/// Figures of the two years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct ReplayFigures {
    /// Orders of the sample that are there.
    pub orders: usize,
    /// Of the account of sales.
    pub revenue: Decimal,
    /// Of the account of freight.
    pub freight: Decimal,
    /// Units that went to customers.
    pub units_shipped: Decimal,
    /// Orders that are confirmed and not done.
    pub open_orders: i64,
    /// Units that are planned to go to customers.
    pub units_open: Decimal,
    /// What customers owe.
    pub receivable: Decimal,
    /// What is in the bank.
    pub bank: Decimal,
    /// What the stock is worth.
    pub stock_value: Decimal,
}

/// Reads them.
pub(super) async fn figures(uow: &mut Uow<'_>, company: Uuid, orders: usize) -> Result<ReplayFigures, Fault> {
    let mut sums = [Decimal::ZERO; 5];
    for (sum, role) in sums.iter_mut().zip(["sales", "freight", "receivable", "bank", "inventory"]) {
        let request = only(company, &[("role", Operator::Eq, &[role])]);
        let accounts = records::list(uow, "account", request).await?.records;
        let ids: Vec<Uuid> = accounts.iter().filter_map(|one| one.get("id").and_then(Value::id)).collect();
        let minor: i64 = balances(uow.tx, company, &ids, None).await?.iter().map(|(_, minor)| minor).sum();
        *sum = from_scaled(minor, 2);
    }
    let [sales, freight, receivable, bank, stock_value] = sums;
    let units_shipped = units(uow, company, &["done"]).await?;
    let units_open = units(uow, company, &["planned", "reserved"]).await?;
    let open = only(company, &[("state", Operator::Eq, &["confirmed"])]);
    let open = records::list(uow, "sales.order", ListRequest { count: true, ..open }).await?;
    Ok(ReplayFigures {
        orders,
        revenue: -sales,
        freight: -freight,
        units_shipped,
        open_orders: open.total.map_or(0, |(total, _)| total),
        units_open,
        receivable,
        bank,
        stock_value,
    })
}

/// Units of moves to customers in these states.
async fn units(uow: &mut Uow<'_>, company: Uuid, states: &[&str]) -> Result<Decimal, Fault> {
    let to = ("to_location.kind", Operator::Eq, &["customer"][..]);
    let request = only(company, &[to, ("state", Operator::In, states)]);
    let what =
        Aggregation { groups: Vec::new(), measures: vec![("sum".to_owned(), Some("quantity".to_owned()))] };
    let rows = records::aggregate(uow, "stock-move", request, what).await?;
    let sum = rows.first().and_then(|row| row.get("sum_quantity")).and_then(Value::decimal);
    Ok(sum.unwrap_or_default())
}

fn only(company: Uuid, filters: &[(&str, Operator, &[&str])]) -> ListRequest {
    let words = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let mut all = vec![("company".to_owned(), Operator::Eq, vec![company.to_string()])];
    all.extend(
        filters.iter().map(|(field, operator, values)| ((*field).to_owned(), *operator, words(values))),
    );
    ListRequest { filters: all, limit: 100, ..ListRequest::default() }
}
