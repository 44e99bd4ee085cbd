//! The generic routes of records: list, get, create, change, delete, bulk, sums, history, export.

mod export;
mod list;
mod meta;
pub mod typed;
mod values;

use axum::http::{Method, StatusCode};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Answer, Req, Route};
use crate::service::records::{self, Change};
use crate::service::{Fault, Uow};
use crate::storage::Scope;
use crate::storage::records::{RecordType, Value};

pub use meta::{CollectionOut, FieldOut, describe_collection, describe_field};
pub use values::{from_json, schema, to_json};

/// Most changes of one bulk request.
const CHANGES_MAX: usize = 10_000;

/// The routes.
pub fn routes() -> Vec<Route> {
    let tag = "records";
    let path = "/api/v1/records/{type}";
    let one = "/api/v1/records/{type}/{id}";
    vec![
        Route::new(
            Method::GET,
            "/api/v1/types",
            "types.list",
            "All record types with their fields, as far as you may read them.",
            meta::all,
        )
        .tag("types")
        .reply::<meta::TypesOut>(StatusCode::OK),
        Route::new(
            Method::GET,
            "/api/v1/types/{type}",
            "types.get",
            "One record type with its fields.",
            meta::one,
        )
        .tag("types")
        .reply::<meta::TypeOut>(StatusCode::OK),
        Route::new(
            Method::GET,
            path,
            "records.list",
            "A page of a list: filtered, searched, sorted.",
            list::list,
        )
        .tag(tag)
        .query::<list::ListParams>(),
        Route::new(Method::POST, path, "records.create", "Creates a record.", create)
            .tag(tag)
            .body::<serde_json::Map<String, Json>>()
            .status(StatusCode::CREATED),
        Route::new(
            Method::GET,
            &format!("{path}/aggregate"),
            "records.aggregate",
            "Sums and counts over a list, grouped.",
            list::aggregate,
        )
        .tag(tag)
        .query::<list::ListParams>(),
        Route::new(
            Method::GET,
            &format!("{path}/export"),
            "records.export",
            "A whole list as CSV.",
            export::export,
        )
        .tag(tag)
        .query::<list::ListParams>(),
        Route::new(
            Method::POST,
            &format!("{path}/bulk"),
            "records.bulk",
            "Many changes: all or nothing, or each on its own.",
            bulk,
        )
        .tag(tag)
        .body::<Bulk>(),
        Route::new(Method::GET, one, "records.get", "One record with its lines.", get).tag(tag),
        Route::new(
            Method::PATCH,
            one,
            "records.update",
            "Changes fields (JSON Merge Patch); needs If-Match.",
            update,
        )
        .tag(tag)
        .body::<serde_json::Map<String, Json>>(),
        Route::new(Method::DELETE, one, "records.delete", "Deletes a record; needs If-Match.", delete)
            .tag(tag)
            .status(StatusCode::NO_CONTENT),
        Route::new(
            Method::GET,
            &format!("{one}/history"),
            "records.history",
            "Who changed what, newest first.",
            list::history,
        )
        .tag(tag)
        .query::<list::HistoryParams>(),
    ]
}

/// A unit of work on a record belongs to the record's company, where it has one.
pub(super) async fn scope_of(req: &Req, kind: &RecordType, id: Uuid) -> Result<Scope, Fault> {
    if kind.table == "company" {
        return Ok(Scope::Company(id));
    }
    if !kind.company {
        return Ok(Scope::Shared);
    }
    let name = kind.name.clone();
    let record = req.read(async move |uow: &mut Uow<'_>| records::get(uow, &name, id).await).await?;
    Ok(record.get("company").and_then(Value::id).map_or(Scope::Shared, Scope::Company))
}

fn scope_of_new(kind: &RecordType, record: &crate::storage::records::Record) -> Scope {
    let company = record.get("company").and_then(Value::id).filter(|_| kind.company);
    company.map_or(Scope::Shared, Scope::Company)
}

async fn get(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let id = req.path_id("id")?;
    let record = req.read(async move |uow: &mut Uow<'_>| records::get(uow, &name, id).await).await?;
    let version = record.get("version").and_then(Value::integer).unwrap_or_default();
    Ok(Answer::json(&to_json(&record))?.version(version))
}

async fn create(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let declared = req.ctx.types.find(&name)?;
    let given = from_json(&declared.kind, &req.json()?)?;
    let scope = scope_of_new(&declared.kind, &given);
    req.write_answer(scope, async move |uow: &mut Uow<'_>| {
        let (id, record) = records::create(uow, &name, given.clone()).await?;
        let location = format!("/api/v1/records/{name}/{id}");
        Ok(Answer::json_with(StatusCode::CREATED, &to_json(&record))?
            .version(1)
            .header(axum::http::header::LOCATION, &location))
    })
    .await
}

async fn update(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let id = req.path_id("id")?;
    let declared = req.ctx.types.find(&name)?;
    let version = req.if_match()?;
    let given = from_json(&declared.kind, &req.json()?)?;
    let scope = scope_of(&req, &declared.kind, id).await?;
    req.write_answer(scope, async move |uow: &mut Uow<'_>| {
        let record = records::update(uow, &name, id, version, given.clone()).await?;
        let version = record.get("version").and_then(Value::integer).unwrap_or_default();
        Ok(Answer::json(&to_json(&record))?.version(version))
    })
    .await
}

async fn delete(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let id = req.path_id("id")?;
    let declared = req.ctx.types.find(&name)?;
    let version = req.if_match()?;
    let scope = scope_of(&req, &declared.kind, id).await?;
    req.write_answer(scope, async move |uow: &mut Uow<'_>| {
        records::delete(uow, &name, id, version).await?;
        Ok(Answer::nothing())
    })
    .await
}

/// Many changes of one record type.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Bulk {
    /// `all-or-nothing` (the default) or `each`.
    #[serde(default)]
    mode: Mode,
    /// In this order.
    changes: Vec<BulkChange>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    #[default]
    AllOrNothing,
    Each,
}

/// One change: exactly one of the three.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum BulkChange {
    /// The new record's fields.
    Create(Json),
    /// Fields to change.
    Update {
        /// The record.
        id: Uuid,
        /// The version that was read.
        version: i64,
        /// Fields to change.
        fields: Json,
    },
    /// What to delete.
    Delete {
        /// The record.
        id: Uuid,
        /// The version that was read.
        version: i64,
    },
}

async fn bulk(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let declared = req.ctx.types.find(&name)?;
    let bulk: Bulk = req.json()?;
    if bulk.changes.len() > CHANGES_MAX {
        let message = format!("Send at most {CHANGES_MAX} changes in one request.");
        return Err(Fault::invalid("bulk.too-many", message).at("/changes"));
    }
    let mut scopes = Vec::new();
    let mut changes = Vec::with_capacity(bulk.changes.len());
    for (index, change) in bulk.changes.into_iter().enumerate() {
        let under = |fault: Fault| fault.under(&format!("/changes/{index}"));
        changes.push(match change {
            BulkChange::Create(json) => {
                let record = from_json(&declared.kind, &json).map_err(|f| under(f.under("/create")))?;
                scopes.push(scope_of_new(&declared.kind, &record));
                Change::Create(record)
            }
            BulkChange::Update { id, version, fields } => {
                let record =
                    from_json(&declared.kind, &fields).map_err(|f| under(f.under("/update/fields")))?;
                scopes.push(scope_of(&req, &declared.kind, id).await.map_err(under)?);
                Change::Update(id, version, record)
            }
            BulkChange::Delete { id, version } => {
                scopes.push(scope_of(&req, &declared.kind, id).await.map_err(under)?);
                Change::Delete(id, version)
            }
        });
    }
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.len() > 1 {
        return Err(Fault::invalid(
            "bulk.companies",
            "Send the changes of each company in a request of its own.",
        ));
    }
    let scope = scopes.first().copied().unwrap_or(Scope::Shared);
    let all_or_nothing = bulk.mode == Mode::AllOrNothing;
    let request_id = req.ctx.request_id;
    req.write_answer(scope, async move |uow: &mut Uow<'_>| {
        let results = records::bulk(uow, &name, changes.clone(), all_or_nothing).await?;
        let rows: Vec<Json> = results
            .iter()
            .map(|row| match row {
                Ok((id, version)) => json!({"ok": true, "id": id, "version": version}),
                Err(fault) => json!({"ok": false, "problem": super::problem::body(fault, request_id)}),
            })
            .collect();
        let failed = results.iter().filter(|row| row.is_err()).count();
        Answer::json(&json!({"done": rows.len() - failed, "failed": failed, "results": rows}))
    })
    .await
}
