//! Reading records: one, several, a page, a count, their names.

use std::collections::HashMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::query::{after, condition, order};
use super::source;
use super::types::mark;
use super::{Collection, Field, Kind, ListQuery, MoneyOf, Record, RecordType, Restriction, Value};
use crate::storage::{Cell, DbError, Row, Sql, Tx, Val, currency};

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Records, without their lines.
    pub records: Vec<Record>,
    /// Cursor behind the last record, when there are more.
    pub next: Option<(Vec<Value>, Uuid)>,
}

/// Columns that every record has before its own fields: id, version, creation, last change.
const COMMON_COUNT: usize = 4;

/// The columns of a record, without where they come from.
fn columns(kind: &RecordType) -> String {
    let id = &kind.id_column;
    let mut columns: Vec<String> = vec![match &kind.final_at {
        Some(at) => format!("t.{id}, 1, t.{at}, t.{at}"),
        None => format!("t.{id}, t.version, t.created_at, t.updated_at"),
    }];
    columns.extend(kind.fields.iter().map(Field::sql));
    if needs_company_currency(kind) {
        columns.push("(select c.currency from company c where c.id = t.company_id)".into());
    }
    columns.join(", ")
}

fn select(kind: &RecordType) -> String {
    format!("select {}{}", columns(kind), source::from(kind, kind.has_side()))
}

/// A page of records. Where plugins added fields that neither choose nor order the rows, the page is cut
/// first and joined then: the join costs as much as the page, not as the table. Where an index has all rows in the
/// order asked for, they are joined as they come and not put in order again, which costs as much as the join.
fn select_page(kind: &RecordType, query: &ListQuery, conditions: &str, order: &str) -> String {
    let limit = query.limit + 1;
    if !kind.has_side() || source::needs_side(query) || is_walk(query) {
        return format!("{}{conditions}{order} limit {limit}", select(kind));
    }
    format!(
        "select {} from (select {}{}{conditions}{order} limit {limit}) t{}{order}",
        columns(kind),
        source::own_columns(kind),
        source::from(kind, false),
        source::join(kind),
    )
}

/// Whether an index gives the rows of a list one by one in its order.
fn is_walk(query: &ListQuery) -> bool {
    let all = query.filters.is_empty() && query.q.is_none() && query.restriction.parts.is_none();
    all && match query.sort.as_slice() {
        [] => true,
        [key] => key.field.walked && key.field.required && !key.descending,
        _ => false,
    }
}

fn needs_company_currency(kind: &RecordType) -> bool {
    let of_company = |field: &Field| field.kind == Kind::Money(MoneyOf::Company);
    kind.company
        && (kind.fields.iter().any(of_company)
            || kind.collections.iter().any(|lines| lines.fields.iter().any(of_company)))
}

/// The currency of a record's company: the last column of [`select`], where it is there.
fn company_currency(kind: &RecordType, row: &Row) -> Result<Option<String>, DbError> {
    if needs_company_currency(kind) { row.get(COMMON_COUNT + kind.fields.len()) } else { Ok(None) }
}

fn record(kind: &RecordType, row: &Row) -> Result<Record, DbError> {
    let mut record = Record::with_capacity(kind.fields.len() + COMMON_COUNT);
    record.insert("id".into(), Value::Id(row.get(0)?));
    record.insert("version".into(), Value::Integer(row.get(1)?));
    record.insert("created_at".into(), Value::Instant(row.get(2)?));
    record.insert("updated_at".into(), Value::Instant(row.get(3)?));
    let company = company_currency(kind, row)?;
    fields(&mut record, &kind.fields, row, COMMON_COUNT, company.as_deref())?;
    Ok(record)
}

fn fields(
    record: &mut Record,
    fields: &[Field],
    row: &Row,
    from: usize,
    company: Option<&str>,
) -> Result<(), DbError> {
    for (index, field) in fields.iter().enumerate() {
        let value = match &field.kind {
            Kind::Money(of) => {
                let code = match of {
                    MoneyOf::Company => company.map(str::to_owned),
                    MoneyOf::Field(name) => {
                        let at = fields.iter().position(|f| f.name == *name);
                        at.map(|at| row.get::<Option<String>>(from + at)).transpose()?.flatten()
                    }
                };
                let digits = code.as_deref().and_then(currency::exponent).unwrap_or(2);
                row.get::<Option<i64>>(from + index)?
                    .map_or(Value::Null, |minor| Value::Decimal(Decimal::new(minor, digits)))
            }
            kind => value(kind, row, from + index)?,
        };
        record.insert(field.name.clone(), value);
    }
    Ok(())
}

fn value(kind: &Kind, row: &Row, index: usize) -> Result<Value, DbError> {
    if row.0.get(index) == Some(&Cell::Null) {
        return Ok(Value::Null);
    }
    Ok(match kind {
        Kind::Text(_) | Kind::LongText | Kind::Choice(_) => Value::Text(row.get(index)?),
        Kind::Json => Value::Json(row.get(index)?),
        Kind::Bool => Value::Bool(row.get(index)?),
        Kind::Integer => Value::Integer(row.get(index)?),
        Kind::Decimal(scale) => Value::Decimal(Decimal::new(row.get(index)?, *scale)),
        Kind::Money(_) => Value::Integer(row.get(index)?),
        Kind::Day => Value::Day(row.get(index)?),
        Kind::Instant => Value::Instant(row.get(index)?),
        Kind::Reference(_) | Kind::Id => Value::Id(row.get(index)?),
    })
}

/// One record with its lines, if the restriction lets it be seen.
pub async fn get(
    tx: &mut Tx,
    kind: &RecordType,
    id: Uuid,
    restriction: &Restriction,
) -> Result<Option<Record>, DbError> {
    let query = ListQuery { restriction: restriction.clone(), ..ListQuery::default() };
    let mut conditions = condition(tx.dialect(), kind, &query)?;
    let place = conditions.bind(id);
    conditions.parts.push(format!("t.{} = {place}", kind.id_column));
    let sql = Sql::built(format!("{}{}", select(kind), conditions.where_clause()));
    let Some(row) = tx.row(sql, &conditions.params).await? else {
        return Ok(None);
    };
    let mut found = record(kind, &row)?;
    let company = company_currency(kind, &row)?;
    for lines in &kind.collections {
        let rows = collection(tx, lines, id, company.as_deref()).await?;
        found.insert(lines.name.clone(), Value::Rows(rows));
    }
    Ok(Some(found))
}

async fn collection(
    tx: &mut Tx,
    lines: &Collection,
    parent: Uuid,
    company: Option<&str>,
) -> Result<Vec<Record>, DbError> {
    let mut columns: Vec<&str> = lines.fields.iter().map(|field| field.column.as_str()).collect();
    if lines.has_id {
        columns.insert(0, "id");
    }
    let sql = format!(
        "select {} from {}{} where {} = $1 order by line_no",
        columns.join(", "),
        lines.table,
        mark(&lines.fields),
        lines.parent_column
    );
    let mut all = Vec::new();
    for row in tx.rows(Sql::built(sql), &[parent.into()]).await? {
        let mut one = Record::new();
        if lines.has_id {
            one.insert("id".into(), Value::Id(row.get(0)?));
        }
        fields(&mut one, &lines.fields, &row, usize::from(lines.has_id), company)?;
        all.push(one);
    }
    Ok(all)
}

/// Several records by id, without their lines; those that are not there are left out.
pub async fn get_many(tx: &mut Tx, kind: &RecordType, ids: &[Uuid]) -> Result<Vec<Record>, DbError> {
    let mut all = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let places: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let sql = format!("{} where t.{} in ({})", select(kind), kind.id_column, places.join(", "));
        let params: Vec<Val> = chunk.iter().map(|id| Val::from(*id)).collect();
        for row in tx.rows(Sql::built(sql), &params).await? {
            all.push(record(kind, &row)?);
        }
    }
    Ok(all)
}

/// A page of a list.
pub async fn list(tx: &mut Tx, kind: &RecordType, query: &ListQuery) -> Result<Page, DbError> {
    let mut conditions = condition(tx.dialect(), kind, query)?;
    if let Some(last) = &query.after {
        let part = after(tx.dialect(), kind, &mut conditions, &query.sort, last)?;
        conditions.parts.push(part);
    }
    let order = order(tx.dialect(), kind, &query.sort);
    let sql = select_page(kind, query, &conditions.where_clause(), &order);
    let mut rows = tx.rows(Sql::built(sql), &conditions.params).await?;
    let more = rows.len() > query.limit;
    rows.truncate(query.limit);
    let next = match rows.last() {
        Some(row) if more => {
            let mut keys = Vec::new();
            for key in &query.sort {
                let at = kind.fields.iter().position(|field| field.name == key.field.name);
                keys.push(match at {
                    Some(at) => value(&key.field.kind, row, COMMON_COUNT + at)?,
                    None => common(&key.field.name, row)?,
                });
            }
            Some((keys, row.get(0)?))
        }
        _ => None,
    };
    let records = rows.iter().map(|row| record(kind, row)).collect::<Result<_, _>>()?;
    Ok(Page { records, next })
}

fn common(name: &str, row: &Row) -> Result<Value, DbError> {
    Ok(match name {
        "id" => Value::Id(row.get(0)?),
        "version" => Value::Integer(row.get(1)?),
        "created_at" => Value::Instant(row.get(2)?),
        _ => Value::Instant(row.get(3)?),
    })
}

/// How many records a list has, counted up to `most`.
pub async fn count(tx: &mut Tx, kind: &RecordType, query: &ListQuery, most: usize) -> Result<i64, DbError> {
    let conditions = condition(tx.dialect(), kind, query)?;
    let sql = format!(
        "select count(*) from (select 1{}{} limit {most}) counted",
        source::from(kind, source::needs_side(query)),
        conditions.where_clause()
    );
    match tx.row(Sql::built(sql), &conditions.params).await? {
        Some(row) => row.get(0),
        None => Ok(0),
    }
}

/// Names of records of a type, by id.
pub async fn reference_titles(
    tx: &mut Tx,
    kind: &RecordType,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, DbError> {
    let mut titles = HashMap::new();
    let Some(title) = kind.find(&kind.title) else {
        return Ok(titles);
    };
    for chunk in ids.chunks(500) {
        let places: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select t.id, t.{} from {} t where t.id in ({})",
            title.column,
            kind.table,
            places.join(", ")
        );
        let params: Vec<Val> = chunk.iter().map(|id| Val::from(*id)).collect();
        for row in tx.rows(Sql::built(sql), &params).await? {
            titles.insert(row.get(0)?, row.get::<Option<String>>(1)?.unwrap_or_default());
        }
    }
    Ok(titles)
}

#[cfg(test)]
mod tests {
    use super::super::{Filter, Operator, Sort};
    use super::*;

    /// A type with a field of each of ten plugins.
    fn extended() -> RecordType {
        let mut kind = RecordType::new("thing", "thing").field(Field::text("name", 10).required());
        for number in 0..10 {
            let mut field = Field::text(&format!("p{number}__note"), 10);
            (field.ext, field.plugin) = (true, Some(format!("p{number}")));
            kind.fields.push(field);
        }
        kind
    }

    #[test]
    fn ten_plugins_cost_one_join_and_only_of_the_page() {
        let kind = extended();
        let field = |name: &str| kind.find(name).unwrap().clone();
        let filter = Filter {
            field: field("p3__note"),
            through: None,
            operator: Operator::Present,
            values: Vec::new(),
        };
        let by_name = Sort { field: field("name"), descending: false };
        let walked = Sort { field: field("name").walked(), descending: false };
        let backwards = Sort { descending: true, ..walked.clone() };
        let by_note = Sort { field: field("p7__note"), descending: false };
        for (filters, sort, page_first) in [
            (vec![], vec![by_name.clone()], true),
            (vec![filter.clone()], vec![by_name], false),
            (vec![], vec![], false),
            (vec![], vec![walked], false),
            (vec![], vec![backwards], true),
            (vec![], vec![by_note.clone()], false),
            (vec![filter], vec![by_note], false),
        ] {
            let query = ListQuery { filters, sort, limit: 50, ..ListQuery::default() };
            let text = select_page(&kind, &query, "", " order by t.id");
            assert_eq!(text.matches(" join ").count(), 1, "{text}");
            assert_eq!(text.find("limit 51") < text.find(" join "), page_first, "{text}");
        }
        assert_eq!(select(&kind).matches(" join ").count(), 1);
        assert_eq!(select(&RecordType::new("thing", "thing")).matches(" join ").count(), 0);
    }
}
