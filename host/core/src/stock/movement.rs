//! A movement of goods, and what it asks to be written down.
//!
//! Knows shapes. Must not know what is in stock.

use uuid::Uuid;

use super::item::{ItemFacts, ItemKind};
use super::layers::{Layer, Taken};
use super::legs::Leg;
use super::place::LocationFacts;

/// What lies where: an item, in a location, of a lot if it has lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// The item.
    pub item: Uuid,
    /// The location.
    pub location: Uuid,
    /// The lot or serial.
    pub lot: Option<Uuid>,
}

/// How the value of a movement is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// The books determine it.
    Unstated,
    /// What is paid, or credited by the supplier, in minor units for the whole quantity.
    Value(i64),
    /// The reversal of an earlier movement, at what that one was booked at.
    Original {
        /// Value on the pile's account then, for this quantity.
        value_minor: i64,
        /// Value on the counterpart's account then, for this quantity.
        counterpart_minor: i64,
        /// The receipt layer that the earlier movement made, to be taken from first.
        layer: Option<i64>,
    },
}

/// Goods that go from one location to another.
#[derive(Debug, Clone, Copy)]
pub struct Movement {
    /// What.
    pub item: ItemFacts,
    /// Which lot or serial.
    pub lot: Option<Uuid>,
    /// From where.
    pub from: LocationFacts,
    /// To where.
    pub to: LocationFacts,
    /// In the item's unit, 10⁻⁶.
    pub quantity_e6: i64,
    /// How the value is known.
    pub cost: Cost,
    /// How much of what is reserved at the place was reserved for this movement, 10⁻⁶.
    pub claimed_e6: i64,
}

impl Movement {
    /// The spot that it leaves.
    pub fn spot_from(&self) -> Spot {
        Spot { item: self.item.id, location: self.from.id, lot: self.lot }
    }

    /// The spot that it reaches.
    pub fn spot_to(&self) -> Spot {
        Spot { item: self.item.id, location: self.to.id, lot: self.lot }
    }

    /// Whether it changes what the company owns, or where the value stands.
    pub fn is_valued(&self) -> bool {
        let (from, to) = (self.from.kind.pile(), self.to.kind.pile());
        self.item.kind == ItemKind::Goods && !(from.is_some() && from == to)
    }
}

/// What a movement (or a revaluation) asks to be written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Value of the goods on their pile's account, minor units, never negative for a movement.
    pub value_minor: i64,
    /// Value on the counterpart's account, minor units.
    pub counterpart_minor: i64,
    /// Lines of the ledger entry; they sum to zero. Empty when no account changes.
    pub legs: Vec<Leg>,
    /// Layers to append.
    pub layers: Vec<Layer>,
    /// What was taken from which layer.
    pub taken: Vec<Taken>,
}
