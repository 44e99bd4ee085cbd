//! Routes of imports.

use axum::http::{Method, StatusCode};

use super::{Answer, Req, Route};
use crate::service::import::{
    self, ImportPreview, ImportRecords, ImportReport, findings, import_watched, undo,
};
use crate::service::{Fault, Input, Uow};

/// Largest table, bytes of the request.
const BYTES_MAX: usize = 64 << 20;

/// Preview, import, what it told, undo.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            "/api/v1/actions/import.preview",
            "import.preview",
            "Says what a table holds and where its columns would go; takes what import.run takes, writes nothing.",
            preview,
        )
        .tag("import")
        .body::<ImportRecords>()
        .reply::<ImportPreview>(StatusCode::OK)
        .at_most(BYTES_MAX),
        Route::new(
            Method::POST,
            "/api/v1/actions/import.run",
            "import.run",
            "Makes records of any type from a CSV or XLSX table. How far it is comes as `import` on \
             /api/v1/events of the same host, named by the Idempotency-Key, else by the X-Request-Id.",
            run,
        )
        .tag("import")
        .body::<ImportRecords>()
        .reply::<ImportReport>(StatusCode::OK)
        .at_most(BYTES_MAX),
        Route::action("import.undo", "Takes an import back as a whole.", undo),
        Route::question(
            "/api/v1/imports/findings",
            "import.findings",
            "Says what an import could not resolve.",
            findings,
        ),
    ]
}

async fn preview(req: Req) -> Result<Answer, Fault> {
    let input: ImportRecords = req.exact_json()?;
    Answer::json(&req.read(async move |uow: &mut Uow<'_>| import::preview(uow, input).await).await?)
}

async fn run(req: Req) -> Result<Answer, Fault> {
    let input: ImportRecords = req.exact_json()?;
    let named = ["idempotency-key", "x-request-id"].iter().find_map(|name| req.headers.get(*name));
    let key = named.and_then(|value| value.to_str().ok()).map(|text| text.trim_matches('"').to_owned());
    let key = key.unwrap_or_else(|| req.ctx.request_id.to_string());
    let teller = req.ctx.actor.user_id.map(|user| req.app.imports.of(user, key));
    req.write(input.scope(), StatusCode::OK, input, async move |uow: &mut Uow<'_>, input| {
        import_watched(uow, input, teller.as_ref()).await
    })
    .await
}
