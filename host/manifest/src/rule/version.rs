//! Versions: semver 2.0.0 without pre-release and build parts.

use crate::model::Version;

/// `1.0.0`.
pub(crate) fn whole(text: &str) -> Option<Version> {
    let [major, minor, patch] = numbers(text)?[..] else { return None };
    Some(Version { major, minor, patch })
}

/// `1.0`.
pub(crate) fn contract(text: &str) -> Option<(u32, u32)> {
    let [major, minor] = numbers(text)?[..] else { return None };
    Some((major, minor))
}

/// `1.0.0`, or `1.0` for any patch of it.
pub(crate) fn least(text: &str) -> Option<Version> {
    whole(text).or_else(|| contract(text).map(|(major, minor)| Version { major, minor, patch: 0 }))
}

fn numbers(text: &str) -> Option<Vec<u32>> {
    let number = |part: &str| {
        let plain = part == "0" || !part.starts_with('0') && part.chars().all(|c| c.is_ascii_digit());
        if plain { part.parse().ok() } else { None }
    };
    text.split('.').map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_plain_numbers() {
        for (text, read) in [
            ("1.0.0", Some("1.0.0")),
            ("0.10.2", Some("0.10.2")),
            ("1.0", None),
            ("1.0.0-beta", None),
            ("01.0.0", None),
            ("1.0.0.0", None),
            ("+1.0.0", None),
            ("1..0", None),
            ("4294967296.0.0", None),
        ] {
            assert_eq!(whole(text).map(|version| version.to_string()).as_deref(), read, "{text}");
        }
    }
}
