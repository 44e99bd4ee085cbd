//! Actions of plugins, and what their calls leave for administrators: marks, held requests, parked work.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use keel_manifest::names;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

use super::records::{from_json, schema, to_json};
use super::{Answer, Req, Route};
use crate::service::plugins::actions::{self, Given};
use crate::service::plugins::hooks_marks::ById;
use crate::service::plugins::{Installed, events_parked, hooks_held, hooks_marks};
use crate::service::{Ctx, Fault, Uow};
use crate::storage::Scope;

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::new(
            Method::POST,
            "/api/v1/actions/{name}",
            "plugin.action",
            "Runs an action of a plugin; its own entry says what it takes and answers.",
            action,
        )
        .tag("plugins")
        .body::<ActionInput>(),
        Route::new(
            Method::GET,
            "/api/v1/records/{type}/{id}/marks",
            "plugin.marks-of-record",
            "Hooks of plugins that failed on this record and were skipped.",
            marks_of_record,
        )
        .tag("plugins")
        .reply::<Vec<hooks_marks::Mark>>(StatusCode::OK),
        Route::new(
            Method::POST,
            "/api/v1/actions/plugin.release-held",
            "plugin.release-held",
            "Sends a held request again as whoever sent it, and answers what it answers; it is held no longer.",
            release,
        )
        .tag("plugins")
        .body::<ById>(),
    ];
    routes.extend([
        Route::question(
            "/api/v1/plugin-marks",
            "plugin.marks",
            "Hooks of plugins that failed and were skipped, and nobody has looked at it.",
            hooks_marks::list,
        ),
        Route::question(
            "/api/v1/plugin-held",
            "plugin.held",
            "Requests kept aside because a hook failed whose policy is to hold them.",
            hooks_held::list,
        ),
        Route::question(
            "/api/v1/plugin-deliveries",
            "plugin.deliveries",
            "Facts on their way to plugins: waiting, heard, parked.",
            events_parked::deliveries,
        ),
        Route::question(
            "/api/v1/plugin-runs",
            "plugin.runs",
            "Runs of plugins' jobs that wait or are parked.",
            events_parked::runs,
        ),
        Route::action("plugin.clear-mark", "Clears a mark on a record.", hooks_marks::clear),
        Route::action("plugin.drop-held", "Drops a held request.", hooks_held::drop),
        Route::action(
            "plugin.retry-delivery",
            "Lets a plugin hear a parked or waiting fact at once.",
            events_parked::retry_delivery,
        ),
        Route::action("plugin.drop-delivery", "Gives a delivery up.", events_parked::drop_delivery),
        Route::action("plugin.retry-run", "Does a parked or waiting run at once.", events_parked::retry_run),
        Route::action("plugin.drop-run", "Gives a run up.", events_parked::drop_run),
    ]);
    routes
}

/// The actions of the plugins that are installed, for the description alone: what each takes and answers.
pub fn described(installed: &Installed) -> Vec<Route> {
    let mut routes = Vec::new();
    for plugin in installed.plugins.values() {
        for action in &plugin.manifest.actions {
            let name = names::whole(plugin.code(), &action.name);
            let Ok(called) = actions::find_in(installed, &name) else { continue };
            let mut input = json!({
                "type": "object",
                "properties": {
                    "company": {"type": "string", "format": "uuid",
                                "description": "Needed where the plugin is enabled in several companies."},
                    "input": schema(&called.input(), true),
                },
                "required": ["input"],
                "additionalProperties": false,
            });
            if let Some(on) = &action.on {
                input["properties"]["target"] =
                    json!({"type": "string", "format": "uuid", "x-keel-reference": on});
                input["required"] = json!(["target", "input"]);
            }
            let output = schema(&called.output(), true);
            let summary = if action.help.is_empty() { &action.label } else { &action.help };
            let path = format!("/api/v1/actions/{name}");
            let mut route = Route::new(Method::POST, &path, &name, summary, self::action).tag(plugin.code());
            route.body = Some(Arc::new(move |_| input.clone()));
            route.reply = (StatusCode::OK, Some(Arc::new(move |_| output.clone())));
            routes.push(route);
        }
    }
    routes
}

/// A call of an action.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ActionInput {
    /// The company in which to do it; needed where the plugin is enabled in several.
    #[serde(default)]
    company: Option<Uuid>,
    /// The record on which to do it.
    #[serde(default)]
    target: Option<Uuid>,
    /// What the action takes.
    #[serde(default)]
    input: Option<serde_json::Map<String, Json>>,
}

async fn action(req: Req) -> Result<Answer, Fault> {
    let called = actions::find(&req.ctx, req.path("name")?)?;
    let input: ActionInput = req.exact_json()?;
    let company = actions::company(&called.plugin, &req.ctx.actor, input.company)?;
    let given = Json::Object(input.input.unwrap_or_default());
    let record = from_json(&called.input(), &given).map_err(|fault| fault.under("/input"))?;
    let target = input.target;
    req.write_answer(Scope::Company(company).patient(), async move |uow: &mut Uow<'_>| {
        let given = Given::Record(record.clone());
        let output = actions::run(uow, &called, Some(company), target, given).await?;
        Answer::json(&to_json(&output.record))
    })
    .await
}

async fn marks_of_record(req: Req) -> Result<Answer, Fault> {
    let (name, id) = (req.path("type")?.to_owned(), req.path_id("id")?);
    let found = req.read(async move |uow: &mut Uow<'_>| hooks_marks::on_record(uow, &name, id).await).await?;
    Answer::json(&found)
}

/// Sends a held request again. Its own `Idempotency-Key` keeps it from happening twice, whatever happens to
/// this host between its answer and the end of this one.
async fn release(req: Req) -> Result<Answer, Fault> {
    let ById { id } = req.exact_json()?;
    let (held, actor) = req.read(async move |uow: &mut Uow<'_>| hooks_held::request(uow, id).await).await?;
    let broken = || Fault::internal(format!("the held request {id} cannot be sent again"));
    let method = Method::from_bytes(held.method.as_bytes()).map_err(|_| broken())?;
    let uri: Uri = held.path.parse().map_err(|_| broken())?;
    let (route, path) = route_of(&method, uri.path()).ok_or_else(broken)?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let key = HeaderValue::from_str(&format!("held-{id}")).map_err(|_| broken())?;
    headers.insert("idempotency-key", key);
    if let Some(version) = &held.if_match {
        headers.insert(header::IF_MATCH, HeaderValue::from_str(version).map_err(|_| broken())?);
    }
    let again = Req {
        app: req.app.clone(),
        ctx: Ctx::among(actor, req.ctx.now, Uuid::now_v7(), req.ctx.installed.clone()),
        method,
        uri,
        headers,
        path,
        body: held.body.into_bytes().into(),
        releases: true,
    };
    let answer = (route.handler)(again).await?;
    let ctx = req.ctx.clone();
    req.app
        .db
        .write(Scope::Shared, async move |tx| hooks_held::released(&mut Uow::new(tx, &ctx), id).await)
        .await?;
    Ok(answer)
}

/// The route that a path leads to: the one with the fewest names in it, as the router chooses.
fn route_of(method: &Method, path: &str) -> Option<(Route, HashMap<String, String>)> {
    let fits = super::routes::all().into_iter().filter_map(|route| {
        let found = (route.method == *method).then(|| values(&route.path, path)).flatten()?;
        Some((route, found))
    });
    fits.min_by_key(|(_, values)| values.len())
}

fn values(pattern: &str, path: &str) -> Option<HashMap<String, String>> {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    if pattern.len() != path.len() {
        return None;
    }
    let mut values = HashMap::new();
    for (wanted, given) in pattern.into_iter().zip(path) {
        match wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => _ = values.insert(name.to_owned(), given.to_owned()),
            None if wanted == given => {}
            None => return None,
        }
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_request_finds_its_route_again() {
        for (path, expected) in [
            ("/api/v1/actions/ledger.post", "ledger.post"),
            ("/api/v1/actions/credit-limit.raise-limit", "plugin.action"),
            ("/api/v1/records/contact", "records.create"),
            ("/api/v1/records/contact/bulk", "records.bulk"),
        ] {
            let found = route_of(&Method::POST, path).map(|(route, _)| route.name);
            assert_eq!(found.as_deref(), Some(expected), "{path}");
        }
        assert!(route_of(&Method::POST, "/nowhere").is_none());
    }
}
