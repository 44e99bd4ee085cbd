//! Pictures that plugins bring.
//!
//! Knows which assets a browser may show. Nothing of a plugin runs in one: every answer is in a sandbox.

use axum::http::{Method, header};

use super::{Answer, Req, Route};
use crate::service::Fault;

/// Pictures by ending; other assets are for the plugin itself.
const PICTURES: [(&str, &str); 6] = [
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
];

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            "/api/v1/plugins/{code}/assets/{*name}",
            "plugin.asset",
            "A picture from a plugin's package.",
            asset,
        )
        .tag("plugins"),
    ]
}

async fn asset(req: Req) -> Result<Answer, Fault> {
    let (plugin, name) = (req.ctx.installed.find(req.path("code")?)?, req.path("name")?);
    let kind = name.rsplit_once('.').map(|(_, ending)| ending);
    let picture = PICTURES.iter().find(|(ending, _)| Some(*ending) == kind);
    let (Some((_, media_type)), Some(bytes)) = (picture, plugin.brought.assets.get(name)) else {
        return Err(Fault::not_found("picture", name));
    };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    Ok(Answer::bytes(media_type, bytes.clone())
        .header(header::CACHE_CONTROL, "private, max-age=300")
        .header(header::CONTENT_SECURITY_POLICY, policy))
}
