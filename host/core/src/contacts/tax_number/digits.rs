//! The arithmetic that check digits share. Knows digits and weights, no country.

/// The digits of a text, or nothing if it has any other sign.
pub(super) fn digits_of(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// Exactly `N` digits, or nothing.
pub(super) fn exactly<const N: usize>(text: &str) -> Option<[u32; N]> {
    digits_of(text)?.try_into().ok()
}

/// Σ digit × weight, as far as both reach.
pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Luhn, ISO/IEC 7812-1 annex B: the last digit makes the sum a multiple of ten.
pub(super) fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    sum.is_multiple_of(10)
}

/// ISO/IEC 7064 MOD 11,10 over all digits, the check digit last.
pub(super) fn mod_11_10(digits: &[u32]) -> bool {
    let Some((check, body)) = digits.split_last() else {
        return false;
    };
    let mut product = 10;
    for digit in body {
        let sum = match (digit + product) % 10 {
            0 => 10,
            other => other,
        };
        product = sum * 2 % 11;
    }
    (11 - product) % 10 == *check
}

/// The digits as one number.
pub(super) fn number(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(*digit))
}
