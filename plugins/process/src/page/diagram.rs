//! Panels on records: the diagram of a definition with its findings, and where an instance is.

use keel_sdk::prelude::*;
use process_engine::{Instance as State, Wait};
use serde_json::Value as Json;
use view::{Cell, Column, Text};

use crate::{Definition, Instance, definition};

/// A diagram of this size still leaves room for the rest of a view document.
const XML_MAX: usize = 180 << 10;

/// The diagram of a definition, and what is to be said about it.
pub fn of_definition(request: &view::Request) -> Result<view::View> {
    let Some(subject) = &request.subject else { return Ok(view::View::new()) };
    let definition: Definition = records::Record::from_document(subject)?;
    let json: Json =
        definition.findings.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let columns = [
        Column::new("severity", Text::message("severity")),
        Column::new("element", Text::message("element")),
        Column::end("line", Text::message("line")),
        Column::new("message", Text::message("message")),
    ];
    let all = json.as_array().cloned().unwrap_or_default();
    let table = all.iter().take(400).fold(view::table(columns), |table, finding| {
        let text = |name: &str| Cell::from(finding.get(name).and_then(Json::as_str).unwrap_or_default());
        let line = finding.get("line").and_then(Json::as_i64).unwrap_or_default();
        table.row([
            ("severity", text("severity")),
            ("element", text("element")),
            ("line", Cell::from(line)),
            ("message", text("message")),
        ])
    });
    let page = with_diagram(view::View::new(), &definition);
    Ok(page.add(view::heading(Text::message("findings"))).add(table.empty(Text::message("no-findings"))))
}

/// Where an instance is.
pub fn of_instance(request: &view::Request) -> Result<view::View> {
    let Some(subject) = &request.subject else { return Ok(view::View::new()) };
    let instance: Instance = records::Record::from_document(subject)?;
    let definition = Definition::get(instance.definition)?;
    let process = definition::process_of(&definition)?;
    let state = State::from_text(&instance.data).map_err(|why| Fault::refused("process.broken", why))?;
    let columns =
        [Column::new("step", Text::message("step")), Column::new("waits", Text::message("waits-for"))];
    let table = state.tokens().iter().take(200).fold(view::table(columns), |table, token| {
        let title = process.node(&token.node).map_or(token.node.as_str(), |node| node.title());
        let waits = match token.wait {
            Wait::Task => "wait-task",
            Wait::Event | Wait::Later => "wait-event",
            Wait::Child => "wait-child",
            Wait::Incident(_) => "wait-incident",
            Wait::Inside(_) | Wait::Rounds(_) => "wait-inside",
            Wait::Moving | Wait::Action | Wait::Join => "wait-other",
        };
        table.row([("step", Cell::from(title)), ("waits", Cell::from(Text::message(waits)))])
    });
    let page = view::View::new().add(view::heading(Text::message("where-it-is"))).add(table);
    Ok(with_diagram(page, &definition))
}

fn with_diagram(page: view::View, definition: &Definition) -> view::View {
    if definition.xml.len() > XML_MAX {
        return page;
    }
    let name = definition.name.clone().unwrap_or_else(|| definition.key.clone());
    page.add(view::diagram(&definition.xml, Text::message("diagram-of").arg("name", name)))
}
