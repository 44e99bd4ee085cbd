//! What a handler gives back.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

use crate::service::Fault;

/// A body.
pub enum Content {
    /// Nothing (204).
    None,
    /// JSON text.
    Json(String),
    /// Anything else, with its media type.
    Bytes(String, Vec<u8>),
    /// A stream such as server-sent events, with its media type.
    Stream(String, Body),
}

/// Status, headers and body.
pub struct Answer {
    /// Status code.
    pub status: StatusCode,
    /// More headers.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Body.
    pub content: Content,
}

impl Answer {
    /// 200 with JSON.
    pub fn json<T: Serialize>(value: &T) -> Result<Answer, Fault> {
        Answer::json_with(StatusCode::OK, value)
    }

    /// JSON with a status.
    pub fn json_with<T: Serialize>(status: StatusCode, value: &T) -> Result<Answer, Fault> {
        let text =
            serde_json::to_string(value).map_err(|e| Fault::internal(format!("answer is not JSON: {e}")))?;
        Ok(Answer { status, headers: Vec::new(), content: Content::Json(text) })
    }

    /// 204.
    pub fn nothing() -> Answer {
        Answer { status: StatusCode::NO_CONTENT, headers: Vec::new(), content: Content::None }
    }

    /// 200 with bytes of a media type.
    pub fn bytes(media_type: &str, bytes: Vec<u8>) -> Answer {
        Answer {
            status: StatusCode::OK,
            headers: Vec::new(),
            content: Content::Bytes(media_type.to_owned(), bytes),
        }
    }

    /// Adds a header; one that cannot be sent is left out.
    pub fn header(mut self, name: HeaderName, value: &str) -> Answer {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Adds the version as `ETag`.
    pub fn version(self, version: i64) -> Answer {
        self.header(header::ETAG, &format!("\"{version}\""))
    }

    pub(super) fn into_response(self) -> Response {
        let (media_type, body) = match self.content {
            Content::None => (None, Body::empty()),
            Content::Json(text) => (Some("application/json".to_owned()), Body::from(text)),
            Content::Bytes(media_type, bytes) => (Some(media_type), Body::from(bytes)),
            Content::Stream(media_type, body) => (Some(media_type), body),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Some(value) = media_type.and_then(|m| HeaderValue::from_str(&m).ok()) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        for (name, value) in self.headers {
            if name == header::CACHE_CONTROL {
                headers.remove(&name);
            }
            headers.append(name, value);
        }
        response
    }
}
