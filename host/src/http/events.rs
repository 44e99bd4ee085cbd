//! Server-sent events: live changes for screens (WHATWG HTML, "Server-sent events").
//!
//! Knows the stream's form. Must not know who may hear what. A stream lives as long as the credential that
//! opened it: rights are looked at again with each change and each heartbeat.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, Method};
use futures_util::stream;
use tokio::sync::{broadcast, watch};
use tokio::time::{Interval, interval_at};
use uuid::Uuid;

use super::answer::Content;
use super::{Answer, Req, Route, server};
use crate::app::App;
use crate::service::auth::{self, Credential};
use crate::service::import::Progress;
use crate::service::live::{self, Listener, Next};
use crate::service::presence::{self, Everybody};
use crate::service::{Actor, Fault};

/// A line that keeps proxies from closing the stream.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often other hosts' changes are looked for.
const LOOK: Duration = Duration::from_millis(500);
/// How often it is looked who came to a record elsewhere, or was heard of no longer.
const VISITS: Duration = Duration::from_secs(1);

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let summary = "Live changes of records that you may read, as text/event-stream: record type, id, version, \
                   operation. Last-Event-ID goes on after a break; the event `missed` asks to read again; `presence` says who is at \
                   a record; `import` how far an import of yours is.";
    vec![Route::new(Method::GET, "/api/v1/events", "events.listen", summary, listen).tag("events")]
}

struct Feed {
    app: Arc<App>,
    credential: Credential,
    listener: Listener,
    heartbeat: Interval,
    look: Interval,
    visits: Interval,
    visited: watch::Receiver<u64>,
    here: Arc<Everybody>,
    imports: broadcast::Receiver<Progress>,
    after: Option<Uuid>,
    greeted: bool,
}

async fn listen(req: Req) -> Result<Answer, Fault> {
    let after = req.headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let now = tokio::time::Instant::now();
    let feed = Feed {
        listener: Listener::new(&req.app.db),
        credential: server::credential(&req.headers)?,
        heartbeat: interval_at(now + HEARTBEAT, HEARTBEAT),
        look: interval_at(now + LOOK, LOOK),
        visits: interval_at(now, VISITS),
        visited: req.app.presence.listen(),
        here: Arc::default(),
        imports: req.app.imports.listen(),
        after,
        greeted: false,
        app: req.app,
    };
    let lines = stream::unfold(feed, |mut feed| async move {
        let text = feed.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), feed))
    });
    let mut answer = Answer::nothing();
    answer.status = axum::http::StatusCode::OK;
    answer.content = Content::Stream("text/event-stream".into(), Body::from_stream(lines));
    Ok(answer.header(HeaderName::from_static("x-accel-buffering"), "no"))
}

impl Feed {
    /// The next lines of the stream; none when it ends.
    async fn next(&mut self) -> Option<String> {
        if !self.greeted {
            self.greeted = true;
            return Some("retry: 2000\n\n".into());
        }
        loop {
            let next = if let Some(after) = self.after.take() {
                self.listener.catch_up(after).await.ok()?
            } else {
                let looks = self.listener.looks();
                tokio::select! {
                    local = self.listener.local() => local?,
                    _ = self.look.tick(), if looks => self.listener.look().await.ok()?,
                    _ = self.heartbeat.tick() => {
                        self.actor().await?;
                        return Some(": still here\n\n".into());
                    }
                    _ = self.visits.tick() => match self.visits().await? {
                        text if text.is_empty() => continue,
                        text => return Some(text),
                    },
                    heard = self.visited.changed() => {
                        heard.ok()?;
                        self.visits.reset_immediately();
                        continue;
                    }
                    progress = self.imports.recv() => match self.import(progress).await? {
                        text if text.is_empty() => continue,
                        text => return Some(text),
                    },
                    () = self.app.stopping() => return None,
                }
            };
            let facts = match next {
                Next::Missed => return Some("event: missed\ndata: {}\n\n".into()),
                Next::Facts(facts) if facts.is_empty() => continue,
                Next::Facts(facts) => facts,
            };
            let actor = self.actor().await?;
            let changes =
                live::heard(&self.app.db, &self.app.plugins.current(), &actor, &facts).await.ok()?;
            if changes.is_empty() {
                continue;
            }
            let mut text = String::new();
            for change in changes {
                let data = serde_json::to_string(&change).unwrap_or_default();
                text.push_str(&format!("id: {}\nevent: change\ndata: {data}\n\n", change.fact));
            }
            return Some(text);
        }
    }

    /// Who came to a record, or left one, since this stream was told.
    async fn visits(&mut self) -> Option<String> {
        let here = self.app.presence.everybody(&self.app.db).await.ok()?;
        let before = std::mem::replace(&mut self.here, here.clone());
        if before == here {
            return Some(String::new());
        }
        let (actor, installed) = (self.actor().await?, self.app.plugins.current());
        let told = presence::changes(&self.app.db, &installed, &actor, &before, &here).await.ok()?;
        let line = |one: &presence::Here| {
            format!("event: presence\ndata: {}\n\n", serde_json::to_string(one).unwrap_or_default())
        };
        Some(told.iter().map(line).collect())
    }

    /// How far an import is, if it is that of whoever listens.
    async fn import(&mut self, heard: Result<Progress, broadcast::error::RecvError>) -> Option<String> {
        let progress = match heard {
            Ok(progress) => progress,
            // What was missed is said again by what comes.
            Err(broadcast::error::RecvError::Lagged(_)) => return Some(String::new()),
            Err(broadcast::error::RecvError::Closed) => return None,
        };
        if self.actor().await?.user_id != Some(progress.user) {
            return Some(String::new());
        }
        let data = serde_json::to_string(&progress).unwrap_or_default();
        Some(format!("event: import\ndata: {data}\n\n"))
    }

    /// Who listens, as of now; nobody once the session has ended or the token was revoked.
    async fn actor(&self) -> Option<Arc<Actor>> {
        auth::resolve(&self.app.db, self.credential.clone(), &self.app.auth).await.ok()
    }
}
