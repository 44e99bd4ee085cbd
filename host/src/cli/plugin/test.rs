//! `plugin test`: natively in a host in memory, then as a component in the real host.
//!
//! Knows the order. Must not know what a step of a scenario means.

use std::path::{Path, PathBuf};

use clap::Args;

use super::desk::Desk;
use super::{build, pack, scenario};
use crate::cli::exit::Failure;
use crate::cli::tell;

/// What `plugin test` takes.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Folder of the plugin
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Leave `cargo test` out: only the scenarios, in the real host
    #[arg(long)]
    scenarios: bool,
}

/// Tests.
pub async fn run(args: &TestArgs) -> Result<(), Failure> {
    let folder = args.folder.clone();
    let (scenarios_only, built) = (args.scenarios, args.folder.clone());
    let (file, _) = on_a_thread(move || {
        if !scenarios_only {
            build::succeed(build::cargo(&folder).arg("test"), "cargo test")?;
        }
        build::package(&folder, false)
    })
    .await?;
    let package = pack::read(&file)?;
    let plugin = super::check::manifest(&built)?.id;
    for scenario in scenarios(&args.folder)? {
        let desk = Desk::start().await?;
        let played = play(&scenario, &plugin, package.clone(), &desk).await;
        desk.stop().await?;
        tell(format!("{}: {} steps, as it should be", scenario.display(), played?));
    }
    Ok(())
}

async fn play(file: &Path, plugin: &str, package: Vec<u8>, desk: &Desk) -> Result<usize, Failure> {
    desk.client.install(package).await?;
    scenario::play(file, plugin, desk).await
}

/// `tests/*.toml`, in the order of names.
fn scenarios(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let tests = folder.join("tests");
    if !tests.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(&tests).map_err(|error| Failure::file(&tests, &error))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    Ok(files)
}

/// Cargo takes its time; the runtime's threads are not for that.
pub async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Failure::new(crate::cli::exit::Exit::Failed, error.to_string())),
    }
}
