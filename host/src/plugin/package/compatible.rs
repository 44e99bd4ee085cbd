//! Whether this host can do what a package needs, and the package does what its manifest declares.
//!
//! Knows names of interfaces. Must not know the types behind them: linking compares those.

use keel_manifest::Manifest;
use keel_manifest::words::HOST_API;

use super::error::PackageError;

/// The file that findings name.
const FILE: &str = "plugin.toml";

/// Interfaces of the contract that a plugin may import.
pub const HOST_IMPORTS: &[&str] = &[
    "keel:types/types@1.0.0",
    "keel:types/context@1.0.0",
    "keel:types/caller@1.1.0",
    "keel:log/log@1.0.0",
    "keel:records/records@1.0.0",
    "keel:ledger/ledger@1.0.0",
    "keel:stock/stock@1.0.0",
    "keel:stock/parts@1.1.0",
    "keel:contacts/contacts@1.0.0",
    "keel:actions/actions@1.0.0",
    "keel:events/events@1.0.0",
    "keel:jobs/jobs@1.0.0",
    "keel:http/outbound@1.0.0",
    "keel:files/files@1.0.0",
    "keel:mail/mail@1.0.0",
    // Only types, which others use.
    "keel:http/types@1.0.0",
];

/// Interfaces of WASI 0.2 that language runtimes need to start; nothing is behind them.
pub const WASI_IMPORTS: &[&str] = &[
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
];

/// What componentize-py leaves in its components beside the interfaces of its world; the host never calls it.
const LEFT_BEHIND: &str = "exports";

/// The minor of WASI that is linked; patches of it only add.
const WASI_VERSION: &str = "0.2.";

/// Reads a manifest, if this host knows its contract.
pub(super) fn manifest(text: &str) -> Result<Manifest, PackageError> {
    if let Some(asks) = keel_manifest::host_api(text)
        && asks > HOST_API
    {
        return Err(PackageError::HostTooOld { asks, has: HOST_API });
    }
    keel_manifest::read(text, FILE).map_err(PackageError::Manifest)
}

/// Whether imports are there, and exports are what the manifest declares.
pub(super) fn check(manifest: &Manifest, imports: &[String], exports: &[String]) -> Result<(), PackageError> {
    let unknown: Vec<String> = imports.iter().filter(|name| !is_here(name)).cloned().collect();
    if !unknown.is_empty() {
        return Err(PackageError::ImportUnknown { names: unknown });
    }
    let declared = declared(manifest);
    let missing = declared.iter().filter(|(name, _)| !exports.iter().any(|export| export == name));
    let missing: Vec<String> = missing.map(|(name, why)| format!("{name} (for {why})")).collect();
    if !missing.is_empty() {
        return Err(PackageError::ExportMissing { names: missing });
    }
    let listed = |export: &&String| *export == LEFT_BEHIND || declared.iter().any(|(name, _)| name == export);
    let more: Vec<String> = exports.iter().filter(|export| !listed(export)).cloned().collect();
    if more.is_empty() { Ok(()) } else { Err(PackageError::ExportUndeclared { names: more }) }
}

fn is_here(import: &str) -> bool {
    HOST_IMPORTS.contains(&import)
        || import
            .split_once('@')
            .is_some_and(|(name, version)| WASI_IMPORTS.contains(&name) && version.starts_with(WASI_VERSION))
}

/// The interfaces that a manifest makes a plugin export, each with what makes it so.
fn declared(manifest: &Manifest) -> Vec<(&'static str, &'static str)> {
    let pages = !manifest.pages.is_empty() || !manifest.reports.is_empty();
    [
        (!manifest.hooks.is_empty(), "keel:hooks/guest@1.0.0", "its hooks"),
        (!manifest.actions.is_empty(), "keel:actions/guest@1.0.0", "its actions"),
        (!manifest.subscriptions.is_empty(), "keel:events/guest@1.0.0", "its subscriptions"),
        (!manifest.jobs.is_empty(), "keel:jobs/guest@1.0.0", "its jobs"),
        (!manifest.endpoints.is_empty(), "keel:http/guest@1.0.0", "its endpoints"),
        (pages, "keel:pages/guest@1.0.0", "its pages and reports"),
    ]
    .into_iter()
    .filter(|(declares, ..)| *declares)
    .map(|(_, name, why)| (name, why))
    .collect()
}
