//! Sums and counts over a list, grouped by fields.

use super::query::condition;
use super::source;
use super::{Field, Kind, ListQuery, Record, RecordType, Value};
use crate::storage::{Cell, DbError, Dialect, Sql, Tx};
use rust_decimal::Decimal;

/// What is computed over a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// How many records.
    Count,
    /// Sum of a number.
    Sum(Field),
    /// Smallest.
    Min(Field),
    /// Largest.
    Max(Field),
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Aggregate {
    /// Groups: a field, and for days and instants a length of the text form (4 year, 7 month, 10 day).
    pub groups: Vec<(Field, Option<usize>)>,
    /// Measures.
    pub measures: Vec<Measure>,
}

/// A row for each group, largest first by the first measure; at most `query.limit` groups.
/// Amounts come as minor units scaled by the caller's currency (`query.currency`).
pub async fn aggregate(
    tx: &mut Tx,
    kind: &RecordType,
    query: &ListQuery,
    what: &Aggregate,
) -> Result<Vec<Record>, DbError> {
    let conditions = condition(tx.dialect(), kind, query)?;
    let mut columns = Vec::new();
    for (field, length) in &what.groups {
        let column = field.sql();
        columns.push(match (length, tx.dialect()) {
            (None, _) => column,
            (Some(length), Dialect::Sqlite) => format!("substr({column}, 1, {length})"),
            (Some(length), Dialect::Postgres) => format!("substr(cast({column} as text), 1, {length})"),
        });
    }
    let groups = columns.len();
    for measure in &what.measures {
        columns.push(match measure {
            Measure::Count => "count(*)".into(),
            Measure::Sum(field) => format!("cast(coalesce(sum({}), 0) as bigint)", field.sql()),
            Measure::Min(field) => format!("min({})", field.sql()),
            Measure::Max(field) => format!("max({})", field.sql()),
        });
    }
    let measured = what.measures.iter().filter_map(|measure| match measure {
        Measure::Count => None,
        Measure::Sum(field) | Measure::Min(field) | Measure::Max(field) => Some(field),
    });
    let joined = source::needs_side(query)
        || what.groups.iter().map(|(field, _)| field).chain(measured).any(|field| field.ext);
    let list: Vec<String> = (1..=groups).map(|n| n.to_string()).collect();
    let group_by = if groups == 0 { String::new() } else { format!(" group by {}", list.join(", ")) };
    let order = if groups == 0 { String::new() } else { format!(" order by {} desc, 1", groups + 1) };
    let sql = format!(
        "select {}{}{}{group_by}{order} limit {}",
        columns.join(", "),
        source::from(kind, joined),
        conditions.where_clause(),
        query.limit.max(1)
    );
    let mut all = Vec::new();
    for row in tx.rows(Sql::built(sql), &conditions.params).await? {
        let mut record = Record::new();
        for (index, cell) in row.0.iter().enumerate() {
            let (name, field) = match index.checked_sub(groups) {
                None => (what.groups[index].0.name.clone(), Some(&what.groups[index].0)),
                Some(at) => match &what.measures[at] {
                    Measure::Count => ("count".into(), None),
                    Measure::Sum(field) => (format!("sum_{}", field.name), Some(field)),
                    Measure::Min(field) => (format!("min_{}", field.name), Some(field)),
                    Measure::Max(field) => (format!("max_{}", field.name), Some(field)),
                },
            };
            record.insert(name, plain(cell, field, query.currency.as_deref()));
        }
        all.push(record);
    }
    Ok(all)
}

fn plain(cell: &Cell, field: Option<&Field>, currency: Option<&str>) -> Value {
    let scale = field.and_then(|field| match &field.kind {
        Kind::Decimal(scale) => Some(*scale),
        Kind::Money(_) => Some(currency.and_then(crate::storage::currency::exponent).unwrap_or(2)),
        _ => None,
    });
    match (cell, scale) {
        (Cell::Int(value), Some(scale)) => Value::Decimal(Decimal::new(*value, scale)),
        (Cell::Int(value), None) if field.is_some_and(|f| f.kind == Kind::Bool) => Value::Bool(*value != 0),
        (Cell::Int(value), None) => Value::Integer(*value),
        (Cell::Bool(value), _) => Value::Bool(*value),
        (Cell::Text(value), _) => Value::Text(value.clone()),
        (Cell::Bytes(value), _) => uuid::Uuid::from_slice(value).map_or(Value::Null, Value::Id),
        (Cell::Id(value), _) => Value::Id(*value),
        (Cell::Date(value), _) => Value::Day(*value),
        (Cell::At(value), _) => Value::Instant(*value),
        (Cell::Null, _) => Value::Null,
    }
}
