//! The accept loop and what happens around every handler: limits, identity, log, panics.
//!
//! `axum::serve` has no header-read timeout, so the loop is ours (hyper-util with a timer).

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::RawPathParams;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Uri, header};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use chrono::Utc;
use futures_util::FutureExt;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use super::route::{Access, Route};
use super::spoken::Spoken;
use super::{Answer, Req, input, problem};
use crate::app::App;
use crate::service::auth::{self, Credential};
use crate::service::plugins::life;
use crate::service::{Actor, Ctx, Fault, FaultKind};

/// Code of a request that met a plugin's table or column which is gone.
const SCHEMA_CHANGED: &str = "schema-changed";
/// How often a request is carried out again that met a change of what is installed.
const AGAIN_MAX: u32 = 5;

/// Bounds that keep one client from hurting the others.
#[derive(Debug, Clone, Copy)]
pub struct ServerOptions {
    /// Longest time to read a request's head: stops slow-header attacks.
    pub header_read: Duration,
    /// Longest time to read a request's body.
    pub body_read: Duration,
    /// Largest body, bytes.
    pub body_bytes_max: usize,
    /// Most connections at once.
    pub connections_max: usize,
    /// How long open requests may go on at shutdown.
    pub shutdown: Duration,
}

impl Default for ServerOptions {
    fn default() -> Self {
        ServerOptions {
            header_read: Duration::from_secs(10),
            body_read: Duration::from_secs(30),
            body_bytes_max: 16 * 1024 * 1024,
            connections_max: 4096,
            shutdown: Duration::from_secs(10),
        }
    }
}

/// A server that runs until it is stopped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    slots: Arc<Semaphore>,
    connections_max: usize,
    stop: watch::Sender<bool>,
    done: tokio::task::JoinHandle<()>,
    folding: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Listens and serves.
    pub async fn start(app: Arc<App>, routes: Vec<Route>, listen: SocketAddr) -> std::io::Result<Server> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let options = app.config.server;
        let router = router(app, routes);
        let (stop, stopped) = watch::channel(false);
        let slots = Arc::new(Semaphore::new(options.connections_max));
        let done = tokio::spawn(accept(listener, router, options, slots.clone(), stopped));
        let connections_max = options.connections_max;
        Ok(Server { address, slots, connections_max, stop, done, folding: super::metrics::start() })
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.connections_max - self.slots.available_permits()
    }

    /// Takes no more connections, lets open requests end, then returns.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.done.await;
        self.folding.abort();
    }
}

async fn accept(
    listener: TcpListener,
    router: Router,
    options: ServerOptions,
    slots: Arc<Semaphore>,
    mut stopped: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            _ = stopped.changed() => break,
        };
        let Ok(slot) = slots.clone().try_acquire_owned() else {
            drop(stream);
            continue;
        };
        let _ = stream.set_nodelay(true);
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(options.header_read)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    if tokio::time::timeout(options.shutdown, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// The router over a list of routes. What is not in the list is a file of the web interface, or does not exist.
pub fn router(app: Arc<App>, routes: Vec<Route>) -> Router {
    let mut by_path: indexmap::IndexMap<String, MethodRouter> = indexmap::IndexMap::new();
    for route in routes {
        let Ok(filter) = MethodFilter::try_from(route.method.clone()) else {
            continue;
        };
        let path = route.path.clone();
        let app = app.clone();
        let route = Arc::new(route);
        let endpoint = move |params: RawPathParams, request: Request<Body>| {
            let path = params.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
            answer(app.clone(), route.clone(), path, request)
        };
        let entry = by_path.entry(path).or_default();
        *entry = std::mem::take(entry).merge(on(filter, endpoint));
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        router = router.route(&path, methods);
    }
    router
        .fallback(async move |method: Method, uri: Uri, headers: HeaderMap| {
            if let Some(found) = super::web::answer(&app, &method, &uri, &headers).await {
                return found;
            }
            let fault = Fault::new(
                FaultKind::NotFound,
                "no-such-route",
                format!("There is nothing at {}; GET /api/openapi.json lists what there is.", uri.path()),
            );
            problem::response(&fault, Uuid::now_v7())
        })
        .method_not_allowed_fallback(async |method: Method, uri: Uri| {
            let fault = Fault::new(
                FaultKind::NotAllowed,
                "method-not-allowed",
                format!("{} does not take {method}; GET /api/openapi.json says what it takes.", uri.path()),
            );
            problem::response(&fault, Uuid::now_v7())
        })
}

async fn answer(
    app: Arc<App>,
    route: Arc<Route>,
    path: HashMap<String, String>,
    request: Request<Body>,
) -> Response {
    let began = Instant::now();
    let request_id = Uuid::now_v7();
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
    let plugins = app.plugins.clone();
    let result = AssertUnwindSafe(handle(app, &route, path, request, request_id))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(Fault::internal("the handler panicked")));
    let mut response = match result {
        Ok(response) => response,
        Err(fault) => {
            log(&route, &fault, request_id);
            let spoken = Spoken::accepting(accepted.as_ref(), &plugins.current());
            problem::response(&spoken.fault(fault), request_id)
        }
    };
    if let Ok(value) = HeaderValue::from_str(&request_id.to_string()) {
        response.headers_mut().insert("x-request-id", value);
    }
    let (status, took) = (response.status().as_u16(), began.elapsed());
    super::metrics::request(&route.name, status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(target: "keel::access", %request_id, route = route.name, status, micros, "answered");
    response
}

fn log(route: &Route, fault: &Fault, request_id: Uuid) {
    let operator = fault.operator.as_deref().unwrap_or("");
    match fault.kind {
        FaultKind::Internal | FaultKind::Unavailable => {
            tracing::error!(%request_id, route = route.name, code = fault.code, operator, "request failed");
        }
        _ => tracing::debug!(%request_id, route = route.name, code = fault.code, operator, "request refused"),
    }
}

async fn handle(
    app: Arc<App>,
    route: &Route,
    path: HashMap<String, String>,
    request: Request<Body>,
    request_id: Uuid,
) -> Result<Response, Fault> {
    let (head, body) = request.into_parts();
    input::address(&head.uri)?;
    let credential = match credential(&head.headers)? {
        Credential::Cookie(_) if route.from_anywhere => Credential::None,
        credential => credential,
    };
    if !matches!(credential, Credential::Bearer(_)) && !route.from_anywhere {
        same_origin(&head.method, &head.headers)?;
    }
    let actor = match (&route.access, credential) {
        (Access::Public, Credential::None) => Arc::new(Actor::anonymous()),
        (Access::SignedIn, Credential::None) => {
            return Err(Fault::new(
                FaultKind::Unauthenticated,
                "not-signed-in",
                "Sign in, or send a token as Authorization: Bearer.",
            ));
        }
        (access, credential) => {
            match (auth::resolve(&app.db, credential, &app.auth).await, access) {
                (Ok(actor), _) => actor,
                // A stale cookie must not keep anybody from signing in again.
                (Err(fault), Access::Public) if fault.kind == FaultKind::Unauthenticated => {
                    Arc::new(Actor::anonymous())
                }
                (Err(fault), _) => return Err(fault),
            }
        }
    };
    let usual = app.config.server.body_bytes_max;
    let raw = route.raw_body.map(|(_, most)| most);
    let most = raw.or(route.bytes_max.map(|most| most.max(usual))).unwrap_or(usual);
    let body = read_body(body, ServerOptions { body_bytes_max: most, ..app.config.server }).await?;
    let ctx = Ctx::among(actor, Utc::now(), request_id, app.plugins.current());
    let req = Req {
        app,
        ctx,
        method: head.method,
        uri: head.uri,
        headers: head.headers,
        path,
        body,
        releases: false,
    };
    // Only statements about plugins' columns meet such a change, and what met it has changed nothing.
    let again = (!req.ctx.installed.plugins.is_empty()).then(|| req.clone());
    match ((route.handler)(req).await, again) {
        (Err(fault), Some(req)) => failed(route, fault, req).await.map(Answer::into_response),
        (answer, _) => Ok(answer?.into_response()),
    }
}

/// What becomes of a request that failed where plugins are installed.
async fn failed(route: &Route, fault: Fault, mut req: Req) -> Result<Answer, Fault> {
    let plugins = req.app.plugins.clone();
    let reads = matches!(req.method, Method::GET | Method::HEAD);
    let mut answer = Err(fault);
    for attempt in 1..=AGAIN_MAX {
        let Err(fault) = &answer else { break };
        if fault.code == SCHEMA_CHANGED {
            // What is installed changed since the request came: it is carried out among what is there now.
            life::refresh(&req.app.db, &plugins).await?;
            let ctx = &req.ctx;
            req.ctx = Ctx::among(ctx.actor.clone(), ctx.now, ctx.request_id, plugins.current());
        } else if reads && fault.is_busy() {
            // A change of the schema was in the way of what only reads. Changes were tried again by their writer.
            tokio::time::sleep(Duration::from_millis(1 << attempt)).await;
        } else {
            break;
        }
        answer = (route.handler)(req.clone()).await;
    }
    answer
}

async fn read_body(body: Body, options: ServerOptions) -> Result<axum::body::Bytes, Fault> {
    match tokio::time::timeout(options.body_read, Limited::new(body, options.body_bytes_max).collect()).await
    {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.downcast_ref::<LengthLimitError>().is_some() => Err(Fault::new(
            FaultKind::TooLarge,
            "request.too-large",
            format!("A request takes at most {} bytes; send it in parts.", options.body_bytes_max),
        )),
        Ok(Err(_)) => Err(Fault::new(FaultKind::Malformed, "request.broken", "The body ended early.")),
        Err(_) => Err(Fault::new(FaultKind::Malformed, "request.slow", "The body did not arrive in time.")),
    }
}

/// What a request proves itself with.
pub(super) fn credential(headers: &HeaderMap) -> Result<Credential, Fault> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|v| v.strip_prefix("Bearer "));
        return token.map(|t| Credential::Bearer(t.trim().to_owned())).ok_or_else(|| {
            Fault::new(
                FaultKind::Unauthenticated,
                "not-signed-in",
                "Send Authorization as: Bearer, a space, and the token.",
            )
        });
    }
    Ok(super::auth::session_secret(headers).map_or(Credential::None, Credential::Cookie))
}

/// Refuses writes that another site makes a browser send (the scheme of Go's `CrossOriginProtection`:
/// `Sec-Fetch-Site`, or `Origin` against `Host`).
fn same_origin(method: &Method, headers: &HeaderMap) -> Result<(), Fault> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let fits = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
        (None, None) => true,
    };
    if fits {
        return Ok(());
    }
    Err(Fault::new(
        FaultKind::Denied,
        "cross-origin",
        "This request came from another site and was not carried out.",
    ))
}
