//! `plugin`: what is installed and what may happen to it, for whoever can reach the data directory.
//!
//! Knows commands and flags. Must not know a rule: a running host beside this notices within a second.

use std::path::PathBuf;

use clap::Subcommand;

use crate::app::App;
use crate::service::plugins::life;
use crate::service::{Ctx, Fault, Uow};
use crate::storage::{Scope, Tx};

use super::super::exit::{Exit, Failure};
use super::super::open_existing;
use super::super::settings::Settings;
use super::{govern, install, leave, rehearse, show, trust};

/// What can be done with plugins that are, or shall be, installed.
#[derive(Debug, Subcommand)]
pub enum InstalledCommand {
    /// List what is installed
    List(show::ListArgs),
    /// Print a plugin with all that it asks for, has, and can be set
    Show(show::ShowArgs),
    /// Print what installing a package would do, and change nothing
    Plan(install::PackageArgs),
    /// Install a package
    Install(install::PackageArgs),
    /// Put a newer package into the place of the one that is there
    Upgrade(install::PackageArgs),
    /// Grant a capability that a plugin asks for
    Grant(govern::GrantArgs),
    /// Take a capability back, from the plugin's next call on
    Revoke(govern::GrantArgs),
    /// Let the version that waits work, and grant what it asks for beyond the one before
    Consent(govern::ConsentArgs),
    /// Forget the version that waits
    DropPending(govern::CodeArgs),
    /// Let a plugin work in a company, or everywhere it is meant to
    Enable(govern::EnableArgs),
    /// End a plugin's work in a company, or everywhere; its records stay
    Disable(govern::EnableArgs),
    /// Set what a plugin lets be set
    Set(govern::SetArgs),
    /// Let the version before work again
    Rollback(govern::RollbackArgs),
    /// Let a paused plugin go on
    Resume(govern::CodeArgs),
    /// Begin or end recording what a plugin is called for, for rehearsals
    Record(govern::RecordArgs),
    /// Run a new version over the last recorded calls, and print which effects would differ; keep nothing
    Rehearse(rehearse::RehearseArgs),
    /// Write everything that a plugin keeps into a directory, as CSV
    Export(leave::LeaveArgs),
    /// Write everything that a plugin keeps into a directory, then take it away with all that it brought
    Uninstall(leave::LeaveArgs),
    /// Manage the keys whose packages are taken
    #[command(subcommand)]
    Trust(trust::TrustCommand),
}

/// Does one of them.
pub async fn run(settings: Settings, command: InstalledCommand) -> Result<(), Failure> {
    let app = open_existing(&settings).await?;
    let done = act(&app, command).await;
    app.db.close().await;
    done
}

async fn act(app: &App, command: InstalledCommand) -> Result<(), Failure> {
    match command {
        InstalledCommand::List(args) => show::list(app, &args).await,
        InstalledCommand::Show(args) => show::show(app, args).await,
        InstalledCommand::Plan(args) => install::plan(app, args).await,
        InstalledCommand::Install(args) => install::install(app, args, life::Wanted::New).await,
        InstalledCommand::Upgrade(args) => install::install(app, args, life::Wanted::Upgrade).await,
        InstalledCommand::Rehearse(args) => rehearse::run(app, args).await,
        InstalledCommand::Grant(args) => govern::grant(app, args).await,
        InstalledCommand::Revoke(args) => govern::revoke(app, args).await,
        InstalledCommand::Consent(args) => govern::consent(app, args).await,
        InstalledCommand::DropPending(args) => govern::drop_pending(app, args).await,
        InstalledCommand::Enable(args) => govern::enable(app, args).await,
        InstalledCommand::Disable(args) => govern::disable(app, args).await,
        InstalledCommand::Set(args) => govern::set(app, args).await,
        InstalledCommand::Rollback(args) => govern::rollback(app, args).await,
        InstalledCommand::Resume(args) => govern::resume(app, args).await,
        InstalledCommand::Record(args) => govern::record(app, args).await,
        InstalledCommand::Export(args) => leave::export(app, args).await,
        InstalledCommand::Uninstall(args) => leave::uninstall(app, args).await,
        InstalledCommand::Trust(command) => trust::run(app, command).await,
    }
}

/// Runs a unit of work of the operator.
pub(super) async fn unit<T, F>(app: &App, work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: AsyncFn(&mut Uow<'_>) -> Result<T, Fault> + Send + 'static,
{
    let ctx: Ctx = app.system("cli");
    app.db.write(Scope::Shared, async move |tx: &mut Tx| work(&mut Uow::new(tx, &ctx)).await).await
}

/// Reads for the operator.
pub(super) async fn read<T, F>(app: &App, work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: AsyncFnOnce(&mut Uow<'_>) -> Result<T, Fault> + Send + 'static,
{
    let ctx: Ctx = app.system("cli");
    app.db.read(async move |tx: &mut Tx| work(&mut Uow::new(tx, &ctx)).await).await
}

/// Prints a value as JSON.
pub(super) fn print_json<T: serde::Serialize>(value: &T) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value);
    println!("{}", text.map_err(|error| Failure::new(Exit::Failed, error.to_string()))?);
    Ok(())
}

/// Reads a file.
pub(super) fn bytes_of(file: &PathBuf) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::file(file, &error))
}
