//! Attachments: files that hang on records. Who may read a record may read its files, who may change it may add.

use crate::host;
use crate::{Id, RecordRef, Result};

/// A file on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub(crate) id: String,
    /// With its ending.
    pub name: String,
    /// `application/pdf`.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

impl File {
    /// Its id.
    pub fn id(&self) -> Id {
        Id::read(&self.id).unwrap_or_default()
    }
}

/// Files of a record, newest first. Needs `files.read`.
pub fn of_record(subject: &RecordRef) -> Result<Vec<File>> {
    host::files_of_record(subject)
}

/// The content of a file, at most 1 MiB. Needs `files.read`.
pub fn read(file: Id) -> Result<Vec<u8>> {
    host::files_read(&file.to_string())
}

/// Hangs a file on a record, at most 1 MiB. Needs `files.write`.
pub fn attach(subject: &RecordRef, name: &str, media_type: &str, content: &[u8]) -> Result<Id> {
    let id = host::files_attach(subject, name, media_type, content)?;
    Ok(Id::read(&id).unwrap_or_default())
}
