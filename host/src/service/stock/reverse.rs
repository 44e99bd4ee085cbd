//! Reversal: a done move taken back by a new, linked one at its original cost.
//!
//! Knows how much of a move is left to take back. Must not change the original.

use chrono::NaiveDate;
use keel_core::stock::cost::share;
use keel_core::stock::{Cost, StockError};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MovesDone;
use super::day::{self, Late};
use super::desk::{Desk, Named};
use super::finish::wanted;
use crate::service::{Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::stock::moves::{self, MoveRow};
use crate::storage::stock::values;

/// A done move to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ReverseMove {
    /// The company.
    pub company: Uuid,
    /// The move.
    #[serde(rename = "move")]
    pub move_id: Uuid,
    /// Business date of the reversal.
    pub on: NaiveDate,
    /// What to do when that day is closed.
    #[serde(default)]
    pub late: Late,
    /// How much, in the item's unit; all that is left when absent.
    #[serde(default)]
    pub quantity: Option<Decimal>,
    /// Any words.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub reference: Option<String>,
}

impl Input for ReverseMove {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// Takes a done move back, whole or in part, by a new move the other way.
///
/// The other side's account gets back what it was booked at. Goods that came in leave at their
/// original value while the rest of the stock can bear it, else at the present cost; the price
/// difference account carries what is between.
pub async fn reverse(uow: &mut Uow<'_>, input: ReverseMove) -> Result<MovesDone, Fault> {
    uow.may("stock-move", Op::Correct, Some(input.company))?;
    let original = moves::moves(uow.tx, &[input.move_id])
        .await?
        .remove(&input.move_id)
        .filter(|row| row.company_id == input.company)
        .ok_or_else(|| Fault::not_found("stock-move", input.move_id).at("/move"))?;
    if original.state != "done" {
        return Err(Fault::refused(
            "stock.move-not-done",
            format!("Cancel move {} instead: it is not done.", original.number),
        )
        .arg("number", &original.number)
        .at("/move"));
    }
    let mut desk = Desk::open(uow, input.company).await?;
    let mut named = Named::default();
    named.row(&original);
    let lots = named.lots.clone();
    desk.know(uow, named).await?;
    let before_e6 = moves::reversed_e6(uow.tx, original.id).await?;
    let left_e6 = original.quantity_e6 - before_e6;
    let item = desk.item(original.item_id, "")?;
    let quantity_e6 = match input.quantity {
        Some(quantity) => desk.quantity(item, None, quantity, "")?.quantity_e6,
        None => left_e6,
    };
    if quantity_e6 > left_e6 || left_e6 == 0 {
        let left = keel_core::money::from_scaled(left_e6, 6).normalize();
        return Err(Fault::refused(
            "stock.reversed-already",
            format!("Take back at most {left}: the rest of move {} was reversed already.", original.number),
        )
        .arg("number", &original.number)
        .arg("left", left)
        .at("/quantity"));
    }
    let day = day::resolve(uow, input.company, input.on, input.late).await?;
    desk.load_stock(uow, &wanted([(original.item_id, quantity_e6)].into_iter()), &lots).await?;
    let layer = values::receipt_layer(uow.tx, original.id).await?;
    if let Some(seq) = layer
        && let Some(open) = values::open_layer(uow.tx, input.company, seq).await?
    {
        desk.book.load_layer(original.item_id, open);
    }
    let cost = cost(&original, before_e6, quantity_e6, layer).map_err(|error| desk.refusal(&error, ""))?;
    let item_uom = desk.item(original.item_id, "")?.uom_id;
    let row = MoveRow {
        id: uow.id(),
        version: 1,
        number: String::new(),
        posted_no: None,
        from_location_id: original.to_location_id,
        to_location_id: original.from_location_id,
        quantity_e6,
        uom_id: item_uom,
        entered_quantity_e6: quantity_e6,
        planned_on: None,
        cost_given_minor: None,
        unit_cost_e6: None,
        value_minor: None,
        counterpart_minor: None,
        entry_id: None,
        reverses_id: Some(original.id),
        rest_of_id: None,
        reference: input.reference.or_else(|| original.reference.clone()),
        ..original
    };
    desk.carry_out(row, false, cost, day, "")?;
    desk.finish(uow).await
}

/// The original's values for the part taken back: parts of a move add up to exactly the whole.
fn cost(
    original: &MoveRow,
    before_e6: i64,
    quantity_e6: i64,
    layer: Option<i64>,
) -> Result<Cost, StockError> {
    let (Some(value), Some(counterpart)) = (original.value_minor, original.counterpart_minor) else {
        return Ok(Cost::Unstated);
    };
    let part = |minor: i64| -> Result<i64, StockError> {
        let until = share(minor, before_e6 + quantity_e6, original.quantity_e6)?;
        Ok(until - share(minor, before_e6, original.quantity_e6)?)
    };
    Ok(Cost::Original { value_minor: part(value)?, counterpart_minor: part(counterpart)?, layer })
}
