//! Where the rows of a record type are read from: its table, and the side table of fields that plugins added.
//!
//! Ten plugins cost one join, by primary key. Must not know what is asked.

use super::{ListQuery, RecordType};

/// `from …`: the table as `t`, and, when wanted, the side table as `x`.
pub fn from(kind: &RecordType, joined: bool) -> String {
    if joined {
        format!(" from {} t{}{}", kind.table, join(kind), kind.mark())
    } else {
        format!(" from {} t{}", kind.table, kind.mark())
    }
}

/// The side table beside rows called `t`.
pub fn join(kind: &RecordType) -> String {
    format!(" left join {} x on x.record_id = t.{}", kind.side_table(), kind.id_column)
}

/// Whether rows can only be chosen or ordered with the side table at hand.
pub fn needs_side(query: &ListQuery) -> bool {
    let chosen = query.filters.iter().any(|filter| match &filter.through {
        Some(through) => through.reference.ext,
        None => filter.field.ext,
    });
    chosen || query.sort.iter().any(|key| key.field.ext)
}

/// The columns of the record's own table, each once: what a page must carry to be joined afterwards.
pub fn own_columns(kind: &RecordType) -> String {
    let mut columns: Vec<&str> = vec![&kind.id_column];
    match &kind.final_at {
        Some(at) => columns.push(at),
        None => columns.extend(["version", "created_at", "updated_at"]),
    }
    columns.extend(kind.fields.iter().filter(|field| !field.ext).map(|field| field.column.as_str()));
    let mut listed: Vec<String> = Vec::with_capacity(columns.len());
    for column in columns {
        let name = format!("t.{column}");
        if !listed.contains(&name) {
            listed.push(name);
        }
    }
    listed.join(", ")
}
