//! For those who watch the host: does it run, does its database answer, what has it done.
//!
//! Knows the routes without a business noun. Must not know what is counted.

use axum::http::Method;

use super::{Answer, Req, Route, metrics};
use crate::service::Op;

const TEXT: &str = "text/plain; charset=utf-8";

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/healthz", "health", "Says that the process runs.", async |_req| {
            Ok(Answer::bytes(TEXT, b"ok\n".to_vec()))
        })
        .public(),
        Route::new(
            Method::GET,
            "/readyz",
            "readiness",
            "Says that the database answers; 503 when it does not.",
            async |req: Req| {
                req.app.db.answers().await?;
                Ok(Answer::bytes(TEXT, b"ready\n".to_vec()))
            },
        )
        .public(),
        Route::new(
            Method::GET,
            "/metrics",
            "metrics",
            "What happened since the start, for Prometheus; takes the right to read `metrics`.",
            async |req: Req| {
                req.ctx.actor.may("metrics", Op::Read, None)?;
                let text = metrics::text(req.app.db.stats());
                Ok(Answer::bytes("text/plain; version=0.0.4; charset=utf-8", text.into_bytes()))
            },
        ),
    ]
}
