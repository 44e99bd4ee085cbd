//! An instance on the desk: its state, and what is to be filed about it when the desk is cleared.

use std::rc::Rc;

use keel_sdk::prelude::*;
use process_bpmn::Process;
use process_engine::{Around, Effect, Ending, Instance as State, TaskOffer, Wait};
use process_feel::Value as Feel;

use crate::{Instance, convert};

/// A message that a case listens to: number, event, name, for whom.
pub type Listening = (u64, String, String, String);
/// Something that went wrong: token, node, code, sentence.
pub type Trouble = (u64, String, String, String);

/// What is opened and closed.
#[derive(Default)]
pub struct Changes {
    pub tasks: Vec<TaskOffer>,
    pub timers: Vec<(u64, String, i64)>,
    pub listening: Vec<Listening>,
    pub troubles: Vec<Trouble>,
    pub closed_tasks: Vec<u64>,
    pub closed_timers: Vec<u64>,
    pub unlistened: Vec<u64>,
    pub resolved: Vec<u64>,
}

/// An instance on the desk.
pub struct Case {
    /// As it was read; without an id when it is new.
    pub record: Instance,
    pub process: Rc<Process>,
    pub state: State,
    /// The case and token that called it, when that is on the desk and new too.
    pub caller: Option<(usize, u64)>,
    pub changes: Changes,
    pub dirty: bool,
    /// The task that was done by hand in this unit of work: closed with its outcome, not again here.
    pub done_by_hand: Option<u64>,
}

impl Case {
    pub fn new(record: Instance, process: Rc<Process>, state: State) -> Case {
        let changes = Changes::default();
        Case { record, process, state, caller: None, changes, dirty: false, done_by_hand: None }
    }

    pub fn around(&self, now: Instant) -> Around {
        Around { now: now.micros(), key: self.record.business_key.clone().unwrap_or_default() }
    }

    /// Notes what a decision opens and closes; the rest is given back to be carried out.
    pub fn note(&mut self, effect: Effect) -> Option<Effect> {
        let changes = &mut self.changes;
        match effect {
            Effect::OpenTask(offer) => changes.tasks.push(offer),
            Effect::OpenTimer(id, node, due) => changes.timers.push((id, node, due)),
            Effect::Listen(id, node, name, key) => changes.listening.push((id, node, name, key)),
            Effect::CloseTask(token) => {
                let before = changes.tasks.len();
                changes.tasks.retain(|one| one.token != token);
                if changes.tasks.len() == before && self.done_by_hand != Some(token) {
                    changes.closed_tasks.push(token);
                }
            }
            Effect::CloseTimer(id) => close(&mut changes.timers, &mut changes.closed_timers, id, |one| one.0),
            Effect::Unlisten(id) => close(&mut changes.listening, &mut changes.unlistened, id, |one| one.0),
            Effect::Resolved(token) => {
                close(&mut changes.troubles, &mut changes.resolved, token, |one| one.0)
            }
            other => return Some(other),
        }
        None
    }

    /// The record as it is to be written.
    pub fn body(&self, now: Instant) -> Body {
        let stuck =
            self.state.tokens().iter().filter(|token| matches!(token.wait, Wait::Incident(_))).count();
        let mut body = Body::new()
            .with(Instance::DATA, Value::Json(self.state.to_text()))
            .with(Instance::INCIDENTS, stuck as i64)
            .with(Instance::STATE, state_name(self.state.ending()));
        let customer = match self.state.variables().member("customer") {
            Some(Feel::Text(text)) => Id::parse(text).ok(),
            _ => None,
        };
        if customer.is_some() {
            body.set(Instance::CUSTOMER, customer);
        }
        if let Some(ending) = self.state.ending() {
            body.set(Instance::ENDED_AT, now);
            if let Ending::Failed(code) = ending {
                body.set(Instance::REASON, convert::cut(code, 500));
            }
        }
        if let Some(reason) = &self.record.reason {
            body.set(Instance::REASON, reason.clone());
        }
        body
    }

    /// The customer that its variables name.
    pub fn customer(&self) -> Option<Id> {
        self.body(Instant::default()).get(Instance::CUSTOMER)
    }
}

fn close<T>(opened: &mut Vec<T>, closed: &mut Vec<u64>, id: u64, number: impl Fn(&T) -> u64) {
    let before = opened.len();
    opened.retain(|one| number(one) != id);
    if opened.len() == before {
        closed.push(id);
    }
}

/// The state of a record.
pub fn state_name(ending: Option<&Ending>) -> &'static str {
    match ending {
        None => "running",
        Some(Ending::Completed) => "completed",
        Some(Ending::Terminated) => "terminated",
        Some(Ending::Cancelled) => "cancelled",
        Some(Ending::Failed(_)) => "failed",
    }
}
