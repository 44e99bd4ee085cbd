//! Reports: one route each, as JSON, CSV or aligned text; every link gets its address here. And the question
//! whether the books are what they say.

use std::sync::Arc;

use axum::http::{Method, header};
use schemars::SchemaGenerator;
use serde_json::Value as Json;

use super::route::schema_of;
use super::spoken::Spoken;
use super::{Answer, Req, Route};
use crate::service::report::{self, Definition, Params, REPORTS, Report};
use crate::service::{Fault, Uow, verify};

/// The routes.
pub fn routes() -> Vec<Route> {
    let verify = Route::question(
        "/api/v1/verify",
        "host.verify",
        "Proves that what the core guarantees is so, on a snapshot; for administrators. It reads all the books.",
        verify::verify,
    );
    REPORTS.iter().map(route).chain(std::iter::once(verify)).collect()
}

fn route(definition: &'static Definition) -> Route {
    let path = format!("/api/v1/reports/{}", definition.name);
    let name = format!("report.{}", definition.name);
    let mut route = Route::new(Method::GET, &path, &name, definition.summary, move |req: Req| async move {
        answer(req, definition).await
    })
    .tag("reports")
    .reply::<Report>(axum::http::StatusCode::OK);
    route.query = Some(Arc::new(move |generator| query_schema(generator, definition)));
    route
}

/// The parameters that one report takes, and `format`.
fn query_schema(generator: &mut SchemaGenerator, definition: &Definition) -> Json {
    let reference = schema_of::<Params>()(generator);
    let name = reference["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let mut schema = generator.definitions().get(name).cloned().unwrap_or(reference);
    if let Some(properties) = schema["properties"].as_object_mut() {
        properties.retain(|name, _| name == "company" || definition.takes.contains(&name.as_str()));
        let format = serde_json::json!({
            "type": "string", "enum": ["json", "csv", "text"], "description": "Shape of the answer; JSON when absent.",
        });
        properties.insert("format".into(), format);
    }
    schema["required"] = serde_json::json!(["company"]);
    schema
}

async fn answer(req: Req, definition: &'static Definition) -> Result<Answer, Fault> {
    let mut pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&req.uri)
        .map_err(|_| Fault::invalid("request.query", "The query string is not valid."))?
        .0;
    let format = pairs.iter().position(|(name, _)| name == "format").map(|at| pairs.remove(at).1);
    let mut report =
        req.read(async move |uow: &mut Uow<'_>| report::run(uow, definition.name, &pairs).await).await?;
    Spoken::of(&req.headers, &req.app.plugins.current()).report(&mut report);
    match format.as_deref() {
        None | Some("json") => {
            address(&mut report);
            Answer::json(&report)
        }
        Some("csv") => {
            let file = format!("attachment; filename=\"{}.csv\"", definition.name);
            let answer = Answer::bytes("text/csv; charset=utf-8", report::csv(&report)?);
            Ok(answer.header(header::CONTENT_DISPOSITION, &file))
        }
        Some("text") => Ok(Answer::bytes("text/plain; charset=utf-8", report::text(&report).into_bytes())),
        Some(_) => Err(Fault::invalid("report.parameter", "Give json, csv or text as format.").at("/format")),
    }
}

/// Gives every link its address.
fn address(report: &mut Report) {
    for link in report.links_mut() {
        let pairs: Vec<String> = link
            .parameters
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        link.href = Some(format!("/api/v1/reports/{}?{}", link.report, pairs.join("&")));
    }
    for record in report.rows.iter_mut().filter_map(|row| row.record.as_mut()) {
        record.href = Some(format!("/api/v1/records/{}/{}", record.record_type, record.id));
    }
}

/// Percent-encoding of everything but unreserved characters (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}
