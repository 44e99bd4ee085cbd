//! One keel serves a data directory. The lock is the operating system's and ends with the process.
//!
//! Knows the lock file. Must not know what else is in the directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::storage::Location;

use super::exit::{Exit, Failure};
use super::settings::Settings;

/// Held as long as the directory and the SQLite file are in use.
#[derive(Debug)]
pub struct DirLock {
    _files: Vec<File>,
}

/// Takes the data directory for this process, or says who has it.
pub fn take(settings: &Settings) -> Result<DirLock, Failure> {
    let mut files = vec![lock(&settings.data, settings.data.join("keel.lock"))?];
    if let Location::Sqlite(file) = &settings.config.database {
        let mut beside = file.as_os_str().to_owned();
        beside.push(".lock");
        files.push(lock(file, beside.into())?);
    }
    Ok(DirLock { _files: files })
}

fn lock(what: &Path, path: PathBuf) -> Result<File, Failure> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = file.map_err(|error| Failure::file(&path, &error))?;
    match file.try_lock() {
        Ok(()) => {
            let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
            written.map_err(|error| Failure::file(&path, &error))?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let read = file.rewind().and_then(|()| file.read_to_string(&mut holder));
            let who = match read {
                Ok(_) if !holder.trim().is_empty() => format!("process {}", holder.trim()),
                _ => "another process".to_owned(),
            };
            let message = format!("{} is in use by {who}: stop it, or choose another --data", what.display());
            Err(Failure::new(Exit::InUse, message))
        }
        Err(TryLockError::Error(error)) => Err(Failure::file(&path, &error)),
    }
}
