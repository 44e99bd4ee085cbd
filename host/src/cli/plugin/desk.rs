//! A host of its own for a plugin's tests, and a client that speaks to a host over HTTP.
//!
//! Knows requests and where the data of the test is. Must not know what a scenario wants.

use std::net::SocketAddr;
use std::path::PathBuf;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use crate::app::{self, Config, Running};
use crate::cli::exit::{Exit, Failure};
use crate::service::auth::{self, NewToken, NewUser};
use crate::service::{Actor, Ctx, Uow};
use crate::storage::{Location, Scope, Tx};

/// A client of a host, as one user.
pub struct Client {
    address: SocketAddr,
    token: String,
    pool: Pool<HttpConnector, Full<Bytes>>,
}

/// What a host answered.
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// The body; null when it is not JSON.
    pub body: Value,
}

impl Reply {
    /// The body, or the host's refusal as a failure.
    pub fn good(self, what: &str) -> Result<Value, Failure> {
        if self.status < 400 {
            return Ok(self.body);
        }
        let told = self.body["detail"].as_str().unwrap_or("no answer in JSON");
        let code = self.body["code"].as_str().unwrap_or("no code");
        Err(Failure::new(Exit::Failed, format!("{what}: {told} ({code}, status {})", self.status)))
    }
}

impl Client {
    /// Speaks to a host with a token.
    pub fn new(address: SocketAddr, token: String) -> Client {
        Client { address, token, pool: Pool::builder(TokioExecutor::new()).build_http() }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Result<Reply, Failure> {
        self.send(Method::GET, path, None, "application/json", Bytes::new()).await
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Reply, Failure> {
        self.send(Method::POST, path, None, "application/json", Bytes::from(body.to_string())).await
    }

    /// PATCH or DELETE of a version.
    pub async fn change(
        &self,
        method: Method,
        path: &str,
        version: i64,
        body: &Value,
    ) -> Result<Reply, Failure> {
        let bytes = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        self.send(method, path, Some(version), "application/json", bytes).await
    }

    /// Gives the host a package: it is taken unsigned, granted all it asks for, and works in every company.
    pub async fn install(&self, package: Vec<u8>) -> Result<Value, Failure> {
        let path =
            "/api/v1/plugins?unsigned=true&grant=all&company=all&accept_destroy=true&accept_conflicts=true";
        let reply = self.send(Method::POST, path, None, "application/wasm", Bytes::from(package)).await?;
        reply.good("install")
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        version: Option<i64>,
        media_type: &str,
        body: Bytes,
    ) -> Result<Reply, Failure> {
        let failed = |error: String| Failure::new(Exit::Failed, format!("{}{path}: {error}", self.address));
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", media_type);
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        let request = request.body(Full::new(body)).map_err(|error| failed(error.to_string()))?;
        let response = self.pool.request(request).await.map_err(|error| failed(error.to_string()))?;
        let status = response.status().as_u16();
        let bytes =
            response.into_body().collect().await.map_err(|error| failed(error.to_string()))?.to_bytes();
        Ok(Reply { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }
}

/// A host with a database of its own in a directory that goes with it, one company with a chart, and nothing else.
pub struct Desk {
    /// Speaks to it as its administrator.
    pub client: Client,
    /// What installing the chart answered: ids of accounts and journals by code.
    pub chart: Value,
    /// The company.
    pub company: String,
    running: Running,
    dir: PathBuf,
}

impl Desk {
    /// Starts it.
    pub async fn start() -> Result<Desk, Failure> {
        let dir = std::env::temp_dir().join(format!("keel-plugin-test-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&dir).map_err(|error| Failure::file(&dir, &error))?;
        let mut config = Config::new(Location::Sqlite(dir.join("keel.sqlite")), &dir);
        config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let running = app::start(config).await?;
        let token = token(&running, "plugin-test").await?;
        let client = Client::new(running.address, token);
        let company = json!({"code": "TEST", "name": "Test", "currency": "EUR", "country": "BG"});
        let company = client.post("/api/v1/records/company", &company).await?.good("make a company")?;
        let company = company["id"].as_str().unwrap_or_default().to_owned();
        let books = json!({"company": company, "years_from": "2026-01-01", "years_to": "2026-12-31"});
        let chart =
            client.post("/api/v1/actions/ledger.install-chart", &books).await?.good("open its books")?;
        Ok(Desk { client, chart, company, running, dir })
    }

    /// Ends it, and takes its directory away.
    pub async fn stop(self) -> Result<(), Failure> {
        self.running.stop().await;
        std::fs::remove_dir_all(&self.dir).map_err(|error| Failure::file(&self.dir, &error))
    }
}

/// A token of a new administrator with this login.
pub async fn token(running: &Running, login: &str) -> Result<String, Failure> {
    let (db, login) = (&running.app.db, login.to_owned());
    let user = NewUser { login: login.clone(), name: login.clone(), language: None, administrator: true };
    auth::create_user(db, std::sync::Arc::new(Actor::system("cli")), user).await?;
    let everything = ["read", "create", "update", "delete", "correct"].map(str::to_owned).to_vec();
    let scopes = std::collections::BTreeMap::from([("*".to_owned(), everything)]);
    let input = NewToken { name: login.clone(), scopes, expires_at: None };
    let ctx = Ctx::system("cli");
    let work =
        async move |tx: &mut Tx| auth::create_token_for(&mut Uow::new(tx, &ctx), &login, input.clone()).await;
    Ok(db.write(Scope::Shared, work).await?.secret)
}
