//! What hangs on every record: files, the timeline, followers, tags.
//!
//! Knows that all of it obeys the rights on the record it hangs on: who may read the record reads it, who
//! may update the record adds to it. Must not know any record type.

mod attachment;
mod file_name;
mod media_type;
mod tagging;
mod timeline;

use uuid::Uuid;

use super::{Audit, Fault, Op, Uow, records};
use crate::storage::records::Value;

pub use attachment::{Attachment, Content, attach, attachments, content, detach, place_of};
pub use tagging::{SetTags, TagOut, set_tags, tags};
pub use timeline::{
    EntryKind, Follower, Item, NewEntry, follow, followers, post, remove, timeline, told, unfollow,
};

/// The record that something hangs on.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its type.
    pub record_type: String,
    /// Its id.
    pub id: Uuid,
}

impl Place {
    /// The record's company, once the actor is known to have this right on the record.
    async fn reach(&self, uow: &mut Uow<'_>, op: Op) -> Result<Option<Uuid>, Fault> {
        let record = records::reach(uow, &self.record_type, self.id, op).await?;
        Ok(record.get("company").and_then(Value::id))
    }

    async fn remember(
        &self,
        uow: &mut Uow<'_>,
        company_id: Option<Uuid>,
        operation: &str,
        changes: String,
    ) -> Result<(), Fault> {
        uow.audit(Audit {
            operation,
            record_type: &self.record_type,
            record_id: Some(self.id),
            company_id,
            changes,
        })
        .await
    }
}
