//! View documents: what a page of a plugin answers, held to the vocabulary that `wit/README.md` describes.
//!
//! Knows nodes, members and limits. Must not know who asks for a page, or how a node is drawn.

mod member;
mod vocabulary;

use serde_json::{Map, Value, json};

use member::Member;

/// The version of the vocabulary that this host draws.
pub const VERSION: u64 = 1;
/// Largest document, bytes.
const BYTES_MAX: usize = 256 << 10;
/// Most nodes of a document.
const NODES_MAX: usize = 1_000;
/// Deepest node.
const DEPTH_MAX: usize = 16;

/// Why a document is not drawn; the first fault that is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewFault {
    /// `view.invalid`, `view.unknown-member`, `view.too-deep`, …
    pub code: &'static str,
    /// JSON pointer into the document.
    pub pointer: String,
    /// For the author: what to write instead.
    pub message: String,
}

impl ViewFault {
    fn new(code: &'static str, pointer: &str, message: impl Into<String>) -> ViewFault {
        ViewFault { code, pointer: pointer.to_owned(), message: message.into() }
    }

    fn invalid(pointer: &str, what: impl std::fmt::Display) -> ViewFault {
        ViewFault::new("view.invalid", pointer, format!("give {what}"))
    }
}

impl std::fmt::Display for ViewFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (at {:?})", self.message, self.pointer)
    }
}

/// A document that can be drawn. Nodes that this host does not know are kept by name alone.
pub fn read(text: &str) -> Result<Value, ViewFault> {
    if text.len() > BYTES_MAX {
        let message = format!("a view document has at most {BYTES_MAX} bytes, this has {}", text.len());
        return Err(ViewFault::new("view.too-large", "", message));
    }
    let mut document: Value =
        serde_json::from_str(text).map_err(|error| ViewFault::invalid("", format!("JSON: {error}")))?;
    let object = document.as_object_mut().ok_or_else(|| ViewFault::invalid("", "an object"))?;
    match object.get("view").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(newer) => {
            let message = format!("this host draws views of version {VERSION}, not {newer}");
            return Err(ViewFault::new("view.version", "/view", message));
        }
        None => return Err(ViewFault::invalid("/view", format!("the version of the vocabulary: {VERSION}"))),
    }
    let mut checker = Checker { nodes: 0 };
    for (name, value) in object.iter_mut() {
        let pointer = format!("/{name}");
        match name.as_str() {
            "view" => {}
            "title" => member::check(&mut checker, Member::Text, value, &pointer, 0)?,
            "body" => checker.nodes(value, &pointer, 1)?,
            _ => return Err(unknown(&pointer, "a view document", "view, title and body")),
        }
    }
    if !object.contains_key("body") {
        return Err(ViewFault::invalid("/body", "a list of nodes"));
    }
    Ok(document)
}

fn unknown(pointer: &str, of: &str, has: &str) -> ViewFault {
    ViewFault::new("view.unknown-member", pointer, format!("{of} has {has}"))
}

/// Counts nodes on the way down.
struct Checker {
    nodes: usize,
}

impl Checker {
    fn nodes(&mut self, value: &mut Value, pointer: &str, depth: usize) -> Result<(), ViewFault> {
        self.children(value, pointer, depth, None)
    }

    /// A list of nodes, of some names only.
    fn children(
        &mut self,
        value: &mut Value,
        pointer: &str,
        depth: usize,
        only: Option<&[&str]>,
    ) -> Result<(), ViewFault> {
        let list = value.as_array_mut().ok_or_else(|| ViewFault::invalid(pointer, "a list of nodes"))?;
        if !list.is_empty() && depth > DEPTH_MAX {
            let message = format!("nodes stand at most {DEPTH_MAX} deep in each other");
            return Err(ViewFault::new("view.too-deep", pointer, message));
        }
        for (index, node) in list.iter_mut().enumerate() {
            let pointer = format!("{pointer}/{index}");
            self.nodes += 1;
            if self.nodes > NODES_MAX {
                let message = format!("a document has at most {NODES_MAX} nodes");
                return Err(ViewFault::new("view.too-many-nodes", &pointer, message));
            }
            let object = node.as_object_mut().ok_or_else(|| ViewFault::invalid(&pointer, "a node"))?;
            let name = object.get("node").and_then(Value::as_str).map(str::to_owned);
            let name =
                name.ok_or_else(|| ViewFault::invalid(&format!("{pointer}/node"), "the node's name"))?;
            if let Some(only) = only
                && !only.contains(&name.as_str())
            {
                return Err(ViewFault::invalid(&format!("{pointer}/node"), only.join(" or ")));
            }
            match vocabulary::members(&name) {
                Some(members) => self.object(object, &name, members, &pointer, depth)?,
                // A screen says in its place that it needs a newer host.
                None => *node = json!({"node": name}),
            }
        }
        Ok(())
    }

    /// An object that has these members; `node` stands beside them.
    fn object(
        &mut self,
        object: &mut Map<String, Value>,
        name: &str,
        members: &[(&str, Member, bool)],
        pointer: &str,
        depth: usize,
    ) -> Result<(), ViewFault> {
        for (member, value) in object.iter_mut().filter(|(member, _)| *member != "node") {
            let pointer = format!("{pointer}/{member}");
            let Some((_, kind, _)) = members.iter().find(|(known, ..)| known == member) else {
                let known: Vec<&str> = members.iter().map(|(known, ..)| *known).collect();
                return Err(unknown(&pointer, name, &known.join(", ")));
            };
            member::check(self, *kind, value, &pointer, depth)?;
        }
        for (member, _, required) in members {
            if *required && !object.contains_key(*member) {
                let pointer = format!("{pointer}/{member}");
                return Err(ViewFault::invalid(&pointer, format!("{member}: a {name} needs it")));
            }
        }
        vocabulary::together(name, object).map_err(|what| ViewFault::invalid(pointer, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(document: Value) -> String {
        match read(&document.to_string()) {
            Ok(_) => "fine".into(),
            Err(fault) => format!("{} {}", fault.code, fault.pointer),
        }
    }

    fn of(node: Value) -> String {
        fault(json!({"view": 1, "body": [node]}))
    }

    #[test]
    fn a_document_is_drawn_or_told_what_is_wrong_with_it_and_where() {
        for (document, expected) in [
            (json!({"view": 1, "body": []}), "fine"),
            (json!({"view": 1, "title": {"message": "m", "args": {"a": "b"}}, "body": []}), "fine"),
            (json!({"view": 2, "body": []}), "view.version /view"),
            (json!({"body": []}), "view.invalid /view"),
            (json!({"view": 1}), "view.invalid /body"),
            (json!({"view": 1, "body": {}}), "view.invalid /body"),
            (json!({"view": 1, "body": [], "style": "red"}), "view.unknown-member /style"),
            (json!([]), "view.invalid "),
            (json!({"view": 1, "title": "x".repeat(10_001), "body": []}), "view.invalid /title"),
            (json!({"view": 1, "title": "x".repeat(300_000), "body": []}), "view.too-large "),
        ] {
            assert_eq!(fault(document), expected);
        }
        assert_eq!(read("{").unwrap_err().code, "view.invalid");
    }

    #[test]
    fn nodes_take_the_members_of_the_table_and_no_others() {
        for (node, expected) in [
            (json!({"node": "heading", "text": "Today"}), "fine"),
            (json!({"node": "heading"}), "view.invalid /body/0/text"),
            (json!({"node": "heading", "text": "x", "level": 4}), "view.invalid /body/0/level"),
            (json!({"node": "heading", "text": "x", "onclick": "x"}), "view.unknown-member /body/0/onclick"),
            (json!({"node": "hologram", "beam": 3}), "fine"),
            (json!({"text": "x"}), "view.invalid /body/0/node"),
            (
                json!({"node": "stat", "label": "Owed", "value": {"money": "12.50", "currency": "EUR"}}),
                "fine",
            ),
            (
                json!({"node": "stat", "label": "Owed", "value": {"money": 12.5, "currency": "EUR"}}),
                "view.invalid /body/0/value/money",
            ),
            (
                json!({"node": "stat", "label": "Owed", "value": {"number": "1e5"}}),
                "view.invalid /body/0/value/number",
            ),
            (json!({"node": "stat", "label": "Owed", "value": 3}), "view.invalid /body/0/value"),
            (json!({"node": "progress", "label": "x", "percent": "101"}), "view.invalid /body/0/percent"),
            (json!({"node": "link", "label": "x", "open": {"url": "https://example.com/"}}), "fine"),
            (
                json!({"node": "link", "label": "x", "open": {"url": "javascript:alert(1)"}}),
                "view.invalid /body/0/open/url",
            ),
            (json!({"node": "link", "label": "x", "open": {"page": "p", "query": {"a": "b"}}}), "fine"),
            (
                json!({"node": "table", "columns": [{"name": "a", "label": "A"}],
                    "rows": [{"cells": {"a": null}}]}),
                "fine",
            ),
            (
                json!({"node": "table", "columns": [{"name": "a", "label": "A"}],
                    "rows": [{"cells": {"b": "x"}}]}),
                "view.invalid /body/0",
            ),
            (
                json!({"node": "chart", "kind": "bar", "title": "t", "labels": ["a"],
                    "series": [{"label": "s", "values": ["1", null]}]}),
                "view.invalid /body/0",
            ),
            (json!({"node": "tabs", "tabs": [{"label": "a", "children": [{"node": "divider"}]}]}), "fine"),
            (json!({"node": "tabs", "tabs": []}), "view.invalid /body/0/tabs"),
            (
                json!({"node": "menu", "label": "m", "children": [{"node": "divider"}]}),
                "view.invalid /body/0/children/0/node",
            ),
            (
                json!({"node": "button", "label": "Go", "action": "raise-limit",
                    "target": {"record": "contact", "id": "019a3c1e-7d1a-7cc0-9a57-5b1f0c6de4aa"}}),
                "fine",
            ),
            (
                json!({"node": "link", "label": "x", "open": {"list": "crm.lead", "sort": ["-due_on"],
                    "where": [{"field": "state", "operator": "one-of", "values": ["new", "open"]}]}}),
                "fine",
            ),
            (
                json!({"node": "stat", "label": "x", "value": "1", "open": {"list": "crm.lead",
                    "where": [{"field": "state", "operator": "like", "value": "n"}]}}),
                "view.invalid /body/0/open/where/0/operator",
            ),
            (
                json!({"node": "board", "type": "crm.opportunity", "group-by": "stage",
                    "where": [{"field": "state", "operator": "equal", "value": "open"}]}),
                "fine",
            ),
            (json!({"node": "calendar", "type": "crm.activity", "group-by": "due_at"}), "fine"),
            (json!({"node": "calendar", "type": "crm.activity"}), "view.invalid /body/0/group-by"),
            (
                json!({"node": "form", "action": "complete-task", "asks": ["comment"], "into": "values",
                    "fields": [{"name": "amount", "label": "Amount", "kind": "decimal", "required": true},
                        {"name": "size", "label": "Size", "kind": "choice",
                         "choices": [{"value": "s", "label": "Small"}, {"value": "l"}], "value": "s"}],
                    "buttons": [{"label": "Accept", "input": {"outcome": "accept"}, "tone": "good"}]}),
                "fine",
            ),
            (
                json!({"node": "form", "action": "a", "fields": [{"name": "n", "label": "N", "kind": "text"}]}),
                "view.invalid /body/0",
            ),
            (json!({"node": "form", "action": "a", "into": "values"}), "view.invalid /body/0"),
            (
                json!({"node": "form", "action": "a", "into": "v", "fields": [{"name": "n", "label": "N", "kind": "choice"}]}),
                "view.invalid /body/0",
            ),
            (
                json!({"node": "form", "action": "a", "into": "v", "fields": [{"name": "n", "label": "N", "kind": "html"}]}),
                "view.invalid /body/0/fields/0/kind",
            ),
            (
                json!({"node": "form", "action": "a", "into": "v",
                    "fields": [{"name": "n", "label": "N", "kind": "text"}, {"name": "n", "label": "M", "kind": "day"}]}),
                "view.invalid /body/0",
            ),
            (
                json!({"node": "form", "action": "a", "submit": "Go", "buttons": [{"label": "Go"}]}),
                "view.invalid /body/0",
            ),
            (json!({"node": "image", "asset": "../../etc/passwd", "alt": "x"}), "view.invalid /body/0/asset"),
        ] {
            assert_eq!(of(node.clone()), expected, "{node}");
        }
        let drawn = read(r#"{"view": 1, "body": [{"node": "hologram", "beam": 3}]}"#).unwrap();
        assert_eq!(drawn["body"][0], json!({"node": "hologram"}));
    }

    #[test]
    fn depth_and_number_of_nodes_are_limited() {
        let nested = |depth: usize| {
            (1..depth)
                .fold(json!({"node": "divider"}), |inner, _| json!({"node": "stack", "children": [inner]}))
        };
        assert_eq!(of(nested(16)), "fine");
        assert!(of(nested(17)).starts_with("view.too-deep"));
        let many = |count: usize| json!({"view": 1, "body": vec![json!({"node": "divider"}); count]});
        assert_eq!(fault(many(1_000)), "fine");
        assert_eq!(fault(many(1_001)), "view.too-many-nodes /body/1000");
    }
}
