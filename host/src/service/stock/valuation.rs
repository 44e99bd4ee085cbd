//! What the stock is worth, item by item, and whether the ledger says the same.
//!
//! Knows the two sums that must agree. Must not mend them.

use chrono::NaiveDate;
use keel_core::money::from_scaled;
use keel_core::stock::cost::rate_e6;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::desk::Desk;
use crate::service::{Fault, Op, Uow};
use crate::storage::stock::reports;

/// Rows of a page when the request does not say.
const PAGE: i64 = 100;
/// Most rows of a page.
const PAGE_MAX: i64 = 1_000;

/// Which values.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ValuationQuery {
    /// The company.
    pub company: Uuid,
    /// At the end of this day; now when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// Rows of a page, at most 1000.
    #[serde(default)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// What an item's goods are worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct ItemValue {
    /// Item.
    pub item: Uuid,
    /// Its code.
    pub item_code: String,
    /// Its name.
    pub item_name: String,
    /// `fifo`, `average` or `standard`.
    pub costing: String,
    /// `stock`, or `transit` for goods on the way.
    pub pile: String,
    /// In the item's unit.
    pub quantity: Decimal,
    /// In the company's currency.
    pub value: Decimal,
    /// Value of one unit, rounded to six digits; none at quantity zero.
    pub unit_cost: Option<Decimal>,
}

/// One account of stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct AccountValue {
    /// Account.
    pub account: Uuid,
    /// Its code.
    pub account_code: String,
    /// Sum of the valuation layers on it.
    pub stock_value: Decimal,
    /// Its balance in the ledger.
    pub ledger_balance: Decimal,
    /// Balance less layers: zero, unless somebody posted to the account by hand.
    pub difference: Decimal,
}

/// Value of the stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Valuation {
    /// The day that the figures hold for.
    pub on: NaiveDate,
    /// Values by item code.
    pub items: Vec<ItemValue>,
    /// Accounts on which goods stand.
    pub accounts: Vec<AccountValue>,
    /// Sum of all accounts.
    pub total: Decimal,
    /// Give it as `after` for the next page of items; absent on the last.
    pub next: Option<String>,
}

/// Values by item, and layers against ledger by account.
pub async fn valuation(uow: &mut Uow<'_>, query: ValuationQuery) -> Result<Valuation, Fault> {
    uow.may("stock-move", Op::Read, Some(query.company))?;
    let desk = Desk::open(uow, query.company).await?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let after = query.after.unwrap_or_default();
    let mut rows = reports::values(uow.tx, query.company, query.on, &after, limit + 1).await?;
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    if more && rows.len() > 1 {
        // Both piles of an item stay on one page, because the cursor is its code.
        let last = rows[rows.len() - 1].item_code.clone();
        if rows[0].item_code != last {
            rows.retain(|row| row.item_code != last);
        }
    }
    let next = rows.last().filter(|_| more).map(|row| row.item_code.clone());
    let money = |minor: i64| from_scaled(minor, desk.exponent);
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let unit_cost = match row.quantity_e6 {
            0 => None,
            quantity => {
                Some(rate_e6(row.value_minor, quantity, desk.exponent).map_err(|e| desk.refusal(&e, ""))?)
            }
        };
        items.push(ItemValue {
            item: row.item_id,
            item_code: row.item_code,
            item_name: row.item_name,
            costing: row.costing,
            pile: row.pile,
            quantity: from_scaled(row.quantity_e6, 6).normalize(),
            value: money(row.value_minor),
            unit_cost: unit_cost.map(|cost| from_scaled(cost, 6)),
        });
    }
    // Moves may be dated ahead of today; what is kept counts them all.
    let until = query.on.or(NaiveDate::from_ymd_opt(9999, 12, 31)).unwrap_or(NaiveDate::MAX);
    let accounts: Vec<AccountValue> = reports::accounts(uow.tx, query.company, until)
        .await?
        .into_iter()
        .map(|row| AccountValue {
            account: row.account_id,
            account_code: row.code,
            stock_value: money(row.layers_minor),
            ledger_balance: money(row.ledger_minor),
            difference: money(row.ledger_minor) - money(row.layers_minor),
        })
        .collect();
    let total = accounts.iter().map(|account| account.stock_value).sum();
    Ok(Valuation { on: query.on.unwrap_or_else(|| uow.ctx.today()), items, accounts, total, next })
}
