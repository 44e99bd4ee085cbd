//! A few thousand requests that are nearly right, over every operation that the API describes.
//!
//! Knows JSON Schema as far as the description uses it. Each request may be refused; none may end in a
//! fault of the program, none may hang, and the books are whole afterwards.

use std::time::Duration;

use hyper::Method;
use keel::http::{document, routes};
use keel::service::records::Registry;
use keel::service::verify::{Verify, verify};
use keel::service::{Ctx, Uow};
use keel::storage::Tx;
use keel_tests::both;
use keel_tests::seeded::Seeded;
use serde_json::{Map, Value, json};

use super::ledger_books::Books;

const SEED: u64 = 2_026;
/// Requests for each operation on each database.
const ROUNDS: usize = 12;
/// Longest an answer may take; only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Requests to other hosts are no part of this, and a stream of events never ends.
const LEFT_OUT: [&str; 2] = ["webhook", "/api/v1/events"];

struct Maker<'d> {
    random: Seeded,
    document: &'d Value,
    ids: Vec<Value>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_requests_that_are_nearly_right() {
    let document = document(&routes::all(), &Registry::core());
    both(async |app| {
        let books = Books::open(app).await;
        books.post("1000 D 5 | 4000 C 5").await;
        let mut ids = vec![json!(books.company)];
        for group in ["accounts", "journals"] {
            ids.extend(books.chart[group].as_object().unwrap().values().take(4).cloned());
        }
        let mut maker = Maker { random: Seeded::new(SEED), document: &document, ids };
        for (path, operations) in document["paths"].as_object().unwrap() {
            if LEFT_OUT.iter().any(|word| path.contains(word)) {
                continue;
            }
            for (method, operation) in operations.as_object().unwrap() {
                for _ in 0..ROUNDS {
                    let method: Method = method.to_ascii_uppercase().parse().unwrap();
                    let (address, body) = (maker.address(path, operation), maker.body(operation));
                    let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
                    let text = body.map(|body| body.to_string()).unwrap_or_default();
                    let asked =
                        app.admin.try_send_bytes(method.clone(), &address, &headers, text.clone().into());
                    let reply = tokio::time::timeout(PATIENCE, asked).await;
                    let reply = reply.unwrap_or_else(|_| panic!("{method} {address} {text} hangs"));
                    let reply = reply.unwrap_or_else(|e| panic!("{method} {address} {text}: {e:#}"));
                    assert!(reply.status < 500, "{method} {address} {text} was answered {}", reply.text());
                    if let Value::String(id) = &reply.json()["id"] {
                        maker.ids.push(json!(id));
                    }
                }
            }
        }
        books.balances().await;
        let verified = app
            .db()
            .read(async |tx: &mut Tx| {
                verify(&mut Uow::new(tx, &Ctx::system("tests")), Verify::default()).await
            })
            .await
            .unwrap();
        assert!(verified.findings.is_empty(), "{:?}", verified.findings);
    })
    .await;
}

impl Maker<'_> {
    fn address(&mut self, path: &str, operation: &Value) -> String {
        let mut address = path.to_owned();
        let mut query = Vec::new();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = self.resolved(parameter).clone();
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let schema = parameter["schema"].clone();
            match parameter["in"].as_str() {
                Some("path") => {
                    let value = if name == "id" { self.id() } else { self.value(&schema, 0) };
                    address = address.replace(&format!("{{{name}}}"), &encoded(&plain(&value)));
                }
                Some("query") if self.random.below(2) == 0 => {
                    let value = self.value(&schema, 0);
                    let value = if self.random.below(3) == 0 { self.nasty() } else { value };
                    query.push(format!("{}={}", encoded(&name), encoded(&plain(&value))));
                }
                _ => {}
            }
        }
        if !query.is_empty() {
            address = format!("{address}?{}", query.join("&"));
        }
        address
    }

    fn body(&mut self, operation: &Value) -> Option<Value> {
        let schema = operation["requestBody"].pointer("/content/application~1json/schema")?.clone();
        let mut body = self.value(&schema, 0);
        for _ in 0..self.random.below(3) {
            self.mutate(&mut body);
        }
        Some(body)
    }

    /// A value that fits a schema.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let schema = self.resolved(schema).clone();
        if let Some(choices) = schema["enum"].as_array() {
            return self.random.one_of(choices).clone();
        }
        if !schema["const"].is_null() {
            return schema["const"].clone();
        }
        for word in ["anyOf", "oneOf", "allOf"] {
            if let Some(choices) = schema[word].as_array().filter(|choices| !choices.is_empty()) {
                let choice = self.random.one_of(choices).clone();
                return self.value(&choice, depth);
            }
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => self.random.one_of(kinds).clone(),
            kind => kind.clone(),
        };
        match kind.as_str() {
            Some("object") => self.object(&schema, depth),
            Some("array") => {
                let count = if depth > 4 { 0 } else { self.random.below(3) };
                (0..count).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            Some("integer" | "number") => json!(self.random.below(200)),
            Some("boolean") => json!(self.random.below(2) == 0),
            Some("null") => Value::Null,
            _ => self.text(&schema),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if required.contains(&name.as_str()) || (depth < 4 && self.random.below(3) == 0) {
                object.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        Value::Object(object)
    }

    fn text(&mut self, schema: &Value) -> Value {
        match schema["format"].as_str() {
            Some("uuid") => self.id(),
            Some("date") => {
                json!(format!("2026-{:02}-{:02}", self.random.below(12) + 1, self.random.below(28) + 1))
            }
            Some("date-time") => json!("2026-01-15T10:00:00Z"),
            _ => {
                let choices = ["1.00", "-5", "USD", "US", "alpha", "Größe 漢字", "0.000001"];
                json!(*self.random.one_of(&choices))
            }
        }
    }

    fn id(&mut self) -> Value {
        match self.random.below(8) {
            0 => self.nasty(),
            1 => json!("00000000-0000-0000-0000-000000000000"),
            _ => self.random.one_of(&self.ids).clone(),
        }
    }

    /// What programs stumble over.
    fn nasty(&mut self) -> Value {
        let choices = [
            json!(""),
            json!("\u{0}"),
            json!("a\u{0}b"),
            json!("'; drop table entry; --"),
            json!("\u{202e}\u{feff}\u{10ffff}"),
            json!("x".repeat(70_000)),
            json!("99999999999999999999999999999999999999"),
            json!("-9223372036854775808"),
            json!("0.0000000000000000000000000001"),
            json!("1e400"),
            json!("9999-12-31"),
            json!("0000-00-00"),
            json!("-262143-01-01"),
            json!(i64::MAX),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(-1),
            json!(0),
            json!(null),
            json!(true),
            json!([]),
            json!({}),
            json!([[[[]]]]),
            json!({"$ref": "#"}),
        ];
        self.random.one_of(&choices).clone()
    }

    /// Changes one place of a value.
    fn mutate(&mut self, value: &mut Value) {
        let deeper = self.random.below(4) != 0;
        match value {
            Value::Object(object) if deeper && !object.is_empty() => {
                let names: Vec<String> = object.keys().cloned().collect();
                let name = self.random.one_of(&names).clone();
                match self.random.below(8) {
                    0 => drop(object.remove(&name)),
                    1 => drop(object.insert(format!("{name}_"), self.nasty())),
                    _ => self.mutate(&mut object[&name]),
                }
            }
            Value::Array(items) if deeper && !items.is_empty() => {
                let at = self.random.below(items.len());
                match self.random.below(6) {
                    0 => drop(items.remove(at)),
                    1 => items.push(items[at].clone()),
                    _ => self.mutate(&mut items[at]),
                }
            }
            _ => *value = self.nasty(),
        }
    }

    fn resolved<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let mut schema = schema;
        while let Some(pointer) = schema["$ref"].as_str().and_then(|text| text.strip_prefix('#')) {
            schema = self.document.pointer(pointer).expect("a reference that leads somewhere");
        }
        schema
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Percent-encoded, and no longer than a head can be.
fn encoded(text: &str) -> String {
    let kept = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
    let bytes = text.as_bytes().iter().take(2_000);
    bytes
        .map(|byte| if kept(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
