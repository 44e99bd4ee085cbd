//! Values of the contract and of `service::plugins::data`, each into the other.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::wit::keel::types1_0_0::types as wit;
use crate::service::plugins::data::{Body, Collections, Datum, Document, Fields, Money, RecordRef};
use crate::service::{Fault, FaultKind, FieldFault};
use crate::storage::instant_text;

/// Largest scale of a decimal.
const SCALE_MAX: u8 = 18;

/// An id, or what is wrong with it.
pub fn id(text: &str) -> Result<Uuid, Fault> {
    text.parse().map_err(|_| Fault::invalid("contract.id", format!("{text:?} is not an id (UUID).")))
}

/// Ids, or what is wrong with the first that is none.
pub fn ids(texts: Vec<String>) -> Result<Vec<Uuid>, Fault> {
    texts.iter().map(|text| id(text)).collect()
}

/// An id that may be left out.
pub fn id_option(text: Option<String>) -> Result<Option<Uuid>, Fault> {
    text.as_deref().map(id).transpose()
}

/// A day.
pub fn day(text: &str) -> Result<NaiveDate, Fault> {
    let plain = text.len() == 10;
    text.parse()
        .ok()
        .filter(|_| plain)
        .ok_or_else(|| Fault::invalid("contract.day", format!("{text:?} is not a day such as 2026-01-31.")))
}

/// A day that may be left out.
pub fn day_option(text: Option<String>) -> Result<Option<NaiveDate>, Fault> {
    text.as_deref().map(day).transpose()
}

/// An instant.
pub fn instant(text: &str) -> Result<DateTime<Utc>, Fault> {
    DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| {
        Fault::invalid(
            "contract.instant",
            format!("{text:?} is not an instant such as 2026-01-31T10:00:00Z."),
        )
    })
}

/// An exact number.
pub fn decimal(value: wit::Decimal) -> Result<Decimal, Fault> {
    if value.scale > SCALE_MAX {
        return Err(Fault::invalid(
            "contract.scale",
            format!("A decimal has at most {SCALE_MAX} digits after the point."),
        ));
    }
    Ok(Decimal::new(value.coefficient, u32::from(value.scale)))
}

/// An exact number as the contract carries it: trailing zeros go where they do not fit.
pub fn decimal_out(value: Decimal) -> Result<wit::Decimal, Fault> {
    let fits = |value: &Decimal| {
        Some(wit::Decimal {
            coefficient: i64::try_from(value.mantissa()).ok()?,
            scale: u8::try_from(value.scale()).ok().filter(|scale| *scale <= SCALE_MAX)?,
        })
    };
    fits(&value).or_else(|| fits(&value.normalize())).ok_or_else(|| {
        Fault::new(
            FaultKind::Invalid,
            "contract.overflow",
            format!("{value} has more digits than a plugin can be given."),
        )
    })
}

/// An amount.
pub fn money(value: wit::Money) -> Money {
    Money { minor: value.minor, currency: value.currency }
}

/// An amount as the contract carries it.
pub fn money_out(value: Money) -> wit::Money {
    wit::Money { minor: value.minor, currency: value.currency }
}

/// A value.
pub fn datum(value: wit::Value) -> Result<Datum, Fault> {
    Ok(match value {
        wit::Value::None => Datum::None,
        wit::Value::Boolean(value) => Datum::Bool(value),
        wit::Value::Integer(value) => Datum::Integer(value),
        wit::Value::Decimal(value) => Datum::Decimal(decimal(value)?),
        wit::Value::Money(value) => Datum::Money(money(value)),
        wit::Value::Text(value) => Datum::Text(value),
        wit::Value::Day(value) => Datum::Day(day(&value)?),
        wit::Value::Instant(value) => Datum::Instant(instant(&value)?),
        wit::Value::Reference(value) => Datum::Reference(id(&value)?),
        wit::Value::Json(value) => Datum::Json(value),
    })
}

/// A value as the contract carries it.
pub fn datum_out(value: Datum) -> Result<wit::Value, Fault> {
    Ok(match value {
        Datum::None => wit::Value::None,
        Datum::Bool(value) => wit::Value::Boolean(value),
        Datum::Integer(value) => wit::Value::Integer(value),
        Datum::Decimal(value) => wit::Value::Decimal(decimal_out(value)?),
        Datum::Money(value) => wit::Value::Money(money_out(value)),
        Datum::Text(value) => wit::Value::Text(value),
        Datum::Day(value) => wit::Value::Day(value.to_string()),
        Datum::Instant(value) => wit::Value::Instant(instant_text(value)),
        Datum::Reference(value) => wit::Value::Reference(value.to_string()),
        Datum::Json(value) => wit::Value::Json(value),
    })
}

/// Fields, each under its name in a fault's pointer.
pub fn fields(given: Vec<wit::Field>) -> Result<Fields, Fault> {
    let one = |field: wit::Field| {
        let value = datum(field.value).map_err(|fault| fault.at(format!("/{}", field.name)))?;
        Ok((field.name, value))
    };
    given.into_iter().map(one).collect()
}

/// Fields as the contract carries them.
pub fn fields_out(given: Fields) -> Result<Vec<wit::Field>, Fault> {
    given.into_iter().map(|(name, value)| Ok(wit::Field { name, value: datum_out(value)? })).collect()
}

fn collections(given: Vec<wit::Collection>) -> Result<Collections, Fault> {
    let mut all = Vec::with_capacity(given.len());
    for collection in given {
        let mut rows = Vec::with_capacity(collection.rows.len());
        for (index, row) in collection.rows.into_iter().enumerate() {
            rows.push(
                fields(row.fields).map_err(|fault| fault.under(&format!("/{}/{index}", collection.name)))?,
            );
        }
        all.push((collection.name, rows));
    }
    Ok(all)
}

fn collections_out(given: Collections) -> Result<Vec<wit::Collection>, Fault> {
    let one = |(name, rows): (String, Vec<Fields>)| {
        let rows = rows
            .into_iter()
            .map(|row| Ok(wit::Row { fields: fields_out(row)? }))
            .collect::<Result<_, Fault>>()?;
        Ok(wit::Collection { name, rows })
    };
    given.into_iter().map(one).collect()
}

/// Fields and lines.
pub fn body(given: wit::Body) -> Result<Body, Fault> {
    Ok(Body { fields: fields(given.fields)?, collections: collections(given.collections)? })
}

/// Fields and lines as the contract carries them.
pub fn body_out(given: Body) -> Result<wit::Body, Fault> {
    Ok(wit::Body { fields: fields_out(given.fields)?, collections: collections_out(given.collections)? })
}

/// A record as the contract carries it.
pub fn document_out(given: Document) -> Result<wit::Document, Fault> {
    let body = body_out(given.body)?;
    Ok(wit::Document {
        record_type: given.record_type,
        id: given.id.to_string(),
        version: u64::try_from(given.version).unwrap_or_default(),
        fields: body.fields,
        collections: body.collections,
    })
}

/// A record by type and id.
pub fn record_ref(given: wit::RecordRef) -> Result<RecordRef, Fault> {
    Ok(RecordRef { record_type: given.record_type, id: id(&given.id)? })
}

/// A record by type and id as the contract carries it.
pub fn record_ref_out(given: RecordRef) -> wit::RecordRef {
    wit::RecordRef { record_type: given.record_type, id: given.id.to_string() }
}

/// Why a plugin says no.
pub fn fault(given: wit::Fault) -> Fault {
    let kind = match given.kind {
        wit::FaultKind::Invalid => FaultKind::Invalid,
        wit::FaultKind::Refused | wit::FaultKind::Limit => FaultKind::Refused,
        wit::FaultKind::Denied => FaultKind::Denied,
        wit::FaultKind::NotFound => FaultKind::NotFound,
        wit::FaultKind::Stale => FaultKind::Stale,
        wit::FaultKind::Unavailable => FaultKind::Unavailable,
        // A plugin does not speak for the host: its own mistake is a refusal.
        wit::FaultKind::Internal => FaultKind::Refused,
    };
    let mut fault = Fault::new(kind, given.code, given.message);
    fault.pointer = given.pointer;
    fault.args = given.arguments.into_iter().map(|one| (one.name, one.value)).collect();
    let field =
        |one: wit::FieldFault| FieldFault { pointer: one.pointer, code: one.code, message: one.message };
    fault.fields = given.fields.into_iter().map(field).collect();
    fault
}

/// Why the host says no.
pub fn fault_out(given: Fault) -> wit::Fault {
    let kind = match given.kind {
        FaultKind::Malformed | FaultKind::Invalid | FaultKind::VersionRequired => wit::FaultKind::Invalid,
        FaultKind::Unauthenticated | FaultKind::Denied => wit::FaultKind::Denied,
        FaultKind::NotFound => wit::FaultKind::NotFound,
        FaultKind::NotAllowed | FaultKind::Refused => wit::FaultKind::Refused,
        FaultKind::Stale => wit::FaultKind::Stale,
        FaultKind::TooLarge | FaultKind::TooMany => wit::FaultKind::Limit,
        FaultKind::Unavailable => wit::FaultKind::Unavailable,
        FaultKind::Internal => wit::FaultKind::Internal,
    };
    let field =
        |one: FieldFault| wit::FieldFault { pointer: one.pointer, code: one.code, message: one.message };
    wit::Fault {
        kind,
        code: given.code,
        message: given.message,
        pointer: given.pointer,
        arguments: given.args.into_iter().map(|(name, value)| wit::Argument { name, value }).collect(),
        fields: given.fields.into_iter().map(field).collect(),
    }
}
