//! Every route × every standard role: one reviewed table, walked on both databases.
//!
//! Knows the list of routes and makes a small valid request for each from its OpenAPI schema. Must not know
//! what a route does. The table says for each cell: `2xx`, `401`, `403`, `404`, or `4xx` for any other
//! refusal of the request itself, once past the question who may. After a change of routes or rights write it anew and
//! review the difference: `KEEL_WRITE_ROUTES=1 cargo test -p keel-tests --test doors routes`.

use hyper::body::Bytes;
use keel::http::routes;
use keel::service::auth::STANDARD_ROLES;
use keel_tests::app::TestApp;
use keel_tests::client::Client;
use keel_tests::source;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TABLE: &str = "tests/doors/routes.table";
const WRITE: &str = "KEEL_WRITE_ROUTES";
/// Record types for which the generic routes are walked: shared and of a company, owned, posted, of rights.
const TYPES: [&str; 6] = ["contact", "account", "entry", "item", "task", "user"];
/// An id of nothing.
const NOTHING: &str = "0199b5a0-0000-7000-8000-000000000000";
/// A stream that never ends by itself: only its status is read.
const ENDLESS: &str = "/api/v1/events";

/// One request of the walk.
struct Walk {
    name: String,
    method: hyper::Method,
    path: String,
    body: Option<Value>,
}

#[tokio::test]
async fn routes_answer_every_role_as_the_reviewed_table_says() {
    let mut tables = Vec::new();
    for dialect in keel_tests::app::DIALECTS {
        let app = TestApp::start(dialect).await;
        tables.push(walk(&app).await);
        app.finish().await;
    }
    assert_eq!(tables[0], tables[1], "the two databases answer differently");
    let file = source::root().join(TABLE);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&file, &tables[0]).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    let (found, kept) = (lines(&tables[0]), lines(&reviewed));
    let changed: Vec<String> = found
        .difference(&kept)
        .map(|line| format!("+ {line}"))
        .chain(kept.difference(&found).map(|line| format!("- {line}")))
        .collect();
    assert!(
        changed.is_empty(),
        "{TABLE} is not what the routes answer:\n{}\nIf the change is meant, write it and review the difference: \
         {WRITE}=1 cargo test -p keel-tests --test doors routes",
        changed.join("\n")
    );
}

/// The table as this host answers.
async fn walk(app: &TestApp) -> String {
    let mut clients = vec![("anonymous", app.anonymous())];
    prepare(app).await;
    for role in STANDARD_ROLES {
        let client = app.user(role.code, &[]).await;
        let given = json!({"login": role.code, "role": role.code});
        app.admin.post("/api/v1/actions/user.give-role", given).await.expect(204);
        clients.push((role.code, client));
    }
    let document = app.anonymous().get("/api/openapi.json").await.expect(200);
    let known = Known::make(app, &document).await;
    let walks = requests(&document, &known);
    let width =
        walks.iter().map(|walk| walk.path.split('?').next().unwrap_or_default().len()).max().unwrap_or(0);
    let mut table = format!("{:<6} {:<width$}", "", "");
    for (name, _) in &clients {
        table.push_str(&format!(" {name:>13}"));
    }
    table.push('\n');
    for walk in walks {
        let shown = walk.path.split('?').next().unwrap_or_default();
        let shown = shown.replace(NOTHING, "{id}").replace(&known.contact, "{id}");
        table.push_str(&format!("{:<6} {shown:<width$}", walk.method.as_str()));
        // The mightiest last: what they delete was there for all before them.
        let mut cells = Vec::new();
        for (role, client) in clients.iter().rev() {
            let status = ask(client, &walk).await;
            assert!(status < 500, "{} answers {role} with {status}", walk.name);
            cells.push(format!(" {:>13}", class(status)));
        }
        table.extend(cells.into_iter().rev());
        table.push('\n');
    }
    table
}

async fn prepare(app: &TestApp) {
    app.db()
        .write(keel::storage::Scope::Shared, async |tx: &mut keel::storage::Tx| {
            let ctx = keel::service::Ctx::system("setup");
            let mut uow = keel::service::Uow::new(tx, &ctx);
            keel::service::auth::install_roles(&mut uow).await.map(drop)
        })
        .await
        .unwrap();
}

fn class(status: u16) -> String {
    match status {
        200..=299 => "2xx".into(),
        401 | 403 | 404 => status.to_string(),
        _ => "4xx".into(),
    }
}

/// What is there when the walk begins, so that `403` is told from `404`.
struct Known {
    company: String,
    contact: String,
}

impl Known {
    async fn make(app: &TestApp, document: &Value) -> Known {
        let company = json!({"code": "ACME", "name": "Acme", "currency": "EUR", "country": "BG"});
        let mut known = Known { company: NOTHING.into(), contact: NOTHING.into() };
        for (kind, body) in [("company", Some(company)), ("contact", None)] {
            let path = format!("/api/v1/records/{kind}");
            let schema =
                &document["paths"][&path]["post"]["requestBody"]["content"]["application/json"]["schema"];
            let body = body.unwrap_or_else(|| example(schema, document, &known, 0));
            let made = app.admin.post(&path, body).await.expect(201);
            let id = made["id"].as_str().unwrap().to_owned();
            if kind == "company" { known.company = id } else { known.contact = id }
        }
        known
    }
}

/// A request for each route; for each record type, where a route is for all of them.
fn requests(document: &Value, known: &Known) -> Vec<Walk> {
    let mut walks = Vec::new();
    for route in routes::all() {
        let types: &[&str] = if route.path.contains("{type}") { &TYPES } else { &[""] };
        for kind in types {
            let typed = route.path.replace("{type}", kind);
            let method = route.method.as_str().to_lowercase();
            let operation = Some(&document["paths"][&typed][&method])
                .filter(|operation| operation.is_object())
                .unwrap_or(&document["paths"][&route.path][&method]);
            assert!(operation.is_object(), "{} is not in the OpenAPI document", route.name);
            let mut path = typed.clone();
            while let (Some(open), Some(close)) = (path.find('{'), path.find('}')) {
                let first = !path.contains(NOTHING) && !path.contains(&known.contact);
                let id = if *kind == "contact" && first { &known.contact } else { NOTHING };
                path.replace_range(open..=close, id);
            }
            let required = |parameter: &&Value| parameter["in"] == "query" && parameter["required"] == true;
            for (index, parameter) in
                operation["parameters"].as_array().into_iter().flatten().filter(required).enumerate()
            {
                let named = parameter["name"].as_str().unwrap_or_default();
                let value = member(named, &parameter["schema"], document, known, 0);
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                path.push(if index == 0 { '?' } else { '&' });
                path.push_str(&format!("{named}={value}"));
            }
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let body = schema.is_object().then(|| example(schema, document, known, 0));
            walks.push(Walk { name: route.name.clone(), method: route.method.clone(), path, body });
        }
    }
    walks
}

/// The value of a member or parameter: its name says when the company is meant.
fn member(name: &str, schema: &Value, document: &Value, known: &Known, depth: usize) -> Value {
    if matches!(name, "company" | "company_id") {
        return json!(known.company);
    }
    example(schema, document, known, depth)
}

/// The smallest value that fits a schema: required members only, one line in each list.
fn example(schema: &Value, document: &Value, known: &Known, depth: usize) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return if depth > 12 {
            Value::Null
        } else {
            example(&document["components"]["schemas"][name], document, known, depth + 1)
        };
    }
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return value.clone();
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(one) = schema[several].get(0) {
            return example(one, document, known, depth + 1);
        }
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
    match kind {
        "string" => json!(match schema["format"].as_str() {
            Some("uuid") => NOTHING,
            Some("date") => "2026-01-31",
            Some("date-time") => "2026-01-31T10:00:00Z",
            Some("decimal") => "1",
            _ if schema["pattern"].is_string() => "1",
            _ => "x",
        }),
        "integer" | "number" => json!(1),
        "boolean" => json!(false),
        "array" => json!([example(&schema["items"], document, known, depth + 1)]),
        "null" => Value::Null,
        _ => {
            let mut object = Map::new();
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                let value = member(name, &schema["properties"][name], document, known, depth + 1);
                object.insert(name.into(), value);
            }
            Value::Object(object)
        }
    }
}

async fn ask(client: &Client, walk: &Walk) -> u16 {
    if walk.path == ENDLESS {
        return status_of_stream(client).await;
    }
    let bytes = walk.body.as_ref().map(|body| Bytes::from(body.to_string())).unwrap_or_default();
    let mut headers = vec![("if-match", "\"1\"")];
    if walk.body.is_some() {
        headers.push(("content-type", "application/json"));
    }
    client.send_bytes(walk.method.clone(), &walk.path, &headers, bytes).await.status
}

async fn status_of_stream(client: &Client) -> u16 {
    let mut socket = TcpStream::connect(client.address()).await.unwrap();
    let bearer = client.token().map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let request = format!("GET {ENDLESS} HTTP/1.1\r\nhost: x\r\n{bearer}\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut head = [0; 12];
    socket.read_exact(&mut head).await.unwrap();
    std::str::from_utf8(&head[9..]).unwrap().parse().unwrap()
}
