//! Accounts and journals as the rules see them.
//!
//! Knows kinds and marks. Must not know names, codes or who keeps the chart.

use super::currency::Currency;
use uuid::Uuid;

/// What an account counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountKind {
    /// What the company owns.
    Asset,
    /// What it owes.
    Liability,
    /// What belongs to its owners.
    Equity,
    /// What it earned this year.
    Income,
    /// What it spent this year.
    Expense,
}

impl AccountKind {
    /// Whether the year's closing entry empties it.
    pub fn closes_with_year(self) -> bool {
        matches!(self, Self::Income | Self::Expense)
    }

    /// The word in tables and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Liability => "liability",
            Self::Equity => "equity",
            Self::Income => "income",
            Self::Expense => "expense",
        }
    }

    /// The kind a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Asset, Self::Liability, Self::Equity, Self::Income, Self::Expense]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// What the rules must know of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What it counts.
    pub kind: AccountKind,
    /// A heading: it carries no lines.
    pub is_group: bool,
    /// Takes no new lines.
    pub closed: bool,
    /// Takes lines in this currency only.
    pub currency: Option<Currency>,
    /// Its lines are open items that settle one another.
    pub reconcilable: bool,
    /// Dimensions that each line must name a value of.
    pub dimensions: Vec<Uuid>,
}

/// What the rules must know of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Its id.
    pub id: Uuid,
    /// Numbers come from the sequence only, without holes.
    pub gapless: bool,
    /// How numbers are written.
    pub format: super::number::NumberFormat,
}

/// A value on an axis of analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DimensionValue {
    /// The axis.
    pub dimension: Uuid,
    /// Takes no new lines.
    pub closed: bool,
}
