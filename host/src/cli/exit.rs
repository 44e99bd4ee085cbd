//! How a command ends: one number for scripts, one sentence for people.
//!
//! Knows which failure is whose. Must not know what the command did.

use std::process::ExitCode;

use crate::app::StartError;
use crate::service::{Fault, FaultKind};
use crate::storage::DbError;
use crate::storage::archive::ArchiveError;
use crate::storage::copy::CopyError;
use crate::storage::migrate::MigrateError;

use super::settings::SettingError;

/// Exit codes. Scripts rely on them: a number is never given another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It happened.
    Done = 0,
    /// A rule said no, or `verify` found something. Nothing was changed.
    Failed = 1,
    /// The command line or a setting is wrong.
    Usage = 2,
    /// The database cannot be reached, is damaged, or does not belong to this version.
    Database = 3,
    /// Another keel uses the data directory, or the address to listen on.
    InUse = 4,
}

/// The part of `--help` that explains [`Exit`].
pub const EXIT_HELP: &str = "Exit codes:
  0  done
  1  failed: a rule said no, or verify found something; nothing was changed
  2  the command line or a setting is wrong
  3  the database cannot be reached, is damaged, or does not belong to this version
  4  the data directory or the address is in use";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// For scripts.
    pub exit: Exit,
    /// For people: what is wrong and what to do.
    pub message: String,
}

impl Failure {
    /// A failure with its number.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Failure { exit, message: message.into() }
    }

    /// A file that could not be read or written.
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Failure::new(Exit::Failed, format!("{}: {error}", path.display()))
    }
}

impl From<SettingError> for Failure {
    fn from(error: SettingError) -> Self {
        Failure::new(Exit::Usage, error.to_string())
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Failure::new(Exit::Database, error.to_string())
    }
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        Failure::new(Exit::Database, error.to_string())
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let exit = match &error {
            StartError::Listen { source, .. } if source.kind() == std::io::ErrorKind::AddrInUse => {
                Exit::InUse
            }
            StartError::Listen { .. } => Exit::Usage,
            _ => Exit::Database,
        };
        Failure::new(exit, error.to_string())
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let exit = if fault.kind == FaultKind::Unavailable { Exit::Database } else { Exit::Failed };
        let mut message = format!("{} ({})", fault.message, fault.code);
        if let Some(operator) = &fault.operator {
            message.push_str(&format!("\n{operator}"));
        }
        for field in &fault.fields {
            message.push_str(&format!("\n  {}: {} ({})", field.pointer, field.message, field.code));
        }
        Failure::new(exit, message)
    }
}

impl From<CopyError> for Failure {
    fn from(error: CopyError) -> Self {
        let exit = match &error {
            CopyError::NotEmpty { .. } => Exit::Failed,
            _ => Exit::Database,
        };
        Failure::new(exit, error.to_string())
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Copy(error) => error.into(),
            ArchiveError::Exists(_) | ArchiveError::Missing(_) | ArchiveError::Disk { .. } => {
                Failure::new(Exit::Failed, error.to_string())
            }
            ArchiveError::Schema(_) | ArchiveError::Database(_) => {
                Failure::new(Exit::Database, error.to_string())
            }
        }
    }
}
