//! Money and scaled numbers: exact, checked, rounded only where a name says so.
//!
//! Knows minor units, scales and rounding. Must not know currencies' names or where rates come from.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// Digits after the point of stored quantities and unit prices (10⁻⁶).
pub const QUANTITY_SCALE: u32 = 6;
/// Digits after the point of stored exchange rates (10⁻⁹).
pub const RATE_SCALE: u32 = 9;

/// Why a number could not be held exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// More digits after the point than the unit has: `12.345` in a currency with two.
    #[error("more than {scale} digits after the decimal point")]
    TooPrecise {
        /// Digits that are allowed.
        scale: u32,
    },
    /// Larger than 64 bits hold.
    #[error("number is too large")]
    Overflow,
}

/// A decimal as a whole count of 10⁻ˢᶜᵃˡᵉ, or an error when digits would be lost.
pub fn to_scaled(value: Decimal, scale: u32) -> Result<i64, NumberError> {
    let value = value.normalize();
    if value.scale() > scale {
        return Err(NumberError::TooPrecise { scale });
    }
    let factor = Decimal::from(10_i64.pow(scale));
    value.checked_mul(factor).and_then(|v| v.to_i64()).ok_or(NumberError::Overflow)
}

/// The decimal that a whole count of 10⁻ˢᶜᵃˡᵉ stands for, with exactly `scale` digits.
pub fn from_scaled(units: i64, scale: u32) -> Decimal {
    Decimal::new(units, scale)
}

/// Rounds half away from zero ("commercial", DIN 1333) to a whole count of 10⁻ˢᶜᵃˡᵉ.
pub fn round_half_up(value: Decimal, scale: u32) -> Result<i64, NumberError> {
    to_scaled(value.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero), scale)
}

/// Splits `total` minor units over `weights` so that the parts sum to `total` exactly.
///
/// Largest-remainder method: each part is the floor of its exact share, and the units left over go
/// to the largest remainders, earliest first. All weights zero gives everything to the first part.
pub fn allocate(total: i64, weights: &[i64]) -> Result<Vec<i64>, NumberError> {
    if weights.is_empty() {
        return Ok(Vec::new());
    }
    let sum: i128 = weights.iter().map(|w| i128::from(w.unsigned_abs())).sum();
    if sum == 0 {
        let mut parts = vec![0; weights.len()];
        parts[0] = total;
        return Ok(parts);
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut given: i128 = 0;
    for (index, weight) in weights.iter().enumerate() {
        let exact = i128::from(total) * i128::from(weight.unsigned_abs());
        let floor = exact.div_euclid(sum);
        remainders.push((exact.rem_euclid(sum), index));
        given += floor;
        parts.push(i64::try_from(floor).map_err(|_| NumberError::Overflow)?);
    }
    let mut left = i128::from(total) - given;
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, index) in remainders {
        if left == 0 {
            break;
        }
        parts[index] += 1;
        left -= 1;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_numbers_keep_every_digit_or_refuse() {
        for (text, scale, expected) in [
            ("12.50", 2, Ok(1250)),
            ("12.500", 2, Ok(1250)),
            ("-0.01", 2, Ok(-1)),
            ("12.345", 2, Err(NumberError::TooPrecise { scale: 2 })),
            ("100", 0, Ok(100)),
            ("9223372036854775807", 0, Ok(i64::MAX)),
            ("9223372036854775808", 0, Err(NumberError::Overflow)),
        ] {
            let value: Decimal = text.parse().expect("decimal");
            assert_eq!(to_scaled(value, scale), expected, "{text} at {scale}");
        }
    }

    #[test]
    fn half_goes_away_from_zero() {
        for (text, expected) in [("0.125", 13), ("0.124", 12), ("-0.125", -13), ("2.675", 268)] {
            let value: Decimal = text.parse().expect("decimal");
            assert_eq!(round_half_up(value, 2), Ok(expected), "{text}");
        }
    }

    #[test]
    fn parts_sum_to_the_total() {
        for (total, weights, expected) in [
            (100, vec![1, 1, 1], vec![34, 33, 33]),
            (-100, vec![1, 1, 1], vec![-33, -33, -34]),
            (5, vec![0, 0], vec![5, 0]),
            (24000, vec![50, 50], vec![12000, 12000]),
        ] {
            let parts = allocate(total, &weights).expect("fits");
            assert_eq!(parts.iter().sum::<i64>(), total);
            assert_eq!(parts, expected);
        }
    }
}
