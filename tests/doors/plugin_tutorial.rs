//! plugins/README.md, run: each command of the tutorial, each block of the cookbook; and the sample's own tests.
//!
//! Knows how the page is marked up. Must not know what a plugin does.

use std::path::{Path, PathBuf};
use std::process::Command;

use keel_tests::source;
use tempfile::TempDir;

use crate::KEEL;

/// A block of the page: what stands behind its fence, and what is in it.
struct Block {
    kind: String,
    text: String,
}

#[test]
fn every_command_of_the_plugin_tutorial_runs() {
    let dir = TempDir::with_prefix("keel-tutorial-").unwrap();
    let bin = dir.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(KEEL, bin.join("keel")).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let work = dir.path().join("work");
    std::fs::create_dir(&work).unwrap();
    let blocks = blocks("## Tutorial", "## Cookbook");
    assert!(blocks.len() > 3, "the tutorial has its commands");
    for block in blocks.iter().filter(|block| block.kind == "sh") {
        let mut shell = Command::new("bash");
        shell.args(["-euc", &block.text]).env("PATH", &path).env("KEEL_REPO", source::root());
        succeed(shell.current_dir(&work), &block.text);
        lock(&work.join("greeter"));
    }
    let package = std::fs::read(work.join("greeter/target/greeter-0.1.0.keel.wasm")).unwrap();
    let place = work.display().to_string();
    let carried = package.windows(place.len()).any(|part| part == place.as_bytes());
    assert!(!carried, "the package names no place of this machine");
}

#[test]
fn a_package_that_is_built_twice_is_the_same() {
    let dir = TempDir::with_prefix("keel-twice-").unwrap();
    let built = |folder: &str| {
        let sdk = source::root().join("sdk/rust");
        let new = ["plugin", "new", "greeter", "--dir", folder, "--sdk", sdk.to_str().unwrap()];
        succeed(Command::new(KEEL).args(new).current_dir(dir.path()), "new");
        lock(&dir.path().join(folder));
        let own = dir.path().join(format!("{folder}-target"));
        let build = ["plugin", "build", folder];
        succeed_into(Command::new(KEEL).args(build).current_dir(dir.path()), "build", &own);
        std::fs::read(dir.path().join(folder).join("target/greeter-0.1.0.keel.wasm")).unwrap()
    };
    assert!(built("one") == built("two"), "two folders, two builds, the same bytes");
}

#[test]
fn every_block_of_the_plugin_cookbook_is_one_plugin_that_passes_its_tests() {
    let dir = TempDir::with_prefix("keel-cookbook-").unwrap();
    let new = ["plugin", "new", "loyalty", "--sdk"];
    let sdk = source::root().join("sdk/rust");
    succeed(Command::new(KEEL).args(new).arg(sdk).current_dir(dir.path()), "new");
    let folder = dir.path().join("loyalty");
    for old in ["tests/greet.rs", "tests/greet.toml", "src/lib.rs", "plugin.toml"] {
        std::fs::remove_file(folder.join(old)).unwrap();
    }
    for block in blocks("## Cookbook", "\u{0}") {
        let file = match block.kind.as_str() {
            "toml" => "plugin.toml",
            "rust" => "src/lib.rs",
            "ftl" => "i18n/en.ftl",
            "rust tests/loyalty.rs" => "tests/loyalty.rs",
            "toml scenario" => {
                let made = include_str!("../../host/src/cli/plugin/template/greet.toml.in");
                assert_eq!(block.text, made.replace("{{id}}", "greeter"), "the page shows what `new` makes");
                continue;
            }
            other => panic!("a block of the cookbook is marked `{other}`"),
        };
        let path = folder.join(file);
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(&path, format!("{before}{}\n", block.text)).unwrap();
    }
    lock(&folder);
    succeed(Command::new(KEEL).args(["plugin", "check", "loyalty"]).current_dir(dir.path()), "check");
    succeed(Command::new("cargo").args(["test", "--quiet"]).current_dir(&folder), "the cookbook's tests");
    succeed(Command::new(KEEL).args(["plugin", "build", "loyalty"]).current_dir(dir.path()), "build");
}

#[test]
fn a_handler_that_is_missing_and_a_manifest_that_is_wrong_do_not_compile() {
    let dir = TempDir::with_prefix("keel-wrong-").unwrap();
    let sdk = source::root().join("sdk/rust");
    let new = ["plugin", "new", "wrong", "--sdk", sdk.to_str().unwrap()];
    succeed(Command::new(KEEL).args(new).current_dir(dir.path()), "new");
    let folder = dir.path().join("wrong");
    lock(&folder);
    for (file, from, to, told) in [
        ("src/lib.rs", "fn greet(", "fn great(", "missing: `greet`"),
        ("src/lib.rs", "words: words.clone()", "word: words.clone()", "no field named `word`"),
        ("plugin.toml", "kind = \"reference\"", "kind = \"referrence\"", "plugin.toml:26:8: "),
    ] {
        let path = folder.join(file);
        let good = std::fs::read_to_string(&path).unwrap();
        assert!(good.contains(from), "{file} has `{from}`");
        std::fs::write(&path, good.replace(from, to)).unwrap();
        let mut check = Command::new("cargo");
        let output =
            clean(&mut check, &built_into()).args(["check", "--lib"]).current_dir(&folder).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(told), "{to} should tell `{told}`:\n{said}");
        std::fs::write(&path, good).unwrap();
    }
}

#[test]
fn the_sample_passes_its_own_tests() {
    let plugins = source::root().join("plugins");
    succeed(Command::new("cargo").args(["test", "--quiet", "--locked"]).current_dir(plugins), "plugins");
}

/// The blocks between two headings.
fn blocks(from: &str, to: &str) -> Vec<Block> {
    let page = std::fs::read_to_string(source::root().join("plugins/README.md")).unwrap();
    let part = page.split_once(from).expect("the heading is there").1;
    let part = part.split_once(to).map_or(part, |(part, _)| part);
    let fenced = part.split("\n```").collect::<Vec<_>>();
    let inside = fenced.iter().skip(1).step_by(2);
    inside
        .map(|block| {
            let (kind, text) = block.split_once('\n').expect("a block has lines");
            Block { kind: kind.to_owned(), text: format!("{text}\n") }
        })
        .collect()
}

/// Gives a plugin the versions that this repository's plugins have, so that nothing is asked of the network.
pub fn lock(folder: &Path) {
    if folder.is_dir() && !folder.join("Cargo.lock").exists() {
        std::fs::copy(source::root().join("plugins/Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    }
}

/// What plugins of these tests are built into: warm in the next run.
pub fn built_into() -> PathBuf {
    source::root().join("target/plugins")
}

pub fn succeed(command: &mut Command, what: &str) {
    succeed_into(command, what, &built_into());
}

fn succeed_into(command: &mut Command, what: &str, target: &Path) {
    let output = clean(command, target).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}\n{out}\n{err}");
}

/// Without what the cargo of this test says to its own programs.
pub fn clean<'c>(command: &'c mut Command, target: &Path) -> &'c mut Command {
    for name in ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"] {
        command.env_remove(name);
    }
    // A folder outside of this repository would get whatever toolchain is the user's own.
    let toolchain = std::fs::read_to_string(source::root().join("rust-toolchain.toml")).unwrap();
    let channel = toolchain.split('"').nth(1).unwrap().to_owned();
    command.env("RUSTUP_TOOLCHAIN", channel).env("CARGO_TARGET_DIR", target)
}
