//! Moving a running instance to another version of its definition.
//!
//! A token may move where a node of the same kind stands in the same scope. Nothing is guessed: what has no place
//! is a problem, and the instance stays.

use std::collections::BTreeMap;

use process_bpmn::{Kind, Process};

use crate::engine::Decision;
use crate::state::{Instance, Wait};

/// A token that moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Its number.
    pub token: u64,
    /// Node of the old version.
    pub from: String,
    /// Node of the new version.
    pub to: String,
}

/// What a migration does.
#[derive(Clone, Debug)]
pub struct Migration {
    /// Where tokens go.
    pub moves: Vec<Move>,
    /// Why it cannot be done; empty when it can.
    pub problems: Vec<String>,
    /// The instance afterwards, when it can.
    pub decision: Option<Decision>,
}

/// Plans, and computes, a migration. `places` says where nodes are called otherwise in the new version.
pub fn migrate(
    old: &Process,
    new: &Process,
    state: &Instance,
    places: &BTreeMap<String, String>,
) -> Migration {
    let mut next = state.clone();
    let (mut moves, mut problems) = (Vec::new(), Vec::new());
    let place = |node: &str| places.get(node).map_or(node, String::as_str).to_owned();
    if state.ending().is_some() {
        problems.push("The instance has ended.".to_owned());
    }
    for (from, to) in places {
        if old.node(from).is_none() || new.node(to).is_none() {
            problems.push(format!("`{from}` → `{to}`: there is no such step in the old or the new version."));
        }
    }
    for token in &mut next.tokens {
        let to = place(&token.node);
        match (old.node(&token.node), new.node(&to)) {
            (Some(before), Some(after)) if !same_kind(&before.kind, &after.kind) => {
                problems.push(format!(
                    "`{to}` is another kind of step in the new version than `{}`.",
                    token.node
                ));
            }
            (Some(before), Some(after)) if before.parent.as_deref().map(&place) != after.parent => {
                problems.push(format!("`{to}` is in another sub-process in the new version."));
            }
            (Some(before), Some(after)) if before.multi.is_some() != after.multi.is_some() => {
                problems.push(format!("`{to}` is done several times in one version and once in the other."));
            }
            (_, None) => problems.push(format!("`{to}` is not in the new version: say where it goes.")),
            _ => {}
        }
        if matches!(token.wait, Wait::Join) {
            let flow = token.flow.as_deref().unwrap_or_default();
            let there =
                new.node(&to).is_some_and(|node| node.incoming.iter().any(|incoming| incoming == flow));
            if !there {
                problems.push(format!("The flow `{flow}` does not lead to `{to}` in the new version."));
            }
        }
        moves.push(Move { token: token.id, from: token.node.clone(), to: to.clone() });
        token.node = to;
    }
    for scope in &mut next.scopes {
        if let Some(node) = &scope.node {
            let to = place(node);
            if new.node(&to).is_none() {
                problems.push(format!("`{to}` is not in the new version: say where it goes."));
            }
            scope.node = Some(to);
        }
    }
    for subscription in &mut next.subscriptions {
        let to = place(&subscription.node);
        let same = match (old.node(&subscription.node), new.node(&to)) {
            (Some(before), Some(after)) => same_kind(&before.kind, &after.kind),
            _ => false,
        };
        if !same {
            problems.push(format!(
                "The event `{}` that it waits for is not in the new version.",
                subscription.node
            ));
        }
        subscription.node = to;
    }
    problems.sort();
    problems.dedup();
    let decision = problems.is_empty().then(|| Decision { state: next, effects: Vec::new() });
    Migration { moves, problems, decision }
}

fn same_kind(a: &Kind, b: &Kind) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}
