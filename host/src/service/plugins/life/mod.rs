//! The life of a plugin: install, consent, grant, enable, set, upgrade, roll back, pause, uninstall; and the
//! picture that hosts take of it.
//!
//! Knows manifests, plans, grants and who may. Must not know how a package is written or run (`port`), or a
//! table. Everything here is the administrator's; every change counts the generation up, by which hosts notice.

mod company;
mod conflict;
mod examine;
mod grant;
mod install;
mod key;
mod load;
mod package;
mod refusal;
mod rehearse;
mod role;
mod rollback;
mod setting;
mod shown;
mod state;
mod switch;
mod uninstall;

pub use company::{Enable, disable, enable};
pub use conflict::Conflict;
pub use grant::{Granting, PerhapsGranting, consent, drop_pending, grant, revoke};
pub use install::{Grants, InstallOut, Outcome, Terms, Wanted, install};
pub use key::{KeyOut, RevokeKey, TrustKey, list_keys, revoke_key, trust_key};
pub use load::{make_ready, refresh};
pub use package::{Brought, Package, Trust};
pub use refusal::Refusal;
pub use rehearse::{Difference, Rehearsal, rehearse};
pub use rollback::{RollBack, roll_back};
pub use setting::{Given, SetSettings, set_settings};
pub use shown::{AskOut, PluginLine, PluginOut, list, show};
pub use state::{ByCode, Record, pause, record, resume};
pub use uninstall::{Exported, FileOut, Uninstalled, exported, uninstall};

use keel_manifest::model::Version;

/// Record type under which the audit log tells of plugins.
const PLUGIN: &str = "plugin";

/// `1.0.0`, as it is kept.
fn version(text: &str) -> Option<Version> {
    let mut parts = text.split('.').map(str::parse::<u32>);
    let mut next = || parts.next()?.ok();
    Some(Version { major: next()?, minor: next()?, patch: next()? })
}
