//! What a line comes to: quantity × price less a discount, and a share of an amount in per cent.
//!
//! Knows minor units, and rounds once, half away from zero. Must not know currencies or where a rate comes from.

use crate::decimal::half_away;
use crate::{Decimal, Fault, Result};

/// Quantity × price less `discount` per cent, in units of 10^-`digits`.
pub fn net(quantity: Decimal, price: Decimal, discount: Option<Decimal>, digits: u8) -> Result<i64> {
    let discount = short(discount.unwrap_or_default());
    let (quantity, price) = (short(quantity), short(price));
    let rest = 100 * power(discount.scale)? - i128::from(discount.coefficient);
    let product = i128::from(quantity.coefficient)
        .checked_mul(i128::from(price.coefficient))
        .and_then(|product| product.checked_mul(rest))
        .ok_or_else(too_large)?;
    let scale = u32::from(quantity.scale) + u32::from(price.scale) + u32::from(discount.scale) + 2;
    rounded(product, scale, u32::from(digits))
}

/// So many per cent of an amount, in the amount's units.
pub fn share(minor: i64, percent: Decimal) -> Result<i64> {
    let percent = short(percent);
    let product = i128::from(minor).checked_mul(i128::from(percent.coefficient)).ok_or_else(too_large)?;
    rounded(product, u32::from(percent.scale) + 2, 0)
}

/// Without noughts at its end, so that products fit.
fn short(mut number: Decimal) -> Decimal {
    while number.scale > 0 && number.coefficient % 10 == 0 {
        number.coefficient /= 10;
        number.scale -= 1;
    }
    number
}

fn power(scale: u8) -> Result<i128> {
    10_i128.checked_pow(u32::from(scale)).ok_or_else(too_large)
}

fn rounded(product: i128, scale: u32, digits: u32) -> Result<i64> {
    let by = |exponent: u32| 10_i128.checked_pow(exponent).ok_or_else(too_large);
    let whole = if scale > digits {
        half_away(product, by(scale - digits)?)
    } else {
        product.checked_mul(by(digits - scale)?).ok_or_else(too_large)?
    };
    i64::try_from(whole).map_err(|_| too_large())
}

fn too_large() -> Fault {
    Fault::invalid("number.too-large", "The amount is too large to be kept exactly.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_rounded_once_half_away_from_zero() {
        for (quantity, price, discount, digits, minor) in [
            ("2", "10.00", None, 2, 2000),
            ("3.000000", "10", Some("0"), 2, 3000),
            ("1", "0.125", None, 2, 13),
            ("-1", "0.125", None, 2, -13),
            ("15", "15.50", Some("15"), 2, 19763),
            ("40", "42.40", Some("15.00"), 2, 144_160),
            ("0.333333", "3", None, 0, 1),
            ("1", "1000", None, 3, 1_000_000),
            ("7", "10", Some("100"), 2, 0),
            ("123456.789012", "98765.432101", Some("12.345678"), 2, 1_068_792_211_100),
        ] {
            let d = |text: &str| Decimal::parse(text).unwrap();
            let net = net(d(quantity), d(price), discount.map(d), digits).unwrap();
            assert_eq!(net, minor, "{quantity} × {price} less {discount:?}");
        }
        let large = Decimal::new(i64::MAX, 0);
        assert_eq!(net(large, large, Some(Decimal::new(1, 6)), 2).unwrap_err().code, "number.too-large");
    }

    #[test]
    fn a_share_is_rounded_in_minor_units() {
        for (minor, percent, expected) in
            [(5000, "10", 500), (5, "10", 1), (4, "10", 0), (-5, "10", -1), (1999, "20.000000", 400)]
        {
            assert_eq!(share(minor, Decimal::parse(percent).unwrap()).unwrap(), expected);
        }
    }
}
