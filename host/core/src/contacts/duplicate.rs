//! Whether two records are one person or organisation: a score with its reasons.
//!
//! Knows how much each agreement weighs. Must not know how candidates were found.

use super::text::similarity;
use chrono::NaiveDate;

/// From this score on a pair is worth showing.
pub const POSSIBLE: u8 = 50;
/// From this score on a pair is almost certainly one.
pub const LIKELY: u8 = 80;

/// What is compared. Keys are those of [`super::text`]; numbers are in their stored form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// A natural person, not an organisation.
    pub is_person: bool,
    /// [`super::text::person_key`] or [`super::text::organisation_key`].
    pub match_key: String,
    /// E.164, or digits as given.
    pub phones: Vec<String>,
    /// Lower case.
    pub emails: Vec<String>,
    /// Country and number: `BG175074752`.
    pub tax_numbers: Vec<String>,
    /// Electronic form.
    pub ibans: Vec<String>,
    /// City keys, and postcodes with their country.
    pub places: Vec<String>,
    /// Day of birth.
    pub born_on: Option<NaiveDate>,
}

/// One agreement between two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// One tax number.
    TaxNumber,
    /// One bank account.
    BankAccount,
    /// One e-mail address.
    Email,
    /// One phone number.
    Phone,
    /// The names' keys are equal.
    SameName,
    /// The names' keys are alike.
    SimilarName,
    /// One city or postcode.
    Place,
    /// One day of birth.
    BirthDay,
}

impl Reason {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TaxNumber => "tax-number",
            Self::BankAccount => "bank-account",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::SameName => "same-name",
            Self::SimilarName => "similar-name",
            Self::Place => "place",
            Self::BirthDay => "birth-day",
        }
    }

    /// Chance in percent that two records that agree in this alone are one.
    const fn weight(self) -> u32 {
        match self {
            Self::TaxNumber => 95,
            Self::BankAccount | Self::Email => 75,
            Self::Phone => 55,
            Self::SameName => 60,
            Self::SimilarName => 40,
            Self::Place => 15,
            Self::BirthDay => 30,
        }
    }
}

/// How likely two records are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// 0 to 100.
    pub percent: u8,
    /// Strongest first.
    pub reasons: Vec<Reason>,
}

/// Names this alike count as similar.
const SIMILAR: u8 = 72;
/// Names less alike than this belong to two who share a switchboard.
const STRANGERS: u8 = 40;

/// Compares two records.
///
/// Agreements add up as independent chances: `1 − Π(1 − weight)`. Against them: a person and an
/// organisation share phones by nature and are never one; unlike names cap the score at 45 unless the
/// tax number agrees; different tax numbers or days of birth cap it at 40.
pub fn score(a: &Profile, b: &Profile) -> Score {
    let nothing = Score { percent: 0, reasons: Vec::new() };
    if a.is_person != b.is_person {
        return nothing;
    }
    let mut reasons = Vec::new();
    let alike = similarity(&a.match_key, &b.match_key);
    let meets = |left: &[String], right: &[String]| left.iter().any(|value| right.contains(value));
    for (agrees, reason) in [
        (meets(&a.tax_numbers, &b.tax_numbers), Reason::TaxNumber),
        (meets(&a.ibans, &b.ibans), Reason::BankAccount),
        (meets(&a.emails, &b.emails), Reason::Email),
        (alike == 100 && !a.match_key.is_empty(), Reason::SameName),
        (meets(&a.phones, &b.phones), Reason::Phone),
        ((SIMILAR..100).contains(&alike), Reason::SimilarName),
        (a.born_on.is_some() && a.born_on == b.born_on, Reason::BirthDay),
        (meets(&a.places, &b.places), Reason::Place),
    ] {
        if agrees {
            reasons.push(reason);
        }
    }
    // A place alone says nothing: whole towns agree in it.
    if reasons.iter().all(|reason| matches!(reason, Reason::Place | Reason::BirthDay)) {
        return nothing;
    }
    let doubt = reasons.iter().fold(10_000_u32, |left, reason| left * (100 - reason.weight()) / 100);
    let mut percent = 100 - doubt.div_ceil(100);
    let one_tax_number = reasons.contains(&Reason::TaxNumber);
    let both_have = |left: &[String], right: &[String]| !left.is_empty() && !right.is_empty();
    if !one_tax_number {
        if alike < STRANGERS {
            percent = percent.min(45);
        }
        let born_apart = matches!((a.born_on, b.born_on), (Some(x), Some(y)) if x != y);
        if both_have(&a.tax_numbers, &b.tax_numbers) || born_apart {
            percent = percent.min(40);
        }
    }
    Score { percent: u8::try_from(percent).unwrap_or(100), reasons }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::text::person_key;

    /// `name | phone | mail | tax number | place`, each may be empty.
    fn profile(text: &str) -> Profile {
        let parts: Vec<&str> = text.split('|').map(str::trim).collect();
        let one = |at: usize| {
            parts.get(at).filter(|p| !p.is_empty()).map(|p| vec![(*p).to_owned()]).unwrap_or_default()
        };
        Profile {
            is_person: true,
            match_key: person_key(parts[0]),
            phones: one(1),
            emails: one(2),
            tax_numbers: one(3),
            places: one(4),
            ..Profile::default()
        }
    }

    #[test]
    fn scores_say_why() {
        for (a, b, expected) in [
            ("Maria Anders||||berlin", "Anders, Maria||||berlin", "66 same-name place"),
            ("Maria Anders|+1", "maria anders|+1", "82 same-name phone"),
            ("Maria Anders|+1||", "Maria Andersen|+1||", "73 phone similar-name"),
            ("Maria Anders|+1||", "Peter Brown|+1||", "45 phone"),
            ("Maria Anders|||BG1|", "M. A.|||BG1|", "95 tax-number"),
            ("Maria Anders|||BG1|", "Maria Anders|||BG2|", "40 same-name"),
            ("Maria Anders||m@a||", "Maria Anders||m@a||", "90 email same-name"),
            ("Maria Anders||||berlin", "Peter Brown||||berlin", "0 "),
        ] {
            let found = score(&profile(a), &profile(b));
            let reasons: Vec<&str> = found.reasons.iter().map(|r| r.name()).collect();
            assert_eq!(format!("{} {}", found.percent, reasons.join(" ")), expected, "{a} / {b}");
            assert_eq!(score(&profile(b), &profile(a)).percent, found.percent);
        }
    }

    #[test]
    fn a_person_is_never_the_organisation_that_shares_its_phone() {
        let person = profile("Maria Anders|+1||");
        let organisation = Profile { is_person: false, ..person.clone() };
        assert_eq!(score(&person, &organisation).percent, 0);
    }
}
