//! Reading and writing a file loses nothing: every element, attribute, id, comment, place and unknown extension.

use process_bpmn::{Diagram, Kind, Severity};
use quick_xml::Reader;
use quick_xml::events::Event;

const KEPT: &str = include_str!("files/kept.bpmn");

/// What stands in a file, read apart from the crate: elements with their attributes, texts, comments, instructions.
fn inventory(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let mut all = Vec::new();
    loop {
        match reader.read_event().expect("a file of XML") {
            Event::Eof => return all,
            Event::Decl(_) => {}
            event => all.push(format!("{event:?}")),
        }
    }
}

#[test]
fn a_file_comes_back_as_it_was() {
    let diagram = Diagram::read_bytes(KEPT.as_bytes()).unwrap();
    assert_eq!(diagram.text(), KEPT);
    let windows = KEPT.replace('\n', "\r\n");
    assert_eq!(Diagram::read(&windows).unwrap().text(), windows);
}

#[test]
fn another_encoding_loses_nothing_but_its_name() {
    let latin = KEPT
        .replace("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"")
        .replace("Заявка", "Commande n° \u{e9}")
        .replace("получена", "re\u{e7}ue");
    let bytes: Vec<u8> =
        latin.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of Latin 1")).collect();
    let export = Diagram::read_bytes(&bytes).unwrap();
    let inventories = (inventory(export.text()), inventory(&latin));
    assert_eq!(inventories.0, inventories.1);
    assert!(inventories.0.len() > 120, "{}", inventories.0.len());
    assert!(export.text().contains("Commande n° \u{e9}") && export.text().contains("encoding=\"UTF-8\""));
}

#[test]
fn what_is_executed_is_understood_and_the_rest_is_said_to_be_kept() {
    let diagram = Diagram::read(KEPT).unwrap();
    let (processes, findings) = diagram.processes();
    let process = &processes[0];
    assert_eq!(
        (process.id.as_str(), process.executable, process.nodes.len(), process.flows.len()),
        ("p1", true, 3, 2)
    );
    assert_eq!(process.documentation, "<p>Rich & kept</p>");
    let task = process.node("u1").unwrap();
    assert_eq!((task.documentation.as_str(), task.role.as_deref()), ("Look at it.", Some("Sales")));
    assert!(matches!(&task.kind, Kind::User(user) if user.role.as_deref() == Some("clerk")));
    let found: Vec<(&str, &str, u32)> =
        findings.iter().map(|one| (one.code, one.element.as_str(), one.line)).collect();
    assert_eq!(found, [("bpmn.kept", "import", 8), ("bpmn.kept", "io1", 31), ("bpmn.kept", "do1", 37)]);
    assert!(findings.iter().all(|one| one.severity == Severity::Note));
}
