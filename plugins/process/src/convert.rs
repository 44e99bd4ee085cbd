//! Values of the contract as values of FEEL, and back.
//!
//! FEEL has one kind of number and no references. On the way out a whole number goes as an integer, text that is
//! written like an id as a reference, `{amount, currency}` as money, a list of contexts as lines.

use keel_sdk::prelude::*;
use process_engine::{from_json, to_json};
use process_feel::{DateTime, Decimal as Exact, Value as Feel};

/// A context of what an action answered.
pub fn from_body(body: &Body) -> Feel {
    let fields = body.fields.iter().map(|field| (field.name.clone(), from_value(&field.value)));
    let lines = body.collections.iter().map(|lines| {
        let rows = lines.rows.iter().map(|row| {
            Feel::context(row.fields.iter().map(|field| (field.name.clone(), from_value(&field.value))))
        });
        (lines.name.clone(), Feel::list(rows.collect()))
    });
    Feel::context(fields.chain(lines))
}

/// A value of a field.
pub fn from_value(value: &Value) -> Feel {
    match value {
        Value::None => Feel::Null,
        Value::Boolean(value) => Feel::Boolean(*value),
        Value::Integer(value) => Feel::from(*value),
        Value::Decimal(value) => exact(*value),
        Value::Money(money) => Feel::context([
            ("amount", exact(money.amount())),
            ("currency", Feel::from(money.currency.as_str())),
        ]),
        Value::Text(text) | Value::Reference(text) => Feel::from(text.as_str()),
        Value::Day(day) => literal(day).unwrap_or_default(),
        Value::Instant(instant) => DateTime::parse(instant).map(Feel::DateTime).unwrap_or_default(),
        Value::Json(text) => serde_json::from_str(text).map(|json| from_json(&json)).unwrap_or_default(),
    }
}

fn exact(value: Decimal) -> Feel {
    Feel::Number(Exact::new(value.coefficient, u32::from(value.scale)))
}

fn literal(text: &str) -> Option<Feel> {
    let expr = process_feel::parse(&format!("@\"{text}\"")).ok()?;
    let outcome = process_feel::evaluate(&expr, &Default::default(), &Default::default());
    outcome.ok().map(|outcome| outcome.value)
}

/// The input of an action.
pub fn to_body(input: &Feel) -> Result<Body> {
    let mut body = Body::new();
    let Feel::Context(entries) = input else { return Ok(body) };
    for (name, value) in entries.iter() {
        match value {
            Feel::List(items)
                if !items.is_empty() && items.iter().all(|item| matches!(item, Feel::Context(_))) =>
            {
                let rows: Result<Vec<Row>> = items.iter().map(to_row).collect();
                body = body.with_rows(name, rows?);
            }
            // What is null is left out: the action's own default holds.
            Feel::Null => {}
            value => body.set(name, to_value(value)?),
        }
    }
    Ok(body)
}

fn to_row(item: &Feel) -> Result<Row> {
    let mut row = Row::new();
    if let Feel::Context(entries) = item {
        for (name, value) in entries.iter() {
            row = row.with(name, to_value(value)?);
        }
    }
    Ok(row)
}

/// A value for a field.
pub fn to_value(value: &Feel) -> Result<Value> {
    Ok(match value {
        Feel::Null | Feel::Function(_) => Value::None,
        Feel::Boolean(value) => Value::Boolean(*value),
        Feel::Number(number) => {
            let number = Decimal::parse(&number.normalize().to_string())?;
            if number.scale == 0 { Value::Integer(number.coefficient) } else { Value::Decimal(number) }
        }
        Feel::Text(text) => match Id::parse(text) {
            Ok(id) => Value::from(id),
            Err(_) => Value::Text(text.to_string()),
        },
        Feel::Date(day) => Value::Day(day.to_string()),
        Feel::DateTime(at) => Value::from(Instant::from_micros(at.micros())),
        Feel::Time(_) | Feel::Months(_) | Feel::Micros(_) => Value::Text(value.shown()),
        Feel::Context(entries) => match (value.member("amount"), value.member("currency")) {
            (Some(Feel::Number(amount)), Some(Feel::Text(currency))) if entries.len() == 2 => {
                money(&amount.to_string(), currency)?
            }
            _ => Value::Json(to_json(value).to_string()),
        },
        Feel::List(_) | Feel::Range(_) => Value::Json(to_json(value).to_string()),
    })
}

/// An amount, at the minor unit that the currency is written with here.
fn money(amount: &str, currency: &str) -> Result<Value> {
    let amount = Decimal::parse(amount)?;
    let minor = amount.at_scale(Money::new(0, currency).amount().scale);
    let minor = minor.ok_or_else(|| {
        let message =
            format!("{amount} {currency} has more digits than the currency: round it in the diagram.");
        Fault::invalid("process.value", message)
    })?;
    Ok(Value::Money(Money::new(minor.coefficient, currency)))
}

/// An object of JSON as a context; nothing as an empty one.
pub fn context_of(json: Option<&str>, pointer: &str) -> Result<Feel> {
    let empty = || Feel::context(Vec::<(&str, Feel)>::new());
    let Some(text) = json.filter(|text| !text.trim().is_empty()) else { return Ok(empty()) };
    let json: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    if !json.is_object() {
        return Err(Fault::invalid("process.not-json", "Give a JSON object.").at(pointer));
    }
    match from_json(&json) {
        context @ Feel::Context(_) => Ok(context),
        _ => Err(Fault::invalid("process.not-json", "Give a JSON object.").at(pointer)),
    }
}

/// At most so many characters.
pub fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
