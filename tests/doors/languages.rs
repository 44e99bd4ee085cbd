//! The core in Bulgarian: every label, help and word of a choice, reports, refusals; and English for who reads English first.

use std::collections::BTreeSet;

use hyper::Method;
use keel::storage::Dialect;
use keel_tests::{Client, TestApp};
use serde_json::{Value, json};

use super::ledger_books::Books;

const MESSAGES: &str = include_str!("../../host/i18n/bg.ftl");

async fn said(client: &Client, path: &str, languages: &str) -> Value {
    client.send(Method::GET, path, &[("accept-language", languages)], None).await.json()
}

/// Ids of labels, and of labels with help, that the core has: `type_contact`, `type_contact_name`, `type_contact_kind_person`.
fn ids_of(types: &Value) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut add = |parts: &[&Value], one: &Value| {
        let names: Vec<String> =
            parts.iter().map(|part| part.as_str().unwrap().replace(['_', '.', '+'], "-")).collect();
        let id = format!("type_{}", names.join("_"));
        if one["help"].as_str().is_some_and(|help| !help.is_empty()) {
            ids.insert(format!("{id}.help"));
        }
        for option in one["options"].as_array().into_iter().flatten() {
            ids.insert(format!("{id}_{}", option["value"].as_str().unwrap().replace('_', "-")));
        }
        ids.insert(id);
    };
    for kind in types["items"].as_array().unwrap() {
        add(&[&kind["name"]], kind);
        for field in kind["fields"].as_array().unwrap() {
            add(&[&kind["name"], &field["name"]], field);
        }
        for lines in kind["collections"].as_array().unwrap() {
            add(&[&kind["name"], &lines["name"]], lines);
            for field in lines["fields"].as_array().unwrap() {
                add(&[&kind["name"], &lines["name"], &field["name"]], field);
            }
        }
    }
    ids
}

/// Ids of the file that are about record types.
fn ids_said() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut last = "";
    for line in MESSAGES.lines() {
        match line.split_once(" = ") {
            Some((name, _)) if name.trim() == ".help" => ids.insert(format!("{last}.help")),
            Some((name, _)) if name.starts_with("type_") => {
                last = name;
                ids.insert(name.to_owned())
            }
            _ => false,
        };
    }
    ids
}

#[tokio::test]
async fn languages_every_label_of_the_core_is_in_bulgarian_too() {
    let app = TestApp::start(Dialect::Sqlite).await;
    let english = said(&app.admin, "/api/v1/types", "en, bg;q=0.9").await;
    let (needed, there) = (ids_of(&english), ids_said());
    assert_eq!(
        needed.difference(&there).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "not in host/i18n/bg.ftl"
    );
    assert_eq!(
        there.difference(&needed).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "of nothing in the core"
    );
    let bulgarian = said(&app.admin, "/api/v1/types/contact", "bg-BG, en;q=0.5").await;
    assert_eq!(bulgarian["label"], "Контакт");
    assert_eq!(bulgarian["fields"][0]["options"][0], json!({"value": "person", "label": "Лице"}));
    assert_eq!(said(&app.admin, "/api/v1/types/contact", "en, bg;q=0.9").await["label"], "Contact");
    app.finish().await;
}

#[tokio::test]
async fn languages_reports_and_refusals_are_in_bulgarian_too() {
    let app = TestApp::start(Dialect::Sqlite).await;
    let books = Books::open(&app).await;
    books.post("1000 D 5 | 4000 C 5").await;
    let list = app.admin.get("/api/openapi.json").await.expect(200);
    let reports: Vec<&String> = list["paths"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|path| path.contains("/reports/") && !path.contains('{'))
        .collect();
    assert!(reports.len() >= 15, "{reports:?}");
    for path in reports {
        let report = said(&app.admin, &format!("{path}?company={}", books.company), "bg").await;
        let told = |text: &Value| text.as_str().unwrap().chars().any(|c| c.is_alphabetic() && !c.is_ascii());
        assert!(told(&report["title"]), "{path}: {}", report["title"]);
        for column in report["columns"].as_array().unwrap() {
            assert!(told(&column["title"]) || column["title"] == "№", "{path}: {column}");
        }
    }
    let sheet =
        said(&app.admin, &format!("/api/v1/reports/balance-sheet?company={}", books.company), "bg").await;
    assert!(sheet["rows"].to_string().contains("Общо активи"), "{sheet}");
    for (path, code, detail) in [
        (
            "/api/v1/records/contact/00000000-0000-0000-0000-000000000001",
            "not-found",
            "Няма такъв запис или нямате право да го видите.",
        ),
        (
            "/api/v1/records/contact?limit=0",
            "list.limit",
            "Поисканите редове са твърде много или твърде малко.",
        ),
    ] {
        let refusal = said(&app.admin, path, "bg").await;
        assert_eq!((&refusal["code"], &refusal["detail"]), (&json!(code), &json!(detail)));
    }
    app.finish().await;
}
