//! What a database says about its own tables.
//!
//! Knows the catalogues of both databases. Must not know what a table is for.

use super::{DbError, Dialect, FromCell, Tx};

/// Tables that SQLite keeps beside others for its full-text index: triggers fill them, nothing reads them
/// alone, and PostgreSQL has no sister to them.
const DERIVED: &[&str] = &["contact_search_no"];

/// A table as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name.
    pub name: String,
    /// Columns, by position.
    pub columns: Vec<Column>,
    /// Positions in `columns` of the primary key, in its order.
    pub key: Vec<usize>,
}

/// A column as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds. SQLite keeps days and instants as text, ids as bytes, booleans as integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `integer` / `bigint`.
    Int,
    /// `boolean`.
    Bool,
    /// `text`.
    Text,
    /// `blob` / `bytea`.
    Bytes,
    /// `uuid`.
    Id,
    /// `date`.
    Date,
    /// `timestamptz`.
    At,
}

impl Kind {
    fn of(declared: &str) -> Option<Kind> {
        Some(match declared {
            "integer" | "bigint" => Kind::Int,
            "boolean" => Kind::Bool,
            "text" => Kind::Text,
            "blob" | "bytea" => Kind::Bytes,
            "uuid" => Kind::Id,
            "date" => Kind::Date,
            "timestamp with time zone" => Kind::At,
            _ => return None,
        })
    }
}

/// Every table with rows of its own, by name. Left out: the schema's history and what triggers derive.
pub async fn tables(tx: &mut Tx) -> Result<Vec<Table>, DbError> {
    let columns = match tx.dialect() {
        Dialect::Sqlite => {
            "select t.name, c.name, lower(c.type), c.pk from pragma_table_list t join pragma_table_info(t.name) c \
             where t.type = 'table' and t.schema = 'main' and t.name not like 'sqlite_%' order by t.name, c.cid"
        }
        Dialect::Postgres => {
            "select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), \
             coalesce(array_position(k.conkey, a.attnum), 0)::bigint \
             from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
             left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p' \
             where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by 1, a.attnum"
        }
    };
    let mut tables: Vec<(Table, Vec<(i64, usize)>)> = Vec::new();
    for row in tx.rows(columns, &[]).await? {
        let name: String = row.get(0)?;
        if name == "schema_migration" || DERIVED.contains(&name.as_str()) {
            continue;
        }
        if tables.last().is_none_or(|(table, _)| table.name != name) {
            tables.push((Table { name: name.clone(), columns: Vec::new(), key: Vec::new() }, Vec::new()));
        }
        let Some((table, key)) = tables.last_mut() else { continue };
        let (column, declared): (String, String) = (row.get(1)?, row.get(2)?);
        let kind = Kind::of(&declared).ok_or_else(|| {
            DbError::Decode(format!("{name}.{column} has type {declared}; host/README.md names no such type"))
        })?;
        let in_key: i64 = row.get(3)?;
        if in_key > 0 {
            key.push((in_key, table.columns.len()));
        }
        table.columns.push(Column { name: column, kind });
    }
    Ok(tables
        .into_iter()
        .map(|(mut table, mut key)| {
            key.sort_unstable();
            table.key = key.into_iter().map(|(_, position)| position).collect();
            table
        })
        .collect())
}

/// A foreign key of PostgreSQL, with the text that makes it again.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// Table that refers.
    pub table: String,
    /// Name of the constraint.
    pub name: String,
    /// `foreign key (…) references …`.
    pub definition: String,
}

/// Every foreign key of a PostgreSQL database.
pub async fn foreign_keys(tx: &mut Tx) -> Result<Vec<ForeignKey>, DbError> {
    let rows = tx
        .rows(
            "select c.relname::text, k.conname::text, pg_get_constraintdef(k.oid) from pg_constraint k \
             join pg_class c on c.oid = k.conrelid \
             where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace order by 1, 2",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(ForeignKey { table: row.get(0)?, name: row.get(1)?, definition: row.get(2)? }))
        .collect()
}

/// One value of a query that returns one.
pub async fn scalar<T: FromCell>(tx: &mut Tx, sql: super::Sql) -> Result<T, DbError> {
    let row = tx.row(sql, &[]).await?.ok_or_else(|| DbError::Decode("a query gave no row".into()))?;
    row.get(0)
}
