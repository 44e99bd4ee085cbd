//! What is somebody's own: what their screens are set to, and where they are.

use axum::http::{Method, StatusCode, header};
use serde_json::{Map, Value as Json};

use super::{Answer, Req, Route};
use crate::service::presence::{self, At};
use crate::service::{Fault, Uow, preferences};
use crate::storage::Scope;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let (mine, here) = ("/api/v1/preferences", "/api/v1/presence");
    let routes = vec![
        Route::new(Method::GET, mine, "preferences.get", "What your screens are set to.", read)
            .reply::<Map<String, Json>>(StatusCode::OK),
        Route::new(
            Method::PUT,
            mine,
            "preferences.replace",
            "Sets your screens: the whole document, at most 64 KiB; If-Match holds it to the one that you read.",
            replace,
        )
        .body::<Map<String, Json>>()
        .reply::<Map<String, Json>>(StatusCode::OK),
        Route::new(
            Method::PUT,
            here,
            "presence.stay",
            "Says that you are at a record, every 20 seconds; others hear it as `presence` on /api/v1/events.",
            stay,
        )
        .body::<At>()
        .status(StatusCode::NO_CONTENT),
        Route::new(Method::DELETE, here, "presence.leave", "Says that you have left a record.", leave)
            .query::<At>()
            .status(StatusCode::NO_CONTENT),
    ];
    routes.into_iter().map(|route| route.tag("interface")).collect()
}

async fn read(req: Req) -> Result<Answer, Fault> {
    shown(&req.read(async |uow: &mut Uow<'_>| preferences::read(uow).await).await?)
}

async fn replace(req: Req) -> Result<Answer, Fault> {
    let document = Json::Object(req.json()?).to_string();
    let only = if req.headers.contains_key(header::IF_MATCH) { Some(req.if_match()?) } else { None };
    req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
        shown(&preferences::replace(uow, &document, only).await?)
    })
    .await
}

fn shown(preferences: &preferences::Preferences) -> Result<Answer, Fault> {
    let document: Json = serde_json::from_str(&preferences.document)
        .map_err(|error| Fault::internal(format!("preferences are not JSON: {error}")))?;
    Ok(Answer::json(&document)?.version(preferences.revision))
}

async fn stay(req: Req) -> Result<Answer, Fault> {
    let at: At = req.json()?;
    let app = req.app.clone();
    let answer = req
        .write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
            presence::stay(uow, at.clone()).await?;
            Ok(Answer::nothing())
        })
        .await?;
    app.presence.touch();
    Ok(answer)
}

async fn leave(req: Req) -> Result<Answer, Fault> {
    let at: At = if req.body.is_empty() { req.query()? } else { req.json()? };
    let app = req.app.clone();
    let answer = req
        .write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
            presence::leave(uow, at.clone()).await?;
            Ok(Answer::nothing())
        })
        .await?;
    app.presence.touch();
    Ok(answer)
}
