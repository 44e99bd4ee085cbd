//! Whose packages are taken: keys of vendors that administrators trust.
//!
//! Knows keys as text. Must not know what a signature is.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::package::Trust;
use super::refusal::Refusal;
use super::state;
use crate::service::{Audit, Fault, Input, Uow};
use crate::storage::plugins::{key as store, package, plugin};
use crate::storage::{Scope, Tx};

/// A vendor's key to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct TrustKey {
    /// Whose it is.
    pub name: String,
    /// The public key, as `keel key new` prints it.
    pub public_key: String,
}

/// A key that is trusted no longer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct RevokeKey {
    /// The public key.
    pub public_key: String,
}

impl Input for TrustKey {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

impl Input for RevokeKey {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// A key, as people see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct KeyOut {
    /// Whose it is.
    pub name: String,
    /// The public key.
    pub public_key: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Since when it is trusted no longer.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Plugins whose package it signed.
    pub plugins: Vec<String>,
}

/// Keys, trusted and revoked.
pub(super) async fn trust(tx: &mut Tx, unsigned: bool) -> Result<Trust, Fault> {
    let (revoked, trusted): (Vec<_>, Vec<_>) =
        store::all(tx).await?.into_iter().partition(|key| key.revoked_at.is_some());
    let texts = |keys: Vec<store::KeyRow>| keys.into_iter().map(|key| key.public_key).collect();
    Ok(Trust { keys: texts(trusted), revoked: texts(revoked), unsigned })
}

/// All keys, with what they signed.
pub async fn list_keys(uow: &mut Uow<'_>) -> Result<Vec<KeyOut>, Fault> {
    uow.ctx.actor.must_administer()?;
    let (packages, plugins) = (package::all(uow.tx).await?, plugin::all(uow.tx).await?);
    let signed = |key: &str| -> Vec<String> {
        let active = |digest: &str| plugins.iter().find(|one| one.digest == digest);
        let by_key = packages.iter().filter(|one| one.signer.as_deref() == Some(key));
        by_key.filter_map(|one| active(&one.digest)).map(|one| one.code.clone()).collect()
    };
    let keys = store::all(uow.tx).await?;
    let out = |key: store::KeyRow| KeyOut {
        plugins: signed(&key.public_key),
        name: key.name,
        public_key: key.public_key,
        created_at: key.created_at,
        revoked_at: key.revoked_at,
    };
    Ok(keys.into_iter().map(out).collect())
}

/// Trusts a key; one that was revoked is trusted again.
pub async fn trust_key(uow: &mut Uow<'_>, input: TrustKey) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let name = input.name.trim().to_owned();
    if name.is_empty() {
        return Err(Fault::invalid("plugin.key-name", "Say whose key it is.").at("/name"));
    }
    let public_key = uow.ctx.installed.guests.public_key(&input.public_key)?;
    let id = match store::find(uow.tx, &public_key).await? {
        Some(mut row) => {
            row.name = name;
            row.revoked_at = None;
            store::update(uow.tx, &row, uow.ctx.now).await?;
            row.id
        }
        None => {
            let id = uow.id();
            let row = store::KeyRow { id, name, public_key, created_at: uow.ctx.now, revoked_at: None };
            store::insert(uow.tx, &row).await?;
            id
        }
    };
    told(uow, "trust", id).await
}

/// Trusts a key no longer: plugins whose package it signed are paused.
pub async fn revoke_key(uow: &mut Uow<'_>, input: RevokeKey) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let public_key = uow.ctx.installed.guests.public_key(&input.public_key)?;
    let row = store::find(uow.tx, &public_key).await?;
    let mut row = row.ok_or_else(|| Fault::not_found("plugin-key", &public_key).at("/public_key"))?;
    row.revoked_at = Some(uow.ctx.now);
    store::update(uow.tx, &row, uow.ctx.now).await?;
    let packages = package::all(uow.tx).await?;
    for one in plugin::all(uow.tx).await? {
        let package = packages.iter().find(|package| package.digest == one.digest);
        if package.and_then(|package| package.signer.as_ref()) == Some(&public_key) {
            let reason = format!("The key of {} that signed it is trusted no longer.", row.name);
            state::pause(uow, &one.code, &reason).await?;
        }
    }
    told(uow, "revoke", row.id).await
}

/// Refuses a kept package whose key is trusted no longer.
pub(super) async fn must_be_trusted(uow: &mut Uow<'_>, digest: &str) -> Result<(), Fault> {
    let Some(key) = package::find(uow.tx, digest).await?.and_then(|package| package.signer) else {
        return Ok(());
    };
    match store::find(uow.tx, &key).await? {
        Some(row) if row.revoked_at.is_none() => Ok(()),
        _ => Err(Refusal::KeyRevoked { key }.into()),
    }
}

async fn told(uow: &mut Uow<'_>, operation: &str, id: uuid::Uuid) -> Result<(), Fault> {
    let changes = "{}".into();
    let audit =
        Audit { operation, record_type: "plugin-key", record_id: Some(id), company_id: None, changes };
    uow.audit(audit).await
}
