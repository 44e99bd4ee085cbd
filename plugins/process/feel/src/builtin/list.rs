//! Functions of lists.

use std::cmp::Ordering;

use super::number::{deviation, mean, median, mode, numbers, position, sum};
use super::{Answer, Args, Builtin, of};
use crate::budget::EvaluateError;
use crate::compare::{order, same};
use crate::eval::{Eval, Evaluated};
use crate::value::Value;

pub(super) const TABLE: &[Builtin] = &[
    of("list contains", &["list, element"], |eval, args| {
        on_list(eval, args, |items| Some(items.iter().any(|item| same(item, args.value(1))).into()))
    }),
    of("count", &["list"], |eval, args| on_list(eval, args, |items| Some(Value::from(items.len() as i64)))),
    of("min", &["list…"], |eval, args| extreme(eval, args, Ordering::Less)),
    of("max", &["list…"], |eval, args| extreme(eval, args, Ordering::Greater)),
    of("sum", &["list…"], |eval, args| figures(eval, args, |all| sum(all).map(Value::Number))),
    of("mean", &["list…"], |eval, args| figures(eval, args, |all| mean(all).map(Value::Number))),
    of("product", &["list…"], |eval, args| {
        figures(eval, args, |all| {
            let product = all.iter().try_fold(rust_decimal::Decimal::ONE, |a, b| a.checked_mul(*b));
            product.map(Value::Number)
        })
    }),
    of("median", &["list…"], |eval, args| figures(eval, args, |all| median(all).map(Value::Number))),
    of("stddev", &["list…"], |eval, args| figures(eval, args, |all| deviation(all).map(Value::Number))),
    of("mode", &["list…"], |eval, args| Ok(numbers(eval, args)?.map(|all| Value::list(mode(&all))))),
    of("all", &["list…"], |eval, args| truths(eval, args, false)),
    of("any", &["list…"], |eval, args| truths(eval, args, true)),
    of("sublist", &["list, start position, length"], sublist),
    of("append", &["list, item…"], |eval, args| {
        on_list(eval, args, |items| Some(Value::list([items, &args.all()[1..]].concat())))
    }),
    of("concatenate", &["list…"], |eval, args| Ok(joined(eval, args)?.map(Value::list))),
    of("union", &["list…"], |eval, args| joined(eval, args)?.map(|all| distinct(eval, &all)).transpose()),
    of("distinct values", &["list"], |eval, args| args.list(0).map(|all| distinct(eval, &all)).transpose()),
    of("insert before", &["list, position, newItem"], |eval, args| {
        on_list(eval, args, |items| {
            let at = position(args.number(1)?, items.len())?;
            Some(Value::list([&items[..at], &[args.value(2).clone()], &items[at..]].concat()))
        })
    }),
    of("remove", &["list, position"], |eval, args| {
        on_list(eval, args, |items| {
            let at = position(args.number(1)?, items.len())?;
            Some(Value::list([&items[..at], &items[at + 1..]].concat()))
        })
    }),
    of("list replace", &["list, position, newItem", "list, match, newItem"], list_replace),
    of("reverse", &["list"], |eval, args| {
        on_list(eval, args, |items| Some(Value::list(items.iter().rev().cloned().collect())))
    }),
    of("index of", &["list, match"], |eval, args| {
        on_list(eval, args, |items| {
            let found = items.iter().enumerate().filter(|(_, item)| same(item, args.value(1)));
            Some(Value::list(found.map(|(at, _)| Value::from(at as i64 + 1)).collect()))
        })
    }),
    of("flatten", &["list"], |eval, args| {
        let mut flat = Vec::new();
        flatten(eval, args.value(0), &mut flat, 0)?;
        Ok(Some(Value::list(flat)))
    }),
    of("sort", &["list, precedes"], sort),
];

fn on_list(eval: &Eval<'_>, args: Args<'_>, how: impl FnOnce(&[Value]) -> Option<Value>) -> Answer {
    let Some(items) = args.list(0) else { return Ok(None) };
    eval.budget.list(items.len() + args.len())?;
    Ok(how(&items))
}

fn figures(eval: &Eval<'_>, args: Args<'_>, how: fn(&[rust_decimal::Decimal]) -> Option<Value>) -> Answer {
    Ok(numbers(eval, args)?.filter(|all| !all.is_empty()).and_then(|all| how(&all)))
}

fn items<'a>(args: &Args<'a>) -> Vec<Value> {
    match (args.len(), args.value(0)) {
        (1, Value::List(items)) => items.to_vec(),
        _ => args.all().to_vec(),
    }
}

fn extreme(eval: &Eval<'_>, args: Args<'_>, wanted: Ordering) -> Answer {
    let items = items(&args);
    eval.budget.list(items.len())?;
    let Some((first, rest)) = items.split_first() else { return Ok(None) };
    let mut best = first;
    for item in rest {
        match order(item, best) {
            Some(order) if order == wanted => best = item,
            Some(_) => {}
            None => return Ok(None),
        }
    }
    let ordered = order(first, first).is_some();
    Ok(ordered.then(|| best.clone()))
}

/// `any` when `decides` is true, else `all`.
fn truths(eval: &Eval<'_>, args: Args<'_>, decides: bool) -> Answer {
    let items = items(&args);
    eval.budget.list(items.len())?;
    let is =
        |wanted: bool| items.iter().any(|item| matches!(item, Value::Boolean(value) if *value == wanted));
    if is(decides) {
        return Ok(Some(Value::Boolean(decides)));
    }
    let known = items.iter().all(|item| matches!(item, Value::Boolean(_)));
    Ok(known.then_some(Value::Boolean(!decides)))
}

fn sublist(eval: &Eval<'_>, args: Args<'_>) -> Answer {
    on_list(eval, args, |items| {
        let from = position(args.number(1)?, items.len())?;
        let length = match args.given(2) {
            None => items.len() - from,
            Some(_) => usize::try_from(args.whole(2)?).ok()?,
        };
        let end = from.checked_add(length).filter(|end| *end <= items.len())?;
        Some(Value::list(items[from..end].to_vec()))
    })
}

fn joined(eval: &Eval<'_>, args: Args<'_>) -> Evaluated<Option<Vec<Value>>> {
    let mut all = Vec::new();
    for at in 0..args.len() {
        let Some(items) = args.list(at) else { return Ok(None) };
        eval.budget.list(all.len() + items.len())?;
        all.extend(items);
    }
    Ok(Some(all))
}

fn distinct(eval: &Eval<'_>, items: &[Value]) -> Evaluated {
    let mut kept: Vec<Value> = Vec::new();
    for item in items {
        eval.budget.take(kept.len())?;
        if !kept.iter().any(|one| same(one, item)) {
            kept.push(item.clone());
        }
    }
    Ok(Value::list(kept))
}

fn flatten(eval: &Eval<'_>, value: &Value, flat: &mut Vec<Value>, depth: u32) -> Result<(), EvaluateError> {
    if depth > 64 {
        return Err(EvaluateError::Size);
    }
    match value {
        Value::List(items) => {
            eval.budget.list(items.len())?;
            items.iter().try_for_each(|item| flatten(eval, item, flat, depth + 1))
        }
        other => {
            flat.push(other.clone());
            eval.budget.list(1)
        }
    }
}

fn list_replace(eval: &Eval<'_>, args: Args<'_>) -> Answer {
    let Some(mut items) = args.list(0) else { return Ok(None) };
    eval.budget.list(items.len())?;
    if let Value::Function(function) = args.value(1) {
        for item in &mut items {
            let found = eval.call_with(function, vec![item.clone(), args.value(2).clone()])?;
            match found {
                Value::Boolean(true) => *item = args.value(2).clone(),
                Value::Boolean(false) => {}
                _ => return Ok(None),
            }
        }
        return Ok(Some(Value::list(items)));
    }
    let Some(at) = args.number(1).and_then(|at| position(at, items.len())) else { return Ok(None) };
    items[at] = args.value(2).clone();
    Ok(Some(Value::list(items)))
}

/// A merge sort, as the order may be any function: it is asked a bounded number of times.
fn sort(eval: &Eval<'_>, args: Args<'_>) -> Answer {
    let Some(items) = args.list(0) else { return Ok(None) };
    eval.budget.list(items.len())?;
    let mut precedes = |a: &Value, b: &Value| match args.value(1) {
        Value::Function(function) => {
            let answer = eval.call_with(function, vec![a.clone(), b.clone()])?;
            Ok(if let Value::Boolean(before) = answer { Some(before) } else { None })
        }
        _ => Ok(order(a, b).map(Ordering::is_lt)),
    };
    Ok(merged(items, &mut precedes)?.map(Value::list))
}

fn merged(
    items: Vec<Value>,
    precedes: &mut impl FnMut(&Value, &Value) -> Evaluated<Option<bool>>,
) -> Evaluated<Option<Vec<Value>>> {
    if items.len() < 2 {
        return Ok(Some(items));
    }
    let middle = items.len() / 2;
    let (low, high) = (items[..middle].to_vec(), items[middle..].to_vec());
    let (Some(low), Some(high)) = (merged(low, precedes)?, merged(high, precedes)?) else { return Ok(None) };
    let (mut low, mut high) = (low.into_iter().peekable(), high.into_iter().peekable());
    let mut out = Vec::new();
    while let (Some(a), Some(b)) = (low.peek(), high.peek()) {
        // What is equal keeps its order.
        match precedes(b, a)? {
            Some(true) => out.extend(high.next()),
            Some(false) => out.extend(low.next()),
            None => return Ok(None),
        }
    }
    out.extend(low);
    out.extend(high);
    Ok(Some(out))
}
