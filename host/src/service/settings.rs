//! Settings of the whole host that administrators change while it runs.
//!
//! Knows every key, its shape and its default. Must not know where they are kept, or the settings of
//! `keel.toml`, which the host reads once at its start.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Audit, Fault, Op, Uow, mail};
use crate::storage::{Tx, json, setting};

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct Settings {
    /// Hosts that webhooks may go to although they are not on the public internet, or not under `https`:
    /// `name` or `name:port`.
    pub webhook_hosts_allowed: Vec<String>,
    /// Largest attachment, bytes; at most 15,000,000.
    pub attachment_bytes_max: u64,
    /// Who sends the mails of plugins, `Keel <erp@example.com>`; without it none is sent. The server that they go through is
    /// `mail_relay` in `keel.toml`.
    pub mail_from: Option<String>,
}

/// A request takes 16 MiB; a file in it must leave room for the rest.
const ATTACHMENT_BYTES_LIMIT: u64 = 15_000_000;

impl Default for Settings {
    fn default() -> Self {
        Settings { webhook_hosts_allowed: Vec::new(), attachment_bytes_max: 10_000_000, mail_from: None }
    }
}

/// All settings are one document under this key, so that they change together.
const KEY: &str = "host";

/// The settings, for use cases.
pub(crate) async fn current(tx: &mut Tx) -> Result<Settings, Fault> {
    Ok(match setting::get(tx, KEY).await? {
        Some(text) => json::from_text(&text)?,
        None => Settings::default(),
    })
}

/// The settings, for whoever may read them.
pub async fn read(uow: &mut Uow<'_>) -> Result<Settings, Fault> {
    uow.may("setting", Op::Read, None)?;
    current(uow.tx).await
}

/// Replaces the settings.
pub async fn replace(uow: &mut Uow<'_>, new: Settings) -> Result<Settings, Fault> {
    uow.may("setting", Op::Update, None)?;
    if new.attachment_bytes_max == 0 || new.attachment_bytes_max > ATTACHMENT_BYTES_LIMIT {
        let message = format!("Choose a size from 1 to {ATTACHMENT_BYTES_LIMIT} bytes.");
        return Err(Fault::invalid("setting.out-of-range", message).at("/attachment_bytes_max"));
    }
    for (index, host) in new.webhook_hosts_allowed.iter().enumerate() {
        if host.is_empty() || host.contains('/') || host.chars().any(char::is_whitespace) {
            let message = "Give the name of a host, with its port if one is meant: hooks.internal:8443.";
            let fault = Fault::invalid("setting.host", message);
            return Err(fault.at(format!("/webhook_hosts_allowed/{index}")));
        }
    }
    if let Some(sender) = &new.mail_from {
        mail::check_sender(sender)?;
    }
    let old = current(uow.tx).await?;
    setting::set(uow.tx, KEY, &json::to_text(&new)?, uow.ctx.now).await?;
    let changes = format!("{{\"settings\": [{}, {}]}}", json::to_text(&old)?, json::to_text(&new)?);
    uow.audit(Audit {
        operation: "update",
        record_type: "setting",
        record_id: None,
        company_id: None,
        changes,
    })
    .await?;
    Ok(new)
}
