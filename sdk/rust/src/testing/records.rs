//! Records in memory: asking, making, changing, deleting, with the plugin's own hooks.
//!
//! Works on the current host of the thread. The plugin is never called while the host is borrowed.

use std::cmp::Ordering;

use super::current::{self, with};
use super::state::State;
use crate::guest::{Change as Told, Operation};
use crate::records::{Change, Condition, Measure, MeasureKind, Operator, Page, Query};
use crate::value::{Body, Document, Field, Fields, Row, Value};
use crate::{Decimal, Fault, FieldFault, Id, Money, Result};

pub(crate) fn get(record_type: &str, ids: &[String]) -> Result<Vec<Document>> {
    with(|state| {
        state.need("records.read", record_type)?;
        ids.iter().map(|id| state.record(record_type, Id::parse(id)?).cloned()).collect()
    })
}

pub(crate) fn find(query: &Query) -> Result<Page> {
    with(|state| {
        state.need("records.read", &query.record_type)?;
        let mut found = matching(state, query)?;
        let mut sort: Vec<(String, bool)> =
            query.sort.iter().map(|key| (key.field.clone(), key.descending)).collect();
        if let (true, Some(own)) = (sort.is_empty(), state.types.own(&query.record_type)?) {
            let key = |key: &String| (key.trim_start_matches('-').to_owned(), key.starts_with('-'));
            sort = own.sort.iter().map(key).collect();
        }
        found.sort_by(|a, b| {
            let by = |(field, down): &(String, bool)| {
                let order = compare(a.value(field), b.value(field)).unwrap_or(Ordering::Equal);
                if *down { order.reverse() } else { order }
            };
            sort.iter().map(by).find(|order| order.is_ne()).unwrap_or_else(|| a.id.cmp(&b.id))
        });
        let wrong = || Fault::invalid("records.cursor", "Give `after` as the page before gave it.");
        let from = match &query.after {
            Some(cursor) => cursor.parse::<usize>().map_err(|_| wrong())?,
            None => 0,
        };
        let end = (from + query.limit.clamp(1, 500) as usize).min(found.len());
        let next = if end < found.len() { Some(end.to_string()) } else { None };
        let page = found.get(from.min(end)..end).unwrap_or_default();
        let bare = |document: &Document| Document { collections: Vec::new(), ..document.clone() };
        Ok(Page { records: page.iter().map(bare).collect(), next })
    })
}

pub(crate) fn aggregate(query: &Query, group_by: &[String], measures: &[Measure]) -> Result<Vec<Row>> {
    with(|state| {
        state.need("records.read", &query.record_type)?;
        let mut groups: Vec<(Vec<Value>, Vec<Document>)> = Vec::new();
        for document in matching(state, query)? {
            let key: Vec<Value> = group_by.iter().map(|field| document.value(field).clone()).collect();
            match groups.iter_mut().find(|(of, _)| *of == key) {
                Some((_, documents)) => documents.push(document),
                None => groups.push((key, vec![document])),
            }
        }
        if groups.is_empty() && group_by.is_empty() {
            groups.push((Vec::new(), Vec::new()));
        }
        let row = |(key, documents): (Vec<Value>, Vec<Document>)| {
            let mut row =
                group_by.iter().zip(key).fold(Row::new(), |row, (field, value)| row.with(field, value));
            for measure in measures {
                let (name, value) = figure(measure, &documents)?;
                row = row.with(&name, value);
            }
            Ok(row)
        };
        groups.into_iter().map(row).collect()
    })
}

pub(crate) fn create(record_type: &str, bodies: &[Body]) -> Result<Vec<String>> {
    with(|state| state.need("records.create", record_type).and_then(|()| state.write()))?;
    current::whole(|| {
        bodies.iter().map(|body| make(record_type, body.clone()).map(|id| id.to_string())).collect()
    })
}

pub(crate) fn update(record_type: &str, changes: &[Change]) -> Result<Vec<u64>> {
    with(|state| state.need("records.update", record_type).and_then(|()| state.write()))?;
    current::whole(|| changes.iter().map(|change| alter(record_type, change)).collect())
}

pub(crate) fn delete(record_type: &str, ids: &[String]) -> Result<()> {
    with(|state| state.need("records.delete", record_type).and_then(|()| state.write()))?;
    current::whole(|| ids.iter().try_for_each(|id| remove(record_type, Id::parse(id)?)))
}

/// Makes a record; the rights were checked.
pub(crate) fn make(record_type: &str, mut body: Body) -> Result<Id> {
    let id = with(|state| Ok(state.next_id()))?;
    with(|state| state.types.check(record_type, &mut body, true))?;
    let document = Document { version: 0, ..Document::new(record_type, id, body) };
    settle(Told { operation: Operation::Create, old: None, new: document })?;
    Ok(id)
}

/// Changes a record; the rights were checked.
pub(crate) fn alter(record_type: &str, change: &Change) -> Result<u64> {
    let old = with(|state| state.record(record_type, Id::parse(&change.id)?).cloned())?;
    if change.version.is_some_and(|version| version != old.version) {
        let message = "Somebody changed the record since it was read; read it again.";
        return Err(Fault::new(crate::FaultKind::Stale, "stale", message));
    }
    let mut body = change.body.clone();
    with(|state| state.types.check(record_type, &mut body, false))?;
    let mut new = old.clone();
    set(&mut new, body.fields);
    for collection in body.collections {
        new.collections.retain(|c| c.name != collection.name);
        new.collections.push(collection);
    }
    settle(Told { operation: Operation::Update, old: Some(old), new })
}

/// Deletes a record; the rights were checked.
pub(crate) fn remove(record_type: &str, id: Id) -> Result<()> {
    let old = with(|state| state.record(record_type, id).cloned())?;
    settle(Told { operation: Operation::Delete, old: Some(old.clone()), new: old }).map(|_| ())
}

/// Runs the hooks before, writes, and runs the hooks after; the new version.
pub(crate) fn settle(mut change: Told) -> Result<u64> {
    let record_type = change.new.record_type.clone();
    for hook in current::hooks(&change, keel_manifest::model::When::Before)? {
        let doors = with(|state| Ok(state.doors))?;
        let fields = current::into_plugin(|| (doors.before)(&hook.name, change.clone()))?;
        if let Some(field) = fields.iter().find(|field| !hook.writes.contains(&field.name)) {
            let message =
                format!("The hook `{}` may not set `{}`: list it in `writes`.", hook.name, field.name);
            return Err(Fault::denied("plugin.hook-writes", message));
        }
        set(&mut change.new, fields);
    }
    let version = with(|state| {
        check_against_others(state, &change)?;
        let id = change.new.id();
        let of = state.books.records.entry(record_type).or_default();
        if change.operation == Operation::Delete {
            of.remove(&id);
            return Ok(change.new.version);
        }
        change.new.version += 1;
        of.insert(id, change.new.clone());
        Ok(change.new.version)
    })?;
    for hook in current::hooks(&change, keel_manifest::model::When::After)? {
        let doors = with(|state| Ok(state.doors))?;
        current::into_plugin(|| (doors.after)(&hook.name, change.clone()))?;
    }
    with(|state| {
        let name = match change.operation {
            Operation::Create => "record.created",
            Operation::Update => "record.updated",
            Operation::Delete => "record.deleted",
        };
        current::tell(state, name, Some(change.new.reference()), &Body::new());
        Ok(())
    })?;
    Ok(version)
}

/// References lead to records that there are; what is unique is.
fn check_against_others(state: &State, change: &Told) -> Result<()> {
    if change.operation == Operation::Delete {
        return Ok(());
    }
    let record_type = &change.new.record_type;
    let mut wrong = Vec::new();
    for (field, to) in state.types.references(record_type) {
        let Some(id) = change.new.get::<Id>(&field) else { continue };
        if state.record(&to, id).is_err() {
            wrong.push(("field.no-such-record", format!("There is no {to} {id}."), field));
        }
    }
    for field in state.types.unique(record_type) {
        let value = change.new.value(&field);
        let taken = |other: &Document| other.id != change.new.id && other.value(&field) == value;
        if *value != Value::None && state.all(record_type).any(taken) {
            wrong.push((
                "field.not-unique",
                format!("Another {record_type} has this {field} already."),
                field,
            ));
        }
    }
    let Some((code, message, field)) = wrong.first().cloned() else { return Ok(()) };
    let fields = wrong.into_iter().map(|(code, message, field)| FieldFault {
        pointer: format!("/{field}"),
        code: code.to_owned(),
        message,
    });
    Err(Fault { fields: fields.collect(), ..Fault::invalid(code, message).at(format!("/{field}")) })
}

fn set(document: &mut Document, fields: Vec<Field>) {
    for field in fields {
        match document.fields.iter_mut().find(|old| old.name == field.name) {
            Some(old) => old.value = field.value,
            None => document.fields.push(field),
        }
    }
}

fn matching(state: &State, query: &Query) -> Result<Vec<Document>> {
    let own = state.types.own(&query.record_type)?;
    let words = query.search.as_ref().map(|words| words.to_lowercase());
    let mut found = Vec::new();
    for document in state.all(&query.record_type) {
        let mut holds = true;
        for condition in &query.conditions {
            holds &= meets(state, document, condition)?;
        }
        if let Some(words) = &words {
            let text = |field: &Field| match &field.value {
                Value::Text(text) => text.to_lowercase().contains(words),
                _ => false,
            };
            let searched = |field: &&Field| own.is_none_or(|own| own.search.contains(&field.name));
            holds &= document.fields.iter().filter(searched).any(text);
        }
        if holds {
            found.push(document.clone());
        }
    }
    Ok(found)
}

fn meets(state: &State, document: &Document, condition: &Condition) -> Result<bool> {
    let (field, through) = match condition.field.split_once('.') {
        Some((reference, field)) => (field, Some(reference)),
        None => (condition.field.as_str(), None),
    };
    let value = match through.map(|reference| document.get::<Id>(reference)) {
        None if field == "id" => Value::Reference(document.id.clone()),
        None => document.value(field).clone(),
        Some(None) => Value::None,
        Some(Some(id)) => {
            let all = state.books.records.values().filter_map(|of| of.get(&id)).next();
            all.map_or(Value::None, |other| other.value(field).clone())
        }
    };
    let text = |value: &Value| match value {
        Value::Text(text) => text.to_lowercase(),
        _ => String::new(),
    };
    let missing =
        || Fault::invalid("records.condition", "Compare with a value; ask for `empty` where there is none.");
    let first = || condition.values.first().ok_or_else(missing);
    let is = |other: &Value| compare(&value, other);
    Ok(match condition.operator {
        Operator::Empty => value == Value::None,
        Operator::Present => value != Value::None,
        Operator::OneOf => condition.values.iter().any(|other| is(other) == Some(Ordering::Equal)),
        Operator::Equal => is(first()?) == Some(Ordering::Equal),
        Operator::NotEqual => is(first()?) != Some(Ordering::Equal),
        Operator::Less => is(first()?) == Some(Ordering::Less),
        Operator::AtMost => is(first()?).is_some_and(Ordering::is_le),
        Operator::Greater => is(first()?) == Some(Ordering::Greater),
        Operator::AtLeast => is(first()?).is_some_and(Ordering::is_ge),
        Operator::Contains => text(&value).contains(&text(first()?)),
        Operator::Starts => text(&value).starts_with(&text(first()?)),
    })
}

/// The order of two values of one kind; what is empty compares with nothing.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        (Value::Money(a), Value::Money(b)) => a.minor.cmp(&b.minor),
        (Value::Text(a), Value::Text(b)) | (Value::Day(a), Value::Day(b)) => a.cmp(b),
        (Value::Instant(a), Value::Instant(b)) | (Value::Reference(a), Value::Reference(b)) => a.cmp(b),
        _ => return None,
    })
}

fn figure(measure: &Measure, documents: &[Document]) -> Result<(String, Value)> {
    let Some(field) = &measure.field else {
        return Ok(("count".into(), Value::Integer(documents.len() as i64)));
    };
    let values =
        documents.iter().map(|document| document.value(field)).filter(|value| **value != Value::None);
    let by = |a: &&Value, b: &&Value| compare(a, b).unwrap_or(Ordering::Equal);
    let (name, value) = match measure.kind {
        MeasureKind::Count => return Ok(("count".into(), Value::Integer(documents.len() as i64))),
        MeasureKind::Min => ("min", values.min_by(by).cloned().unwrap_or(Value::None)),
        MeasureKind::Max => ("max", values.max_by(by).cloned().unwrap_or(Value::None)),
        MeasureKind::Sum => ("sum", values.cloned().try_fold(Value::None, sum)?),
    };
    Ok((format!("{name}_{field}"), value))
}

fn sum(so_far: Value, next: Value) -> Result<Value> {
    let money = |a: Money, b: &Money| a.plus(b).map(Value::Money);
    let decimal = |a: Decimal, b: Decimal| a.plus(b).map(Value::Decimal);
    match (so_far, next) {
        (Value::None, next) => Ok(next),
        (Value::Integer(a), Value::Integer(b)) => Ok(Value::Integer(a.saturating_add(b))),
        (Value::Decimal(a), Value::Decimal(b)) => decimal(a, b),
        (Value::Money(a), Value::Money(b)) => money(a, &b),
        _ => Err(Fault::invalid("records.measure", "Only numbers and amounts can be summed.")),
    }
}
