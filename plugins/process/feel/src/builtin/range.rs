//! How points and ranges lie to each other (DMN 1.5, 10.3.4.9, after Allen).

use std::cmp::Ordering;

use super::{Answer, Args, Builtin, of};
use crate::compare::{includes, order};
use crate::eval::Eval;
use crate::value::{Bound, Range, Value};

pub(super) const TABLE: &[Builtin] = &[
    of("before", WAYS, |_, args| of_two(args, before)),
    of("after", WAYS, |_, args| of_two(args, |a, b| before(b, a))),
    of("meets", RANGES, |_, args| of_two(args, meets)),
    of("met by", RANGES, |_, args| of_two(args, |a, b| meets(b, a))),
    of("overlaps", RANGES, |_, args| of_two(args, |a, b| Some(!before(a, b)? && !before(b, a)?))),
    of("overlaps before", RANGES, |_, args| of_two(args, overlaps_before)),
    of("overlaps after", RANGES, |_, args| of_two(args, |a, b| overlaps_before(b, a))),
    of("finishes", WAYS, |_, args| of_two(args, finishes)),
    of("finished by", WAYS, |_, args| of_two(args, |a, b| finishes(b, a))),
    of("includes", WAYS, |_, args| of_two(args, |a, b| during(b, a))),
    of("during", WAYS, |_, args| of_two(args, during)),
    of("starts", WAYS, |_, args| of_two(args, starts)),
    of("started by", WAYS, |_, args| of_two(args, |a, b| starts(b, a))),
    of("coincides", WAYS, |_, args| {
        of_two(args, |a, b| Some(low(a, b)? == Ordering::Equal && high(a, b)? == Ordering::Equal))
    }),
    of("range", &["from"], range),
];

const WAYS: &[&str] = &["point1, point2", "point, range", "range, point", "range1, range2"];
const RANGES: &[&str] = &["range1, range2"];

fn of_two(args: Args<'_>, how: fn(&Range, &Range) -> Option<bool>) -> Answer {
    if args.len() != 2 {
        return Ok(None);
    }
    Ok(how(&as_range(args.value(0)), &as_range(args.value(1))).map(Value::Boolean))
}

/// A point is a range from itself to itself.
fn as_range(value: &Value) -> Range {
    match value {
        Value::Range(range) => (**range).clone(),
        point => {
            let end = Bound { value: point.clone(), closed: true };
            Range { low: end.clone(), high: end }
        }
    }
}

/// Which lower end comes first; a closed one comes before an open one at the same place.
fn low(a: &Range, b: &Range) -> Option<Ordering> {
    Some(order(&a.low.value, &b.low.value)?.then(b.low.closed.cmp(&a.low.closed)))
}

/// Which upper end comes first; an open one comes before a closed one at the same place.
fn high(a: &Range, b: &Range) -> Option<Ordering> {
    Some(order(&a.high.value, &b.high.value)?.then(a.high.closed.cmp(&b.high.closed)))
}

fn before(a: &Range, b: &Range) -> Option<bool> {
    let order = order(&a.high.value, &b.low.value)?;
    Some(order.is_lt() || order.is_eq() && !(a.high.closed && b.low.closed))
}

fn meets(a: &Range, b: &Range) -> Option<bool> {
    Some(order(&a.high.value, &b.low.value)?.is_eq() && a.high.closed && b.low.closed)
}

fn overlaps_before(a: &Range, b: &Range) -> Option<bool> {
    let reaches = !before(a, b)?;
    Some(reaches && low(a, b)?.is_lt() && high(a, b)?.is_le())
}

fn finishes(a: &Range, b: &Range) -> Option<bool> {
    Some(high(a, b)?.is_eq() && low(a, b)?.is_ge())
}

fn starts(a: &Range, b: &Range) -> Option<bool> {
    Some(low(a, b)?.is_eq() && high(a, b)?.is_le())
}

fn during(a: &Range, b: &Range) -> Option<bool> {
    let point = order(&a.low.value, &a.high.value)?.is_eq() && a.low.closed && a.high.closed;
    if point {
        return includes(b, &a.low.value);
    }
    Some(low(a, b)?.is_ge() && high(a, b)?.is_le())
}

/// Reads `[1..5]`, without names and functions but those of days.
fn range(eval: &Eval<'_>, args: Args<'_>) -> Answer {
    let Some(text) = args.text(0) else { return Ok(None) };
    let Ok(expr) = crate::parse::parse(text) else { return Ok(None) };
    let value = eval.eval(&expr, &crate::Scope::default())?;
    Ok(Some(value).filter(|value| matches!(value, Value::Range(_))))
}
