//! The part of the schema that plugins brought, against what is remembered of it.
//!
//! On SQLite it is made again in memory and compared by its text, whatever its names are quoted with. On
//! PostgreSQL tables, columns, indexes and constraints must be there. On both, a table that looks like a
//! plugin's and is remembered by nobody is told.

use std::collections::{BTreeMap, BTreeSet};

use super::Wrong;
use crate::storage::catalogue::{self, Kind};
use crate::storage::migrate::MIGRATIONS;
use crate::storage::plugins::schema::{self, Holds, Recorded};
use crate::storage::{DbError, Dialect, Tx};

/// Compares.
pub async fn compare(tx: &mut Tx) -> Result<(i64, Vec<Wrong>), DbError> {
    let all = schema::all(tx).await?;
    let (mut covered, mut wrong) = match tx.dialect() {
        Dialect::Sqlite => objects_sqlite(tx, &all).await?,
        Dialect::Postgres => objects_postgres(tx, &all).await?,
    };
    let tables = catalogue::tables(tx).await?;
    let remembered: BTreeSet<&str> = all.iter().map(|one| one.definition.table.name()).collect();
    let expected = schema::columns(&all);
    for table in &tables {
        let name = table.name.as_str();
        let looks = name.contains("__") || name.ends_with("_ext");
        if !remembered.contains(name) {
            if looks {
                wrong.push(Wrong::at(format!("table {name} belongs to no plugin")));
            }
            continue;
        }
        for column in &table.columns {
            covered += 1;
            let known = expected.iter().find(|(of, is, _)| *of == name && *is == column.name);
            match known {
                None => wrong.push(Wrong::at(format!("column {name}.{} belongs to no plugin", column.name))),
                Some((_, _, holds)) if !fits(*holds, column.kind, tx.dialect()) => {
                    wrong.push(Wrong::at(format!("column {name}.{} has another type", column.name)));
                }
                Some(_) => {}
            }
        }
        for (_, column, _) in expected.iter().filter(|(of, ..)| *of == name) {
            if !table.columns.iter().any(|there| there.name == *column) {
                wrong.push(Wrong::at(format!("column {name}.{column} is missing")));
            }
        }
    }
    Ok((covered, wrong))
}

fn fits(holds: Holds, kind: Kind, dialect: Dialect) -> bool {
    let (sqlite, postgres) = match holds {
        Holds::Int => (Kind::Int, Kind::Int),
        Holds::Bool => (Kind::Int, Kind::Bool),
        Holds::Text => (Kind::Text, Kind::Text),
        Holds::Id => (Kind::Bytes, Kind::Id),
        Holds::Day => (Kind::Text, Kind::Date),
        Holds::Instant => (Kind::Text, Kind::At),
    };
    kind == if dialect == Dialect::Sqlite { sqlite } else { postgres }
}

type Objects = BTreeMap<(String, String), String>;

const OBJECTS: &str = "select type, name, coalesce(sql, '') from sqlite_master where tbl_name = $1";

async fn objects_sqlite(tx: &mut Tx, all: &[Recorded]) -> Result<(i64, Vec<Wrong>), DbError> {
    let tables: BTreeSet<&str> = all.iter().map(|one| one.definition.table.name()).collect();
    let expected = again(all, &tables)
        .map_err(|error| DbError::Other(format!("what plugins brought cannot be made in memory: {error}")))?;
    let mut found = Objects::new();
    for table in tables {
        for row in tx.rows(OBJECTS, &[table.into()]).await? {
            found.insert((row.get(0)?, row.get(1)?), bare(&row.get::<String>(2)?));
        }
    }
    let (mut covered, mut wrong) = (0, Vec::new());
    for ((kind, name), text) in &expected {
        covered += 1;
        match found.get(&(kind.clone(), name.clone())) {
            None => wrong.push(Wrong::at(format!("{kind} {name} is missing"))),
            Some(other) if other != text => wrong.push(Wrong::at(format!("{kind} {name} has another text"))),
            Some(_) => {}
        }
    }
    for (kind, name) in found.keys().filter(|key| !expected.contains_key(*key)) {
        wrong.push(Wrong::at(format!("{kind} {name} belongs to no plugin")));
    }
    Ok((covered, wrong))
}

fn again(all: &[Recorded], tables: &BTreeSet<&str>) -> rusqlite::Result<Objects> {
    let connection = rusqlite::Connection::open_in_memory()?;
    for step in MIGRATIONS {
        connection.execute_batch(step.sqlite)?;
    }
    for statement in schema::statements(Dialect::Sqlite, all) {
        connection.execute_batch(&statement)?;
    }
    let mut objects = Objects::new();
    let mut statement = connection.prepare(&OBJECTS.replace("$1", "?1"))?;
    for table in tables {
        let rows = statement
            .query_map([table], |row| Ok(((row.get(0)?, row.get(1)?), bare(&row.get::<_, String>(2)?))))?;
        for row in rows {
            let (key, text) = row?;
            objects.insert(key, text);
        }
    }
    Ok(objects)
}

/// The text without what a rename leaves in it: quotes around names, and old names of constraints.
fn bare(sql: &str) -> String {
    let text = sql.replace('"', "").to_lowercase();
    let mut words = text.split_whitespace();
    let mut kept: Vec<&str> = Vec::new();
    while let Some(word) = words.next() {
        if word.trim_start_matches(['(', ',']) == "constraint" {
            words.next();
        } else {
            kept.push(word);
        }
    }
    kept.join(" ")
}

async fn objects_postgres(tx: &mut Tx, all: &[Recorded]) -> Result<(i64, Vec<Wrong>), DbError> {
    let rows = tx
        .rows(
            "select 'table', relname::text from pg_class \
             where relkind = 'r' and relnamespace = current_schema()::regnamespace \
             union all select 'index', relname::text from pg_class \
             where relkind = 'i' and relnamespace = current_schema()::regnamespace \
             union all select 'constraint', conname::text from pg_constraint \
             where connamespace = current_schema()::regnamespace and convalidated",
            &[],
        )
        .await?;
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    for row in rows {
        found.insert((row.get(0)?, row.get(1)?));
    }
    let expected = schema::expected(all);
    let mut wrong = Vec::new();
    for one in &expected {
        if !found.contains(&(one.kind.to_owned(), one.name.clone())) {
            wrong.push(Wrong::at(format!("{} {} is missing", one.kind, one.name)));
        }
    }
    Ok((expected.len() as i64, wrong))
}
