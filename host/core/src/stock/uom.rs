//! Units of measure: exact factors, exact conversion or a refusal.
//!
//! Knows a unit's factor to the reference unit of its category. Must not know names or items.

use super::error::StockError;

/// A unit as an exact fraction of its category's reference unit: a dozen pieces is 12/1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    /// Positive.
    pub numerator: i64,
    /// Positive.
    pub denominator: i64,
}

/// Converts `quantity_e6` from one unit to another of the same category, exactly.
///
/// Fails with `UnitNotExact` when the result has more than six digits after the point, so that
/// nothing is ever rounded away between the unit entered and the unit kept.
pub fn convert(quantity_e6: i64, from: Factor, to: Factor) -> Result<i64, StockError> {
    let numerator = i128::from(from.numerator) * i128::from(to.denominator);
    let denominator = i128::from(from.denominator) * i128::from(to.numerator);
    if numerator <= 0 || denominator <= 0 {
        return Err(StockError::Overflow);
    }
    let common = gcd(numerator, denominator);
    let (numerator, denominator) = (numerator / common, denominator / common);
    let quantity = i128::from(quantity_e6);
    if quantity % denominator != 0 {
        return Err(StockError::UnitNotExact);
    }
    (quantity / denominator)
        .checked_mul(numerator)
        .and_then(|converted| i64::try_from(converted).ok())
        .ok_or(StockError::Overflow)
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_convert_exactly_or_not_at_all() {
        const PIECE: Factor = Factor { numerator: 1, denominator: 1 };
        const DOZEN: Factor = Factor { numerator: 12, denominator: 1 };
        const POUND: Factor = Factor { numerator: 45_359_237, denominator: 100_000_000 };
        for (quantity_e6, from, to, expected) in [
            (2_000_000, DOZEN, PIECE, Ok(24_000_000)),
            (6_000_000, PIECE, DOZEN, Ok(500_000)),
            (1_000_000, PIECE, DOZEN, Err(StockError::UnitNotExact)),
            (100_000_000, POUND, PIECE, Ok(45_359_237)),
            (1_000_000, POUND, PIECE, Err(StockError::UnitNotExact)),
            (-3_000_000, PIECE, DOZEN, Ok(-250_000)),
            (i64::MAX, DOZEN, PIECE, Err(StockError::Overflow)),
        ] {
            assert_eq!(convert(quantity_e6, from, to), expected, "{quantity_e6} {from:?} {to:?}");
        }
    }
}
