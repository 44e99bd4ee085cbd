//! What a database says about its own tables, in words that both databases share.
//!
//! Knows the catalogues of SQLite and PostgreSQL. Must not know what a table is for.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use sqlx::{PgConnection, Row};

/// A schema: tables by name.
pub type Catalogue = BTreeMap<String, Table>;

/// One table.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Columns by position: `name type [not null] [default]`. Types are those of PostgreSQL where it is
    /// read from there, and SQLite's where it is read from there.
    pub columns: Vec<Column>,
    /// Columns of the primary key, in order.
    pub key: Vec<String>,
    /// Names of check and unique constraints.
    pub constraints: BTreeSet<String>,
    /// `(columns) references table (columns) on delete what`.
    pub foreign_keys: BTreeSet<String>,
    /// Names of ordinary indexes, with ` unique` where they are.
    pub indexes: BTreeSet<String>,
    /// Events that triggers with "append-only" in their text refuse: `update`, `delete`.
    pub refused: BTreeSet<&'static str>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Type as declared.
    pub kind: String,
    /// Whether null is refused.
    pub not_null: bool,
    /// Whether an insert may leave it out.
    pub has_default: bool,
}

/// The SQLite type that host/README.md gives to a PostgreSQL type, or `None` where it names no such type.
pub fn sqlite_type(postgres: &str) -> Option<&'static str> {
    Some(match postgres {
        "bigint" | "boolean" => "integer",
        "text" | "date" | "timestamp with time zone" => "text",
        "uuid" | "bytea" => "blob",
        _ => return None,
    })
}

/// Reads a SQLite schema. Virtual tables and what belongs to them are left out.
pub fn sqlite(connection: &rusqlite::Connection) -> Result<Catalogue> {
    let mut catalogue = Catalogue::new();
    let names = "select name from pragma_table_list where type = 'table' and schema = 'main' and name not like 'sqlite_%'";
    for name in column(connection, names, [])? {
        catalogue.insert(name.clone(), sqlite_table(connection, &name)?);
    }
    Ok(catalogue)
}

fn sqlite_table(connection: &rusqlite::Connection, name: &str) -> Result<Table> {
    let mut table = Table::default();
    let mut columns = connection.prepare(
        "select name, lower(type), \"notnull\", dflt_value is not null from pragma_table_info($1) order by cid",
    )?;
    let found = columns.query_map([name], |row| {
        Ok(Column { name: row.get(0)?, kind: row.get(1)?, not_null: row.get(2)?, has_default: row.get(3)? })
    })?;
    table.columns = found.collect::<Result<_, _>>()?;
    table.key =
        column(connection, "select name from pragma_table_info($1) where pk > 0 order by pk", [name])?;
    let text =
        column(connection, "select sql from sqlite_schema where type = 'table' and name = $1", [name])?;
    // Keys are compared by what they say; SQLite does not report their names in errors either.
    let keys = ["primary", "references", "foreign"];
    let words: Vec<&str> = text[0].split_whitespace().collect();
    for window in words.windows(3).filter(|window| window[0] == "constraint") {
        if !keys.contains(&window[2]) {
            table.constraints.insert(window[1].to_owned());
        }
    }
    table.foreign_keys = column(
        connection,
        "select '(' || group_concat(\"from\", ', ' order by seq) || ') references ' || \"table\" || ' (' || \
         group_concat(\"to\", ', ' order by seq) || ') on delete ' || lower(on_delete) \
         from pragma_foreign_key_list($1) group by id",
        [name],
    )?
    .into_iter()
    .collect();
    table.indexes = column(
        connection,
        "select name || case when \"unique\" then ' unique' else '' end from pragma_index_list($1) where origin = 'c'",
        [name],
    )?
    .into_iter()
    .collect();
    let triggers = "select lower(sql) from sqlite_schema where type = 'trigger' and tbl_name = $1";
    for text in column(connection, triggers, [name])? {
        let head = text.split(" begin").next().unwrap_or(&text);
        for event in ["update", "delete"] {
            if text.contains("append-only") && head.contains(&format!("before {event}")) {
                table.refused.insert(event);
            }
        }
    }
    Ok(table)
}

fn column<P: rusqlite::Params>(
    connection: &rusqlite::Connection,
    sql: &str,
    params: P,
) -> Result<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let found = statement.query_map(params, |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Reads a PostgreSQL schema.
pub async fn postgres(connection: &mut PgConnection) -> Result<Catalogue> {
    let mut catalogue = Catalogue::new();
    let columns = "select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef \
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by c.relname, a.attnum";
    for row in sqlx::query(columns).fetch_all(&mut *connection).await? {
        let table: &mut Table = catalogue.entry(row.try_get(0)?).or_default();
        table.columns.push(Column {
            name: row.try_get(1)?,
            kind: row.try_get(2)?,
            not_null: row.try_get(3)?,
            has_default: row.try_get(4)?,
        });
    }
    let constraints = "select c.relname::text, k.conname::text, k.contype::text, pg_get_constraintdef(k.oid), \
        array(select a.attname::text from unnest(k.conkey) with ordinality as x (no, at) \
              join pg_attribute a on a.attrelid = c.oid and a.attnum = x.no order by x.at) \
        from pg_constraint k join pg_class c on c.oid = k.conrelid \
        where c.relnamespace = 'public'::regnamespace and k.contype in ('c', 'u', 'f', 'p')";
    for row in sqlx::query(constraints).fetch_all(&mut *connection).await? {
        let table = catalogue.entry(row.try_get(0)?).or_default();
        let kind: String = row.try_get(2)?;
        if kind == "p" {
            table.key = row.try_get(4)?;
            continue;
        }
        if kind == "f" {
            table.foreign_keys.insert(foreign_key(&row.try_get::<String, _>(3)?));
        } else {
            table.constraints.insert(row.try_get(1)?);
        }
    }
    let indexes = "select c.relname::text, i.relname::text || case when x.indisunique then ' unique' else '' end \
        from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid \
        join pg_am m on m.oid = i.relam \
        where c.relnamespace = 'public'::regnamespace and m.amname = 'btree' \
        and not exists (select 1 from pg_constraint k where k.conindid = x.indexrelid)";
    for row in sqlx::query(indexes).fetch_all(&mut *connection).await? {
        catalogue.entry(row.try_get(0)?).or_default().indexes.insert(row.try_get(1)?);
    }
    // tgtype: 2 = before, 8 = delete, 16 = update.
    let triggers = "select c.relname::text, t.tgtype::bigint from pg_trigger t join pg_class c on c.oid = t.tgrelid \
        join pg_proc p on p.oid = t.tgfoid where not t.tgisinternal and p.prosrc like '%append-only%' \
        and c.relnamespace = 'public'::regnamespace";
    for row in sqlx::query(triggers).fetch_all(&mut *connection).await? {
        let table = catalogue.entry(row.try_get(0)?).or_default();
        let bits: i64 = row.try_get(1)?;
        for (bit, event) in [(8, "delete"), (16, "update")] {
            if bits & 2 != 0 && bits & bit != 0 {
                table.refused.insert(event);
            }
        }
    }
    Ok(catalogue)
}

/// Views of a SQLite schema, each with its columns: `name (column, column)`.
pub fn sqlite_views(connection: &rusqlite::Connection) -> Result<Vec<String>> {
    column(
        connection,
        "select v.name || ' (' || group_concat(c.name, ', ' order by c.cid) || ')' \
         from sqlite_schema v join pragma_table_info(v.name) c where v.type = 'view' group by v.name order by v.name",
        [],
    )
}

/// Views of a PostgreSQL schema, each with its columns: `name (column, column)`.
pub async fn postgres_views(connection: &mut PgConnection) -> Result<Vec<String>> {
    let views = "select c.relname::text || ' (' || string_agg(a.attname::text, ', ' order by a.attnum) || ')' \
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 \
        where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace group by c.relname order by c.relname";
    let rows = sqlx::query(views).fetch_all(connection).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// `FOREIGN KEY (a) REFERENCES t(b) ON DELETE CASCADE` in the words that SQLite is read into.
fn foreign_key(definition: &str) -> String {
    let text = definition.to_lowercase().replace("foreign key ", "");
    let (keys, rest) = text.split_once(" references ").unwrap_or((&text, ""));
    let (target, action) = rest.split_once(')').unwrap_or((rest, ""));
    let (table, columns) = target.split_once('(').unwrap_or((target, ""));
    let action = action.split_once("on delete ").map_or("no action", |(_, action)| action.trim());
    let action = action.split(" deferrable").next().unwrap_or(action);
    format!("{keys} references {table} ({columns}) on delete {action}")
}

/// The schema as text, one line a fact, to be kept and compared.
pub fn render(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for (name, table) in catalogue {
        text.push_str(&format!("{name}\n"));
        for column in &table.columns {
            let null = if column.not_null { " not null" } else { "" };
            let default = if column.has_default { " default" } else { "" };
            text.push_str(&format!("    {} {}{null}{default}\n", column.name, column.kind));
        }
        text.push_str(&format!("    primary key ({})\n", table.key.join(", ")));
        for constraint in &table.constraints {
            text.push_str(&format!("    constraint {constraint}\n"));
        }
        for key in &table.foreign_keys {
            text.push_str(&format!("    foreign key {key}\n"));
        }
        for index in &table.indexes {
            text.push_str(&format!("    index {index}\n"));
        }
        for event in &table.refused {
            text.push_str(&format!("    refuses {event}\n"));
        }
    }
    text
}
