//! Amounts in the company's currency.
//!
//! Knows rates and the one rounding rule of conversion. Must not know where a rate came from.

use crate::money::{NumberError, RATE_SCALE, from_scaled, round_half_up};
use rust_decimal::Decimal;

/// A foreign amount in the company's currency: amount ÷ rate, rounded half away from zero.
///
/// `rate_e9` is foreign units for one unit of the company's currency.
pub fn to_company(amount: Decimal, rate_e9: i64, company_scale: u32) -> Result<i64, NumberError> {
    let value = amount.checked_div(from_scaled(rate_e9, RATE_SCALE)).ok_or(NumberError::Overflow)?;
    round_half_up(value, company_scale)
}

/// The rounding rule "largest converted line": conversion may leave an entry unbalanced by at most one
/// minor unit for each converted line; the rest goes to the largest converted line, the first of equals.
///
/// Returns false, and changes nothing, when the difference is more than rounding can explain.
pub fn spread_rounding(company: &mut [i64], converted: &[bool], difference: i64) -> bool {
    let count = converted.iter().filter(|c| **c).count() as i64;
    if difference.unsigned_abs() > count.unsigned_abs() {
        return false;
    }
    let largest = (0..company.len())
        .filter(|i| converted[*i])
        .reduce(|best, i| if company[i].unsigned_abs() > company[best].unsigned_abs() { i } else { best });
    match largest.and_then(|i| company[i].checked_sub(difference).map(|v| (i, v))) {
        Some((i, value)) => {
            company[i] = value;
            true
        }
        None => difference == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hundred_euros_at_two_rates() {
        for (amount, rate_e9, expected) in [
            ("400", 1_200_000_000, 33333),
            ("400", 1_100_000_000, 36364),
            ("-400", 1_100_000_000, -36364),
            ("0.01", 3_000_000_000, 0),
        ] {
            let amount: Decimal = amount.parse().expect("amount");
            assert_eq!(to_company(amount, rate_e9, 2), Ok(expected));
        }
    }

    #[test]
    fn the_rest_goes_to_the_largest_converted_line() {
        for (company, converted, difference, expected) in [
            (vec![3334, 3333, -6666], vec![true, true, true], 1, Some(vec![3334, 3333, -6667])),
            (vec![100, -99], vec![true, false], 1, Some(vec![99, -99])),
            (vec![100, -99], vec![false, false], 1, None),
            (vec![100, -90], vec![true, true], 10, None),
            (vec![100, -100], vec![false, false], 0, Some(vec![100, -100])),
        ] {
            let mut got = company.clone();
            let done = spread_rounding(&mut got, &converted, difference);
            assert_eq!(done.then_some(got), expected, "{company:?} off by {difference}");
        }
    }
}
