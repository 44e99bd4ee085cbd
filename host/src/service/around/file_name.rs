//! Names of files as people gave them, made harmless.
//!
//! Knows what file systems and screens make of a name. Must not know headers.

/// Longest name that is kept, in characters.
const LENGTH_MAX: usize = 200;

/// The last part of a path, without what would break a line, turn the reading order around or hide an
/// ending; `file` when nothing is left.
pub(super) fn harmless(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let plain = plain.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    if plain.is_empty() {
        return "file".into();
    }
    let count = plain.chars().count();
    if count <= LENGTH_MAX {
        return plain.to_owned();
    }
    // The ending says what it is: it stays.
    let ending = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if ending.chars().count() <= 10 { ending } else { "" };
    let head: String = plain.chars().take(LENGTH_MAX - ending.chars().count() - 1).collect();
    if ending.is_empty() { head } else { format!("{head}.{ending}") }
}

/// Marks of direction and zero width (Unicode Technical Report 36).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_hostile_name_loses_what_makes_it_hostile_and_keeps_its_meaning() {
        for (given, expected) in [
            ("offer.pdf", "offer.pdf"),
            ("Оферта №7.pdf", "Оферта №7.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\system.ini", "system.ini"),
            (".htaccess", "htaccess"),
            ("a\r\nset-cookie: x=1.txt", "aset-cookie: x=1.txt"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("name.exe.", "name.exe"),
            ("..", "file"),
            ("", "file"),
            ("a\"b;c.txt", "a\"b;c.txt"),
        ] {
            assert_eq!(harmless(given), expected, "{given:?}");
        }
        let long = harmless(&format!("{}.pdf", "я".repeat(500)));
        assert_eq!((long.chars().count(), long.ends_with(".pdf")), (200, true));
    }
}
