//! Failures as problem+json (RFC 9457). The one place where a status is chosen.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::answer::{Answer, Content};
use crate::service::{Fault, FaultKind};

/// The status of a kind of failure.
pub fn status(kind: FaultKind) -> StatusCode {
    match kind {
        FaultKind::Malformed => StatusCode::BAD_REQUEST,
        FaultKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        FaultKind::Denied => StatusCode::FORBIDDEN,
        FaultKind::NotFound => StatusCode::NOT_FOUND,
        FaultKind::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        FaultKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        FaultKind::Refused => StatusCode::CONFLICT,
        FaultKind::Stale => StatusCode::PRECONDITION_FAILED,
        FaultKind::VersionRequired => StatusCode::PRECONDITION_REQUIRED,
        FaultKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        FaultKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        FaultKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        FaultKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The body of a failure: `type`, `title`, `status`, `code`, `detail`, `pointer`, `args`, `errors`, `request_id`.
pub fn body(fault: &Fault, request_id: Uuid) -> Value {
    let status = status(fault.kind);
    let mut problem = Map::new();
    problem.insert("type".into(), json!(format!("urn:keel:problem:{}", fault.code)));
    problem.insert("title".into(), json!(status.canonical_reason().unwrap_or("Error")));
    problem.insert("status".into(), json!(status.as_u16()));
    problem.insert("code".into(), json!(fault.code));
    problem.insert("detail".into(), json!(fault.message));
    if let Some(pointer) = &fault.pointer {
        problem.insert("pointer".into(), json!(pointer));
    }
    if !fault.args.is_empty() {
        let args: Map<String, Value> = fault.args.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
        problem.insert("args".into(), Value::Object(args));
    }
    if !fault.fields.is_empty() {
        let errors: Vec<Value> = fault
            .fields
            .iter()
            .map(|f| json!({"pointer": f.pointer, "code": f.code, "detail": f.message}))
            .collect();
        problem.insert("errors".into(), json!(errors));
    }
    problem.insert("request_id".into(), json!(request_id));
    Value::Object(problem)
}

/// The answer to a request that failed.
pub(super) fn response(fault: &Fault, request_id: Uuid) -> Response {
    let status = status(fault.kind);
    let mut answer = Answer {
        status,
        headers: Vec::new(),
        content: Content::Bytes(
            "application/problem+json".into(),
            body(fault, request_id).to_string().into_bytes(),
        ),
    };
    if matches!(fault.kind, FaultKind::TooMany | FaultKind::Unavailable) {
        let told = fault.args.iter().find(|(name, _)| name == "retry_after_seconds");
        answer = answer.header(axum::http::header::RETRY_AFTER, told.map_or("1", |(_, seconds)| seconds));
    }
    if fault.kind == FaultKind::Unauthenticated {
        answer = answer.header(axum::http::header::WWW_AUTHENTICATE, "Bearer realm=\"keel\"");
    }
    answer.into_response()
}
