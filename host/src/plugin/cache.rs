//! Compiled code on disk, so that a restart compiles nothing.
//!
//! Compiled code is machine code: loading what somebody else wrote would be running it. Each file therefore
//! carries an HMAC-SHA256 under a key that only this data directory has (readable by its owner alone), over
//! the digest of the package, the engine that it fits, and the code. A file that does not fit is compiled anew.

use std::hash::{Hash, Hasher};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

/// Compiled code that nobody wants is kept this long.
const KEPT_AT_LEAST: Duration = Duration::from_secs(7 * 24 * 3600);
/// Bytes of the authentication code before the compiled code.
const MAC_BYTES: usize = 32;

/// The cache of one data directory.
#[derive(Debug)]
pub struct Cache {
    dir: PathBuf,
    key: [u8; 32],
    fits: String,
}

struct Sha(Sha256);

impl Hasher for Sha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        u64::from_be_bytes(std::array::from_fn(|index| digest[index]))
    }
}

impl Cache {
    /// Opens the cache in a directory, and makes it with its key when it is not there.
    pub fn open(dir: &Path, engine: &Engine) -> std::io::Result<Cache> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        let at = dir.join("key");
        let key = match std::fs::read(&at) {
            Ok(bytes) if bytes.len() == 32 => std::array::from_fn(|index| bytes[index]),
            _ => {
                let mut key = [0; 32];
                getrandom::fill(&mut key).map_err(|error| std::io::Error::other(error.to_string()))?;
                write_whole(&at, &[&key])?;
                key
            }
        };
        let mut fits = Sha(Sha256::new());
        engine.precompile_compatibility_hash().hash(&mut fits);
        Ok(Cache { dir: dir.to_owned(), key, fits: format!("{:016x}", fits.finish()) })
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.dir.join(format!("{digest}-{}.compiled", self.fits))
    }

    fn mac(&self, digest: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.update(digest.as_bytes());
        mac.update(self.fits.as_bytes());
        mac
    }

    /// The component of a package, if it was compiled here before.
    pub fn load(&self, engine: &Engine, digest: &str) -> Option<Component> {
        let bytes = std::fs::read(self.path(digest)).ok()?;
        let (code_mac, code) = bytes.split_at_checked(MAC_BYTES)?;
        let mut mac = self.mac(digest);
        mac.update(code);
        if mac.verify_slice(code_mac).is_err() {
            tracing::warn!(digest, "compiled code does not carry this host's mark: it is compiled anew");
            return None;
        }
        let loaded = self.trust(engine, code);
        loaded.inspect_err(|error| tracing::warn!(error, "compiled code does not fit this engine")).ok()
    }

    /// Keeps compiled code, and loads it. The inner error is the engine's: the component needs more than it gives.
    pub fn keep(
        &self,
        engine: &Engine,
        digest: &str,
        code: &[u8],
    ) -> std::io::Result<Result<Component, String>> {
        let mut mac = self.mac(digest);
        mac.update(code);
        let loaded = self.trust(engine, code);
        if loaded.is_ok() {
            write_whole(&self.path(digest), &[&mac.finalize().into_bytes(), code])?;
        }
        Ok(loaded)
    }

    /// Loads machine code that this host's own compiler wrote.
    #[expect(unsafe_code, reason = "the one place where compiled code is loaded")]
    fn trust(&self, engine: &Engine, code: &[u8]) -> Result<Component, String> {
        // SAFETY: the bytes come from this host's own compiler process, or carry an HMAC under a key that
        // nobody else has. They are never taken from a package.
        unsafe { Component::deserialize(engine, code) }.map_err(|error| format!("{error:#}"))
    }

    /// Deletes compiled code of packages other than these, unless it was made lately: a host of another
    /// database may share the directory, and an upgrade may be under way.
    pub fn keep_only(&self, digests: &[String]) {
        let Ok(files) = std::fs::read_dir(&self.dir) else { return };
        for file in files.flatten() {
            let name = file.file_name();
            let name = name.to_string_lossy();
            let wanted =
                name.split_once('-').is_none_or(|(digest, _)| digests.iter().any(|one| one == digest));
            let old = || {
                let age = file.metadata().and_then(|of| of.modified()).ok().and_then(|at| at.elapsed().ok());
                age.is_some_and(|age| age > KEPT_AT_LEAST)
            };
            if name.ends_with(".compiled") && !wanted && old() {
                let _ = std::fs::remove_file(file.path());
            }
        }
    }
}

/// Writes a file under another name and moves it into its place: it is there whole, or not.
fn write_whole(at: &Path, parts: &[&[u8]]) -> std::io::Result<()> {
    let beside = at.with_extension(format!("{}.tmp", uuid::Uuid::now_v7().simple()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()?;
    std::fs::rename(beside, at)
}
