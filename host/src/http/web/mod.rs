//! The web interface: which file answers an address, and under which headers.
//!
//! Knows addresses, caching and the content security policy. Must not know what the files hold, nor any route
//! of the API: what is asked of the host itself never gets here.

mod files;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::app::App;

/// What the interface writes where the nonce of its styles goes.
const NONCE: &str = "__KEEL_NONCE__";
/// Where files are whose names hold a digest of what is in them.
const HASHED: &str = "assets/";
/// First parts of addresses that are the host's own.
const OWN: [&str; 5] = ["api", "ext", "healthz", "readyz", "metrics"];
/// Forms of one file that a browser may take, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// What is said where no interface was built.
const ABSENT: &str = "Keel serves its API here; its web interface was not built.\n\n\
                      Build it with node 20.19 or newer, and start the host again:\n\n    \
                      cd host/web && npm ci --ignore-scripts && npm run build\n\n\
                      What the API takes: /api/openapi.json\n";

/// The answer to a request that no route takes; `None` where there is nothing.
pub(super) async fn answer(app: &App, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let path = uri.path().trim_start_matches('/');
    if OWN.contains(&path.split('/').next().unwrap_or_default()) {
        return None;
    }
    let folder = app.config.web.as_deref();
    if !path.is_empty() && path != "index.html" {
        if let Some(found) = file(folder, path, headers).await {
            return Some(found);
        }
        if path.starts_with(HASHED) || !is_screen(path, headers) {
            return None;
        }
    }
    Some(match files::read(folder, "index.html").await {
        Some(page) => screen(&page),
        None => plain(),
    })
}

/// Whether an address names a screen: it has no extension, or a browser goes there (`/records/crm.lead`).
fn is_screen(path: &str, headers: &HeaderMap) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    !last.contains('.') || accept.contains("text/html")
}

/// A file as it is, in the best form that was made of it and that the browser takes.
async fn file(folder: Option<&std::path::Path>, path: &str, headers: &HeaderMap) -> Option<Response> {
    let media_type = files::media_type(path)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let mut found = None;
    for (name, suffix) in ENCODINGS {
        if takes(accepted.unwrap_or_default(), name)
            && let Some(bytes) = files::read(folder, &format!("{path}{suffix}")).await
        {
            found = Some((bytes, Some(name)));
            break;
        }
    }
    let (bytes, encoding) = match found {
        Some(found) => found,
        None => (files::read(folder, path).await?, None),
    };
    let caching = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = with(StatusCode::OK, media_type, Body::from(bytes.into_owned()));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// Whether `Accept-Encoding` takes a coding by name (RFC 9110, 12.5.3).
fn takes(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts
            .filter_map(|part| part.split_once('='))
            .any(|(name, q)| name.trim() == "q" && q.trim().trim_matches(['0', '.']).is_empty());
        named && !refused
    })
}

/// The page that every screen begins with, with a nonce of its own.
fn screen(page: &[u8]) -> Response {
    let mut random = [0_u8; 18];
    if getrandom::fill(&mut random).is_err() {
        let words = "This machine gives no random numbers.\n";
        return with(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", Body::from(words));
    }
    let nonce = STANDARD.encode(random);
    let page = String::from_utf8_lossy(page).replace(NONCE, &nonce);
    let mut response = with(StatusCode::OK, "text/html; charset=utf-8", Body::from(page));
    let policy = format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn plain() -> Response {
    with(StatusCode::OK, "text/plain; charset=utf-8", Body::from(ABSENT))
}

fn with(status: StatusCode, media_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::takes;

    #[test]
    fn a_coding_is_taken_when_it_is_named_and_not_refused() {
        for (accepted, coding, expected) in [
            ("gzip, deflate, br", "br", true),
            ("gzip;q=0.5, br;q=0", "br", false),
            ("gzip;q=0.5, br;q=0.000", "gzip", true),
            ("GZIP", "gzip", true),
            ("identity", "gzip", false),
            ("*", "br", false),
            ("", "br", false),
        ] {
            assert_eq!(takes(accepted, coding), expected, "{accepted}: {coding}");
        }
    }
}
