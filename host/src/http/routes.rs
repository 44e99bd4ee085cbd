//! The list of all routes. What is not here is a file of the web interface (`web`), or does not exist.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Method;

use super::{Answer, Req, Route, document};

/// Every route of the host, in the order of the documentation.
pub fn all() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(super::health::routes());
    routes.extend(super::auth::routes());
    routes.extend(super::interface::routes());
    routes.extend(super::personal::routes());
    routes.extend(super::setup::routes());
    routes.extend(super::ledger::routes());
    routes.extend(super::webhooks::routes());
    routes.extend(super::mail::routes());
    routes.extend(super::records::routes());
    routes.extend(super::reports::routes());
    routes.extend(super::contacts::routes());
    routes.extend(super::import::routes());
    routes.extend(super::around::routes());
    routes.extend(super::events::routes());
    routes.extend(super::stock::routes());
    routes.extend(super::plugins::routes());
    routes.extend(super::plugin_health::routes());
    routes.extend(super::plugin_calls::routes());
    routes.extend(super::plugin_pages::routes());
    routes.extend(super::plugin_assets::routes());
    routes.extend(super::audit::routes());
    routes.extend(super::backups::routes());
    routes.extend(super::ext::routes());
    routes.push(openapi());
    routes
}

/// Written when it is first asked for, then kept until what is installed changes.
fn openapi() -> Route {
    let kept: Arc<Mutex<Option<(i64, Arc<String>)>>> = Arc::default();
    Route::new(
        Method::GET,
        "/api/openapi.json",
        "openapi",
        "This description (OpenAPI 3.1).",
        move |req: Req| {
            let generation = req.ctx.installed.generation;
            let known = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let text = match known.filter(|(of, _)| *of == generation) {
                Some((_, text)) => text,
                None => {
                    let mut routes = all();
                    routes.extend(super::plugin_calls::described(&req.ctx.installed));
                    let text = Arc::new(document(&routes, &req.ctx.types).to_string());
                    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    *kept = Some((generation, text.clone()));
                    text
                }
            };
            async move { Ok(Answer::bytes("application/json", text.as_bytes().to_vec())) }
        },
    )
    .public()
}
