//! Work at a node: tasks, calls, messages, decisions, sub-processes.

use process_bpmn::{Decision as Decides, Kind, Message, Node, Trigger, UserTask};
use process_feel::{Scope as Names, Value};

use super::Engine;
use super::values::word;
use crate::decide::decide;
use crate::effect::{Effect, Stage, TaskOffer};
use crate::state::{Owner, Scope, Wait};

impl Engine<'_> {
    pub(super) fn perform(&mut self, id: u64, node: &Node) {
        let Some(scope) = self.state.token(id).map(|token| token.scope) else { return };
        let names = self.names(scope);
        match &node.kind {
            Kind::User(task) => self.offer(id, node, task, &names),
            Kind::Service(action) if action.later => {
                if self.guard(id, node) {
                    let number = self.keep(Owner::Token(id), &node.id, None, true);
                    self.wait(id, Wait::Later);
                    self.effects.push(Effect::OpenTimer(number, node.id.clone(), self.around.now));
                }
            }
            Kind::Service(_) => self.call(id),
            Kind::Script(result, expression) => {
                if let Some(value) = self.computed(id, expression, &names, Stage::Enter) {
                    self.state.assign(scope, result, value);
                    self.leave(id);
                }
            }
            Kind::Rule(result, decision) => self.decide(id, result, decision, &names),
            Kind::Send(message, inputs, end) => {
                let Some(variables) = self.mapped(id, inputs, &names, Stage::Enter) else { return };
                let Some(key) = self.correlation(id, message, &names) else { return };
                self.effects.push(Effect::Send(message.name.clone(), key, variables));
                if *end { self.consume(id) } else { self.leave(id) }
            }
            Kind::Catch(trigger) => {
                if self.guard(id, node) && self.await_trigger(id, &node.id, trigger) {
                    self.wait(id, Wait::Event);
                }
            }
            Kind::Call(called) => {
                let key = match (&called.key_expression, &called.key) {
                    (Some(expression), _) => match self.computed(id, expression, &names, Stage::Enter) {
                        Some(key) => word(&key),
                        None => return,
                    },
                    (None, key) => key.clone(),
                };
                let Some(key) = key else {
                    let message = "The expression for the process to call gives nothing.";
                    return self.incident(id, Stage::Enter, "process.called", message);
                };
                let variables = if called.inputs.is_empty() {
                    self.all_variables(scope)
                } else {
                    match self.mapped(id, &called.inputs, &names, Stage::Enter) {
                        Some(variables) => variables,
                        None => return,
                    }
                };
                if self.guard(id, node) {
                    self.wait(id, Wait::Child);
                    self.effects.push(Effect::StartChild(id, key, variables));
                }
            }
            Kind::SubProcess(_) => self.open_sub_process(id, node, scope),
            _ => self.leave(id),
        }
    }

    /// Everything that a scope sees, the inner names first.
    fn all_variables(&self, scope: u64) -> Value {
        let mut chain = Vec::new();
        let mut at = self.state.scope(scope);
        while let Some(scope) = at {
            chain.push(scope.variables().clone());
            at = scope.parent.and_then(|parent| self.state.scope(parent));
        }
        let entries = chain.iter().rev().filter_map(|variables| match variables {
            Value::Context(entries) => {
                Some(entries.iter().map(|(name, value)| (name.to_string(), value.clone())))
            }
            _ => None,
        });
        Value::context(entries.flatten())
    }

    fn offer(&mut self, id: u64, node: &Node, task: &UserTask, names: &Names) {
        let mut text = |expression: &Option<process_bpmn::Expression>| match expression {
            None => Some(None),
            Some(expression) => self.computed(id, expression, names, Stage::Enter).map(|value| word(&value)),
        };
        let (Some(assignee), Some(role)) = (text(&task.assignee), text(&task.role_expression)) else {
            return;
        };
        let record = match &task.record {
            None => None,
            Some((kind, expression)) => match text(&Some(expression.clone())) {
                Some(id) => id.map(|id| (kind.clone(), id)),
                None => return,
            },
        };
        let due = match &task.due {
            None => None,
            Some(expression) => match self.computed(id, expression, names, Stage::Enter) {
                Some(value) => self.moment(&value),
                None => return,
            },
        };
        if !self.guard(id, node) {
            return;
        }
        let item = node.multi.as_ref().and_then(|multi| names.get(&multi.name)).map(Value::shown);
        let role = role.or_else(|| task.role.clone()).or_else(|| node.role.clone());
        self.wait(id, Wait::Task);
        let node = node.id.clone();
        self.effects.push(Effect::OpenTask(TaskOffer { token: id, node, assignee, role, due, record, item }));
    }

    fn decide(&mut self, id: u64, result: &str, decision: &Decides, names: &Names) {
        let value = match decision {
            Decides::Expression(expression) => self.computed(id, expression, names, Stage::Enter),
            Decides::Table(table) => match decide(table, names, self.budget()) {
                Ok(value) => Some(value),
                Err(why) => {
                    self.incident(id, Stage::Enter, why.code, &why.message);
                    None
                }
            },
        };
        let (Some(value), Some(scope)) = (value, self.state.token(id).map(|token| token.scope)) else {
            return;
        };
        self.state.assign(scope, result, value);
        self.leave(id);
    }

    /// Asks for an action to be called.
    pub(crate) fn call(&mut self, id: u64) {
        let Some(scope) = self.state.token(id).map(|token| token.scope) else { return };
        let Some(Kind::Service(action)) = self.node_of(id).map(|node| node.kind.clone()) else { return };
        let names = self.names(scope);
        let Some(input) = self.mapped(id, &action.inputs, &names, Stage::Call) else { return };
        let target = match &action.target {
            None => None,
            Some(expression) => match self.computed(id, expression, &names, Stage::Call) {
                Some(target) => word(&target),
                None => return,
            },
        };
        self.wait(id, Wait::Action);
        self.effects.push(Effect::Call(id, action.name, target, input));
    }

    /// What tells for whom a message is.
    pub(super) fn correlation(&mut self, id: u64, message: &Message, names: &Names) -> Option<String> {
        match &message.correlation {
            None => Some(self.around.key.clone()),
            Some(expression) => {
                self.computed(id, expression, names, Stage::Enter).map(|key| word(&key).unwrap_or_default())
            }
        }
    }

    fn await_trigger(&mut self, id: u64, node: &str, trigger: &Trigger) -> bool {
        match self.subscribe(Owner::Token(id), node, trigger) {
            Ok(()) => true,
            Err((code, message)) => {
                self.silence(Owner::Token(id));
                self.incident(id, Stage::Enter, code, &message);
                false
            }
        }
    }

    /// Waits for the events on the border of an activity; false when one cannot be waited for.
    pub(super) fn guard(&mut self, id: u64, node: &Node) -> bool {
        if self.is_round(id) {
            return true;
        }
        for boundary in &node.boundary {
            let Some(Kind::Boundary(event)) = self.process.node(boundary).map(|node| node.kind.clone())
            else {
                continue;
            };
            let there = self.state.subscriptions.iter();
            let mut there = there.filter(|one| &one.node == boundary && one.owner == Owner::Token(id));
            if matches!(event.trigger, Trigger::Error(_)) || there.next().is_some() {
                continue;
            }
            if !self.await_trigger(id, boundary, &event.trigger) {
                return false;
            }
        }
        true
    }

    /// An event-based gateway waits for the events behind it.
    pub(super) fn await_first(&mut self, id: u64, node: &Node) {
        for flow in &node.outgoing {
            let Some(target) = self.process.flows.get(flow).and_then(|flow| self.process.node(&flow.target))
            else {
                continue;
            };
            let Kind::Catch(trigger) = &target.kind else { continue };
            if !self.await_trigger(id, &target.id, trigger) {
                return;
            }
        }
        self.wait(id, Wait::Event);
    }

    fn open_sub_process(&mut self, id: u64, node: &Node, parent: u64) {
        let begin = self.process.within(Some(&node.id)).find(|inner| matches!(inner.kind, Kind::Start(None)));
        let Some(begin) = begin.map(|begin| begin.id.clone()) else {
            return self.incident(id, Stage::Enter, "process.start", "The sub-process has no start event.");
        };
        if !self.guard(id, node) {
            return;
        }
        let scope = self.state.number();
        self.state.scopes.push(Scope::new(scope, Some(parent), Some(&node.id), Some(id)));
        self.wait(id, Wait::Inside(scope));
        self.listen_for_scope(scope);
        self.put(&begin, scope, None);
    }
}
