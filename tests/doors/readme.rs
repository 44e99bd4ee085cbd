//! README.md tells the truth, letter by letter: its commands, settings and paths are those that there are.

use keel::cli::settings::{KEYS, variable};
use keel_tests::program::run;
use keel_tests::source;

use crate::KEEL;

fn readme() -> String {
    std::fs::read_to_string(source::root().join("README.md")).unwrap()
}

#[test]
fn every_setting_is_in_the_table_with_its_default() {
    let text = readme();
    for key in KEYS {
        let row = format!("| `{}` | `{}` |", key.name, variable(key.name));
        let line = text.lines().find(|line| line.starts_with(&row));
        let line = line.unwrap_or_else(|| panic!("README.md has no row that begins with {row}"));
        assert!(
            line.contains(&format!("`{}`", key.default)),
            "the default of {} is {}",
            key.name,
            key.default
        );
    }
}

#[test]
fn every_command_is_in_the_table_and_every_one_in_the_table_is_there() {
    let text = readme();
    let help = run(KEEL, &["--help"]).done();
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let there: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    for command in there.iter().filter(|command| **command != "help") {
        assert!(text.contains(&format!("| `keel {command}")), "README.md does not name `keel {command}`");
    }
    for named in text.split("| `keel ").skip(1).filter_map(|rest| rest.split([' ', '`']).next()) {
        assert!(there.contains(&named), "README.md names `keel {named}`, which is not there");
    }
}

#[test]
fn every_path_it_names_is_there() {
    for word in readme().split('`').skip(1).step_by(2) {
        let path = word.trim_end_matches('/');
        let ours = ["host/", "tests/", "migrations/", ".ci/"].iter().any(|dir| path.starts_with(dir));
        if ours && !path.contains(' ') {
            assert!(source::root().join(path).exists(), "README.md names {path}, which is not there");
        }
    }
}
