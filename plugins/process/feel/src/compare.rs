//! Equality, order and membership of values (DMN 1.5, tables 42 and 53). What has no order gives none.

use std::cmp::Ordering;

use crate::expr::Comparison;
use crate::value::{Bound, Range, Value};

/// Whether two values are the same; none when they cannot be compared.
pub(crate) fn equal(a: &Value, b: &Value) -> Option<bool> {
    use Value::{Boolean, Context, Date, DateTime, List, Micros, Months, Null, Number, Range, Text, Time};
    Some(match (a, b) {
        (Null, Null) => true,
        (Null, _) | (_, Null) => false,
        (Boolean(a), Boolean(b)) => a == b,
        (Number(a), Number(b)) => a == b,
        (Text(a), Text(b)) => a == b,
        (Date(a), Date(b)) => a == b,
        (Time(a), Time(b)) => a.order(b) == Some(Ordering::Equal),
        (DateTime(a), DateTime(b)) => a.order(b) == Some(Ordering::Equal),
        (Months(a), Months(b)) | (Micros(a), Micros(b)) => a == b,
        (List(a), List(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b)),
        (Context(a), Context(b)) => {
            let all = a.iter().all(|(name, value)| {
                b.iter().any(|(other, other_value)| name == other && same(value, other_value))
            });
            a.len() == b.len() && all
        }
        (Range(a), Range(b)) => {
            let ends = |a: &Bound, b: &Bound| a.closed == b.closed && same(&a.value, &b.value);
            ends(&a.low, &b.low) && ends(&a.high, &b.high)
        }
        _ => return None,
    })
}

/// Surely the same.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    equal(a, b) == Some(true)
}

/// Which of two values comes first; none when they have no order.
pub(crate) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => a.order(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.order(b),
        (Value::Months(a), Value::Months(b)) | (Value::Micros(a), Value::Micros(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// A comparison; none when the values cannot be compared so.
pub(crate) fn holds(how: Comparison, a: &Value, b: &Value) -> Option<bool> {
    match how {
        Comparison::Equal => equal(a, b),
        Comparison::NotEqual => equal(a, b).map(|same| !same),
        Comparison::Less => order(a, b).map(Ordering::is_lt),
        Comparison::AtMost => order(a, b).map(Ordering::is_le),
        Comparison::Greater => order(a, b).map(Ordering::is_gt),
        Comparison::AtLeast => order(a, b).map(Ordering::is_ge),
    }
}

/// Whether a value lies in a range.
pub(crate) fn includes(range: &Range, value: &Value) -> Option<bool> {
    let low = match &range.low.value {
        Value::Null => true,
        low => {
            let order = order(low, value)?;
            order.is_lt() || range.low.closed && order.is_eq()
        }
    };
    let high = match &range.high.value {
        Value::Null => true,
        high => {
            let order = order(value, high)?;
            order.is_lt() || range.high.closed && order.is_eq()
        }
    };
    Some(low && high)
}

/// Whether a value is among what a test gave: itself, in a range, in a list of either.
pub(crate) fn among(value: &Value, test: &Value) -> Option<bool> {
    match test {
        Value::Range(range) if !matches!(value, Value::Range(_)) => includes(range, value),
        Value::List(items) => {
            let inside = items.iter().any(|item| among(value, item) == Some(true));
            Some(inside || same(value, test))
        }
        other => equal(value, other),
    }
}
