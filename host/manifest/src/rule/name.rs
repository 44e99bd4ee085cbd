//! How names are written.

/// `credit-limit`: words of small letters and digits, each separated by one hyphen, the first with a letter.
pub(crate) fn is_kebab(text: &str) -> bool {
    is_words(text, '-')
}

/// `limit_raise`.
pub(crate) fn is_snake(text: &str) -> bool {
    is_words(text, '_')
}

fn is_words(text: &str, between: char) -> bool {
    let letter = |c: char| c.is_ascii_lowercase();
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| letter(c) || c.is_ascii_digit());
    text.starts_with(letter) && text.split(between).all(word)
}

/// What somebody meant who wrote `Credit Limit` or `creditLimit`.
pub(crate) fn mended(text: &str, between: char) -> String {
    let mut mended = String::new();
    let mut small = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && small {
                mended.push(between);
            }
            small = !c.is_ascii_uppercase();
            mended.push(c.to_ascii_lowercase());
        } else if !mended.is_empty() && !mended.ends_with(between) {
            mended.push(between);
            small = false;
        }
    }
    mended.trim_matches(|c: char| c == between || c.is_ascii_digit()).to_owned()
}

/// A host of the network as `http.send` covers it: `api.example.com`, `api.example.com:8443`, or with a scheme.
pub(crate) fn is_host(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let (name, port) = rest.split_once(':').map_or((rest, None), |(name, port)| (name, Some(port)));
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    name.len() <= 253 && name.split('.').all(label) && port_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_of_small_letters() {
        for (text, kebab, snake) in [
            ("credit-limit", true, false),
            ("limit_raise", false, true),
            ("a1", true, true),
            ("1a", false, false),
            ("", false, false),
            ("a--b", false, false),
            ("a-", false, false),
            ("Limit", false, false),
            ("лимит", false, false),
        ] {
            assert_eq!((is_kebab(text), is_snake(text)), (kebab, snake), "{text}");
        }
    }

    #[test]
    fn what_was_meant_is_offered() {
        for (text, meant) in
            [("Credit Limit", "credit-limit"), ("creditLimit", "credit-limit"), ("a__b", "a-b"), ("1 a", "a")]
        {
            assert_eq!(mended(text, '-'), meant, "{text}");
        }
    }

    #[test]
    fn hosts_have_no_paths() {
        for (text, fits) in [
            ("api.example.com", true),
            ("https://api.example.com:8443", true),
            ("http://localhost:9000", true),
            ("example.com/v1", false),
            ("*.example.com", false),
            ("example.com:0", false),
            ("example.com:99999", false),
            ("Example.com", false),
            ("", false),
        ] {
            assert_eq!(is_host(text), fits, "{text}");
        }
    }
}
