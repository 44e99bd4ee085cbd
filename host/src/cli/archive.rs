//! `backup`, `restore` and `db copy`: whole databases.
//!
//! Knows files and addresses. Must not know tables.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::{Args, Subcommand};

use crate::app;
use crate::service::backup;
use crate::service::plugins::life;
use crate::storage::copy::{self, Copied};
use crate::storage::{Location, archive};

use super::exit::{Exit, Failure};
use super::settings::{self, Settings, Shown};
use super::{lock, make_data_dir, open_existing, place_of, tell, verify};

/// What `backup` takes.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// File to write; it must not be there [default: backups/keel-DATE.keel in the data directory]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// What `restore` takes.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// File that `keel backup` wrote
    #[arg(value_name = "FILE")]
    from: PathBuf,
}

/// What can be done with whole databases.
#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Move everything into an empty database; both are compared before it is committed
    Copy(CopyArgs),
}

/// What `db copy` takes.
#[derive(Debug, Args)]
pub struct CopyArgs {
    /// Database to read: sqlite:FILE or postgres://USER@HOST/NAME
    #[arg(long, value_name = "ADDRESS")]
    from: String,
    /// Empty database to fill
    #[arg(long, value_name = "ADDRESS")]
    to: String,
}

/// Writes an archive.
pub async fn backup(settings: Settings, args: BackupArgs) -> Result<(), Failure> {
    let app = open_existing(&settings).await?;
    let file = match args.to {
        Some(file) => file,
        None => {
            let dir = settings.config.backups.clone();
            std::fs::create_dir_all(&dir).map_err(|error| Failure::file(&dir, &error))?;
            dir.join(backup::name_at(chrono::Utc::now()))
        }
    };
    tell(format!("Writing {} into {}", place_of(&settings), file.display()));
    let written = archive::write(&app.db, &file).await;
    app.db.close().await;
    println!("{}: {}, checked.", file.display(), summary(&written?));
    Ok(())
}

/// Fills an empty database from an archive.
pub async fn restore(settings: Settings, args: RestoreArgs) -> Result<(), Failure> {
    make_data_dir(&settings)?;
    let _lock = lock::take(&settings)?;
    let app = app::open(settings.config.clone()).await?;
    tell(format!("Restoring {} into {}", args.from.display(), place_of(&settings)));
    let restored = match archive::read(&args.from, &app.db, progress()).await {
        Ok(arrived) => match life::refresh(&app.db, &app.plugins).await {
            Ok(()) => verify::check(&app).await.map(|verified| (arrived, verified)).map_err(Failure::from),
            Err(fault) => Err(fault.into()),
        },
        Err(error) => Err(error.into()),
    };
    app.db.close().await;
    let (arrived, verified) = restored?;
    println!("{}: {}, each table compared with the archive.", place_of(&settings), summary(&arrived));
    verify::report(&verified, &place_of(&settings))
}

/// Copies one database into another.
pub async fn copy(data: &Path, args: CopyArgs) -> Result<(), Failure> {
    let from = place(data, "--from", &args.from)?;
    let to = place(data, "--to", &args.to)?;
    if let Location::Sqlite(file) = &from
        && !file.exists()
    {
        return Err(Failure::new(Exit::Database, format!("there is no database at {}", file.display())));
    }
    tell(format!("Copying {} into {}", Shown(&from), Shown(&to)));
    let source = app::open(app::Config::new(from, data)).await?;
    let target = app::open(app::Config::new(to.clone(), data)).await?;
    let arrived = copy::copy(&source.db, &target.db, progress()).await;
    source.db.close().await;
    target.db.close().await;
    println!("{}: {}, each table compared with its source.", Shown(&to), summary(&arrived?));
    Ok(())
}

fn place(data: &Path, flag: &str, text: &str) -> Result<Location, Failure> {
    settings::location(text, data).ok_or_else(|| {
        let takes = "it takes sqlite:FILE or postgres://USER@HOST/NAME";
        Failure::new(Exit::Usage, format!("{flag}: `{text}` is wrong, {takes}"))
    })
}

fn summary(copied: &[Copied]) -> String {
    let rows: u64 = copied.iter().map(|table| table.rows).sum();
    let filled = copied.iter().filter(|table| table.rows > 0).count();
    format!("{rows} rows of {filled} tables")
}

/// Says each table once, when its first rows arrive.
fn progress() -> impl Fn(&str, u64) + Send + Sync + 'static {
    let last = Mutex::new(String::new());
    move |table, _rows| {
        let mut last = last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *last != table {
            table.clone_into(&mut last);
            tell(format!("  {table}"));
        }
    }
}
