//! Tax numbers: their form and check digit, country by country.
//!
//! Knows the published algorithms. Must not know whether a number was really issued: only the
//! authority does. Countries without a rule here keep the number as given, marked unchecked.
//!
//! Source, where no other is named: European Commission, "VIES VAT validation routines" v15.0
//! (2009), with the Dutch rule of 2020.

mod central;
mod digits;
mod north;
mod south;

use digits::digits_of;

/// What a number identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Registered for value added tax.
    Vat,
    /// An organisation in its country's register (BG: ЕИК).
    Company,
    /// A natural person (BG: ЕГН).
    Person,
    /// Any other number: kept as given.
    Other,
}

/// A number in the form in which it is stored and compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Without the country's prefix, spaces and punctuation; capitals.
    pub number: String,
    /// Whether a rule of the country confirmed it.
    pub checked: bool,
}

/// Why a tax number is refused. Returned in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxNumberError {
    /// Nothing but punctuation.
    #[error("the number is empty")]
    Empty,
    /// Length or signs do not fit the country's form.
    #[error("this is not the form of such a number in its country")]
    Form,
    /// Mistyped.
    #[error("the check digit does not fit: a digit is mistyped")]
    CheckDigit,
}

impl TaxNumberError {
    /// The stable code of this refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "contact.tax-number-empty",
            Self::Form => "contact.tax-number-form",
            Self::CheckDigit => "contact.tax-number-check-digit",
        }
    }
}

/// What a country's rule says of a number.
type Verdict = Result<(), TaxNumberError>;

/// Reads a number of `country` (ISO 3166-1 alpha-2, capitals).
pub fn parse(country: &str, kind: Kind, given: &str) -> Result<Checked, TaxNumberError> {
    let mut number: String = given
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '+' | '*'))
        .flat_map(char::to_uppercase)
        .collect();
    if kind == Kind::Vat {
        // Greece writes EL before its numbers, every other country its own code.
        for prefix in [country, if country == "GR" { "EL" } else { country }] {
            if let Some(rest) = number.strip_prefix(prefix) {
                number = rest.to_owned();
                break;
            }
        }
    }
    if number.is_empty() {
        return Err(TaxNumberError::Empty);
    }
    number = padded(country, kind, number);
    match rule(country, kind) {
        Some(check) => check(&number).map(|()| Checked { number, checked: true }),
        None => Ok(Checked { number, checked: false }),
    }
}

/// Numbers that are often written without their leading zero get it back.
fn padded(country: &str, kind: Kind, number: String) -> String {
    match (country, kind) {
        ("BE", Kind::Vat | Kind::Company) if number.len() == 9 && digits_of(&number).is_some() => {
            format!("0{number}")
        }
        _ => number,
    }
}

fn rule(country: &str, kind: Kind) -> Option<fn(&str) -> Verdict> {
    Some(match (country, kind) {
        ("BG", Kind::Vat) => south::bulgaria_vat,
        ("BG", Kind::Company) => south::bulgaria_eik,
        ("BG", Kind::Person) => south::bulgaria_egn,
        ("DE", Kind::Vat) => central::germany,
        ("AT", Kind::Vat) => central::austria,
        ("FR", Kind::Vat) => central::france,
        ("FR", Kind::Company) => central::france_siren,
        ("NL", Kind::Vat) => central::netherlands,
        ("BE", Kind::Vat | Kind::Company) => central::belgium,
        ("PL", Kind::Vat) => central::poland,
        ("IT", Kind::Vat) => south::italy,
        ("ES", Kind::Vat | Kind::Company | Kind::Person) => south::spain,
        ("PT", Kind::Vat | Kind::Company | Kind::Person) => south::portugal,
        ("SE", Kind::Vat) => north::sweden,
        ("DK", Kind::Vat | Kind::Company) => north::denmark,
        ("FI", Kind::Vat | Kind::Company) => north::finland,
        ("IE", Kind::Vat) => north::ireland,
        ("GB", Kind::Vat) => north::united_kingdom,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Kind::{Company, Other, Person, Vat};
    use super::*;

    /// Published specimens, each once as it is and once with a digit mistyped.
    #[test]
    fn numbers_are_accepted_or_refused_for_one_reason() {
        for (country, kind, given, expected) in [
            ("BG", Vat, "BG 175 074 752", Ok("175074752")),
            ("BG", Vat, "BG175074751", Err("contact.tax-number-check-digit")),
            ("BG", Vat, "7523169263", Ok("7523169263")),
            ("BG", Company, "175074752", Ok("175074752")),
            ("BG", Company, "17507475", Err("contact.tax-number-form")),
            ("BG", Person, "7523169263", Ok("7523169263")),
            ("BG", Person, "8032056031", Ok("8032056031")),
            ("BG", Person, "7552A10004", Err("contact.tax-number-form")),
            ("BG", Person, "8019010008", Err("contact.tax-number-form")),
            ("BG", Person, "7523169262", Err("contact.tax-number-check-digit")),
            ("DE", Vat, "DE 136,695 976", Ok("136695976")),
            ("DE", Vat, "136695978", Err("contact.tax-number-check-digit")),
            ("AT", Vat, "AT U13585627", Ok("U13585627")),
            ("AT", Vat, "U13585626", Err("contact.tax-number-check-digit")),
            ("FR", Vat, "Fr 40 303 265 045", Ok("40303265045")),
            ("FR", Vat, "84 323 140 391", Err("contact.tax-number-check-digit")),
            ("FR", Vat, "K7399859412", Ok("K7399859412")),
            ("FR", Company, "303265045", Ok("303265045")),
            ("NL", Vat, "NL004495445B01", Ok("004495445B01")),
            ("NL", Vat, "123456789B13", Ok("123456789B13")),
            ("NL", Vat, "123456789B90", Err("contact.tax-number-check-digit")),
            ("BE", Vat, "BE 428759497", Ok("0428759497")),
            ("BE", Vat, "0431150351", Err("contact.tax-number-check-digit")),
            ("PL", Vat, "PL 856-734-62-15", Ok("8567346215")),
            ("PL", Vat, "8567346216", Err("contact.tax-number-check-digit")),
            ("IT", Vat, "IT 00743110157", Ok("00743110157")),
            ("IT", Vat, "00743110158", Err("contact.tax-number-check-digit")),
            ("ES", Vat, "54362315-K", Ok("54362315K")),
            ("ES", Vat, "54362315Z", Err("contact.tax-number-check-digit")),
            ("ES", Vat, "ES B-58378431", Ok("B58378431")),
            ("ES", Vat, "X-2482300-W", Ok("X2482300W")),
            ("PT", Vat, "PT 501 964 843", Ok("501964843")),
            ("PT", Vat, "501964842", Err("contact.tax-number-check-digit")),
            ("SE", Vat, "SE 123456789701", Ok("123456789701")),
            ("SE", Vat, "123456789101", Err("contact.tax-number-check-digit")),
            ("DK", Vat, "DK 13585628", Ok("13585628")),
            ("DK", Vat, "DK 13585627", Err("contact.tax-number-check-digit")),
            ("FI", Vat, "FI 20774740", Ok("20774740")),
            ("FI", Vat, "FI 20774741", Err("contact.tax-number-check-digit")),
            ("IE", Vat, "IE 6433435F", Ok("6433435F")),
            ("IE", Vat, "6433435OA", Ok("6433435OA")),
            ("IE", Vat, "8D79739I", Ok("8D79739I")),
            ("IE", Vat, "6433435E", Err("contact.tax-number-check-digit")),
            ("GB", Vat, "GB 980 7806 84", Ok("980780684")),
            ("GB", Vat, "802311781", Err("contact.tax-number-check-digit")),
            ("GB", Vat, "GD001", Ok("GD001")),
            ("GB", Vat, "12", Err("contact.tax-number-form")),
            ("DE", Vat, " - ", Err("contact.tax-number-empty")),
            ("US", Other, "91-1144442", Ok("911144442")),
        ] {
            let found = parse(country, kind, given);
            let shown = found.as_ref().map(|c| c.number.as_str()).map_err(|e| e.code());
            assert_eq!(shown, expected, "{country} {given}");
            if let Ok(read) = found {
                assert_eq!(read.checked, rule(country, kind).is_some(), "{country} {given}");
            }
        }
    }
}
