//! Items as the rules see them: kind, tracking, costing, accounts.
//!
//! Knows closed vocabularies. Must not know names, barcodes or variants.

use uuid::Uuid;

use super::legs::Accounts;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// Counted and valued.
    Goods,
    /// Counted, expensed when bought: no value in the books of stock.
    Consumable,
    /// Neither counted nor moved.
    Service,
}

/// How pieces are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracking {
    /// Not at all.
    None,
    /// By batch: each move names a lot.
    Lot,
    /// One by one: each move names a serial and moves one unit.
    Serial,
}

/// How an issue is valued. Always in posting order (perpetual), never re-sorted by date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Costing {
    /// Oldest layer first.
    Fifo,
    /// Moving average over the company's pile.
    Average,
    /// At a set cost; purchase differences go to the price difference account.
    Standard,
}

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// The word in the database and on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
            /// What a word stands for.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words!(ItemKind { Goods = "goods", Consumable = "consumable", Service = "service" });
words!(Tracking { None = "none", Lot = "lot", Serial = "serial" });
words!(Costing { Fifo = "fifo", Average = "average", Standard = "standard" });

/// What the rules need to know of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemFacts {
    /// The item.
    pub id: Uuid,
    /// Goods, consumable or service.
    pub kind: ItemKind,
    /// Lot, serial or none.
    pub tracking: Tracking,
    /// How issues are valued.
    pub costing: Costing,
    /// Standard cost for one unit, 10⁻⁶ of the currency's major unit.
    pub standard_cost_e6: i64,
    /// Accounts of the item's category in this company, if any are set.
    pub accounts: Option<Accounts>,
}
