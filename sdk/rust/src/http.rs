//! HTTP, out of the house and into it.

use crate::host;
use crate::{Fault, Result};

/// A header. Names are lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Lower case.
    pub name: String,
    /// One value.
    pub value: String,
}

/// A request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Out: the whole address. In: path and query behind the endpoint's own.
    pub url: String,
    /// In order.
    pub headers: Vec<Header>,
    /// At most 1 MiB.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// 200, 404, …
    pub status: u16,
    /// In order.
    pub headers: Vec<Header>,
    /// At most 1 MiB.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without a body.
    pub fn get(url: impl Into<String>) -> Request {
        Request { method: "GET".to_owned(), url: url.into(), ..Request::default() }
    }

    /// A request with a body.
    pub fn post(url: impl Into<String>, media_type: &str, body: impl Into<Vec<u8>>) -> Request {
        let request =
            Request { method: "POST".to_owned(), url: url.into(), body: body.into(), ..Request::default() };
        request.header("content-type", media_type)
    }

    /// With a header.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Request {
        self.headers.push(Header { name: name.to_lowercase(), value: value.into() });
        self
    }

    /// The first header of a name.
    pub fn header_of(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|h| h.name.eq_ignore_ascii_case(name)).map(|h| h.value.as_str())
    }

    /// The body as text; a fault when it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        text(&self.body)
    }
}

impl Response {
    /// A status and nothing else.
    pub fn status(status: u16) -> Response {
        Response { status, ..Response::default() }
    }

    /// 200 with a body.
    pub fn ok(media_type: &str, body: impl Into<Vec<u8>>) -> Response {
        let response = Response { status: 200, body: body.into(), ..Response::default() };
        response.header("content-type", media_type)
    }

    /// With a header.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Response {
        self.headers.push(Header { name: name.to_lowercase(), value: value.into() });
        self
    }

    /// The body as text; a fault when it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        text(&self.body)
    }
}

/// Sends a request to a host that the manifest names in `http.send` and an administrator granted.
///
/// Only in jobs and endpoints, before the first write. Redirects are not followed. At most 5 s.
pub fn send(request: &Request) -> Result<Response> {
    host::http_send(request)
}

fn text(body: &[u8]) -> Result<&str> {
    std::str::from_utf8(body).map_err(|_| Fault::invalid("http.not-text", "The body is not text in UTF-8."))
}
