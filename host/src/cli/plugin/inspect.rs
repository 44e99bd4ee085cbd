//! `plugin inspect`: what a package is, asks for and carries, whoever signed it.
//!
//! Knows how it is shown. Must not know whether it is taken.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::pack;
use crate::cli::exit::Failure;
use crate::plugin::package::{self, Package};

/// What `plugin inspect` takes.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The package
    package: PathBuf,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Shows it.
pub fn run(args: &InspectArgs) -> Result<(), Failure> {
    let bytes = pack::read(&args.package)?;
    let package = package::inspect(&bytes)?;
    if args.json {
        println!("{:#}", as_json(&package, bytes.len()));
    } else {
        print!("{}", as_text(&package, bytes.len()));
    }
    Ok(())
}

fn as_json(package: &Package, size: usize) -> Value {
    let Package { manifest, .. } = package;
    let capabilities: Vec<Value> = (manifest.capabilities.iter())
        .map(|one| json!({ "name": one.name, "covers": one.covers, "reason": one.reason }))
        .collect();
    let assets: Vec<Value> =
        package.assets.iter().map(|(name, bytes)| json!({ "name": name, "size": bytes.len() })).collect();
    json!({
        "id": manifest.id,
        "version": manifest.version.to_string(),
        "name": manifest.name,
        "description": manifest.description,
        "licence": manifest.licence,
        "vendor": manifest.vendor,
        "host_api": format!("{}.{}", manifest.host_api.0, manifest.host_api.1),
        "sha256": package.digest,
        "size": size,
        "signer": package.signer.map(|key| key.to_string()),
        "capabilities": capabilities,
        "imports": package.imports,
        "exports": package.exports,
        "languages": package.translations.keys().collect::<Vec<_>>(),
        "assets": assets,
        "licence_text": package.licence,
        "provenance": {
            "builder": package.provenance.builder,
            "compiler": package.provenance.compiler,
            "source": package.provenance.source,
        },
        "manifest": package.text,
    })
}

fn as_text(package: &Package, size: usize) -> String {
    let Package { manifest, provenance, .. } = package;
    let mut text = format!("{} {}: {}\n", manifest.id, manifest.version, manifest.description);
    let mut row = |name: &str, value: &str| text.push_str(&format!("  {name:<12}  {value}\n"));
    row("name", &manifest.name);
    row("vendor", &manifest.vendor);
    row("licence", &manifest.licence);
    row("contract", &format!("{}.{}", manifest.host_api.0, manifest.host_api.1));
    row("size", &format!("{size} bytes"));
    row("sha256", &package.digest);
    row("signed by", &package.signer.map_or_else(|| "nobody".to_owned(), |key| key.to_string()));
    row("built by", &provenance.builder);
    row("compiler", provenance.compiler.as_deref().unwrap_or("not told"));
    row("source", provenance.source.as_deref().unwrap_or("not told"));
    for one in &manifest.capabilities {
        let covers =
            if one.covers.is_empty() { String::new() } else { format!(" {}", one.covers.join(", ")) };
        row("asks for", &format!("{}{covers}: {}", one.name, one.reason));
    }
    for import in &package.imports {
        row("imports", import);
    }
    for export in &package.exports {
        row("exports", export);
    }
    for language in package.translations.keys() {
        row("language", language);
    }
    for (name, bytes) in &package.assets {
        row("asset", &format!("{name}, {} bytes", bytes.len()));
    }
    text
}
