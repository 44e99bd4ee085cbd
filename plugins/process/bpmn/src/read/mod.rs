//! From elements to the model. Whatever is not understood is found; nothing is passed over in silence.

mod activity;
mod event;
mod extension;
mod multi;
mod structure;
mod table;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::finding::{Finding, Severity};
use crate::model::{Expression, Flow, Kind, Lane, Node, Process};
use crate::xml::Element;
use crate::{BPMN, Diagram, KEEL};

/// What elements of the file are referred to by: messages, errors, resources.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

pub(crate) struct Reader<'d> {
    diagram: &'d Diagram,
    findings: Vec<Finding>,
    names: Names,
    process: Process,
}

/// Reads every process of a file.
pub(crate) fn processes(diagram: &Diagram) -> (Vec<Process>, Vec<Finding>) {
    let mut reader =
        Reader { diagram, findings: Vec::new(), names: Names::default(), process: Process::default() };
    reader.definitions();
    let mut processes = Vec::new();
    for element in diagram.root().all(BPMN, "process") {
        reader.read_process(element);
        processes.push(std::mem::take(&mut reader.process));
    }
    if processes.is_empty() {
        reader.error(
            "bpmn.no-process",
            diagram.root(),
            "The file has no process: draw one, and export it again.",
        );
    }
    reader.findings.sort_by_key(|finding| (finding.severity, finding.line));
    (processes, reader.findings)
}

/// Elements of a process that say nothing about what it does.
const SILENT: [&str; 12] = [
    "documentation",
    "extensionElements",
    "incoming",
    "outgoing",
    "laneSet",
    "textAnnotation",
    "association",
    "group",
    "auditing",
    "monitoring",
    "sequenceFlow",
    "artifact",
];

/// What activities say about data in the diagram.
const DATA: [&str; 4] = ["ioSpecification", "dataInputAssociation", "dataOutputAssociation", "property"];

impl Reader<'_> {
    fn find(&mut self, severity: Severity, code: &'static str, element: &Element, message: String) {
        let id = element.attribute("id").unwrap_or(&element.name).to_owned();
        let line = self.diagram.line(element.from);
        self.findings.push(Finding { severity, code, element: id, line, message });
    }

    pub(super) fn error(&mut self, code: &'static str, element: &Element, message: impl Into<String>) {
        self.find(Severity::Error, code, element, message.into());
    }

    pub(super) fn note(&mut self, code: &'static str, element: &Element, message: impl Into<String>) {
        self.find(Severity::Note, code, element, message.into());
    }

    fn definitions(&mut self) {
        let root = self.diagram.root();
        let language = root.attribute("expressionLanguage").unwrap_or_default();
        if !language.is_empty() && !is_feel(language) {
            let message = format!(
                "Expressions of this file are said to be {language}; they are read as FEEL. Write them so."
            );
            self.note("bpmn.language", root, message);
        }
        for child in &root.children {
            if child.namespace == BPMN && child.name == "import" {
                self.note("bpmn.kept", child, "Imported definitions are kept and not looked at.");
            }
            let Some(id) = child.attribute("id").filter(|_| child.namespace == BPMN) else { continue };
            let name = match child.name.as_str() {
                "message" | "resource" => child.attribute("name").unwrap_or(id),
                "error" => child.attribute("errorCode").or_else(|| child.attribute("name")).unwrap_or(id),
                _ => continue,
            };
            self.names.0.insert(id.to_owned(), name.to_owned());
        }
    }

    /// The name of what is referred to, `prefix:id` or `id`; the reference itself when there is no such thing.
    pub(super) fn name_of(&self, reference: &str) -> String {
        let local = reference.rsplit(':').next().unwrap_or(reference);
        let found = self.names.0.get(reference).or_else(|| self.names.0.get(local));
        found.cloned().unwrap_or_else(|| local.to_owned())
    }

    fn read_process(&mut self, element: &Element) {
        let text = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
        self.process = Process {
            id: text("id"),
            name: text("name"),
            documentation: documentation(element),
            executable: element.attribute("isExecutable") == Some("true"),
            ..Process::default()
        };
        if self.process.id.is_empty() {
            self.error(
                "bpmn.id",
                element,
                "The process has no id: give it one, its versions are kept under it.",
            );
        }
        self.nodes(element, None);
        for lanes in element.all(BPMN, "laneSet") {
            self.lanes(lanes);
        }
        self.check(element);
    }

    /// Nodes and flows of a process or sub-process.
    pub(super) fn nodes(&mut self, scope: &Element, parent: Option<&str>) {
        for element in &scope.children {
            if element.namespace != BPMN || SILENT.contains(&element.name.as_str()) {
                continue;
            }
            match self.kind(element) {
                Some(kind) => self.node(element, kind, parent),
                None => self.other(element),
            }
        }
        for element in scope.all(BPMN, "sequenceFlow") {
            self.flow(element, parent);
        }
    }

    fn node(&mut self, element: &Element, kind: Kind, parent: Option<&str>) {
        let Some(id) = element.attribute("id").map(str::to_owned) else {
            return self.error("bpmn.id", element, format!("This {} has no id: give it one.", element.name));
        };
        self.keel_attributes(element);
        for child in element.children.iter().filter(|child| DATA.contains(&child.name.as_str())) {
            self.other(child);
        }
        let multi = self.multi(element);
        let node = Node {
            id: id.clone(),
            name: element.attribute("name").unwrap_or_default().to_owned(),
            documentation: documentation(element),
            parent: parent.map(str::to_owned),
            kind,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            default: element.attribute("default").map(str::to_owned),
            role: None,
            interrupting: element.attribute("isInterrupting") != Some("false"),
            multi,
            boundary: Vec::new(),
        };
        let inner = matches!(node.kind, Kind::SubProcess(_));
        if self.process.nodes.insert(id.clone(), node).is_some() {
            self.error("bpmn.id", element, format!("The id {id} is given twice."));
        }
        if inner {
            self.nodes(element, Some(&id));
        }
    }

    fn flow(&mut self, element: &Element, parent: Option<&str>) {
        let text = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
        let (id, source, target) = (text("id"), text("sourceRef"), text("targetRef"));
        if id.is_empty() {
            return self.error("bpmn.id", element, "This flow has no id: give it one.");
        }
        for end in [&source, &target] {
            let there = self.process.nodes.get(end).is_some_and(|node| node.parent.as_deref() == parent);
            if !there {
                let message =
                    format!("The flow leads from or to `{end}`, which is not there: draw it again.");
                return self.error("bpmn.flow", element, message);
            }
        }
        let condition =
            element.child(BPMN, "conditionExpression").and_then(|condition| self.formal(condition));
        for (end, outwards) in [(&source, true), (&target, false)] {
            if let Some(node) = self.process.nodes.get_mut(end) {
                if outwards { node.outgoing.push(id.clone()) } else { node.incoming.push(id.clone()) }
            }
        }
        self.process.flows.insert(id.clone(), Flow { id, name: text("name"), source, target, condition });
    }

    fn lanes(&mut self, set: &Element) {
        for lane in set.all(BPMN, "lane") {
            if let Some(inner) = lane.child(BPMN, "childLaneSet") {
                self.lanes(inner);
            }
            let text = |name: &str| lane.attribute(name).unwrap_or_default().to_owned();
            let name = text("name");
            let role = lane.attribute_of(KEEL, "role").unwrap_or(&name).trim().to_owned();
            for node in lane.all(BPMN, "flowNodeRef") {
                let id = node.text.trim();
                let Some(node) = self.process.nodes.get_mut(id) else {
                    self.note("bpmn.lane", lane, format!("The lane holds `{id}`, which is not there."));
                    continue;
                };
                // The innermost lane was read first.
                if node.role.is_none() && !role.is_empty() {
                    node.role = Some(role.clone());
                }
            }
            self.process.lanes.push(Lane { id: text("id"), name, role });
        }
    }

    /// What is no node: kept, and said so.
    fn other(&mut self, element: &Element) {
        let message = match element.name.as_str() {
            name if name.starts_with("data") || DATA.contains(&name) => {
                "Data in the diagram is kept and has no effect: the variables of the instance are its data."
            }
            _ => "This is kept and has no effect when the process runs.",
        };
        self.note("bpmn.kept", element, format!("{} ({})", message, element.name));
    }

    /// Something that cannot be executed; it stands in the model so that its flows are read.
    pub(super) fn unsupported(&mut self, element: &Element, what: &str, instead: &str) -> Kind {
        self.error("bpmn.not-supported", element, format!("{what} is not executed: {instead}"));
        Kind::Pass
    }

    /// `= feel`, or a text that stands for itself.
    pub(super) fn value(&mut self, element: &Element, text: &str) -> Option<Expression> {
        match text.trim().strip_prefix('=') {
            Some(feel) => self.feel(element, feel),
            None => {
                let literal = process_feel::Value::text(text);
                let expr = process_feel::Expr::Literal(literal.clone());
                Some(Expression { text: literal.to_string(), expr: Rc::new(expr) })
            }
        }
    }

    /// An expression, with or without `=` before it.
    pub(super) fn feel(&mut self, element: &Element, text: &str) -> Option<Expression> {
        let text = text.trim();
        let text = text.strip_prefix('=').unwrap_or(text).trim();
        match process_feel::parse(text) {
            Ok(expr) => Some(Expression { text: text.to_owned(), expr: Rc::new(expr) }),
            Err(error) => {
                let message = format!("`{text}` is no expression of FEEL: {error}. Write it so.");
                self.error("bpmn.expression", element, message);
                None
            }
        }
    }

    /// `conditionExpression` and its like.
    pub(super) fn formal(&mut self, element: &Element) -> Option<Expression> {
        let language = element.attribute("language").unwrap_or_default();
        if !language.is_empty() && !is_feel(language) {
            let message = format!("Expressions in {language} are not evaluated: write this one in FEEL.");
            self.error("bpmn.language", element, message);
            return None;
        }
        self.feel(element, &element.text)
    }
}

fn is_feel(language: &str) -> bool {
    language.to_ascii_lowercase().contains("feel")
}

pub(super) fn documentation(element: &Element) -> String {
    let all: Vec<&str> = element.all(BPMN, "documentation").map(|one| one.text.trim()).collect();
    all.join("\n\n")
}
