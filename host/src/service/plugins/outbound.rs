//! HTTP out of the house, for plugins: who may send where.
//!
//! Knows grants. Must not know sockets: `jobs::send` connects, and checks the very address it connects to.

use futures_util::future::BoxFuture;

use super::Active;
use super::data::{HttpRequest, HttpResponse};
use crate::service::webhooks::Address;
use crate::service::{Fault, FaultKind};

/// Most bytes of a body, either way.
pub const BODY_MAX: usize = 1 << 20;
/// Methods that may be sent.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// Most headers of a request.
const HEADERS_MAX: usize = 64;
/// Headers that belong to the connection, not to the plugin.
const HEADERS_OURS: [&str; 8] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "upgrade",
    "te",
    "trailer",
    "proxy-authorization",
];

/// A place that a plugin may send to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Where.
    pub address: Address,
    /// The grant names this very place with its scheme: it need not be on the public internet.
    pub anywhere: bool,
}

/// Sends requests.
pub trait Outbound: Send + Sync {
    /// Sends a request and reads the whole answer, within five seconds and a mebibyte; follows no redirect.
    fn send<'a>(
        &'a self,
        to: &'a Destination,
        request: &'a HttpRequest,
    ) -> BoxFuture<'a, Result<HttpResponse, Fault>>;
}

/// Sends a plugin's request, if it was granted.
pub async fn send(
    plugin: &Active,
    outbound: &dyn Outbound,
    request: HttpRequest,
) -> Result<HttpResponse, Fault> {
    let address = Address::read(&request.url).map_err(|_| {
        Fault::invalid("http.url", "Give an address such as https://example.com/v1/rates.").at("/url")
    })?;
    let granted = plugin.granted();
    let hosts = granted.0.get("http.send");
    let found = hosts.into_iter().flatten().filter_map(|host| covers(host, &address)).max();
    let Some(anywhere) = found else {
        let mut fault = Fault::denied(format!(
            "The plugin {} may not send to {}: its manifest must ask for http.send with this host, and an \
             administrator grant it.",
            plugin.code(),
            address.host
        ))
        .arg("plugin", plugin.code())
        .arg("covers", &address.host);
        fault.code = "plugin.not-granted".into();
        return Err(fault);
    };
    if !METHODS.contains(&request.method.as_str()) {
        let message = format!("Send one of {}.", METHODS.join(", "));
        return Err(Fault::invalid("http.method", message).at("/method"));
    }
    if request.body.len() > BODY_MAX {
        let message = format!("A body has at most {BODY_MAX} bytes.");
        return Err(Fault::new(FaultKind::TooLarge, "http.too-large", message).at("/body"));
    }
    let ours = |(name, _): &(String, String)| HEADERS_OURS.contains(&name.to_ascii_lowercase().as_str());
    if request.headers.len() > HEADERS_MAX || request.headers.iter().any(ours) {
        let message = format!(
            "Send at most {HEADERS_MAX} headers, and none of {}: the host writes those.",
            HEADERS_OURS.join(", ")
        );
        return Err(Fault::invalid("http.headers", message).at("/headers"));
    }
    outbound.send(&Destination { address, anywhere }, &request).await
}

/// Whether a granted host covers an address, and then whether the address may be anywhere: `example.com` is
/// https to a public address; `http://host:port` and `https://host` name one place, wherever it is.
fn covers(granted: &str, address: &Address) -> Option<bool> {
    let (tls, anywhere, host) = match granted.split_once("://") {
        Some(("http", host)) => (false, true, host),
        Some(("https", host)) => (true, true, host),
        Some(_) => return None,
        None => (true, false, granted),
    };
    let port = if tls { 443 } else { 80 };
    let host = host.trim_end_matches('/');
    let (name, port) = match host.rsplit_once(':').filter(|_| !host.ends_with(']')) {
        Some((name, given)) => (name, given.parse().ok()?),
        None => (host, port),
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let same = tls == address.tls && name.eq_ignore_ascii_case(&address.host) && port == address.port;
    same.then_some(anywhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_covers_its_own_place_and_no_other() {
        for (granted, url, expected) in [
            ("api.example.com", "https://api.example.com/v1", Some(false)),
            ("api.example.com", "https://API.example.com/v1", Some(false)),
            ("api.example.com", "http://api.example.com/v1", None),
            ("api.example.com", "https://api.example.com:8443/", None),
            ("api.example.com:8443", "https://api.example.com:8443/", Some(false)),
            ("api.example.com", "https://evil.example.com/", None),
            ("api.example.com", "https://api.example.com.evil.org/", None),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000/x", Some(true)),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9001/x", None),
            ("http://127.0.0.1:9000", "https://127.0.0.1:9000/x", None),
            ("https://erp.internal", "https://erp.internal/x", Some(true)),
            ("http://[::1]:9000", "http://[::1]:9000/", Some(true)),
            ("ftp://x", "https://x/", None),
        ] {
            let address = Address::read(url).unwrap();
            assert_eq!(covers(granted, &address), expected, "{granted} for {url}");
        }
    }
}
