//! A cell's text as the value of a field.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::service::{Fault, Uow};
use crate::storage::records::{Field, Filter, Kind, ListQuery, Operator, Value, list};

/// Records that cells named before, by type and text.
pub(super) type Known = HashMap<(String, String), Option<Uuid>>;

/// The value, or why the text is none.
pub(super) async fn value(
    uow: &mut Uow<'_>,
    known: &mut Known,
    field: &Field,
    company: Option<Uuid>,
    text: &str,
) -> Result<Value, Fault> {
    let text = text.trim();
    let wrong = |what: &str| Err(Fault::invalid("import.cell", format!("{text:?} is not {what}.")));
    Ok(match &field.kind {
        _ if text.is_empty() => Value::Null,
        Kind::Text(_) => Value::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Kind::LongText | Kind::Json => Value::Text(text.to_owned()),
        Kind::Choice(words) => match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
            Some(word) => Value::Text(word.clone()),
            None => return wrong(&format!("one of {}", words.join(", "))),
        },
        Kind::Bool => match text.to_lowercase().as_str() {
            "1" | "true" | "yes" | "y" | "да" | "x" => Value::Bool(true),
            "0" | "false" | "no" | "n" | "не" => Value::Bool(false),
            _ => return wrong("yes or no"),
        },
        Kind::Integer => match text.parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => return wrong("a whole number"),
        },
        Kind::Decimal(_) | Kind::Money(_) => match decimal(text) {
            Some(number) => Value::Decimal(number),
            None => return wrong("a number such as 1234.50"),
        },
        Kind::Day => match day(text) {
            Some(day) => Value::Day(day),
            None => return wrong("a day such as 2026-01-31"),
        },
        Kind::Instant => match text.parse::<DateTime<Utc>>() {
            Ok(at) => Value::Instant(at),
            Err(_) => return wrong("an instant such as 2026-01-31T10:00:00Z"),
        },
        Kind::Reference(to) => match reference(uow, known, to, company, text).await? {
            Some(id) => Value::Id(id),
            None => {
                return Err(Fault::invalid(
                    "import.no-such-record",
                    format!("There is no {to} {text:?}: import it first."),
                ));
            }
        },
        Kind::Id => match text.parse() {
            Ok(id) => Value::Id(id),
            Err(_) => return wrong("an id"),
        },
    })
}

/// A number with a point. A lone comma with other than three digits behind it is a point: `12,50`.
/// `1,234` could be either and is read as no one would want to guess: refused.
fn decimal(text: &str) -> Option<Decimal> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let (commas, points) = (bare.matches(',').count(), bare.matches('.').count());
    let plain = match (commas, points) {
        (0, 0 | 1) => bare,
        (1, 0) if bare.len() - bare.find(',')? != 4 => bare.replace(',', "."),
        (_, 1) if bare.rfind(',') < bare.rfind('.') => bare.replace(',', ""),
        (1, 1..) if bare.rfind('.') < bare.rfind(',') => bare.replace('.', "").replace(',', "."),
        _ => return None,
    };
    Decimal::from_str_exact(&plain).ok()
}

/// ISO 8601, or day.month.year; `1/2/2026` could be either and is refused.
fn day(text: &str) -> Option<NaiveDate> {
    let date = text.split(['T', ' ']).next().unwrap_or(text);
    ["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(date, form).ok())
}

/// A record by id, code, login or title, in that order.
pub(super) async fn reference(
    uow: &mut Uow<'_>,
    known: &mut Known,
    to: &str,
    company: Option<Uuid>,
    text: &str,
) -> Result<Option<Uuid>, Fault> {
    if let Ok(id) = text.parse::<Uuid>() {
        return Ok(Some(id));
    }
    let entry = (to.to_owned(), text.to_owned());
    if let Some(found) = known.get(&entry) {
        return Ok(*found);
    }
    let declared = uow.ctx.types.find(to)?;
    let kind = &declared.kind;
    let mut found = None;
    for name in ["code", kind.title.as_str()] {
        let Some(field) = kind.find(name).filter(|field| matches!(field.kind, Kind::Text(_))) else {
            continue;
        };
        let ids = with_value(uow, kind, field, company, &Value::from(text)).await?;
        if let [one] = ids.as_slice() {
            found = Some(*one);
            break;
        }
    }
    known.insert(entry, found);
    Ok(found)
}

/// Up to two records that have the value in the field.
pub(super) async fn with_value(
    uow: &mut Uow<'_>,
    kind: &crate::storage::records::RecordType,
    field: &Field,
    company: Option<Uuid>,
    value: &Value,
) -> Result<Vec<Uuid>, Fault> {
    let same = |field: &Field, value: Value| Filter {
        field: field.clone(),
        through: None,
        operator: Operator::Eq,
        values: vec![value],
    };
    let mut query = ListQuery { limit: 2, ..ListQuery::default() };
    query.filters.push(same(field, value.clone()));
    if let (true, Some(company), Some(of)) = (kind.company, company, kind.find("company")) {
        query.filters.push(same(of, Value::Id(company)));
    }
    let page = list(uow.tx, kind, &query).await?;
    Ok(page.records.iter().filter_map(|record| record.get("id").and_then(Value::id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_only_where_they_mean_one_thing() {
        for (text, expected) in [
            ("12.50", Some("12.50")),
            ("12,50", Some("12.50")),
            ("1 234.5", Some("1234.5")),
            ("1,234.50", Some("1234.50")),
            ("1.234,50", Some("1234.50")),
            ("-3", Some("-3")),
            ("1,234", None),
            ("12 EUR", None),
        ] {
            assert_eq!(decimal(text).map(|n| n.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn days_are_read_only_where_they_mean_one_thing() {
        for (text, expected) in [
            ("2026-01-31", Some("2026-01-31")),
            ("2026-01-31T10:00:00Z", Some("2026-01-31")),
            ("31.1.2026", Some("2026-01-31")),
            ("1/2/2026", None),
        ] {
            assert_eq!(day(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }
}
