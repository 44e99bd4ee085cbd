//! Packages, each kept once, and the highest version of each plugin that there ever was: the tables
//! `plugin_package` and `plugin_high_water`.
//!
//! Must not know what stands in a package.

use chrono::{DateTime, Utc};

use crate::storage::{DbError, Row, Sql, Tx};

/// A package without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageRow {
    /// SHA-256 of its bytes, hexadecimal.
    pub digest: String,
    /// Plugin.
    pub plugin: String,
    /// Version.
    pub plugin_version: String,
    /// Manifest as TOML.
    pub manifest: String,
    /// Public key that signed it; none: it is unsigned.
    pub signer: Option<String>,
    /// Bytes of it.
    pub size: i64,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

const SELECT: &str =
    "select digest, plugin, plugin_version, manifest, signer, size, created_at from plugin_package";

/// All packages.
pub async fn all(tx: &mut Tx) -> Result<Vec<PackageRow>, DbError> {
    let sql = Sql::built(format!("{SELECT} order by plugin, plugin_version"));
    tx.rows(sql, &[]).await?.iter().map(read).collect()
}

/// One by its digest.
pub async fn find(tx: &mut Tx, digest: &str) -> Result<Option<PackageRow>, DbError> {
    let sql = Sql::built(format!("{SELECT} where digest = $1"));
    tx.row(sql, &[digest.into()]).await?.as_ref().map(read).transpose()
}

/// That of a version of a plugin.
pub async fn of_version(tx: &mut Tx, plugin: &str, version: &str) -> Result<Option<PackageRow>, DbError> {
    let sql = Sql::built(format!("{SELECT} where plugin = $1 and plugin_version = $2"));
    tx.row(sql, &[plugin.into(), version.into()]).await?.as_ref().map(read).transpose()
}

/// Bytes of one.
pub async fn bytes(tx: &mut Tx, digest: &str) -> Result<Option<Vec<u8>>, DbError> {
    let row = tx.row("select bytes from plugin_package where digest = $1", &[digest.into()]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// Keeps a package, unless it is kept already.
pub async fn insert(tx: &mut Tx, row: &PackageRow, bytes: Vec<u8>) -> Result<(), DbError> {
    tx.execute(
        "insert into plugin_package (digest, plugin, plugin_version, manifest, signer, size, bytes, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (digest) do nothing",
        &[
            row.digest.as_str().into(),
            row.plugin.as_str().into(),
            row.plugin_version.as_str().into(),
            row.manifest.as_str().into(),
            row.signer.as_deref().into(),
            row.size.into(),
            bytes.into(),
            row.created_at.into(),
        ],
    )
    .await
    .map(drop)
}

/// Forgets packages of a plugin that it neither runs, nor ran before, nor shall run.
pub async fn delete_unused(tx: &mut Tx, plugin: &str) -> Result<(), DbError> {
    let sql = "delete from plugin_package where plugin = $1 and not exists (select 1 from plugin p \
               where p.digest = plugin_package.digest or p.previous_digest = plugin_package.digest \
               or p.pending_digest = plugin_package.digest)";
    tx.execute(sql, &[plugin.into()]).await.map(drop)
}

/// The highest version of a plugin that there ever was here, and its digest.
pub async fn high_water(tx: &mut Tx, plugin: &str) -> Result<Option<(String, Option<String>)>, DbError> {
    let sql = "select version_highest, digest from plugin_high_water where code = $1";
    let row = tx.row(sql, &[plugin.into()]).await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Sets the highest version that there ever was.
pub async fn set_high_water(tx: &mut Tx, plugin: &str, version: &str, digest: &str) -> Result<(), DbError> {
    let sql = "insert into plugin_high_water (code, version_highest, digest) values ($1, $2, $3) \
               on conflict (code) do update set version_highest = excluded.version_highest, \
               digest = excluded.digest";
    tx.execute(sql, &[plugin.into(), version.into(), digest.into()]).await.map(drop)
}

fn read(row: &Row) -> Result<PackageRow, DbError> {
    Ok(PackageRow {
        digest: row.get(0)?,
        plugin: row.get(1)?,
        plugin_version: row.get(2)?,
        manifest: row.get(3)?,
        signer: row.get(4)?,
        size: row.get(5)?,
        created_at: row.get(6)?,
    })
}
