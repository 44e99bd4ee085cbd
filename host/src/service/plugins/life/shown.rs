//! What is installed, as administrators see it: the sheet of capabilities above all.
//!
//! Must not change anything.

use chrono::{DateTime, Utc};
use keel_manifest::model::Manifest;
use keel_manifest::words::warning;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::super::data::Datum;
use super::super::document::default_of;
use super::conflict::{Conflict, conflicts};
use super::examine::{Present, manifest, present};
use super::grant::{asked, more};
use super::setting::{Given, given};
use crate::service::{Fault, Uow};
use crate::storage::json;
use crate::storage::plugins::grant::{self, GrantRow};
use crate::storage::plugins::{company, package, setting};

/// Something that a plugin asks for, and whether it has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct AskOut {
    /// `records.read`.
    pub capability: String,
    /// `contact`; null for what covers one thing.
    pub covers: Option<String>,
    /// Why, in the vendor's words.
    pub reason: String,
    /// What an administrator should know before they grant it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// Whether it is granted.
    pub granted: bool,
    /// When it was.
    pub granted_at: Option<DateTime<Utc>>,
    /// By whom; null at the command line.
    pub granted_by: Option<String>,
}

impl AskOut {
    pub(super) fn pair(&self) -> (String, String) {
        (self.capability.clone(), self.covers.clone().unwrap_or_default())
    }
}

/// Everything that a manifest asks for.
pub(super) fn asks_of(manifest: &Manifest, grants: &[GrantRow]) -> Vec<AskOut> {
    let one = |(capability, covers): (String, String)| {
        let found = grants.iter().find(|row| row.capability == capability && row.covers == covers);
        let reason = manifest.capabilities.iter().find(|ask| ask.name == capability);
        AskOut {
            reason: reason.map(|ask| ask.reason.clone()).unwrap_or_default(),
            warning: warning(&capability, &covers).map(str::to_owned),
            covers: (!covers.is_empty()).then_some(covers),
            capability,
            granted: found.is_some(),
            granted_at: found.map(|row| row.granted_at),
            granted_by: found.and_then(|row| row.granted_by.clone()),
        }
    };
    asked(manifest).into_iter().map(one).collect()
}

/// A plugin in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct PluginLine {
    /// `credit-limit`.
    pub code: String,
    /// For people.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// Version that works.
    pub version: String,
    /// `enabled`, `disabled` or `paused`.
    pub state: String,
    /// Why it is paused.
    pub paused_reason: Option<String>,
    /// Codes of the companies in which it works.
    pub companies: Vec<String>,
    /// Version that waits for consent.
    pub pending: Option<String>,
    /// Its calls are recorded for rehearsals.
    pub recording: bool,
    /// Its code is ready on the host that answers.
    pub ready: bool,
}

/// A version that waits for consent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct PendingOut {
    /// Version.
    pub version: String,
    /// SHA-256 of its package, hexadecimal.
    pub digest: String,
    /// What it asks for beyond the version that works.
    pub asks_more: Vec<AskOut>,
    /// What happens when it is consented to, a sentence a step.
    pub steps: Vec<String>,
}

/// A setting.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct SettingOut {
    /// Name in the manifest.
    pub name: String,
    /// For people.
    pub label: String,
    /// What it holds, in words.
    pub kind: String,
    /// It is never shown.
    pub secret: bool,
    /// Value where nothing is set; null for a secret.
    pub default: Given,
    /// What is set.
    pub set: Vec<SetOut>,
}

/// What is set.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct SetOut {
    /// Code of the company; null: for all that set nothing of their own.
    pub company: Option<String>,
    /// The value; null for a secret, which is set but not shown.
    pub value: Given,
}

/// A plugin with its sheet.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct PluginOut {
    /// What stands in the list.
    #[serde(flatten)]
    pub line: PluginLine,
    /// Who publishes it.
    pub vendor: String,
    /// SPDX expression.
    pub licence: String,
    /// SHA-256 of its package, hexadecimal.
    pub digest: String,
    /// Trusted key that signed it; null: it is unsigned.
    pub signer: Option<String>,
    /// When it was installed.
    pub installed_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
    /// Highest version that was ever here.
    pub version_highest: String,
    /// Version to which it can be rolled back.
    pub previous: Option<String>,
    /// Version that waits for consent, in full.
    pub waiting: Option<PendingOut>,
    /// All that it asks for.
    pub capabilities: Vec<AskOut>,
    /// All that can be set.
    pub settings: Vec<SettingOut>,
    /// Codes of plugins that it needs.
    pub depends: Vec<String>,
    /// Codes of plugins that need it.
    pub needed_by: Vec<String>,
    /// Where its hooks meet hooks of other plugins.
    pub conflicts: Vec<Conflict>,
}

/// Everything that is installed.
pub async fn list(uow: &mut Uow<'_>) -> Result<Vec<PluginLine>, Fault> {
    uow.ctx.actor.must_administer()?;
    let mut lines = Vec::new();
    for one in present(uow).await? {
        lines.push(line(uow, &one).await?);
    }
    Ok(lines)
}

/// One plugin with its sheet.
pub async fn show(uow: &mut Uow<'_>, code: &str) -> Result<PluginOut, Fault> {
    uow.ctx.actor.must_administer()?;
    let all = present(uow).await?;
    let one = all.iter().find(|one| one.row.code == code);
    let one = one.ok_or_else(|| Fault::not_found("plugin", code))?;
    let grants: Vec<GrantRow> =
        grant::all(uow.tx).await?.into_iter().filter(|row| row.plugin_id == one.row.id).collect();
    let previous = match &one.row.previous_digest {
        Some(digest) => package::find(uow.tx, digest).await?.map(|package| package.plugin_version),
        None => None,
    };
    let others: Vec<&Manifest> = all.iter().map(|one| &one.manifest).collect();
    let needs = |other: &&Present| other.manifest.depends.contains_key(code);
    Ok(PluginOut {
        vendor: one.manifest.vendor.clone(),
        licence: one.manifest.licence.clone(),
        digest: one.row.digest.clone(),
        signer: package::find(uow.tx, &one.row.digest).await?.and_then(|package| package.signer),
        installed_at: one.row.created_at,
        updated_at: one.row.updated_at,
        version_highest: one.row.version_highest.clone(),
        previous,
        waiting: waiting(uow, one).await?,
        capabilities: asks_of(&one.manifest, &grants),
        settings: settings(uow, one).await?,
        depends: one.manifest.depends.keys().cloned().collect(),
        needed_by: all.iter().filter(needs).map(|other| other.row.code.clone()).collect(),
        conflicts: conflicts(&one.manifest, &others),
        line: line(uow, one).await?,
    })
}

async fn line(uow: &mut Uow<'_>, one: &Present) -> Result<PluginLine, Fault> {
    let enabled = company::all(uow.tx).await?;
    let works = |id: Uuid| enabled.contains(&(one.row.id, id));
    let companies = company::companies(uow.tx).await?.into_iter();
    let pending = match &one.row.pending_digest {
        Some(digest) => package::find(uow.tx, digest).await?.map(|package| package.plugin_version),
        None => None,
    };
    Ok(PluginLine {
        code: one.row.code.clone(),
        name: one.manifest.name.clone(),
        description: one.manifest.description.clone(),
        version: one.manifest.version.to_string(),
        state: one.row.state.clone(),
        paused_reason: one.row.paused_reason.clone(),
        companies: companies.filter(|(id, ..)| works(*id)).map(|(_, code, _)| code).collect(),
        pending,
        recording: one.row.recording,
        ready: uow.ctx.installed.guests.is_ready(&one.row.digest),
    })
}

async fn waiting(uow: &mut Uow<'_>, one: &Present) -> Result<Option<PendingOut>, Fault> {
    let Some(digest) = &one.row.pending_digest else { return Ok(None) };
    let new = manifest(uow, digest).await?;
    let beyond = more(Some(&one.manifest), &new);
    let plan = keel_manifest::plan(Some(&one.manifest), Some(&new));
    Ok(Some(PendingOut {
        version: new.version.to_string(),
        digest: digest.clone(),
        asks_more: asks_of(&new, &[]).into_iter().filter(|ask| beyond.contains(&ask.pair())).collect(),
        steps: plan.steps.iter().map(ToString::to_string).collect(),
    }))
}

async fn settings(uow: &mut Uow<'_>, one: &Present) -> Result<Vec<SettingOut>, Fault> {
    let companies = company::companies(uow.tx).await?;
    let rows = setting::all(uow.tx).await?;
    let mut all = Vec::new();
    for field in &one.manifest.settings {
        let shown = |value: &Datum| if field.secret { Given::Nothing } else { given(value) };
        let mut set = Vec::new();
        for row in rows.iter().filter(|row| row.plugin_id == one.row.id && row.name == field.name) {
            let of = companies.iter().find(|(id, ..)| Some(*id) == row.company_id);
            let value: Datum = json::from_text(&row.value)?;
            set.push(SetOut { company: of.map(|(_, code, _)| code.clone()), value: shown(&value) });
        }
        all.push(SettingOut {
            name: field.name.clone(),
            label: field.label.clone(),
            kind: field.kind.to_string(),
            secret: field.secret,
            default: shown(&default_of(field)),
            set,
        });
    }
    Ok(all)
}
