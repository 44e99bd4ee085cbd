//! A client that speaks JSON over HTTP.
//!
//! Knows requests and answers. Must not know any route.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{HeaderMap, Method, Request};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde_json::Value;

/// How long a connection is kept for the next request.
const IDLE: Duration = Duration::from_secs(4);

/// Speaks to one host, for one actor.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    token: Option<String>,
    pool: Pool<HttpConnector, Full<Bytes>>,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body as it came.
    pub bytes: Bytes,
}

impl Client {
    /// A client that speaks for nobody.
    pub fn new(address: SocketAddr) -> Client {
        // The host ends connections on which nothing came for ten seconds: none is taken up again that may just end.
        let mut pool = Pool::builder(TokioExecutor::new());
        pool.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE);
        Client { address, token: None, pool: pool.build_http() }
    }

    /// The same, for the bearer of a token.
    pub fn with_token(mut self, token: &str) -> Client {
        self.token = Some(token.to_owned());
        self
    }

    /// The same, for nobody.
    pub fn without_token(mut self) -> Client {
        self.token = None;
        self
    }

    /// The token, if it speaks for somebody.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Where the host listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], None).await
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, &[], Some(body)).await
    }

    /// POST of JSON under an `Idempotency-Key`.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Reply {
        self.send(Method::POST, path, &[("idempotency-key", key)], Some(body)).await
    }

    /// PATCH of the version that was read.
    pub async fn patch(&self, path: &str, version: i64, body: Value) -> Reply {
        self.send(Method::PATCH, path, &[("if-match", &format!("\"{version}\""))], Some(body)).await
    }

    /// DELETE of the version that was read.
    pub async fn delete(&self, path: &str, version: i64) -> Reply {
        self.send(Method::DELETE, path, &[("if-match", &format!("\"{version}\""))], None).await
    }

    /// Any request. A body is sent as JSON.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Reply {
        let bytes = body.map(|body| Bytes::from(body.to_string()));
        let mut all: Vec<(&str, &str)> = headers.to_vec();
        if bytes.is_some() {
            all.push(("content-type", "application/json"));
        }
        self.send_bytes(method, path, &all, bytes.unwrap_or_default()).await
    }

    /// Any request with any body.
    ///
    /// # Panics
    /// When the host does not answer at all; [`Client::try_send_bytes`] returns that as an error.
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Reply {
        let what = format!("{method} {path}");
        match self.try_send_bytes(method, path, headers, body).await {
            Ok(reply) => reply,
            Err(error) => panic!("{what}: no answer: {error:#}"),
        }
    }

    /// Any request with any body, or why no whole answer came.
    pub async fn try_send_bytes(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> anyhow::Result<Reply> {
        let mut request = Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.pool.request(request.body(Full::new(body))?).await?;
        let (head, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes();
        Ok(Reply { status: head.status.as_u16(), headers: head.headers, bytes })
    }
}

impl Reply {
    /// The body as JSON; null when it is not.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body, if the status is the one that is expected.
    ///
    /// # Panics
    /// With the whole answer, when it is not.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "the answer was {}", self.text());
        self.json()
    }

    /// Fails unless the answer is this status with this problem code.
    ///
    /// # Panics
    /// With the whole answer, when it is not.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let body = self.json();
        assert_eq!(
            (self.status, body["code"].as_str()),
            (status, Some(code)),
            "the answer was {}",
            self.text()
        );
        body
    }

    /// The version that `ETag` names.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    pub fn version(&self) -> i64 {
        let etag = self.headers.get("etag").and_then(|value| value.to_str().ok());
        let version = etag.and_then(|text| text.trim_matches('"').parse().ok());
        version.unwrap_or_else(|| panic!("no version in ETag {etag:?}: {}", self.text()))
    }
}
