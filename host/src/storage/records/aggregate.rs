//! Sums and counts over a list, grouped by fields.
//!
//! An amount has as many digits as its own currency: beside amounts, each group tells in which currency they
//! are. Amounts of several currencies have no sum, no smallest and no largest.

use super::query::condition;
use super::source;
use super::{Field, Kind, ListQuery, MoneyOf, Record, RecordType, Value};
use crate::storage::{Cell, DbError, Dialect, Row, Sql, Tx, currency};
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

impl Measure {
    fn field(&self) -> Option<&Field> {
        match self {
            Measure::Count => None,
            Measure::Sum(field) | Measure::Min(field) | Measure::Max(field) => Some(field),
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Aggregate {
    /// Groups: a field, and for days and instants a length of the text form (4 year, 7 month, 10 day).
    pub groups: Vec<(Field, Option<usize>)>,
    /// Measures.
    pub measures: Vec<Measure>,
}

/// A row for each group, largest first by the first measure; at most `query.limit` groups. Amounts are null
/// where a group holds several currencies.
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
    let shown = || {
        let measured = what.measures.iter().map(Measure::field);
        what.groups.iter().map(|(field, _)| Some(field)).chain(measured)
    };
    let mut scales = Vec::with_capacity(columns.len());
    for field in shown() {
        scales.push(scale(kind, field, query.currency.as_deref(), &mut columns));
    }
    let joined = source::needs_side(query) || shown().flatten().any(|field| needs_side(kind, field));
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
        let shown = what.groups.iter().map(|(field, _)| (field.name.clone(), Some(field)));
        let measured = what.measures.iter().map(|measure| match measure {
            Measure::Count => ("count".into(), None),
            Measure::Sum(field) => (format!("sum_{}", field.name), Some(field)),
            Measure::Min(field) => (format!("min_{}", field.name), Some(field)),
            Measure::Max(field) => (format!("max_{}", field.name), Some(field)),
        });
        for (index, (name, field)) in shown.chain(measured).enumerate() {
            let cell = row.0.get(index).unwrap_or(&Cell::Null);
            let value = match scales[index].digits(&row)? {
                Digits::Mixed => Value::Null,
                Digits::Known(digits) => plain(cell, field, Some(digits)),
                Digits::None => plain(cell, field, None),
            };
            record.insert(name, value);
        }
        all.push(record);
    }
    Ok(all)
}

/// Digits of an amount whose currency nobody knows.
const DIGITS: u32 = 2;

/// How a column of the answer gets its decimal point.
enum Scale {
    /// It is no scaled number.
    Plain,
    /// Always with so many digits.
    Fixed(u32),
    /// With those of a currency: the columns of the answer that hold the least and the greatest code.
    Currency(usize, usize),
}

/// What is known of one row.
enum Digits {
    None,
    Known(u32),
    Mixed,
}

impl Scale {
    fn digits(&self, row: &Row) -> Result<Digits, DbError> {
        Ok(match self {
            Scale::Plain => Digits::None,
            Scale::Fixed(digits) => Digits::Known(*digits),
            Scale::Currency(least, greatest) => {
                let (least, greatest): (Option<String>, Option<String>) =
                    (row.get(*least)?, row.get(*greatest)?);
                if least != greatest {
                    return Ok(Digits::Mixed);
                }
                Digits::Known(least.as_deref().and_then(currency::exponent).unwrap_or(DIGITS))
            }
        })
    }
}

/// The scale of a column; for an amount in a currency of the record's own, asks for the currencies of the group.
fn scale(
    kind: &RecordType,
    field: Option<&Field>,
    company: Option<&str>,
    columns: &mut Vec<String>,
) -> Scale {
    let Some(field) = field else { return Scale::Plain };
    let code = match &field.kind {
        Kind::Decimal(scale) => return Scale::Fixed(*scale),
        Kind::Money(MoneyOf::Field(name)) => kind.find(name).map(Field::sql),
        Kind::Money(MoneyOf::Company) => match company.and_then(currency::exponent) {
            Some(digits) => return Scale::Fixed(digits),
            None if kind.company => {
                Some("(select c.currency from company c where c.id = t.company_id)".into())
            }
            None => None,
        },
        _ => return Scale::Plain,
    };
    let Some(code) = code else { return Scale::Fixed(DIGITS) };
    let at = columns.len();
    for which in ["min", "max"] {
        columns.push(format!("{which}(case when {} is not null then coalesce({code}, '') end)", field.sql()));
    }
    Scale::Currency(at, at + 1)
}

/// Whether a field is read from the side table, itself or for its currency.
fn needs_side(kind: &RecordType, field: &Field) -> bool {
    let code = match &field.kind {
        Kind::Money(MoneyOf::Field(name)) => kind.find(name),
        _ => None,
    };
    field.ext || code.is_some_and(|code| code.ext)
}

fn plain(cell: &Cell, field: Option<&Field>, scale: Option<u32>) -> Value {
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
