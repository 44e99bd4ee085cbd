//! Text made comparable: one form for search, one key for names, and how alike two keys are.
//!
//! Knows Unicode normal forms and the letters that do not decompose. Must not know languages'
//! dictionaries or where the text came from.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text for search: NFKC, lower case, white space collapsed. Accents are kept.
pub fn normalise(text: &str) -> String {
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    collapse(&lower)
}

/// [`normalise`]d text without accents: `Müller` → `muller`, `Łódź` → `lodz`, `й` stays `й`.
///
/// Letters that Unicode does not decompose are spelled out (`ß` → `ss`, `ø` → `o`, `æ` → `ae`).
/// Cyrillic `й` and `ё` are letters, not accented ones, and keep their mark.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in normalise(text).chars() {
        match letter {
            'й' | 'ѝ' => folded.push('й'),
            'ё' => folded.push('е'),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ı' => folded.push('i'),
            // Hangul would fall apart into its letters; it has no accents to lose.
            '\u{ac00}'..='\u{d7a3}' => folded.push(letter),
            // Voicing marks of kana make other letters, not accented ones.
            '\u{3040}'..='\u{30ff}' => folded.push(letter),
            _ => folded.extend(letter.nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
    folded
}

/// The words of a text, folded and without punctuation: `O'Brien & Co.` → `obrien`, `co`.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .replace(['\'', '’', '`', '´'], "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// One key for a spelling, whatever its case, accents, punctuation and spaces.
pub fn key(text: &str) -> String {
    words(text).join(" ")
}

/// Legal forms that say nothing about which organisation it is.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "eg",
    "eurl",
    "gmbh",
    "hb",
    "inc",
    "incorporated",
    "kg",
    "kgaa",
    "lda",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "mbh",
    "nv",
    "oy",
    "oyj",
    "plc",
    "sa",
    "sarl",
    "sas",
    "sl",
    "slu",
    "sp",
    "spa",
    "spol",
    "srl",
    "sro",
    "ug",
    "zoo",
    "ад",
    "ead",
    "еад",
    "еоод",
    "ет",
    "оод",
    "ооо",
    "зао",
    "ао",
    "eood",
    "ood",
    "ad",
];

/// The key by which two spellings of one organisation meet: legal forms and `the`/`and` are gone.
///
/// `Pavlova, Ltd.`, `PAVLOVA Limited` and `Pavlova` share a key. A name made of legal forms only
/// keeps them, so that a key is never empty where a name has letters.
pub fn organisation_key(name: &str) -> String {
    // Dotted forms such as `S.p.A.` or `s.r.l.` are one word.
    let joined: String = name
        .split_whitespace()
        .map(|part| {
            let dots = part.matches('.').count();
            let letters = part.chars().filter(|c| c.is_alphabetic()).count();
            if dots >= 2 && dots >= letters.saturating_sub(1) {
                part.replace('.', "")
            } else {
                part.to_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ");
    let all = words(&joined);
    let kept: Vec<&String> = all
        .iter()
        .filter(|word| {
            !LEGAL_FORMS.contains(&word.as_str())
                && !matches!(word.as_str(), "the" | "and" | "und" | "et" | "y" | "e" | "и")
        })
        .collect();
    if kept.is_empty() { all.join(" ") } else { kept.into_iter().cloned().collect::<Vec<_>>().join(" ") }
}

/// The key by which two spellings of one person's name meet: words in alphabetical order, so that
/// `Anders, Maria` and `Maria Anders` share it.
pub fn person_key(name: &str) -> String {
    let mut all = words(name);
    all.sort();
    all.join(" ")
}

/// How alike two keys are, 0 to 100: twice the shared three-letter groups over all of them (Dice).
///
/// Words are padded as PostgreSQL's `pg_trgm` pads them (two blanks before, one after), so that
/// beginnings weigh more than ends.
pub fn similarity(a: &str, b: &str) -> u8 {
    if a == b {
        return 100;
    }
    let (mut left, right) = (trigrams(a), trigrams(b));
    let all = left.len() + right.len();
    if left.is_empty() || right.is_empty() {
        return 0;
    }
    let mut shared = 0usize;
    for group in &right {
        if let Some(at) = left.iter().position(|g| g == group) {
            left.swap_remove(at);
            shared += 1;
        }
    }
    u8::try_from(200 * shared / all).unwrap_or(100)
}

/// Whether two keys differ by one letter: one more, one less, another, or two neighbours swapped.
///
/// Short keys (under eight letters) are words of their own: `tailor` is no mistyped `sailor`.
pub fn one_letter_apart(a: &str, b: &str) -> bool {
    let (mut a, mut b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > b.len() {
        std::mem::swap(&mut a, &mut b);
    }
    if a.len() < 8 || b.len() - a.len() > 1 || a == b {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (left, right) = (&a[same..], &b[same..]);
    if left.len() < right.len() {
        return left == &right[1..];
    }
    let swapped = left.len() > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..];
    swapped || left[1..] == right[1..]
}

fn trigrams(text: &str) -> Vec<[char; 3]> {
    let mut groups = Vec::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let padded: Vec<char> = [' ', ' '].into_iter().chain(word.chars()).chain([' ']).collect();
        groups.extend(padded.windows(3).map(|w| [w[0], w[1], w[2]]));
    }
    groups
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_to_one_form() {
        for (given, expected) in [
            ("Müller", "muller"),
            ("  ŁÓDŹ ", "lodz"),
            ("Straße", "strasse"),
            ("Århus", "arhus"),
            ("Kobenhavn Ø", "kobenhavn o"),
            ("СОФИЯ", "софия"),
            ("Андрей", "андрей"),
            ("ﬁnance", "finance"),
            ("Ｔｏｋｙｏ", "tokyo"),
            ("ガス", "ガス"),
            ("서울", "서울"),
        ] {
            assert_eq!(fold(given), expected, "{given}");
        }
    }

    #[test]
    fn organisations_meet_without_their_legal_form() {
        for (a, b) in [
            ("Pavlova, Ltd.", "PAVLOVA Limited"),
            ("Franchi S.p.A.", "franchi spa"),
            ("Pasta Buttini s.r.l.", "Pasta Buttini"),
            ("Алфа ООД", "АЛФА ЕООД"),
            ("The Big Cheese", "Big Cheese Inc."),
            ("Heli Süßwaren GmbH & Co. KG", "Heli Süsswaren"),
        ] {
            assert_eq!(organisation_key(a), organisation_key(b), "{a} / {b}");
        }
        assert_eq!(organisation_key("AG"), "ag");
    }

    #[test]
    fn persons_meet_in_any_word_order() {
        assert_eq!(person_key("Anders, Maria"), person_key("maria ANDERS"));
    }

    #[test]
    fn one_mistyped_letter_is_seen() {
        for (a, b, expected) in [
            ("sales representative", "sales represenative", true),
            ("manager marketing", "manger marketing", true),
            ("manager marketing", "manager marketnig", true),
            ("manager product", "manager production", false),
            ("manager product", "manager product", false),
            ("tailor", "sailor", false),
        ] {
            assert_eq!(one_letter_apart(a, b), expected, "{a} / {b}");
            assert_eq!(one_letter_apart(b, a), expected, "{b} / {a}");
        }
    }

    #[test]
    fn similarity_is_between_nothing_and_all() {
        for (a, b, low, high) in [
            ("maria anders", "maria anders", 100, 100),
            ("maria anders", "maria andersen", 75, 95),
            ("frankfurt", "berlin", 0, 10),
            ("", "berlin", 0, 0),
        ] {
            let alike = similarity(a, b);
            assert!((low..=high).contains(&alike), "{a} / {b}: {alike}");
            assert_eq!(alike, similarity(b, a));
        }
    }
}
