//! `plugin test`: natively in a host in memory, then as a component in the real host.
//!
//! Knows the order, and that what a plugin depends on lies in a folder beside it. Must not know what a step of a
//! scenario means.

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
    let mut plugins = needed(&built).await?;
    plugins.push((super::check::manifest(&built)?.id, pack::read(&file)?));
    for scenario in scenarios(&args.folder)? {
        let desk = Desk::start().await?;
        let played = play(&scenario, &plugins, &desk).await;
        desk.stop().await?;
        tell(format!("{}: {} steps, as it should be", scenario.display(), played?));
    }
    Ok(())
}

/// A plugin's id and its package.
type Package = (String, Vec<u8>);

/// Installs the packages, the last of them being the one under test, and plays a scenario.
async fn play(file: &Path, plugins: &[Package], desk: &Desk) -> Result<usize, Failure> {
    for (_, package) in plugins {
        desk.client.install(package.clone()).await?;
    }
    let ids: Vec<&str> = plugins.iter().map(|(id, _)| id.as_str()).collect();
    scenario::play(file, &ids, desk).await
}

/// What a plugin depends on, built from the folders beside its own; first what others need.
async fn needed(folder: &Path) -> Result<Vec<Package>, Failure> {
    let own = folder.canonicalize().map_err(|error| Failure::file(folder, &error))?;
    let beside = own.parent().unwrap_or(&own).to_path_buf();
    let mut order: Vec<String> = Vec::new();
    gather(&own, &beside, &mut order)?;
    let mut packages = Vec::with_capacity(order.len());
    for id in order {
        let folder = folder_of(&beside, &id);
        let (file, _) = on_a_thread(move || build::package(&folder, false)).await?;
        packages.push((id, pack::read(&file)?));
    }
    Ok(packages)
}

/// The folder of a plugin: its id, or its id with `_` for `-`.
fn folder_of(beside: &Path, id: &str) -> PathBuf {
    let own = beside.join(id);
    if own.is_dir() { own } else { beside.join(id.replace('-', "_")) }
}

/// Ids of what the plugin in a folder depends on, each behind what it depends on itself.
fn gather(folder: &Path, beside: &Path, order: &mut Vec<String>) -> Result<(), Failure> {
    for id in super::check::manifest(folder)?.depends.into_keys() {
        if !order.contains(&id) {
            gather(&folder_of(beside, &id), beside, order)?;
            order.push(id);
        }
    }
    Ok(())
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
