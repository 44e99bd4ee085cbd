//! Every reason for which stock does not move, in the order in which they are named.
//!
//! Knows ids and figures of the refusal. Must not know how a refusal is worded or transported.

use uuid::Uuid;

/// Why stock did not move. Listed, and returned, in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StockError {
    /// The quantity is zero or negative: the direction is said by the two locations.
    #[error("quantity is not positive")]
    QuantityNotPositive,
    /// The unit entered measures something else than the item's unit (kilograms of a length).
    #[error("unit is of another category")]
    UnitOtherCategory,
    /// The quantity has no exact value in the item's unit at 10⁻⁶.
    #[error("quantity is not exact in the item's unit")]
    UnitNotExact,
    /// From and to are one location.
    #[error("from and to are the same location")]
    SameLocation,
    /// A view location groups others and holds nothing itself.
    #[error("location {location} is a view")]
    LocationIsView {
        /// The view.
        location: Uuid,
    },
    /// Services are not stocked.
    #[error("item {item} is a service")]
    ItemIsService {
        /// The service.
        item: Uuid,
    },
    /// The item is tracked and no lot or serial was named.
    #[error("item {item} needs a lot")]
    LotRequired {
        /// The tracked item.
        item: Uuid,
    },
    /// A lot was named for an item that is not tracked.
    #[error("item {item} has no lots")]
    LotUnexpected {
        /// The untracked item.
        item: Uuid,
    },
    /// A serial number stands for exactly one piece.
    #[error("a serial number moves exactly one unit")]
    SerialNotOne {
        /// The serial.
        lot: Uuid,
    },
    /// A cost was stated where the books determine it (an issue to a customer, say).
    #[error("cost is determined by the books")]
    CostUnexpected,
    /// A cost below zero.
    #[error("cost is negative")]
    CostNegative,
    /// No cost was stated and none is known.
    #[error("cost of item {item} is not known")]
    CostMissing {
        /// The item without a known cost.
        item: Uuid,
    },
    /// No stock accounts are set for the item's category nor for the company.
    #[error("stock accounts of item {item} are not set")]
    AccountsMissing {
        /// The item.
        item: Uuid,
    },
    /// The piece with this serial number is in stock already.
    #[error("serial {lot} is in stock already")]
    SerialInStock {
        /// The serial.
        lot: Uuid,
    },
    /// Less is free at the place than is wanted. Transient: stock may arrive or be released.
    #[error("wanted {wanted_e6}, available {available_e6}")]
    NotAvailable {
        /// What is short.
        item: Uuid,
        /// Where.
        location: Uuid,
        /// Which lot, when one was named.
        lot: Option<Uuid>,
        /// Quantity asked for, 10⁻⁶ of the item's unit.
        wanted_e6: i64,
        /// Quantity on hand that nobody else has reserved, 10⁻⁶.
        available_e6: i64,
    },
    /// An adjustment would make the value of goods in stock negative.
    #[error("value would be {value_minor}")]
    ValueBelowZero {
        /// The item.
        item: Uuid,
        /// What would be left, minor units.
        value_minor: i64,
    },
    /// Nothing is in stock that could carry an adjustment.
    #[error("nothing of item {item} is in stock")]
    NothingToRevalue {
        /// The item.
        item: Uuid,
    },
    /// The value of an item at standard cost follows from its standard cost alone.
    #[error("item {item} is valued at standard cost")]
    SetStandardCost {
        /// The item.
        item: Uuid,
    },
    /// A figure does not fit 64 bits.
    #[error("number is too large")]
    Overflow,
}

impl StockError {
    /// The stable code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::QuantityNotPositive => "stock.quantity-not-positive",
            Self::UnitOtherCategory => "stock.unit-other-category",
            Self::UnitNotExact => "stock.unit-not-exact",
            Self::SameLocation => "stock.same-location",
            Self::LocationIsView { .. } => "stock.location-is-view",
            Self::ItemIsService { .. } => "stock.item-is-service",
            Self::LotRequired { .. } => "stock.lot-required",
            Self::LotUnexpected { .. } => "stock.lot-unexpected",
            Self::SerialNotOne { .. } => "stock.serial-not-one",
            Self::CostUnexpected => "stock.cost-unexpected",
            Self::CostNegative => "stock.cost-negative",
            Self::CostMissing { .. } => "stock.cost-missing",
            Self::AccountsMissing { .. } => "stock.accounts-missing",
            Self::SerialInStock { .. } => "stock.serial-in-stock",
            Self::NotAvailable { .. } => "stock.not-available",
            Self::ValueBelowZero { .. } => "stock.value-below-zero",
            Self::NothingToRevalue { .. } => "stock.nothing-to-revalue",
            Self::SetStandardCost { .. } => "stock.set-standard-cost",
            Self::Overflow => "stock.overflow",
        }
    }
}
