//! Requests from outside for plugins: `/ext/<plugin>/…`.
//!
//! Knows which headers pass, either way. Must not know signatures or companies.

use axum::http::{HeaderName, Method, StatusCode, header};
use tokio::sync::Semaphore;

use super::answer::Content;
use super::{Answer, Req, Route};
use crate::service::plugins::data::{HttpRequest, HttpResponse};
use crate::service::plugins::endpoints::{self, Proof};
use crate::service::{Fault, FaultKind};

/// Most requests from outside that are with plugins at once: each may take a job's time.
const AT_ONCE: usize = 32;
static SLOTS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Headers of a request that are the host's affair.
const KEPT: [HeaderName; 3] = [header::AUTHORIZATION, header::COOKIE, header::PROXY_AUTHORIZATION];
/// Headers of an answer that a plugin may set; beside them those that begin with `x-` or `webhook-`.
const PASSED: [&str; 8] = [
    "content-type",
    "content-language",
    "content-disposition",
    "etag",
    "last-modified",
    "location",
    "retry-after",
    "allow",
];

/// The routes.
pub fn routes() -> Vec<Route> {
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE]
        .into_iter()
        .map(|method| {
            let name = format!("plugin.endpoint-{}", method.as_str().to_ascii_lowercase());
            let summary = "An endpoint of a plugin, which says who may call it: /ext/PLUGIN/ENDPOINT, or \
                           /ext/PLUGIN/COMPANY/ENDPOINT where the plugin is enabled in several companies.";
            Route::new(method, "/ext/{plugin}/{*rest}", &name, summary, endpoint)
                .tag("plugins")
                .public()
                .from_anywhere()
        })
        .collect()
}

async fn endpoint(req: Req) -> Result<Answer, Fault> {
    let Ok(_slot) = SLOTS.try_acquire() else {
        let message = "Too many requests from outside at once; send it again in a second.";
        return Err(Fault::new(FaultKind::TooMany, "endpoint.busy", message));
    };
    let (code, rest) = (req.path("plugin")?, req.path("rest")?);
    let found = endpoints::find(&req.app.db, &req.ctx.installed, code, rest).await?;
    let text = |name: &str| req.headers.get(name).and_then(|value| value.to_str().ok());
    let proof = match (text("webhook-id"), text("webhook-timestamp"), text("webhook-signature")) {
        (Some(id), Some(timestamp), Some(signature)) => Some(Proof { id, timestamp, signature }),
        _ => None,
    };
    let headers = req.headers.iter().filter(|(name, _)| !KEPT.contains(name));
    let headers = headers
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let query = req.uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let request = HttpRequest {
        method: req.method.to_string(),
        url: format!("{}{query}", found.rest),
        headers,
        body: req.body.to_vec(),
    };
    let outbound = req.app.outbound.as_ref();
    let (plugin, name, company) = (found.plugin.clone(), found.endpoint.name.clone(), found.company);
    let answered = endpoints::answer(&req.app.db, outbound, req.ctx.clone(), found, proof, request).await?;
    match answered {
        Some(response) => endpoints::judged(&req.ctx, &plugin, &name, company, shaped(response)),
        // It was taken before: a sender that did not hear so may stop sending it.
        None => Ok(Answer::nothing().header(HeaderName::from_static("webhook-replayed"), "true")),
    }
}

/// A plugin's answer, as far as it may speak on this host's address: no cookies, nothing that a browser runs.
fn shaped(response: HttpResponse) -> Result<Answer, String> {
    let status = StatusCode::from_u16(response.status).ok().filter(|status| status.as_u16() >= 200);
    let status = status
        .ok_or_else(|| format!("it answered with the status {}, which there is not", response.status))?;
    let mut media_type = "application/octet-stream".to_owned();
    let mut answer = Answer { status, headers: Vec::new(), content: Content::None };
    for (name, value) in &response.headers {
        let name = name.to_ascii_lowercase();
        if name == "content-type" {
            media_type = value.clone();
        } else if (PASSED.contains(&name.as_str()) || name.starts_with("x-") || name.starts_with("webhook-"))
            && let Ok(known) = HeaderName::from_bytes(name.as_bytes())
        {
            answer = answer.header(known, value);
        }
    }
    if !response.body.is_empty() {
        answer.content = Content::Bytes(media_type, response.body);
    }
    let alone = "default-src 'none'; sandbox; frame-ancestors 'none'";
    Ok(answer.header(header::CONTENT_SECURITY_POLICY, alone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_sets_no_cookie_and_runs_nothing() {
        let headers =
            [("set-cookie", "keel=1"), ("content-type", "text/html"), ("x-own", "1"), ("refresh", "0")];
        let response = HttpResponse {
            status: 201,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            body: b"<script>".to_vec(),
        };
        let answer = shaped(response.clone()).unwrap();
        let mut names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!((answer.status.as_u16(), names), (201, vec!["content-security-policy", "x-own"]));
        assert!(shaped(HttpResponse { status: 101, ..response }).is_err());
    }
}
