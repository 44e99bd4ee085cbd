//! Search by any part: what is written into a contact's search text, and how a hit ranks.
//!
//! Knows the one searchable form of names, numbers and addresses. Must not know which index finds
//! the candidates.

use super::text::fold;

/// What can be found of a contact.
#[derive(Debug, Clone, Default)]
pub struct Findable<'a> {
    /// Its name as shown.
    pub name: &'a str,
    /// Other words: code, given and family name, trade names.
    pub words: Vec<&'a str>,
    /// Phone numbers in every form worth finding: `+359888123456`, `0888 123 456`.
    pub phones: Vec<&'a str>,
    /// E-mail addresses and web sites.
    pub addresses: Vec<&'a str>,
    /// Tax numbers and bank account numbers.
    pub numbers: Vec<&'a str>,
}

/// The search text: folded words, each between blanks, so that ` word` finds beginnings of words.
///
/// Punctuation of names stays (`o'brien`); phones and numbers are bare digits and letters. Text
/// without blanks between words (Chinese, Japanese) is followed by its pairs of letters, so that two
/// letters from the middle are found too.
pub fn search_text(findable: &Findable<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut add = |part: String| {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    };
    add(fold(findable.name));
    for word in &findable.words {
        let folded = fold(word);
        if !fold(findable.name).split(' ').any(|known| known == folded) {
            add(folded);
        }
    }
    for phone in &findable.phones {
        add(bare(phone));
    }
    for address in &findable.addresses {
        add(fold(address));
    }
    for number in &findable.numbers {
        add(bare(number));
    }
    for text in std::iter::once(&findable.name).chain(&findable.words) {
        for pair in dense_pairs(&fold(text)) {
            add(pair);
        }
    }
    format!(" {} ", parts.join(" "))
}

/// What somebody typed, as terms that must all be found. A phone number typed with blanks,
/// brackets or a leading `00` is one term.
pub fn terms(typed: &str) -> Vec<String> {
    let folded = fold(typed);
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let phone_like = digits >= 3 && folded.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    if phone_like {
        let number: String = folded.chars().filter(char::is_ascii_digit).collect();
        let international = number.strip_prefix("00").map_or(number.clone(), str::to_owned);
        return vec![if international.is_empty() { number } else { international }];
    }
    folded.split(' ').filter(|term| !term.is_empty()).map(str::to_owned).collect()
}

/// How well a contact answers. The lower, the better: order by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// The name, a number or an address is exactly what was typed.
    Exact,
    /// The name begins with it.
    Prefix,
    /// Every term begins a word.
    WordPrefix,
    /// Every term is somewhere.
    Substring,
}

/// The rank of a contact by its folded name and search text, or nothing if a term is missing.
pub fn rank(name_key: &str, search_text: &str, terms: &[String]) -> Option<Rank> {
    let typed = terms.join(" ");
    if terms.is_empty() || !terms.iter().all(|term| search_text.contains(term.as_str())) {
        return None;
    }
    let whole = |term: &str| {
        search_text.contains(&format!(" {term} "))
            && (term.contains('@') || term.chars().any(|c| c.is_ascii_digit()))
    };
    Some(if name_key == typed || (terms.len() == 1 && (whole(&typed) || whole(&format!("+{typed}")))) {
        Rank::Exact
    } else if name_key.starts_with(&typed) {
        Rank::Prefix
    } else if terms.iter().all(|term| search_text.contains(&format!(" {term}"))) {
        Rank::WordPrefix
    } else {
        Rank::Substring
    })
}

/// Letters and digits only, and a leading plus.
fn bare(number: &str) -> String {
    let folded = fold(number);
    let plus = if folded.starts_with('+') { "+" } else { "" };
    let rest: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    if rest.is_empty() { rest } else { format!("{plus}{rest}") }
}

fn dense_pairs(folded: &str) -> Vec<String> {
    let letters: Vec<char> = folded.chars().collect();
    letters
        .windows(2)
        .filter(|pair| pair.iter().all(|c| is_dense(*c)))
        .map(|pair| pair.iter().collect())
        .collect()
}

/// Letters of scripts that are written without blanks between words.
const fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{0e00}'..='\u{0e7f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_is_found_and_ranked() {
        let maria = Findable {
            name: "María Müller",
            words: vec!["CUST-7"],
            phones: vec!["+359888123456", "0888 123 456"],
            addresses: vec!["m.mueller@example.com"],
            numbers: vec!["BG 175 074 752"],
        };
        let text = search_text(&maria);
        let key = fold(maria.name);
        for (typed, expected) in [
            ("maria muller", Some(Rank::Exact)),
            ("MARÍA", Some(Rank::Prefix)),
            ("müll", Some(Rank::WordPrefix)),
            ("ulle", Some(Rank::Substring)),
            ("muller mar", Some(Rank::WordPrefix)),
            ("cust-7", Some(Rank::Exact)),
            ("0888 123", Some(Rank::WordPrefix)),
            ("(0888) 123-456", Some(Rank::Exact)),
            ("00359 888", Some(Rank::Substring)),
            ("+359 888 123 456", Some(Rank::Exact)),
            ("example.com", Some(Rank::Substring)),
            ("175074752", Some(Rank::Substring)),
            ("074", Some(Rank::Substring)),
            ("peter", None),
            ("", None),
        ] {
            assert_eq!(rank(&key, &text, &terms(typed)), expected, "{typed} in {text}");
        }
    }

    #[test]
    fn two_letters_from_the_middle_of_a_chinese_name_begin_a_word() {
        let text = search_text(&Findable { name: "東京商事", ..Findable::default() });
        assert_eq!(text, " 東京商事 東京 京商 商事 ");
        assert_eq!(rank("東京商事", &text, &terms("京商")), Some(Rank::WordPrefix));
    }
}
