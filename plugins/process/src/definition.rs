//! Definitions: deploying a diagram, and finding the version that an instance runs.

use std::rc::Rc;

use keel_sdk::prelude::*;
use process_bpmn::{Diagram, Finding, Process, Severity, XmlError};
use process_engine::{Around, Begin, BeginOn, begins};
use serde_json::json;

use crate::convert::cut;
use crate::{Definition, DeployInput, DeployOutput, Subscription, Timer, timer};

/// Reads a diagram; a fault says on which line it is none.
pub fn read(xml: &str) -> Result<Diagram> {
    Diagram::read(xml).map_err(|error: XmlError| {
        let line = xml.as_bytes().iter().take(error.at).filter(|byte| **byte == b'\n').count() + 1;
        let message = format!("Line {line}: {}", error.message);
        Fault::invalid("process.xml", message).at("/input/xml").arg("line", line).arg("what", error.message)
    })
}

/// The process of a definition.
pub fn process_of(definition: &Definition) -> Result<Rc<Process>> {
    let (processes, _) = read(&definition.xml)?.processes();
    let found = processes.into_iter().find(|process| process.id == definition.key);
    found.map(Rc::new).ok_or_else(|| not_found(&definition.key))
}

/// The active version of a key.
pub fn active(key: &str) -> Result<Definition> {
    let found = Definition::find().equal(Definition::KEY, key).equal(Definition::STATE, "active");
    let found: Vec<Definition> = found.sort_down(Definition::REVISION).limit(1).all_as()?;
    found.into_iter().next().ok_or_else(|| not_found(key))
}

fn not_found(key: &str) -> Fault {
    let message = format!("There is no active process {key}: deploy it, or mend its findings.");
    Fault::not_found("process.not-found", message).arg("key", key)
}

/// Keeps a diagram as the next version of each of its processes.
pub fn deploy(input: &DeployInput) -> Result<DeployOutput> {
    let diagram = read(&input.xml)?;
    let (processes, mut findings) = diagram.processes();
    for process in processes.iter().filter(|process| !process.executable) {
        findings.push(not_executable(process));
    }
    let errors = findings.iter().filter(|one| one.severity == Severity::Error).count();
    let findings = json!(findings.iter().map(shown).collect::<Vec<_>>()).to_string();
    let mut output = DeployOutput {
        definition: None,
        deployed: Some(0),
        errors: Some(errors as i64),
        findings: Some(findings.clone()),
    };
    if input.check_only == Some(true) {
        return Ok(output);
    }
    for process in processes.iter().filter(|process| !process.id.is_empty()) {
        let active = errors == 0 && process.executable;
        let id = keep(process, diagram.text(), &findings, active)?;
        output.definition = output.definition.or(Some(id));
        output.deployed = output.deployed.map(|count| count + 1);
    }
    Ok(output)
}

fn not_executable(process: &Process) -> Finding {
    Finding {
        severity: Severity::Note,
        code: "bpmn.not-executable",
        element: process.id.clone(),
        line: 1,
        message: "It is kept as a draft: set isExecutable to true to start it.".to_owned(),
    }
}

fn shown(finding: &Finding) -> serde_json::Value {
    json!({
        "severity": finding.severity.name(),
        "code": finding.code,
        "element": finding.element,
        "line": finding.line,
        "message": finding.message,
    })
}

fn keep(process: &Process, xml: &str, findings: &str, active: bool) -> Result<Id> {
    let before: Vec<Definition> = Definition::find()
        .equal(Definition::KEY, process.id.as_str())
        .sort_down(Definition::REVISION)
        .all_as()?;
    let around = context::current();
    let definition = Definition {
        key: process.id.clone(),
        revision: before.first().map_or(1, |last| last.revision + 1),
        name: Some(cut(if process.name.is_empty() { &process.id } else { &process.name }, 200)),
        state: if active { "active" } else { "draft" }.to_owned(),
        xml: xml.to_owned(),
        findings: Some(findings.to_owned()),
        deployed_by: around.user(),
        deployed_at: around.now(),
        ..Definition::default()
    };
    let id = definition.create()?;
    if active {
        for old in before.iter().filter(|old| old.state == "active") {
            records::update(Definition::TYPE, old.id, Body::new().with(Definition::STATE, "retired"))?;
            forget_starts(old.id)?;
        }
        await_starts(id, process)?;
    }
    Ok(id)
}

/// What no longer starts instances.
fn forget_starts(definition: Id) -> Result<()> {
    for (of, field) in [(Subscription::TYPE, Subscription::DEFINITION), (Timer::TYPE, Timer::DEFINITION)] {
        let ids: Vec<Id> =
            records::find(of).equal(field, definition).all()?.iter().map(Document::id).collect();
        if !ids.is_empty() {
            records::delete(of, &ids)?;
        }
    }
    Ok(())
}

fn await_starts(definition: Id, process: &Process) -> Result<()> {
    let around = Around { now: context::current().now().micros(), key: String::new() };
    let (all, problems) = begins(process, &around);
    if let Some(problem) = problems.first() {
        return Err(Fault::invalid("process.timer", problem.clone()).at("/input/xml"));
    }
    let mut timed = false;
    for (at, Begin { node, on }) in all.into_iter().enumerate() {
        let wait = at as i64;
        match on {
            BeginOn::Message(message) => {
                let start = Subscription {
                    definition: Some(definition),
                    wait,
                    node,
                    message,
                    ..Subscription::default()
                };
                start.create()?;
            }
            BeginOn::Time(due, left, each) => {
                timed = true;
                let start = Timer {
                    definition: Some(definition),
                    wait,
                    node,
                    due_at: Instant::from_micros(due),
                    times_left: left.map(i64::from),
                    each,
                    ..Timer::default()
                };
                start.create()?;
            }
        }
    }
    if timed { timer::schedule_next() } else { Ok(()) }
}
