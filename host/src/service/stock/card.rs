//! An item's card: what came and went, with running quantity and value.
//!
//! Knows how a running sum continues from page to page. Must not know SQL.

use chrono::NaiveDate;
use keel_core::money::from_scaled;
use keel_core::stock::ItemKind;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::desk::{Desk, Named};
use crate::service::{Fault, Op, Uow};
use crate::storage::stock::reports::{self, CardRange};

/// Rows of a page when the request does not say.
const PAGE: i64 = 100;
/// Most rows of a page.
const PAGE_MAX: i64 = 1_000;

/// Which lines of which item.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct CardQuery {
    /// The company.
    pub company: Uuid,
    /// The item.
    pub item: Uuid,
    /// First day; all before it is the opening.
    #[serde(default)]
    pub from_on: Option<NaiveDate>,
    /// Last day.
    #[serde(default)]
    pub to_on: Option<NaiveDate>,
    /// Rows of a page, at most 1000.
    #[serde(default)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct CardLine {
    /// Business date.
    pub on: NaiveDate,
    /// `receipt`, `issue`, `adjustment`, `correction`; `move` where goods have no value.
    pub kind: String,
    /// The move.
    #[serde(rename = "move")]
    pub move_id: Option<Uuid>,
    /// Its number.
    pub number: Option<String>,
    /// Its reference.
    pub reference: Option<String>,
    /// Lot or serial.
    pub lot: Option<Uuid>,
    /// From.
    pub from_location: Option<Uuid>,
    /// To.
    pub to_location: Option<Uuid>,
    /// Entry of the ledger.
    pub entry: Option<Uuid>,
    /// In (positive) or out, in the item's unit.
    pub quantity: Decimal,
    /// Change of value.
    pub value: Option<Decimal>,
    /// Quantity after it.
    pub quantity_after: Decimal,
    /// Value after it.
    pub value_after: Option<Decimal>,
}

/// An item's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Card {
    /// Quantity before the first line.
    pub opening_quantity: Decimal,
    /// Value before the first line; none where goods have no value.
    pub opening_value: Option<Decimal>,
    /// By business date, then in posting order.
    pub lines: Vec<CardLine>,
    /// Give it as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// Changes of an item's stock in a company, with running sums.
pub async fn card(uow: &mut Uow<'_>, query: CardQuery) -> Result<Card, Fault> {
    uow.may("stock-move", Op::Read, Some(query.company))?;
    let mut desk = Desk::open(uow, query.company).await?;
    desk.know(uow, Named { items: [query.item].into(), ..Named::default() }).await?;
    let valued = desk.item(query.item, "")?.kind == ItemKind::Goods;
    let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN);
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX);
    let from_on = query.from_on.unwrap_or(first);
    let limit = query.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let after = match &query.after {
        Some(text) => cursor(text)?,
        None => (from_on, 0),
    };
    let range = CardRange {
        company_id: query.company,
        item_id: query.item,
        from_on,
        to_on: query.to_on.unwrap_or(last),
        after,
        limit: limit + 1,
    };
    let (mut quantity_e6, mut value_minor) = reports::card_opening(uow.tx, &range, valued).await?;
    let mut rows = reports::card(uow.tx, &range, valued).await?;
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.posted_on, row.seq));
    let quantity = |e6: i64| from_scaled(e6, 6).normalize();
    let money = |minor: i64| valued.then(|| from_scaled(minor, desk.exponent));
    let (opening_quantity, opening_value) = (quantity(quantity_e6), money(value_minor));
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        quantity_e6 += row.quantity_e6;
        value_minor += row.value_minor.unwrap_or(0);
        lines.push(CardLine {
            on: row.posted_on,
            kind: row.kind,
            move_id: row.move_id,
            number: row.number,
            reference: row.reference,
            lot: row.lot_id,
            from_location: row.from_location_id,
            to_location: row.to_location_id,
            entry: row.entry_id,
            quantity: quantity(row.quantity_e6),
            value: row.value_minor.and_then(money),
            quantity_after: quantity(quantity_e6),
            value_after: money(value_minor),
        });
    }
    Ok(Card { opening_quantity, opening_value, lines, next })
}

fn cursor(text: &str) -> Result<(NaiveDate, i64), Fault> {
    text.split_once('.').and_then(|(day, seq)| Some((day.parse().ok()?, seq.parse().ok()?))).ok_or_else(
        || Fault::invalid("request.cursor", "Give `next` of the page before as `after`.").at("/after"),
    )
}
