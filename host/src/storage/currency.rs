//! ISO 4217: how many digits a currency's minor unit has.

use std::str::FromStr;

/// Digits after the point of a currency's minor unit: EUR 2, JPY 0, BHD 3. `None`: no such currency.
pub fn exponent(code: &str) -> Option<u32> {
    let currency = iso_currency::Currency::from_str(code).ok()?;
    currency.exponent().map(u32::from)
}
