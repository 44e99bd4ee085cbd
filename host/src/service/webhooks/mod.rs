//! Webhooks out, by Standard Webhooks 1.0.0: endpoints, what is queued for them, what is signed.
//!
//! Knows who may subscribe and when a delivery is given up. Must not know the network: `jobs` sends.

mod address;
mod delivery;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Audit, Fault, Op, Uow};
use crate::storage::json;
use crate::storage::webhook::{self, EndpointRow};

pub use address::{Address, is_public};
pub use delivery::{
    Delivery, Met, Outgoing, allowed_hosts, drop_delivery, list_deliveries, retry_delivery, settle, take_due,
};

/// Most names of events of one endpoint.
const EVENTS_MAX: usize = 100;

/// A wish to be told.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct NewEndpoint {
    /// What it is for.
    pub name: String,
    /// Where it is: `https`, on the public internet, unless the settings name the host.
    pub url: String,
    /// Names of events; `ledger.*` and `*` stand for several.
    pub events: Vec<String>,
}

/// An endpoint's secret, told once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct EndpointSecret {
    /// The endpoint, a record of type `webhook-endpoint`.
    pub id: Uuid,
    /// `whsec_…`: verifies the signature of what is sent.
    pub secret: String,
}

/// An endpoint by its id.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ByEndpoint {
    /// The endpoint.
    pub id: Uuid,
}

/// Adds an endpoint. Its secret is told this once.
pub async fn create_endpoint(uow: &mut Uow<'_>, input: NewEndpoint) -> Result<EndpointSecret, Fault> {
    uow.may("webhook-endpoint", Op::Create, None)?;
    let length = input.name.trim().chars().count();
    if length == 0 || length > 200 {
        return Err(Fault::invalid("text.length", "Say in 1 to 200 characters what it is for.").at("/name"));
    }
    check_endpoint(&input.url, &input.events)?;
    let row = EndpointRow {
        id: uow.id(),
        name: input.name.trim().to_owned(),
        url: input.url,
        events: json::to_text(&input.events)?,
        secret: new_secret()?,
    };
    webhook::insert_endpoint(uow.tx, &row, uow.ctx.now).await?;
    remember(uow, "create", row.id).await?;
    Ok(EndpointSecret { id: row.id, secret: row.secret })
}

/// Gives an endpoint another secret; what is sent from now on is signed with it.
pub async fn rotate_secret(uow: &mut Uow<'_>, input: ByEndpoint) -> Result<EndpointSecret, Fault> {
    uow.may("webhook-endpoint", Op::Update, None)?;
    let secret = new_secret()?;
    if !webhook::set_secret(uow.tx, input.id, &secret, uow.ctx.now).await? {
        return Err(Fault::not_found("webhook-endpoint", input.id).at("/id"));
    }
    remember(uow, "rotate-secret", input.id).await?;
    Ok(EndpointSecret { id: input.id, secret })
}

/// Refuses an address that cannot be read and names that no event could have. Where the name leads is
/// looked at with each delivery: today's answer says nothing about tomorrow's.
pub(crate) fn check_endpoint(url: &str, events: &[String]) -> Result<(), Fault> {
    Address::read(url)?;
    if events.is_empty() || events.len() > EVENTS_MAX {
        let message = format!("Name 1 to {EVENTS_MAX} events, or * for all.");
        return Err(Fault::invalid("webhook.events", message).at("/events"));
    }
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    for (index, event) in events.iter().enumerate() {
        let name = event.strip_suffix('*').unwrap_or(event);
        if event.is_empty() || event.len() > 100 || !name.chars().all(fits) {
            let message = "Write an event as ledger.entry-posted, ledger.* or *.";
            return Err(Fault::invalid("webhook.events", message).at(format!("/events/{index}")));
        }
    }
    Ok(())
}

/// Whoever changes endpoints by another way must say so.
pub(crate) fn endpoints_changed(uow: &mut Uow<'_>) {
    webhook::touched(uow.tx);
}

/// With an endpoint goes what was queued for it.
pub(crate) async fn endpoint_deleted(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    webhook::touched(uow.tx);
    webhook::delete_deliveries_to(uow.tx, id).await?;
    Ok(())
}

async fn remember(uow: &mut Uow<'_>, operation: &str, id: Uuid) -> Result<(), Fault> {
    uow.audit(Audit {
        operation,
        record_type: "webhook-endpoint",
        record_id: Some(id),
        company_id: None,
        changes: "{}".into(),
    })
    .await
}

fn new_secret() -> Result<String, Fault> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Fault::internal(format!("no randomness: {e}")))?;
    Ok(format!("whsec_{}", STANDARD.encode(bytes)))
}
