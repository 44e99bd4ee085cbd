//! Refusals of stock in words that say what to do.
//!
//! Knows codes and names of what a refusal speaks of. Must not decide anything.

use keel_core::money::from_scaled;
use keel_core::stock::StockError;
use uuid::Uuid;

use super::desk::Desk;
use crate::service::Fault;

impl Desk {
    /// A refusal at a place of the request (`/moves/0`), with the codes of what it speaks of.
    pub(super) fn refusal(&self, error: &StockError, pointer: &str) -> Fault {
        let code = error.code();
        let invalid =
            |field: &str, message: &str| Fault::invalid(code, message).at(format!("{pointer}{field}"));
        let item = |id: Uuid| self.items.get(&id).map_or_else(|| id.to_string(), |item| item.code.clone());
        let location =
            |id: Uuid| self.locations.get(&id).map_or_else(|| id.to_string(), |place| place.code.clone());
        let lot = |id: Uuid| self.lots.get(&id).map_or_else(|| id.to_string(), |lot| lot.code.clone());
        match error {
            StockError::QuantityNotPositive => invalid(
                "/quantity",
                "Give a quantity above zero; the two locations say in which direction the goods go.",
            ),
            StockError::UnitOtherCategory => {
                invalid("/uom", "Choose a unit that measures the same as the item's own unit.")
            }
            StockError::UnitNotExact => invalid(
                "/quantity",
                "Give a quantity that is exact in the item's unit with at most six digits after the point.",
            ),
            StockError::SameLocation => invalid("/to_location", "Choose two different locations."),
            StockError::LocationIsView { location: id } => {
                let code = location(*id);
                let message =
                    format!("Choose a location below {code}: it only groups others and holds no goods.");
                invalid("/to_location", &message).arg("location", code)
            }
            StockError::ItemIsService { item: id } => {
                let code = item(*id);
                invalid("/item", &format!("Item {code} is a service: take it off, services do not move."))
                    .arg("item", code)
            }
            StockError::LotRequired { item: id } => {
                let code = item(*id);
                invalid("/lot", &format!("Name the lot or serial: item {code} is tracked.")).arg("item", code)
            }
            StockError::LotUnexpected { item: id } => {
                let code = item(*id);
                invalid("/lot", &format!("Leave the lot out: item {code} is not tracked.")).arg("item", code)
            }
            StockError::SerialNotOne { lot: id } => {
                let code = lot(*id);
                invalid("/quantity", &format!("Move exactly one unit: serial {code} is one piece."))
                    .arg("lot", code)
            }
            StockError::CostUnexpected => invalid(
                "/unit_cost",
                "Leave the cost out: the books determine it for goods that leave or stay in the company.",
            ),
            StockError::CostNegative => invalid("/unit_cost", "Give a cost of zero or more."),
            StockError::CostMissing { item: id } => {
                let code = item(*id);
                invalid("/unit_cost", &format!("Give the cost of item {code}: none is known yet."))
                    .arg("item", code)
            }
            StockError::AccountsMissing { item: id } => {
                let code = item(*id);
                Fault::refused(
                    code_of(error),
                    format!("Set the stock accounts of this company, or of the category of item {code}."),
                )
                .arg("item", code)
                .at(format!("{pointer}/item"))
            }
            StockError::SerialInStock { lot: id } => {
                let code = lot(*id);
                Fault::refused(code_of(error), format!("Check serial {code}: it is in stock already."))
                    .arg("lot", code)
                    .at(format!("{pointer}/lot"))
            }
            StockError::NotAvailable {
                item: item_id,
                location: place,
                lot: lot_id,
                wanted_e6,
                available_e6,
            } => {
                let (item, place) = (item(*item_id), location(*place));
                let wanted = from_scaled(*wanted_e6, 6).normalize();
                let available = from_scaled(*available_e6, 6).normalize();
                let fault = Fault::refused(
                    code_of(error),
                    format!(
                        "Of item {item} {wanted} are wanted in {place} and {available} are available: move \
                         less, bring more in, or release a reservation."
                    ),
                )
                .arg("item", item)
                .arg("location", place)
                .arg("wanted", wanted)
                .arg("available", available)
                .at(format!("{pointer}/quantity"));
                match lot_id {
                    Some(id) => fault.arg("lot", lot(*id)),
                    None => fault,
                }
            }
            StockError::ValueBelowZero { item: id, value_minor } => {
                let (code, value) = (item(*id), from_scaled(*value_minor, self.exponent));
                Fault::refused(
                    code_of(error),
                    format!("Take less off: the stock of item {code} would be worth {value}."),
                )
                .arg("item", code)
                .arg("value", value)
                .at(format!("{pointer}/amount"))
            }
            StockError::NothingToRevalue { item: id } => {
                let code = item(*id);
                Fault::refused(code_of(error), format!("Choose another item: nothing of {code} is in stock."))
                    .arg("item", code)
                    .at(format!("{pointer}/item"))
            }
            StockError::SetStandardCost { item: id } => {
                let code = item(*id);
                Fault::refused(
                    code_of(error),
                    format!("Give a new standard cost instead of an amount: item {code} is valued by it."),
                )
                .arg("item", code)
                .at(format!("{pointer}/amount"))
            }
            StockError::Overflow => invalid("", "The figures are too large for the books."),
        }
    }
}

fn code_of(error: &StockError) -> &'static str {
    error.code()
}

/// A move that is no longer open.
pub(super) fn not_open(number: &str, state: &str) -> Fault {
    let (code, message) = match state {
        "done" => ("stock.move-done", format!("Move {number} is done; reverse it to correct it.")),
        _ => ("stock.move-cancelled", format!("Move {number} was cancelled; plan a new one.")),
    };
    Fault::refused(code, message).arg("number", number)
}
