//! How large a package and its parts may be.
//!
//! Each limit is far above what an honest plugin needs (the largest component that was built with any SDK has
//! 18 MiB) and small enough that a hostile one cannot fill memory, database or screen.

/// A limit and the harm that it stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Of what.
    pub what: &'static str,
    /// Most bytes, or most pieces.
    pub most: usize,
    /// What more would do.
    pub harm: &'static str,
}

const fn limit(what: &'static str, most: usize, harm: &'static str) -> Limit {
    Limit { what, most, harm }
}

/// The whole file.
pub(super) const PACKAGE: Limit =
    limit("the package", 32 << 20, "it is read into memory and kept in the database");
/// `keel:manifest`.
pub(super) const MANIFEST: Limit = limit("the manifest", 256 << 10, "it is read at each start of each host");
/// `keel:i18n/…`.
pub(super) const TRANSLATION: Limit =
    limit("a translation", 256 << 10, "it is kept in memory while the plugin is installed");
/// `keel:asset/…`.
pub(super) const ASSET: Limit = limit("an asset", 2 << 20, "it is sent to browsers whole");
/// All `keel:asset/…`.
pub(super) const ASSETS: Limit =
    limit("all assets", 8 << 20, "they are kept in memory while the plugin is installed");
/// `keel:licence`.
pub(super) const LICENCE: Limit = limit("the licence", 64 << 10, "it is shown whole");
/// `keel:provenance`.
pub(super) const PROVENANCE: Limit = limit("the provenance", 16 << 10, "it is shown whole");
/// Custom sections of Keel.
pub(super) const SECTIONS: Limit = limit("the sections", 400, "each is looked up by name");

/// All of them.
pub const LIMITS: &[Limit] = &[PACKAGE, MANIFEST, TRANSLATION, ASSET, ASSETS, LICENCE, PROVENANCE, SECTIONS];
