//! What is to be said about a diagram: which element, what is wrong, what to do.

use std::fmt;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The process cannot be executed before this is mended.
    Error,
    /// It can be; this part of it is kept and has no effect, or not the one that other tools give it.
    Note,
}

impl Severity {
    /// Name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Note => "note",
        }
    }
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Stable code: `bpmn.not-supported`.
    pub code: &'static str,
    /// Id of the element, or its name where it has none.
    pub element: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (severity, line) = (self.severity.name(), self.line);
        write!(f, "{severity} {} at {} (line {line}): {}", self.code, self.element, self.message)
    }
}
