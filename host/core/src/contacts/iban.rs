//! IBAN: form and check digits of an international bank account number.
//!
//! Source: ISO 13616-1:2020 (structure) and ISO/IEC 7064 MOD 97-10 (check digits); lengths from
//! the SWIFT IBAN registry.

/// Why an account number is not an IBAN. Returned in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    /// Does not begin with two letters and two digits, or has a sign that is neither.
    #[error("an IBAN is two letters of the country, two check digits and the account in letters and digits")]
    Form,
    /// The country's IBANs have another length.
    #[error("an IBAN of {country} has {expected} characters, this one {found}")]
    Length {
        /// The country in the number.
        country: Country,
        /// Characters of that country's IBANs.
        expected: usize,
        /// Characters given.
        found: usize,
    },
    /// Mistyped: the remainder by 97 is not 1.
    #[error("the check digits do not fit: a character is mistyped")]
    CheckDigits,
}

/// Two capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country([u8; 2]);

impl std::fmt::Display for Country {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", char::from(self.0[0]), char::from(self.0[1]))
    }
}

impl IbanError {
    /// The stable code of this refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "contact.iban-form",
            Self::Length { .. } => "contact.iban-length",
            Self::CheckDigits => "contact.iban-check-digits",
        }
    }
}

/// Lengths of IBANs by country.
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SC", 31),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
];

/// The number in its electronic form (capitals, no spaces), or why it is not an IBAN.
pub fn parse(given: &str) -> Result<String, IbanError> {
    let compact: String =
        given.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect();
    let bytes = compact.as_bytes();
    let formed = bytes.len() >= 5
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(u8::is_ascii_alphanumeric);
    if !formed {
        return Err(IbanError::Form);
    }
    if let Some((_, expected)) = LENGTHS.iter().find(|(country, _)| *country == &compact[..2])
        && *expected != bytes.len()
    {
        let country = Country([bytes[0], bytes[1]]);
        return Err(IbanError::Length { country, expected: *expected, found: bytes.len() });
    }
    let remainder = bytes[4..].iter().chain(&bytes[..4]).fold(0_u32, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        letter => (sum * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    if remainder == 1 { Ok(compact) } else { Err(IbanError::CheckDigits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_are_accepted_or_refused_for_one_reason() {
        for (given, expected) in [
            ("GB29 NWBK 6016 1331 9268 19", Ok("GB29NWBK60161331926819")),
            ("bg80 bnbg 9661 1020 3456 78", Ok("BG80BNBG96611020345678")),
            ("DE89 3704 0044 0532 0130 00", Ok("DE89370400440532013000")),
            ("DE89 3704 0044 0532 0130 01", Err("contact.iban-check-digits")),
            ("DE89 3704 0044 0532 0130 0", Err("contact.iban-length")),
            ("12345678", Err("contact.iban-form")),
            ("", Err("contact.iban-form")),
        ] {
            let found = parse(given);
            assert_eq!(found.as_deref().map_err(|e| e.code()), expected, "{given}");
        }
    }
}
