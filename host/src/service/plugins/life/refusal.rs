//! Why a package is not installed, or a plugin not changed.
//!
//! Listed, and told, in this order. What is wrong with the package itself is told before, by whoever reads it.

use keel_manifest::model::Version;
use keel_manifest::plan;

use crate::service::{Fault, FieldFault};

/// Why not.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are what the messages below say")]
pub enum Refusal {
    /// It is installed, in this very package.
    SameAlready { version: Version },
    /// It is installed, and an upgrade was not asked for.
    AlreadyInstalled { version: String },
    /// It is not installed, and an upgrade was asked for.
    NotInstalled { code: String },
    /// The same version was here with other bytes.
    VersionReused { version: Version },
    /// A higher version was here.
    Downgrade { version: Version, highest: Version, previous: bool },
    /// A plugin that it needs is not installed.
    DependencyMissing { code: String, least: Version },
    /// A plugin that it needs is there in another version.
    DependencyVersion { code: String, least: Version, has: Version },
    /// Plugins would need each other in a circle.
    DependencyCycle { through: Vec<String> },
    /// Another plugin needs it as it is.
    NeededBy { by: String, least: Version },
    /// The plan between the versions says no, or the record types that are there do.
    Plan(plan::Refusal),
    /// Data would be destroyed, and nobody said yes to it.
    Destroys { steps: Vec<String> },
    /// Hooks of several plugins set the same field, and nobody said yes to it.
    Conflicts { points: Vec<String> },
    /// No version waits for consent.
    NothingPending,
    /// There is no version before this one.
    NoPrevious,
    /// The key that signed it is trusted no longer.
    KeyRevoked { key: String },
}

impl Refusal {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::SameAlready { .. } | Refusal::AlreadyInstalled { .. } => "plugin.already-installed",
            Refusal::NotInstalled { .. } => "plugin.not-installed",
            Refusal::VersionReused { .. } => "plugin.version-reused",
            Refusal::Downgrade { .. } => "plugin.downgrade",
            Refusal::DependencyMissing { .. } => "plugin.dependency-missing",
            Refusal::DependencyVersion { .. } => "plugin.dependency-version",
            Refusal::DependencyCycle { .. } => "plugin.dependency-cycle",
            Refusal::NeededBy { .. } => "plugin.needed-by",
            Refusal::Plan(refusal) => refusal.code,
            Refusal::Destroys { .. } => "plugin.destroys",
            Refusal::Conflicts { .. } => "plugin.conflict",
            Refusal::NothingPending => "plugin.nothing-pending",
            Refusal::NoPrevious => "plugin.no-previous",
            Refusal::KeyRevoked { .. } => "plugin.key-revoked",
        }
    }

    /// What is wrong and what to do.
    pub fn message(&self) -> String {
        match self {
            Refusal::SameAlready { version } => {
                format!("This package, version {version}, is what is installed; there is nothing to do.")
            }
            Refusal::AlreadyInstalled { version } => {
                format!("Version {version} of it is installed; upgrade it instead.")
            }
            Refusal::NotInstalled { code } => {
                format!("The plugin {code} is not installed; install it instead.")
            }
            Refusal::VersionReused { version } => format!(
                "Version {version} was here with other bytes: a version is published once. Ask the vendor for \
                 one with a new number."
            ),
            Refusal::Downgrade { version, highest, previous: true } => format!(
                "Version {version} is older than {highest}, which was here; roll back to return to it."
            ),
            Refusal::Downgrade { version, highest, previous: false } => format!(
                "Version {version} is older than {highest}, which was here: old faults would come back. Install \
                 {highest} or a newer one."
            ),
            Refusal::DependencyMissing { code, least } => {
                format!("It needs the plugin {code}, version {least} or newer; install that first.")
            }
            Refusal::DependencyVersion { code, least, has } => format!(
                "It needs version {least} or newer of the plugin {code} with the same first number, and {has} \
                 is there; upgrade that first."
            ),
            Refusal::DependencyCycle { through } => format!(
                "Plugins would need each other in a circle ({}); ask the vendors to undo it.",
                through.join(" → ")
            ),
            Refusal::NeededBy { by, least } => format!(
                "The plugin {by} needs it, version {least} or newer with the same first number; upgrade or \
                 uninstall {by} first."
            ),
            Refusal::Plan(refusal) => {
                format!("{}: {}. {}", refusal.subject, refusal.message, refusal.fix)
            }
            Refusal::Destroys { steps } => format!(
                "It destroys data: {}. Look at the plan, export first, then send accept_destroy.",
                steps.join("; ")
            ),
            Refusal::Conflicts { points } => format!(
                "Hooks of several plugins set the same field: {}. The last one wins; send accept_conflicts if \
                 that is meant.",
                points.join("; ")
            ),
            Refusal::NothingPending => "No version of it waits for consent; see what is installed.".into(),
            Refusal::NoPrevious => {
                "There is no version before this one to go back to; install one with a higher number.".into()
            }
            Refusal::KeyRevoked { key } => format!(
                "The key {key} that signed it is trusted no longer; install a package signed by a trusted one."
            ),
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Fault::refused(refusal.code(), refusal.message())
    }
}

/// All reasons as one failure: the first is told, and each stands among the fields. `None` when there is none.
pub(super) fn fault_of(all: &[Refusal]) -> Option<Fault> {
    let first = all.first()?;
    let mut fault = Fault::from(first.clone());
    if all.len() > 1 {
        let field = |refusal: &Refusal| FieldFault {
            pointer: match refusal {
                Refusal::Plan(plan) => format!("/{}", plan.subject),
                _ => String::new(),
            },
            code: refusal.code().into(),
            message: refusal.message(),
        };
        fault.fields = all.iter().map(field).collect();
    }
    Some(fault)
}
