//! Delivers what is due to webhook endpoints.
//!
//! Knows the order: take, send, settle. Must not know why something is due. A process that ends between
//! taking and settling loses nothing: the delivery is due again after its lease, so an endpoint may see a
//! message twice, with the same `webhook-id`.

use chrono::Utc;

use super::send::Sender;
use crate::service::{Fault, webhooks};
use crate::storage::Db;

/// One round; how many deliveries were tried.
pub async fn deliver_due(db: &Db, sender: &Sender) -> Result<usize, Fault> {
    let due = webhooks::take_due(db, Utc::now()).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let allowed = webhooks::allowed_hosts(db).await?;
    let tried = due.len();
    let attempts = due.into_iter().map(async |message| {
        let met = sender.send(&message, &allowed).await;
        let label = match &met {
            webhooks::Met::Taken => "taken",
            webhooks::Met::Gone => "gone",
            webhooks::Met::Failed(_) => "failed",
        };
        metrics::counter!("keel_webhook_attempts_total", "met" => label).increment(1);
        webhooks::settle(db, &message, met, Utc::now()).await
    });
    for settled in futures_util::future::join_all(attempts).await {
        settled?;
    }
    Ok(tried)
}
