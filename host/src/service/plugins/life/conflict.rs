//! Where hooks of several plugins meet: told at install, before anybody is surprised.
//!
//! Knows hooks of manifests. Must not know what they do.

use keel_manifest::model::{Hook, Manifest, When};
use schemars::JsonSchema;
use serde::Serialize;

/// Two hooks that meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Conflict {
    /// Where: `before create of entry`.
    pub point: String,
    /// Plugin and hook: `credit-limit.entry-over-limit`.
    pub hook: String,
    /// The other plugin and hook.
    pub with: String,
    /// Both have this order, so their names decide which is first; none: they only set the same fields.
    pub order: Option<i32>,
    /// Fields that both set: the later one wins.
    pub fields: Vec<String>,
}

impl Conflict {
    /// Whether it takes somebody's consent.
    pub fn is_grave(&self) -> bool {
        !self.fields.is_empty()
    }

    /// For people.
    pub fn words(&self) -> String {
        let Conflict { point, hook, with, .. } = self;
        if self.is_grave() {
            format!("{point}: {hook} and {with} set {}", self.fields.join(", "))
        } else {
            format!("{point}: {hook} and {with} have the same order")
        }
    }
}

/// Where hooks of a plugin meet hooks of the others.
pub fn conflicts(new: &Manifest, others: &[&Manifest]) -> Vec<Conflict> {
    let mut found = Vec::new();
    for hook in &new.hooks {
        for other in others.iter().filter(|other| other.id != new.id) {
            for theirs in other.hooks.iter().filter(|theirs| theirs.on == hook.on && theirs.when == hook.when)
            {
                found.extend(meeting(new, hook, other, theirs));
            }
        }
    }
    found
}

fn meeting(new: &Manifest, hook: &Hook, other: &Manifest, theirs: &Hook) -> Vec<Conflict> {
    let both: Vec<String> =
        hook.writes.iter().filter(|field| theirs.writes.contains(field)).cloned().collect();
    let order = (hook.order == theirs.order).then_some(hook.order);
    if both.is_empty() && order.is_none() {
        return Vec::new();
    }
    let when = match hook.when {
        When::Before => "before",
        When::After => "after",
    };
    let changes = hook.change.iter().filter(|change| theirs.change.contains(change));
    changes
        .map(|change| Conflict {
            point: format!("{when} {} of {}", change.name(), hook.on),
            hook: format!("{}.{}", new.id, hook.name),
            with: format!("{}.{}", other.id, theirs.name),
            order,
            fields: if hook.when == When::Before { both.clone() } else { Vec::new() },
        })
        .filter(|conflict| conflict.order.is_some() || conflict.is_grave())
        .collect()
}
