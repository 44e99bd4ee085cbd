//! What somebody set their screens to: one document, replaced as a whole.
//!
//! Knows whose it is and how large it may be. Must not know what stands in it: that is the web interface's own.

use super::{Fault, FaultKind, Uow};
use crate::storage::preference;

/// Largest document, bytes of JSON.
pub const BYTES_MAX: usize = 64 << 10;
/// Revision of a document that nobody wrote yet.
const NONE: i64 = 0;

/// A document and how often it was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// Counts replacements.
    pub revision: i64,
    /// JSON text of an object.
    pub document: String,
}

/// The document of whoever asks.
pub async fn read(uow: &mut Uow<'_>) -> Result<Preferences, Fault> {
    let user = user(uow)?;
    let found = preference::get(uow.tx, user).await?;
    let (revision, document) = found.unwrap_or_else(|| (NONE, "{}".into()));
    Ok(Preferences { revision, document })
}

/// Replaces the document of whoever asks; only that revision of it, where one is named.
pub async fn replace(uow: &mut Uow<'_>, document: &str, only: Option<i64>) -> Result<Preferences, Fault> {
    let user = user(uow)?;
    if document.len() > BYTES_MAX {
        let message = format!("Preferences take at most {BYTES_MAX} bytes; this is {}.", document.len());
        return Err(Fault::new(FaultKind::TooLarge, "preferences.too-large", message));
    }
    let revision = preference::get(uow.tx, user).await?.map_or(NONE, |(revision, _)| revision);
    if only.is_some_and(|only| only != revision) {
        let message = "Your preferences were changed elsewhere meanwhile; read them again.";
        return Err(Fault::new(FaultKind::Stale, "stale", message));
    }
    preference::put(uow.tx, user, revision + 1, document, uow.ctx.now).await?;
    Ok(Preferences { revision: revision + 1, document: document.to_owned() })
}

fn user(uow: &Uow<'_>) -> Result<uuid::Uuid, Fault> {
    uow.ctx.actor.user_id.ok_or_else(|| Fault::denied("Only a user has preferences."))
}
