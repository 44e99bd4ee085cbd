//! Messages, times and errors: waiting for them, and what happens then.

use process_bpmn::{Kind, TimerKind, Trigger};
use process_feel::Value;

use super::Engine;
use crate::effect::Effect;
use crate::happening::Refusal;
use crate::state::{Owner, Scope, Subscription};

type Broken = (&'static str, String);

impl Engine<'_> {
    fn scope_of(&self, owner: Owner) -> u64 {
        match owner {
            Owner::Scope(scope) => scope,
            Owner::Token(token) => self.state.token(token).map_or(0, |token| token.scope),
        }
    }

    /// Waits for a message or a time.
    pub(super) fn subscribe(&mut self, owner: Owner, node: &str, trigger: &Trigger) -> Result<(), Broken> {
        let names = self.names(self.scope_of(owner));
        let computed = |engine: &Self, expression: &process_bpmn::Expression| {
            engine.value_in(expression, &names).map_err(|error| (error.code(), error.to_string()))
        };
        match trigger {
            Trigger::Error(_) => Ok(()),
            Trigger::Message(message) => {
                let key = match &message.correlation {
                    None => self.around.key.clone(),
                    Some(expression) => {
                        super::values::word(&computed(self, expression)?.0).unwrap_or_default()
                    }
                };
                let id = self.keep(owner, node, None, false);
                self.effects.push(Effect::Listen(id, node.to_owned(), message.name.clone(), key));
                Ok(())
            }
            Trigger::Timer(kind) => {
                let (expression, left) = match kind {
                    TimerKind::At(expression) | TimerKind::After(expression) => (expression, Some(0)),
                    TimerKind::Every(times, each) => (each, times.map(|times| times - 1)),
                };
                let (value, warnings) = computed(self, expression)?;
                let Some(due) = self.moment(&value) else {
                    let message =
                        format!("`{}` gives no time: {} {}", expression.text, value, warnings.join("; "));
                    return Err(("process.timer", message.trim_end().to_owned()));
                };
                let id = self.keep(owner, node, left, true);
                self.effects.push(Effect::OpenTimer(id, node.to_owned(), due));
                Ok(())
            }
        }
    }

    /// A number for what is waited for.
    pub(super) fn keep(&mut self, owner: Owner, node: &str, left: Option<u32>, timer: bool) -> u64 {
        let id = self.state.number();
        self.state.subscriptions.push(Subscription { id, node: node.to_owned(), owner, left, timer });
        id
    }

    /// Waits for what starts the event sub-processes of a scope.
    pub(crate) fn listen_for_scope(&mut self, scope: u64) {
        let node = self.state.scope(scope).and_then(|scope| scope.node.clone());
        let process = self.process;
        for (_, start, trigger) in process.event_sub_processes(node.as_deref()) {
            if let Err((_, message)) = self.subscribe(Owner::Scope(scope), &start.id, trigger) {
                self.effects.push(Effect::Note(format!("{}: {message}", start.title())));
            }
        }
    }

    /// Waits for nothing any more.
    pub(crate) fn silence(&mut self, owner: Owner) {
        let (gone, kept) =
            self.state.subscriptions.drain(..).partition(|one: &Subscription| one.owner == owner);
        self.state.subscriptions = kept;
        self.close(gone);
    }

    fn close(&mut self, gone: Vec<Subscription>) {
        for one in gone {
            self.effects.push(if one.timer { Effect::CloseTimer(one.id) } else { Effect::Unlisten(one.id) });
        }
    }

    /// A message came, or a time is due.
    pub(crate) fn fired(&mut self, id: u64, variables: &Value) -> Result<(), Refusal> {
        let fired = self.state.subscriptions.iter().find(|one| one.id == id).cloned().ok_or(Refusal)?;
        let node = self.process.node(&fired.node).ok_or(Refusal)?;
        match (&node.kind, fired.owner) {
            (Kind::Catch(_), Owner::Token(token)) => {
                let stands = self.state.token(token).ok_or(Refusal)?.clone();
                self.assign_all(stands.scope, variables);
                // Behind an event-based gateway the token goes to the event that happened.
                if stands.node != node.id {
                    self.silence(Owner::Token(token));
                    let flow = self.process.flows.values();
                    let flow =
                        flow.filter(|flow| flow.source == stands.node).find(|flow| flow.target == node.id);
                    let flow = flow.map(|flow| flow.id.clone());
                    if let Some(moved) = self.state.token_mut(token) {
                        (moved.node, moved.flow) = (node.id.clone(), flow);
                    }
                }
                self.leave(token);
            }
            (Kind::Boundary(boundary), Owner::Token(token)) => {
                let scope = self.state.token(token).ok_or(Refusal)?.scope;
                if boundary.interrupting {
                    self.kill(token);
                } else {
                    self.again(&fired, &boundary.trigger);
                }
                self.assign_all(scope, variables);
                self.put(&node.id, scope, None);
            }
            (Kind::Start(Some(trigger)), Owner::Scope(scope)) => {
                let interrupting = node.interrupting;
                self.start_by_event(scope, &node.id, interrupting, variables);
                if !interrupting {
                    self.again(&fired, trigger);
                }
            }
            _ => return Err(Refusal),
        }
        Ok(())
    }

    /// What does not interrupt is waited for again: a message always, a time as often as its cycle says.
    fn again(&mut self, fired: &Subscription, trigger: &Trigger) {
        if !fired.timer {
            return;
        }
        self.state.subscriptions.retain(|one| one.id != fired.id);
        self.effects.push(Effect::CloseTimer(fired.id));
        if fired.left == Some(0) {
            return;
        }
        let Trigger::Timer(TimerKind::Every(_, each)) = trigger else { return };
        let names = self.names(self.scope_of(fired.owner));
        let due = self.value_in(each, &names).ok().and_then(|(value, _)| self.moment(&value));
        if let Some(due) = due {
            let id = self.keep(fired.owner, &fired.node, fired.left.map(|left| left - 1), true);
            self.effects.push(Effect::OpenTimer(id, fired.node.clone(), due));
        }
    }

    /// Begins an event sub-process.
    fn start_by_event(&mut self, scope: u64, start: &str, interrupting: bool, variables: &Value) {
        let Some(sub_process) = self.process.node(start).and_then(|node| node.parent.clone()) else { return };
        if interrupting {
            self.clear(scope);
            self.silence(Owner::Scope(scope));
        }
        let inner = self.state.number();
        self.state.scopes.push(Scope::new(inner, Some(scope), Some(&sub_process), None));
        if let (Value::Context(entries), Some(inner)) = (variables, self.state.scope_mut(inner)) {
            for (name, value) in entries.iter() {
                inner.set(name, value.clone());
            }
        }
        self.put(start, inner, None);
    }

    /// Whether somebody catches an error at a token, looking outwards. `own`: also events on the token's own border.
    pub(super) fn caught(&mut self, id: u64, code: &str, message: &str, own: bool) -> bool {
        let error = Value::context([("code", Value::from(code)), ("message", Value::from(message))]);
        let error = Value::context([("error", error)]);
        let Some(token) = self.state.token(id).cloned() else { return false };
        let mut owner = (own && !self.is_round(id)).then_some(id);
        let mut at = Some(token.scope);
        loop {
            if let Some(token) = owner
                && let Some(boundary) = self.catcher_on(token, code)
            {
                let scope = self.state.token(token).map_or(0, |token| token.scope);
                self.kill(token);
                self.assign_all(scope, &error);
                self.put(&boundary, scope, None);
                return true;
            }
            let Some(scope) = at.and_then(|at| self.state.scope(at)).cloned() else { return false };
            // What an event sub-process throws goes outwards, not to itself again.
            let process = self.process;
            let start = if scope.round.is_some() {
                None
            } else {
                let mut all = process.event_sub_processes(scope.node.as_deref());
                all.find(|(_, _, trigger)| catches(trigger, code)).map(|(_, start, _)| start.id.clone())
            };
            if let Some(start) = start {
                self.start_by_event(scope.id, &start, true, &error);
                return true;
            }
            owner = scope.owner;
            at = match (scope.owner, scope.parent) {
                // Thrown inside an event sub-process: past the scope that it belongs to.
                (None, Some(parent)) => {
                    let outer = self.state.scope(parent).cloned();
                    owner = outer.as_ref().and_then(|outer| outer.owner);
                    outer.and_then(|outer| outer.parent)
                }
                (_, parent) => parent,
            };
        }
    }

    fn catcher_on(&self, token: u64, code: &str) -> Option<String> {
        let node = self.node_of(token)?;
        let catching = |id: &&String| match self.process.node(id).map(|node| &node.kind) {
            Some(Kind::Boundary(boundary)) => catches(&boundary.trigger, code),
            _ => false,
        };
        node.boundary.iter().find(catching).cloned()
    }
}

fn catches(trigger: &Trigger, code: &str) -> bool {
    match trigger {
        Trigger::Error(None) => true,
        Trigger::Error(Some(caught)) => caught == code,
        _ => false,
    }
}
