//! A table that plugins bring: records of a type, lines of records, or fields beside another's records.

use serde::{Deserialize, Serialize};

use super::column::identifier;
use crate::storage::Dialect;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    /// One row a record.
    Records {
        /// Name.
        name: String,
        /// Records belong to a company.
        company: bool,
    },
    /// One row a line; it goes with its record.
    Lines {
        /// Name.
        name: String,
        /// Table of the records.
        of: String,
    },
    /// One row for each record of another's table whose added fields have a value; it goes with the record.
    Side {
        /// Name.
        name: String,
        /// Table of the records.
        of: String,
        /// Those records belong to a company.
        company: bool,
    },
}

impl Table {
    /// Name.
    pub fn name(&self) -> &str {
        match self {
            Table::Records { name, .. } | Table::Lines { name, .. } | Table::Side { name, .. } => name,
        }
    }

    /// The same under another name.
    pub fn renamed(&self, to: &str) -> Table {
        let mut table = self.clone();
        match &mut table {
            Table::Records { name, .. } | Table::Lines { name, .. } | Table::Side { name, .. } => {
                to.clone_into(name);
            }
        }
        table
    }

    /// The same when the table it belongs to is called otherwise.
    pub fn of_renamed(&self, from: &str, to: &str) -> Table {
        let mut table = self.clone();
        match &mut table {
            Table::Lines { of, .. } | Table::Side { of, .. } if of == from => to.clone_into(of),
            _ => {}
        }
        table
    }

    /// Column with the plugin's part in `plugin_column` when the table itself was made; side tables have none.
    pub fn head(&self) -> Option<&'static str> {
        match self {
            Table::Records { .. } => Some("id"),
            Table::Lines { .. } => Some("parent__id"),
            Table::Side { .. } => None,
        }
    }

    /// Columns that it has before any field.
    pub fn base_columns(&self) -> Vec<&'static str> {
        match self {
            Table::Records { company, .. } => {
                let mut columns = vec!["id", "version", "created_at", "updated_at"];
                if *company {
                    columns.push("company_id");
                }
                columns
            }
            Table::Lines { .. } => vec!["parent__id", "line_no"],
            Table::Side { .. } => vec!["record_id"],
        }
    }

    /// The statements that make it, without the columns of fields.
    pub fn statements(&self, dialect: Dialect) -> Vec<String> {
        let name = self.name();
        let (id, int, at) = match dialect {
            Dialect::Sqlite => ("blob", "integer", "text"),
            Dialect::Postgres => ("uuid", "bigint", "timestamptz"),
        };
        let key = identifier(&format!("{name}_pk"));
        let parent = identifier(&format!("{name}_record"));
        let mut parts = Vec::new();
        match self {
            Table::Records { company, .. } => {
                parts.push(format!("id {id} not null"));
                parts.push(format!("version {int} not null"));
                parts.push(format!("created_at {at} not null"));
                parts.push(format!("updated_at {at} not null"));
                if *company {
                    let called = identifier(&format!("{name}_company"));
                    parts.push(format!(
                        "company_id {id} not null constraint {called} references company (id) on delete restrict"
                    ));
                }
                parts.push(format!("constraint {key} primary key (id)"));
            }
            Table::Lines { of, .. } => {
                parts.push(format!(
                    "parent__id {id} not null constraint {parent} references {of} (id) on delete cascade"
                ));
                parts.push(format!("line_no {int} not null"));
                parts.push(format!("constraint {key} primary key (parent__id, line_no)"));
            }
            Table::Side { of, .. } => {
                parts.push(format!(
                    "record_id {id} not null constraint {parent} references {of} (id) on delete cascade"
                ));
                parts.push(format!("constraint {key} primary key (record_id)"));
            }
        }
        // A side table is only ever found by its key: kept in the order of the key, that is one search, not two.
        let ending = match (dialect, self) {
            (Dialect::Sqlite, Table::Side { .. }) => " strict, without rowid",
            (Dialect::Sqlite, _) => " strict",
            (Dialect::Postgres, _) => "",
        };
        let mut all = vec![format!("create table {name} ({}){ending}", parts.join(", "))];
        if let Table::Records { company: true, .. } = self {
            all.push(format!("create index {} on {name} (company_id)", self.index("company_id", false)));
        }
        all
    }

    /// Names of its own constraints.
    pub fn constraints(&self) -> Vec<String> {
        let parts: &[&str] = match self {
            Table::Records { company: true, .. } => &["pk", "company"],
            Table::Records { company: false, .. } => &["pk"],
            Table::Lines { .. } | Table::Side { .. } => &["pk", "record"],
        };
        parts.iter().map(|part| identifier(&format!("{}_{part}", self.name()))).collect()
    }

    /// Name of an index over a column.
    pub fn index(&self, column: &str, unique: bool) -> String {
        let what = if unique { "unique" } else { "index" };
        identifier(&format!("{}__{column}_{what}", self.name()))
    }

    /// The statement that makes an index over a column.
    pub fn index_statement(&self, column: &str, unique: bool) -> String {
        let (only, columns) = match (self, unique) {
            (_, false) => ("", column.to_owned()),
            (Table::Records { company: true, .. }, true) => ("unique ", format!("company_id, {column}")),
            (Table::Lines { .. }, true) => ("unique ", format!("parent__id, {column}")),
            // The company is in the other table. Units of work of one company never interleave, so what the
            // service looked up holds; this index is how it looks.
            (Table::Side { company: true, .. }, true) => ("", column.to_owned()),
            (Table::Records { .. } | Table::Side { .. }, true) => ("unique ", column.to_owned()),
        };
        format!("create {only}index {} on {} ({columns})", self.index(column, unique), self.name())
    }
}
