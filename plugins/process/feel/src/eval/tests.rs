//! Unary tests, and which type a value has.

use super::repeat::mentions;
use super::{Eval, Evaluated};
use crate::compare::among;
use crate::expr::{Test, Tests};
use crate::scope::Scope;
use crate::value::Value;

impl Eval<'_> {
    pub(super) fn tests(&self, tests: &Tests, value: &Value, scope: &Scope) -> Evaluated {
        if tests.any_of.is_empty() {
            return Ok(Value::Boolean(true));
        }
        match self.any_of(&tests.any_of, value, scope)? {
            Value::Boolean(holds) => Ok(Value::Boolean(holds != tests.negated)),
            other => Ok(other),
        }
    }

    /// True when one holds; null when none does and one could not be told.
    pub(super) fn any_of(&self, tests: &[Test], value: &Value, scope: &Scope) -> Evaluated {
        let inner = scope.with("?", value.clone());
        let mut unknown = false;
        for test in tests {
            match self.test(test, value, &inner)? {
                Value::Boolean(true) => return Ok(Value::Boolean(true)),
                Value::Boolean(false) => {}
                _ => unknown = true,
            }
        }
        Ok(if unknown { Value::Null } else { Value::Boolean(false) })
    }

    fn test(&self, test: &Test, value: &Value, scope: &Scope) -> Evaluated {
        match test {
            Test::Compared(how, with) => {
                let with = self.eval(with, scope)?;
                Ok(self.compared(*how, value, &with))
            }
            Test::Value(expr) => {
                let found = self.eval(expr, scope)?;
                let condition = mentions(expr, "?") || !matches!(value, Value::Boolean(_));
                Ok(match (&found, condition) {
                    (Value::Boolean(_), true) => found,
                    _ => among(value, &found).map_or(Value::Null, Value::Boolean),
                })
            }
        }
    }

    pub(super) fn instance_of(&self, value: &Value, name: &str) -> Value {
        let there = value.type_name();
        let known = [
            "any",
            "null",
            "boolean",
            "number",
            "string",
            "date",
            "time",
            "date and time",
            "years and months duration",
            "days and time duration",
            "list",
            "context",
            "range",
            "function",
        ];
        if name == "Any" {
            return Value::Boolean(!matches!(value, Value::Null));
        }
        if known.contains(&name) || name == "Null" {
            return Value::Boolean(there == name || name == "Null" && there == "null");
        }
        self.nothing(format!("there is no type `{name}`"))
    }
}
