//! What is remembered of the schema that plugins brought: the table `plugin_column`.
//!
//! Must not change the schema itself.

use serde::{Deserialize, Serialize};

use super::column::{Column, wrong};
use super::table::Table;
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// One remembered thing: a table that was made, or a column of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Plugin that brought it.
    pub plugin: String,
    /// Record type, by its whole name.
    pub record_type: String,
    /// Lines of it, if it is about those.
    pub collection: Option<String>,
    /// Field as records name it; empty for the table itself.
    pub field: String,
    /// Counts up: a table's columns stand in this order.
    pub position: i64,
    /// What it is.
    pub definition: Definition,
}

/// What a remembered thing is, in words of neither database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The table.
    pub table: Table,
    /// The column; none: the table itself.
    pub column: Option<Column>,
}

impl Recorded {
    /// Column of `plugin_column.column_name`: a field's, or the first of the table's own.
    pub fn column_name(&self) -> &str {
        match &self.definition.column {
            Some(column) => &column.name,
            None => self.definition.table.head().unwrap_or_default(),
        }
    }
}

const SELECT: &str = "select plugin, record_type, collection, field, position, definition from plugin_column";

/// Everything, in the order in which it was made.
pub async fn all(tx: &mut Tx) -> Result<Vec<Recorded>, DbError> {
    let sql = Sql::built(format!("{SELECT} order by position, table_name, column_name"));
    tx.rows(sql, &[]).await?.iter().map(read).collect()
}

/// Everything that a plugin brought, in the order in which it was made.
pub async fn of_plugin(tx: &mut Tx, plugin: &str) -> Result<Vec<Recorded>, DbError> {
    let sql = Sql::built(format!("{SELECT} where plugin = $1 order by position, table_name, column_name"));
    tx.rows(sql, &[plugin.into()]).await?.iter().map(read).collect()
}

/// Everything about a table.
pub async fn of_table(tx: &mut Tx, table: &str) -> Result<Vec<Recorded>, DbError> {
    let sql = Sql::built(format!("{SELECT} where table_name = $1 order by position, column_name"));
    tx.rows(sql, &[table.into()]).await?.iter().map(read).collect()
}

/// A column of a field, if it is remembered.
pub async fn find(tx: &mut Tx, table: &str, column: &str) -> Result<Option<Recorded>, DbError> {
    let found = of_table(tx, table).await?;
    Ok(found.into_iter().find(|one| one.definition.column.as_ref().is_some_and(|c| c.name == column)))
}

/// The next position.
pub async fn next(tx: &mut Tx) -> Result<i64, DbError> {
    let row = tx.row("select coalesce(max(position), 0) + 1 from plugin_column", &[]).await?;
    row.map_or(Ok(1), |row| row.get(0))
}

/// Remembers.
pub async fn insert(tx: &mut Tx, one: &Recorded) -> Result<(), DbError> {
    let definition = serde_json::to_string(&one.definition).map_err(wrong)?;
    let columns = [
        "plugin",
        "table_name",
        "column_name",
        "record_type",
        "collection",
        "field",
        "position",
        "definition",
    ];
    let row = vec![
        Val::from(one.plugin.as_str()),
        one.definition.table.name().into(),
        one.column_name().into(),
        one.record_type.as_str().into(),
        one.collection.as_deref().into(),
        one.field.as_str().into(),
        one.position.into(),
        definition.into(),
    ];
    tx.insert_many("plugin_column", &columns, vec![row]).await
}

/// Forgets a column, or a table's own row.
pub async fn forget(tx: &mut Tx, table: &str, column: &str) -> Result<(), DbError> {
    let sql = "delete from plugin_column where table_name = $1 and column_name = $2";
    tx.execute(sql, &[table.into(), column.into()]).await.map(|_| ())
}

/// Forgets a table with its columns.
pub async fn forget_table(tx: &mut Tx, table: &str) -> Result<(), DbError> {
    tx.execute("delete from plugin_column where table_name = $1", &[table.into()]).await.map(|_| ())
}

fn read(row: &Row) -> Result<Recorded, DbError> {
    let definition: String = row.get(5)?;
    Ok(Recorded {
        plugin: row.get(0)?,
        record_type: row.get(1)?,
        collection: row.get(2)?,
        field: row.get(3)?,
        position: row.get(4)?,
        definition: serde_json::from_str(&definition).map_err(wrong)?,
    })
}
