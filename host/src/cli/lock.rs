//! One keel serves a data directory. The lock is the operating system's and ends with the process.
//!
//! Knows the lock file. Must not know what else is in the directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::exit::{Exit, Failure};

/// Held as long as the directory is in use.
#[derive(Debug)]
pub struct DirLock {
    _file: File,
}

/// Takes the directory for this process, or says who has it.
pub fn take(data: &Path) -> Result<DirLock, Failure> {
    let path = data.join("keel.lock");
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = file.map_err(|error| Failure::file(&path, &error))?;
    match file.try_lock() {
        Ok(()) => {
            let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
            written.map_err(|error| Failure::file(&path, &error))?;
            Ok(DirLock { _file: file })
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let read = file.rewind().and_then(|()| file.read_to_string(&mut holder));
            let who = match read {
                Ok(_) if !holder.trim().is_empty() => format!("process {}", holder.trim()),
                _ => "another process".to_owned(),
            };
            Err(Failure::new(
                Exit::InUse,
                format!("{} is in use by {who}: stop it, or choose another --data", data.display()),
            ))
        }
        Err(TryLockError::Error(error)) => Err(Failure::file(&path, &error)),
    }
}
