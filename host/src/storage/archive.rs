//! A backup: one SQLite file with everything in it, whichever database it came from.
//!
//! Knows files and the copying of databases. Must not know what a table is for.

use std::path::{Path, PathBuf};

use super::copy::{self, Copied, CopyError};
use super::migrate::{self, MigrateError};
use super::{Db, DbError, DbOptions, Location, sqlite};

/// Why an archive was not written, or not read, in order of precedence.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file is there already.
    #[error("{0} is there already: choose another name")]
    Exists(PathBuf),
    /// The file is not there.
    #[error("{0} is not there")]
    Missing(PathBuf),
    /// The disk refused.
    #[error("{path}: {source}")]
    Disk {
        /// File.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The archive belongs to another version.
    #[error(transparent)]
    Schema(#[from] MigrateError),
    /// The rows did not arrive.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The database refused, or the archive is damaged.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Writes everything into `file` while the database goes on serving; what is in it, table by table.
///
/// The file appears under its name only when it is whole, checked and on the disk.
pub async fn write(db: &Db, file: &Path) -> Result<Vec<Copied>, ArchiveError> {
    if file.exists() {
        return Err(ArchiveError::Exists(file.into()));
    }
    let partial = beside(file, "partial");
    remove(&partial)?;
    let written = write_partial(db, &partial).await;
    if written.is_err() {
        let _ = remove(&partial);
    }
    let contents = written?;
    let disk = |source| ArchiveError::Disk { path: file.into(), source };
    std::fs::File::open(&partial).and_then(|partial| partial.sync_all()).map_err(disk)?;
    std::fs::rename(&partial, file).map_err(disk)?;
    if let Some(dir) = file.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        std::fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(disk)?;
    }
    Ok(contents)
}

async fn write_partial(db: &Db, partial: &Path) -> Result<Vec<Copied>, ArchiveError> {
    let target = partial.to_path_buf();
    match db.sqlite_file().map(Path::to_path_buf) {
        Some(source) => blocking(move || sqlite::copy_file(&source, &target)).await?,
        None => {
            let archive = Db::open(DbOptions::new(Location::Sqlite(target.clone()))).await?;
            migrate::migrate(&archive).await?;
            copy::copy(db, &archive, |_, _| {}).await?;
            archive.close().await;
            drop(archive);
            blocking(move || sqlite::fold_log(&target)).await?;
        }
    }
    let target = partial.to_path_buf();
    blocking(move || sqlite::check_file(&target)).await?;
    contents(partial).await
}

/// Fills an empty database from an archive; what arrived, table by table.
///
/// The archive is checked first and is not touched: an older one is brought up to date in a copy.
pub async fn read(
    file: &Path,
    to: &Db,
    progress: impl Fn(&str, u64) + Send + Sync + 'static,
) -> Result<Vec<Copied>, ArchiveError> {
    if !file.exists() {
        return Err(ArchiveError::Missing(file.into()));
    }
    let source = file.to_path_buf();
    blocking(move || sqlite::check_file(&source)).await?;
    let copied = beside(file, &format!("restoring-{}", std::process::id()));
    remove(&copied)?;
    let (source, target) = (file.to_path_buf(), copied.clone());
    blocking(move || sqlite::copy_file(&source, &target)).await?;
    let result = read_copy(&copied, to, progress).await;
    remove(&copied)?;
    result
}

async fn read_copy(
    copied: &Path,
    to: &Db,
    progress: impl Fn(&str, u64) + Send + Sync + 'static,
) -> Result<Vec<Copied>, ArchiveError> {
    let archive = Db::open(DbOptions::new(Location::Sqlite(copied.into()))).await?;
    migrate::migrate(&archive).await?;
    let arrived = copy::copy(&archive, to, progress).await;
    archive.close().await;
    Ok(arrived?)
}

/// What an archive holds, table by table. Opening it leaves it as it is.
async fn contents(file: &Path) -> Result<Vec<Copied>, ArchiveError> {
    let archive = Db::open_reader(file)?;
    Ok(copy::digest(&archive).await?)
}

fn beside(file: &Path, what: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(what);
    file.with_file_name(name)
}

/// Removes a SQLite file and what stands beside it.
fn remove(file: &Path) -> Result<(), ArchiveError> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(&name) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(ArchiveError::Disk { path: name.into(), source });
            }
            _ => {}
        }
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DbError> + Send + 'static,
) -> Result<T, DbError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(DbError::Other(format!("a file task did not end: {error}"))))
}
