//! Decision tables (DMN 1.5, 8.2.10): which rules hold and what they say together.

use process_bpmn::{HitPolicy, Table};
use process_feel::{Budget, Scope, Value, evaluate, test};

/// Why a table decided nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Undecided {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

fn undecided(code: &'static str, message: impl Into<String>) -> Undecided {
    Undecided { code, message: message.into() }
}

/// What a table says.
pub(crate) fn decide(table: &Table, scope: &Scope, budget: &Budget) -> Result<Value, Undecided> {
    let broken = |error: process_feel::EvaluateError| undecided(error.code(), error.to_string());
    let mut inputs = Vec::with_capacity(table.inputs.len());
    for input in &table.inputs {
        inputs.push(evaluate(&input.expression.expr, scope, budget).map_err(broken)?.value);
    }
    let mut said: Vec<Vec<Value>> = Vec::new();
    for rule in &table.rules {
        let mut holds = true;
        for (cell, input) in rule.tests.iter().zip(&inputs) {
            holds = holds && test(&cell.expr, input, scope, budget).map_err(broken)?;
        }
        if !holds {
            continue;
        }
        let mut values = Vec::with_capacity(rule.values.len());
        for value in &rule.values {
            values.push(evaluate(&value.expr, scope, budget).map_err(broken)?.value);
        }
        said.push(values);
        if table.policy == HitPolicy::First {
            break;
        }
    }
    together(table, said, scope, budget)
}

fn together(
    table: &Table,
    said: Vec<Vec<Value>>,
    scope: &Scope,
    budget: &Budget,
) -> Result<Value, Undecided> {
    let rows = || said.iter().map(|values| row(table, values)).collect::<Vec<Value>>();
    match table.policy {
        HitPolicy::Collect => Ok(Value::list(rows())),
        HitPolicy::Count => Ok(Value::from(said.len() as i64)),
        HitPolicy::Sum | HitPolicy::Min | HitPolicy::Max => {
            let name = match table.policy {
                HitPolicy::Sum => "sum(said)",
                HitPolicy::Min => "min(said)",
                _ => "max(said)",
            };
            let expr =
                process_feel::parse(name).map_err(|error| undecided("table.broken", error.to_string()))?;
            let scope = scope.with("said", Value::list(rows()));
            evaluate(&expr, &scope, budget)
                .map(|outcome| outcome.value)
                .map_err(|error| undecided(error.code(), error.to_string()))
        }
        HitPolicy::Unique if said.len() > 1 => {
            let message =
                format!("{} rules of the decision table hold, where one may: mend the table.", said.len());
            Err(undecided("table.not-unique", message))
        }
        HitPolicy::Any if rows().iter().any(|row| row.to_string() != rows()[0].to_string()) => {
            Err(undecided(
                "table.not-the-same",
                "Rules of the decision table say different things: mend the table.",
            ))
        }
        _ => match said.first() {
            Some(values) => Ok(row(table, values)),
            None => {
                let mut defaults = Vec::with_capacity(table.outputs.len());
                for (_, default) in &table.outputs {
                    defaults.push(match default {
                        Some(default) => {
                            let outcome = evaluate(&default.expr, scope, budget);
                            outcome.map_err(|error| undecided(error.code(), error.to_string()))?.value
                        }
                        None => Value::Null,
                    });
                }
                Ok(row(table, &defaults))
            }
        },
    }
}

/// One output is its value, several are a context.
fn row(table: &Table, values: &[Value]) -> Value {
    match values {
        [one] => one.clone(),
        several => {
            Value::context(table.outputs.iter().map(|(name, _)| name.as_str()).zip(several.iter().cloned()))
        }
    }
}
