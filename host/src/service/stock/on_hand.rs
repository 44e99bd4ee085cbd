//! What is where: now, at the end of a past day, or as planned until a coming one.
//!
//! Knows pages. Must not know SQL.

use chrono::NaiveDate;
use keel_core::money::from_scaled;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::{Fault, Op, Uow};
use crate::storage::stock::reports::{self, As, Where};

/// Rows of a page when the request does not say.
const PAGE: i64 = 100;
/// Most rows of a page.
const PAGE_MAX: i64 = 1_000;
/// Between the codes of a cursor.
const SEPARATOR: char = '\u{1f}';

/// Which quantities.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct OnHandQuery {
    /// The company.
    pub company: Uuid,
    /// One item only.
    #[serde(default)]
    pub item: Option<Uuid>,
    /// One lot only.
    #[serde(default)]
    pub lot: Option<Uuid>,
    /// A location and all below it; without it all internal and transit locations.
    #[serde(default)]
    pub location: Option<Uuid>,
    /// At the end of this day: what was done later is taken off.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// As it will be at the end of this day: what is planned until then is added.
    #[serde(default)]
    pub forecast_on: Option<NaiveDate>,
    /// Rows of a page, at most 1000.
    #[serde(default)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// How much lies in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct OnHand {
    /// Item.
    pub item: Uuid,
    /// Its code.
    pub item_code: String,
    /// Location.
    pub location: Uuid,
    /// Its code.
    pub location_code: String,
    /// Lot or serial.
    pub lot: Option<Uuid>,
    /// Its code.
    pub lot_code: Option<String>,
    /// In the item's unit.
    pub quantity: Decimal,
    /// Held for open moves today.
    pub reserved: Decimal,
    /// Quantity less what is held.
    pub available: Decimal,
}

/// A page of quantities, by item, location and lot code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct OnHandPage {
    /// Rows; a place where nothing lies has none.
    pub rows: Vec<OnHand>,
    /// Give it as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// Quantities by item, location and lot.
pub async fn on_hand(uow: &mut Uow<'_>, query: OnHandQuery) -> Result<OnHandPage, Fault> {
    uow.may("stock-move", Op::Read, Some(query.company))?;
    let day = match (query.on, query.forecast_on) {
        (None, None) => As::Now,
        (Some(on), None) => As::On(on),
        (None, Some(until)) => As::Forecast(until),
        (Some(_), Some(_)) => {
            return Err(Fault::invalid("stock.one-day", "Give on or forecast_on, not both.").at("/on"));
        }
    };
    let limit = query.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let after = query.after.as_deref().map(cursor).transpose()?;
    let wanted = Where {
        company_id: query.company,
        item_id: query.item,
        lot_id: query.lot,
        location_id: query.location,
        after,
        limit: limit + 1,
    };
    let mut found = reports::quantities(uow.tx, &wanted, day).await?;
    let more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|row| {
        let lot = row.lot_code.as_deref().unwrap_or("");
        format!("{}{SEPARATOR}{}{SEPARATOR}{lot}", row.item_code, row.location_code)
    });
    let quantity = |e6: i64| from_scaled(e6, 6).normalize();
    let rows = found.into_iter().map(|row| OnHand {
        item: row.item_id,
        item_code: row.item_code,
        location: row.location_id,
        location_code: row.location_code,
        lot: row.lot_id,
        lot_code: row.lot_code,
        quantity: quantity(row.quantity_e6),
        reserved: quantity(row.reserved_e6),
        available: quantity(row.quantity_e6.saturating_sub(row.reserved_e6)),
    });
    Ok(OnHandPage { rows: rows.collect(), next })
}

fn cursor(text: &str) -> Result<(String, String, String), Fault> {
    let mut parts = text.split(SEPARATOR).map(str::to_owned);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(item), Some(location), Some(lot), None) => Ok((item, location, lot)),
        _ => Err(Fault::invalid("request.cursor", "Give `next` of the page before as `after`.").at("/after")),
    }
}
