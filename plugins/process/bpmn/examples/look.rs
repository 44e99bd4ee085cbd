//! Looks at BPMN files: what they lose on export (nothing), and what is to be said about them.
//!
//! `cargo run -p process-bpmn --example look -- FILE…`

use std::collections::BTreeMap;

use process_bpmn::{Diagram, Element, Severity};

fn main() {
    let mut failed = false;
    for path in std::env::args().skip(1) {
        match look(&path) {
            Ok(summary) => println!("{path}: {summary}"),
            Err(error) => {
                println!("{path}: {error}");
                failed = true;
            }
        }
    }
    std::process::exit(i32::from(failed));
}

fn look(path: &str) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let diagram = Diagram::read_bytes(&bytes).map_err(|error| error.to_string())?;
    let again = Diagram::read(diagram.text()).map_err(|error| error.to_string())?;
    let (before, after) = (counted(diagram.root()), counted(again.root()));
    if before != after {
        return Err("the export has other elements than the file".to_owned());
    }
    if again.text() != diagram.text() {
        return Err("the export is read as another text".to_owned());
    }
    let (processes, findings) = diagram.processes();
    let errors = findings.iter().filter(|one| one.severity == Severity::Error).count();
    for finding in &findings {
        println!("  {finding}");
    }
    let nodes: usize = processes.iter().map(|process| process.nodes.len()).sum();
    let flows: usize = processes.iter().map(|process| process.flows.len()).sum();
    let elements: usize = before.values().sum();
    let notes = findings.len() - errors;
    let same =
        if diagram.text().as_bytes() == bytes { "byte for byte" } else { "declaration now says UTF-8" };
    Ok(format!(
        "{elements} elements and attributes kept ({same}); {} processes, {nodes} nodes, {flows} flows, {errors} errors, \
         {notes} notes",
        processes.len()
    ))
}

/// Elements and attributes by name, with the values of attributes.
fn counted(root: &Element) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for element in root.walk() {
        let name = format!("{{{}}}{}", element.namespace, element.name);
        for attribute in &element.attributes {
            let key = format!("{name}@{{{}}}{}={}", attribute.namespace, attribute.name, attribute.value);
            *counts.entry(key).or_insert(0) += 1;
        }
        *counts.entry(name).or_insert(0) += 1;
    }
    counts
}
