//! Central rules: Germany, Austria, France, Netherlands, Belgium, Poland.

use super::digits::{exactly, luhn, mod_11_10, number, weighted};
use super::{TaxNumberError, Verdict};

fn verdict(fits: bool) -> Verdict {
    if fits { Ok(()) } else { Err(TaxNumberError::CheckDigit) }
}

/// Germany: USt-IdNr., nine digits, ISO/IEC 7064 MOD 11,10.
pub(super) fn germany(text: &str) -> Verdict {
    let digits = exactly::<9>(text).filter(|d| d[0] != 0).ok_or(TaxNumberError::Form)?;
    verdict(mod_11_10(&digits))
}

/// Austria: `U` and eight digits; digits in even places doubled and summed across.
pub(super) fn austria(text: &str) -> Verdict {
    let digits = text.strip_prefix('U').and_then(exactly::<8>).ok_or(TaxNumberError::Form)?;
    let sum: u32 = digits[..7]
        .iter()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    verdict((10 - (sum + 4) % 10) % 10 == digits[7])
}

/// France: a key of two signs and the SIREN. Digits: `(SIREN × 100 + 12) mod 97`; with letters:
/// the key of base 34 without I and O, modulus 11. Numbers of Monaco (`000…`) are no SIREN.
pub(super) fn france(text: &str) -> Verdict {
    const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    if text.len() != 11 || !text.is_ascii() {
        return Err(TaxNumberError::Form);
    }
    let (key, siren) = text.split_at(2);
    let digits = exactly::<9>(siren).ok_or(TaxNumberError::Form)?;
    let value = number(&digits);
    let place = |at: usize| key[at..=at].chars().next().and_then(|c| SIGNS.find(c)).map(|p| p as u64);
    let (first, second) = (place(0).ok_or(TaxNumberError::Form)?, place(1).ok_or(TaxNumberError::Form)?);
    if digits[..3] != [0, 0, 0] && !luhn(&digits) {
        return Err(TaxNumberError::CheckDigit);
    }
    if first < 10 && second < 10 {
        return verdict((value * 100 + 12) % 97 == first * 10 + second);
    }
    let base = if first < 10 { first * 24 + second } else { first * 34 + second };
    let Some(check) = base.checked_sub(if first < 10 { 10 } else { 100 }) else {
        return Err(TaxNumberError::Form);
    };
    verdict((value + 1 + check / 11) % 11 == check % 11)
}

/// France: SIREN, nine digits, Luhn.
pub(super) fn france_siren(text: &str) -> Verdict {
    verdict(luhn(&exactly::<9>(text).ok_or(TaxNumberError::Form)?))
}

/// Netherlands: nine digits, `B`, two digits. Until 2020 the nine pass the eleven test; since then
/// the whole with `NL` before it passes MOD 97-10.
pub(super) fn netherlands(text: &str) -> Verdict {
    let (body, branch) = text.split_once('B').ok_or(TaxNumberError::Form)?;
    let nine = exactly::<9>(body).ok_or(TaxNumberError::Form)?;
    let two = exactly::<2>(branch).filter(|d| number(d) > 0).ok_or(TaxNumberError::Form)?;
    let eleven = i64::from(weighted(&nine[..8], &[9, 8, 7, 6, 5, 4, 3, 2])) - i64::from(nine[8]);
    // N = 23, L = 21, B = 11 in MOD 97-10.
    let sum = (((2321 * 1_000_000_000 + number(&nine)) * 100 + 11) * 100 + number(&two)) % 97;
    verdict(eleven % 11 == 0 || sum == 1)
}

/// Belgium: ten digits beginning with 0 or 1; the last two are 97 less the rest by 97.
pub(super) fn belgium(text: &str) -> Verdict {
    let digits = exactly::<10>(text).filter(|d| d[0] < 2).ok_or(TaxNumberError::Form)?;
    verdict(97 - number(&digits[..8]) % 97 == number(&digits[8..]))
}

/// Poland: NIP, ten digits, modulus 11.
pub(super) fn poland(text: &str) -> Verdict {
    let digits = exactly::<10>(text).ok_or(TaxNumberError::Form)?;
    verdict(weighted(&digits[..9], &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9])
}
