//! What a list asks for, and the SQL condition it becomes.

use uuid::Uuid;

use super::{Field, Kind, RecordType, Search, Value};
use crate::storage::{DbError, Dialect, Val, currency};
use keel_core::money::to_scaled;

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Equal.
    Eq,
    /// Not equal, or empty.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// One of several.
    In,
    /// Text contains, whatever the case.
    Contains,
    /// Text starts with, whatever the case.
    Starts,
    /// Has no value.
    Empty,
    /// Has a value.
    Present,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// Field, or `reference.field` of the record referred to.
    pub field: Field,
    /// When the field is one of a referred record.
    pub through: Option<Through>,
    /// How.
    pub operator: Operator,
    /// With what; several for `In`, none for `Empty` and `Present`.
    pub values: Vec<Value>,
}

/// The way from a record to the field of one that it refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct Through {
    /// The reference.
    pub reference: Field,
    /// The other's table.
    pub table: String,
    /// The other's side table, when the field is there.
    pub side: Option<String>,
}

/// One key of the order.
#[derive(Debug, Clone, PartialEq)]
pub struct Sort {
    /// Field.
    pub field: Field,
    /// Largest first.
    pub descending: bool,
}

/// Some rows: of one company, or of all; owned by some users, or by anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowsOf {
    /// Only of this company.
    pub company: Option<Uuid>,
    /// Only owned by these users.
    pub owners: Option<Vec<Uuid>>,
}

/// Rows that the actor may see at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restriction {
    /// All rows that one of these covers; `None`: every row.
    pub parts: Option<Vec<RowsOf>>,
}

/// What a list asks for.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// All of these hold.
    pub filters: Vec<Filter>,
    /// Search text.
    pub q: Option<String>,
    /// Order; the id is always the last key.
    pub sort: Vec<Sort>,
    /// Values of the order's keys, and the id, of the last row already seen.
    pub after: Option<(Vec<Value>, Uuid)>,
    /// Most rows.
    pub limit: usize,
    /// Rows that the actor may see.
    pub restriction: Restriction,
    /// Currency that amounts in filters are in.
    pub currency: Option<String>,
}

/// A condition under construction: text with `$n` and the values for it.
#[derive(Debug, Default)]
pub struct Condition {
    /// Parts that are joined by `and`.
    pub parts: Vec<String>,
    /// Bound values.
    pub params: Vec<Val>,
}

impl Condition {
    /// Binds a value; its placeholder.
    pub fn bind(&mut self, value: impl Into<Val>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    /// `where …`, or nothing.
    pub fn where_clause(&self) -> String {
        if self.parts.is_empty() { String::new() } else { format!(" where {}", self.parts.join(" and ")) }
    }
}

/// A field's value as it is bound for comparison or storage.
///
/// Amounts need the currency's exponent: `currency_code` is that of the record.
pub fn bound(field: &Field, value: &Value, currency_code: Option<&str>) -> Result<Val, DbError> {
    let wrong = || DbError::Decode(format!("field {} does not take {value:?}", field.name));
    let number = |scale: u32| match value {
        Value::Null => Ok(Val::Int(None)),
        Value::Decimal(value) => Ok(Val::from(to_scaled(*value, scale).map_err(|_| wrong())?)),
        Value::Integer(value) => Ok(Val::from(to_scaled((*value).into(), scale).map_err(|_| wrong())?)),
        _ => Err(wrong()),
    };
    match (&field.kind, value) {
        (Kind::Decimal(scale), _) => number(*scale),
        // A cursor carries the raw count of minor units.
        (Kind::Money(_), Value::Integer(minor)) => Ok(Val::from(*minor)),
        (Kind::Money(_), _) => number(currency_code.and_then(currency::exponent).unwrap_or(2)),
        (Kind::Text(_) | Kind::LongText | Kind::Choice(_), Value::Null) => Ok(Val::Text(None)),
        (Kind::Text(_) | Kind::LongText | Kind::Choice(_), Value::Text(text)) => Ok(Val::from(text)),
        (Kind::Json, Value::Null) => Ok(Val::Text(None)),
        (Kind::Json, Value::Json(text) | Value::Text(text)) => Ok(Val::from(text)),
        (Kind::Bool, Value::Null) => Ok(Val::Bool(None)),
        (Kind::Bool, Value::Bool(value)) => Ok(Val::from(*value)),
        (Kind::Integer, Value::Null) => Ok(Val::Int(None)),
        (Kind::Integer, Value::Integer(value)) => Ok(Val::from(*value)),
        (Kind::Day, Value::Null) => Ok(Val::Date(None)),
        (Kind::Day, Value::Day(value)) => Ok(Val::from(*value)),
        (Kind::Instant, Value::Null) => Ok(Val::At(None)),
        (Kind::Instant, Value::Instant(value)) => Ok(Val::from(*value)),
        (Kind::Reference(_) | Kind::Id, Value::Null) => Ok(Val::Id(None)),
        (Kind::Reference(_) | Kind::Id, Value::Id(id)) => Ok(Val::from(*id)),
        _ => Err(wrong()),
    }
}

/// Text that matches any case: SQLite's own `lower` knows ASCII only, so `keel_fold` is ours.
pub fn folded(dialect: Dialect, expression: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("keel_fold({expression})"),
        Dialect::Postgres => format!("lower(normalize({expression}, nfkc))"),
    }
}

/// The same folding for the text that is looked for.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().collect::<String>().to_lowercase()
}

/// Text with LIKE's signs made plain (`escape '\'`).
pub fn like_plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// The condition of a list, without its cursor.
pub fn condition(dialect: Dialect, kind: &RecordType, query: &ListQuery) -> Result<Condition, DbError> {
    let mut so_far = Condition::default();
    if let Some(parts) = &query.restriction.parts {
        restrict(&mut so_far, kind, parts);
    }
    for filter in &query.filters {
        let part = compare(dialect, &mut so_far, filter, query.currency.as_deref())?;
        so_far.parts.push(part);
    }
    if let Some(q) = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let part = match &kind.search {
            Search::Index(index) => index(dialect, q, &mut so_far.params),
            Search::Columns(columns) if columns.is_empty() => "1 = 0".into(),
            Search::Columns(columns) => {
                let pattern = so_far.bind(format!("%{}%", like_plain(&fold(q))));
                let any: Vec<String> = columns
                    .iter()
                    .map(|c| format!("{} like {pattern} escape '\\'", folded(dialect, &format!("t.{c}"))))
                    .collect();
                format!("({})", any.join(" or "))
            }
        };
        so_far.parts.push(part);
    }
    Ok(so_far)
}

/// Rows that one of the parts covers; a part that covers all of them makes the others idle.
fn restrict(condition: &mut Condition, kind: &RecordType, parts: &[RowsOf]) {
    let of_company = match (kind.table.as_str(), kind.company) {
        ("company", _) => Some("t.id"),
        (_, true) => Some("t.company_id"),
        _ => None,
    };
    let free = |part: &RowsOf| part.owners.is_none() && (part.company.is_none() || of_company.is_none());
    if parts.iter().any(free) {
        return;
    }
    let mut either = Vec::new();
    for part in parts {
        let mut both = Vec::new();
        if let (Some(column), Some(company)) = (of_company, part.company) {
            both.push(format!("{column} = {}", condition.bind(company)));
        }
        match (&part.owners, &kind.owner_column) {
            (None, _) => {}
            (Some(_), None) => continue,
            (Some(owners), Some(column)) => {
                let owned = any_of(condition, &format!("t.{column}"), owners);
                both.push(match &kind.shared_column {
                    Some(shared) => format!("({owned} or t.{shared} = {})", condition.bind(true)),
                    None => owned,
                });
            }
        }
        either.push(format!("({})", both.join(" and ")));
    }
    let none = either.is_empty();
    condition.parts.push(if none { "1 = 0".into() } else { format!("({})", either.join(" or ")) });
}

fn any_of(condition: &mut Condition, column: &str, ids: &[Uuid]) -> String {
    let places: Vec<String> = ids.iter().map(|id| condition.bind(*id)).collect();
    if places.is_empty() { "1 = 0".into() } else { format!("{column} in ({})", places.join(", ")) }
}

fn compare(
    dialect: Dialect,
    condition: &mut Condition,
    filter: &Filter,
    currency: Option<&str>,
) -> Result<String, DbError> {
    let column = match &filter.through {
        None => filter.field.sql(),
        Some(through) if through.side.is_some() => format!("rx.{}", filter.field.column),
        Some(_) => format!("r.{}", filter.field.column),
    };
    let value = |condition: &mut Condition, index: usize| -> Result<String, DbError> {
        let value = filter.values.get(index).unwrap_or(&Value::Null);
        Ok(condition.bind(bound(&filter.field, value, currency)?))
    };
    let text = match filter.operator {
        Operator::Empty => format!("{column} is null"),
        Operator::Present => format!("{column} is not null"),
        Operator::Eq => format!("{column} = {}", value(condition, 0)?),
        Operator::Ne => format!("({column} is null or {column} <> {})", value(condition, 0)?),
        Operator::Lt => format!("{column} < {}", value(condition, 0)?),
        Operator::Le => format!("{column} <= {}", value(condition, 0)?),
        Operator::Gt => format!("{column} > {}", value(condition, 0)?),
        Operator::Ge => format!("{column} >= {}", value(condition, 0)?),
        Operator::In => {
            let mut places = Vec::new();
            for index in 0..filter.values.len() {
                places.push(value(condition, index)?);
            }
            if places.is_empty() { "1 = 0".into() } else { format!("{column} in ({})", places.join(", ")) }
        }
        Operator::Contains | Operator::Starts => {
            let text = filter.values.first().and_then(Value::text).unwrap_or_default();
            let text = like_plain(&fold(text));
            let lead = if filter.operator == Operator::Contains { "%" } else { "" };
            let pattern = condition.bind(format!("{lead}{text}%"));
            format!("{} like {pattern} escape '\\'", folded(dialect, &column))
        }
    };
    Ok(match &filter.through {
        None => text,
        Some(Through { reference, table, side }) => {
            let join = side.as_ref().map(|side| format!(" left join {side} rx on rx.record_id = r.id"));
            let join = join.unwrap_or_default();
            format!("{} in (select r.id from {table} r{join} where {text})", reference.sql())
        }
    })
}

/// The rows after a cursor, in the order of `sort` and the id.
pub fn after(
    dialect: Dialect,
    kind: &RecordType,
    condition: &mut Condition,
    sort: &[Sort],
    last: &(Vec<Value>, Uuid),
) -> Result<String, DbError> {
    let id = condition.bind(last.1);
    let mut either = Vec::new();
    let mut equal = Vec::new();
    let mut bound_first = None;
    for (index, key) in sort.iter().enumerate() {
        let column = sort_key(dialect, &key.field);
        let value = last.0.get(index).unwrap_or(&Value::Null);
        let prefix = equal.iter().map(|e| format!("{e} and ")).collect::<String>();
        if *value == Value::Null {
            // Empty values are last in either direction: nothing of another value follows them.
            equal.push(format!("{column} is null"));
            continue;
        }
        let place = condition.bind(bound(&key.field, value, None)?);
        let sign = if key.descending { "<" } else { ">" };
        either.push(format!("({prefix}({column} {sign} {place} or {column} is null))"));
        if index == 0 && key.field.required {
            bound_first = Some(format!("{column} {sign}= {place}"));
        }
        equal.push(format!("{column} = {place}"));
    }
    let prefix = equal.iter().map(|e| format!("{e} and ")).collect::<String>();
    either.push(format!("({prefix}t.{} > {id})", kind.id_column));
    let any = format!("({})", either.join(" or "));
    Ok(match bound_first {
        // Tells the database where in the index to begin.
        Some(first) => format!("{first} and {any}"),
        None => any,
    })
}

/// A field as a key of the order. Text goes by code point on both databases, whatever the server's locale.
fn sort_key(dialect: Dialect, field: &Field) -> String {
    match (dialect, &field.kind) {
        (Dialect::Postgres, Kind::Text(_) | Kind::LongText | Kind::Choice(_) | Kind::Json) => {
            format!("{} collate \"C\"", field.sql())
        }
        _ => field.sql(),
    }
}

/// `order by …` with the id as the last key; empty values last on both databases.
pub fn order(dialect: Dialect, kind: &RecordType, sort: &[Sort]) -> String {
    let mut keys = Vec::new();
    for key in sort {
        let column = sort_key(dialect, &key.field);
        if !key.field.required {
            keys.push(format!("({column} is null)"));
        }
        keys.push(if key.descending { format!("{column} desc") } else { column });
    }
    keys.push(format!("t.{}", kind.id_column));
    format!(" order by {}", keys.join(", "))
}
