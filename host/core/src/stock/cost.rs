//! Cost arithmetic: value of a quantity, rate of a value, and the pile that both are kept in.
//!
//! Knows how each figure is rounded. Must not know where goods come from or which account answers.

use uuid::Uuid;

use super::error::StockError;

/// Scale of quantity × unit cost: both are counts of 10⁻⁶.
const PRODUCT_DIGITS: u32 = 12;

/// Value of a quantity at a unit cost, in minor units of a currency with `exponent` digits.
///
/// Rounds half away from zero, once, here.
pub fn value_of(quantity_e6: i64, unit_cost_e6: i64, exponent: u32) -> Result<i64, StockError> {
    let divisor = 10_i128.pow(PRODUCT_DIGITS.saturating_sub(exponent));
    divide(i128::from(quantity_e6) * i128::from(unit_cost_e6), divisor)
}

/// Unit cost (10⁻⁶ of the major unit) of a value over a quantity that is not zero.
///
/// Rounds half away from zero; a shown figure and the "last known cost", never the basis of an issue.
pub fn rate_e6(value_minor: i64, quantity_e6: i64, exponent: u32) -> Result<i64, StockError> {
    let factor = 10_i128.pow(PRODUCT_DIGITS.saturating_sub(exponent));
    let sign = i128::from(quantity_e6.signum());
    divide(i128::from(value_minor) * factor * sign, i128::from(quantity_e6) * sign)
}

/// The share of `value_minor` that `part` of `whole` carries; all of it when `part` is the whole.
///
/// Rounds half away from zero; what rounding leaves behind stays with the rest, so that the last
/// part takes exactly what is left.
pub fn share(value_minor: i64, part_e6: i64, whole_e6: i64) -> Result<i64, StockError> {
    divide(i128::from(value_minor) * i128::from(part_e6), i128::from(whole_e6))
}

/// Half away from zero. The divisor is positive; zero is an error like any other misfit.
fn divide(dividend: i128, divisor: i128) -> Result<i64, StockError> {
    if divisor <= 0 {
        return Err(StockError::Overflow);
    }
    let (quotient, remainder) = (dividend / divisor, dividend % divisor);
    let away = if remainder.abs() >= divisor - remainder.abs() { dividend.signum() } else { 0 };
    i64::try_from(quotient + away).map_err(|_| StockError::Overflow)
}

/// Checked sum.
pub(super) fn plus(a: i64, b: i64) -> Result<i64, StockError> {
    a.checked_add(b).ok_or(StockError::Overflow)
}

/// Checked difference.
pub(super) fn minus(a: i64, b: i64) -> Result<i64, StockError> {
    a.checked_sub(b).ok_or(StockError::Overflow)
}

/// Goods of one item that are valued together. Quantity zero always means value zero.
///
/// Below zero (where a location allows it) the value is what the missing goods were issued at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pool {
    /// On hand in the pile, 10⁻⁶.
    pub quantity_e6: i64,
    /// Its value, minor units.
    pub value_minor: i64,
    /// The unit cost seen last, 10⁻⁶: what an issue below zero and a find without a price are valued at.
    pub last_cost_e6: Option<i64>,
    /// The standard cost that the pile is valued at, set with the first move and by revaluation.
    pub standard_cost_e6: Option<i64>,
    /// The account on which the value stands; another one may take over only when the pile is empty.
    pub account: Option<Uuid>,
}

/// What a receipt did to a pile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// How much of the receipt filled a shortage, 10⁻⁶.
    pub covered_e6: i64,
    /// Value of that part at the receipt's cost.
    pub covered_minor: i64,
    /// Further change of the pile's value, because the shortage had been issued at another cost.
    pub correction_minor: i64,
}

impl Pool {
    /// Whether neither goods nor value are left.
    pub fn is_empty(&self) -> bool {
        self.quantity_e6 == 0 && self.value_minor == 0
    }

    /// Takes goods of a known value in. A shortage is filled first, and its cost corrected.
    pub fn receive(
        &mut self,
        quantity_e6: i64,
        value_minor: i64,
        exponent: u32,
    ) -> Result<Received, StockError> {
        let short_e6 = minus(0, self.quantity_e6.min(0))?;
        let covered_e6 = quantity_e6.min(short_e6);
        let covered_minor = share(value_minor, covered_e6, quantity_e6)?;
        let released_minor = match covered_e6 {
            0 => 0,
            _ => share(minus(0, self.value_minor)?, covered_e6, short_e6)?,
        };
        let correction_minor = minus(released_minor, covered_minor)?;
        self.quantity_e6 = plus(self.quantity_e6, quantity_e6)?;
        self.value_minor = plus(plus(self.value_minor, value_minor)?, correction_minor)?;
        self.last_cost_e6 = Some(rate_e6(value_minor, quantity_e6, exponent)?);
        Ok(Received { covered_e6, covered_minor, correction_minor })
    }

    /// Gives goods of a value out, and remembers what one of them had cost.
    pub fn issue(&mut self, quantity_e6: i64, value_minor: i64, exponent: u32) -> Result<(), StockError> {
        if self.quantity_e6 > 0 {
            self.last_cost_e6 = Some(rate_e6(self.value_minor, self.quantity_e6, exponent)?);
        }
        self.quantity_e6 = minus(self.quantity_e6, quantity_e6)?;
        self.value_minor = minus(self.value_minor, value_minor)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_round_half_away_from_zero_and_refuse_to_overflow() {
        for (quantity_e6, cost_e6, exponent, expected) in [
            (2_500_000, 1_990_000, 2, Ok(498)),
            (-2_500_000, 1_990_000, 2, Ok(-498)),
            (1_300_000, 1_000_000, 0, Ok(1)),
            (1_500_000, 1_000_000, 0, Ok(2)),
            (1_000_000, 18_181_818, 3, Ok(18_182)),
            (i64::MAX, i64::MAX, 2, Err(StockError::Overflow)),
        ] {
            assert_eq!(value_of(quantity_e6, cost_e6, exponent), expected, "{quantity_e6} at {cost_e6}");
        }
        assert_eq!(rate_e6(200_000, 110_000_000, 2), Ok(18_181_818));
        assert_eq!(rate_e6(-200_000, -110_000_000, 2), Ok(18_181_818));
        assert_eq!(share(100, 1, 3), Ok(33));
        assert_eq!(share(100, 3, 3), Ok(100));
        assert_eq!(share(1, 1, 0), Err(StockError::Overflow));
    }

    #[test]
    fn a_shortage_is_filled_first_and_its_cost_corrected() {
        let mut pool = Pool { quantity_e6: -5_000_000, value_minor: -5000, ..Pool::default() };
        let received = pool.receive(8_000_000, 9600, 2).expect("fits");
        assert_eq!(
            received,
            Received { covered_e6: 5_000_000, covered_minor: 6000, correction_minor: -1000 }
        );
        assert_eq!((pool.quantity_e6, pool.value_minor), (3_000_000, 3600));

        let mut pool = Pool { quantity_e6: -5_000_000, value_minor: -5000, ..Pool::default() };
        let received = pool.receive(2_000_000, 2400, 2).expect("fits");
        assert_eq!(received.correction_minor, -400);
        assert_eq!((pool.quantity_e6, pool.value_minor), (-3_000_000, -3000));
    }
}
