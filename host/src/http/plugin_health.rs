//! How plugins fare: faults, what they took, their log. What is told is decided in `service::plugins::faults`.

use axum::http::{Method, StatusCode};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Req, Route};
use crate::service::plugins::faults::{self, Faults, FaultsOf, Log, Usage};
use crate::service::plugins::life::{self, Rehearsal};
use crate::service::{Fault, Uow};

/// Calls of a rehearsal that does not say.
const LAST: usize = 100;

/// Over which calls.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RehearseParams {
    /// How many of the last calls, at most 1,000.
    last: Option<usize>,
    /// Take the package without a signature: for development.
    unsigned: bool,
}

/// After which line.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct After {
    /// Number of the last line that was seen.
    after: Option<u64>,
}

/// The routes of plugins' health.
pub fn routes() -> Vec<Route> {
    let get = Method::GET;
    vec![
        Route::new(
            get.clone(),
            "/api/v1/plugins/{code}/faults",
            "plugin.faults",
            "Faults of a plugin, newest first: what happened, in which call, and what its author needs.",
            list,
        )
        .tag("plugins")
        .query::<FaultsOf>()
        .reply::<Faults>(StatusCode::OK),
        Route::new(
            get.clone(),
            "/api/v1/plugins/{code}/usage",
            "plugin.usage",
            "What a plugin took on this host since it started: calls, time, instructions, memory, rows.",
            usage,
        )
        .tag("plugins")
        .reply::<Usage>(StatusCode::OK),
        Route::new(
            get,
            "/api/v1/plugins/{code}/log",
            "plugin.log",
            "Lines that a plugin logged on this host, after a line.",
            log,
        )
        .tag("plugins")
        .query::<After>()
        .reply::<Log>(StatusCode::OK),
        Route::new(
            Method::POST,
            "/api/v1/plugin-rehearsals",
            "plugin.rehearse",
            "Runs a new version over the last recorded calls and tells which effects would differ; keeps nothing.",
            rehearse,
        )
        .tag("plugins")
        .query::<RehearseParams>()
        .raw_body(super::plugins::WASM, super::plugins::PACKAGE_BYTES_MAX)
        .reply::<Rehearsal>(StatusCode::OK),
    ]
}

async fn rehearse(req: Req) -> Result<Answer, Fault> {
    req.ctx.actor.must_administer()?;
    let asked: RehearseParams = req.query()?;
    let (app, bytes, last) = (&req.app, req.body.to_vec(), asked.last.unwrap_or(LAST));
    Answer::json(&life::rehearse(&app.db, &app.plugins, &req.ctx, bytes, asked.unsigned, last).await?)
}

async fn list(req: Req) -> Result<Answer, Fault> {
    let plugin = req.path("code")?.to_owned();
    let asked: FaultsOf = req.query()?;
    let found = req.read(async move |uow: &mut Uow<'_>| faults::list(uow, &plugin, asked).await).await?;
    Answer::json(&found)
}

async fn usage(req: Req) -> Result<Answer, Fault> {
    let plugin = req.path("code")?.to_owned();
    let found = req.read(async move |uow: &mut Uow<'_>| faults::usage(uow, &plugin)).await?;
    Answer::json(&found)
}

async fn log(req: Req) -> Result<Answer, Fault> {
    let plugin = req.path("code")?.to_owned();
    let asked: After = req.query()?;
    let after = asked.after.unwrap_or_default();
    let found = req.read(async move |uow: &mut Uow<'_>| faults::log(uow, &plugin, after)).await?;
    Answer::json(&found)
}
