//! What a move takes, whether planned or done.
//!
//! Knows shapes. Must not know rules.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Goods from one location to another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct MoveInput {
    /// What.
    pub item: Uuid,
    /// Which lot or serial; may be left open in a plan.
    #[serde(default)]
    pub lot: Option<Uuid>,
    /// From where.
    pub from_location: Uuid,
    /// To where.
    pub to_location: Uuid,
    /// How many, in `uom`; at most six digits after the point.
    pub quantity: Decimal,
    /// Unit of the quantity; the item's own when absent.
    #[serde(default)]
    pub uom: Option<Uuid>,
    /// The day: of the plan, or the business date when done; the request's when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// Cost of one `uom` in the company's currency: for goods that come in, and for what a supplier credits.
    #[serde(default)]
    pub unit_cost: Option<Decimal>,
    /// The same for the whole quantity, instead of `unit_cost`.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// The other party's number, or any words.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub reference: Option<String>,
    /// Supplier or customer.
    #[serde(default)]
    pub contact: Option<Uuid>,
    /// Type of the record that asked for it.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub source_type: Option<String>,
    /// The record that asked for it: a production order joins the lots that go in and come out.
    #[serde(default)]
    pub source_id: Option<Uuid>,
}
