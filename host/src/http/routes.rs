//! The list of all routes. What is not here does not exist.

use std::sync::{Arc, OnceLock};

use axum::http::{Method, StatusCode};

use super::{Answer, Req, Route, document};

/// Every route of the host, in the order of the documentation.
pub fn all() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(health());
    routes.extend(super::auth::routes());
    routes.extend(super::records::routes());
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
            let text = kept.get_or_init(|| document(&all(), &req.app.types).to_string()).clone();
            async move { Ok(Answer::bytes("application/json", text.into_bytes())) }
        },
    )
    .public()
}

fn health() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/healthz", "health", "Says that the process runs.", async |_req| {
            Ok(Answer::bytes("text/plain; charset=utf-8", b"ok\n".to_vec()))
        })
        .public(),
        Route::new(
            Method::GET,
            "/readyz",
            "readiness",
            "Says that the database answers; 503 when it does not.",
            async |req: Req| {
                req.read(async |uow: &mut crate::service::Uow<'_>| {
                    uow.tx.row("select 1", &[]).await?;
                    Ok(())
                })
                .await?;
                Ok(Answer::bytes("text/plain; charset=utf-8", b"ready\n".to_vec()))
            },
        )
        .public()
        .status(StatusCode::OK),
    ]
}
