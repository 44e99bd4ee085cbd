//! Legs: the debit and credit lines that a change of stock value asks of the ledger.
//!
//! Knows which role each kind of location plays. Must not know entries, journals or periods.

use uuid::Uuid;

use super::error::StockError;
use super::place::{LocationKind, Pile};

/// What an account does for stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Value of goods in internal locations.
    Inventory,
    /// Goods received, not yet invoiced: the supplier's side.
    Received,
    /// Cost of goods sold, or goods shipped and not yet invoiced: the customer's side.
    Shipped,
    /// Purchase price against cost, late cost of goods already gone, corrections of shortages.
    PriceDifference,
    /// Scrap and count differences.
    Loss,
    /// Work in progress.
    Production,
    /// Goods on the way.
    Transit,
}

/// The accounts of one item category in one company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// See [`Role::Inventory`].
    pub inventory: Uuid,
    /// See [`Role::Received`].
    pub received: Uuid,
    /// See [`Role::Shipped`].
    pub shipped: Uuid,
    /// See [`Role::PriceDifference`].
    pub price_difference: Uuid,
    /// See [`Role::Loss`].
    pub loss: Uuid,
    /// See [`Role::Production`].
    pub production: Uuid,
    /// See [`Role::Transit`].
    pub transit: Uuid,
    /// The journal that stock entries are written in.
    pub journal: Uuid,
}

impl Accounts {
    /// The account that plays a role.
    pub fn of(&self, role: Role) -> Uuid {
        match role {
            Role::Inventory => self.inventory,
            Role::Received => self.received,
            Role::Shipped => self.shipped,
            Role::PriceDifference => self.price_difference,
            Role::Loss => self.loss,
            Role::Production => self.production,
            Role::Transit => self.transit,
        }
    }
}

impl Pile {
    /// The role of the account on which a pile's value stands.
    pub fn role(self) -> Role {
        match self {
            Self::Stock => Role::Inventory,
            Self::Transit => Role::Transit,
        }
    }
}

impl LocationKind {
    /// The role of the account that answers a move from or to a place the company does not own.
    pub fn counterpart(self) -> Option<Role> {
        match self {
            Self::Supplier => Some(Role::Received),
            Self::Customer => Some(Role::Shipped),
            Self::Production => Some(Role::Production),
            Self::Loss => Some(Role::Loss),
            Self::Internal | Self::Transit | Self::View => None,
        }
    }
}

/// One line asked of the ledger, in the company's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Why this account.
    pub role: Role,
    /// The account.
    pub account: Uuid,
    /// Debit positive, minor units, never zero.
    pub amount_minor: i64,
}

/// Legs that are collected so that they always balance.
#[derive(Debug, Default)]
pub(super) struct Legs(Vec<Leg>);

impl Legs {
    /// Adds to what is asked of an account; a zero says nothing.
    pub fn add(&mut self, role: Role, account: Uuid, amount_minor: i64) -> Result<(), StockError> {
        match self.0.iter_mut().find(|leg| leg.role == role && leg.account == account) {
            Some(leg) => {
                leg.amount_minor = leg.amount_minor.checked_add(amount_minor).ok_or(StockError::Overflow)?;
            }
            None => self.0.push(Leg { role, account, amount_minor }),
        }
        Ok(())
    }

    /// The legs that are not zero, after what is left over went to the price difference.
    pub fn balanced(mut self, price_difference: Uuid) -> Result<Vec<Leg>, StockError> {
        let sum: i128 = self.0.iter().map(|leg| i128::from(leg.amount_minor)).sum();
        let rest = i64::try_from(-sum).map_err(|_| StockError::Overflow)?;
        if rest != 0 {
            self.add(Role::PriceDifference, price_difference, rest)?;
        }
        self.0.retain(|leg| leg.amount_minor != 0);
        Ok(self.0)
    }
}
