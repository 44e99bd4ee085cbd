//! Licences: the shape of an SPDX licence expression (SPDX 2.3, annex D).

/// Why a text is no licence expression; what to write.
pub(crate) fn wrong(text: &str) -> Option<String> {
    const NOT_OPEN: [&str; 6] = ["proprietary", "commercial", "closed", "none", "unlicensed", "private"];
    if NOT_OPEN.contains(&text.to_lowercase().as_str()) {
        return Some("write `LicenseRef-Proprietary` for terms of your own".to_owned());
    }
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let whole = expression(&words, &mut at) && at == words.len();
    (!whole).then(|| "write an SPDX expression such as `Apache-2.0` or `MIT OR Apache-2.0`".to_owned())
}

fn expression(words: &[&str], at: &mut usize) -> bool {
    loop {
        if !term(words, at) {
            return false;
        }
        match words.get(*at) {
            Some(&("AND" | "OR")) => *at += 1,
            _ => return true,
        }
    }
}

fn term(words: &[&str], at: &mut usize) -> bool {
    if words.get(*at) == Some(&"(") {
        *at += 1;
        let inside = expression(words, at) && words.get(*at) == Some(&")");
        *at += 1;
        return inside;
    }
    if !words.get(*at).is_some_and(|word| is_id(word)) {
        return false;
    }
    *at += 1;
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
        return words.get(*at - 1).is_some_and(|word| is_id(word));
    }
    true
}

fn is_id(word: &str) -> bool {
    let plain = word.strip_suffix('+').unwrap_or(word);
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    !matches!(word, "AND" | "OR" | "WITH")
        && plain.starts_with(|c: char| c.is_ascii_alphanumeric())
        && plain.chars().all(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_the_shape_of_spdx() {
        for (text, fits) in [
            ("Apache-2.0", true),
            ("MIT OR Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("GPL-2.0-or-later WITH Classpath-exception-2.0", true),
            ("LicenseRef-Proprietary", true),
            ("Apache 2", false),
            ("MIT or Apache-2.0", false),
            ("MIT OR", false),
            ("(MIT", false),
            ("MIT)", false),
            ("GPL-2.0 WITH", false),
            ("proprietary", false),
            ("", false),
        ] {
            assert_eq!(wrong(text).is_none(), fits, "{text}");
        }
    }
}
