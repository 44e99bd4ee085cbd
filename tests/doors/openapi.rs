//! The description of the API: whole, valid, and true to the routes.

use std::collections::BTreeSet;

use keel::http::{document, routes};
use keel::service::records::Registry;
use keel_tests::source;
use serde_json::Value;

/// What the client of the web interface is generated from.
const SNAPSHOT: &str = "host/web/openapi.json";
/// Set to write the snapshot anew.
const WRITE: &str = "KEEL_WRITE_SNAPSHOT";

fn described() -> Value {
    document(&routes::all(), &Registry::core())
}

#[test]
fn every_route_is_described_once_under_its_own_name() {
    let document = described();
    let mut names = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let name = operation["operationId"].as_str().expect("a name").to_owned();
            assert!(names.insert(name.clone()), "{method} {path}: another operation is called {name}");
            assert!(!operation["summary"].as_str().expect("a summary").is_empty(), "{method} {path}");
            assert!(
                operation["responses"]["default"].is_object(),
                "{method} {path} does not say how it fails"
            );
        }
    }
    for route in routes::all() {
        let method = route.method.as_str().to_ascii_lowercase();
        assert!(document["paths"][&route.path][&method].is_object(), "{method} {} is missing", route.path);
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, document: &Value) {
        match value {
            Value::Object(object) => {
                if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                    let pointer = reference.strip_prefix('#').expect("a local reference");
                    assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
                }
                object.values().for_each(|inner| walk(inner, document));
            }
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, document)),
            _ => {}
        }
    }
    let document = described();
    walk(&document, &document);
}

#[test]
fn every_record_type_has_typed_operations() {
    let document = described();
    for declared in Registry::core().all() {
        let path = format!("/api/v1/records/{}", declared.kind.name);
        let list = &document["paths"][&path]["get"];
        let item = "/responses/200/content/application~1json/schema/properties/items/items/$ref";
        let reference = list.pointer(item).and_then(Value::as_str).expect("a typed list");
        assert_eq!(reference, format!("#/components/schemas/record.{}", declared.kind.name));
        assert_eq!(document["paths"][&path]["post"].is_object(), declared.kind.generic.create, "{path}");
    }
}

#[test]
fn the_description_that_the_web_interface_is_generated_from_is_this_one() {
    let now = by_line(&described());
    let file = source::root().join(SNAPSHOT);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differ =
        now.lines().zip(kept.lines().chain(std::iter::repeat(""))).position(|(now, kept)| now != kept);
    assert!(
        now == kept,
        "{SNAPSHOT} is not what the host describes, from line {}. If the change is meant, write it: \
         {WRITE}=1 cargo test --workspace --test doors openapi; then `npm run api` in host/web",
        differ.unwrap_or(kept.lines().count()) + 1
    );
}

/// The document with one line for each path and each component, so that a change is seen where it is.
fn by_line(document: &Value) -> String {
    let members = |value: &Value, indent: &str, member: &dyn Fn(&str, &Value) -> String| {
        let object = value.as_object().expect("an object");
        let lines: Vec<String> = object
            .iter()
            .map(|(name, inner)| format!("{indent}{}: {}", Value::from(name.as_str()), member(name, inner)))
            .collect();
        lines.join(",\n")
    };
    let compact = |_: &str, value: &Value| value.to_string();
    let lines =
        |value: &Value, indent: &str| format!("{{\n{}\n{}}}", members(value, indent, &compact), &indent[1..]);
    let components =
        |_: &str, value: &Value| if value.is_object() { lines(value, "   ") } else { value.to_string() };
    let top = |name: &str, value: &Value| match name {
        "paths" => lines(value, "  "),
        "components" => format!("{{\n{}\n }}", members(value, "  ", &components)),
        _ => value.to_string(),
    };
    format!("{{\n{}\n}}\n", members(document, " ", &top))
}
