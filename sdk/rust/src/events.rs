//! Facts: telling them, and what is heard.

use crate::host;
use crate::{Body, Id, Instant, RecordRef, Result};

/// A fact that the plugin hears.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub(crate) id: String,
    /// `record.created`, `ledger.entry-posted`, `sales.order-confirmed`.
    pub name: String,
    pub(crate) at: String,
    /// What it is about.
    pub subject: Option<RecordRef>,
    /// A JSON object; read a text or number of it with [`Event::text`].
    pub payload: String,
    /// 1 at the first delivery.
    pub attempt: u32,
}

impl Event {
    /// Differs for each fact.
    pub fn id(&self) -> Id {
        Id::read(&self.id).unwrap_or_default()
    }

    /// When it happened.
    pub fn at(&self) -> Instant {
        Instant::read(&self.at).unwrap_or_default()
    }

    /// A member of the payload that is text, a number, or yes or no, as text.
    pub fn text(&self, name: &str) -> Option<String> {
        crate::json::member(&self.payload, name)
    }
}

/// Tells a fact that the manifest declares, once this unit of work is on the disk. Generated code calls it.
pub fn emit(name: &str, subject: Option<&RecordRef>, payload: &Body) -> Result<()> {
    host::events_emit(name, subject, payload)
}
