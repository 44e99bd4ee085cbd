//! Takes a plugin away with all that it ever brought, after handing its data over.
//!
//! Knows the order: export, schema, notes, rows. The audit log keeps what it did; the highest version stays,
//! so that an old one does not come back.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::super::schema;
use super::examine::{find, replace};
use super::install::{Terms, note};
use super::refusal::fault_of;
use super::{ByCode, role};
use crate::service::{Ctx, Fault, Uow};
use crate::storage::plugins::{leave, package, plugin, subscription};

/// One file of an export.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct FileOut {
    /// `credit-limit.raise.csv`.
    pub name: String,
    /// CSV (RFC 4180), UTF-8.
    pub text: String,
}

/// Everything that a plugin keeps.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Exported {
    /// Code of the plugin.
    pub plugin: String,
    /// A file for each record type, its lines, and its fields on others' records.
    pub files: Vec<FileOut>,
}

/// What went.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Uninstalled {
    /// Code of the plugin.
    pub plugin: String,
    /// What was done, a sentence a step.
    pub steps: Vec<String>,
    /// All its data, as it was.
    pub files: Vec<FileOut>,
}

/// Everything that a plugin keeps, as files.
pub async fn exported(uow: &mut Uow<'_>, input: ByCode) -> Result<Exported, Fault> {
    uow.ctx.actor.must_administer()?;
    find(uow, &input.plugin).await?;
    let mut files = Vec::new();
    for file in schema::export(uow, &input.plugin).await? {
        let text = String::from_utf8(file.bytes)
            .map_err(|_| Fault::internal(format!("the export {} is not UTF-8", file.name)))?;
        files.push(FileOut { name: file.name, text });
    }
    Ok(Exported { plugin: input.plugin, files })
}

/// Takes a plugin away; what it kept is in the answer. Refused while another plugin needs it.
pub async fn uninstall(uow: &mut Uow<'_>, input: ByCode) -> Result<Uninstalled, Fault> {
    uow.ctx.actor.must_administer()?;
    let row = find(uow, &input.plugin).await?;
    let found = replace(uow, &row.code, None, &Terms::default()).await?;
    if let Some(fault) = fault_of(&found.refusals) {
        return Err(fault);
    }
    let old = found.old.as_ref().map(|old| &old.manifest);
    // The tables say what is there, whatever picture this process had when the request came.
    let types = Arc::new(super::examine::registry(&found.others, old));
    let ctx = Ctx { types, ..uow.ctx.clone() };
    let files = exported(&mut Uow::new(uow.tx, &ctx), input).await?.files;
    schema::apply(uow, &found.plan, &found.after).await?;
    role::follow(uow, old, None).await?;
    for (id, _) in subscription::of_plugin(uow.tx, row.id).await? {
        subscription::delete(uow.tx, id).await?;
    }
    leave::delete_notes(uow.tx, &row.code).await?;
    plugin::delete(uow.tx, row.id).await?;
    package::delete_unused(uow.tx, &row.code).await?;
    let was = old.map_or_else(String::new, |old| old.version.to_string());
    note(uow, "uninstall", row.id, &[("version", was, String::new())]).await?;
    plugin::changed(uow.tx).await?;
    let steps = found.plan.steps.iter().map(ToString::to_string).collect();
    Ok(Uninstalled { plugin: row.code, steps, files })
}
