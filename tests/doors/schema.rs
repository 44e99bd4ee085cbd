//! The schema: replay equals the snapshot, and the two dialects are sisters.
//!
//! Knows the migration files and both catalogues. Must not know what a table is for.

use keel::storage::migrate::MIGRATIONS;
use keel_tests::catalogue::{self, Catalogue, Table};
use keel_tests::postgres::Cluster;
use keel_tests::source;
use sqlx::{Connection, PgConnection};

/// The schema as the migrations leave it, in PostgreSQL's words.
const SNAPSHOT: &str = "migrations/schema.snapshot";
/// Set to write the snapshot anew.
const WRITE: &str = "KEEL_WRITE_SNAPSHOT";

/// SQLite has no boolean type: a check named `<table>_<column>_bool` stands in for it and has no sister.
const BOOLEAN_CHECKS: [&str; 2] = ["_bool", "_is_boolean"];
/// SQLite's full-text index needs a number for each row; PostgreSQL's does not.
const ONLY_SQLITE: &[&str] = &["contact_search_no"];

#[tokio::test]
async fn replay_of_all_migrations_equals_the_snapshot() {
    let replayed = catalogue::render(&replay_postgres().await);
    let file = source::root().join(SNAPSHOT);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&file, &replayed).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let changed: Vec<String> = lines(&replayed)
        .difference(&lines(&kept))
        .map(|line| format!("+ {line}"))
        .chain(lines(&kept).difference(&lines(&replayed)).map(|line| format!("- {line}")))
        .collect();
    assert!(
        changed.is_empty(),
        "{SNAPSHOT} is not what migrations/postgres gives:\n{}\nIf the change is meant, write it: \
         {WRITE}=1 cargo test -p keel-tests --test doors schema",
        changed.join("\n")
    );
}

#[test]
fn every_migration_file_is_in_the_list_that_the_program_applies() {
    for (dialect, text) in [("sqlite", 0), ("postgres", 1)] {
        let listed: Vec<String> = MIGRATIONS
            .iter()
            .map(|step| {
                format!("migrations/{dialect}/{}.sql {}", step.name, [step.sqlite, step.postgres][text].len())
            })
            .collect();
        let there: Vec<String> =
            files(dialect).into_iter().map(|(path, text)| format!("{path} {}", text.len())).collect();
        assert_eq!(listed, there, "name the file in MIGRATIONS of host/src/storage/migrate.rs");
    }
}

#[tokio::test]
async fn both_dialects_have_the_same_shape() {
    let (sqlite, postgres) = (replay_sqlite(), replay_postgres().await);
    let mut findings = Vec::new();
    for name in sqlite.keys().filter(|n| !postgres.contains_key(*n) && !ONLY_SQLITE.contains(&n.as_str())) {
        findings.push(format!("table {name} is only in migrations/sqlite"));
    }
    for (name, table) in &postgres {
        match sqlite.get(name) {
            Some(sister) => findings.extend(differences(name, sister, table)),
            None => findings.push(format!("table {name} is only in migrations/postgres")),
        }
    }
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[tokio::test]
async fn both_dialects_have_the_same_views() {
    let sqlite = catalogue::sqlite_views(&sqlite_database()).unwrap();
    let postgres = catalogue::postgres_views(&mut postgres_database().await).await.unwrap();
    assert_eq!(sqlite, postgres, "views, with their columns: sqlite left, postgres right");
}

#[tokio::test]
async fn every_table_keeps_the_rules_of_the_house() {
    let mut findings = Vec::new();
    for (name, table) in replay_postgres().await {
        let has = |wanted: &str| table.columns.iter().any(|column| column.name == wanted);
        if table.key.is_empty() {
            findings.push(format!("{name} has no primary key"));
        }
        for common in ["id", "created_at", "updated_at"] {
            if has("version") && !has(common) {
                findings.push(format!("{name} has `version`, so it is a record, but no `{common}`"));
            }
        }
        for key in table.foreign_keys.iter().filter(|key| key.ends_with("no action")) {
            findings.push(format!(
                "{name}: foreign key {key}: say `on delete cascade`, `set null` or `restrict`"
            ));
        }
        for column in &table.columns {
            let wanted = match column.name.as_str() {
                n if n.ends_with("_at") || n == "at" => "timestamp with time zone",
                n if n.ends_with("_on") => "date",
                n if n.ends_with("_id") || n == "id" => "uuid",
                n if n.ends_with("_minor") || n.ends_with("_e6") || n.ends_with("_e9") => "bigint",
                _ => &column.kind,
            };
            if column.kind != wanted {
                findings
                    .push(format!("{name}.{} is {}: its name promises {wanted}", column.name, column.kind));
            }
        }
    }
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[tokio::test]
async fn append_only_tables_refuse_update_and_delete_on_both() {
    for (dialect, catalogue) in [("sqlite", replay_sqlite()), ("postgres", replay_postgres().await)] {
        for name in APPEND_ONLY {
            let table =
                catalogue.get(*name).unwrap_or_else(|| panic!("{name} is not in migrations/{dialect}"));
            let refused: Vec<&str> = table.refused.iter().copied().collect();
            assert_eq!(refused, ["delete", "update"], "triggers of {name} in migrations/{dialect}");
        }
    }
}

/// Tables whose rows stay as they were written, with a trigger that says so.
const APPEND_ONLY: &[&str] = &[
    "audit_log",
    "entry",
    "entry_line",
    "entry_line_dimension",
    "reconciliation",
    "reconciliation_match",
    "stock_move",
    "valuation_layer",
    "layer_consumption",
];

fn differences(name: &str, sqlite: &Table, postgres: &Table) -> Vec<String> {
    let mut findings = Vec::new();
    let mut compare = |what: &str, left: String, right: String| {
        if left != right {
            findings.push(format!("{name}: {what} differ\n    sqlite:   {left}\n    postgres: {right}"));
        }
    };
    let names = |table: &Table| -> Vec<String> { table.columns.iter().map(|c| c.name.clone()).collect() };
    compare("columns", names(sqlite).join(", "), names(postgres).join(", "));
    for (left, right) in sqlite.columns.iter().zip(&postgres.columns).filter(|(l, r)| l.name == r.name) {
        let what = format!("column {}", left.name);
        let expected = catalogue::sqlite_type(&right.kind).unwrap_or("a type of host/README.md");
        let render = |kind: &str, not_null: bool, default: bool| {
            format!("{kind} not null={not_null} default={default}")
        };
        compare(
            &what,
            render(&left.kind, left.not_null, left.has_default),
            render(expected, right.not_null, right.has_default),
        );
        let checked = |suffix: &&str| sqlite.constraints.contains(&format!("{name}_{}{suffix}", left.name));
        if right.kind == "boolean" && !BOOLEAN_CHECKS.iter().any(checked) {
            compare(
                "booleans",
                format!("no check {name}_{}_bool", left.name),
                "one is wanted in sqlite".into(),
            );
        }
    }
    compare("primary keys", sqlite.key.join(", "), postgres.key.join(", "));
    let shared: Vec<&str> = sqlite
        .constraints
        .iter()
        .map(String::as_str)
        .filter(|name| !BOOLEAN_CHECKS.iter().any(|suffix| name.ends_with(suffix)))
        .collect();
    compare("constraint names", shared.join(", "), join(&postgres.constraints));
    compare("foreign keys", join(&sqlite.foreign_keys), join(&postgres.foreign_keys));
    compare("indexes", join(&sqlite.indexes), join(&postgres.indexes));
    compare("append-only triggers", format!("{:?}", sqlite.refused), format!("{:?}", postgres.refused));
    findings
}

fn join(set: &std::collections::BTreeSet<String>) -> String {
    set.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn lines(text: &str) -> std::collections::BTreeSet<String> {
    let mut table = "";
    let mut found = std::collections::BTreeSet::new();
    for line in text.lines() {
        if !line.starts_with(' ') {
            table = line;
        }
        found.insert(format!("{table}: {}", line.trim()));
    }
    found
}

fn files(dialect: &str) -> Vec<(String, String)> {
    let read = |path: String| (path.clone(), std::fs::read_to_string(source::root().join(path)).unwrap());
    source::files(&format!("migrations/{dialect}"), "sql").into_iter().map(read).collect()
}

fn sqlite_database() -> rusqlite::Connection {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    for (path, text) in files("sqlite") {
        connection.execute_batch(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    connection
}

fn replay_sqlite() -> Catalogue {
    let connection = sqlite_database();
    let catalogue = catalogue::sqlite(&connection).unwrap();
    for name in catalogue.keys() {
        let sql = format!("select strict from pragma_table_list where name = '{name}'");
        let strict: bool = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert!(strict, "table {name} in migrations/sqlite is not `strict`");
    }
    catalogue
}

async fn postgres_database() -> PgConnection {
    let url = Cluster::shared().create_from("template0").await.unwrap();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    for (path, text) in files("postgres") {
        let ran = sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(&mut connection).await;
        ran.unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    connection
}

async fn replay_postgres() -> Catalogue {
    catalogue::postgres(&mut postgres_database().await).await.unwrap()
}
