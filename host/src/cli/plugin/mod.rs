//! `plugin`: packages of plugins, from folder to file, and what is installed.
//!
//! Knows which commands there are, one file each. Must not know what a package or a manifest says.

mod build;
mod check;
mod desk;
mod dev;
mod govern;
mod inspect;
mod install;
mod installed;
mod leave;
mod new;
mod pack;
mod rehearse;
mod scenario;
mod show;
mod sign;
mod test;
mod trust;
mod verify;

use clap::Subcommand;

use super::exit::Failure;
use super::settings::Settings;

/// What can be done with plugins.
#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    /// Make a folder with a plugin that builds
    New(new::NewArgs),
    /// Build a plugin in Rust, and make its package: target/ID-VERSION.keel.wasm
    Build(build::BuildArgs),
    /// Test a plugin natively (`cargo test`), then its tests/*.toml as a component in a real host
    Test(test::TestArgs),
    /// Build whenever a file changes, and put it into a host that goes on; its log is in the terminal
    Dev(dev::DevArgs),
    /// Check a plugin's manifest; findings end with code 1
    Check(check::CheckArgs),
    /// Make a package of a component and the folder of its plugin
    Pack(pack::PackArgs),
    /// Sign a package
    Sign(sign::SignArgs),
    /// Prove that a package is whole, trusted and fit for this host
    Verify(verify::VerifyArgs),
    /// Show what a package is, asks for and carries
    Inspect(inspect::InspectArgs),
    #[command(flatten)]
    Installed(Box<installed::InstalledCommand>),
}

/// Does one of them. Only what is about an installation needs to know where the data is.
pub async fn run(
    settings: impl FnOnce() -> Result<Settings, Failure>,
    command: PluginCommand,
) -> Result<(), Failure> {
    match command {
        PluginCommand::New(args) => new::run(&args),
        PluginCommand::Build(args) => build::run(&args),
        PluginCommand::Test(args) => test::run(&args).await,
        PluginCommand::Dev(args) => dev::run(settings()?, args).await,
        PluginCommand::Check(args) => check::run(&args),
        PluginCommand::Pack(args) => pack::run(&args),
        PluginCommand::Sign(args) => sign::run(&args),
        PluginCommand::Verify(args) => verify::run(&args),
        PluginCommand::Inspect(args) => inspect::run(&args),
        PluginCommand::Installed(command) => installed::run(settings()?, *command).await,
    }
}
