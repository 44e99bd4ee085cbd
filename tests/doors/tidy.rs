//! The rules of the house, read from the source: who must not know whom, heads, lengths, numbers, names.
//!
//! Knows paths, imports and words. Must not know what the code does. Each finding says file, line,
//! rule, reason and fix.

use keel_tests::source::{self, Source};

/// No file is longer. Past 200 lines, think about splitting by noun; here it is said aloud.
const LINES_MAX: usize = 450;

/// A room, the names it must not use, whether it may hold SQL text, and what to do instead.
struct Room {
    path: &'static str,
    unknown: &'static [&'static str],
    sql: bool,
    reason: &'static str,
    fix: &'static str,
}

/// The "must not know" column of host/README.md.
const ROOMS: &[Room] = &[
    Room {
        path: "host/core/",
        unknown: &[
            "sqlx",
            "rusqlite",
            "axum",
            "hyper",
            "wasmtime",
            "serde",
            "serde_json",
            "schemars",
            "tokio",
            "tracing",
            "getrandom",
            "rand",
            "std::time",
            "std::env",
            "std::fs",
            "std::net",
            "std::thread",
            "Utc::now",
            "Local::now",
            "now_v7",
            "new_v4",
            "keel",
        ],
        sql: false,
        reason: "a rule takes values and returns a decision",
        fix: "pass what it needs as an argument, from host/src/service",
    },
    Room {
        path: "host/manifest/src/",
        unknown: &[
            "sqlx",
            "rusqlite",
            "axum",
            "wasmtime",
            "tokio",
            "std::env",
            "std::fs",
            "std::net",
            "std::time",
            "keel",
            "keel_core",
        ],
        sql: false,
        reason: "the SDK's macros read manifests too: text in, manifest or findings out",
        fix: "take the text as an argument; what the host has stands in core.types",
    },
    Room {
        path: "host/src/service/",
        unknown: &[
            "axum",
            "hyper",
            "serde_json",
            "sqlx",
            "rusqlite",
            "wasmtime",
            "crate::http",
            "crate::cli",
            "crate::jobs",
        ],
        sql: false,
        reason: "a use case is the same for HTTP, command line and plugin, on every database",
        fix: "statements go to host/src/storage, shapes of answers to host/src/http",
    },
    Room {
        path: "host/src/storage/",
        unknown: &[
            "axum",
            "hyper",
            "wasmtime",
            "crate::service",
            "crate::http",
            "crate::cli",
            "crate::jobs",
            "crate::plugin",
        ],
        sql: true,
        reason: "tables do not know why a rule exists or who asks",
        fix: "take plain values as arguments; decide in host/src/service",
    },
    Room {
        path: "host/src/http/",
        unknown: &["sqlx", "rusqlite", "wasmtime", "keel_core", "crate::cli"],
        sql: false,
        reason: "HTTP shapes questions and answers; it neither decides nor stores",
        fix: "call one function of host/src/service",
    },
    Room {
        path: "host/src/jobs/",
        unknown: &["axum", "crate::http", "crate::cli", "sqlx", "rusqlite"],
        sql: false,
        reason: "a job has no request: it may run twice, later, on another host",
        fix: "call host/src/service; keep the job's input in its row",
    },
    Room {
        path: "host/src/cli/",
        unknown: &["axum", "sqlx", "rusqlite", "keel_core"],
        sql: false,
        reason: "a command is a door like HTTP: it neither decides nor stores",
        fix: "call one function of host/src/service",
    },
    Room {
        path: "host/src/plugin/",
        unknown: &["axum", "sqlx", "rusqlite"],
        sql: false,
        reason: "the plugin runtime calls service like everyone else",
        fix: "call one function of host/src/service",
    },
];

/// Where a float would touch a number that a bookkeeper could see.
const EXACT: &[&str] = &["host/core/", "host/src/service/", "host/src/storage/"];

/// Words that mean unfinished work; spelled apart here so that this file may name them.
const UNFINISHED: &[&str] =
    &[concat!("FIX", "ME"), concat!("TO", "DO"), concat!("XX", "X"), concat!("for ", "now")];

/// File names that say nothing about their noun.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "manager", "misc"];

#[test]
fn tidy_every_file_keeps_the_rules_of_its_room() {
    let mut findings = Vec::new();
    for path in ["host", "tests", "plugins", "sdk"].iter().flat_map(|dir| source::files(dir, "rs")) {
        let text = std::fs::read_to_string(source::root().join(&path)).unwrap();
        findings.extend(check(&path, &text));
    }
    assert!(findings.is_empty(), "\n{}\n{} findings", findings.join("\n"), findings.len());
}

#[test]
fn tidy_both_dialects_have_the_same_migrations() {
    let names = |dialect: &str| -> Vec<String> {
        let dir = format!("migrations/{dialect}");
        source::files(&dir, "sql").iter().map(|path| path[dir.len() + 1..].to_owned()).collect()
    };
    assert_eq!(
        names("sqlite"),
        names("postgres"),
        "migrations/sqlite and migrations/postgres differ in file names: write the missing sister"
    );
}

#[test]
fn tidy_sees_each_kind_of_fault() {
    for (path, text, expected) in [
        ("host/core/src/ledger.rs", "//! x\nuse serde::Serialize;", "room"),
        ("host/core/src/ledger.rs", "//! x\nlet t = chrono::Utc::now();", "room"),
        ("host/src/service/ledger.rs", "//! x\nuse {a, serde_json as j};", "room"),
        ("host/src/storage/ledger.rs", "//! x\nuse crate::{\n    http::{Req, Res},\n};", "room"),
        ("host/src/service/ledger.rs", "//! x\nlet s = \"select id from account\";", "sql"),
        ("host/src/storage/ledger.rs", "//! x\nuse crate::service::uow;", "room"),
        ("host/src/storage/ledger.rs", "//! x\nlet v: f64 = 0.0;", "float"),
        ("host/src/http/ledger.rs", "use axum::Router;", "head"),
        ("host/src/http/ledger.rs", "//! x\n// FIX\u{4d}E later", "unfinished"),
        ("host/src/http/util.rs", "//! x", "name"),
        ("tests/doors/ledger.rs", "//! x\nthread::sleep(d);", "sleep"),
        ("tests/doors/ledger.rs", "//! x\n#[ignore]", "ignored"),
    ] {
        let findings = check(path, text);
        let found = findings.iter().any(|finding| finding.contains(&format!("[{expected}]")));
        assert!(found, "{path}: {text:?} should give [{expected}], gave {findings:?}");
    }
    for (path, text) in [
        ("host/core/src/ledger.rs", "//! Must not know serde.\n/* sqlx */ let s = \"serde::x\";"),
        ("host/src/storage/ledger.rs", "//! x\nlet s = \"select id from account\";"),
        ("host/src/service/ledger.rs", "//! x\nlet s = \"To update, choose a set from the list.\";"),
    ] {
        assert_eq!(check(path, text), Vec::<String>::new(), "{path}: {text:?}");
    }
}

/// Findings in one file: `file:line: [rule] what: reason. Fix: …`.
fn check(path: &str, text: &str) -> Vec<String> {
    let source = source::parse(text);
    let mut findings = Vec::new();
    if !text.starts_with("//! ") {
        findings.push(format!(
            "{path}:1: [head] no `//!` head: a newcomer must see what the file knows and must not know. \
             Fix: begin with two sentences of `//!`"
        ));
    }
    let lines = text.lines().count();
    if lines > LINES_MAX {
        findings.push(format!(
            "{path}:{lines}: [length] {lines} lines: a file is read in one sitting. \
             Fix: split by noun to {LINES_MAX} lines or fewer"
        ));
    }
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".rs");
    if EMPTY_NAMES.contains(&name) {
        findings
            .push(format!("{path}:1: [name] `{name}` names no noun. Fix: name the file after what it holds"));
    }
    for (number, line) in text.lines().enumerate() {
        if let Some(word) = UNFINISHED.iter().find(|word| line.contains(**word)) {
            findings.push(format!(
                "{path}:{}: [unfinished] `{word}`: what is here is whole. Fix: finish it, or open an issue",
                number + 1
            ));
        }
    }
    findings.extend(room(path, &source));
    findings.extend(words(path, &source));
    findings
}

fn room(path: &str, source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    for room in ROOMS.iter().filter(|room| path.starts_with(room.path)) {
        for name in room.unknown {
            let used =
                source.code.iter().enumerate().filter(|(_, line)| names(line, name)).map(|(n, _)| n + 1);
            let imported = source::imports(source).into_iter().filter(|(_, path)| {
                path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            });
            let mut lines: Vec<usize> = used.chain(imported.map(|(line, _)| line)).collect();
            lines.sort_unstable();
            lines.dedup();
            findings.extend(lines.into_iter().map(|line| {
                format!(
                    "{path}:{line}: [room] {} must not know `{name}`: {}. Fix: {}",
                    room.path, room.reason, room.fix
                )
            }));
        }
        for (line, text) in source.strings.iter().filter(|(_, text)| !room.sql && is_sql(text)) {
            let start: String = text.trim_start().chars().take(30).collect();
            findings.push(format!(
                "{path}:{line}: [sql] {} must not know SQL text (`{start}…`): {}. Fix: {}",
                room.path, room.reason, room.fix
            ));
        }
    }
    findings
}

fn words(path: &str, source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    let exact = EXACT.iter().any(|room| path.starts_with(room));
    for (number, line) in source.code.iter().enumerate() {
        let number = number + 1;
        if exact && (names(line, "f32") || names(line, "f64")) {
            findings.push(format!(
                "{path}:{number}: [float] a float loses cents. Fix: rust_decimal in rules, scaled i64 in storage"
            ));
        }
        if path.starts_with("tests/") && (line.contains("sleep(")) {
            findings.push(format!(
                "{path}:{number}: [sleep] a sleeping test is slow and still flaky. Fix: wait for the fact itself"
            ));
        }
        if line.contains("#[ignore") {
            findings.push(format!(
                "{path}:{number}: [ignored] an ignored test proves nothing. Fix: mend it or take it out"
            ));
        }
    }
    findings
}

/// Whether a line of code uses the name as a path: `serde_json::to_string`, `Utc::now`, `f64`.
fn names(line: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let bare = name.contains("::") || matches!(name, "f32" | "f64" | "now_v7" | "new_v4");
    line.match_indices(name).any(|(at, _)| {
        let rest = &line[at + name.len()..];
        let whole = !line[..at].ends_with(word) && !rest.starts_with(word);
        whole && (bare || rest.starts_with("::"))
    })
}

/// Whether a string is a statement: its first words are those of SQL.
fn is_sql(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    let has = |word: &str| text.split_whitespace().any(|w| w == word);
    text.starts_with("select ") && has("from")
        || text.starts_with("insert into ")
        || text.starts_with("delete from ")
        || text.starts_with("create table ")
        || text.starts_with("update ") && has("set") && text.contains('=')
}
