//! Records as plugins see them, and back: amounts get their currency, values are held to the declaration.
//!
//! Knows record types and the values of the contract. Must not know WIT or the database's tables.

use chrono::{DateTime, NaiveDate};
use keel_core::money::to_scaled;
use keel_manifest::model;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::data::{Body, Collections, Datum, Document, Fields, Money};
use crate::service::{Fault, Uow};
use crate::storage::records::{Field, Kind, MoneyOf, Record, RecordType, Value, json_text};
use crate::storage::{company, currency};

/// Names that stand beside the fields of a record, not among them.
const BESIDE: [&str; 4] = ["id", "version", "created_at", "updated_at"];

/// The currency of a company, remembered by the picture of what is installed.
pub async fn currency_of(uow: &mut Uow<'_>, company: Option<Uuid>) -> Result<Option<String>, Fault> {
    let Some(id) = company else { return Ok(None) };
    if let Some(known) = uow.ctx.installed.currencies.get(&id) {
        return Ok(Some(known.clone()));
    }
    Ok(company::currency(uow.tx, id).await?)
}

/// A record as a plugin sees it.
pub async fn document(
    uow: &mut Uow<'_>,
    kind: &RecordType,
    id: Uuid,
    record: &Record,
) -> Result<Document, Fault> {
    let owner = if kind.table == "company" { Some(id) } else { record.get("company").and_then(Value::id) };
    let currency = currency_of(uow, owner).await?;
    Ok(document_in(kind, id, record, currency.as_deref()))
}

/// The same, in a company whose currency is known.
pub fn document_in(kind: &RecordType, id: Uuid, record: &Record, currency: Option<&str>) -> Document {
    let lines = |name: &str, fields: &[Field]| -> Vec<Fields> {
        let rows = record.get(name).and_then(Value::rows).unwrap_or_default();
        rows.iter().map(|row| fields_out(fields, row, currency, Empty::LeftOut)).collect()
    };
    let present = kind.collections.iter().filter(|lines| record.contains_key(&lines.name));
    Document {
        record_type: kind.name.clone(),
        id,
        version: record.get("version").and_then(Value::integer).unwrap_or(0),
        body: Body {
            fields: fields_out(&kind.fields, record, currency, Empty::Shown),
            collections: present.map(|c| (c.name.clone(), lines(&c.name, &c.fields))).collect(),
        },
    }
}

/// What becomes of fields without a value. A document shows them, as the contract says; a line need not, and
/// most fields of most lines are empty: each one costs a plugin's call more than any other part of showing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    Shown,
    LeftOut,
}

fn fields_out(fields: &[Field], record: &Record, company: Option<&str>, empty: Empty) -> Fields {
    let mut out: Fields = Vec::with_capacity(fields.len());
    if let Some(Value::Id(id)) = record.get("id").filter(|_| !record.contains_key("version")) {
        out.push(("id".into(), Datum::Reference(*id)));
    }
    for field in fields {
        // What the caller may not see is not there.
        let Some(value) = record.get(&field.name) else { continue };
        if empty == Empty::LeftOut && *value == Value::Null {
            continue;
        }
        out.push((field.name.clone(), datum(field, value, record, company)));
    }
    out
}

/// A value as it crosses.
fn datum(field: &Field, value: &Value, record: &Record, company: Option<&str>) -> Datum {
    match (&field.kind, value) {
        (_, Value::Null) => Datum::None,
        (Kind::Money(of), Value::Decimal(amount)) => {
            let code = match of {
                MoneyOf::Company => company,
                MoneyOf::Field(name) => record.get(name).and_then(Value::text),
            };
            match code.and_then(|code| Some((code, currency::exponent(code)?))) {
                Some((code, digits)) => match to_scaled(*amount, digits) {
                    Ok(minor) => Datum::Money(Money { minor, currency: code.to_owned() }),
                    Err(_) => Datum::Decimal(*amount),
                },
                None => Datum::Decimal(*amount),
            }
        }
        (_, value) => plain(value),
    }
}

/// A value without an amount's currency.
pub fn plain(value: &Value) -> Datum {
    match value {
        Value::Null | Value::Rows(_) => Datum::None,
        Value::Bool(value) => Datum::Bool(*value),
        Value::Integer(value) => Datum::Integer(*value),
        Value::Decimal(value) => Datum::Decimal(*value),
        Value::Text(value) => Datum::Text(value.clone()),
        Value::Day(value) => Datum::Day(*value),
        Value::Instant(value) => Datum::Instant(*value),
        Value::Id(value) => Datum::Reference(*value),
        Value::Json(value) => Datum::Json(value.clone()),
    }
}

/// Fields and lines that a plugin gave, as values of a record type. `company_currency` is that of the
/// record's company: an amount in another one is refused.
pub fn record(kind: &RecordType, body: &Body, company_currency: Option<&str>) -> Result<Record, Fault> {
    let mut out = fields_in(&kind.fields, &body.fields, company_currency, "", &kind.name)?;
    for (name, rows) in &body.collections {
        let lines = kind.collections.iter().find(|lines| lines.name == *name).ok_or_else(|| {
            Fault::invalid("field.unknown", format!("A {} has no lines {name}.", kind.name))
                .at(format!("/{name}"))
        })?;
        let mut all = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let under = format!("/{name}/{index}");
            let mut one = fields_in(&lines.fields, row, company_currency, &under, &kind.name)?;
            if lines.has_id
                && let Some((_, Datum::Reference(id))) = row.iter().find(|(name, _)| name == "id")
            {
                one.insert("id".into(), Value::Id(*id));
            }
            all.push(one);
        }
        out.insert(name.clone(), Value::Rows(all));
    }
    Ok(out)
}

fn fields_in(
    fields: &[Field],
    given: &Fields,
    company: Option<&str>,
    under: &str,
    type_name: &str,
) -> Result<Record, Fault> {
    let mut out = Record::new();
    for (name, datum) in given {
        if BESIDE.contains(&name.as_str()) {
            continue;
        }
        let field = fields.iter().find(|field| field.name == *name).ok_or_else(|| {
            Fault::invalid("field.unknown", format!("A {type_name} has no field {name}."))
                .at(format!("{under}/{name}"))
        })?;
        let currency = match &field.kind {
            Kind::Money(MoneyOf::Field(of)) => {
                given.iter().find(|(n, _)| n == of).and_then(|(_, d)| match d {
                    Datum::Text(code) => Some(code.as_str()),
                    _ => None,
                })
            }
            _ => company,
        };
        let value = value(&field.kind, datum, currency).map_err(|f| f.at(format!("{under}/{name}")))?;
        out.insert(name.clone(), value);
    }
    Ok(out)
}

/// One value, held to a kind.
pub fn value(kind: &Kind, datum: &Datum, currency_code: Option<&str>) -> Result<Value, Fault> {
    let wrong = || Fault::invalid("field.kind", format!("This field holds {}; give that.", words(kind)));
    Ok(match (kind, datum) {
        (_, Datum::None) => Value::Null,
        (Kind::Text(_) | Kind::LongText | Kind::Choice(_), Datum::Text(text)) => Value::Text(text.clone()),
        (Kind::Bool, Datum::Bool(value)) => Value::Bool(*value),
        (Kind::Integer, Datum::Integer(value)) => Value::Integer(*value),
        (Kind::Decimal(_), Datum::Decimal(value)) => Value::Decimal(*value),
        (Kind::Decimal(_), Datum::Integer(value)) => Value::Decimal(Decimal::from(*value)),
        (Kind::Money(_), Datum::Money(money)) => {
            if let Some(code) = currency_code
                && code != money.currency
            {
                let message = format!("This amount is in {code}, not in {}.", money.currency);
                return Err(Fault::invalid("field.currency", message));
            }
            let digits = currency::exponent(&money.currency).ok_or_else(|| {
                Fault::invalid("currency.unknown", format!("There is no currency {}.", money.currency))
            })?;
            Value::Decimal(Decimal::new(money.minor, digits))
        }
        (Kind::Money(_), Datum::Decimal(value)) => Value::Decimal(*value),
        (Kind::Day, Datum::Day(value)) => Value::Day(*value),
        (Kind::Instant, Datum::Instant(value)) => Value::Instant(*value),
        (Kind::Reference(_) | Kind::Id, Datum::Reference(id)) => Value::Id(*id),
        (Kind::Json, Datum::Json(text)) => Value::Json(text.clone()),
        _ => return Err(wrong()),
    })
}

/// Fields and lines as the text of a JSON object: amounts are objects with their currency.
pub fn json(body: &Body) -> String {
    let object = |fields: &Fields| -> Record {
        fields.iter().map(|(name, datum)| (name.clone(), json_value(datum))).collect()
    };
    let mut record = object(&body.fields);
    for (name, rows) in &body.collections {
        record.insert(name.clone(), Value::Rows(rows.iter().map(object).collect()));
    }
    json_text(&record)
}

fn json_value(datum: &Datum) -> Value {
    match datum {
        Datum::None => Value::Null,
        Datum::Bool(value) => Value::Bool(*value),
        Datum::Integer(value) => Value::Integer(*value),
        Datum::Decimal(value) => Value::Decimal(*value),
        Datum::Money(money) => {
            let digits = currency::exponent(&money.currency).unwrap_or(0);
            let amount = Decimal::new(money.minor, digits);
            let members =
                [("amount", Value::Decimal(amount)), ("currency", Value::from(money.currency.as_str()))];
            Value::Json(json_text(
                &members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect(),
            ))
        }
        Datum::Text(value) => Value::Text(value.clone()),
        Datum::Day(value) => Value::Day(*value),
        Datum::Instant(value) => Value::Instant(*value),
        Datum::Reference(id) => Value::Id(*id),
        Datum::Json(text) => Value::Json(text.clone()),
    }
}

fn words(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text(_) | Kind::LongText => "text",
        Kind::Choice(_) => "one of its words, as text",
        Kind::Bool => "yes or no",
        Kind::Integer => "a whole number",
        Kind::Decimal(_) => "a decimal",
        Kind::Money(_) => "an amount",
        Kind::Day => "a day",
        Kind::Instant => "an instant",
        Kind::Reference(_) | Kind::Id => "the id of a record",
        Kind::Json => "a JSON document",
    }
}

/// The default of a field of a manifest.
pub fn default_of(field: &model::Field) -> Datum {
    match &field.default {
        None => Datum::None,
        Some(literal) => literal_as(&field.kind, literal).unwrap_or(Datum::None),
    }
}

/// A constant of a manifest as a value of a kind; `None`: it does not fit.
pub fn literal_as(kind: &model::Kind, literal: &model::Literal) -> Option<Datum> {
    use model::{Kind, Literal};
    Some(match (kind, literal) {
        (Kind::Bool, Literal::Bool(value)) => Datum::Bool(*value),
        (Kind::Integer, Literal::Integer(value)) => Datum::Integer(*value),
        (Kind::Decimal(_) | Kind::Money(_), Literal::Integer(value)) => Datum::Decimal(Decimal::from(*value)),
        (Kind::Decimal(_) | Kind::Money(_), Literal::Text(text)) => Datum::Decimal(text.parse().ok()?),
        (Kind::Day, Literal::Text(text)) => Datum::Day(text.parse::<NaiveDate>().ok()?),
        (Kind::Instant, Literal::Text(text)) => {
            Datum::Instant(DateTime::parse_from_rfc3339(text).ok()?.to_utc())
        }
        (Kind::Reference(..), Literal::Text(text)) => Datum::Reference(text.parse().ok()?),
        (Kind::Json, Literal::Text(text)) => Datum::Json(text.clone()),
        (_, Literal::Text(text)) => Datum::Text(text.clone()),
        _ => return None,
    })
}

/// Lines of a document in all: limits grow with them.
pub fn lines(collections: &Collections) -> usize {
    collections.iter().map(|(_, rows)| rows.len()).sum()
}
