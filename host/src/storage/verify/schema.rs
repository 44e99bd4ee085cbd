//! The schema as it is against the schema as the program's own steps make it.
//!
//! On SQLite the steps are run in memory and every object is compared by its text. On PostgreSQL the objects
//! that the steps name must be there, switched on, and their functions must have the text they were given.

use std::collections::BTreeMap;

use super::{Wrong, brought};
use crate::storage::migrate::{MIGRATIONS, hex};
use crate::storage::{DbError, Dialect, Tx};
use sha2::{Digest, Sha256};

/// Which part of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Triggers and their functions: what keeps posted rows from being changed.
    Triggers,
    /// Tables, indexes, constraints, and the steps that were applied.
    Rest,
}

/// Compares one part of the schema.
pub async fn compare(tx: &mut Tx, part: Part) -> Result<(i64, Vec<Wrong>), DbError> {
    let (mut covered, mut wrong) = match tx.dialect() {
        Dialect::Sqlite => compare_sqlite(tx, part).await?,
        Dialect::Postgres => compare_postgres(tx, part).await?,
    };
    if part == Part::Rest {
        let (more, drifted) = brought::compare(tx).await?;
        covered += more;
        wrong.extend(drifted);
        let dialect = tx.dialect();
        let rows = tx.rows("select name, digest from schema_migration", &[]).await?;
        let applied = rows
            .iter()
            .map(|row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))
            .collect::<Result<BTreeMap<_, _>, DbError>>()?;
        for step in MIGRATIONS {
            covered += 1;
            let text = if dialect == Dialect::Sqlite { step.sqlite } else { step.postgres };
            if applied.get(step.name) != Some(&hex(&Sha256::digest(text.as_bytes()))) {
                wrong.push(Wrong::at(format!("step {} was applied with other text", step.name)));
            }
        }
    }
    Ok((covered, wrong))
}

async fn compare_sqlite(tx: &mut Tx, part: Part) -> Result<(i64, Vec<Wrong>), DbError> {
    let expected =
        replay().map_err(|error| DbError::Other(format!("the steps do not run in memory: {error}")))?;
    let rows = tx.rows("select type, name, coalesce(sql, '') from sqlite_master", &[]).await?;
    let found = rows
        .iter()
        .map(|row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))
        .collect::<Result<BTreeMap<(String, String), String>, DbError>>()?;
    let (mut covered, mut wrong) = (0, Vec::new());
    for ((kind, name), sql) in &expected {
        if (kind == "trigger") != (part == Part::Triggers) {
            continue;
        }
        covered += 1;
        match found.get(&(kind.clone(), name.clone())) {
            None => wrong.push(Wrong::at(format!("{kind} {name} is missing"))),
            Some(text) if text != sql => wrong.push(Wrong::at(format!("{kind} {name} has another text"))),
            Some(_) => {}
        }
    }
    Ok((covered, wrong))
}

fn replay() -> rusqlite::Result<BTreeMap<(String, String), String>> {
    let connection = rusqlite::Connection::open_in_memory()?;
    for step in MIGRATIONS {
        connection.execute_batch(step.sqlite)?;
    }
    let mut statement = connection.prepare("select type, name, coalesce(sql, '') from sqlite_master")?;
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}

async fn compare_postgres(tx: &mut Tx, part: Part) -> Result<(i64, Vec<Wrong>), DbError> {
    let mut expected: Vec<(&str, String, Option<String>)> = Vec::new();
    for step in MIGRATIONS {
        expected.extend(objects(step.postgres));
    }
    let rows = tx
        .rows(
            "select 'table', relname::text, null::text from pg_class \
             where relkind = 'r' and relnamespace = current_schema()::regnamespace \
             union all select 'index', relname::text, null from pg_class \
             where relkind = 'i' and relnamespace = current_schema()::regnamespace \
             union all select 'constraint', k.conname::text, null from pg_constraint k \
             where k.connamespace = current_schema()::regnamespace and k.convalidated \
             union all select 'trigger', t.tgname::text, null from pg_trigger t join pg_class c on c.oid = t.tgrelid \
             where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal and t.tgenabled in ('O', 'A') \
             union all select 'function', proname::text, prosrc from pg_proc \
             where pronamespace = current_schema()::regnamespace",
            &[],
        )
        .await?;
    let found = rows
        .iter()
        .map(|row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))
        .collect::<Result<BTreeMap<(String, String), Option<String>>, DbError>>()?;
    let (mut covered, mut wrong) = (0, Vec::new());
    for (kind, name, body) in expected {
        if matches!(kind, "trigger" | "function") != (part == Part::Triggers) {
            continue;
        }
        covered += 1;
        match found.get(&(kind.to_owned(), name.clone())) {
            None => wrong.push(Wrong::at(format!("{kind} {name} is missing or switched off"))),
            Some(text) if body.is_some() && *text != body => {
                wrong.push(Wrong::at(format!("{kind} {name} has another text")));
            }
            Some(_) => {}
        }
    }
    Ok((covered, wrong))
}

/// What a PostgreSQL step makes: kind, name, and the body of a function.
fn objects(text: &str) -> Vec<(&'static str, String, Option<String>)> {
    let code: String = text
        .lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut found = Vec::new();
    for (mark, kind) in [
        ("create table ", "table"),
        ("create index ", "index"),
        ("create unique index ", "index"),
        ("constraint ", "constraint"),
        ("create trigger ", "trigger"),
        ("create function ", "function"),
        ("create or replace function ", "function"),
    ] {
        for (at, _) in code.match_indices(mark) {
            let rest = &code[at + mark.len()..];
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            if end == 0 {
                continue;
            }
            let body = (kind == "function").then(|| rest.split("$$").nth(1).map(str::to_owned)).flatten();
            found.push((kind, rest[..end].to_owned(), body));
        }
    }
    found
}
