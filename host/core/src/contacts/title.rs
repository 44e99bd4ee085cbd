//! Job titles: one directory entry for all spellings of one job.
//!
//! Knows the abbreviations people type. Must not know which titles the company keeps.

use super::text;

/// What people write for longer words.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("rep", "Representative"),
    ("reps", "Representative"),
    ("repr", "Representative"),
    ("mgr", "Manager"),
    ("mngr", "Manager"),
    ("man", "Manager"),
    ("asst", "Assistant"),
    ("assist", "Assistant"),
    ("assoc", "Associate"),
    ("admin", "Administrator"),
    ("coord", "Coordinator"),
    ("dir", "Director"),
    ("exec", "Executive"),
    ("eng", "Engineer"),
    ("engr", "Engineer"),
    ("intl", "International"),
    ("mktg", "Marketing"),
    ("acct", "Accounting"),
    ("acctg", "Accounting"),
    ("purch", "Purchasing"),
    ("sr", "Senior"),
    ("jr", "Junior"),
    ("vp", "Vice President"),
    ("svp", "Senior Vice President"),
    ("ceo", "Chief Executive Officer"),
    ("cfo", "Chief Financial Officer"),
    ("cto", "Chief Technology Officer"),
    ("coo", "Chief Operating Officer"),
    ("hr", "Human Resources"),
];

/// Words that carry no meaning in a title.
const FILLERS: &[&str] = &["of", "the", "for", "and", "de", "der", "die"];

/// A title as typed, read: the jobs it names, in the order given.
///
/// `Owner/Marketing Assistant` names two jobs. `Vice President, Sales` names one: a comma puts the
/// department behind the rank.
pub fn read(given: &str) -> Vec<String> {
    given.split(['/', ';', '|']).map(canonical).filter(|title| !title.is_empty()).collect()
}

/// One title with abbreviations written out and spaces in order: `Sales Rep.` → `Sales Representative`.
pub fn canonical(title: &str) -> String {
    title
        .split_whitespace()
        .map(|word| {
            let (bare, tail) = match word.trim_end_matches('.') {
                bare if bare.ends_with(',') => (bare.trim_end_matches([',', '.']), ","),
                bare => (bare, ""),
            };
            let low = text::fold(bare);
            let full = ABBREVIATIONS.iter().find(|(short, _)| *short == low).map(|(_, long)| *long);
            format!("{}{tail}", full.map_or_else(|| capitalised(bare), str::to_owned))
        })
        .collect::<Vec<_>>()
        .join(" ")
        .trim_matches(',')
        .to_owned()
}

/// The key by which two spellings of one job meet: words written out, fillers gone, in
/// alphabetical order (`VP of Sales` = `Vice President, Sales` = `Sales Vice-President`).
pub fn key(title: &str) -> String {
    let mut words: Vec<String> =
        text::words(&canonical(title)).into_iter().filter(|word| !FILLERS.contains(&word.as_str())).collect();
    words.sort();
    words.join(" ")
}

/// All-lower and all-upper words get a capital first letter; anything else was meant.
fn capitalised(word: &str) -> String {
    let shouted = word.chars().count() > 4 && word.chars().all(|c| !c.is_lowercase());
    let whispered = word.chars().all(|c| !c.is_uppercase());
    if FILLERS.contains(&word) || !(shouted || whispered) {
        return word.to_owned();
    }
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_job_share_a_key() {
        for (a, b) in [
            ("Sales Rep.", "Sales Representative"),
            ("sales representative", "SALES REPRESENTATIVE"),
            ("Marketing Mgr.", "Marketing Manager"),
            ("VP of Sales", "Vice President, Sales"),
            ("Sales Vice-President", "Vice President, Sales"),
            ("Asst. Sales Agent", "Assistant Sales Agent"),
        ] {
            assert_eq!(key(a), key(b), "{a} / {b}");
        }
        assert_ne!(key("Sales Manager"), key("Sales Agent"));
    }

    #[test]
    fn titles_are_read_as_written_out() {
        for (given, expected) in [
            ("International Marketing Mgr.", vec!["International Marketing Manager"]),
            ("Owner/Marketing Assistant", vec!["Owner", "Marketing Assistant"]),
            ("Vice President, Sales", vec!["Vice President, Sales"]),
            ("  Regional  Account Rep. ", vec!["Regional Account Representative"]),
            ("главен счетоводител", vec!["Главен Счетоводител"]),
            ("", vec![]),
        ] {
            assert_eq!(read(given), expected, "{given}");
        }
    }
}
