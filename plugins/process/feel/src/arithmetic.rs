//! Sums, differences, products and quotients of numbers, texts, days and durations (DMN 1.5, table 45).

use chrono::{NaiveTime, TimeDelta};
use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

use crate::calendar::{DateTime, add_months};
use crate::expr::Operator;
use crate::value::Value;

/// The result; none when the values do not go together or the result is too large.
pub(crate) fn compute(operator: Operator, a: &Value, b: &Value) -> Option<Value> {
    match operator {
        Operator::Add => add(a, b),
        Operator::Subtract => subtract(a, b),
        Operator::Multiply => multiply(a, b),
        Operator::Divide => divide(a, b),
        Operator::Power => match (a, b) {
            (Value::Number(a), Value::Number(b)) => power(*a, *b).map(Value::Number),
            _ => None,
        },
    }
}

/// The negative.
pub(crate) fn negate(value: &Value) -> Option<Value> {
    match value {
        Value::Number(value) => Some(Value::Number(-*value)),
        Value::Months(value) => value.checked_neg().map(Value::Months),
        Value::Micros(value) => value.checked_neg().map(Value::Micros),
        _ => None,
    }
}

/// A whole number, if it is one.
pub(crate) fn whole(value: Decimal) -> Option<i64> {
    if value.fract().is_zero() { i64::try_from(value).ok() } else { None }
}

fn power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    match whole(exponent) {
        Some(exponent) if exponent.unsigned_abs() <= 10_000 => base.checked_powi(exponent),
        _ if exponent == Decimal::new(5, 1) => base.sqrt(),
        // Computed as a series: its last digits are not exact.
        _ => base.checked_powd(exponent)?.round_sf(20),
    }
}

fn add(a: &Value, b: &Value) -> Option<Value> {
    Some(match (a, b) {
        (Value::Number(a), Value::Number(b)) => Value::Number(a.checked_add(*b)?),
        (Value::Text(a), Value::Text(b)) => Value::text(format!("{a}{b}")),
        (Value::Months(a), Value::Months(b)) => Value::Months(a.checked_add(*b)?),
        (Value::Micros(a), Value::Micros(b)) => Value::Micros(a.checked_add(*b)?),
        (Value::Date(day), Value::Months(months)) | (Value::Months(months), Value::Date(day)) => {
            Value::Date(add_months(*day, *months)?)
        }
        (Value::Date(day), Value::Micros(micros)) | (Value::Micros(micros), Value::Date(day)) => {
            let later = day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::microseconds(*micros))?;
            Value::Date(later.date())
        }
        (Value::DateTime(at), Value::Months(months)) | (Value::Months(months), Value::DateTime(at)) => {
            Value::DateTime(at.plus_months(*months)?)
        }
        (Value::DateTime(at), Value::Micros(micros)) | (Value::Micros(micros), Value::DateTime(at)) => {
            Value::DateTime(at.plus(*micros)?)
        }
        (Value::Time(at), Value::Micros(micros)) | (Value::Micros(micros), Value::Time(at)) => {
            Value::Time(at.plus(*micros))
        }
        _ => return None,
    })
}

fn subtract(a: &Value, b: &Value) -> Option<Value> {
    Some(match (a, b) {
        (Value::Number(a), Value::Number(b)) => Value::Number(a.checked_sub(*b)?),
        (Value::Date(_) | Value::DateTime(_), Value::Date(_) | Value::DateTime(_)) => {
            let (a, b) = (moment(a)?, moment(b)?);
            a.order(&b)?;
            Value::Micros(a.micros().checked_sub(b.micros())?)
        }
        (Value::Time(a), Value::Time(b)) => {
            a.order(b)?;
            Value::Micros(a.micros() - b.micros())
        }
        (_, Value::Months(_) | Value::Micros(_)) => add(a, &negate(b)?)?,
        _ => return None,
    })
}

/// A day as its first moment in UTC (DMN 1.5, 10.3.2.3.6), a date and time as it is.
fn moment(value: &Value) -> Option<DateTime> {
    match value {
        Value::Date(day) => Some(DateTime { local: day.and_time(NaiveTime::MIN), offset: Some(0) }),
        Value::DateTime(at) => Some(*at),
        _ => None,
    }
}

fn multiply(a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.checked_mul(*b).map(Value::Number),
        (Value::Months(length), Value::Number(by)) | (Value::Number(by), Value::Months(length)) => {
            truncated(Decimal::from(*length).checked_mul(*by)?).map(Value::Months)
        }
        (Value::Micros(length), Value::Number(by)) | (Value::Number(by), Value::Micros(length)) => {
            truncated(Decimal::from(*length).checked_mul(*by)?).map(Value::Micros)
        }
        _ => None,
    }
}

fn divide(a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.checked_div(*b).map(Value::Number),
        (Value::Months(length), Value::Number(by)) => {
            truncated(Decimal::from(*length).checked_div(*by)?).map(Value::Months)
        }
        (Value::Micros(length), Value::Number(by)) => {
            truncated(Decimal::from(*length).checked_div(*by)?).map(Value::Micros)
        }
        (Value::Months(a), Value::Months(b)) | (Value::Micros(a), Value::Micros(b)) => {
            Decimal::from(*a).checked_div(Decimal::from(*b)).map(Value::Number)
        }
        _ => None,
    }
}

/// Towards nought: a duration has no part of its smallest unit.
fn truncated(value: Decimal) -> Option<i64> {
    i64::try_from(value.trunc()).ok()
}

/// Rounds to so many digits, also before the point (a negative scale).
pub(crate) fn round(value: Decimal, scale: i64, how: RoundingStrategy) -> Option<Decimal> {
    if scale >= 0 {
        return Some(value.round_dp_with_strategy(u32::try_from(scale.min(28)).ok()?, how));
    }
    let unit = Decimal::TEN.checked_powi(scale.checked_neg().filter(|digits| *digits <= 28)?)?;
    value.checked_div(unit)?.round_dp_with_strategy(0, how).checked_mul(unit)
}
