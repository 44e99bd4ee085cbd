//! Functions of contexts.

use super::{Answer, Args, Builtin, of};
use crate::eval::Eval;
use crate::value::{Value, put};

pub(super) const TABLE: &[Builtin] = &[
    of("get value", &["m, key"], |_, args| {
        Ok(match (args.value(0), args.text(1)) {
            (of @ Value::Context(_), Some(key)) => Some(of.member(key).cloned().unwrap_or_default()),
            _ => None,
        })
    }),
    of("get entries", &["m"], |eval, args| {
        let Value::Context(entries) = args.single(0) else { return Ok(None) };
        eval.budget.list(entries.len())?;
        let entry = |(name, value): &(std::rc::Rc<str>, Value)| {
            Value::context([("key", Value::Text(name.clone())), ("value", value.clone())])
        };
        Ok(Some(Value::list(entries.iter().map(entry).collect())))
    }),
    of("context", &["entries"], context),
    of("context put", &["context, key, value", "context, keys, value"], |eval, args| {
        let keys: Option<Vec<String>> = match args.value(1) {
            Value::Text(key) => Some(vec![key.to_string()]),
            Value::List(keys) => keys
                .iter()
                .map(|key| if let Value::Text(key) = key { Some(key.to_string()) } else { None })
                .collect(),
            _ => None,
        };
        let Some(keys) = keys.filter(|keys| !keys.is_empty() && keys.len() < 32) else { return Ok(None) };
        eval.budget.take(keys.len())?;
        Ok(set(args.value(0), &keys, args.value(2)))
    }),
    of("context merge", &["contexts"], |eval, args| {
        let Some(contexts) = args.list(0) else { return Ok(None) };
        let mut merged = Vec::new();
        for context in &contexts {
            let Value::Context(entries) = context else { return Ok(None) };
            for (name, value) in entries.iter() {
                eval.budget.take(1 + merged.len())?;
                put(&mut merged, name, value.clone());
            }
        }
        Ok(Some(Value::Context(merged.into())))
    }),
];

fn context(eval: &Eval<'_>, args: Args<'_>) -> Answer {
    let Some(entries) = args.list(0) else { return Ok(None) };
    let mut made = Vec::new();
    for entry in &entries {
        let (Some(Value::Text(key)), Some(value)) = (entry.member("key"), entry.member("value")) else {
            return Ok(None);
        };
        eval.budget.take(1 + made.len())?;
        if made.iter().any(|(name, _)| name == key) {
            return Ok(None);
        }
        made.push((key.clone(), value.clone()));
    }
    Ok(Some(Value::Context(made.into())))
}

fn set(of: &Value, keys: &[String], value: &Value) -> Option<Value> {
    let (key, rest) = keys.split_first()?;
    let Value::Context(entries) = of else { return None };
    let mut entries = entries.to_vec();
    let inner = if rest.is_empty() { value.clone() } else { set(of.member(key)?, rest, value)? };
    put(&mut entries, key, inner);
    Some(Value::Context(entries.into()))
}
