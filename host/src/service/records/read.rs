//! Reading records: what the actor may see of them, and nothing else.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::restrict::hidden;
use super::{Declared, restriction};
use crate::service::{Allowed, Fault, FaultKind, Op, RowRule, Uow};
use crate::storage::audit::{self, AuditRow};
use crate::storage::company;
use crate::storage::records::{
    self as store, Field, Filter, Kind, ListQuery, Operator, Record, RecordType, Sort, Through, Value,
};

/// Most records of a page.
const PAGE_MAX: usize = 500;
/// Totals are counted up to here; beyond, a list says "more than".
const COUNT_MAX: usize = 10_000;

/// What a list asks for, in words of the door.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// Field (or `reference.field`), how, with what.
    pub filters: Vec<(String, Operator, Vec<String>)>,
    /// Search text.
    pub q: Option<String>,
    /// Field and whether largest first.
    pub sort: Vec<(String, bool)>,
    /// Where the page before ended.
    pub after: Option<(Vec<Option<String>>, Uuid)>,
    /// Most records.
    pub limit: usize,
    /// Whether to count all.
    pub count: bool,
    /// Whether to name the records referred to.
    pub titles: bool,
    /// Only these fields; empty: all.
    pub fields: Vec<String>,
}

/// A page, as the actor may see it.
#[derive(Debug, Clone)]
pub struct ListResult {
    /// Records, without their lines.
    pub records: Vec<Record>,
    /// Where this page ended, when there is more.
    pub next: Option<(Vec<Option<String>>, Uuid)>,
    /// How many there are in all, and whether there may be more than that.
    pub total: Option<(i64, bool)>,
    /// Names of the records referred to, by type and id.
    pub titles: Option<BTreeMap<String, BTreeMap<Uuid, String>>>,
}

/// A page of a list.
pub async fn list(uow: &mut Uow<'_>, type_name: &str, request: ListRequest) -> Result<ListResult, Fault> {
    let declared = uow.ctx.types.find(type_name)?;
    let allowed = uow.may(type_name, Op::Read, None)?;
    let query = plan(uow, &declared, &allowed, &request).await?;
    let kind = searchable(&declared.kind, &allowed);
    let page = store::list(uow.tx, &kind, &query).await?;
    let next = page.next.map(|(keys, id)| (keys.iter().map(text_of).collect(), id));
    let total = if request.count {
        let found = store::count(uow.tx, &kind, &query, COUNT_MAX + 1).await?;
        Some((found.min(COUNT_MAX as i64), found > COUNT_MAX as i64))
    } else {
        None
    };
    let only: BTreeSet<&str> = request.fields.iter().map(String::as_str).collect();
    let mut records = page.records;
    for record in &mut records {
        hide(record, &hidden(&uow.ctx.actor, &declared.kind, &allowed, record));
        if !only.is_empty() {
            record.retain(|name, _| only.contains(name.as_str()) || name == "id" || name == "version");
        }
    }
    let titles = if request.titles { Some(titles(uow, &declared, &records).await?) } else { None };
    Ok(ListResult { records, next, total, titles })
}

/// One record with its lines.
pub async fn get(uow: &mut Uow<'_>, type_name: &str, id: Uuid) -> Result<Record, Fault> {
    let (mut record, fields) = seen(uow, type_name, id).await?;
    hide(&mut record, &fields);
    Ok(record)
}

/// One record whole, and its fields that the actor may not see.
async fn seen(uow: &mut Uow<'_>, type_name: &str, id: Uuid) -> Result<(Record, BTreeSet<String>), Fault> {
    let declared = uow.ctx.types.find(type_name)?;
    let allowed = uow.may(type_name, Op::Read, None)?;
    if declared.kind.line_field.is_some() {
        let message = format!("A {type_name} is listed, not read alone; filter the list by id.");
        return Err(Fault::new(FaultKind::NotAllowed, "record.is-a-line", message));
    }
    let rows = restriction(&uow.ctx.actor, &allowed);
    let found = store::get(uow.tx, &declared.kind, id, &rows).await?;
    let record = found.ok_or_else(|| Fault::not_found(type_name, id))?;
    let fields = hidden(&uow.ctx.actor, &declared.kind, &allowed, &record);
    Ok((record, fields))
}

/// What is summed and counted over a list.
#[derive(Debug, Clone, Default)]
pub struct Aggregation {
    /// Field, and for days and instants `year`, `month` or `day`.
    pub groups: Vec<(String, Option<String>)>,
    /// `count`, `sum`, `min` or `max`, and the field.
    pub measures: Vec<(String, Option<String>)>,
}

/// Sums and counts over a list, grouped.
pub async fn aggregate(
    uow: &mut Uow<'_>,
    type_name: &str,
    request: ListRequest,
    what: Aggregation,
) -> Result<Vec<Record>, Fault> {
    let declared = uow.ctx.types.find(type_name)?;
    let allowed = uow.may(type_name, Op::Read, None)?;
    let query = plan(uow, &declared, &allowed, &request).await?;
    let mut plan = store::Aggregate::default();
    for (name, bucket) in &what.groups {
        let length = match bucket.as_deref() {
            None => None,
            Some("year") => Some(4),
            Some("month") => Some(7),
            Some("day") => Some(10),
            Some(_) => return Err(wrong_query("group", "Group days by year, month or day.")),
        };
        plan.groups.push((visible(&declared, &allowed, name)?, length));
    }
    for (measure, name) in &what.measures {
        let field = match name {
            Some(name) => Some(visible(&declared, &allowed, name)?),
            None => None,
        };
        let numeric = |field: &Field| matches!(field.kind, Kind::Integer | Kind::Decimal(_) | Kind::Money(_));
        plan.measures.push(match (measure.as_str(), field) {
            ("count", None) => store::Measure::Count,
            ("sum", Some(field)) if numeric(&field) => store::Measure::Sum(field),
            ("min", Some(field)) => store::Measure::Min(field),
            ("max", Some(field)) => store::Measure::Max(field),
            _ => return Err(wrong_query("measure", "Measure count, sum:number, min:field or max:field.")),
        });
    }
    if plan.measures.is_empty() {
        plan.measures.push(store::Measure::Count);
    }
    Ok(store::aggregate(uow.tx, &searchable(&declared.kind, &allowed), &query, &plan).await?)
}

/// What happened to a record, newest first: at most `limit` rows older than `before`.
pub async fn history(
    uow: &mut Uow<'_>,
    type_name: &str,
    id: Uuid,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<AuditRow>, Fault> {
    let (_, mut fields) = seen(uow, type_name, id).await?;
    let declared = uow.ctx.types.find(type_name)?;
    // What a field was called before is hidden with it.
    let hidden = declared.kind.fields.iter().filter(|field| fields.contains(&field.name));
    let former: Vec<String> = hidden.filter_map(|field| field.was.clone()).collect();
    fields.extend(former);
    let names: Vec<&str> = std::iter::once(type_name).chain(declared.kind.was.as_deref()).collect();
    let mut rows = audit::of_record(uow.tx, &names, id, before, limit.clamp(1, PAGE_MAX)).await?;
    for row in &mut rows {
        row.changes = store::without_fields(&row.changes, &fields);
    }
    Ok(rows)
}

/// A record that was just written, as the actor may see it: whoever may only write sees what it is called.
pub(super) fn shown(uow: &Uow<'_>, declared: &Declared, mut record: Record) -> Record {
    match uow.ctx.actor.allowed(&declared.kind.name, Op::Read) {
        Some(allowed) => {
            let fields = hidden(&uow.ctx.actor, &declared.kind, &allowed, &record);
            hide(&mut record, &fields);
        }
        None => record.retain(|name, _| name == "id" || name == "version"),
    }
    record
}

/// The type without hidden columns in its search: what may not be seen may not be found by either.
fn searchable<'k>(kind: &'k RecordType, allowed: &Allowed) -> Cow<'k, RecordType> {
    let unseen = |column: &String| {
        kind.fields.iter().any(|f| f.column == *column && allowed.hidden_fields.contains(&f.name))
    };
    match &kind.search {
        store::Search::Columns(columns) if columns.iter().any(unseen) => {
            let mut narrowed = kind.clone();
            narrowed.search =
                store::Search::Columns(columns.iter().filter(|c| !unseen(c)).cloned().collect());
            Cow::Owned(narrowed)
        }
        _ => Cow::Borrowed(kind),
    }
}

fn hide(record: &mut Record, fields: &BTreeSet<String>) {
    for name in fields {
        record.shift_remove(name);
    }
}

async fn titles(
    uow: &mut Uow<'_>,
    declared: &Declared,
    records: &[Record],
) -> Result<BTreeMap<String, BTreeMap<Uuid, String>>, Fault> {
    let mut wanted: HashMap<&str, BTreeSet<Uuid>> = HashMap::new();
    for field in &declared.kind.fields {
        let Kind::Reference(to) = &field.kind else { continue };
        let ids = records.iter().filter_map(|record| record.get(&field.name).and_then(Value::id));
        wanted.entry(to).or_default().extend(ids);
    }
    let mut all = BTreeMap::new();
    for (to, ids) in wanted {
        let target = uow.ctx.types.find(to)?;
        let ids: Vec<Uuid> = ids.into_iter().collect();
        // A name is shown only to those who may read the record it names.
        let readable = |a: Allowed| a.rows == RowRule::All && !a.hidden_fields.contains(&target.kind.title);
        if uow.may(to, Op::Read, None).is_ok_and(readable) {
            let names = store::reference_titles(uow.tx, &target.kind, &ids).await?;
            all.insert(to.to_owned(), names.into_iter().collect());
        }
    }
    Ok(all)
}

async fn plan(
    uow: &mut Uow<'_>,
    declared: &Declared,
    allowed: &Allowed,
    request: &ListRequest,
) -> Result<ListQuery, Fault> {
    let mut query = ListQuery {
        q: request.q.clone(),
        limit: request.limit.clamp(1, PAGE_MAX),
        restriction: restriction(&uow.ctx.actor, allowed),
        ..ListQuery::default()
    };
    for (name, operator, values) in &request.filters {
        query.filters.push(filter(uow, declared, allowed, name, *operator, values)?);
    }
    let company = query.filters.iter().find(|f| f.field.name == "company" && f.operator == Operator::Eq);
    if let Some(id) = company.and_then(|f| f.values.first()).and_then(Value::id) {
        query.currency = company::currency(uow.tx, id).await?;
    }
    let sort = if request.sort.is_empty() { &declared.kind.default_sort } else { &request.sort };
    for (name, descending) in sort {
        query.sort.push(Sort { field: visible(declared, allowed, name)?, descending: *descending });
    }
    if let Some(line) = &declared.kind.line_field
        && !query.sort.iter().any(|key| key.field.name == *line)
    {
        query.sort.push(Sort { field: visible(declared, allowed, line)?, descending: false });
    }
    if let Some((keys, id)) = &request.after {
        if keys.len() != query.sort.len() {
            return Err(wrong_query("cursor", "This cursor belongs to a list in another order."));
        }
        let mut values = Vec::new();
        for (key, sort) in keys.iter().zip(&query.sort) {
            values.push(match key {
                None => Value::Null,
                Some(text) => match (&sort.field.kind, text.parse()) {
                    (Kind::Money(_), Ok(minor)) => Value::Integer(minor),
                    _ => parse(&sort.field, text)?,
                },
            });
        }
        query.after = Some((values, *id));
    }
    Ok(query)
}

fn wrong_query(parameter: &str, message: &str) -> Fault {
    Fault::invalid(format!("list.{parameter}"), message)
}

/// A field that the actor may see, also the four that every record has.
fn visible(declared: &Declared, allowed: &Allowed, name: &str) -> Result<Field, Fault> {
    let common = match name {
        "id" => Some(Field::new("id", Kind::Id).column(&declared.kind.id_column).required()),
        "version" if declared.kind.final_at.is_none() => Some(Field::integer("version").required()),
        "created_at" | "updated_at" => {
            let column = declared.kind.final_at.as_deref().unwrap_or(name);
            Some(Field::instant(name).column(column).required())
        }
        _ => None,
    };
    common
        .or_else(|| declared.kind.find(name).cloned())
        .filter(|field| !allowed.hidden_fields.contains(&field.name))
        .ok_or_else(|| {
            let names: Vec<&str> = declared.kind.fields.iter().map(|f| f.name.as_str()).collect();
            wrong_query("field", &format!("There is no field {name}; there are {}.", names.join(", ")))
        })
}

fn filter(
    uow: &Uow<'_>,
    declared: &Declared,
    allowed: &Allowed,
    name: &str,
    operator: Operator,
    values: &[String],
) -> Result<Filter, Fault> {
    let (field, through) = match name.split_once('.') {
        None => (visible(declared, allowed, name)?, None),
        Some((reference, other)) => {
            let reference = visible(declared, allowed, reference)?;
            let Kind::Reference(to) = &reference.kind else {
                return Err(wrong_query("field", &format!("{} refers to no other record.", reference.name)));
            };
            let target = uow.ctx.types.find(to)?;
            let theirs = uow.may(to, Op::Read, None)?;
            if theirs.rows != RowRule::All {
                return Err(Fault::denied(format!("You may not filter by the fields of every {to}.")));
            }
            let field = visible(&target, &theirs, other)?;
            let side = field.ext.then(|| target.kind.side_table());
            (field, Some(Through { reference, table: target.kind.table.clone(), side }))
        }
    };
    let textual = matches!(field.kind, Kind::Text(_) | Kind::LongText | Kind::Choice(_) | Kind::Json);
    let values = match operator {
        Operator::Empty | Operator::Present => Vec::new(),
        Operator::Contains | Operator::Starts if !textual => {
            return Err(wrong_query("filter", &format!("{name} is not text; compare it with eq, lt or gt.")));
        }
        _ => values.iter().map(|text| parse(&field, text)).collect::<Result<_, _>>()?,
    };
    Ok(Filter { field, through, operator, values })
}

/// A value of a field from its text.
fn parse(field: &Field, text: &str) -> Result<Value, Fault> {
    let value = match &field.kind {
        Kind::Text(_) | Kind::LongText | Kind::Choice(_) | Kind::Json => Some(Value::Text(text.to_owned())),
        Kind::Bool => text.parse().ok().map(Value::Bool),
        Kind::Integer => text.parse().ok().map(Value::Integer),
        Kind::Decimal(_) | Kind::Money(_) => text.parse().ok().map(Value::Decimal),
        Kind::Day => text.parse().ok().map(Value::Day),
        Kind::Instant => {
            DateTime::parse_from_rfc3339(text).ok().map(|at| Value::Instant(at.with_timezone(&Utc)))
        }
        Kind::Reference(_) | Kind::Id => text.parse().ok().map(Value::Id),
    };
    value.ok_or_else(|| wrong_query("value", &format!("\"{text}\" is not a value of {}.", field.name)))
}

/// A value's text, from which [`parse`] makes it again.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Rows(_) => None,
        Value::Bool(value) => Some(value.to_string()),
        Value::Integer(value) => Some(value.to_string()),
        Value::Decimal(value) => Some(value.to_string()),
        Value::Text(text) | Value::Json(text) => Some(text.clone()),
        Value::Day(day) => Some(day.to_string()),
        Value::Instant(at) => Some(at.to_rfc3339()),
        Value::Id(id) => Some(id.to_string()),
    }
}
