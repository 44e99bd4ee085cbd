//! Activities that are done several times: one round for each item, until all are done or enough are.

use process_bpmn::{Each, Multi, Node};
use process_feel::Value;

use super::Engine;
use crate::effect::Stage;
use crate::json::Kept;
use crate::state::{KeptItem, Rounds, Scope, Wait};

/// Most rounds of one activity.
const ROUNDS_MAX: usize = 1_000;

impl Engine<'_> {
    /// Whether a token is that of one round.
    pub(super) fn is_round(&self, id: u64) -> bool {
        let Some(token) = self.state.token(id) else { return false };
        let scope = self.state.scope(token.scope);
        scope.is_some_and(|scope| scope.round.is_some() && scope.node.as_deref() == Some(token.node.as_str()))
    }

    pub(super) fn begin_rounds(&mut self, id: u64, node: &Node) {
        let (Some(multi), Some(scope)) = (&node.multi, self.state.token(id).map(|token| token.scope)) else {
            return;
        };
        let names = self.names(scope);
        let (Each::Items(expression) | Each::Times(expression)) = &multi.each;
        let Some(value) = self.computed(id, expression, &names, Stage::Enter) else { return };
        let items = match (&multi.each, &value) {
            (Each::Items(_), Value::List(items)) => Some(items.to_vec()),
            (Each::Times(_), Value::Number(times)) => i64::try_from(*times)
                .ok()
                .filter(|times| {
                    (0..=ROUNDS_MAX as i64).contains(times) && value.to_string() == times.to_string()
                })
                .map(|times| (1..=times).map(Value::from).collect()),
            _ => None,
        };
        let Some(items) = items.filter(|items| items.len() <= ROUNDS_MAX) else {
            let message = format!(
                "`{}` gives {} and not how often: a list or a whole number of at most {ROUNDS_MAX}.",
                expression.text,
                value.type_name()
            );
            return self.incident(id, Stage::Enter, "process.rounds", &message);
        };
        if !self.guard(id, node) {
            return;
        }
        let total = items.len();
        let items = items.into_iter().map(|item| KeptItem(Kept(item))).collect();
        self.wait(id, Wait::Rounds(Rounds { items, results: vec![None; total], started: 0, done: 0 }));
        if total == 0 {
            return self.end_rounds(id, multi);
        }
        let first = if multi.sequential { 1 } else { total };
        for _ in 0..first {
            self.begin_round(id, node, multi);
        }
    }

    fn begin_round(&mut self, id: u64, node: &Node, multi: &Multi) {
        let Some(token) = self.state.token_mut(id) else { return };
        let outer = token.scope;
        let Wait::Rounds(rounds) = &mut token.wait else { return };
        let at = rounds.started;
        let Some(item) = rounds.items.get(at).map(|item| item.0.0.clone()) else { return };
        rounds.started += 1;
        let inner = self.state.number();
        let mut scope = Scope::new(inner, Some(outer), Some(&node.id), Some(id));
        scope.round = Some(at);
        scope.set("loopCounter", Value::from(at as i64 + 1));
        scope.set(&multi.name, item);
        self.state.scopes.push(scope);
        self.put(&node.id, inner, None);
    }

    /// The token of a round is done with its node.
    pub(super) fn round_done(&mut self, inner: u64) {
        let Some(scope) = self.state.token(inner).and_then(|token| self.state.scope(token.scope)).cloned()
        else {
            return;
        };
        let (Some(owner), Some(at)) = (scope.owner, scope.round) else { return };
        let Some(node) = self.node_of(owner) else { return };
        let Some(multi) = &node.multi else { return };
        let names = self.names(scope.id);
        let result = match &multi.collect {
            None => Value::Null,
            Some(collect) => match self.computed(inner, collect, &names, Stage::Leave) {
                Some(result) => result,
                None => return,
            },
        };
        self.drop_scope(scope.id);
        let Some(Wait::Rounds(rounds)) = self.state.token_mut(owner).map(|token| &mut token.wait) else {
            return;
        };
        rounds.done += 1;
        if let Some(place) = rounds.results.get_mut(at) {
            *place = Some(KeptItem(Kept(result)));
        }
        let rounds = rounds.clone();
        let enough = match &multi.completion {
            None => false,
            Some(completion) => {
                let names = names.within(&counted(&rounds, multi));
                match self.value_in(completion, &names) {
                    Ok((Value::Boolean(enough), _)) => enough,
                    Ok((value, warnings)) => {
                        let message = format!(
                            "The completion condition `{}` is neither true nor false: {value} {}",
                            completion.text,
                            warnings.join("; ")
                        );
                        return self.incident_of_rounds(owner, "process.condition", message.trim_end());
                    }
                    Err(error) => return self.incident_of_rounds(owner, error.code(), &error.to_string()),
                }
            }
        };
        if enough || rounds.done == rounds.items.len() {
            self.end_rounds(owner, multi);
        } else if multi.sequential {
            self.begin_round(owner, node, multi);
        }
    }

    /// The rounds cannot be counted: all of them are given up, and begin again when somebody mended it.
    fn incident_of_rounds(&mut self, owner: u64, code: &str, message: &str) {
        self.drop_rounds(owner);
        self.incident(owner, Stage::Enter, code, message);
    }

    fn drop_rounds(&mut self, owner: u64) {
        let rounds =
            self.state.scopes.iter().filter(|scope| scope.owner == Some(owner) && scope.round.is_some());
        let rounds: Vec<u64> = rounds.map(|scope| scope.id).collect();
        for round in rounds {
            self.drop_scope(round);
        }
    }

    fn end_rounds(&mut self, id: u64, multi: &Multi) {
        self.drop_rounds(id);
        let Some(token) = self.state.token(id).cloned() else { return };
        if let (Wait::Rounds(rounds), Some(into)) = (&token.wait, &multi.into) {
            self.state.assign(token.scope, into, collected(rounds));
        }
        self.wait(id, Wait::Moving);
        self.leave(id);
    }
}

/// What was collected so far, in the order of the items.
fn collected(rounds: &Rounds) -> Value {
    Value::list(rounds.results.iter().flatten().map(|result| result.0.0.clone()).collect())
}

/// What a completion condition sees (BPMN 2.0.2, table 10.30), and what was collected.
fn counted(rounds: &Rounds, multi: &Multi) -> Value {
    let number = |count: usize| Value::from(count as i64);
    let mut all = vec![
        ("numberOfInstances".to_owned(), number(rounds.items.len())),
        ("numberOfActiveInstances".to_owned(), number(rounds.started - rounds.done)),
        ("numberOfCompletedInstances".to_owned(), number(rounds.done)),
        ("numberOfTerminatedInstances".to_owned(), number(0)),
    ];
    all.extend(multi.into.iter().map(|into| (into.clone(), collected(rounds))));
    Value::context(all)
}
