//! Packages for tests: of a manifest alone, of a guest that only traps, of the plugins of this repository.
//!
//! Knows how a package is made and sent. Must not know what a test wants to see of it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use ed25519_dalek::SigningKey;
use hyper::Method;
use hyper::body::Bytes;
use keel::plugin::package::{Files, Provenance, PublicKey, pack, read_folder, sign};

use crate::client::{Client, Reply};
use crate::{guests, plugins, source};

/// A component with nothing in it: what declares neither hook nor action needs no more.
const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

/// An unsigned package of a manifest. Its guest exports what the manifest makes it, and traps when it is called.
pub fn package(manifest: &str) -> Vec<u8> {
    let read = plugins::manifest(manifest);
    let worlds = [
        (!read.hooks.is_empty(), "hooks"),
        (!read.actions.is_empty(), "actions"),
        (!read.subscriptions.is_empty(), "events"),
        (!read.jobs.is_empty(), "jobs"),
        (!read.endpoints.is_empty(), "endpoints"),
        (!read.pages.is_empty() || !read.reports.is_empty(), "pages"),
    ];
    let worlds: Vec<&str> =
        worlds.into_iter().filter(|(wanted, _)| *wanted).map(|(_, world)| world).collect();
    let component = match worlds.as_slice() {
        [] => EMPTY.to_vec(),
        [world] => guests::exporting(world),
        _ => panic!("a test's guest exports one interface: {worlds:?}"),
    };
    let files = Files { manifest: manifest.to_owned(), provenance: provenance(), ..Files::default() };
    pack(&component, &files).expect("the package fits its manifest")
}

/// The same, signed.
pub fn signed(manifest: &str, key: &SigningKey) -> Vec<u8> {
    sign(&package(manifest), key).expect("a package is signed")
}

/// A key for tests, always the same for a number; private and public.
pub fn key(number: u8) -> (SigningKey, String) {
    let key = SigningKey::from_bytes(&[number; 32]);
    let public = PublicKey::of(&key).to_string();
    (key, public)
}

fn provenance() -> Provenance {
    Provenance { builder: "tests".into(), ..Provenance::default() }
}

/// The unsigned package of a plugin of this repository, built once in each run of the tests: one of `plugins/`, or
/// `guest-…` of `tests/guests/`.
pub fn built(plugin: &str) -> Vec<u8> {
    let files = read_folder(&folder(plugin), provenance()).expect("the plugin's folder is read");
    pack(&component(plugin), &files).expect("the package fits its manifest")
}

/// The same package under another id: all that it declares, and its code, are the same.
pub fn renamed(plugin: &str, id: &str) -> Vec<u8> {
    let mut files = read_folder(&folder(plugin), provenance()).expect("the plugin's folder is read");
    files.manifest = files.manifest.replace(plugin, id);
    pack(&component(plugin), &files).expect("the package fits its manifest")
}

/// The same package with a piece of its manifest replaced.
pub fn altered(plugin: &str, from: &str, to: &str) -> Vec<u8> {
    altered_by(plugin, &[(from, to)])
}

/// The same package with pieces of its manifest replaced.
pub fn altered_by(plugin: &str, pieces: &[(&str, &str)]) -> Vec<u8> {
    let mut files = read_folder(&folder(plugin), provenance()).expect("the plugin's folder is read");
    for (from, to) in pieces {
        assert!(files.manifest.contains(from), "the manifest has no `{from}`");
        files.manifest = files.manifest.replacen(from, to, 1);
    }
    pack(&component(plugin), &files).expect("the package fits its manifest")
}

/// The manifest of a plugin of this repository.
pub fn manifest(plugin: &str) -> String {
    std::fs::read_to_string(folder(plugin).join("plugin.toml")).expect("the plugin has a manifest")
}

/// A plugin `spinner` whose action `go` never ends.
pub fn spinning() -> Vec<u8> {
    endless("spinner", "[[action]]\nname = \"go\"\n", "spin_in_action", "actions")
}

/// A plugin `drawer` whose page `screen` is never drawn.
pub fn drawing() -> Vec<u8> {
    endless(
        "drawer",
        "[[page]]\nname = \"screen\"\nlabel = \"Screen\"\nslot = \"page\"\n",
        "spin_in_page",
        "pages",
    )
}

fn endless(id: &str, manifest: &str, guest: &str, world: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(guests::dir().join(format!("{guest}.wat")));
    let manifest = plugins::with_head(id, "1.0.0", manifest);
    let files = Files { manifest, provenance: provenance(), ..Files::default() };
    let component = guests::component(&text.expect("the guest's text"), world);
    pack(&component, &files).expect("the package fits its manifest")
}

fn folder(plugin: &str) -> PathBuf {
    match plugin.strip_prefix("guest-") {
        Some(guest) => source::root().join("tests/guests").join(guest),
        // A bridge's folder names its two neighbours: `crm-sales` is in `crm_sales`.
        None => {
            let plugins = source::root().join("plugins");
            let own = plugins.join(plugin);
            if own.is_dir() { own } else { plugins.join(plugin.replace('-', "_")) }
        }
    }
}

/// The component of a plugin of this repository.
pub fn component(plugin: &str) -> Vec<u8> {
    static BUILT: Mutex<Option<HashMap<String, Vec<u8>>>> = Mutex::new(None);
    let mut all = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let all = all.get_or_insert_default();
    all.entry(plugin.to_owned()).or_insert_with(|| build(plugin)).clone()
}

fn build(plugin: &str) -> Vec<u8> {
    let plugins = source::root().join("plugins");
    let mut cargo = Command::new("cargo");
    // What cargo sets for this test must not reach the plugin's build.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_")) {
        if name != "CARGO_HOME" {
            cargo.env_remove(name);
        }
    }
    let ended = cargo
        .args(["build", "--release", "--locked", "--target", "wasm32-wasip2", "--package", plugin])
        .arg("--target-dir")
        .arg(plugins.join("target"))
        .current_dir(&plugins)
        .output()
        .expect("cargo starts");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let file = format!("target/wasm32-wasip2/release/{}.wasm", plugin.replace('-', "_"));
    std::fs::read(plugins.join(file)).expect("the component was built")
}

/// Sends a package. `query` is what stands behind the `?`.
pub async fn install(client: &Client, package: &[u8], query: &str) -> Reply {
    let path = format!("/api/v1/plugins?{query}");
    let headers = [("content-type", "application/wasm")];
    client.send_bytes(Method::POST, &path, &headers, Bytes::copy_from_slice(package)).await
}
