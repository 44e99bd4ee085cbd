//! The functions of the language (DMN 1.5, 10.3.4): their names, parameters and code, one table a kind.

mod context;
mod convert;
mod list;
mod number;
mod range;
mod text;

use std::rc::Rc;

use rust_decimal::Decimal;

use crate::arithmetic::whole;
use crate::eval::{Eval, Evaluated};
use crate::value::Value;

/// What a function answers: none for "these arguments mean nothing", which is null with a warning.
pub(crate) type Answer = Evaluated<Option<Value>>;

/// A function of the language.
pub struct Builtin {
    name: &'static str,
    /// Names of the parameters, with commas; one text for each way to call it. `…` at the end: any number.
    ways: &'static [&'static str],
    run: fn(&Eval<'_>, Args<'_>) -> Answer,
}

impl std::fmt::Debug for Builtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

pub(crate) const fn of(
    name: &'static str,
    ways: &'static [&'static str],
    run: fn(&Eval<'_>, Args<'_>) -> Answer,
) -> Builtin {
    Builtin { name, ways, run }
}

static TABLES: [&[Builtin]; 6] =
    [convert::TABLE, text::TABLE, number::TABLE, list::TABLE, range::TABLE, context::TABLE];

/// The function of a name.
pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    TABLES.into_iter().flatten().find(|one| one.name == name)
}

/// Arguments of a call, in the order of the parameters.
#[derive(Clone, Copy)]
pub(crate) struct Args<'a> {
    all: &'a [Value],
}

impl<'a> Args<'a> {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn all(&self) -> &'a [Value] {
        self.all
    }

    pub(crate) fn value(&self, at: usize) -> &'a Value {
        self.all.get(at).unwrap_or(&Value::Null)
    }

    pub(crate) fn given(&self, at: usize) -> Option<&'a Value> {
        self.all.get(at).filter(|value| !matches!(value, Value::Null))
    }

    /// The value, or the only item of a list of one.
    pub(crate) fn single(&self, at: usize) -> &'a Value {
        match self.value(at) {
            Value::List(items) if items.len() == 1 => &items[0],
            value => value,
        }
    }

    pub(crate) fn number(&self, at: usize) -> Option<Decimal> {
        if let Value::Number(value) = self.single(at) { Some(*value) } else { None }
    }

    pub(crate) fn whole(&self, at: usize) -> Option<i64> {
        self.number(at).and_then(whole)
    }

    pub(crate) fn text(&self, at: usize) -> Option<&'a Rc<str>> {
        if let Value::Text(value) = self.single(at) { Some(value) } else { None }
    }

    /// A list; another value as a list of one.
    pub(crate) fn list(&self, at: usize) -> Option<Vec<Value>> {
        match self.value(at) {
            Value::List(items) => Some(items.to_vec()),
            Value::Null => None,
            other => Some(vec![other.clone()]),
        }
    }
}

impl Builtin {
    /// Calls it with arguments in order, or all by name.
    pub(crate) fn call(&self, eval: &Eval<'_>, given: Vec<(Option<&str>, Value)>) -> Evaluated {
        let values: Option<Vec<Value>> = if given.iter().any(|(name, _)| name.is_some()) {
            let fits = |way: &&&str| {
                given.iter().all(|(name, _)| names(way).any(|parameter| Some(parameter) == *name))
            };
            self.ways.iter().find(fits).map(|found| {
                let value = |parameter: &str| {
                    given.iter().find(|(name, _)| *name == Some(parameter)).map(|(_, value)| value.clone())
                };
                let mut values: Vec<Option<Value>> = names(found).map(value).collect();
                while values.last().is_some_and(Option::is_none) {
                    values.pop();
                }
                values.into_iter().map(Option::unwrap_or_default).collect()
            })
        } else {
            let count = given.len();
            let fits = self.ways.iter().any(|way| way.ends_with('…') || count <= names(way).count());
            fits.then(|| given.into_iter().map(|(_, value)| value).collect())
        };
        let Some(values) = values else {
            return Ok(eval.nothing(format!("`{}` is not called so: {}", self.name, self.ways.join(" or "))));
        };
        eval.budget.take(1)?;
        let answer = (self.run)(eval, Args { all: &values })?;
        Ok(answer.unwrap_or_else(|| {
            let kinds: Vec<&str> = values.iter().map(Value::type_name).collect();
            eval.nothing(format!("`{}` means nothing of ({})", self.name, kinds.join(", ")))
        }))
    }
}

fn names(way: &str) -> impl Iterator<Item = &str> {
    way.trim_end_matches('…').split(", ").filter(|name| !name.is_empty())
}
