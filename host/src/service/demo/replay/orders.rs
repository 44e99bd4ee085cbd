//! Northwind's orders as the files have them: 830 of 1996 to 1998, with 2,155 lines.
//!
//! Knows columns. Must not know what becomes of an order.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::service::Fault;
use crate::service::demo::tables;
use crate::service::import::{Format, read};

const ORDERS: &str = include_str!("../../../../demo/northwind/orders.csv");
const LINES: &str = include_str!("../../../../demo/northwind/order_details.csv");

/// An order.
#[derive(Debug, Clone)]
pub(super) struct SampleOrder {
    /// `Northwind 10248`: by it the replay finds its order again.
    pub reference: String,
    /// Code of the contact.
    pub customer: String,
    /// Login of the employee who took it.
    pub employee: String,
    pub ordered_on: NaiveDate,
    pub requested_on: Option<NaiveDate>,
    /// None: it is still open.
    pub shipped_on: Option<NaiveDate>,
    pub freight: Decimal,
    pub lines: Vec<SampleLine>,
}

/// A line.
#[derive(Debug, Clone)]
pub(super) struct SampleLine {
    /// Code of the item.
    pub item: String,
    pub price: Decimal,
    pub quantity: Decimal,
    /// Per cent.
    pub discount: Decimal,
}

/// All of them, in the order of their numbers.
pub(super) fn orders() -> Result<Vec<SampleOrder>, Fault> {
    let logins = tables::logins()?;
    let mut orders = Vec::new();
    let mut numbers = Vec::new();
    rows(ORDERS, |cell| {
        let login = logins.iter().find(|(id, _)| *id == cell("employee_id"));
        numbers.push(cell("order_id"));
        orders.push(SampleOrder {
            reference: format!("Northwind {}", cell("order_id")),
            customer: cell("customer_id"),
            employee: login.map(|(_, login)| login.clone()).unwrap_or_default(),
            ordered_on: day(&cell("order_date"))?.ok_or_else(|| wrong("order_date"))?,
            requested_on: day(&cell("required_date"))?,
            shipped_on: day(&cell("shipped_date"))?,
            freight: number(&cell("freight"))?,
            lines: Vec::new(),
        });
        Ok(())
    })?;
    rows(LINES, |cell| {
        let at = numbers.iter().position(|number| *number == cell("order_id"));
        let order = at.and_then(|at| orders.get_mut(at)).ok_or_else(|| wrong("order_id"))?;
        order.lines.push(SampleLine {
            item: tables::item_code(&cell("product_id")),
            price: number(&cell("unit_price"))?,
            quantity: number(&cell("quantity"))?,
            discount: (number(&cell("discount"))? * Decimal::ONE_HUNDRED).normalize(),
        });
        Ok(())
    })?;
    Ok(orders)
}

fn rows(file: &str, mut row: impl FnMut(&dyn Fn(&str) -> String) -> Result<(), Fault>) -> Result<(), Fault> {
    let table = read(Format::Csv, file)?;
    for (_, cells) in &table.rows {
        let cell = |name: &str| -> String {
            let at = table.headers.iter().position(|header| header == name);
            at.and_then(|at| cells.get(at)).cloned().unwrap_or_default()
        };
        row(&cell)?;
    }
    Ok(())
}

fn number(text: &str) -> Result<Decimal, Fault> {
    Decimal::from_str_exact(text).map_err(|_| wrong(text))
}

fn day(text: &str) -> Result<Option<NaiveDate>, Fault> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| wrong(text)) }
}

fn wrong(what: &str) -> Fault {
    Fault::internal(format!("the demo's orders cannot be read: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_have_the_orders_that_their_readme_counts() {
        let orders = orders().unwrap();
        let net = |line: &SampleLine| {
            let exact =
                line.price * line.quantity * (Decimal::ONE_HUNDRED - line.discount) / Decimal::ONE_HUNDRED;
            exact.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        };
        let (shipped, open): (Vec<_>, Vec<_>) = orders.iter().partition(|order| order.shipped_on.is_some());
        let units =
            |of: &[&SampleOrder]| of.iter().flat_map(|o| &o.lines).map(|l| l.quantity).sum::<Decimal>();
        let revenue: Decimal = shipped.iter().flat_map(|order| &order.lines).map(net).sum();
        let freight: Decimal = shipped.iter().map(|order| order.freight).sum();
        let lines: usize = orders.iter().map(|order| order.lines.len()).sum();
        assert_eq!((orders.len(), lines, shipped.len(), open.len()), (830, 2155, 809, 21));
        assert_eq!((revenue.to_string(), freight.to_string()), ("1239855.85".into(), "63955.02".into()));
        assert_eq!((units(&shipped).to_string(), units(&open).to_string()), ("50119".into(), "1198".into()));
    }
}
