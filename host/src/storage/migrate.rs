//! The schema's history: numbered files, applied once each, in order, never edited after a release.
//!
//! Knows the files and the table `schema_migration`. Must not know what they are for.

use sha2::{Digest, Sha256};

use super::{Db, DbError, Dialect, Scope, Tx};

/// One step of the schema, the same name in both dialects.
pub struct Migration {
    /// File name without ending: `0001_platform`.
    pub name: &'static str,
    /// Text for SQLite.
    pub sqlite: &'static str,
    /// Text for PostgreSQL.
    pub postgres: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        /// All steps, oldest first.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        }),*];
    };
}
migrations![
    "0001_platform",
    "0010_ledger",
    "0020_stock",
    "0030_contacts",
    "0040_around",
    "0050_plugin",
    "0051_plugin_high_water",
    "0052_plugin_calls",
    "0060_preference",
    "0061_presence",
    "0062_contact_name",
    "0063_mail",
    "0064_contact_balance",
];

/// Why a schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database was written by a newer program.
    #[error("the database has step {name}, which this program does not know: run a newer keel")]
    Newer {
        /// First step that is not known.
        name: String,
    },
    /// A step that was applied has other text now.
    #[error("step {name} was applied with other text: the program and the database do not belong together")]
    Edited {
        /// The step.
        name: String,
    },
    /// The database refused.
    #[error("step {name} failed: {source}")]
    Failed {
        /// The step.
        name: String,
        /// Why.
        source: DbError,
    },
    /// The database is not to be had.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl super::lane::Failure for MigrateError {
    fn database(&self) -> Option<&DbError> {
        match self {
            MigrateError::Database(error) => Some(error),
            _ => None,
        }
    }
}

/// Applies every step that is missing, each in the same transaction; the names of those applied.
pub async fn migrate(db: &Db) -> Result<Vec<&'static str>, MigrateError> {
    db.write(Scope::Shared, async |tx: &mut Tx| apply(tx).await).await
}

async fn apply(tx: &mut Tx) -> Result<Vec<&'static str>, MigrateError> {
    let dialect = tx.dialect();
    tx.batch(match dialect {
        Dialect::Sqlite => {
            "create table if not exists schema_migration (name text not null primary key, digest text not null) strict"
        }
        Dialect::Postgres => {
            "create table if not exists schema_migration (name text not null primary key, digest text not null)"
        }
    })
    .await?;
    let mut known = Vec::new();
    for row in tx.rows("select name, digest from schema_migration order by name", &[]).await? {
        known.push((row.get::<String>(0)?, row.get::<String>(1)?));
    }
    if let Some((name, _)) = known.iter().find(|(name, _)| !MIGRATIONS.iter().any(|m| m.name == name)) {
        return Err(MigrateError::Newer { name: name.clone() });
    }
    let mut applied = Vec::new();
    for step in MIGRATIONS {
        let text = match dialect {
            Dialect::Sqlite => step.sqlite,
            Dialect::Postgres => step.postgres,
        };
        let digest = hex(&Sha256::digest(text.as_bytes()));
        match known.iter().find(|(name, _)| name == step.name) {
            Some((_, recorded)) if *recorded == digest => {}
            Some(_) => return Err(MigrateError::Edited { name: step.name.into() }),
            None => {
                tx.batch(text)
                    .await
                    .map_err(|source| MigrateError::Failed { name: step.name.into(), source })?;
                tx.execute(
                    "insert into schema_migration (name, digest) values ($1, $2)",
                    &[step.name.into(), digest.into()],
                )
                .await?;
                applied.push(step.name);
            }
        }
    }
    Ok(applied)
}

/// Lower-case hexadecimal of bytes.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
