//! What starts instances of a process without anybody asking: messages and times.

use process_bpmn::{Kind, Process, TimerKind, Trigger};

use crate::engine::Engine;
use crate::happening::Around;
use crate::state::Instance;

/// A start event that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begin {
    /// The event.
    pub node: String,
    /// What it waits for.
    pub on: BeginOn,
}

/// What a start event waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeginOn {
    /// A message of this name.
    Message(String),
    /// A time in microseconds since 1970; how often more; the text of what is between two times.
    Time(i64, Option<u32>, Option<String>),
}

/// The start events of a process that wait, and why one cannot.
pub fn begins(process: &Process, around: &Around) -> (Vec<Begin>, Vec<String>) {
    let engine = Engine::new(process, Instance::default(), around);
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for node in process.within(None) {
        let on = match &node.kind {
            Kind::Start(Some(Trigger::Message(message))) => BeginOn::Message(message.name.clone()),
            Kind::Start(Some(Trigger::Timer(kind))) => {
                let (expression, left, each) = match kind {
                    TimerKind::At(at) | TimerKind::After(at) => (at, Some(0), None),
                    TimerKind::Every(times, each) => {
                        (each, times.map(|times| times - 1), Some(each.text.clone()))
                    }
                };
                let value = engine.value_in(expression, &process_feel::Scope::default().at(engine.now()));
                match value.ok().and_then(|(value, _)| engine.moment(&value)) {
                    Some(due) => BeginOn::Time(due, left, each),
                    None => {
                        problems.push(format!("{}: `{}` gives no time.", node.title(), expression.text));
                        continue;
                    }
                }
            }
            _ => continue,
        };
        all.push(Begin { node: node.id.clone(), on });
    }
    (all, problems)
}

/// The time after this one of a cycle, by the text of what is between.
pub fn next_time(process: &Process, each: &str, around: &Around) -> Option<i64> {
    let engine = Engine::new(process, Instance::default(), around);
    let expr = process_feel::parse(each).ok()?;
    let scope = process_feel::Scope::default().at(engine.now());
    let value = process_feel::evaluate(&expr, &scope, &process_feel::Budget::default()).ok()?.value;
    engine.moment(&value)
}
