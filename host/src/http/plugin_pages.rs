//! Pages and reports of plugins.
//!
//! Knows shapes of questions and answers. Must not know what a node is: `crate::plugin::view` does.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::records::from_json;
use super::spoken::Spoken;
use super::{Answer, Req, Route};
use crate::plugin::view;
use crate::service::plugins::actions::Given;
use crate::service::plugins::data::{Datum, Fields, Table};
use crate::service::plugins::pages;
use crate::service::{Fault, Uow};
use crate::storage::records::{Kind, RecordType};
use crate::storage::{currency, instant_text};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            "/api/v1/plugins/{plugin}/pages/{page}",
            "plugin.page",
            "A page of a plugin as a view document; `id` is the record that it is about, other parameters are the page's.",
            page,
        )
        .tag("plugins"),
        Route::new(
            Method::GET,
            "/api/v1/plugins/{plugin}/reports/{report}",
            "plugin.report",
            "A report of a plugin: columns and rows, or CSV with format=csv; other parameters are the report's.",
            report,
        )
        .tag("plugins")
        .reply::<Computed>(StatusCode::OK),
    ]
}

/// Parameters of a question, apart from those that the host itself takes.
struct Asked {
    company: Option<Uuid>,
    own: BTreeMap<String, String>,
}

fn asked(req: &Req) -> Result<Asked, Fault> {
    let mut own: BTreeMap<String, String> = req.query()?;
    let company = own.remove("company").map(|text| {
        text.parse().map_err(|_| Fault::invalid("request.wrong-value", "Give an id.").at("/company"))
    });
    Ok(Asked { company: company.transpose()?, own })
}

async fn page(req: Req) -> Result<Answer, Fault> {
    let (code, name) = (req.path("plugin")?.to_owned(), req.path("page")?.to_owned());
    let Asked { company, mut own } = asked(&req)?;
    let subject = own
        .remove("id")
        .map(|text| text.parse().map_err(|_| Fault::invalid("request.wrong-value", "Give an id.").at("/id")));
    let subject = subject.transpose()?;
    let query: Vec<(String, String)> = own.into_iter().collect();
    let plugin = req.ctx.installed.find(&code)?.clone();
    let asked = name.clone();
    let text = req
        .read_by_plugin(async move |uow: &mut Uow<'_>| {
            pages::render(uow, &code, &asked, company, subject, query).await
        })
        .await?;
    let read = view::read(&text).map_err(|fault| (fault.code, fault.to_string()));
    let mut document = json!(pages::drawn(&req.ctx, &plugin, &name, read)?);
    Spoken::of(&req.headers, &req.ctx.installed).resolve(plugin.code(), &mut document);
    Answer::json(&document)
}

/// A report of a plugin.
#[derive(Debug, Serialize, JsonSchema)]
struct Computed {
    /// Columns, in order.
    columns: Vec<Column>,
    /// A value for each column that has one: decimals as strings, amounts with their currency.
    rows: Vec<Map<String, Json>>,
}

/// A column.
#[derive(Debug, Serialize, JsonSchema)]
struct Column {
    /// Its name in the rows.
    name: String,
    /// For people.
    label: String,
}

async fn report(req: Req) -> Result<Answer, Fault> {
    let (code, name) = (req.path("plugin")?.to_owned(), req.path("report")?.to_owned());
    let Asked { company, mut own } = asked(&req)?;
    let format = own.remove("format");
    let plugin = req.ctx.installed.find(&code)?.clone();
    let kind = pages::parameters(&plugin, pages::report(&plugin, &name)?);
    let given = Given::Record(from_json(&kind, &typed(&kind, own))?);
    let file = format!("attachment; filename=\"{code}-{name}.csv\"");
    let asked = name.clone();
    let table = req
        .read_by_plugin(async move |uow: &mut Uow<'_>| {
            pages::compute(uow, &code, &asked, company, given).await
        })
        .await?;
    let spoken = Spoken::of(&req.headers, &req.ctx.installed);
    match format.as_deref() {
        None | Some("json") => {
            let label = |column: &str, given: &str| {
                spoken.label(Some(plugin.code()), &["report", &name, "column", column], given)
            };
            Answer::json(&computed(&table, label))
        }
        Some("csv") => {
            let answer = Answer::bytes("text/csv; charset=utf-8", csv(&table)?);
            Ok(answer.header(header::CONTENT_DISPOSITION, &file))
        }
        Some(_) => Err(Fault::invalid("report.parameter", "Give json or csv as format.").at("/format")),
    }
}

/// Words of a query as the JSON that a body would hold.
fn typed(kind: &RecordType, own: BTreeMap<String, String>) -> Json {
    let value = |name: &str, text: String| match kind.find(name).map(|field| &field.kind) {
        Some(Kind::Bool) if text == "true" => Json::Bool(true),
        Some(Kind::Bool) if text == "false" => Json::Bool(false),
        Some(Kind::Integer) => text.parse::<i64>().map_or(Json::String(text), Json::from),
        Some(Kind::Json) => serde_json::from_str(&text).unwrap_or(Json::String(text)),
        _ => Json::String(text),
    };
    Json::Object(own.into_iter().map(|(name, text)| (name.clone(), value(&name, text))).collect())
}

fn computed(table: &Table, label: impl Fn(&str, &str) -> String) -> Computed {
    let columns =
        table.columns.iter().map(|(name, given)| Column { name: name.clone(), label: label(name, given) });
    let row = |fields: &Fields| fields.iter().map(|(name, datum)| (name.clone(), cell(datum))).collect();
    Computed { columns: columns.collect(), rows: table.rows.iter().map(row).collect() }
}

fn cell(datum: &Datum) -> Json {
    match datum {
        Datum::None => Json::Null,
        Datum::Bool(value) => json!(value),
        Datum::Integer(value) => json!(value),
        Datum::Money(money) => json!({"amount": text(datum), "currency": money.currency}),
        Datum::Json(value) => serde_json::from_str(value).unwrap_or(Json::Null),
        other => json!(text(other)),
    }
}

fn text(datum: &Datum) -> String {
    match datum {
        Datum::None => String::new(),
        Datum::Bool(value) => value.to_string(),
        Datum::Integer(value) => value.to_string(),
        Datum::Decimal(value) => value.to_string(),
        Datum::Money(money) => {
            let digits = currency::exponent(&money.currency).unwrap_or(0);
            rust_decimal::Decimal::new(money.minor, digits).to_string()
        }
        Datum::Text(value) | Datum::Json(value) => value.clone(),
        Datum::Day(value) => value.to_string(),
        Datum::Instant(value) => instant_text(*value),
        Datum::Reference(id) => id.to_string(),
    }
}

/// Headings and rows (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe (OWASP, "CSV
/// injection"); an amount stands without its currency, so that it is a number.
fn csv(table: &Table) -> Result<Vec<u8>, Fault> {
    let failed = |error: ::csv::Error| Fault::internal(format!("csv: {error}"));
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record(table.columns.iter().map(|(name, _)| name.as_str())).map_err(failed)?;
    for row in &table.rows {
        let of = |(column, _): &(String, String)| {
            let found = row.iter().find(|(name, _)| name == column).map(|(_, datum)| datum);
            match found {
                Some(Datum::Text(words)) if words.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
                    format!("'{words}")
                }
                Some(datum) => text(datum),
                None => String::new(),
            }
        };
        out.write_record(table.columns.iter().map(of)).map_err(failed)?;
    }
    out.into_inner().map_err(|error| Fault::internal(format!("csv: {error}")))
}
