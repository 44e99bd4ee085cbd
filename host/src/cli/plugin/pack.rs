//! `plugin pack`: one file out of a component and a folder.
//!
//! Knows files. Must not know how a package is put together.

use std::path::{Path, PathBuf};

use clap::Args;

use super::check;
use crate::cli::exit::{Exit, Failure};
use crate::cli::tell;
use crate::plugin::package::{self, FolderError, PackageError, Provenance};

/// What `plugin pack` takes.
#[derive(Debug, Args)]
pub struct PackArgs {
    /// Folder of the plugin: plugin.toml, i18n/LANGUAGE.ftl, assets/, LICENCE
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The component that was built of it
    #[arg(long, value_name = "FILE")]
    component: PathBuf,
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Compiler that built the component, to be written into its provenance
    #[arg(long, value_name = "TEXT")]
    compiler: Option<String>,
}

/// Packs.
pub fn run(args: &PackArgs) -> Result<(), Failure> {
    let bytes = packed(&args.folder, &args.component, args.compiler.clone())?;
    write(&args.out, &bytes)?;
    tell(format!(
        "Wrote {}, {} bytes, not signed: `keel plugin sign` signs it",
        args.out.display(),
        bytes.len()
    ));
    Ok(())
}

/// The package of a component and a folder.
pub fn packed(folder: &Path, component: &Path, compiler: Option<String>) -> Result<Vec<u8>, Failure> {
    check::manifest(folder)?;
    let provenance = Provenance {
        builder: concat!("keel ", env!("CARGO_PKG_VERSION")).to_owned(),
        compiler,
        source: Some(package::source_digest(folder)?),
    };
    let files = package::read_folder(folder, provenance)?;
    Ok(package::pack(&read(component)?, &files)?)
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::file(path, &error))
}

/// Writes a file whole, or leaves what was there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| Failure::file(path, &error))
}

impl From<PackageError> for Failure {
    fn from(error: PackageError) -> Self {
        Failure::new(Exit::Failed, format!("{error} ({})", error.code()))
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Failure::new(Exit::Failed, error.to_string())
    }
}
