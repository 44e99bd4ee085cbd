//! Tokens on their way: each is taken from a queue and enters its node, until all wait or are gone.

mod activity;
mod events;
mod rounds;
mod scopes;
mod values;

use std::collections::VecDeque;

use process_bpmn::{Kind, Node, Process};
use process_feel::{Budget, Value};

use crate::effect::{Effect, Ending, Stage};
use crate::happening::Around;
use crate::state::{Instance, Owner, Token, Wait};

/// Nodes that are entered in one happening, at most: a loop without anything to wait for ends in an incident.
const MOVES_MAX: usize = 2_000;
/// Steps that all expressions of one happening may take together.
const STEPS_MAX: u64 = 1_000_000;

/// What comes of a happening.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The instance as it is now.
    pub state: Instance,
    /// What is to be done, in order.
    pub effects: Vec<Effect>,
}

pub(crate) struct Engine<'p> {
    pub(crate) process: &'p Process,
    pub(crate) state: Instance,
    pub(crate) effects: Vec<Effect>,
    pub(crate) around: &'p Around,
    queue: VecDeque<u64>,
    budget: Budget,
}

impl<'p> Engine<'p> {
    pub(crate) fn new(process: &'p Process, state: Instance, around: &'p Around) -> Engine<'p> {
        let (queue, budget) = (VecDeque::new(), Budget::of(STEPS_MAX));
        Engine { process, state, effects: Vec::new(), around, queue, budget }
    }

    /// Lets every token go on as far as it can.
    pub(crate) fn run(mut self) -> Decision {
        let mut moves = 0;
        self.settle();
        while let Some(token) = self.queue.pop_front() {
            if !self.state.token(token).is_some_and(|token| matches!(token.wait, Wait::Moving)) {
                continue;
            }
            moves += 1;
            if moves > MOVES_MAX {
                let message = format!(
                    "More than {MOVES_MAX} steps without anything to wait for: the process goes round."
                );
                self.incident(token, Stage::Enter, "process.loop", &message);
            } else {
                self.enter(token);
            }
            self.settle();
        }
        Decision { state: self.state, effects: self.effects }
    }

    pub(crate) fn node_of(&self, token: u64) -> Option<&'p Node> {
        self.state.token(token).and_then(|token| self.process.node(&token.node))
    }

    pub(crate) fn wait(&mut self, token: u64, wait: Wait) {
        if let Some(token) = self.state.token_mut(token) {
            token.wait = wait;
        }
    }

    /// A new token at a node; it enters when its turn comes.
    pub(crate) fn put(&mut self, node: &str, scope: u64, flow: Option<&str>) -> u64 {
        let id = self.state.number();
        let (node, flow) = (node.to_owned(), flow.map(str::to_owned));
        self.state.tokens.push(Token { id, node, scope, flow, wait: Wait::Moving });
        self.queue.push_back(id);
        id
    }

    pub(crate) fn incident(&mut self, token: u64, stage: Stage, code: &str, message: &str) {
        let Some(node) = self.state.token(token).map(|token| token.node.clone()) else { return };
        self.wait(token, Wait::Incident(stage));
        self.effects.push(Effect::Incident(token, node, code.to_owned(), message.to_owned()));
    }

    /// A token comes to its node.
    pub(crate) fn enter(&mut self, id: u64) {
        let Some(node) = self.node_of(id) else {
            return self.incident(
                id,
                Stage::Enter,
                "process.node",
                "The definition no longer has this step: migrate.",
            );
        };
        if node.multi.is_some() && !self.is_round(id) {
            return self.begin_rounds(id, node);
        }
        match &node.kind {
            Kind::Start(_) | Kind::Pass | Kind::Exclusive | Kind::Boundary(_) => self.leave(id),
            Kind::End => self.consume(id),
            Kind::Terminate => self.terminate(id),
            Kind::ErrorEnd(code) => self.throw(id, code),
            Kind::Parallel => self.join(id, node),
            Kind::EventBased => self.await_first(id, node),
            _ => self.perform(id, node),
        }
    }

    /// A parallel gateway: goes on when a token came by each of its flows.
    fn join(&mut self, id: u64, node: &Node) {
        let Some(scope) = self.state.token(id).map(|token| token.scope) else { return };
        self.wait(id, Wait::Join);
        let mut used = Vec::new();
        for flow in &node.incoming {
            let came = self.state.tokens.iter().find(|token| {
                token.scope == scope
                    && token.node == node.id
                    && token.flow.as_ref() == Some(flow)
                    && matches!(token.wait, Wait::Join)
            });
            match came {
                Some(token) => used.push(token.id),
                None => return,
            }
        }
        used.retain(|one| *one != id);
        self.state.tokens.retain(|token| !used.contains(&token.id));
        self.wait(id, Wait::Moving);
        self.leave(id);
    }

    /// A token goes on by the ways that are open.
    pub(crate) fn leave(&mut self, id: u64) {
        if self.is_round(id) {
            return self.round_done(id);
        }
        let (Some(token), Some(node)) = (self.state.token(id).cloned(), self.node_of(id)) else { return };
        self.wait(id, Wait::Moving);
        let taken = match self.open_ways(&token, node) {
            Ok(taken) => taken,
            Err((code, message)) => return self.incident(id, Stage::Leave, code, &message),
        };
        self.silence(Owner::Token(id));
        self.state.tokens.retain(|token| token.id != id);
        for (flow, target) in taken {
            self.put(&target, token.scope, Some(&flow));
        }
    }

    /// Flows that are open, with where they lead; a mistake with its code and sentence.
    fn open_ways(
        &mut self,
        token: &Token,
        node: &Node,
    ) -> Result<Vec<(String, String)>, (&'static str, String)> {
        let exclusive = matches!(node.kind, Kind::Exclusive);
        let way = |id: &String| self.process.flows.get(id).map(|flow| (id.clone(), flow.target.clone()));
        let mut taken = Vec::new();
        for id in node.outgoing.iter().filter(|id| node.default.as_ref() != Some(*id)) {
            let Some(flow) = self.process.flows.get(id) else { continue };
            let open = match &flow.condition {
                None => true,
                Some(condition) => match self.value(condition, token.scope) {
                    Ok((Value::Boolean(open), _)) => open,
                    Ok((value, warnings)) => {
                        let why = if warnings.is_empty() { value.to_string() } else { warnings.join("; ") };
                        let message = format!(
                            "The condition `{}` of the flow {id} is neither true nor false: {why}.",
                            condition.text
                        );
                        return Err(("process.condition", message));
                    }
                    Err(error) => return Err((error.code(), error.to_string())),
                },
            };
            if open {
                taken.extend(way(id));
                if exclusive {
                    break;
                }
            }
        }
        if taken.is_empty() {
            taken.extend(node.default.iter().filter_map(way));
        }
        if taken.is_empty() && !node.outgoing.is_empty() {
            let message = format!(
                "No way leads on from {}: no condition holds, and there is no default.",
                node.title()
            );
            return Err(("process.no-way", message));
        }
        Ok(taken)
    }

    /// A token is at an end.
    fn consume(&mut self, id: u64) {
        self.silence(Owner::Token(id));
        self.state.tokens.retain(|token| token.id != id);
    }

    /// Ends everything in the scope of a token.
    fn terminate(&mut self, id: u64) {
        let Some(scope) = self.state.token(id).map(|token| token.scope) else { return };
        let root = self.state.scope(scope).is_some_and(|scope| scope.parent.is_none());
        self.clear(scope);
        if root {
            self.finish(Ending::Terminated);
        }
    }

    /// An error end event.
    fn throw(&mut self, id: u64, code: &str) {
        if self.caught(id, code, "", false) {
            return;
        }
        self.finish(Ending::Failed(code.to_owned()));
    }

    /// Something at a token failed: a boundary event or an event sub-process catches it, or it is an incident.
    pub(crate) fn failed(&mut self, id: u64, code: &str, message: &str, stage: Stage) {
        if !self.caught(id, code, message, true) {
            self.incident(id, stage, code, message);
        }
    }

    /// The instance is over.
    pub(crate) fn finish(&mut self, ending: Ending) {
        let scopes: Vec<u64> = self.state.scopes.iter().map(|scope| scope.id).collect();
        for scope in scopes {
            self.clear(scope);
            self.silence(Owner::Scope(scope));
        }
        self.state.scopes.truncate(1);
        self.queue.clear();
        self.state.ending = Some(ending.clone());
        self.effects.push(Effect::Ended(ending));
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }
}
