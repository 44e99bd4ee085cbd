//! BPMN 2.0: reading a diagram without losing anything of it, and the model of what can be executed.
//!
//! `Diagram::read` keeps the text and `Diagram::text` gives it back; `processes` says what an engine may run, with a
//! finding for whatever is not supported. Must not know how a process runs, nor records and users.

#![warn(missing_docs)]

mod encoding;
mod finding;
mod model;
mod read;
mod xml;

pub use finding::{Finding, Severity};
pub use model::{
    Action, Boundary, Called, Decision, Each, Expression, Field, FieldKind, Flow, HitPolicy, InputClause,
    Kind, Lane, Mapping, Message, Multi, Node, Process, Rule, Span, Table, TimerKind, Trigger, UserTask,
};
pub use xml::{Attribute, Element, XmlError};

/// Namespace of BPMN 2.0.
pub const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
/// Namespace of what a diagram says to Keel: see the README of the plugin.
pub const KEEL: &str = "urn:keel:bpmn:1";

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Diagram {
    text: String,
    root: Element,
}

impl Diagram {
    /// Reads a file in UTF-8, UTF-16 (with a byte order mark), ISO-8859-1 or US-ASCII.
    pub fn read_bytes(bytes: &[u8]) -> Result<Diagram, XmlError> {
        Diagram::read(&encoding::decode(bytes)?)
    }

    /// Reads a text.
    pub fn read(text: &str) -> Result<Diagram, XmlError> {
        let text = encoding::declared_as_utf8(text);
        let root = xml::parse(&text)?;
        if root.namespace != BPMN || root.name != "definitions" {
            let what = "the file is no BPMN 2.0: its first element is not `definitions` of that namespace";
            return Err(XmlError { at: root.from, message: what.to_owned() });
        }
        Ok(Diagram { text, root })
    }

    /// The file, every character of it; its declaration says UTF-8, which the text is kept in.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its elements.
    pub fn root(&self) -> &Element {
        &self.root
    }

    /// Its processes as far as they can be executed, and what is to be said about them.
    pub fn processes(&self) -> (Vec<Process>, Vec<Finding>) {
        read::processes(self)
    }

    /// The line of a place in the text, from 1.
    pub fn line(&self, at: usize) -> u32 {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        u32::try_from(before.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX - 1) + 1
    }
}
