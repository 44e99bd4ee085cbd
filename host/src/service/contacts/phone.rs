//! Phone numbers in E.164 where they can be known.
//!
//! Knows the world's numbering plans through libphonenumber's data. Must not know contacts.

use phonenumber::country::Id;

/// What could be read of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phone {
    /// ITU-T E.164: `+359888123456`; nothing when the number does not fit its country's plan.
    pub e164: Option<String>,
    /// Digits as dialled inside the country: `0888123456`.
    pub national: Option<String>,
    /// Extension typed with the number.
    pub extension: Option<String>,
}

/// Loads the numbering plans, so that nobody's first number waits for them.
pub fn load() {
    recognise("+359888123456", None);
}

/// Reads a number as dialled in `country` (ISO 3166-1 alpha-2), or with its international prefix.
///
/// A number that its country's plan does not have is not guessed at: it stays as given.
pub fn recognise(given: &str, country: Option<&str>) -> Phone {
    let id: Option<Id> = country.and_then(|code| code.parse().ok());
    let international = given.trim().starts_with('+') || given.trim().starts_with("00");
    // `(0)` after the country's code is a habit, not part of the number.
    let mut typed = if international { given.trim().replace("(0)", "") } else { given.trim().to_owned() };
    if let (None, Some(rest)) = (id, typed.strip_prefix("00")) {
        typed = format!("+{rest}");
    }
    let Ok(number) = phonenumber::parse(id, &typed) else {
        return Phone::default();
    };
    if !phonenumber::is_valid(&number) {
        return Phone::default();
    }
    let national = number.format().mode(phonenumber::Mode::National).to_string();
    let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
    Phone {
        e164: Some(e164.split(';').next().unwrap_or(&e164).to_owned()),
        national: Some(
            national.split(" ext").next().unwrap_or("").chars().filter(char::is_ascii_digit).collect(),
        ),
        extension: number.extension().map(ToString::to_string),
    }
}

#[cfg(test)]
mod tests {
    use super::recognise;

    #[test]
    fn numbers_become_e164_where_they_can_be_known() {
        for (given, country, expected) in [
            ("0888 123 456", Some("BG"), Some("+359888123456")),
            ("+359 888 123 456", None, Some("+359888123456")),
            ("+359 (0)888 123 456", Some("BG"), Some("+359888123456")),
            ("00359888123456", Some("BG"), Some("+359888123456")),
            ("00359888123456", None, Some("+359888123456")),
            ("(206) 555-9857", Some("US"), Some("+12065559857")),
            ("1-800-222-0451", Some("US"), Some("+18002220451")),
            ("02 9876 5432", Some("AU"), Some("+61298765432")),
            ("011-4988260", Some("IT"), Some("+390114988260")),
            ("(171) 555-7788", Some("GB"), None),
            ("88.60.15.31", Some("FR"), None),
            ("0888 123 456", None, None),
            ("see web site", Some("BG"), None),
            ("", Some("BG"), None),
        ] {
            assert_eq!(recognise(given, country).e164.as_deref(), expected, "{given} in {country:?}");
        }
    }

    #[test]
    fn the_national_form_is_known_too() {
        assert_eq!(recognise("+359888123456", None).national.as_deref(), Some("0888123456"));
    }
}
