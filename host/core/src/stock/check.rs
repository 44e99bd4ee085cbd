//! Whether a movement may happen, asked in the order in which [`StockError`] lists the answers.
//!
//! Knows kinds, tracking and what is free. Must not change anything, nor know what the goods cost.

use super::book::Book;
use super::error::StockError;
use super::item::{ItemKind, Tracking};
use super::movement::{Cost, Movement};
use super::place::{LocationFacts, LocationKind};

/// One unit, 10⁻⁶.
const ONE_E6: i64 = 1_000_000;

/// Names the first reason against the movement.
pub fn check(book: &Book, movement: &Movement) -> Result<(), StockError> {
    shape(movement)?;
    tracking(movement)?;
    cost(book, movement)?;
    serial_is_elsewhere(book, movement)?;
    is_available(book, movement)
}

/// Names the first reason against a plan. A plan may leave a view, and may leave the lot open: both are
/// settled when goods are reserved or moved.
pub fn check_plan(movement: &Movement) -> Result<(), StockError> {
    let from = match movement.from.kind {
        LocationKind::View => LocationKind::Internal,
        kind => kind,
    };
    let planned = Movement { from: LocationFacts { kind: from, ..movement.from }, ..*movement };
    shape(&planned)?;
    match tracking(&planned) {
        Err(StockError::LotRequired { .. }) => Ok(()),
        other => other,
    }?;
    cost_is_stated_well(&planned)
}

fn shape(movement: &Movement) -> Result<(), StockError> {
    if movement.quantity_e6 <= 0 {
        return Err(StockError::QuantityNotPositive);
    }
    if movement.from.id == movement.to.id {
        return Err(StockError::SameLocation);
    }
    for location in [movement.from, movement.to] {
        if location.kind == LocationKind::View {
            return Err(StockError::LocationIsView { location: location.id });
        }
    }
    match movement.item.kind {
        ItemKind::Service => Err(StockError::ItemIsService { item: movement.item.id }),
        ItemKind::Goods | ItemKind::Consumable => Ok(()),
    }
}

fn tracking(movement: &Movement) -> Result<(), StockError> {
    let item = movement.item.id;
    match (movement.item.tracking, movement.lot) {
        (Tracking::None, Some(_)) => Err(StockError::LotUnexpected { item }),
        (Tracking::Lot | Tracking::Serial, None) => Err(StockError::LotRequired { item }),
        (Tracking::Serial, Some(lot)) if movement.quantity_e6 != ONE_E6 => {
            Err(StockError::SerialNotOne { lot })
        }
        _ => Ok(()),
    }
}

fn cost_is_stated_well(movement: &Movement) -> Result<(), StockError> {
    if let Cost::Value(value_minor) = movement.cost {
        if movement.from.kind.pile().is_some() && movement.to.kind != LocationKind::Supplier {
            return Err(StockError::CostUnexpected);
        }
        if value_minor < 0 {
            return Err(StockError::CostNegative);
        }
    }
    Ok(())
}

fn cost(book: &Book, movement: &Movement) -> Result<(), StockError> {
    cost_is_stated_well(movement)?;
    if !movement.is_valued() {
        return Ok(());
    }
    if movement.from.kind.pile().is_none() && book.incoming_value(movement)?.is_none() {
        return Err(StockError::CostMissing { item: movement.item.id });
    }
    match movement.item.accounts {
        None => Err(StockError::AccountsMissing { item: movement.item.id }),
        Some(_) => Ok(()),
    }
}

fn serial_is_elsewhere(book: &Book, movement: &Movement) -> Result<(), StockError> {
    let arrives = movement.to.kind.pile().is_some() && movement.from.kind.pile().is_none();
    match movement.lot {
        Some(lot) if arrives && movement.item.tracking == Tracking::Serial && book.owned_of_lot(lot) > 0 => {
            Err(StockError::SerialInStock { lot })
        }
        _ => Ok(()),
    }
}

fn is_available(book: &Book, movement: &Movement) -> Result<(), StockError> {
    if movement.from.kind.pile().is_none() || movement.from.allow_negative {
        return Ok(());
    }
    let available_e6 = book.free(movement.spot_from(), movement.claimed_e6)?;
    if available_e6 < movement.quantity_e6 {
        return Err(StockError::NotAvailable {
            item: movement.item.id,
            location: movement.from.id,
            lot: movement.lot,
            wanted_e6: movement.quantity_e6,
            available_e6,
        });
    }
    Ok(())
}
