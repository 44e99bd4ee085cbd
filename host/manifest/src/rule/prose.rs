//! Sentences: one line for people, and reasons that an administrator can weigh.

/// Why a text is not one line of at most `most` characters.
pub(crate) fn wrong_line(text: &str, most: usize) -> Option<String> {
    if text.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    if text != text.trim() {
        return Some("it begins or ends with a blank".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Some("it has a line break or another control character".to_owned());
    }
    let length = text.chars().count();
    (length > most).then(|| format!("it has {length} characters, {most} at most are shown"))
}

/// Whether a reason says something: three different words or more, one of them of four letters.
pub(crate) fn is_reason(text: &str) -> bool {
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let mut words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.retain(|word| letters(word) > 0);
    let long = words.iter().any(|word| letters(word) >= 4);
    words.sort();
    words.dedup();
    words.len() >= 3 && long && !words.iter().any(|word| word.starts_with("lorem"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_sentence() {
        for (text, says) in [
            ("To raise the limit.", true),
            ("За да вдигне лимита.", true),
            ("needed", false),
            ("x x x x", false),
            ("because because because", false),
            ("a b c", false),
            ("1 2 3 4", false),
        ] {
            assert_eq!(is_reason(text), says, "{text}");
        }
    }
}
