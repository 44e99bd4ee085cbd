//! Northern rules: Sweden, Denmark, Finland, Ireland, United Kingdom.

use super::digits::{exactly, luhn, number, weighted};
use super::{TaxNumberError, Verdict};

fn verdict(fits: bool) -> Verdict {
    if fits { Ok(()) } else { Err(TaxNumberError::CheckDigit) }
}

/// Sweden: organisation number (ten digits, Luhn) and `01` to `94`.
pub(super) fn sweden(text: &str) -> Verdict {
    let digits = exactly::<12>(text).ok_or(TaxNumberError::Form)?;
    if !(1..=94).contains(&number(&digits[10..])) {
        return Err(TaxNumberError::Form);
    }
    verdict(luhn(&digits[..10]))
}

/// Denmark: CVR, eight digits, weighted sum a multiple of 11.
pub(super) fn denmark(text: &str) -> Verdict {
    let digits = exactly::<8>(text).filter(|d| d[0] != 0).ok_or(TaxNumberError::Form)?;
    verdict(weighted(&digits, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

/// Finland: Y-tunnus, eight digits, weighted sum a multiple of 11.
pub(super) fn finland(text: &str) -> Verdict {
    let digits = exactly::<8>(text).ok_or(TaxNumberError::Form)?;
    verdict(weighted(&digits, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11))
}

/// Ireland: seven digits and a check letter, since 2013 a second letter; before, `8D79739I`.
pub(super) fn ireland(text: &str) -> Verdict {
    const LETTERS: &[u8] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let signs = text.as_bytes();
    if !(8..=9).contains(&signs.len()) || !text.is_ascii() {
        return Err(TaxNumberError::Form);
    }
    let old_form = signs[1].is_ascii_uppercase() || matches!(signs[1], b'+' | b'*');
    let seven = if old_form { format!("0{}{}", &text[2..7], &text[..1]) } else { text[..7].to_owned() };
    let digits = exactly::<7>(&seven).ok_or(TaxNumberError::Form)?;
    let second = match signs.get(8) {
        None => 0,
        Some(letter) => LETTERS.iter().position(|l| l == letter).ok_or(TaxNumberError::Form)?,
    };
    let sum = weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]) as usize + second * 9;
    if !signs[7].is_ascii_uppercase() {
        return Err(TaxNumberError::Form);
    }
    verdict(LETTERS[sum % 23] == signs[7])
}

/// United Kingdom: nine digits (twelve with a branch) by modulus 97 or, since 2010, 97 less 55;
/// `GD000`–`GD499` for government, `HA500`–`HA999` for health authorities.
pub(super) fn united_kingdom(text: &str) -> Verdict {
    for (prefix, range) in [("GD", 0..=499), ("HA", 500..=999)] {
        if let Some(rest) = text.strip_prefix(prefix) {
            let office = exactly::<3>(rest).map(|d| number(&d)).ok_or(TaxNumberError::Form)?;
            return if range.contains(&office) { Ok(()) } else { Err(TaxNumberError::Form) };
        }
    }
    let body = if text.len() == 12 && exactly::<12>(text).is_some() { &text[..9] } else { text };
    let digits = exactly::<9>(body).ok_or(TaxNumberError::Form)?;
    let sum = u64::from(weighted(&digits[..7], &[8, 7, 6, 5, 4, 3, 2])) + number(&digits[7..]);
    verdict(sum.is_multiple_of(97) || (sum + 55).is_multiple_of(97))
}
