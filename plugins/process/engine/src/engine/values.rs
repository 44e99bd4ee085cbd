//! Expressions at a token: conditions, mappings, times.

use process_bpmn::{Expression, Mapping};
use process_feel::{EvaluateError, Scope, Value, evaluate};

use super::Engine;
use crate::effect::{Effect, Stage};

impl Engine<'_> {
    /// Names that a scope sees, with the time of the happening.
    pub(crate) fn names(&self, scope: u64) -> Scope {
        self.state.visible(scope).at(self.now())
    }

    /// A value, and why parts of it are null.
    pub(crate) fn value(
        &self,
        expression: &Expression,
        scope: u64,
    ) -> Result<(Value, Vec<String>), EvaluateError> {
        self.value_in(expression, &self.names(scope))
    }

    pub(crate) fn value_in(
        &self,
        expression: &Expression,
        names: &Scope,
    ) -> Result<(Value, Vec<String>), EvaluateError> {
        let outcome = evaluate(&expression.expr, names, self.budget())?;
        Ok((outcome.value, outcome.warnings))
    }

    /// A value; why it is null goes to the log. None, and an incident, when it takes too much.
    pub(crate) fn computed(
        &mut self,
        token: u64,
        expression: &Expression,
        names: &Scope,
        stage: Stage,
    ) -> Option<Value> {
        match self.value_in(expression, names) {
            Ok((value, warnings)) => {
                for warning in warnings {
                    self.effects.push(Effect::Note(format!("`{}`: {warning}", expression.text)));
                }
                Some(value)
            }
            Err(error) => {
                let message = format!("`{}` cannot be computed: {error}", expression.text);
                self.incident(token, stage, error.code(), &message);
                None
            }
        }
    }

    /// A context of mapped values.
    pub(crate) fn mapped(
        &mut self,
        token: u64,
        mappings: &[Mapping],
        names: &Scope,
        stage: Stage,
    ) -> Option<Value> {
        let mut entries = Vec::with_capacity(mappings.len());
        for mapping in mappings {
            let value = self.computed(token, &mapping.value, names, stage)?;
            entries.push((mapping.to.clone(), value));
        }
        Some(Value::context(entries))
    }

    /// Sets variables from what a token's work gave: by its mappings, or each member by its name.
    pub(crate) fn outputs(&mut self, token: u64, mappings: &[Mapping], given: &Value, stage: Stage) -> bool {
        let Some(scope) = self.state.token(token).map(|token| token.scope) else { return false };
        let values = if mappings.is_empty() {
            given.clone()
        } else {
            let names = self.names(scope).within(given).with("result", given.clone());
            match self.mapped(token, mappings, &names, stage) {
                Some(values) => values,
                None => return false,
            }
        };
        self.assign_all(scope, &values);
        true
    }

    pub(crate) fn assign_all(&mut self, scope: u64, values: &Value) {
        if let Value::Context(entries) = values {
            for (name, value) in entries.iter() {
                self.state.assign(scope, name, value.clone());
            }
        }
    }

    /// A time in microseconds since 1970: a date, a date and time, or so long from now.
    pub(crate) fn moment(&self, value: &Value) -> Option<i64> {
        let sum = |length: &Value| {
            let later = process_feel::parse("now() + length").ok()?;
            let names = Scope::default().at(self.now()).with("length", length.clone());
            evaluate(&later, &names, self.budget()).ok().map(|outcome| outcome.value)
        };
        match value {
            Value::DateTime(at) => Some(at.micros()),
            Value::Date(day) => Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros()),
            Value::Months(_) | Value::Micros(_) => match sum(value)? {
                Value::DateTime(at) => Some(at.micros()),
                _ => None,
            },
            Value::Text(text) => match process_feel::parse(&format!("@\"{text}\"")).ok()? {
                process_feel::Expr::Literal(literal) if !matches!(literal, Value::Text(_)) => {
                    self.moment(&literal)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Text of an id, login, role or key; none for null.
pub(crate) fn word(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        value => Some(value.shown()).filter(|text| !text.is_empty()),
    }
}
