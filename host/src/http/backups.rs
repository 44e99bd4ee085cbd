//! Backups: list, make, hand out.
//!
//! Knows streams and headers. Must not know where a backup is written.

use std::io;
use std::path::Path;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode, header};
use futures_util::stream;
use tokio::io::AsyncReadExt;

use super::answer::Content;
use super::{Answer, Req, Route};
use crate::service::Fault;
use crate::service::backup::{self, Backup};

/// How much of a file is in memory at once.
const PART: usize = 256 << 10;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::new(
            Method::GET,
            "/api/v1/backups",
            "backup.list",
            "Backups on this host, newest first.",
            list,
        )
        .reply::<Vec<Backup>>(StatusCode::OK),
        Route::new(
            Method::POST,
            "/api/v1/actions/backup.make",
            "backup.make",
            "Writes everything into a file on this host, checked, while others go on.",
            make,
        )
        .reply::<Backup>(StatusCode::OK),
        Route::new(
            Method::GET,
            "/api/v1/backups/{name}",
            "backup.download",
            "A backup, as `keel restore` takes it.",
            download,
        ),
    ];
    routes.into_iter().map(|route| route.tag("backups")).collect()
}

async fn list(req: Req) -> Result<Answer, Fault> {
    Answer::json(&backup::list(&req.app.config.backups, &req.ctx.actor)?)
}

async fn make(req: Req) -> Result<Answer, Fault> {
    // It goes on when its client has gone.
    let (app, ctx) = (req.app.clone(), req.ctx.clone());
    let made = tokio::spawn(async move { backup::make(&app.db, &app.config.backups, ctx).await }).await;
    Answer::json(&made.map_err(|error| Fault::internal(format!("a backup ended early: {error}")))??)
}

async fn download(req: Req) -> Result<Answer, Fault> {
    let name = req.path("name")?;
    let file = backup::take(&req.app.db, &req.app.config.backups, req.ctx.clone(), name).await?;
    let (bytes, body) = read(&file).await.map_err(|error| Fault::internal(format!("{name}: {error}")))?;
    let mut answer = Answer::nothing();
    answer.status = StatusCode::OK;
    answer.content = Content::Stream("application/octet-stream".into(), body);
    Ok(answer
        .header(header::CONTENT_LENGTH, &bytes.to_string())
        .header(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\"")))
}

/// A file, part by part.
async fn read(file: &Path) -> io::Result<(u64, Body)> {
    let file = tokio::fs::File::open(file).await?;
    let bytes = file.metadata().await?.len();
    let parts = stream::unfold(Some(file), |file| async {
        let mut file = file?;
        let mut part = vec![0; PART];
        match file.read(&mut part).await {
            Ok(0) => None,
            Ok(count) => {
                part.truncate(count);
                Some((Ok(Bytes::from(part)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    });
    Ok((bytes, Body::from_stream(parts)))
}
