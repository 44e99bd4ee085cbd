//! Every message of the code is in every language, and every language says the same.

use std::collections::BTreeSet;
use std::path::Path;

/// The text of every file below a folder.
fn sources(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(
            |path| if path.is_dir() { sources(&path) } else { vec![std::fs::read_to_string(path).unwrap()] },
        )
        .collect()
}

/// What stands between a beginning and the next quotation mark, wherever it does.
fn quoted(text: &str, beginning: &str) -> Vec<String> {
    text.split(beginning).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn messages(language: &str) -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n").join(format!("{language}.ftl"));
    let text = std::fs::read_to_string(file).unwrap();
    let named = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    named.filter_map(|line| line.split_once(" =")).map(|(id, _)| id.to_owned()).collect()
}

#[test]
fn every_message_of_the_code_is_in_both_languages() {
    let (english, bulgarian) = (messages("en"), messages("bg"));
    assert_eq!(english, bulgarian);
    let mut used = BTreeSet::new();
    for text in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        used.extend(quoted(&text, "say(\""));
        used.extend(quoted(&text, "\"crm.").iter().map(|rest| format!("crm-{rest}")));
    }
    assert!(used.len() > 60, "the code's messages were found: {used:?}");
    let missing: Vec<&String> = used.iter().filter(|id| !english.contains(*id)).collect();
    assert!(missing.is_empty(), "not translated: {missing:?}");
}
