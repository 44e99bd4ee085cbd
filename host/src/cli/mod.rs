//! The command line: what `keel` can be told, and how it ends.
//!
//! Knows commands, flags and exit codes. Must not know SQL or rules: each command calls `service`, or the
//! storage function that moves whole databases.

mod archive;
mod demo;
mod exit;
mod import;
mod init;
mod key;
mod lock;
mod openapi;
mod plugin;
mod report;
mod serve;
pub mod settings;
mod settings_file;
mod setup;
mod token;
mod user;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::app::{self, App};
use crate::plugin::compile;
use crate::storage::Location;
pub use exit::{Exit, Failure};
use settings::{Settings, Shown};

/// Keeps the books, the goods and the people of your companies, exactly.
#[derive(Debug, Parser)]
#[command(name = "keel", version, after_help = exit::EXIT_HELP, propagate_version = true)]
struct Keel {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the data is; every command takes these.
#[derive(Debug, Args)]
struct Place {
    /// Directory of the data, its lock and keel.toml
    #[arg(long, global = true, value_name = "DIR", env = "KEEL_DATA", default_value = "data")]
    data: PathBuf,
    /// File of settings [default: keel.toml in the data directory, if it is there]
    #[arg(long, global = true, value_name = "FILE", env = "KEEL_CONFIG")]
    config: Option<PathBuf>,
    /// sqlite:FILE or postgres://USER@HOST/NAME [default: sqlite:keel.sqlite in the data directory]
    #[arg(long, global = true, value_name = "ADDRESS")]
    database: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the HTTP API until SIGTERM or Ctrl-C; the first start creates the administrator
    Serve(serve::ServeArgs),
    /// Make the data directory, its keel.toml, the tables and the administrator, and end
    Init,
    /// Manage accounts
    #[command(subcommand)]
    User(user::UserCommand),
    /// Manage API tokens
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Prove on the live database that the books are what they say; findings end with code 1
    Verify(verify::VerifyArgs),
    /// Print a report: trial balance, balance sheet, open items, stock, …
    Report(report::ReportArgs),
    /// Write everything into one file while the host goes on serving
    Backup(archive::BackupArgs),
    /// Fill an empty database from a backup, whichever database it came from
    Restore(archive::RestoreArgs),
    /// Work on whole databases
    #[command(subcommand)]
    Db(archive::DbCommand),
    /// Make the demo company Northwind Traders, or what is missing of it
    Demo(demo::DemoArgs),
    /// Make records of any type from a CSV or XLSX file
    Import(import::ImportArgs),
    /// Print the description of the API (OpenAPI 3.1)
    Openapi(openapi::OpenapiArgs),
    /// Work on plugins and their packages
    #[command(subcommand)]
    Plugin(plugin::PluginCommand),
    /// Manage keys that sign packages
    #[command(subcommand)]
    Key(key::KeyCommand),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(compile::ARGUMENT) {
        return compile::child().into();
    }
    let keel = Keel::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("keel: the runtime did not start: {error}");
            return Exit::Failed.into();
        }
    };
    match runtime.block_on(run(keel)) {
        Ok(()) => Exit::Done.into(),
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("keel: {}", failure.message);
            }
            failure.exit.into()
        }
    }
}

async fn run(keel: Keel) -> Result<(), Failure> {
    let place = keel.place;
    match keel.command {
        Command::Serve(args) => serve::run(place.settings(|key| args.flag(key))?, args).await,
        Command::Init => init::run(place.settings(|_| None)?).await,
        Command::User(command) => user::run(place.settings(|_| None)?, command).await,
        Command::Token(command) => token::run(place.settings(|_| None)?, command).await,
        Command::Verify(args) => verify::run(place.settings(|_| None)?, args).await,
        Command::Report(args) => report::run(place.settings(|_| None)?, args).await,
        Command::Backup(args) => archive::backup(place.settings(|_| None)?, args).await,
        Command::Restore(args) => archive::restore(place.settings(|_| None)?, args).await,
        Command::Db(archive::DbCommand::Copy(args)) => archive::copy(&place.data, args).await,
        Command::Demo(args) => demo::run(place.settings(|_| None)?, args).await,
        Command::Import(args) => import::run(place.settings(|_| None)?, args).await,
        Command::Openapi(args) => openapi::run(args),
        Command::Plugin(command) => plugin::run(|| place.settings(|_| None), command).await,
        Command::Key(command) => key::run(command),
    }
}

impl Place {
    fn settings(&self, flags: impl Fn(&str) -> Option<String>) -> Result<Settings, Failure> {
        let flag = |key: &str| if key == "database" { self.database.clone() } else { flags(key) };
        let environment = |name: &str| std::env::var(name).ok();
        Ok(settings::load(&self.data, self.config.as_deref(), flag, environment)?)
    }
}

/// Makes the data directory if it is not there. Only its owner may look into it.
fn make_data_dir(settings: &Settings) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&settings.data);
    made.map_err(|error| Failure::file(&settings.data, &error))
}

/// Opens a database that is there already; a command that only reads must not make one.
async fn open_existing(settings: &Settings) -> Result<Arc<App>, Failure> {
    if let Location::Sqlite(file) = &settings.config.database
        && !file.exists()
    {
        let message = format!("there is no database at {}: make one with `keel init`", file.display());
        return Err(Failure::new(Exit::Database, message));
    }
    Ok(app::open(settings.config.clone()).await?)
}

/// Says on standard error what is going on; standard output is for the result.
fn tell(text: impl AsRef<str>) {
    eprintln!("{}", text.as_ref());
}

/// Where the settings say the data is, without a password.
fn place_of(settings: &Settings) -> String {
    Shown(&settings.config.database).to_string()
}
