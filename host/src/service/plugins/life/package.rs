//! A package as the administrator's use cases see it: read, checked, not yet installed.
//!
//! Must not know how a package is written or signed.

use std::collections::BTreeMap;
use std::fmt;

use keel_manifest::model::Manifest;

use super::super::texts::Texts;

/// A package that was read and whose signature holds.
#[derive(Clone)]
pub struct Package {
    /// Its manifest.
    pub manifest: Manifest,
    /// The manifest's text.
    pub text: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub digest: String,
    /// Trusted key that signed it; none: it is unsigned, and that was allowed.
    pub signer: Option<String>,
    /// The whole package.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Package { manifest, digest, signer, bytes, .. } = self;
        write!(
            f,
            "Package({} {} {digest} by {signer:?}, {} bytes)",
            manifest.id,
            manifest.version,
            bytes.len()
        )
    }
}

/// What a package brings beside code and manifest.
#[derive(Debug, Default)]
pub struct Brought {
    /// What it says, by language.
    pub texts: Texts,
    /// Images and data by name.
    pub assets: BTreeMap<String, Vec<u8>>,
}

/// Whose packages are taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// Public keys that an administrator trusts.
    pub keys: Vec<String>,
    /// Public keys that are trusted no longer.
    pub revoked: Vec<String>,
    /// Packages without a signature are taken too: for development.
    pub unsigned: bool,
}
