//! The goods: moving and asking, in the company of the call and in its unit of work.

use crate::host;
use crate::records::{ids, texts};
use crate::{Day, Decimal, Id, RecordRef, Result};

/// Goods from one location to another. Supplier, customer, production and loss are locations too.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    pub(crate) item: String,
    pub(crate) lot: Option<String>,
    pub(crate) from_location: String,
    pub(crate) to_location: String,
    /// In `uom`, more than zero, at most six digits after the point.
    pub quantity: Decimal,
    pub(crate) uom: Option<String>,
    pub(crate) on: Option<String>,
    /// Cost of one unit in the company's currency, for goods that come in.
    pub unit_cost: Option<Decimal>,
    /// At most 200 characters.
    pub reference: Option<String>,
    pub(crate) contact: Option<String>,
    pub(crate) source_type: Option<String>,
    pub(crate) source: Option<String>,
}

impl Move {
    /// So much of an item, in its own unit.
    pub fn new(item: Id, from: Id, to: Id, quantity: Decimal) -> Move {
        let (item, from_location, to_location) = (item.to_string(), from.to_string(), to.to_string());
        let (lot, uom, on, unit_cost) = (None, None, None, None);
        let (reference, contact, source_type, source) = (None, None, None, None);
        Move {
            item,
            lot,
            from_location,
            to_location,
            quantity,
            uom,
            on,
            unit_cost,
            reference,
            contact,
            source_type,
            source,
        }
    }

    /// Of a lot or serial.
    pub fn lot(mut self, lot: Id) -> Move {
        self.lot = Some(lot.to_string());
        self
    }

    /// In another unit.
    pub fn uom(mut self, uom: Id) -> Move {
        self.uom = Some(uom.to_string());
        self
    }

    /// On a day; else on the call's.
    pub fn on(mut self, day: Day) -> Move {
        self.on = Some(day.to_string());
        self
    }

    /// At a cost of one unit.
    pub fn unit_cost(mut self, cost: Decimal) -> Move {
        self.unit_cost = Some(cost);
        self
    }

    /// From or to whom.
    pub fn contact(mut self, contact: Id) -> Move {
        self.contact = Some(contact.to_string());
        self
    }

    /// The record that it is moved for.
    pub fn source(mut self, source: &RecordRef) -> Move {
        self.source_type = Some(source.record_type.clone());
        self.source = Some(source.id.clone());
        self
    }
}

/// What of an item is where.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    pub(crate) item: String,
    pub(crate) location: String,
    pub(crate) lot: Option<String>,
    /// In the item's unit.
    pub quantity: Decimal,
    /// Held for planned moves.
    pub reserved: Decimal,
}

impl Holding {
    /// Of which item.
    pub fn item(&self) -> Id {
        Id::read(&self.item).unwrap_or_default()
    }

    /// Where.
    pub fn location(&self) -> Id {
        Id::read(&self.location).unwrap_or_default()
    }

    /// Of which lot.
    pub fn lot(&self) -> Option<Id> {
        self.lot.as_deref().and_then(Id::read)
    }
}

/// A move that could not be reserved in full.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortage {
    pub(crate) move_: String,
    /// In the item's unit.
    pub missing: Decimal,
}

impl Shortage {
    /// Which move.
    pub fn of(&self) -> Id {
        Id::read(&self.move_).unwrap_or_default()
    }
}

/// How much of a planned move is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub(crate) move_: String,
    /// In the unit that was planned in; all of it when none.
    pub quantity: Option<Decimal>,
    /// What is left is planned anew; else it is dropped.
    pub back_order: bool,
}

impl Part {
    /// All of a move.
    pub fn whole(of: Id) -> Part {
        Part { move_: of.to_string(), quantity: None, back_order: false }
    }

    /// So much of a move; the rest is planned anew.
    pub fn of(of: Id, quantity: Decimal) -> Part {
        Part { move_: of.to_string(), quantity: Some(quantity), back_order: true }
    }

    /// The rest is dropped.
    pub fn drop_rest(mut self) -> Part {
        self.back_order = false;
        self
    }
}

/// Plans moves: they count in forecasts and can be reserved. Their ids, in order. Needs `stock.plan`.
pub fn plan(moves: &[Move]) -> Result<Vec<Id>> {
    Ok(ids(host::stock_plan(moves)?))
}

/// Holds goods for planned moves; what is missing, which is no fault. Needs `stock.plan`.
pub fn reserve(moves: &[Id]) -> Result<Vec<Shortage>> {
    host::stock_reserve(&texts(moves))
}

/// Gives planned moves up, and what was held for them. Needs `stock.plan`.
pub fn cancel(moves: &[Id]) -> Result<()> {
    host::stock_cancel(&texts(moves))
}

/// Does planned moves in full, with their ledger entries. Needs `stock.move`.
pub fn finish(moves: &[Id], on: Option<Day>) -> Result<()> {
    host::stock_finish(&texts(moves), on.map(|day| day.to_string()).as_deref())
}

/// Does planned moves in full or in part, all of it or nothing; what was planned for the rest of each, in order. Needs
/// `stock.move` and a host of contract 1.1.
pub fn finish_part(moves: &[Part], on: Option<Day>) -> Result<Vec<Option<Id>>> {
    let rests = host::stock_finish_part(moves, on.map(|day| day.to_string()).as_deref())?;
    Ok(rests.iter().map(|rest| rest.as_deref().and_then(Id::read)).collect())
}

/// Does moves that were not planned, with their ledger entries; their ids, in order. Needs `stock.move`.
pub fn move_now(moves: &[Move]) -> Result<Vec<Id>> {
    Ok(ids(host::stock_move_now(moves)?))
}

/// What is on hand of items now: all locations of the company, or those below one. Needs `stock.read`.
pub fn on_hand(items: &[Id], location: Option<Id>) -> Result<Vec<Holding>> {
    host::stock_on_hand(&texts(items), location.map(|id| id.to_string()).as_deref())
}
