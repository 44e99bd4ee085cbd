//! Loops: `for`, `some`, `every`. Each round is taken from the budget.

use super::{Eval, Evaluated};
use crate::arithmetic::whole;
use crate::calendar::add_days;
use crate::expr::{Expr, Iterate};
use crate::scope::Scope;
use crate::value::Value;

/// What a loop does with a round; true to go on.
type Round<'r> = dyn FnMut(&Scope) -> Evaluated<bool> + 'r;

impl Eval<'_> {
    pub(super) fn repeat(&self, over: &[(String, Iterate)], body: &Expr, scope: &Scope) -> Evaluated {
        let mut results: Vec<Value> = Vec::new();
        let partial = mentions(body, "partial");
        let whole = self.rounds(over, scope, &mut |inner| {
            let value = if partial {
                self.budget.take(results.len())?;
                self.eval(body, &inner.with("partial", Value::list(results.clone())))?
            } else {
                self.eval(body, inner)?
            };
            results.push(value);
            self.budget.list(1)?;
            Ok(true)
        })?;
        Ok(if whole.is_some() { Value::list(results) } else { Value::Null })
    }

    pub(super) fn quantified(
        &self,
        every: bool,
        over: &[(String, Iterate)],
        body: &Expr,
        scope: &Scope,
    ) -> Evaluated {
        let mut unknown = false;
        let whole = self.rounds(over, scope, &mut |inner| match self.eval(body, inner)? {
            Value::Boolean(holds) => Ok(holds == every),
            _ => {
                unknown = true;
                Ok(true)
            }
        })?;
        Ok(match whole {
            None => Value::Null,
            // A round decided it.
            Some(false) => Value::Boolean(!every),
            Some(true) if unknown => Value::Null,
            Some(true) => Value::Boolean(every),
        })
    }

    /// Goes through all combinations; none when there is nothing to go through, false when a round said stop.
    fn rounds(
        &self,
        over: &[(String, Iterate)],
        scope: &Scope,
        round: &mut Round<'_>,
    ) -> Evaluated<Option<bool>> {
        let Some(((name, iterate), rest)) = over.split_first() else { return round(scope).map(Some) };
        let Some(items) = self.items(iterate, scope)? else { return Ok(None) };
        self.budget.list(items.len())?;
        for item in items {
            match self.rounds(rest, &scope.with(name, item), round)? {
                Some(true) => {}
                other => return Ok(other),
            }
        }
        Ok(Some(true))
    }

    fn items(&self, iterate: &Iterate, scope: &Scope) -> Evaluated<Option<Vec<Value>>> {
        let (low, high) = match iterate {
            Iterate::Over(expr) => match self.eval(expr, scope)? {
                Value::List(items) => return Ok(Some(items.to_vec())),
                Value::Range(range) => (range.low.value.clone(), range.high.value.clone()),
                Value::Null => {
                    self.nothing("a loop has nothing to go through");
                    return Ok(None);
                }
                other => return Ok(Some(vec![other])),
            },
            Iterate::FromTo(low, high) => (self.eval(low, scope)?, self.eval(high, scope)?),
        };
        let items = match (&low, &high) {
            (Value::Number(low), Value::Number(high)) => match (whole(*low), whole(*high)) {
                (Some(low), Some(high)) => self.steps(low, high, |at| Some(Value::from(at)))?,
                _ => None,
            },
            (Value::Date(low), Value::Date(high)) => {
                let days = (*high - *low).num_days();
                self.steps(0, days, |by| add_days(*low, by).map(Value::Date))?
            }
            _ => None,
        };
        if items.is_none() {
            self.nothing("a loop from here to there needs two whole numbers or two dates");
        }
        Ok(items)
    }

    fn steps(
        &self,
        low: i64,
        high: i64,
        make: impl Fn(i64) -> Option<Value>,
    ) -> Evaluated<Option<Vec<Value>>> {
        let length = high.abs_diff(low).saturating_add(1);
        self.budget.list(usize::try_from(length).unwrap_or(usize::MAX))?;
        Ok(if low <= high {
            (low..=high).map(make).collect()
        } else {
            (high..=low).rev().map(make).collect()
        })
    }
}

/// Whether a name occurs in an expression.
pub(super) fn mentions(expr: &Expr, name: &str) -> bool {
    let any = |all: &[&Expr]| all.iter().any(|one| mentions(one, name));
    let over = |all: &[(String, Iterate)]| {
        all.iter().any(|(_, iterate)| match iterate {
            Iterate::Over(expr) => mentions(expr, name),
            Iterate::FromTo(low, high) => mentions(low, name) || mentions(high, name),
        })
    };
    match expr {
        Expr::Literal(_) | Expr::Number(_) => false,
        Expr::Name(there) => there == name,
        Expr::List(items) => items.iter().any(|item| mentions(item, name)),
        Expr::Context(entries) => entries.iter().any(|(_, value)| mentions(value, name)),
        Expr::Range(low, _, high, _) => low.iter().chain(high).any(|end| mentions(end, name)),
        Expr::Path(of, _) | Expr::Negate(of) | Expr::Function(_, of) | Expr::InstanceOf(of, _) => {
            mentions(of, name)
        }
        Expr::Filter(a, b) | Expr::Arithmetic(_, a, b) | Expr::Compare(_, a, b) => any(&[a, b]),
        Expr::And(a, b) | Expr::Or(a, b) => any(&[a, b]),
        Expr::Between(a, b, c) | Expr::If(a, b, c) => any(&[a, b, c]),
        Expr::Call(function, arguments) => {
            mentions(function, name) || arguments.iter().any(|(_, value)| mentions(value, name))
        }
        Expr::In(value, _) => mentions(value, name),
        Expr::For(iterations, body) | Expr::Quantified(_, iterations, body) => {
            over(iterations) || mentions(body, name)
        }
        Expr::Tests(_) => false,
    }
}
