//! The list of all routes. What is not here does not exist.

use std::sync::{Arc, OnceLock};

use axum::http::Method;

use super::{Answer, Req, Route, document};

/// Every route of the host, in the order of the documentation.
pub fn all() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(super::health::routes());
    routes.extend(super::auth::routes());
    routes.extend(super::ledger::routes());
    routes.extend(super::webhooks::routes());
    routes.extend(super::records::routes());
    routes.extend(super::reports::routes());
    routes.extend(super::contacts::routes());
    routes.extend(super::import::routes());
    routes.extend(super::around::routes());
    routes.extend(super::events::routes());
    routes.extend(super::stock::routes());
    routes.push(openapi());
    routes
}

/// Written when it is first asked for, then kept.
fn openapi() -> Route {
    let kept: Arc<OnceLock<String>> = Arc::default();
    Route::new(
        Method::GET,
        "/api/openapi.json",
        "openapi",
        "This description (OpenAPI 3.1).",
        move |req: Req| {
            let text = kept.get_or_init(|| document(&all(), &req.ctx.types).to_string()).clone();
            async move { Ok(Answer::bytes("application/json", text.into_bytes())) }
        },
    )
    .public()
}
