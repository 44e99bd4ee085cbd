//! Checks a record against its declaration; every wrong value is named at once.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Registry, Save};
use crate::service::{Fault, FieldFault, Uow};
use crate::storage::currency;
use crate::storage::records::{
    Collection, Field, Filter, Kind, ListQuery, MoneyOf, Operator, Record, RecordType,
};
use crate::storage::records::{Value, get_many, list};
use keel_core::money::to_scaled;

/// Most lines that one collection takes.
const LINES_MAX: usize = 10_000;

/// Refuses what the declaration does not allow.
pub(crate) async fn check(
    uow: &mut Uow<'_>,
    registry: &Registry,
    kind: &RecordType,
    save: &Save,
    company_currency: Option<&str>,
) -> Result<(), Fault> {
    let (id, record) = (save.id, &save.new);
    let mut faults = Vec::new();
    let mut references = HashMap::new();
    // A field that a plugin added is empty on all records that were there before: they can be changed
    // without it, until somebody fills it.
    let unasked = |field: &&Field| {
        let given = field.ext && save.old.is_some() && !save.changes(&field.name);
        !(given && save.value(&field.name).is_empty())
    };
    let fields: Vec<&Field> = kind.fields.iter().filter(unasked).collect();
    check_fields(fields, record, "", company_currency, &mut faults, &mut references);
    for lines in &kind.collections {
        check_lines(lines, record, company_currency, &mut faults, &mut references);
    }
    check_references(uow, registry, kind, record, references, &mut faults).await?;
    if faults.is_empty() {
        check_unique(uow, kind, id, record, &mut faults).await?;
    }
    Fault::of_fields(faults).map_or(Ok(()), Err)
}

type References = HashMap<String, Vec<(String, Uuid)>>;

fn check_lines(
    lines: &Collection,
    record: &Record,
    company_currency: Option<&str>,
    faults: &mut Vec<FieldFault>,
    references: &mut References,
) {
    let rows = record.get(&lines.name).and_then(Value::rows).unwrap_or_default();
    if rows.len() > LINES_MAX {
        let message = format!("Give at most {LINES_MAX} lines.");
        faults.push(fault(format!("/{}", lines.name), "field.too-many", message));
        return;
    }
    for (index, row) in rows.iter().enumerate() {
        let prefix = format!("/{}/{index}", lines.name);
        check_fields(lines.fields.iter().collect(), row, &prefix, company_currency, faults, references);
    }
}

fn fault(pointer: String, code: &str, message: impl Into<String>) -> FieldFault {
    FieldFault { pointer, code: code.into(), message: message.into() }
}

fn check_fields(
    fields: Vec<&Field>,
    record: &Record,
    prefix: &str,
    company_currency: Option<&str>,
    faults: &mut Vec<FieldFault>,
    references: &mut References,
) {
    for field in fields {
        let pointer = format!("{prefix}/{}", field.name);
        let value = record.get(&field.name).unwrap_or(&Value::Null);
        if value.is_empty() {
            if field.required {
                let message = format!("Give a value for {}.", field.name);
                faults.push(fault(pointer, "field.required", message));
            }
            continue;
        }
        let wrong = match (&field.kind, value) {
            (Kind::Text(max), Value::Text(text)) if text.chars().count() > *max => {
                Some(("field.too-long", format!("Give at most {max} characters.")))
            }
            (Kind::Text(_), Value::Text(text)) if text.chars().any(char::is_control) => {
                Some(("field.control-character", "Leave out line breaks and control characters.".into()))
            }
            (Kind::LongText, Value::Text(text)) if text.contains('\0') => {
                Some(("field.control-character", "Leave out the character NUL.".into()))
            }
            (Kind::Choice(words), Value::Text(text)) if !words.contains(text) => {
                Some(("field.not-a-choice", format!("Give one of: {}.", words.join(", "))))
            }
            (Kind::Decimal(scale), Value::Decimal(number)) => number_fault(to_scaled(*number, *scale)),
            (Kind::Money(of), Value::Decimal(number)) => {
                let code = match of {
                    MoneyOf::Company => company_currency,
                    MoneyOf::Field(name) => record.get(name).and_then(Value::text),
                };
                match code.and_then(currency::exponent) {
                    Some(digits) => number_fault(to_scaled(*number, digits)),
                    None => Some(("field.currency", "Give the currency (ISO 4217) of this amount.".into())),
                }
            }
            (Kind::Reference(to), Value::Id(id)) => {
                references.entry(to.clone()).or_default().push((pointer.clone(), *id));
                None
            }
            _ => None,
        };
        if let Some((code, message)) = wrong {
            faults.push(fault(pointer, code, message));
        }
    }
}

fn number_fault(result: Result<i64, keel_core::money::NumberError>) -> Option<(&'static str, String)> {
    use keel_core::money::NumberError;
    match result {
        Ok(_) => None,
        Err(NumberError::TooPrecise { scale }) => {
            Some(("number.too-precise", format!("Give at most {scale} digits after the decimal point.")))
        }
        Err(NumberError::Overflow) => Some(("number.overflow", "The number is too large.".into())),
    }
}

async fn check_references(
    uow: &mut Uow<'_>,
    registry: &Registry,
    kind: &RecordType,
    record: &Record,
    references: References,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Fault> {
    let company = record.get("company").and_then(Value::id);
    for (to, places) in references {
        let target = registry.find(&to)?;
        let mut ids: Vec<Uuid> = places.iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        let found = get_many(uow.tx, &target.kind, &ids).await?;
        for (pointer, id) in places {
            let Some(other) = found.iter().find(|other| other.get("id") == Some(&Value::Id(id))) else {
                faults.push(fault(pointer, "field.no-such-record", format!("There is no {to} {id}.")));
                continue;
            };
            let theirs = other.get("company").and_then(Value::id);
            if kind.company && target.kind.company && theirs != company {
                let message = format!("This {to} belongs to another company.");
                faults.push(fault(pointer, "field.other-company", message));
            }
        }
    }
    Ok(())
}

async fn check_unique(
    uow: &mut Uow<'_>,
    kind: &RecordType,
    id: Uuid,
    record: &Record,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Fault> {
    for field in kind.fields.iter().filter(|field| field.unique) {
        let value = record.get(&field.name).unwrap_or(&Value::Null);
        if value.is_empty() {
            continue;
        }
        let same = |field: &Field, value: &Value| Filter {
            field: field.clone(),
            through: None,
            operator: Operator::Eq,
            values: vec![value.clone()],
        };
        let mut query = ListQuery { limit: 2, ..ListQuery::default() };
        query.filters.push(same(field, value));
        if let (true, Some(company)) = (kind.company, kind.find("company")) {
            query.filters.push(same(company, record.get("company").unwrap_or(&Value::Null)));
        }
        let page = list(uow.tx, kind, &query).await?;
        if page.records.iter().any(|other| other.get("id") != Some(&Value::Id(id))) {
            let message = format!("Another {} has this {} already.", kind.name, field.name);
            faults.push(fault(format!("/{}", field.name), "field.not-unique", message));
        }
    }
    Ok(())
}
