//! Rules of stock: what may move, what it is worth, and which accounts say so.
//!
//! Knows items, units, places, costing and reservations. Must not know tables, periods, who asks or
//! what day it is: the caller loads a [`Book`], applies movements in posting order and stores what changed.

pub mod book;
mod check;
pub mod cost;
pub mod count;
pub mod error;
pub mod item;
pub mod layers;
pub mod legs;
pub mod place;
pub mod reserve;
pub mod revalue;
pub mod uom;

#[cfg(test)]
mod cost_cases;
#[cfg(test)]
mod move_cases;
#[cfg(test)]
mod reference_model;

pub use book::{Applied, Book, Cost, Movement, Spot};
pub use cost::Pool;
pub use error::StockError;
pub use item::{Costing, ItemFacts, ItemKind, Tracking};
pub use layers::{Layer, LayerKind, OpenLayer, Taken};
pub use legs::{Accounts, Leg, Role};
pub use place::{LocationFacts, LocationKind, Pile};
