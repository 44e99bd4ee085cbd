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
pub mod movement;
pub mod place;
pub mod reserve;
pub mod revalue;
pub mod uom;
mod value_flow;

#[cfg(test)]
mod cost_cases;
#[cfg(test)]
mod move_cases;
#[cfg(test)]
mod reference_model;

pub use book::{Book, Changes};
pub use check::{check, check_plan};
pub use cost::Pool;
pub use error::StockError;
pub use item::{Costing, ItemFacts, ItemKind, Tracking};
pub use layers::{Layer, LayerKind, OpenLayer, Taken};
pub use legs::{Accounts, Leg, Role};
pub use movement::{Applied, Cost, Movement, Spot};
pub use place::{LocationFacts, LocationKind, Pile};
