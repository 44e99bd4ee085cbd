//! Backups for administrators: made while the host serves, listed, handed out.
//!
//! Knows the folder they are in and their names. Must not know what is in one: `storage::archive` does.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Actor, Audit, Ctx, Fault, FaultKind, Uow};
use crate::storage::archive::{self, ArchiveError};
use crate::storage::{Db, Scope, Tx};

/// The ending of a backup's name.
const ENDING: &str = ".keel";

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Backup {
    /// Its name: `keel-20260131-100000.keel`.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was whole.
    pub at: DateTime<Utc>,
}

/// The name of a backup that is made at a time.
pub fn name_at(at: DateTime<Utc>) -> String {
    format!("keel-{}{ENDING}", at.format("%Y%m%d-%H%M%S"))
}

/// Backups in a folder, newest first; none where there is no folder.
pub fn list(folder: &Path, actor: &Actor) -> Result<Vec<Backup>, Fault> {
    actor.must_administer()?;
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut found: Vec<Backup> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok().filter(|name| is_name(name))?;
            let data = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            let at = data.modified().unwrap_or(SystemTime::UNIX_EPOCH).into();
            Some(Backup { name, bytes: data.len(), at })
        })
        .collect();
    found.sort_by(|a, b| b.name.cmp(&a.name));
    Ok(found)
}

/// Writes a backup of everything, checked, while others go on.
pub async fn make(db: &Db, folder: &Path, ctx: Ctx) -> Result<Backup, Fault> {
    ctx.actor.must_administer()?;
    let disk = |error: std::io::Error| Fault::internal(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(disk)?;
    let name = name_at(ctx.now);
    let file = folder.join(&name);
    archive::write(db, &file).await.map_err(|error| match error {
        ArchiveError::Exists(_) => {
            Fault::refused("backup.exists", "A backup was made this very second; it is in the list.")
        }
        other => Fault::internal(format!("a backup was not made: {other}")),
    })?;
    note(db, ctx, "create", &name).await?;
    let data = std::fs::metadata(&file).map_err(disk)?;
    Ok(Backup { name, bytes: data.len(), at: data.modified().unwrap_or(SystemTime::UNIX_EPOCH).into() })
}

/// The file of a backup that is to be handed out. It holds everything, so that it was taken is written down.
pub async fn take(db: &Db, folder: &Path, ctx: Ctx, name: &str) -> Result<PathBuf, Fault> {
    ctx.actor.must_administer()?;
    let file = folder.join(name);
    if !is_name(name) || !file.is_file() {
        return Err(Fault::new(
            FaultKind::NotFound,
            "backup.not-found",
            format!("There is no backup {name}."),
        ));
    }
    note(db, ctx, "download", name).await?;
    Ok(file)
}

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.ends_with(ENDING) && !name.starts_with('.') && name.chars().all(plain)
}

async fn note(db: &Db, ctx: Ctx, operation: &'static str, name: &str) -> Result<(), Fault> {
    // Only letters, digits, `-`, `_` and `.` are in a name: it needs no quoting.
    let changes = format!("{{\"name\": [null, \"{name}\"]}}");
    db.write(Scope::Shared, async move |tx: &mut Tx| {
        let (record_type, changes) = ("backup", changes.clone());
        let audit = Audit { operation, record_type, record_id: None, company_id: None, changes };
        Uow::new(tx, &ctx).audit(audit).await
    })
    .await
}
