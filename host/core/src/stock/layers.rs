//! Valuation layers: every change of stock value as a row, and what is left of each receipt.
//!
//! Knows first-in-first-out. Must not know moves or accounts.

use std::collections::VecDeque;

use uuid::Uuid;

use super::cost::{minus, share};
use super::error::StockError;
use super::place::Pile;

/// Why a pile's value changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// Goods came in.
    Receipt,
    /// Goods left.
    Issue,
    /// Value alone changed: late cost, a new standard cost, a write-down.
    Adjustment,
    /// A shortage had been issued at another cost than the goods that filled it.
    Correction,
}

impl LayerKind {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Issue => "issue",
            Self::Adjustment => "adjustment",
            Self::Correction => "correction",
        }
    }
}

/// One change of a pile's quantity and value. Append-only; the sum of all is the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// Posting order within the company.
    pub seq: i64,
    /// The item.
    pub item: Uuid,
    /// Which pile changed.
    pub pile: Pile,
    /// Why.
    pub kind: LayerKind,
    /// Signed, 10⁻⁶.
    pub quantity_e6: i64,
    /// Signed, minor units.
    pub value_minor: i64,
    /// The account on which the change stands.
    pub account: Uuid,
    /// The receipt layer that an adjustment is about.
    pub adjusts: Option<i64>,
}

/// What an issue (or a filled shortage) took from a receipt layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The receipt layer.
    pub layer: i64,
    /// The layer that took.
    pub consumer: i64,
    /// How much, 10⁻⁶.
    pub quantity_e6: i64,
    /// For how much, minor units.
    pub value_minor: i64,
}

/// What is left of a receipt layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenLayer {
    /// Its place in posting order.
    pub seq: i64,
    /// Left, 10⁻⁶. Zero when used up.
    pub quantity_e6: i64,
    /// Value left, minor units. Zero when the quantity is.
    pub value_minor: i64,
}

/// Takes a quantity from the oldest layers, from `first` before all others when it is given.
///
/// A part of a layer costs its share, rounded half away from zero; the last part takes exactly what
/// is left. Answers the rows to store and what no layer could give.
pub fn take(
    open: &mut VecDeque<OpenLayer>,
    first: Option<i64>,
    consumer: i64,
    quantity_e6: i64,
) -> Result<(Vec<Taken>, i64), StockError> {
    let mut missing_e6 = quantity_e6;
    let mut taken = Vec::new();
    let own = open.iter().position(|layer| Some(layer.seq) == first);
    for index in own.into_iter().chain(0..open.len()) {
        if missing_e6 == 0 {
            break;
        }
        let layer = &mut open[index];
        let part_e6 = layer.quantity_e6.min(missing_e6);
        if part_e6 <= 0 {
            continue;
        }
        let part_minor = share(layer.value_minor, part_e6, layer.quantity_e6)?;
        layer.quantity_e6 = minus(layer.quantity_e6, part_e6)?;
        layer.value_minor = minus(layer.value_minor, part_minor)?;
        missing_e6 = minus(missing_e6, part_e6)?;
        taken.push(Taken { layer: layer.seq, consumer, quantity_e6: part_e6, value_minor: part_minor });
    }
    Ok((taken, missing_e6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oldest_first_and_the_last_part_takes_what_is_left() {
        let mut open: VecDeque<OpenLayer> = [
            OpenLayer { seq: 1, quantity_e6: 3, value_minor: 100 },
            OpenLayer { seq: 2, quantity_e6: 5, value_minor: 10 },
        ]
        .into();
        for (first, quantity, expected, left) in [
            (None, 1, vec![(1, 1, 33)], 0),
            (None, 1, vec![(1, 1, 34)], 0),
            (Some(2), 2, vec![(2, 2, 4)], 0),
            (None, 9, vec![(1, 1, 33), (2, 3, 6)], 5),
        ] {
            let (taken, missing) = take(&mut open, first, 9, quantity).expect("fits");
            let taken: Vec<(i64, i64, i64)> =
                taken.iter().map(|t| (t.layer, t.quantity_e6, t.value_minor)).collect();
            assert_eq!((taken, missing), (expected, left), "{quantity} from {first:?}");
        }
        assert!(open.iter().all(|layer| (layer.quantity_e6, layer.value_minor) == (0, 0)));
    }
}
