//! Counts: what a counted quantity asks for.
//!
//! Knows two quantities. Must not know where or who counted.

use super::error::StockError;

/// The move that a count line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// As expected.
    None,
    /// More was there: a move from the loss location of so much, 10⁻⁶.
    Found(i64),
    /// Less was there: a move to the loss location of so much, 10⁻⁶.
    Lost(i64),
}

/// Compares what was counted with what the books expected when the count began.
///
/// Goods that moved between the beginning and the posting of the count keep their effect, because
/// only the difference is applied. A counted quantity below zero is refused.
pub fn difference(expected_e6: i64, counted_e6: i64) -> Result<Difference, StockError> {
    if counted_e6 < 0 {
        return Err(StockError::QuantityNotPositive);
    }
    let difference = counted_e6.checked_sub(expected_e6).ok_or(StockError::Overflow)?;
    Ok(match difference {
        0 => Difference::None,
        found if found > 0 => Difference::Found(found),
        lost => Difference::Lost(-lost),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_asks_for_the_difference() {
        for (expected_e6, counted_e6, asked) in [
            (2_500_000, 3_800_000, Ok(Difference::Found(1_300_000))),
            (3_800_000, 2_500_000, Ok(Difference::Lost(1_300_000))),
            (7, 7, Ok(Difference::None)),
            (-2, 0, Ok(Difference::Found(2))),
            (0, -1, Err(StockError::QuantityNotPositive)),
            (i64::MIN, 1, Err(StockError::Overflow)),
        ] {
            assert_eq!(difference(expected_e6, counted_e6), asked, "{expected_e6} {counted_e6}");
        }
    }
}
