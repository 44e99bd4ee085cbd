//! Southern rules: Bulgaria, Italy, Spain, Portugal.

use super::digits::{exactly, luhn, number, weighted};
use super::{TaxNumberError, Verdict};

fn verdict(fits: bool) -> Verdict {
    if fits { Ok(()) } else { Err(TaxNumberError::CheckDigit) }
}

/// Bulgaria: nine digits are an ЕИК; ten are an ЕГН, a foreigner's number or another registration.
pub(super) fn bulgaria_vat(text: &str) -> Verdict {
    if text.len() == 9 {
        return bulgaria_eik(text);
    }
    let ten = exactly::<10>(text).ok_or(TaxNumberError::Form)?;
    let foreigner = weighted(&ten, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == ten[9];
    let other = (11 - weighted(&ten, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == ten[9];
    verdict(bulgaria_egn(text).is_ok() || foreigner || other)
}

/// Bulgaria: ЕИК (formerly БУЛСТАТ), nine digits, thirteen for a branch.
///
/// Source: Регламент за ЕИК, чл. 10 (Закон за регистър БУЛСТАТ): weights 1 to 8, then 3 to 10.
pub(super) fn bulgaria_eik(text: &str) -> Verdict {
    let nine = text.get(..9).and_then(exactly::<9>).ok_or(TaxNumberError::Form)?;
    let check = twice(&nine[..8], &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 10]);
    match text.len() {
        9 => verdict(check == nine[8]),
        13 => {
            let all = exactly::<13>(text).ok_or(TaxNumberError::Form)?;
            let branch = twice(&all[8..12], &[2, 7, 3, 5], &[4, 9, 5, 7]);
            verdict(check == nine[8] && branch == all[12])
        }
        _ => Err(TaxNumberError::Form),
    }
}

/// Modulus 11 by the first weights; by the second when that leaves 10; then 10 counts as 0.
fn twice(digits: &[u32], first: &[u32], second: &[u32]) -> u32 {
    match weighted(digits, first) % 11 {
        10 => weighted(digits, second) % 11 % 10,
        rest => rest,
    }
}

/// Bulgaria: ЕГН, ten digits: day of birth (month + 20 before 1900, + 40 from 2000), number, check.
///
/// Source: Наредба № РД-02-20-9 от 21.05.2012 (ГРАО), weights 2, 4, 8, 5, 10, 9, 7, 3, 6.
pub(super) fn bulgaria_egn(text: &str) -> Verdict {
    let digits = exactly::<10>(text).ok_or(TaxNumberError::Form)?;
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    let (century, month) = match two(2) {
        month @ 1..=12 => (1900, month),
        month @ 21..=32 => (1800, month - 20),
        month @ 41..=52 => (2000, month - 40),
        _ => return Err(TaxNumberError::Form),
    };
    let year = i32::try_from(century + two(0)).map_err(|_| TaxNumberError::Form)?;
    chrono::NaiveDate::from_ymd_opt(year, month, two(4)).ok_or(TaxNumberError::Form)?;
    verdict(weighted(&digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digits[9])
}

/// Italy: partita IVA, eleven digits, Luhn; digits 8 to 10 name an office.
pub(super) fn italy(text: &str) -> Verdict {
    let digits = exactly::<11>(text).ok_or(TaxNumberError::Form)?;
    let office = number(&digits[7..10]);
    if !(matches!(office, 1..=100 | 120 | 121 | 888 | 999)) || number(&digits[..7]) == 0 {
        return Err(TaxNumberError::Form);
    }
    verdict(luhn(&digits))
}

/// Spain: NIF of a person (DNI, NIE, K/L/M) or of an organisation (formerly CIF).
///
/// Source: Orden EHA/451/2008 and Real Decreto 1065/2007 art. 19–20.
pub(super) fn spain(text: &str) -> Verdict {
    const LETTERS: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    if text.len() != 9 || !text.is_ascii() {
        return Err(TaxNumberError::Form);
    }
    let (first, last) = (text.as_bytes()[0], text.as_bytes()[8]);
    let person = match first {
        b'0'..=b'9' => exactly::<8>(&text[..8]),
        b'X' | b'Y' | b'Z' => exactly::<8>(&format!("{}{}", first - b'X', &text[1..8])),
        b'K' | b'L' | b'M' => exactly::<8>(&format!("0{}", &text[1..8])),
        _ => None,
    };
    if let Some(digits) = person {
        let place = usize::try_from(number(&digits) % 23).map_err(|_| TaxNumberError::Form)?;
        return if last.is_ascii_uppercase() {
            verdict(LETTERS[place] == last)
        } else {
            Err(TaxNumberError::Form)
        };
    }
    let body = exactly::<7>(&text[1..8]).ok_or(TaxNumberError::Form)?;
    if !b"ABCDEFGHJNPQRSUVW".contains(&first) {
        return Err(TaxNumberError::Form);
    }
    let sum: u32 = body
        .iter()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    let check = u8::try_from((10 - sum % 10) % 10).map_err(|_| TaxNumberError::Form)?;
    let (as_digit, as_letter) = (b'0' + check, b"JABCDEFGHI"[usize::from(check)]);
    verdict(match first {
        b'P' | b'Q' | b'R' | b'S' | b'N' | b'W' => last == as_letter,
        b'A' | b'B' | b'E' | b'H' => last == as_digit,
        _ => last == as_digit || last == as_letter,
    })
}

/// Portugal: NIF, nine digits, modulus 11.
pub(super) fn portugal(text: &str) -> Verdict {
    let digits = exactly::<9>(text).filter(|d| d[0] != 0).ok_or(TaxNumberError::Form)?;
    let rest = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    verdict(if rest < 2 { 0 } else { 11 - rest } == digits[8])
}
