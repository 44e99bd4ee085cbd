//! The list of all routes. What is not here does not exist.

use std::sync::{Arc, OnceLock};

use axum::http::{Method, StatusCode};

use super::{Answer, Route, document};

/// Every route of the host, in the order of the documentation.
pub fn all() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(health());
    routes.extend(super::auth::routes());
    routes.extend(super::records::routes());
    let documented = Arc::new(OnceLock::new());
    let served = documented.clone();
    routes.push(
        Route::new(
            Method::GET,
            "/api/openapi.json",
            "openapi",
            "This description (OpenAPI 3.1).",
            move |_req| {
                let text: String = served.get().cloned().unwrap_or_default();
                async move { Ok(Answer::bytes("application/json", text.into_bytes())) }
            },
        )
        .public(),
    );
    let _ = documented.set(document(&routes).to_string());
    routes
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
            async |req: super::Req| {
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
