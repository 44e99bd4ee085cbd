//! `plugin dev`: builds whenever a file changes, and puts what was built into a host that goes on.
//!
//! Knows files and versions for development. Must not know how a host puts one version in another's place.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;

use super::desk::{self, Client};
use super::test::on_a_thread;
use super::{build, pack};
use crate::app::{self, Running};
use crate::cli::exit::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::{lock, make_data_dir, serve, setup, tell};
use crate::plugin::package::{self, Provenance};

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_millis(300);

/// What `plugin dev` takes.
#[derive(Debug, Args)]
pub struct DevArgs {
    /// Folder of the plugin
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Address and port of a host that runs already; else one is started over --data, with its log here
    #[arg(long, value_name = "ADDRESS", requires = "token")]
    server: Option<SocketAddr>,
    /// Token of an administrator of that host
    #[arg(long, value_name = "TOKEN", env = "KEEL_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Build and install once, and end
    #[arg(long)]
    once: bool,
}

/// Watches until a signal.
pub async fn run(settings: Settings, args: DevArgs) -> Result<(), Failure> {
    let mut stop = serve::Stop::new()?;
    let Some(server) = args.server else {
        make_data_dir(&settings)?;
        let _lock = lock::take(&settings)?;
        serve::start_log(&settings);
        let app = app::open(settings.config.clone()).await?;
        setup::prepare(&app).await?;
        let running = app::serve(app).await?;
        tell(format!(
            "Keel serves http://{} for {}. Stop with Ctrl-C.",
            running.address,
            args.folder.display()
        ));
        let client = own(&running).await?;
        let watched = tokio::select! {
            done = watch(&args, &client) => done,
            _ = stop.wait() => Ok(()),
        };
        running.stop().await;
        return watched;
    };
    let client = Client::new(server, args.token.clone().unwrap_or_default());
    tokio::select! {
        done = watch(&args, &client) => done,
        _ = stop.wait() => Ok(()),
    }
}

/// A client of the host that was just started.
async fn own(running: &Running) -> Result<Client, Failure> {
    let token = desk::token(running, &format!("plugin-dev-{}", seconds())).await?;
    Ok(Client::new(running.address, token))
}

async fn watch(args: &DevArgs, client: &Client) -> Result<(), Failure> {
    let mut seen = None;
    loop {
        let now = newest(&args.folder)?;
        if seen != Some(now) {
            seen = Some(now);
            match renew(&args.folder, client).await {
                Ok(version) => tell(format!("{version} works.")),
                Err(failure) if args.once => return Err(failure),
                Err(failure) => {
                    tell(format!("{}\nThe version before works on; waiting for a change.", failure.message))
                }
            }
        }
        if args.once {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Builds, and puts it in the place of the version before.
async fn renew(folder: &Path, client: &Client) -> Result<String, Failure> {
    let folder = folder.to_path_buf();
    let (package, version) = on_a_thread(move || packed(&folder)).await?;
    client.install(package).await?;
    Ok(version)
}

/// A package with a version that is above every one before: no host takes other bytes for a version it has seen.
fn packed(folder: &Path) -> Result<(Vec<u8>, String), Failure> {
    let built = build::component(folder, false)?;
    let provenance =
        Provenance { builder: "keel plugin dev".into(), compiler: Some(built.compiler), source: None };
    let mut files = package::read_folder(folder, provenance)?;
    let own = built.manifest.version;
    let version = format!("{}.{}.{}", own.major, own.minor, seconds());
    files.manifest = renamed(&files.manifest, &version)?;
    let bytes = package::pack(&pack::read(&built.component)?, &files)?;
    Ok((bytes, format!("{} {version}", built.manifest.id)))
}

/// The manifest with another version.
fn renamed(manifest: &str, version: &str) -> Result<String, Failure> {
    let wrong = |error: toml_edit::TomlError| Failure::new(Exit::Failed, format!("plugin.toml: {error}"));
    let document = toml_edit::Document::parse(manifest).map_err(wrong)?;
    let place =
        document.get("plugin").and_then(|plugin| plugin.get("version")).and_then(toml_edit::Item::span);
    let mut renamed = manifest.to_owned();
    if let Some(place) = place {
        renamed.replace_range(place, &format!("\"{version}\""));
    }
    Ok(renamed)
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// When the newest file of a folder was changed, and how many there are.
fn newest(folder: &Path) -> Result<(SystemTime, usize), Failure> {
    let (mut newest, mut count) = (UNIX_EPOCH, 0);
    let mut queue = vec![folder.to_path_buf()];
    while let Some(next) = queue.pop() {
        let entries = std::fs::read_dir(&next).map_err(|error| Failure::file(&next, &error))?;
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name == "target" || name == "node_modules" || name.to_string_lossy().starts_with('.') {
                continue;
            }
            // A file that goes while it is looked at is no change of this moment.
            let Ok(about) = entry.metadata() else { continue };
            if about.is_dir() {
                queue.push(entry.path());
            } else {
                count += 1;
                newest = newest.max(about.modified().unwrap_or(UNIX_EPOCH));
            }
        }
    }
    Ok((newest, count))
}
