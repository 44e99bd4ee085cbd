//! What a handler receives, and how it runs one unit of work.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::answer::{Answer, Content};
use super::input;
use crate::app::App;
use crate::service::plugins::hooks_held::{self, Request};
use crate::service::{Ctx, Fault, FaultKind, Uow};
use crate::storage::idempotency::{self, FirstAnswer};
use crate::storage::{Scope, Turn, Tx};

/// Longest `Idempotency-Key` that is taken.
const KEY_BYTES_MAX: usize = 200;

/// One request, read and authenticated.
#[derive(Clone)]
pub struct Req {
    /// The running host.
    pub app: Arc<App>,
    /// Actor, time and id of the unit of work.
    pub ctx: Ctx,
    /// Method.
    pub method: Method,
    /// Address with its query.
    pub uri: Uri,
    /// Headers.
    pub headers: HeaderMap,
    /// Values of the path's `{names}`.
    pub path: HashMap<String, String>,
    /// Body, already limited in size.
    pub body: Bytes,
    /// It was held, and is sent again: when it fails it stays where it is.
    pub releases: bool,
}

impl Req {
    /// The body as typed JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let media_type = self.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
        let media_type = media_type.split(';').next().unwrap_or("").trim();
        if !(media_type == "application/json" || media_type.ends_with("+json")) {
            return Err(Fault::new(
                FaultKind::Malformed,
                "request.media-type",
                "Send the body as application/json.",
            ));
        }
        input::json(&self.body)
    }

    /// The body as typed JSON in which every decimal is a string.
    pub fn exact_json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        input::refuse_floats(&self.body)?;
        self.json()
    }

    /// The query string as a typed value.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        input::query(&self.uri)
    }

    /// A value of the path.
    pub fn path(&self, name: &str) -> Result<&str, Fault> {
        self.path
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| Fault::internal(format!("the route has no {{{name}}}")))
    }

    /// An id in the path; what is not an id is not found.
    pub fn path_id(&self, name: &str) -> Result<Uuid, Fault> {
        let text = self.path(name)?;
        text.parse().map_err(|_| Fault::not_found("record", text))
    }

    /// The version that `If-Match` names: 428 when it is missing.
    pub fn if_match(&self) -> Result<i64, Fault> {
        let Some(value) = self.headers.get(header::IF_MATCH) else {
            return Err(Fault::new(
                FaultKind::VersionRequired,
                "version-required",
                "Send If-Match with the ETag that you read, so that nobody's change is overwritten.",
            ));
        };
        value
            .to_str()
            .ok()
            .and_then(|v| v.trim().trim_start_matches("W/").trim_matches('"').parse().ok())
            .ok_or_else(|| {
                Fault::new(FaultKind::Stale, "stale", "If-Match does not name a version of this record.")
            })
    }

    /// Reads from one snapshot.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&mut Uow<'_>) -> Result<T, Fault> + Send + 'static,
    {
        let ctx = self.ctx.clone();
        self.app.db.read(async move |tx: &mut Tx| work(&mut Uow::new(tx, &ctx)).await).await
    }

    /// As [`Req::read`], for what a plugin computes: waits while others of its kind are at it.
    pub async fn read_by_plugin<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&mut Uow<'_>) -> Result<T, Fault> + Send + 'static,
    {
        let place = self.app.drawing.clone().acquire_owned().await;
        let place = place.map_err(|_| Fault::internal("the host ends"))?;
        self.read(async move |uow: &mut Uow<'_>| {
            // Kept until the work ends, also when nobody waits for it any more.
            let _place = place;
            work(uow).await
        })
        .await
    }

    /// Runs one unit of work; its answer is JSON with `status`, kept under the request's
    /// `Idempotency-Key` in the same transaction.
    pub async fn write<I, O, F>(
        self,
        turn: impl Into<Turn>,
        status: StatusCode,
        input: I,
        work: F,
    ) -> Result<Answer, Fault>
    where
        I: Clone + Send + 'static,
        O: Serialize,
        F: AsyncFn(&mut Uow<'_>, I) -> Result<O, Fault> + Send + 'static,
    {
        self.write_answer(turn, async move |uow: &mut Uow<'_>| {
            let output = work(uow, input.clone()).await?;
            Answer::json_with(status, &output)
        })
        .await
    }

    /// As [`Req::write`], for handlers that shape the answer themselves (its body is JSON or empty).
    pub async fn write_answer<F>(self, turn: impl Into<Turn>, work: F) -> Result<Answer, Fault>
    where
        F: AsyncFn(&mut Uow<'_>) -> Result<Answer, Fault> + Send + 'static,
    {
        let key = self.idempotency_key()?;
        let digest = key.as_ref().map(|_| self.digest());
        let ctx = self.ctx.clone();
        let actor_id = ctx.actor.user_id.unwrap_or_default();
        let done = self
            .app
            .db
            .write(turn, async move |tx: &mut Tx| {
                let (Some(key), Some(digest)) = (&key, &digest) else {
                    return work(&mut Uow::new(tx, &ctx)).await;
                };
                if let Some(first) = idempotency::find(tx, actor_id, key).await? {
                    return repeated(first, digest);
                }
                let answer = work(&mut Uow::new(tx, &ctx)).await?;
                let body = match &answer.content {
                    Content::Json(text) => text.clone(),
                    _ => String::new(),
                };
                let first = FirstAnswer {
                    request_digest: digest.clone(),
                    status: i64::from(answer.status.as_u16()),
                    body,
                };
                idempotency::keep(tx, actor_id, key, &first, ctx.now).await?;
                Ok(answer)
            })
            .await;
        match done {
            Err(fault) if fault.hold().is_some() && !self.releases => Err(self.keep(fault).await?),
            done => done,
        }
    }

    /// Keeps a request that a hook wants held, in a unit of work of its own; what its sender is told, also
    /// when it is sent again under the same key.
    async fn keep(self, fault: Fault) -> Result<Fault, Fault> {
        if self.ctx.actor.user_id.is_none() {
            return Ok(fault);
        }
        let if_match = self.headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
        let request = Request {
            method: self.method.to_string(),
            path: self.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            if_match: if_match.map(str::to_owned),
            body: String::from_utf8_lossy(&self.body).into_owned(),
            key: self.idempotency_key()?,
        };
        let ctx = self.ctx.clone();
        self.app
            .db
            .write(Scope::Shared, async move |tx: &mut Tx| {
                let Some(hold) = fault.hold() else { return Ok(fault.clone()) };
                hooks_held::keep(&mut Uow::new(tx, &ctx), hold, &fault, request.clone()).await
            })
            .await
    }

    fn idempotency_key(&self) -> Result<Option<String>, Fault> {
        let Some(value) = self.headers.get("idempotency-key") else {
            return Ok(None);
        };
        let key = value.to_str().unwrap_or("").trim_matches('"').to_owned();
        if key.is_empty() || key.len() > KEY_BYTES_MAX {
            return Err(Fault::new(
                FaultKind::Malformed,
                "idempotency.key",
                format!("Idempotency-Key takes 1 to {KEY_BYTES_MAX} visible characters."),
            ));
        }
        Ok(Some(key))
    }

    fn digest(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(self.method.as_str());
        hash.update([0]);
        hash.update(self.uri.path());
        hash.update([0]);
        hash.update(self.headers.get(header::IF_MATCH).map_or(&b""[..], |v| v.as_bytes()));
        hash.update([0]);
        hash.update(&self.body);
        hash.finalize().to_vec()
    }
}

fn repeated(first: FirstAnswer, digest: &[u8]) -> Result<Answer, Fault> {
    if first.request_digest != digest {
        return Err(Fault::invalid(
            "idempotency.key-reused",
            "This Idempotency-Key was used for another request; use a new one.",
        ));
    }
    let status =
        u16::try_from(first.status).ok().and_then(|s| StatusCode::from_u16(s).ok()).unwrap_or(StatusCode::OK);
    let content = if first.body.is_empty() { Content::None } else { Content::Json(first.body) };
    Ok(Answer { status, headers: Vec::new(), content }
        .header(header::HeaderName::from_static("idempotent-replayed"), "true"))
}
