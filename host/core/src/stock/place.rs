//! Places: what kind a location is, and whether what lies there is the company's.
//!
//! Knows location kinds. Must not know trees, warehouses or quantities.

use uuid::Uuid;

/// What a location stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LocationKind {
    /// A shelf of the company.
    Internal,
    /// Where goods come from when bought.
    Supplier,
    /// Where goods go when sold.
    Customer,
    /// Where components go in and products come out.
    Production,
    /// Scrap, theft, and the other side of a count.
    Loss,
    /// On the way between two places of the company: owned, on an account of its own.
    Transit,
    /// Groups other locations; holds nothing.
    View,
}

impl LocationKind {
    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Supplier => "supplier",
            Self::Customer => "customer",
            Self::Production => "production",
            Self::Loss => "loss",
            Self::Transit => "transit",
            Self::View => "view",
        }
    }

    /// The kind a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Internal,
            Self::Supplier,
            Self::Customer,
            Self::Production,
            Self::Loss,
            Self::Transit,
            Self::View,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == word)
    }

    /// The pile of owned goods that lies here, if the company owns what lies here.
    pub fn pile(self) -> Option<Pile> {
        match self {
            Self::Internal => Some(Pile::Stock),
            Self::Transit => Some(Pile::Transit),
            _ => None,
        }
    }
}

/// Goods that are valued together: one value per company, item and pile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pile {
    /// All internal locations of the company, on the inventory account.
    Stock,
    /// All transit locations of the company, on the transit account.
    Transit,
}

impl Pile {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Transit => "transit",
        }
    }

    /// The pile a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Stock, Self::Transit].into_iter().find(|pile| pile.as_str() == word)
    }
}

/// What the rules need to know of a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocationFacts {
    /// The location.
    pub id: Uuid,
    /// Its kind.
    pub kind: LocationKind,
    /// Whether more may leave than is there.
    pub allow_negative: bool,
}
