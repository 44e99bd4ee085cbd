//! Why a file is not a package that this host takes.
//!
//! Listed, and told, in this order: what a file is, how it is put together, whose it is, what it says, what it needs.

use keel_manifest::Finding;

use super::key::PublicKey;

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// More than a limit.
    #[error("{what} has {size}, {most} at most are taken: make it smaller")]
    TooLarge {
        /// Of what.
        what: String,
        /// How large it is.
        size: usize,
        /// How large it may be.
        most: usize,
    },
    /// Machine code: it could do anything.
    #[error(
        "{place} is compiled machine code, which is never taken: give the WebAssembly component, the host compiles it itself"
    )]
    CompiledCode {
        /// Where.
        place: String,
    },
    /// Something else.
    #[error("it is {what}, not a WebAssembly component: build it with `keel plugin build`")]
    NotAComponent {
        /// What it is.
        what: &'static str,
    },
    /// Bytes that are no component, though they begin like one.
    #[error("it is damaged at byte {offset}: {why}; get it again from its vendor")]
    Malformed {
        /// Where.
        offset: usize,
        /// What is wrong.
        why: String,
    },
    /// Sections that are not where and what they should be.
    #[error("section `{name}` {fault}: pack it anew with `keel plugin pack`")]
    Section {
        /// Its name.
        name: String,
        /// What is wrong.
        fault: SectionFault,
    },
    /// Nobody vouches for it.
    #[error("it is not signed: sign it with `keel plugin sign`")]
    Unsigned,
    /// It is not what was signed.
    #[error("it is not what {key} signed: it was changed on its way; get it again from its vendor")]
    SignatureWrong {
        /// Whose signature it bears.
        key: PublicKey,
    },
    /// Somebody vouches for it whom no administrator trusts.
    #[error("it is signed by {key}, which is not trusted: trust the key, if it is the vendor's")]
    KeyUnknown {
        /// Whose it is.
        key: PublicKey,
    },
    /// Somebody vouches for it who is trusted no longer.
    #[error(
        "it is signed by {key}, which is trusted no longer: get a package that the vendor signed with a new key"
    )]
    KeyRevoked {
        /// Whose it is.
        key: PublicKey,
    },
    /// It is written for a host to come.
    #[error("it needs contract {}.{}, this host has {}.{}: upgrade the host", .asks.0, .asks.1, .has.0, .has.1)]
    HostTooOld {
        /// Contract that it needs.
        asks: (u32, u32),
        /// Newest contract of this host.
        has: (u32, u32),
    },
    /// The manifest is wrong.
    #[error("its manifest is wrong:\n{}", listed(.0))]
    Manifest(Vec<Finding>),
    /// It takes what this host does not give.
    #[error("it imports what this host does not have: {}; build it with the SDK, without files, sockets and threads", .names.join(", "))]
    ImportUnknown {
        /// What.
        names: Vec<String>,
    },
    /// It does not do what its manifest says.
    #[error("its manifest declares what the component does not export: {}", .names.join(", "))]
    ExportMissing {
        /// What, and for the sake of what.
        names: Vec<String>,
    },
    /// It does what its manifest does not say.
    #[error("it exports what its manifest does not declare: {}", .names.join(", "))]
    ExportUndeclared {
        /// What.
        names: Vec<String>,
    },
}

/// What is wrong with a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SectionFault {
    /// There are two of them.
    #[error("is there twice")]
    Duplicated,
    /// Keel has no such section.
    #[error("is none of a package's")]
    Unlisted,
    /// It stands before or behind its place.
    #[error("is not in its place")]
    Misplaced,
    /// It is inside a module or another component.
    #[error("is inside a nested module")]
    Nested,
    /// It is not there.
    #[error("is missing")]
    Missing,
    /// What it holds cannot be read.
    #[error("cannot be read")]
    Unreadable,
}

impl PackageError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PackageError::TooLarge { .. } => "package.too-large",
            PackageError::CompiledCode { .. } => "package.compiled-code",
            PackageError::NotAComponent { .. } => "package.not-a-component",
            PackageError::Malformed { .. } => "package.malformed",
            PackageError::Section { fault, .. } => match fault {
                SectionFault::Duplicated => "package.section-duplicated",
                SectionFault::Unlisted => "package.section-unlisted",
                SectionFault::Misplaced => "package.section-misplaced",
                SectionFault::Nested => "package.section-nested",
                SectionFault::Missing => "package.section-missing",
                SectionFault::Unreadable => "package.section-unreadable",
            },
            PackageError::Unsigned => "package.unsigned",
            PackageError::SignatureWrong { .. } => "package.signature-wrong",
            PackageError::KeyUnknown { .. } => "package.key-unknown",
            PackageError::KeyRevoked { .. } => "package.key-revoked",
            PackageError::HostTooOld { .. } => "package.host-too-old",
            PackageError::Manifest(_) => "package.manifest",
            PackageError::ImportUnknown { .. } => "package.import-unknown",
            PackageError::ExportMissing { .. } => "package.export-missing",
            PackageError::ExportUndeclared { .. } => "package.export-undeclared",
        }
    }
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
