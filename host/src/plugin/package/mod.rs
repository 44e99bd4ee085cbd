//! Packages: one component file that carries its manifest, translations, assets, licence and provenance in
//! custom sections, and a signature over all of it in the last one.
//!
//! Knows the file. Must not know what is installed or granted, or how a component runs. Nothing here runs or
//! compiles a byte of a package.
//!
//! ```text
//! component sections, as the compiler wrote them
//! keel:manifest          plugin.toml, UTF-8
//! keel:i18n/<language>   Fluent, UTF-8, one for each language, in the order of names
//! keel:asset/<name>      bytes, in the order of names
//! keel:licence           text of the licence, UTF-8
//! keel:provenance        JSON: who built it, with what, from which source
//! keel:signature         format 1, public key (32 bytes), Ed25519 signature (64 bytes)
//! ```

mod compatible;
mod container;
mod error;
mod folder;
mod key;
mod limits;
mod open;
mod pack;
mod section;
mod signature;

use std::collections::BTreeMap;

use keel_manifest::Manifest;

pub use compatible::{HOST_IMPORTS, WASI_IMPORTS};
pub use error::{PackageError, SectionFault};
pub use folder::{FolderError, read_folder, source_digest};
pub use key::{KeyError, PublicKey, TrustedKeys, new_key, read_key, write_key};
pub use limits::{LIMITS, Limit};
pub use open::{inspect, verify};
pub use pack::pack;
pub use signature::sign;

/// What goes into a package beside the component.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    /// `plugin.toml`.
    pub manifest: String,
    /// Fluent by language: `bg`, `pt-BR`.
    pub translations: BTreeMap<String, String>,
    /// Images and data by name: `icon.svg`.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// Text of the licence.
    pub licence: Option<String>,
    /// Who built it, with what.
    pub provenance: Provenance,
}

/// Who built a package, with what, from which source. Without times and places: building twice gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Provenance {
    /// `keel 0.1.0`.
    pub builder: String,
    /// The compiler: `rustc 1.95.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compiler: Option<String>,
    /// SHA-256 of the source, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A package that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// The manifest's text.
    pub text: String,
    /// The manifest.
    pub manifest: Manifest,
    /// Fluent by language.
    pub translations: BTreeMap<String, String>,
    /// Images and data by name.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// Text of the licence.
    pub licence: Option<String>,
    /// Who built it, with what.
    pub provenance: Provenance,
    /// The key that signed it; none: it is unsigned.
    pub signer: Option<PublicKey>,
    /// SHA-256 of its bytes, hexadecimal.
    pub digest: String,
    /// Interfaces that the component imports.
    pub imports: Vec<String>,
    /// Interfaces that the component exports.
    pub exports: Vec<String>,
}
