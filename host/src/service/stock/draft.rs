//! From a request to a move: existence, units and stated cost.
//!
//! Knows how numbers of a request become counts of 10⁻⁶ and minor units. Must not know whether goods are there.

use keel_core::money::{NumberError, round_half_up, to_scaled};
use keel_core::stock::{Cost, Movement, StockError, check_plan, uom};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::desk::{Desk, Named};
use super::input::MoveInput;
use crate::service::{Fault, Uow};
use crate::storage::stock::items::ItemRow;
use crate::storage::stock::moves::MoveRow;

/// A quantity in the item's unit, and as it was entered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quantity {
    /// In the item's unit, 10⁻⁶.
    pub quantity_e6: i64,
    /// The unit entered.
    pub uom: Uuid,
    /// In the unit entered, 10⁻⁶.
    pub entered_e6: i64,
}

/// Everything that moves of a request name.
pub(super) fn named(moves: &[MoveInput]) -> Named {
    let mut named = Named::default();
    for input in moves {
        named.items.insert(input.item);
        named.lots.extend(input.lot);
        named.uoms.extend(input.uom);
        named.locations.extend([input.from_location, input.to_location]);
    }
    named
}

impl Desk {
    /// A quantity of an item in a unit, exactly.
    pub(super) fn quantity(
        &self,
        item: &ItemRow,
        uom_id: Option<Uuid>,
        quantity: Decimal,
        pointer: &str,
    ) -> Result<Quantity, Fault> {
        let uom_id = uom_id.unwrap_or(item.uom_id);
        let find = |id: Uuid| {
            self.uoms.get(&id).ok_or_else(|| Fault::not_found("uom", id).at(format!("{pointer}/uom")))
        };
        let (entered, own) = (find(uom_id)?, find(item.uom_id)?);
        let refuse = |error: StockError| self.refusal(&error, pointer);
        if quantity <= Decimal::ZERO {
            return Err(refuse(StockError::QuantityNotPositive));
        }
        if entered.category != own.category {
            return Err(refuse(StockError::UnitOtherCategory));
        }
        let entered_e6 = to_scaled(quantity, 6).map_err(|error| match error {
            NumberError::TooPrecise { .. } => refuse(StockError::UnitNotExact),
            NumberError::Overflow => refuse(StockError::Overflow),
        })?;
        let quantity_e6 = uom::convert(entered_e6, entered.factor, own.factor).map_err(refuse)?;
        Ok(Quantity { quantity_e6, uom: uom_id, entered_e6 })
    }

    /// The stated cost of a whole quantity, minor units. `unit_cost` × quantity rounds half away from zero, here.
    pub(super) fn stated_cost(
        &self,
        unit_cost: Option<Decimal>,
        value: Option<Decimal>,
        quantity: Decimal,
        pointer: &str,
    ) -> Result<Option<i64>, Fault> {
        let overflow = |_: NumberError| self.refusal(&StockError::Overflow, pointer);
        let minor = match (unit_cost, value) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                return Err(Fault::invalid("stock.cost-twice", "Give unit_cost or value, not both.")
                    .at(format!("{pointer}/value")));
            }
            (None, Some(value)) => to_scaled(value, self.exponent).map_err(|error| match error {
                NumberError::TooPrecise { scale } => Fault::invalid(
                    "stock.value-too-precise",
                    format!("Give the value with at most {scale} digits after the point."),
                )
                .at(format!("{pointer}/value")),
                NumberError::Overflow => self.refusal(&StockError::Overflow, pointer),
            })?,
            (Some(unit_cost), None) => {
                let total = unit_cost
                    .checked_mul(quantity)
                    .ok_or_else(|| self.refusal(&StockError::Overflow, pointer))?;
                round_half_up(total, self.exponent).map_err(overflow)?
            }
        };
        match minor < 0 {
            true => Err(self.refusal(&StockError::CostNegative, pointer)),
            false => Ok(Some(minor)),
        }
    }

    /// A move as an open row without a number, after everything was checked that can be known of a plan.
    pub(super) fn draft(&self, uow: &Uow<'_>, input: &MoveInput, pointer: &str) -> Result<MoveRow, Fault> {
        let item = self.item(input.item, pointer)?;
        let from = self.location(input.from_location, &format!("{pointer}/from_location"))?;
        let to = self.location(input.to_location, &format!("{pointer}/to_location"))?;
        if let Some(id) = input.lot {
            self.check_lot(id, item, pointer)?;
        }
        if item.closed {
            return Err(Fault::refused(
                "stock.item-closed",
                format!("Choose another item: {} is closed.", item.code),
            )
            .arg("item", &item.code)
            .at(format!("{pointer}/item")));
        }
        for (location, field) in [(from, "from_location"), (to, "to_location")] {
            if location.closed {
                return Err(Fault::refused(
                    "stock.location-closed",
                    format!("Choose another location: {} is closed.", location.code),
                )
                .arg("location", &location.code)
                .at(format!("{pointer}/{field}")));
            }
        }
        let quantity = self.quantity(item, input.uom, input.quantity, pointer)?;
        let cost_given_minor = self.stated_cost(input.unit_cost, input.value, input.quantity, pointer)?;
        let movement = Movement {
            item: self.facts(item),
            lot: input.lot,
            from: from.facts,
            to: to.facts,
            quantity_e6: quantity.quantity_e6,
            cost: cost_given_minor.map_or(Cost::Unstated, Cost::Value),
            claimed_e6: 0,
        };
        check_plan(&movement).map_err(|error| self.refusal(&error, pointer))?;
        Ok(MoveRow {
            id: uow.id(),
            version: 1,
            company_id: self.company,
            number: String::new(),
            posted_no: None,
            item_id: item.id,
            lot_id: input.lot,
            from_location_id: from.facts.id,
            to_location_id: to.facts.id,
            quantity_e6: quantity.quantity_e6,
            uom_id: quantity.uom,
            entered_quantity_e6: quantity.entered_e6,
            state: "planned".to_owned(),
            planned_on: input.on,
            done_on: None,
            done_at: None,
            late_for_on: None,
            cost_given_minor,
            unit_cost_e6: None,
            value_minor: None,
            counterpart_minor: None,
            entry_id: None,
            reverses_id: None,
            rest_of_id: None,
            reference: input.reference.clone(),
            contact_id: input.contact,
            source_type: input.source_type.clone(),
            source_id: input.source_id,
        })
    }

    /// A lot exists and is of the item.
    pub(super) fn check_lot(&self, lot: Uuid, item: &ItemRow, pointer: &str) -> Result<(), Fault> {
        let at = format!("{pointer}/lot");
        let row = self.lots.get(&lot).ok_or_else(|| Fault::not_found("lot", lot).at(at.clone()))?;
        match row.item_id == item.id {
            true => Ok(()),
            false => Err(Fault::invalid(
                "stock.lot-of-other-item",
                format!("Choose a lot of item {}: {} belongs to another.", item.code, row.code),
            )
            .arg("item", &item.code)
            .arg("lot", &row.code)
            .at(at)),
        }
    }
}
