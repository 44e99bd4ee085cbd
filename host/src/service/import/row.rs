//! One row of a table becomes one record: made, changed, or found to be so already.

use uuid::Uuid;

use super::cell::{self, Known};
use super::mapping::{Column, LINE_DEFAULTS, Target};
use crate::service::records::{self, Unresolved};
use crate::service::{Fault, FaultKind, FieldFault, Uow};
use crate::storage::records::{self as store, Record, RecordType, Restriction, Value};

/// What every row of an import shares.
pub(super) struct Shared<'a> {
    pub kind: &'a RecordType,
    pub columns: &'a [Column],
    pub constants: &'a [(Target, String)],
    pub key_field: Option<&'a str>,
    pub company: Option<Uuid>,
    pub country: Option<&'a str>,
}

/// What became of a row.
#[derive(Debug)]
pub(super) struct Done {
    pub id: Uuid,
    pub version: i64,
    pub what: &'static str,
    pub unresolved: Vec<Unresolved>,
}

/// Saves the record of a row.
pub(super) async fn save(
    uow: &mut Uow<'_>,
    shared: &Shared<'_>,
    known: &mut Known,
    cells: &[String],
) -> Result<Done, Fault> {
    let mut record = record(uow, shared, known, cells).await?;
    let declared = uow.ctx.types.find(&shared.kind.name)?;
    let unresolved = match &declared.rules {
        Some(rules) => rules.intake(&mut record, shared.country),
        None => Vec::new(),
    };
    if let Some(id) = kept(uow, shared, &record).await? {
        return change(uow, shared, id, record, unresolved).await;
    }
    let (id, stored) = records::create(uow, &shared.kind.name, record).await?;
    Ok(Done { id, version: version(&stored), what: "created", unresolved })
}

async fn record(
    uow: &mut Uow<'_>,
    shared: &Shared<'_>,
    known: &mut Known,
    cells: &[String],
) -> Result<Record, Fault> {
    let mut record = Record::new();
    if let (Some(company), true) = (shared.company, shared.kind.company) {
        record.insert("company".into(), Value::Id(company));
    }
    let mut faults = Vec::new();
    for (column, text) in shared.columns.iter().zip(cells) {
        let Some(target) = &column.target else { continue };
        match cell::value(uow, known, &target.field, shared.company, text).await {
            Ok(Value::Null) => {}
            Ok(value) => put(&mut record, target, value),
            Err(fault) if fault.kind == FaultKind::Invalid => {
                faults.push(FieldFault { pointer: pointer(target), code: fault.code, message: fault.message })
            }
            Err(fault) => return Err(fault),
        }
    }
    if let Some(every) = Fault::of_fields(faults) {
        return Err(every);
    }
    for (target, text) in shared.constants {
        // A constant completes a line; it does not make one, unless the whole line is constant.
        let value = cell::value(uow, known, &target.field, shared.company, text).await?;
        if peek(&record, target).is_none() {
            put(&mut record, target, value);
        }
    }
    for (of, collection, line, field, text) in LINE_DEFAULTS {
        let rows = record.get_mut(*collection).filter(|_| *of == shared.kind.name);
        if let Some(Value::Rows(rows)) = rows
            && let Some(row) = rows.get_mut(*line)
            && !row.is_empty()
            && !row.contains_key(*field)
        {
            row.insert((*field).to_owned(), Value::from(*text));
        }
    }
    for value in record.values_mut() {
        if let Value::Rows(rows) = value {
            rows.retain(|row| !row.is_empty());
        }
    }
    Ok(record)
}

fn pointer(target: &Target) -> String {
    match &target.line {
        Some((collection, line)) => format!("/{collection}/{line}/{}", target.field.name),
        None => format!("/{}", target.field.name),
    }
}

fn peek<'a>(record: &'a Record, target: &Target) -> Option<&'a Value> {
    match &target.line {
        Some((collection, line)) => {
            record.get(collection).and_then(Value::rows)?.get(*line)?.get(&target.field.name)
        }
        None => record.get(&target.field.name),
    }
}

fn put(record: &mut Record, target: &Target, value: Value) {
    let name = target.field.name.clone();
    match &target.line {
        Some((collection, line)) => {
            let rows = record.entry(collection.clone()).or_insert_with(|| Value::Rows(Vec::new()));
            if let Value::Rows(rows) = rows {
                if rows.len() <= *line {
                    rows.resize(*line + 1, Record::new());
                }
                rows[*line].insert(name, value);
            }
        }
        None => _ = record.insert(name, value),
    }
}

/// The kept record with this row's key.
async fn kept(uow: &mut Uow<'_>, shared: &Shared<'_>, record: &Record) -> Result<Option<Uuid>, Fault> {
    let Some(name) = shared.key_field else { return Ok(None) };
    let field = shared.kind.find(name).ok_or_else(|| {
        Fault::invalid("field.unknown", format!("A {} has no field {name}.", shared.kind.name))
            .at("/key_field")
    })?;
    let Some(value) = record.get(name).filter(|value| !value.is_empty()) else {
        return Err(
            Fault::invalid("import.no-key", format!("Give {name}: it is the key.")).at(format!("/{name}"))
        );
    };
    match cell::with_value(uow, shared.kind, field, shared.company, value).await?.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(Fault::refused("import.key-not-unique", format!("Several records have this {name}."))
            .at(format!("/{name}"))),
    }
}

async fn change(
    uow: &mut Uow<'_>,
    shared: &Shared<'_>,
    id: Uuid,
    given: Record,
    unresolved: Vec<Unresolved>,
) -> Result<Done, Fault> {
    let kind = shared.kind;
    let old = store::get(uow.tx, kind, id, &Restriction::default())
        .await?
        .ok_or_else(|| Fault::not_found(&kind.name, id))?;
    let mut changed = Record::new();
    for (name, value) in given {
        let before = old.get(&name).unwrap_or(&Value::Null);
        let after = match (&value, before) {
            (Value::Rows(rows), Value::Rows(kept)) => Value::Rows(overlaid(kept, rows)),
            _ => value,
        };
        if after != *before {
            changed.insert(name, after);
        }
    }
    if changed.is_empty() {
        return Ok(Done { id, version: version(&old), what: "unchanged", unresolved });
    }
    let stored = records::update(uow, &kind.name, id, version(&old), changed).await?;
    Ok(Done { id, version: version(&stored), what: "updated", unresolved })
}

/// Kept lines with what the row says of them; lines that the row does not have stay.
fn overlaid(kept: &[Record], given: &[Record]) -> Vec<Record> {
    let mut rows = kept.to_vec();
    for (index, row) in given.iter().enumerate() {
        match rows.get_mut(index) {
            Some(old) => {
                // What was recognised in the old text goes with it.
                let told = |name: &str| row.get(name).is_some_and(|new| Some(new) != old.get(name));
                let (city, phone) = (told("city_given"), told("given"));
                if city {
                    old.insert("city".into(), Value::Null);
                }
                if phone && old.contains_key("e164") {
                    old.insert("e164".into(), Value::Null);
                }
                old.extend(
                    row.iter().filter(|(_, v)| **v != Value::Null).map(|(n, v)| (n.clone(), v.clone())),
                );
            }
            None => rows.push(row.clone()),
        }
    }
    rows
}

fn version(record: &Record) -> i64 {
    record.get("version").and_then(Value::integer).unwrap_or(1)
}
