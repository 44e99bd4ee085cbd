//! The schema that plugins brought, made again from what is remembered: in an empty database, and in
//! memory to compare with.

use super::apply::{indexes, run};
use super::column::{Column, Holds};
use super::recorded::Recorded;
use super::table::Table;
use crate::storage::{DbError, Dialect, Tx};

/// Makes everything that is remembered. What is remembered is not written: it comes with the rows.
pub async fn remake(tx: &mut Tx, all: &[Recorded]) -> Result<(), DbError> {
    for statement in statements(tx.dialect(), all) {
        run(tx, statement).await?;
    }
    Ok(())
}

/// The statements that make everything that is remembered.
pub fn statements(dialect: Dialect, all: &[Recorded]) -> Vec<String> {
    let mut made: Vec<&str> = Vec::new();
    let mut statements = Vec::new();
    let heads = all.iter().filter(|one| one.definition.column.is_none());
    let sides = all.iter().filter(|one| matches!(one.definition.table, Table::Side { .. }));
    for one in heads.chain(sides) {
        let table = &one.definition.table;
        if !made.contains(&table.name()) {
            made.push(table.name());
            statements.extend(table.statements(dialect));
        }
    }
    for one in all {
        if let Some(column) = &one.definition.column {
            let table = one.definition.table.name();
            statements.push(format!("alter table {table} add column {}", column.text(dialect, &column.name)));
        }
    }
    statements.extend(indexes(all, true));
    statements
}

/// What must be there by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// `table`, `index` or `constraint`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

/// Names of all tables, indexes and constraints that are remembered, as PostgreSQL has them.
pub fn expected(all: &[Recorded]) -> Vec<Expected> {
    let mut found = Vec::new();
    let mut add = |kind: &'static str, name: String| {
        let one = Expected { kind, name };
        if !found.contains(&one) {
            found.push(one);
        }
    };
    for one in all {
        let table = &one.definition.table;
        add("table", table.name().to_owned());
        table.constraints().into_iter().for_each(|name| add("constraint", name));
        if let Table::Records { company: true, .. } = table {
            add("index", table.index("company_id", false));
        }
        if let Some(column) = &one.definition.column {
            column.constraints().into_iter().for_each(|name| add("constraint", name));
            for (there, unique) in [(column.index, false), (column.unique, true)] {
                if there {
                    add("index", table.index(&column.name, unique));
                }
            }
        }
    }
    found
}

/// What each column that is remembered holds, with the tables' own: table, column, kind.
pub fn columns(all: &[Recorded]) -> Vec<(&str, &str, Holds)> {
    let mut found: Vec<(&str, &str, Holds)> = Vec::new();
    for one in all {
        let table = &one.definition.table;
        for name in table.base_columns() {
            let holds = match name {
                "version" | "line_no" => Holds::Int,
                "created_at" | "updated_at" => Holds::Instant,
                _ => Holds::Id,
            };
            if !found.contains(&(table.name(), name, holds)) {
                found.push((table.name(), name, holds));
            }
        }
        if let Some(Column { name, holds, .. }) = &one.definition.column {
            found.push((table.name(), name, *holds));
        }
    }
    found
}
