//! `plugin build`: from a folder to a package, the same bytes each time.
//!
//! Knows cargo and where it puts things. Must not know what a package is made of.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use keel_manifest::Manifest;

use super::{check, pack};
use crate::cli::exit::{Exit, Failure};
use crate::cli::tell;

/// What components are compiled for.
const TARGET: &str = "wasm32-wasip2";

/// What `plugin build` takes.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Folder of the plugin
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Compile for debugging: larger and slower, with names in traces
    #[arg(long)]
    debug: bool,
}

/// What was built.
pub struct Built {
    /// What the folder's manifest says.
    pub manifest: Manifest,
    /// The bare component.
    pub component: PathBuf,
    /// Compiler that made it.
    pub compiler: String,
}

/// Builds and packs.
pub fn run(args: &BuildArgs) -> Result<(), Failure> {
    let (file, bytes) = package(&args.folder, args.debug)?;
    tell(format!("Built {}, {bytes} bytes, not signed: `keel plugin sign` signs it", file.display()));
    println!("{}", file.display());
    Ok(())
}

/// Builds and packs; the package's file and how large it is.
pub fn package(folder: &Path, debug: bool) -> Result<(PathBuf, usize), Failure> {
    let built = component(folder, debug)?;
    let bytes = pack::packed(folder, &built.component, Some(built.compiler))?;
    let name = format!("{}-{}.keel.wasm", built.manifest.id, built.manifest.version);
    let file = folder.join("target").join(name);
    let parent = folder.join("target");
    std::fs::create_dir_all(&parent).map_err(|error| Failure::file(&parent, &error))?;
    pack::write(&file, &bytes)?;
    Ok((file, bytes.len()))
}

/// Compiles the component of a folder.
pub fn component(folder: &Path, debug: bool) -> Result<Built, Failure> {
    let manifest = check::manifest(folder)?;
    let whole = folder.canonicalize().map_err(|error| Failure::file(folder, &error))?;
    if !whole.join("Cargo.toml").is_file() {
        let message = format!(
            "{} has no Cargo.toml: `build` is for Rust; a component of another language is packed with `keel plugin pack`",
            folder.display()
        );
        return Err(Failure::new(Exit::Usage, message));
    }
    let own = crate_of(&whole)?;
    let mut cargo = cargo(&whole);
    cargo.args(["build", "--lib", "--target", TARGET]).env("CARGO_ENCODED_RUSTFLAGS", own.flags());
    if !debug {
        cargo.arg("--release");
    }
    succeed(&mut cargo, "cargo build")?;
    let profile = if debug { "debug" } else { "release" };
    let component = own.target.join(TARGET).join(profile).join(format!("{}.wasm", own.library));
    let compiler = output(Command::new("rustc").arg("--version").current_dir(&whole), "rustc --version")?;
    let compiler = compiler.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    Ok(Built { manifest, component, compiler })
}

/// Cargo in a folder, as the user has it; not the one that this program was started by.
pub fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(folder);
    for name in ["CARGO", "RUSTC", "RUSTC_WRAPPER", "CARGO_MANIFEST_DIR", "CARGO_ENCODED_RUSTFLAGS"] {
        cargo.env_remove(name);
    }
    cargo
}

/// Runs a command that must end well; what it says goes to the terminal.
pub fn succeed(command: &mut Command, name: &str) -> Result<(), Failure> {
    let status = command.status().map_err(|error| missing(name, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::new(Exit::Failed, format!("`{name}` failed"))) }
}

fn output(command: &mut Command, name: &str) -> Result<String, Failure> {
    let output = command.output().map_err(|error| missing(name, &error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(Exit::Failed, format!("`{name}` failed: {}", said.trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn missing(name: &str, error: &std::io::Error) -> Failure {
    let message = format!(
        "`{name}` did not start ({error}): install Rust from https://rustup.rs, then `rustup target add {TARGET}`"
    );
    Failure::new(Exit::Failed, message)
}

/// What cargo says of a folder.
struct Crate {
    /// The library's name.
    library: String,
    /// Where cargo builds into.
    target: PathBuf,
    /// Folders whose names a component must not carry, and what it carries in their place.
    remapped: Vec<(String, String)>,
}

fn crate_of(folder: &Path) -> Result<Crate, Failure> {
    let mut cargo = cargo(folder);
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", TARGET]);
    let text = output(&mut cargo, "cargo metadata")?;
    let wrong = |error: String| Failure::new(Exit::Failed, format!("cargo metadata: {error}"));
    let metadata: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let own = folder.join("Cargo.toml");
    let (mut library, mut remapped) = (None, Vec::new());
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let place = package["manifest_path"].as_str().unwrap_or_default();
        if package["source"].is_null() {
            let of = Path::new(place).parent().unwrap_or(folder).display().to_string();
            remapped.push((of, package["name"].as_str().unwrap_or_default().to_owned()));
        }
        if own.to_str() == Some(place) {
            let targets = package["targets"].as_array().into_iter().flatten();
            let is_component = |target: &&serde_json::Value| {
                target["crate_types"]
                    .as_array()
                    .is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"))
            };
            library = targets.into_iter().find(is_component).and_then(|target| target["name"].as_str());
        }
    }
    let Some(library) = library else {
        let message = "Cargo.toml makes no component: write crate-type = [\"cdylib\", \"rlib\"] under [lib]";
        return Err(Failure::new(Exit::Failed, message));
    };
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    remapped.extend(home.map(|home| (home, "cargo".to_owned())));
    // The longest last: rustc takes the last that fits.
    remapped.sort_by_key(|(from, _)| from.len());
    let target = metadata["target_directory"].as_str().map_or_else(|| folder.join("target"), PathBuf::from);
    Ok(Crate { library: library.replace('-', "_"), target, remapped })
}

impl Crate {
    fn flags(&self) -> String {
        let flag = |(from, to): &(String, String)| format!("--remap-path-prefix={from}={to}");
        self.remapped.iter().map(flag).collect::<Vec<_>>().join("\u{1f}")
    }
}
