//! Sends HTTP out of the house: messages to webhook endpoints, and what plugins were granted to send.
//!
//! Knows sockets, TLS and HTTP. Must not know the queue, or who was granted what. The address that is connected
//! to is the address that was checked; redirects are not followed; each request has a connection of its own.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::service::plugins::data::{HttpRequest, HttpResponse};
use crate::service::plugins::outbound::{BODY_MAX, Destination, Outbound};
use crate::service::webhooks::{Address, Met, Outgoing, is_public};
use crate::service::{Fault, FaultKind};

/// Longest attempt, from the name to the status: an endpoint that is slower does its work after answering.
const ATTEMPT_MAX: Duration = Duration::from_secs(15);
/// Longest wait for a connection.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Longest request of a plugin, from the name to the end of the answer: its own time runs meanwhile.
const PLUGIN_MAX: Duration = Duration::from_secs(5);
/// Most headers of an answer that a plugin sees.
const HEADERS_MAX: usize = 64;

/// What all requests share.
pub struct Sender {
    tls: TlsConnector,
}

impl Default for Sender {
    fn default() -> Self {
        Sender::new()
    }
}

/// An answer whose body is still to be read; its connection lives as long as it.
struct Answering {
    response: Response<Incoming>,
    connection: tokio::task::JoinHandle<()>,
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.connection.abort();
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
        let request = Request::post(&address.path)
            .header("content-type", "application/json")
            .header("user-agent", "keel")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.timestamp)
            .header("webhook-signature", &message.signature)
            .body(Full::new(Bytes::from(message.body.clone())))
            .map_err(|e| e.to_string())?;
        // Nothing of the answer but its status is read.
        Ok(self.exchange(&address, free, request).await?.response.status().as_u16())
    }

    /// One request over a connection of its own. `free`: the address need not be public.
    async fn exchange(
        &self,
        address: &Address,
        free: bool,
        request: Request<Full<Bytes>>,
    ) -> Result<Answering, String> {
        let stream = connect(address, free).await?;
        if address.tls {
            let name = ServerName::try_from(address.host.clone()).map_err(|e| e.to_string())?;
            let stream = self.tls.connect(name, stream).await.map_err(|e| format!("TLS: {e}"))?;
            speak(stream, address, request).await
        } else {
            speak(stream, address, request).await
        }
    }

    async fn of_plugin(&self, to: &Destination, request: &HttpRequest) -> Result<HttpResponse, Fault> {
        let mut out = Request::builder().method(request.method.as_str()).uri(&to.address.path);
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("user-agent")) {
            out = out.header("user-agent", "keel");
        }
        for (name, value) in &request.headers {
            out = out.header(name, value);
        }
        let out = out.body(Full::new(Bytes::from(request.body.clone()))).map_err(|error| {
            Fault::invalid("http.request", format!("This cannot be sent: {error}.")).at("/headers")
        })?;
        let mut answering = self.exchange(&to.address, to.anywhere, out).await.map_err(|e| no_answer(&e))?;
        let status = answering.response.status().as_u16();
        let headers = answering.response.headers().iter().take(HEADERS_MAX);
        let headers = headers
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let body = Limited::new(answering.response.body_mut(), BODY_MAX).collect().await;
        let body = body.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
            Some(_) => {
                let message = format!("The answer has more than {BODY_MAX} bytes; ask for less at once.");
                Fault::new(FaultKind::TooLarge, "http.too-large", message)
            }
            None => no_answer(&error.to_string()),
        })?;
        Ok(HttpResponse { status, headers, body: body.to_bytes().into() })
    }
}

fn no_answer(why: &str) -> Fault {
    Fault::new(FaultKind::Unavailable, "http.no-answer", format!("There was no answer: {why}."))
}

impl Outbound for Sender {
    fn send<'a>(
        &'a self,
        to: &'a Destination,
        request: &'a HttpRequest,
    ) -> BoxFuture<'a, Result<HttpResponse, Fault>> {
        Box::pin(async move {
            match tokio::time::timeout(PLUGIN_MAX, self.of_plugin(to, request)).await {
                Ok(answer) => answer,
                Err(_) => Err(no_answer(&format!("not within {} seconds", PLUGIN_MAX.as_secs()))),
            }
        })
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

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    address: &Address,
    mut request: Request<Full<Bytes>>,
) -> Result<Answering, String> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
    let connection = tokio::spawn(async move {
        // Its end is told by the answer, or by its not coming.
        let _ = connection.await;
    });
    let host = if address.host.contains(':') { format!("[{}]", address.host) } else { address.host.clone() };
    let host = format!("{host}:{}", address.port).parse().map_err(|_| "the host's name".to_owned())?;
    request.headers_mut().insert(hyper::header::HOST, host);
    match sender.send_request(request).await {
        Ok(response) => Ok(Answering { response, connection }),
        Err(error) => {
            connection.abort();
            Err(format!("no answer: {error}"))
        }
    }
}
