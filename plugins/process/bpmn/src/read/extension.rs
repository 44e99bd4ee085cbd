//! What a diagram says to Keel: elements and attributes of the namespace `urn:keel:bpmn:1`. Misspelt ones are found.

use super::Reader;
use crate::model::{Field, FieldKind, Mapping, UserTask};
use crate::xml::Element;
use crate::{BPMN, KEEL};

/// Elements of the namespace with their attributes; whether they may have children.
const ELEMENTS: [(Place, &str, &[&str]); 9] = [
    (Place::Call, "call", &["action", "target", "later", "process"]),
    (Place::Input, "input", &["name", "value"]),
    (Place::Output, "output", &["to", "value"]),
    (Place::Message, "message", &["correlation"]),
    (Place::Field, "field", &["name", "label", "kind", "required", "choices"]),
    (Place::Outcome, "outcome", &["name", "label"]),
    (Place::Record, "record", &["type", "id"]),
    (Place::Decision, "decision", &["result", "expression"]),
    (Place::Each, "each", &["in", "as", "collect", "into"]),
];

/// Attributes of the namespace on elements of BPMN.
const ATTRIBUTES: [&str; 4] = ["role", "assignee", "due", "result"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Call,
    Input,
    Output,
    Message,
    Field,
    Outcome,
    Record,
    Decision,
    Each,
}

impl Reader<'_> {
    /// Finds attributes and extension elements of the namespace that mean nothing.
    pub(super) fn keel_attributes(&mut self, element: &Element) {
        for attribute in element.attributes.iter().filter(|one| one.namespace == KEEL) {
            if !ATTRIBUTES.contains(&attribute.name.as_str()) {
                let message =
                    format!("keel:{} means nothing: there are {}.", attribute.name, ATTRIBUTES.join(", "));
                self.error("bpmn.extension", element, message);
            }
        }
        let Some(extensions) = element.child(BPMN, "extensionElements") else { return };
        for child in extensions.children.iter().filter(|one| one.namespace == KEEL) {
            match ELEMENTS.iter().find(|(_, name, _)| *name == child.name) {
                Some((place, ..)) => self.known(child, *place),
                None => {
                    let all: Vec<&str> = ELEMENTS.iter().map(|(_, name, _)| *name).collect();
                    let message = format!("keel:{} means nothing: there are {}.", child.name, all.join(", "));
                    self.error("bpmn.extension", element, message);
                }
            }
        }
        let others = extensions.children.iter().find(|one| one.namespace != KEEL);
        if others.is_some() {
            let message = "Extensions of other tools are kept and have no effect.";
            self.note("bpmn.kept", element, message);
        }
    }

    /// Finds attributes of an extension that mean nothing.
    pub(super) fn known(&mut self, extension: &Element, place: Place) {
        let Some((_, name, attributes)) = ELEMENTS.iter().find(|(one, ..)| *one == place) else { return };
        for attribute in extension.attributes.iter().filter(|one| one.namespace.is_empty()) {
            if !attributes.contains(&attribute.name.as_str()) {
                let message = format!(
                    "`{}` on keel:{name} means nothing: it has {}.",
                    attribute.name,
                    attributes.join(", ")
                );
                self.error("bpmn.extension", extension, message);
            }
        }
    }

    pub(super) fn truth(&mut self, element: &Element, name: &str) -> bool {
        match element.attribute(name) {
            Some("true") => true,
            None | Some("false") => false,
            Some(other) => {
                let message = format!("`{name}` is true or false, not `{other}`.");
                self.error("bpmn.extension", element, message);
                false
            }
        }
    }

    /// An attribute that must be there.
    fn needed(&mut self, element: &Element, name: &str) -> Option<String> {
        let value = element.attribute(name).filter(|value| !value.is_empty()).map(str::to_owned);
        if value.is_none() {
            let message = format!("keel:{} needs `{name}`.", element.name);
            self.error("bpmn.extension", element, message);
        }
        value
    }

    pub(super) fn inputs(&mut self, element: &Element) -> Vec<Mapping> {
        self.mappings(element, "input", "name")
    }

    pub(super) fn outputs(&mut self, element: &Element) -> Vec<Mapping> {
        self.mappings(element, "output", "to")
    }

    fn mappings(&mut self, element: &Element, name: &str, key: &str) -> Vec<Mapping> {
        let Some(extensions) = element.child(BPMN, "extensionElements") else { return Vec::new() };
        let inside = extensions.children.iter().filter(|one| one.namespace == KEEL && one.name == "call");
        let mut all = Vec::new();
        for holder in std::iter::once(extensions).chain(inside) {
            for one in holder.all(KEEL, name) {
                let (Some(to), Some(text)) = (self.needed(one, key), self.needed(one, "value")) else {
                    continue;
                };
                if let Some(value) = self.value(one, &text) {
                    all.push(Mapping { to, value });
                }
            }
        }
        all
    }

    /// Fields, outcomes and the record of a user task.
    pub(super) fn form(&mut self, element: &Element, task: &mut UserTask) {
        let Some(extensions) = element.child(BPMN, "extensionElements") else { return };
        for one in extensions.all(KEEL, "field") {
            let Some(name) = self.needed(one, "name") else { continue };
            let Some(kind) = self.field_kind(one) else { continue };
            let label = one.attribute("label").unwrap_or(&name).to_owned();
            let required = self.truth(one, "required");
            task.fields.push(Field { name, label, kind, required });
        }
        for one in extensions.all(KEEL, "outcome") {
            let Some(name) = self.needed(one, "name") else { continue };
            let label = one.attribute("label").unwrap_or(&name).to_owned();
            task.outcomes.push((name, label));
        }
        if let Some(one) = extensions.child(KEEL, "record")
            && let (Some(kind), Some(id)) = (self.needed(one, "type"), self.needed(one, "id"))
        {
            task.record = self.value(one, &id).map(|id| (kind, id));
        }
    }

    fn field_kind(&mut self, element: &Element) -> Option<FieldKind> {
        Some(match element.attribute("kind").unwrap_or("text") {
            "text" => FieldKind::Text,
            "boolean" => FieldKind::Boolean,
            "number" => FieldKind::Number,
            "date" => FieldKind::Date,
            "choice" => {
                let words = self.needed(element, "choices")?;
                FieldKind::Choice(words.split_whitespace().map(str::to_owned).collect())
            }
            other => {
                let message =
                    format!("There is no kind `{other}`: write text, boolean, number, date or choice.");
                self.error("bpmn.extension", element, message);
                return None;
            }
        })
    }
}
