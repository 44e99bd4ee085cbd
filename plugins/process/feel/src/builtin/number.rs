//! Functions of numbers. Each names how it rounds.

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

use super::{Answer, Args, Builtin, of};
use crate::arithmetic::{round, whole};
use crate::eval::Eval;
use crate::value::Value;

pub(super) const TABLE: &[Builtin] = &[
    of("decimal", &["n, scale"], |_, args| rounded(args, true, RoundingStrategy::MidpointNearestEven)),
    of("floor", &["n, scale"], |_, args| rounded(args, false, RoundingStrategy::ToNegativeInfinity)),
    of("ceiling", &["n, scale"], |_, args| rounded(args, false, RoundingStrategy::ToPositiveInfinity)),
    of("round up", &["n, scale"], |_, args| rounded(args, true, RoundingStrategy::AwayFromZero)),
    of("round down", &["n, scale"], |_, args| rounded(args, true, RoundingStrategy::ToZero)),
    of("round half up", &["n, scale"], |_, args| rounded(args, true, RoundingStrategy::MidpointAwayFromZero)),
    of("round half down", &["n, scale"], |_, args| rounded(args, true, RoundingStrategy::MidpointTowardZero)),
    of("abs", &["n"], |_, args| {
        Ok(match args.single(0) {
            Value::Number(value) => Some(Value::Number(value.abs())),
            Value::Months(value) => value.checked_abs().map(Value::Months),
            Value::Micros(value) => value.checked_abs().map(Value::Micros),
            _ => None,
        })
    }),
    of("modulo", &["dividend, divisor"], |_, args| {
        let (Some(a), Some(b)) = (args.number(0), args.number(1)) else { return Ok(None) };
        // The result has the sign of the divisor.
        let floor = a.checked_div(b).map(|quotient| quotient.floor());
        let result = floor.and_then(|floor| b.checked_mul(floor)).and_then(|back| a.checked_sub(back));
        Ok(result.map(Value::Number))
    }),
    of("sqrt", &["number"], |_, args| one(args, |value| value.sqrt())),
    of("log", &["number"], |_, args| one(args, |value| value.checked_ln())),
    of("exp", &["number"], |_, args| one(args, |value| value.checked_exp())),
    of("odd", &["number"], |_, args| Ok(args.whole(0).map(|value| Value::Boolean(value % 2 != 0)))),
    of("even", &["number"], |_, args| Ok(args.whole(0).map(|value| Value::Boolean(value % 2 == 0)))),
];

fn one(args: Args<'_>, how: fn(Decimal) -> Option<Decimal>) -> Answer {
    Ok(args.number(0).and_then(how).map(Value::Number))
}

fn rounded(args: Args<'_>, needs_scale: bool, how: RoundingStrategy) -> Answer {
    let scale = match args.given(1) {
        None if needs_scale => return Ok(None),
        None => Some(0),
        Some(_) => args.whole(1),
    };
    Ok(match (args.number(0), scale) {
        (Some(value), Some(scale)) => round(value, scale, how).map(Value::Number),
        _ => None,
    })
}

/// All numbers of a list or of the arguments; none when one is none.
pub(super) fn numbers(eval: &Eval<'_>, args: Args<'_>) -> Result<Option<Vec<Decimal>>, crate::EvaluateError> {
    let items = match (args.len(), args.value(0)) {
        (1, Value::List(items)) => items.to_vec(),
        _ => args.all().to_vec(),
    };
    eval.budget.list(items.len())?;
    let number = |item: &Value| if let Value::Number(value) = item { Some(*value) } else { None };
    Ok(items.iter().map(number).collect())
}

pub(super) fn sum(numbers: &[Decimal]) -> Option<Decimal> {
    numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number))
}

pub(super) fn mean(numbers: &[Decimal]) -> Option<Decimal> {
    sum(numbers)?.checked_div(Decimal::from(numbers.len()))
}

pub(super) fn median(numbers: &[Decimal]) -> Option<Decimal> {
    let mut sorted = numbers.to_vec();
    sorted.sort();
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        return sorted.get(middle).copied();
    }
    let (low, high) = (sorted.get(middle.checked_sub(1)?)?, sorted.get(middle)?);
    low.checked_add(*high)?.checked_div(Decimal::TWO)
}

/// Of a sample: divided by one less than there are.
pub(super) fn deviation(numbers: &[Decimal]) -> Option<Decimal> {
    let mean = mean(numbers)?;
    let square = |number: &Decimal| number.checked_sub(mean).and_then(|off| off.checked_mul(off));
    let squares: Option<Vec<Decimal>> = numbers.iter().map(square).collect();
    let divisor = Decimal::from(numbers.len().checked_sub(1).filter(|rest| *rest > 0)?);
    sum(&squares?)?.checked_div(divisor)?.sqrt()
}

/// The numbers that occur most, smallest first.
pub(super) fn mode(numbers: &[Decimal]) -> Vec<Value> {
    let mut counts: Vec<(Decimal, usize)> = Vec::new();
    let mut sorted = numbers.to_vec();
    sorted.sort();
    for number in sorted {
        match counts.last_mut() {
            Some((last, count)) if *last == number => *count += 1,
            _ => counts.push((number, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.into_iter().filter(|(_, count)| *count == most).map(|(number, _)| Value::Number(number)).collect()
}

pub(super) fn position(value: Decimal, length: usize) -> Option<usize> {
    let length = length as i64;
    match whole(value)? {
        at if (1..=length).contains(&at) => usize::try_from(at - 1).ok(),
        at if (-length..=-1).contains(&at) => usize::try_from(length + at).ok(),
        _ => None,
    }
}
