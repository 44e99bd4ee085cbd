//! The first start: what can be chosen, and the beginning itself.

use axum::http::{Method, StatusCode};

use super::{Answer, Req, Route};
use crate::service::setup::{self, Choices, Start, Started};
use crate::service::{Fault, Uow};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            "/api/v1/setup",
            "setup.get",
            "Whether there is no company yet, and what can be chosen for the first one.",
            async |req: Req| {
                Answer::json(&req.read(async |uow: &mut Uow<'_>| setup::choices(uow).await).await?)
            },
        )
        .tag("setup")
        .reply::<Choices>(StatusCode::OK),
        Route::new(
            Method::POST,
            "/api/v1/actions/setup.start",
            "setup.start",
            "Makes a company with books, fiscal year, units, warehouse and places; or the demo company.",
            start,
        )
        .tag("setup")
        .body::<Start>()
        .reply::<Started>(StatusCode::OK),
    ]
}

async fn start(req: Req) -> Result<Answer, Fault> {
    let input: Start = req.json()?;
    if input.demo {
        return Answer::json(&setup::start_demo(&req.app.db, req.ctx.clone()).await?);
    }
    req.write(setup::SCOPE, StatusCode::OK, input, setup::start).await
}
