//! Sends one message to one endpoint over a connection of its own.
//!
//! Knows sockets, TLS and HTTP. Must not know the queue. The address that is connected to is the address
//! that was checked; redirects are not followed; nothing of the answer but its status is kept.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::service::webhooks::{Address, Met, Outgoing, is_public};

/// Longest attempt, from the name to the status: an endpoint that is slower does its work after answering.
const ATTEMPT_MAX: Duration = Duration::from_secs(15);
/// Longest wait for a connection.
const CONNECT_MAX: Duration = Duration::from_secs(5);

/// What all attempts share.
pub struct Sender {
    tls: TlsConnector,
}

impl Default for Sender {
    fn default() -> Self {
        Sender::new()
    }
}

impl Sender {
    /// Trusts the certificate authorities that browsers trust (Mozilla's list).
    pub fn new() -> Sender {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring offers the versions of TLS that rustls asks for")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Sender { tls: TlsConnector::from(Arc::new(config)) }
    }

    /// Sends a message; never longer than [`ATTEMPT_MAX`]. `allowed`: hosts that need not be public.
    pub async fn send(&self, message: &Outgoing, allowed: &[String]) -> Met {
        match tokio::time::timeout(ATTEMPT_MAX, self.attempt(message, allowed)).await {
            Ok(Ok(200..=299)) => Met::Taken,
            Ok(Ok(410)) => Met::Gone,
            Ok(Ok(status)) => Met::Failed(format!("the endpoint answered {status}")),
            Ok(Err(error)) => Met::Failed(error),
            Err(_) => Met::Failed(format!("no answer within {} seconds", ATTEMPT_MAX.as_secs())),
        }
    }

    async fn attempt(&self, message: &Outgoing, allowed: &[String]) -> Result<u16, String> {
        let address = Address::read(&message.url).map_err(|fault| fault.message)?;
        let named = format!("{}:{}", address.host, address.port);
        let free = allowed.iter().any(|host| host.eq_ignore_ascii_case(&address.host) || *host == named);
        if !address.tls && !free {
            return Err("the address is not https, and the settings do not name its host".into());
        }
        let stream = connect(&address, free).await?;
        if address.tls {
            let name = ServerName::try_from(address.host.clone()).map_err(|e| e.to_string())?;
            let stream = self.tls.connect(name, stream).await.map_err(|e| format!("TLS: {e}"))?;
            exchange(stream, &address, message).await
        } else {
            exchange(stream, &address, message).await
        }
    }
}

/// Connects to the first address of the host that answers; to none, if one of them is not public: a name
/// that leads both out of the house and into it is not to be trusted.
async fn connect(address: &Address, free: bool) -> Result<TcpStream, String> {
    let found: Vec<SocketAddr> = match address.host.parse::<IpAddr>() {
        Ok(ip) => vec![SocketAddr::new(ip, address.port)],
        Err(_) => tokio::net::lookup_host((address.host.as_str(), address.port))
            .await
            .map_err(|e| format!("the name is not known: {e}"))?
            .collect(),
    };
    if let Some(inner) = found.iter().find(|found| !free && !is_public(found.ip())) {
        return Err(format!("{} is not on the public internet; the settings can allow its host", inner.ip()));
    }
    let mut last = "the name has no address".to_owned();
    for one in found {
        match tokio::time::timeout(CONNECT_MAX, TcpStream::connect(one)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = format!("no connection: {error}"),
            Err(_) => last = format!("no connection within {} seconds", CONNECT_MAX.as_secs()),
        }
    }
    Err(last)
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    address: &Address,
    message: &Outgoing,
) -> Result<u16, String> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
    let driver = tokio::spawn(connection);
    let host = if address.host.contains(':') { format!("[{}]", address.host) } else { address.host.clone() };
    let request = Request::post(&address.path)
        .header("host", format!("{host}:{}", address.port))
        .header("content-type", "application/json")
        .header("user-agent", "keel")
        .header("webhook-id", &message.id)
        .header("webhook-timestamp", message.timestamp)
        .header("webhook-signature", &message.signature)
        .body(Full::new(Bytes::from(message.body.clone())))
        .map_err(|e| e.to_string())?;
    let answer = sender.send_request(request).await.map_err(|e| format!("no answer: {e}"));
    driver.abort();
    Ok(answer?.status().as_u16())
}
