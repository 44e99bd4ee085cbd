//! Webhook endpoints and deliveries, settings of the host and numbers of documents.
//!
//! Must not know the network that messages go through.

use axum::http::{Method, StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Answer, Req, Route};
use crate::service::sequence;
use crate::service::settings::{self, Settings};
use crate::service::webhooks::{self, ByEndpoint, Delivery, EndpointSecret, NewEndpoint};
use crate::service::{Fault, Uow};
use crate::storage::{Scope, Tx};

/// Deliveries of a page when the request does not say.
const PAGE: usize = 50;

/// The query of the deliveries.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct DeliveryParams {
    /// `waiting`, `done` or `parked`; all without it.
    state: Option<DeliveryState>,
    /// Most deliveries, 1 to 500.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DeliveryState {
    Waiting,
    Done,
    Parked,
}

/// A page of deliveries.
#[derive(Debug, Serialize, JsonSchema)]
struct DeliveryPage {
    /// Newest first.
    items: Vec<Delivery>,
    /// Cursor of the next page, when there is one.
    next: Option<Uuid>,
}

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = endpoint_routes();
    routes.extend(delivery_routes());
    routes.into_iter().map(|route| route.tag("webhooks")).chain(setting_routes()).collect()
}

fn endpoint_routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            "/api/v1/actions/webhook.create",
            "webhook.create",
            "Adds a webhook endpoint; its secret is told this once, so an Idempotency-Key is not kept.",
            async |req: Req| {
                let input: NewEndpoint = req.json()?;
                let ctx = req.ctx.clone();
                let made = req.app.db.write(Scope::Shared, async move |tx: &mut Tx| {
                    webhooks::create_endpoint(&mut Uow::new(tx, &ctx), input.clone()).await
                });
                Answer::json_with(StatusCode::CREATED, &made.await?)
            },
        )
        .body::<NewEndpoint>()
        .reply::<EndpointSecret>(StatusCode::CREATED),
        Route::new(
            Method::POST,
            "/api/v1/actions/webhook.rotate-secret",
            "webhook.rotate-secret",
            "Gives an endpoint another secret, told this once.",
            async |req: Req| {
                let input: ByEndpoint = req.json()?;
                let ctx = req.ctx.clone();
                let made = req.app.db.write(Scope::Shared, async move |tx: &mut Tx| {
                    webhooks::rotate_secret(&mut Uow::new(tx, &ctx), input.clone()).await
                });
                Answer::json(&made.await?)
            },
        )
        .body::<ByEndpoint>()
        .reply::<EndpointSecret>(StatusCode::OK),
    ]
}

fn delivery_routes() -> Vec<Route> {
    let base = "/api/v1/webhook-deliveries";
    vec![
        Route::new(Method::GET, base, "webhook-delivery.list", "What was and is to be delivered.", list)
            .query::<DeliveryParams>()
            .reply::<DeliveryPage>(StatusCode::OK),
        Route::new(
            Method::POST,
            &format!("{base}/{{id}}/retry"),
            "webhook-delivery.retry",
            "Tries a delivery at once, with all its attempts before it.",
            async |req: Req| {
                let id = req.path_id("id")?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    webhooks::retry_delivery(uow, id).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
        Route::new(
            Method::DELETE,
            &format!("{base}/{{id}}"),
            "webhook-delivery.drop",
            "Gives a delivery up.",
            async |req: Req| {
                let id = req.path_id("id")?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    webhooks::drop_delivery(uow, id).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
    ]
}

fn setting_routes() -> Vec<Route> {
    let base = "/api/v1/settings";
    vec![
        Route::action(
            "sequence.next",
            "Takes the next number of a sequence; gapless, and back when the unit fails.",
            sequence::next,
        ),
        Route::new(Method::GET, base, "settings.get", "The settings of the host.", async |req: Req| {
            Answer::json(&req.read(async |uow: &mut Uow<'_>| settings::read(uow).await).await?)
        })
        .reply::<Settings>(StatusCode::OK)
        .tag("settings"),
        Route::new(
            Method::PUT,
            base,
            "settings.replace",
            "Replaces the settings of the host; what is left out gets its default.",
            async |req: Req| {
                let input: Settings = req.json()?;
                req.write(Scope::Shared, StatusCode::OK, input, async |uow: &mut Uow<'_>, input| {
                    settings::replace(uow, input).await
                })
                .await
            },
        )
        .body::<Settings>()
        .reply::<Settings>(StatusCode::OK)
        .tag("settings"),
    ]
}

async fn list(req: Req) -> Result<Answer, Fault> {
    let params: DeliveryParams = req.query()?;
    let state = params.state.map(|state| format!("{state:?}").to_lowercase());
    let limit = params.limit.unwrap_or(PAGE);
    if !(1..=500).contains(&limit) {
        return Err(Fault::invalid("list.limit", "Give a limit from 1 to 500."));
    }
    let work =
        async move |uow: &mut Uow<'_>| webhooks::list_deliveries(uow, state, params.cursor, limit).await;
    let items = req.read(work).await?;
    let next = items.last().filter(|_| items.len() == limit).map(|one| one.id);
    Answer::json(&DeliveryPage { items, next })
}
