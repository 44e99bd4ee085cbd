//! Expressions into values. What cannot be computed is null, as DMN 1.5 says, and leaves a warning that says why.
//!
//! Every step is taken from a budget. Must not know a clock: `now` comes with the scope.

mod access;
mod repeat;
mod tests;

use std::cell::RefCell;
use std::rc::Rc;

use crate::arithmetic::{compute, negate};
use crate::budget::{Budget, EvaluateError};
use crate::builtin::{self, Builtin};
use crate::compare::holds;
use crate::expr::{Comparison, Expr};
use crate::scope::Scope;
use crate::value::{Bound, Range, Value, put};

/// What an evaluation gave.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The value.
    pub value: Value,
    /// Why parts of it are null, in the order they were met; at most ten.
    pub warnings: Vec<String>,
}

/// Something that can be called.
#[derive(Debug)]
pub enum Function {
    /// A function of the language.
    Builtin(&'static Builtin),
    /// One that the expression made: its parameters, body, and the names around it.
    Made(Vec<String>, Rc<Expr>, Scope),
}

const WARNINGS_MAX: usize = 10;

/// The value of an expression.
pub fn evaluate(expr: &Expr, scope: &Scope, budget: &Budget) -> Result<Outcome, EvaluateError> {
    let eval = Eval { budget, warnings: RefCell::new(Vec::new()) };
    let value = eval.eval(expr, scope)?;
    Ok(Outcome { value, warnings: eval.warnings.into_inner() })
}

/// Whether a value passes unary tests that `parse_tests` read. In them `?` is the value.
pub fn test(tests: &Expr, value: &Value, scope: &Scope, budget: &Budget) -> Result<bool, EvaluateError> {
    let outcome = evaluate(tests, &scope.with("?", value.clone()), budget)?;
    Ok(matches!(outcome.value, Value::Boolean(true)))
}

pub(crate) struct Eval<'a> {
    pub(crate) budget: &'a Budget,
    warnings: RefCell<Vec<String>>,
}

pub(crate) type Evaluated<T = Value> = Result<T, EvaluateError>;

impl Eval<'_> {
    /// Null, and why.
    pub(crate) fn nothing(&self, why: impl Into<String>) -> Value {
        let mut warnings = self.warnings.borrow_mut();
        if warnings.len() < WARNINGS_MAX {
            warnings.push(why.into());
        }
        Value::Null
    }

    pub(crate) fn eval(&self, expr: &Expr, scope: &Scope) -> Evaluated {
        self.budget.take(1)?;
        match expr {
            Expr::Literal(value) => Ok(value.clone()),
            Expr::Number(value) => Ok(Value::Number(*value)),
            Expr::Name(name) => Ok(self.name(name, scope)),
            Expr::List(items) => self.all(items, scope).map(Value::list),
            Expr::Context(entries) => self.context(entries, scope),
            Expr::Range(low, low_closed, high, high_closed) => {
                let end = |end: &Option<Box<Expr>>| {
                    end.as_ref().map_or(Ok(Value::Null), |end| self.eval(end, scope))
                };
                let (low, high) = (end(low)?, end(high)?);
                let low = Bound { closed: *low_closed && !matches!(low, Value::Null), value: low };
                let high = Bound { closed: *high_closed && !matches!(high, Value::Null), value: high };
                Ok(Value::Range(Rc::new(Range { low, high })))
            }
            Expr::Path(of, name) => {
                let of = self.eval(of, scope)?;
                self.path(&of, name)
            }
            Expr::Filter(of, filter) => {
                let of = self.eval(of, scope)?;
                self.filter(of, filter, scope)
            }
            Expr::Call(function, arguments) => self.call_expr(function, arguments, scope),
            Expr::Negate(of) => {
                let of = self.eval(of, scope)?;
                Ok(negate(&of)
                    .unwrap_or_else(|| self.nothing(format!("a {} has no negative", of.type_name()))))
            }
            Expr::Arithmetic(operator, a, b) => {
                let (a, b) = (self.eval(a, scope)?, self.eval(b, scope)?);
                if let (Value::Text(a), Value::Text(b)) = (&a, &b) {
                    self.budget.text(a.len() + b.len())?;
                }
                Ok(compute(*operator, &a, &b).unwrap_or_else(|| {
                    let kinds = (a.type_name(), b.type_name());
                    self.nothing(format!("{operator:?} does not go with {} and {}", kinds.0, kinds.1))
                }))
            }
            Expr::Compare(how, a, b) => {
                let (a, b) = (self.eval(a, scope)?, self.eval(b, scope)?);
                Ok(self.compared(*how, &a, &b))
            }
            Expr::Between(value, low, high) => {
                let value = self.eval(value, scope)?;
                let low = self.compared(Comparison::AtLeast, &value, &self.eval(low, scope)?);
                let high = self.compared(Comparison::AtMost, &value, &self.eval(high, scope)?);
                Ok(and(&low, &high))
            }
            Expr::In(value, tests) => {
                let value = self.eval(value, scope)?;
                self.any_of(tests, &value, scope)
            }
            Expr::And(a, b) => {
                let a = self.eval(a, scope)?;
                if matches!(a, Value::Boolean(false)) {
                    return Ok(a);
                }
                Ok(and(&a, &self.eval(b, scope)?))
            }
            Expr::Or(a, b) => {
                let a = self.eval(a, scope)?;
                if matches!(a, Value::Boolean(true)) {
                    return Ok(a);
                }
                Ok(or(&a, &self.eval(b, scope)?))
            }
            Expr::If(condition, then, other) => {
                let holds = matches!(self.eval(condition, scope)?, Value::Boolean(true));
                self.eval(if holds { then } else { other }, scope)
            }
            Expr::For(iterations, body) => self.repeat(iterations, body, scope),
            Expr::Quantified(every, iterations, body) => self.quantified(*every, iterations, body, scope),
            Expr::Function(parameters, body) => {
                let made = Function::Made(parameters.clone(), Rc::new((**body).clone()), scope.clone());
                Ok(Value::Function(Rc::new(made)))
            }
            Expr::InstanceOf(value, name) => {
                let value = self.eval(value, scope)?;
                Ok(self.instance_of(&value, name))
            }
            Expr::Tests(tests) => {
                let value = scope.get("?").cloned().unwrap_or_default();
                self.tests(tests, &value, scope)
            }
        }
    }

    pub(crate) fn compared(&self, how: Comparison, a: &Value, b: &Value) -> Value {
        match holds(how, a, b) {
            Some(holds) => Value::Boolean(holds),
            None => self.nothing(format!("{} and {} are not compared so", a.type_name(), b.type_name())),
        }
    }

    fn all(&self, items: &[Expr], scope: &Scope) -> Evaluated<Vec<Value>> {
        items.iter().map(|item| self.eval(item, scope)).collect()
    }

    fn context(&self, entries: &[(String, Expr)], scope: &Scope) -> Evaluated {
        let mut made: Vec<(Rc<str>, Value)> = Vec::with_capacity(entries.len());
        for (name, expr) in entries {
            // Later entries see the earlier ones.
            let inner = scope.within(&Value::Context(Rc::new(made.clone())));
            self.budget.take(made.len())?;
            let value = self.eval(expr, &inner)?;
            put(&mut made, name, value);
        }
        Ok(Value::Context(Rc::new(made)))
    }

    fn name(&self, name: &str, scope: &Scope) -> Value {
        if let Some(value) = scope.get(name) {
            return value.clone();
        }
        match builtin::find(name) {
            Some(found) => Value::Function(Rc::new(Function::Builtin(found))),
            None => self.nothing(format!("`{name}` is not known here")),
        }
    }

    fn call_expr(&self, function: &Expr, arguments: &[(Option<String>, Expr)], scope: &Scope) -> Evaluated {
        let mut given = Vec::with_capacity(arguments.len());
        for (name, expr) in arguments {
            given.push((name.as_deref(), self.eval(expr, scope)?));
        }
        if let Expr::Name(name) = function
            && let Some(clock) = clock(name, &given, scope)
        {
            return Ok(clock);
        }
        match self.eval(function, scope)? {
            Value::Function(function) => self.call(&function, given),
            other => Ok(self.nothing(format!("a {} is no function", other.type_name()))),
        }
    }

    /// Calls a function with values in its order.
    pub(crate) fn call_with(&self, function: &Function, arguments: Vec<Value>) -> Evaluated {
        self.call(function, arguments.into_iter().map(|value| (None, value)).collect())
    }

    fn call(&self, function: &Function, given: Vec<(Option<&str>, Value)>) -> Evaluated {
        self.budget.enter()?;
        let value = match function {
            Function::Builtin(builtin) => builtin.call(self, given),
            Function::Made(parameters, body, scope) => {
                let mut entries: Vec<(Rc<str>, Value)> = Vec::new();
                for (at, (name, value)) in given.into_iter().enumerate() {
                    let parameter = name.or(parameters.get(at).map(String::as_str));
                    let Some(parameter) = parameter.filter(|one| parameters.iter().any(|p| p == one)) else {
                        self.budget.leave();
                        return Ok(self.nothing("a function is given arguments that it does not take"));
                    };
                    put(&mut entries, parameter, value);
                }
                for parameter in parameters {
                    if !entries.iter().any(|(name, _)| **name == **parameter) {
                        entries.push((Rc::from(parameter.as_str()), Value::Null));
                    }
                }
                self.eval(body, &scope.within(&Value::Context(Rc::new(entries))))
            }
        };
        self.budget.leave();
        value
    }
}

/// `now()` and `today()` read the scope, not a clock.
fn clock(name: &str, given: &[(Option<&str>, Value)], scope: &Scope) -> Option<Value> {
    match (name, given.is_empty(), scope.now()) {
        ("now", true, now) => Some(now),
        ("today", true, Value::DateTime(now)) => Some(Value::Date(now.local.date())),
        ("today", true, _) => Some(Value::Null),
        _ => None,
    }
}

fn and(a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::Boolean(false), _) | (_, Value::Boolean(false)) => Value::Boolean(false),
        (Value::Boolean(true), Value::Boolean(true)) => Value::Boolean(true),
        _ => Value::Null,
    }
}

fn or(a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::Boolean(true), _) | (_, Value::Boolean(true)) => Value::Boolean(true),
        (Value::Boolean(false), Value::Boolean(false)) => Value::Boolean(false),
        _ => Value::Null,
    }
}
