//! `plugin sign`: a vendor vouches for a package.
//!
//! Knows files. Must not know what is signed.

use std::path::PathBuf;

use clap::Args;

use super::pack;
use crate::cli::exit::Failure;
use crate::cli::{key, tell};
use crate::plugin::package::{self, PublicKey};

/// What `plugin sign` takes.
#[derive(Debug, Args)]
pub struct SignArgs {
    /// The package; it is signed in place
    package: PathBuf,
    /// File with the private key, as `keel key new` writes it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File to write instead
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Signs.
pub fn run(args: &SignArgs) -> Result<(), Failure> {
    let key = key::read(&args.key)?;
    let signed = package::sign(&pack::read(&args.package)?, &key)?;
    let out = args.out.as_ref().unwrap_or(&args.package);
    pack::write(out, &signed)?;
    tell(format!("{} is signed by {}", out.display(), PublicKey::of(&key)));
    Ok(())
}
