//! The queue of mails, for administrators.
//!
//! Must not know what a mail is made of, or the mail server.

use axum::http::{Method, StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Answer, Req, Route};
use crate::service::mail::{self, Mail};
use crate::service::{Fault, Uow};
use crate::storage::Scope;

/// Mails of a page when the request does not say.
const PAGE: usize = 50;

/// The query of the mails.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct MailParams {
    /// `waiting`, `sent` or `parked`; all without it.
    state: Option<MailState>,
    /// Most mails, 1 to 500.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum MailState {
    Waiting,
    Sent,
    Parked,
}

/// A page of mails.
#[derive(Debug, Serialize, JsonSchema)]
struct MailPage {
    /// Newest first.
    items: Vec<Mail>,
    /// Cursor of the next page, when there is one.
    next: Option<Uuid>,
}

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let base = "/api/v1/mails";
    let routes = [
        Route::new(Method::GET, base, "mail.list", "Mails that plugins queued, for administrators.", list)
            .query::<MailParams>()
            .reply::<MailPage>(StatusCode::OK),
        Route::new(
            Method::POST,
            &format!("{base}/{{id}}/retry"),
            "mail.retry",
            "Tries a mail at once that was not sent, with all its attempts before it.",
            async |req: Req| {
                let id = req.path_id("id")?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    mail::retry(uow, id).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
        Route::new(
            Method::DELETE,
            &format!("{base}/{{id}}"),
            "mail.drop",
            "Gives a mail up that was not sent.",
            async |req: Req| {
                let id = req.path_id("id")?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    mail::drop_mail(uow, id).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
    ];
    routes.into_iter().map(|route| route.tag("mail")).collect()
}

async fn list(req: Req) -> Result<Answer, Fault> {
    let params: MailParams = req.query()?;
    let state = params.state.map(|state| format!("{state:?}").to_lowercase());
    let limit = params.limit.unwrap_or(PAGE);
    if !(1..=500).contains(&limit) {
        return Err(Fault::invalid("list.limit", "Give a limit from 1 to 500."));
    }
    let work = async move |uow: &mut Uow<'_>| mail::list(uow, state, params.cursor, limit).await;
    let items = req.read(work).await?;
    let next = items.last().filter(|_| items.len() == limit).map(|one| one.id);
    Answer::json(&MailPage { items, next })
}
