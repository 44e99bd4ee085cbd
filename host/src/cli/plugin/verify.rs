//! `plugin verify`: whether a host with these keys would take a package.
//!
//! Knows files and flags. Must not know why a package is refused.

use std::path::PathBuf;

use clap::Args;

use super::pack;
use crate::cli::exit::{Exit, Failure};
use crate::plugin::package::{self, PublicKey, TrustedKeys};

/// What `plugin verify` takes.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The package
    package: PathBuf,
    /// Public key that is trusted, `ed25519:…` or a file that holds it; may be repeated
    #[arg(long, value_name = "KEY")]
    trust: Vec<String>,
    /// Public key that is trusted no longer; may be repeated
    #[arg(long, value_name = "KEY")]
    revoked: Vec<String>,
}

/// Verifies.
pub fn run(args: &VerifyArgs) -> Result<(), Failure> {
    let mut keys = TrustedKeys::new();
    for text in &args.trust {
        keys = keys.trust(public(text)?);
    }
    for text in &args.revoked {
        keys = keys.revoke(public(text)?);
    }
    let verified = package::verify(&pack::read(&args.package)?, &keys)?;
    let signer = verified.signer.map_or_else(|| "nobody".to_owned(), |key| key.to_string());
    println!("{} {} is good, signed by {signer}", verified.manifest.id, verified.manifest.version);
    println!("sha256 {}", verified.digest);
    Ok(())
}

fn public(text: &str) -> Result<PublicKey, Failure> {
    let kept = if text.starts_with("ed25519:") { None } else { std::fs::read_to_string(text).ok() };
    let parsed = kept.as_deref().unwrap_or(text).parse();
    parsed.map_err(|error| Failure::new(Exit::Usage, format!("`{text}` is no public key: {error}")))
}
