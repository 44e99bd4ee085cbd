//! Exact decimals: a whole number and where the point is. Nothing is rounded unless a name says so.
//!
//! Knows 64-bit coefficients and scales up to 18, as the contract has them. Must not know currencies.

use std::cmp::Ordering;
use std::fmt;

use crate::Fault;

/// Most digits after the point.
pub const SCALE_MAX: u8 = 18;

/// `coefficient` × 10^-`scale`: 12.50 is (1250, 2). Equal and ordered by value: 12.5 = 12.50.
#[derive(Clone, Copy, Default)]
pub struct Decimal {
    /// Without the point.
    pub coefficient: i64,
    /// Digits after the point, at most 18.
    pub scale: u8,
}

fn too_large() -> Fault {
    Fault::invalid("number.too-large", "The number is too large to be kept exactly.")
}

fn power(exponent: u8) -> i128 {
    10_i128.pow(u32::from(exponent))
}

impl Decimal {
    /// Nought.
    pub const ZERO: Decimal = Decimal { coefficient: 0, scale: 0 };

    /// `coefficient` × 10^-`scale`.
    pub const fn new(coefficient: i64, scale: u8) -> Decimal {
        Decimal { coefficient, scale }
    }

    /// Reads `-12.50`; digits, at most one point, no exponent.
    pub fn parse(text: &str) -> Result<Decimal, Fault> {
        let wrong =
            || Fault::invalid("number.not-decimal", "Give digits and at most one point, such as 12.50.");
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        if whole.is_empty()
            || part.is_empty()
            || !(whole.bytes().chain(part.bytes())).all(|b| b.is_ascii_digit())
        {
            return Err(wrong());
        }
        let part = if digits.contains('.') { part } else { "" };
        if part.len() > usize::from(SCALE_MAX) {
            return Err(too_large());
        }
        let mut coefficient: i64 = 0;
        for byte in whole.bytes().chain(part.bytes()) {
            let next = coefficient.checked_mul(10).and_then(|c| c.checked_add(sign * i64::from(byte - b'0')));
            coefficient = next.ok_or_else(too_large)?;
        }
        Ok(Decimal { coefficient, scale: part.len() as u8 })
    }

    /// The sum, exact.
    pub fn plus(self, other: Decimal) -> Result<Decimal, Fault> {
        let scale = self.scale.max(other.scale);
        Decimal::of_wide(self.wide(scale) + other.wide(scale), scale)
    }

    /// The difference, exact.
    pub fn minus(self, other: Decimal) -> Result<Decimal, Fault> {
        let scale = self.scale.max(other.scale);
        Decimal::of_wide(self.wide(scale) - other.wide(scale), scale)
    }

    /// The product, exact.
    pub fn times(self, other: Decimal) -> Result<Decimal, Fault> {
        let product = i128::from(self.coefficient) * i128::from(other.coefficient);
        Decimal::of_wide(product, self.scale + other.scale)
    }

    /// The quotient with `scale` digits, rounded half away from zero. By nought: a fault.
    pub fn divided_by(self, other: Decimal, scale: u8) -> Result<Decimal, Fault> {
        if other.coefficient == 0 {
            return Err(Fault::invalid("number.divided-by-zero", "A number was divided by nought."));
        }
        let digits = scale.min(SCALE_MAX) + other.scale;
        let (up, down) =
            if digits >= self.scale { (digits - self.scale, 0) } else { (0, self.scale - digits) };
        let top = i128::from(self.coefficient).checked_mul(power(up)).ok_or_else(too_large)?;
        let bottom = i128::from(other.coefficient).checked_mul(power(down)).ok_or_else(too_large)?;
        Decimal::of_wide(half_away(top, bottom), scale.min(SCALE_MAX))
    }

    /// With at most `scale` digits after the point, rounded half away from zero.
    pub fn rounded(self, scale: u8) -> Decimal {
        if self.scale <= scale {
            return self;
        }
        let coefficient = half_away(i128::from(self.coefficient), power(self.scale - scale));
        Decimal { coefficient: coefficient as i64, scale }
    }

    /// So many per cent of it, rounded to its own scale half away from zero.
    pub fn percent(self, percent: i64) -> Result<Decimal, Fault> {
        self.times(Decimal::new(percent, 2)).map(|product| product.rounded(self.scale))
    }

    /// Below nought.
    pub fn is_negative(self) -> bool {
        self.coefficient < 0
    }

    /// With exactly `scale` digits, or none if digits would be lost or it does not fit.
    pub fn at_scale(self, scale: u8) -> Option<Decimal> {
        if scale >= self.scale {
            return Decimal::fit(self.wide(scale), scale);
        }
        let factor = power(self.scale - scale);
        let wide = i128::from(self.coefficient);
        if wide % factor == 0 { Decimal::fit(wide / factor, scale) } else { None }
    }

    /// The coefficient at a scale that is no less than its own.
    fn wide(self, scale: u8) -> i128 {
        i128::from(self.coefficient) * power(scale.min(SCALE_MAX).saturating_sub(self.scale))
    }

    fn fit(wide: i128, scale: u8) -> Option<Decimal> {
        i64::try_from(wide).ok().map(|coefficient| Decimal { coefficient, scale })
    }

    /// Gives trailing noughts away until it fits.
    fn of_wide(mut wide: i128, mut scale: u8) -> Result<Decimal, Fault> {
        while scale > 0 && wide % 10 == 0 && (scale > SCALE_MAX || i64::try_from(wide).is_err()) {
            wide /= 10;
            scale -= 1;
        }
        if scale > SCALE_MAX {
            return Err(too_large());
        }
        Decimal::fit(wide, scale).ok_or_else(too_large)
    }
}

/// Divides, rounding half away from zero.
pub(crate) fn half_away(top: i128, bottom: i128) -> i128 {
    let (quotient, rest) = (top / bottom, top % bottom);
    if rest.unsigned_abs() * 2 < bottom.unsigned_abs() {
        quotient
    } else if (top < 0) == (bottom < 0) {
        quotient + 1
    } else {
        quotient - 1
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.wide(scale).cmp(&other.wide(scale))
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Decimal {
        Decimal { coefficient: whole, scale: 0 }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.coefficient < 0 { "-" } else { "" };
        let digits = self.coefficient.unsigned_abs();
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let factor = 10_u64.pow(u32::from(self.scale.min(SCALE_MAX)));
        write!(f, "{sign}{}.{:0width$}", digits / factor, digits % factor, width = usize::from(self.scale))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn text_goes_in_and_out_unchanged() {
        for text in
            ["0", "12.50", "-0.01", "9223372036854775807", "-9223372036854775808", "0.000000000000000001"]
        {
            assert_eq!(d(text).to_string(), text);
        }
        for bad in ["", "-", ".5", "5.", "1e3", "1.2.3", "+1", "٣"] {
            assert_eq!(Decimal::parse(bad).unwrap_err().code, "number.not-decimal", "{bad}");
        }
        for large in ["9223372036854775808", "0.0000000000000000001"] {
            assert_eq!(Decimal::parse(large).unwrap_err().code, "number.too-large", "{large}");
        }
    }

    #[test]
    fn sums_and_products_are_exact_or_refused() {
        assert_eq!(d("0.1").plus(d("0.2")).unwrap(), d("0.3"));
        assert_eq!(d("1.005").minus(d("1")).unwrap().to_string(), "0.005");
        assert_eq!(d("12.5").times(d("0.08")).unwrap(), d("1"));
        assert_eq!(d("3000000000").times(d("3000000000.00")).unwrap(), d("9000000000000000000"));
        assert_eq!(d("9223372036854775807").plus(d("1")).unwrap_err().code, "number.too-large");
        assert_eq!(d("1").plus(d("0.000000000000000001")).unwrap().to_string(), "1.000000000000000001");
        assert_eq!(d("1").divided_by(d("0"), 2).unwrap_err().code, "number.divided-by-zero");
    }

    #[test]
    fn half_goes_away_from_zero() {
        for (text, expected) in [("0.125", "0.13"), ("-0.125", "-0.13"), ("0.124", "0.12"), ("2", "2")] {
            assert_eq!(d(text).rounded(2).to_string(), expected);
        }
        assert_eq!(d("1").divided_by(d("8"), 2).unwrap().to_string(), "0.13");
        assert_eq!(d("-1").divided_by(d("8"), 2).unwrap().to_string(), "-0.13");
        assert_eq!(d("10").divided_by(d("0.04"), 0).unwrap().to_string(), "250");
        assert_eq!(d("1000.00").percent(80).unwrap().to_string(), "800.00");
    }

    #[test]
    fn order_is_that_of_values() {
        assert!(d("12.5") == d("12.50") && d("-1") < d("0.1") && d("2") > d("1.999999999999999999"));
        assert_eq!(d("1.50").at_scale(1), Some(d("1.5")));
        assert_eq!(d("1.55").at_scale(1), None);
    }
}
