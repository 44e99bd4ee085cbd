//! Names with values while an expression is evaluated. Inner names hide outer ones.

use std::rc::Rc;

use crate::value::Value;

/// Names with values.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    frames: Vec<Rc<Vec<(Rc<str>, Value)>>>,
    now: Option<Value>,
}

impl Scope {
    /// The names of a context; none of any other value.
    pub fn of(variables: &Value) -> Scope {
        Scope::default().within(variables)
    }

    /// What `now()` and `today()` say: a date and time. Without it they give null.
    pub fn at(mut self, now: Value) -> Scope {
        self.now = Some(now);
        self
    }

    /// With the names of a context inside it.
    pub fn within(&self, variables: &Value) -> Scope {
        let mut inner = self.clone();
        if let Value::Context(entries) = variables {
            inner.frames.push(entries.clone());
        }
        inner
    }

    /// With one more name.
    pub fn with(&self, name: &str, value: Value) -> Scope {
        let mut inner = self.clone();
        inner.frames.push(Rc::new(vec![(Rc::from(name), value)]));
        inner
    }

    pub(crate) fn now(&self) -> Value {
        self.now.clone().unwrap_or_default()
    }

    /// The value of a name, the innermost first.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.frames
            .iter()
            .rev()
            .find_map(|frame| frame.iter().rev().find(|(key, _)| &**key == name).map(|(_, value)| value))
    }
}
