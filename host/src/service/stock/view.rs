//! Moves as answers.
//!
//! Knows how rows become decimals. Must not know rules.

use chrono::NaiveDate;
use keel_core::money::from_scaled;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::storage::stock::moves::MoveRow;

/// A move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct MoveView {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// `planned`, `reserved`, `done`, `cancelled`.
    pub state: String,
    /// What.
    pub item: Uuid,
    /// Which lot or serial.
    pub lot: Option<Uuid>,
    /// From where.
    pub from_location: Uuid,
    /// To where.
    pub to_location: Uuid,
    /// In the item's unit.
    pub quantity: Decimal,
    /// When it is meant to happen.
    pub planned_on: Option<NaiveDate>,
    /// Business date, once done.
    pub done_on: Option<NaiveDate>,
    /// The day it really happened, when that day is closed.
    pub late_for_on: Option<NaiveDate>,
    /// Value of the goods on the account of stock (or of goods in transit).
    pub value: Option<Decimal>,
    /// Value on the account of the other side: what was paid, or the cost of goods sold.
    pub counterpart_value: Option<Decimal>,
    /// Value of one unit, rounded to six digits.
    pub unit_cost: Option<Decimal>,
    /// The ledger entry.
    pub entry: Option<Uuid>,
    /// The move that it takes back.
    pub reverses: Option<Uuid>,
    /// The move that it is a rest or a part of.
    pub rest_of: Option<Uuid>,
}

impl MoveView {
    pub(super) fn of(row: &MoveRow, exponent: u32) -> MoveView {
        let money = |minor: i64| from_scaled(minor, exponent);
        MoveView {
            id: row.id,
            number: row.number.clone(),
            state: row.state.clone(),
            item: row.item_id,
            lot: row.lot_id,
            from_location: row.from_location_id,
            to_location: row.to_location_id,
            quantity: from_scaled(row.quantity_e6, 6).normalize(),
            planned_on: row.planned_on,
            done_on: row.done_on,
            late_for_on: row.late_for_on,
            value: row.value_minor.map(money),
            counterpart_value: row.counterpart_minor.map(money),
            unit_cost: row.unit_cost_e6.map(|cost| from_scaled(cost, 6)),
            entry: row.entry_id,
            reverses: row.reverses_id,
            rest_of: row.rest_of_id,
        }
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct MovesDone {
    /// Done moves, in posting order: a planned move that drew on several places or lots became several.
    pub moves: Vec<MoveView>,
    /// Rests of moves that were done in part, open again.
    pub rests: Vec<MoveView>,
    /// Entries of the ledger.
    pub entries: Vec<Uuid>,
}
