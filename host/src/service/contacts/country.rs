//! Countries and their subdivisions from what people write.
//!
//! Knows ISO 3166-1 and -2 and the usual other names. Must not know addresses or tables.

use keel_core::contacts::text::{fold, key, words};

/// Names that are neither the ISO short name nor a code, by key.
const COUNTRY_ALIASES: &[(&str, &str)] = &[
    ("usa", "US"),
    ("u s", "US"),
    ("u s a", "US"),
    ("united states", "US"),
    ("america", "US"),
    ("uk", "GB"),
    ("u k", "GB"),
    ("united kingdom", "GB"),
    ("great britain", "GB"),
    ("britain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("northern ireland", "GB"),
    ("deutschland", "DE"),
    ("brd", "DE"),
    ("osterreich", "AT"),
    ("schweiz", "CH"),
    ("suisse", "CH"),
    ("svizzera", "CH"),
    ("espana", "ES"),
    ("italia", "IT"),
    ("brasil", "BR"),
    ("mejico", "MX"),
    ("belgie", "BE"),
    ("belgique", "BE"),
    ("holland", "NL"),
    ("the netherlands", "NL"),
    ("netherlands", "NL"),
    ("nederland", "NL"),
    ("danmark", "DK"),
    ("sverige", "SE"),
    ("norge", "NO"),
    ("suomi", "FI"),
    ("polska", "PL"),
    ("eire", "IE"),
    ("republic of ireland", "IE"),
    ("magyarorszag", "HU"),
    ("czech republic", "CZ"),
    ("cesko", "CZ"),
    ("hellas", "GR"),
    ("россия", "RU"),
    ("russia", "RU"),
    ("българия", "BG"),
    ("сърбия", "RS"),
    ("македония", "MK"),
    ("macedonia", "MK"),
    ("гърция", "GR"),
    ("румъния", "RO"),
    ("турция", "TR"),
    ("turkey", "TR"),
    ("turkiye", "TR"),
    ("германия", "DE"),
    ("франция", "FR"),
    ("испания", "ES"),
    ("италия", "IT"),
    ("сащ", "US"),
    ("великобритания", "GB"),
    ("venezuela", "VE"),
    ("bolivia", "BO"),
    ("tanzania", "TZ"),
    ("vietnam", "VN"),
    ("iran", "IR"),
    ("syria", "SY"),
    ("laos", "LA"),
    ("moldova", "MD"),
    ("south korea", "KR"),
    ("korea", "KR"),
    ("north korea", "KP"),
    ("taiwan", "TW"),
    ("uae", "AE"),
    ("日本", "JP"),
    ("nippon", "JP"),
    ("中国", "CN"),
];

/// Names of subdivisions that ISO does not list so, by country and key.
const SUBDIVISION_ALIASES: &[(&str, &str, &str)] = &[
    ("VE", "df", "VE-A"),
    ("VE", "distrito federal", "VE-A"),
    ("MX", "df", "MX-CMX"),
    ("ES", "asturias", "ES-AS"),
    ("CA", "quebec", "CA-QC"),
    ("BG", "софия град", "BG-22"),
    ("BG", "софия", "BG-22"),
];

/// The ISO 3166-1 alpha-2 code of a country by code, ISO name or usual name.
pub fn country(given: &str) -> Option<&'static str> {
    let compact: String =
        given.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let by_code = match compact.len() {
        2 => rust_iso3166::from_alpha2(&compact),
        3 => rust_iso3166::from_alpha3(&compact),
        _ => None,
    };
    if let Some(code) = by_code {
        return Some(code.alpha2);
    }
    let wanted = key(given);
    if let Some((_, alpha2)) = COUNTRY_ALIASES.iter().find(|(name, _)| *name == wanted) {
        return Some(alpha2);
    }
    rust_iso3166::ALL.iter().find(|country| key(country.name) == wanted).map(|country| country.alpha2)
}

/// The ISO 3166-2 code of a part of a country, by code with or without the country, or by name.
pub fn subdivision(alpha2: &str, given: &str) -> Option<&'static str> {
    let country = rust_iso3166::from_alpha2(alpha2)?;
    let all = rust_iso3166::iso3166_2::SUBDIVISION_COUNTRY_MAP.get(country.alpha2)?;
    let code = given.trim().to_uppercase();
    let full = format!("{alpha2}-{code}");
    if let Some(found) = all.iter().find(|part| part.code == code || part.code == full) {
        return Some(found.code);
    }
    let wanted = bare(given);
    if let Some((_, _, found)) =
        SUBDIVISION_ALIASES.iter().find(|(of, name, _)| *of == alpha2 && *name == wanted)
    {
        return Some(found);
    }
    all.iter().find(|part| bare(part.name) == wanted).map(|part| part.code)
}

/// A subdivision's key without the word for what it is.
fn bare(name: &str) -> String {
    const KINDS: &[&str] =
        &["county", "state", "province", "provincia", "region", "of", "oblast", "област", "prefecture"];
    let folded = fold(name).replace("co.", "county ");
    words(&folded).into_iter().filter(|word| !KINDS.contains(&word.as_str())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_any_usual_name() {
        for (given, expected) in [
            ("USA", Some("US")),
            ("U.S.A.", Some("US")),
            ("UK", Some("GB")),
            ("gb", Some("GB")),
            ("Deutschland", Some("DE")),
            ("DEU", Some("DE")),
            ("Germany", Some("DE")),
            ("България", Some("BG")),
            ("Österreich", Some("AT")),
            ("Venezuela", Some("VE")),
            ("Atlantis", None),
            ("", None),
        ] {
            assert_eq!(country(given), expected, "{given}");
        }
    }

    #[test]
    fn subdivisions_are_known_by_code_or_name() {
        for (of, given, expected) in [
            ("US", "WA", Some("US-WA")),
            ("US", "us-wa", Some("US-WA")),
            ("US", "Washington", Some("US-WA")),
            ("CA", "Québec", Some("CA-QC")),
            ("IE", "Co. Cork", Some("IE-CO")),
            ("GB", "Isle of Wight", Some("GB-IOW")),
            ("AU", "NSW", Some("AU-NSW")),
            ("AU", "Victoria", Some("AU-VIC")),
            ("ES", "Asturias", Some("ES-AS")),
            ("VE", "DF", Some("VE-A")),
            ("VE", "Táchira", Some("VE-S")),
            ("BR", "SP", Some("BR-SP")),
            ("US", "Nowhere", None),
        ] {
            assert_eq!(subdivision(of, given), expected, "{of} {given}");
        }
    }
}
