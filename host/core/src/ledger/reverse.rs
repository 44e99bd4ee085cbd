//! Taking an entry back.
//!
//! Knows that a reversal is the same entry with the other sign. Must not know what is settled by it.

use super::entry::{EntryKind, Line};
use crate::money::NumberError;
use chrono::NaiveDate;

/// Why an entry is not reversed. Listed, and returned, in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReverseError {
    /// It has its reversal.
    #[error("already reversed by {by}")]
    AlreadyReversed {
        /// The reversal's number.
        by: String,
    },
    /// It closes a year; the year stays closed.
    #[error("a closing entry is not reversed")]
    Closing,
    /// The reversal would come before its original.
    #[error("the reversal is dated before its original")]
    BeforeOriginal,
}

/// What the rules must know of the original.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// The number of its reversal, if there is one.
    pub reversed_by: Option<&'a str>,
    /// Why it exists.
    pub kind: EntryKind,
    /// Its business day.
    pub entry_on: NaiveDate,
}

/// Whether an entry may be reversed on a day. A reversal may itself be reversed.
pub fn check(original: Original<'_>, on: NaiveDate) -> Result<(), ReverseError> {
    match original {
        Original { reversed_by: Some(by), .. } => Err(ReverseError::AlreadyReversed { by: by.to_owned() }),
        Original { kind: EntryKind::Closing, .. } => Err(ReverseError::Closing),
        Original { entry_on, .. } if on < entry_on => Err(ReverseError::BeforeOriginal),
        _ => Ok(()),
    }
}

/// The lines of a reversal: the same, with the other sign, in the same boxes.
pub fn lines_of(original: &[Line]) -> Result<Vec<Line>, NumberError> {
    let neg = |value: i64| value.checked_neg().ok_or(NumberError::Overflow);
    original
        .iter()
        .map(|line| {
            Ok(Line {
                amount_minor: neg(line.amount_minor)?,
                company_minor: neg(line.company_minor)?,
                tax_base_minor: line.tax_base_minor.map(neg).transpose()?,
                tax_box_minor: line.tax_box_minor.map(neg).transpose()?,
                quantity_e6: line.quantity_e6.map(neg).transpose()?,
                ..line.clone()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_reversed_once_and_not_before_it_was() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("day");
        for (by, kind, on, expected) in [
            (None, EntryKind::Normal, "2026-01-31", "ok"),
            (None, EntryKind::Reversal, "2026-02-01", "ok"),
            (Some("GEN/2026/00002"), EntryKind::Closing, "2025-01-01", "already reversed by GEN/2026/00002"),
            (None, EntryKind::Closing, "2025-01-01", "a closing entry is not reversed"),
            (None, EntryKind::Normal, "2026-01-30", "the reversal is dated before its original"),
        ] {
            let original = Original { reversed_by: by, kind, entry_on: day("2026-01-31") };
            let said = check(original, day(on)).map_or_else(|e| e.to_string(), |()| "ok".into());
            assert_eq!(said, expected);
        }
    }
}
