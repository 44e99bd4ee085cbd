//! The chart of accounts as a tree, with figures summed up to the headings.
//!
//! Knows parents and codes. Must not know what the figures mean.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::storage::report::books::AccountRow;

/// An account in its place, with its figures and those of all below it.
#[derive(Debug)]
pub struct Node<'a> {
    /// The account.
    pub account: &'a AccountRow,
    /// How deep it stands.
    pub level: usize,
    /// One for each column.
    pub figures: Vec<i64>,
}

/// Accounts of some kinds, depth first by code, with their figures summed up; branches of zeros are left out.
pub fn grow<'a>(
    chart: &'a [AccountRow],
    kinds: &[&str],
    figures: &HashMap<Uuid, Vec<i64>>,
    width: usize,
) -> Vec<Node<'a>> {
    let wanted = |account: &AccountRow| kinds.is_empty() || kinds.contains(&account.kind.as_str());
    let there: HashSet<Uuid> = chart.iter().filter(|a| wanted(a)).map(|a| a.id).collect();
    let mut children: HashMap<Option<Uuid>, Vec<&AccountRow>> = HashMap::new();
    for account in chart.iter().filter(|a| wanted(a)) {
        let parent = account.parent.filter(|parent| there.contains(parent));
        children.entry(parent).or_default().push(account);
    }
    let mut nodes = Vec::new();
    for root in children.get(&None).into_iter().flatten() {
        visit(root, 0, &children, figures, width, &mut nodes);
    }
    nodes
}

fn visit<'a>(
    account: &'a AccountRow,
    level: usize,
    children: &HashMap<Option<Uuid>, Vec<&'a AccountRow>>,
    figures: &HashMap<Uuid, Vec<i64>>,
    width: usize,
    nodes: &mut Vec<Node<'a>>,
) {
    let place = nodes.len();
    let own = figures.get(&account.id).cloned().unwrap_or_else(|| vec![0; width]);
    let mut shown = own.iter().any(|figure| *figure != 0);
    nodes.push(Node { account, level, figures: own });
    for child in children.get(&Some(account.id)).into_iter().flatten() {
        let at = nodes.len();
        visit(child, level + 1, children, figures, width, nodes);
        if nodes.len() > at {
            shown = true;
            for column in 0..width {
                nodes[place].figures[column] += nodes[at].figures[column];
            }
        }
    }
    if !shown {
        nodes.truncate(place);
    }
}

/// An account by code or id, and all below it.
pub fn named(chart: &[AccountRow], id_or_code: &str) -> Option<Vec<Uuid>> {
    let id: Option<Uuid> = id_or_code.parse().ok();
    let root = chart.iter().find(|a| Some(a.id) == id || a.code == id_or_code)?;
    let mut ids = vec![root.id];
    let mut at = 0;
    while at < ids.len() {
        let above = Some(ids[at]);
        ids.extend(chart.iter().filter(|a| a.parent == above).map(|a| a.id));
        at += 1;
    }
    Some(ids)
}
