//! What happens to an instance, and what is refused because the instance does not wait for it.

use std::fmt;

use process_bpmn::{Kind, Process};
use process_feel::{DateTime, Value};

use crate::effect::{Effect, Ending, Stage};
use crate::engine::{Decision, Engine};
use crate::state::{Instance, Owner, Scope, Wait};

/// What surrounds a happening.
#[derive(Clone, Debug)]
pub struct Around {
    /// Microseconds since 1970 in UTC.
    pub now: i64,
    /// The business key of the instance, which messages without a correlation are for.
    pub key: String,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Somebody did the work of a token, and gave this.
    TaskDone(u64, Value),
    /// An action answered.
    Answered(u64, Value),
    /// An action refused, with a code and a sentence.
    Refused(u64, String, String),
    /// A time is due.
    Due(u64),
    /// A message came, with variables.
    Message(u64, Value),
    /// The instance that a token started ended well, with its variables.
    ChildDone(u64, Value),
    /// It ended with an error.
    ChildFailed(u64, String),
    /// An incident is tried again.
    Retry(u64),
    /// The instance is given up.
    Cancel,
}

/// The instance does not wait for this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The instance no longer waits for this.")
    }
}

impl std::error::Error for Refusal {}

/// Starts an instance at a start event; none: at that without a trigger.
pub fn start(
    process: &Process,
    at: Option<&str>,
    variables: Value,
    around: &Around,
) -> Result<Decision, Refusal> {
    let begins = |node: &&process_bpmn::Node| match (&node.kind, at) {
        (Kind::Start(None), None) => true,
        (Kind::Start(_), Some(id)) => node.id == id,
        _ => false,
    };
    let begin = process.within(None).find(begins).ok_or(Refusal)?.id.clone();
    let mut engine = Engine::new(process, Instance::default(), around);
    let root = engine.state.number();
    let mut scope = Scope::new(root, None, None, None);
    if let Value::Context(entries) = &variables {
        for (name, value) in entries.iter() {
            scope.set(name, value.clone());
        }
    }
    engine.state.scopes.push(scope);
    engine.listen_for_scope(root);
    engine.put(&begin, root, None);
    Ok(engine.run())
}

/// Goes on with an instance.
pub fn happen(
    process: &Process,
    state: Instance,
    happening: Happening,
    around: &Around,
) -> Result<Decision, Refusal> {
    if state.ending().is_some() {
        return Err(Refusal);
    }
    let mut engine = Engine::new(process, state, around);
    match happening {
        Happening::TaskDone(token, values) => engine.task_done(token, &values)?,
        Happening::Answered(token, answer) => engine.answered(token, answer)?,
        Happening::Refused(token, code, message) => engine.refused(token, &code, &message)?,
        Happening::Due(id) => engine.due(id)?,
        Happening::Message(id, variables) => engine.fired(id, &variables)?,
        Happening::ChildDone(token, variables) => engine.child_done(token, variables)?,
        Happening::ChildFailed(token, code) => {
            engine.awaited(token, |wait| matches!(wait, Wait::Child))?;
            engine.wait(token, Wait::Moving);
            let message = format!("The process that it called ended with the error {code}.");
            engine.failed(token, &code, &message, Stage::Enter);
        }
        Happening::Retry(token) => engine.retry(token)?,
        Happening::Cancel => engine.finish(Ending::Cancelled),
    }
    Ok(engine.run())
}

impl Engine<'_> {
    /// A token that waits so.
    pub(crate) fn awaited(&self, token: u64, so: impl Fn(&Wait) -> bool) -> Result<(), Refusal> {
        let waits = self.state.token(token).is_some_and(|token| so(&token.wait));
        if waits { Ok(()) } else { Err(Refusal) }
    }

    fn task_done(&mut self, token: u64, values: &Value) -> Result<(), Refusal> {
        self.awaited(token, |wait| matches!(wait, Wait::Task))?;
        self.wait(token, Wait::Moving);
        self.effects.push(Effect::CloseTask(token));
        let Some(Kind::User(task)) = self.node_of(token).map(|node| node.kind.clone()) else {
            return Err(Refusal);
        };
        if self.outputs(token, &task.outputs, values, Stage::Enter) {
            self.leave(token);
        }
        Ok(())
    }

    fn answered(&mut self, token: u64, answer: Value) -> Result<(), Refusal> {
        self.awaited(token, |wait| matches!(wait, Wait::Action))?;
        let outputs = match self.node_of(token).map(|node| node.kind.clone()) {
            Some(Kind::Service(action)) => action.outputs,
            _ => return Err(Refusal),
        };
        // Without outputs nothing is set: an answer has no names that the diagram knows.
        if outputs.is_empty() || self.outputs(token, &outputs, &answer, Stage::Call) {
            self.leave(token);
        }
        Ok(())
    }

    fn refused(&mut self, token: u64, code: &str, message: &str) -> Result<(), Refusal> {
        self.awaited(token, |wait| matches!(wait, Wait::Action))?;
        self.failed(token, code, message, Stage::Call);
        Ok(())
    }

    fn child_done(&mut self, token: u64, variables: Value) -> Result<(), Refusal> {
        self.awaited(token, |wait| matches!(wait, Wait::Child))?;
        self.wait(token, Wait::Moving);
        let Some(Kind::Call(called)) = self.node_of(token).map(|node| node.kind.clone()) else {
            return Err(Refusal);
        };
        if self.outputs(token, &called.outputs, &variables, Stage::Enter) {
            self.leave(token);
        }
        Ok(())
    }

    fn retry(&mut self, token: u64) -> Result<(), Refusal> {
        let Some(Wait::Incident(stage)) = self.state.token(token).map(|token| token.wait.clone()) else {
            return Err(Refusal);
        };
        self.effects.push(Effect::Resolved(token));
        self.wait(token, Wait::Moving);
        match stage {
            Stage::Enter => self.enter(token),
            Stage::Call => self.call(token),
            Stage::Leave => self.leave(token),
        }
        Ok(())
    }

    fn due(&mut self, id: u64) -> Result<(), Refusal> {
        let found =
            self.state.subscriptions.iter().find(|one| one.id == id && one.timer).cloned().ok_or(Refusal)?;
        if let Owner::Token(token) = found.owner
            && self.state.token(token).is_some_and(|token| matches!(token.wait, Wait::Later))
            && self.state.token(token).is_some_and(|token| token.node == found.node)
        {
            self.state.subscriptions.retain(|one| one.id != id);
            self.effects.push(Effect::CloseTimer(id));
            self.call(token);
            return Ok(());
        }
        self.fired(id, &Value::Null)
    }

    /// The time of the happening.
    pub(crate) fn now(&self) -> Value {
        DateTime::from_micros(self.around.now).map_or(Value::Null, Value::DateTime)
    }
}
