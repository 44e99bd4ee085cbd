//! People and organisations: recognised, checked, found, merged and erased.
//!
//! Knows the rules of `keel_core::contacts` and where contacts are kept. Must not know HTTP or SQL.

mod complete;
pub mod country;
mod directory;
pub mod duplicates;
pub mod erase;
pub mod intake;
mod keys;
pub mod merge;
pub mod phone;
mod roles;
pub mod rules;
pub mod search;

pub use roles::{Finding, FindingsOf, findings};

use crate::service::{Allowed, Fault, Op, RowRule, Uow};
use crate::storage::records::{self, Record, RecordType, Restriction, Value};
use uuid::Uuid;

/// The text of a field, unless it is empty.
pub(crate) fn text<'a>(record: &'a Record, field: &str) -> Option<&'a str> {
    record.get(field).and_then(Value::text).map(str::trim).filter(|text| !text.is_empty())
}

/// The rows of a collection.
pub(crate) fn rows<'a>(record: &'a Record, collection: &str) -> &'a [Record] {
    record.get(collection).and_then(Value::rows).unwrap_or(&[])
}

/// The declaration of contacts.
pub(crate) fn contact_type(uow: &Uow<'_>) -> Result<RecordType, Fault> {
    Ok(uow.ctx.types.find("contact")?.kind.clone())
}

/// A contact with its collections, whoever may see it: the caller has asked before.
pub(crate) async fn load(uow: &mut Uow<'_>, id: Uuid) -> Result<Record, Fault> {
    let kind = contact_type(uow)?;
    records::get(uow.tx, &kind, id, &Restriction::default())
        .await?
        .ok_or_else(|| Fault::not_found("contact", id))
}

/// Refuses who may not do this to every contact: contacts are shared, and search, duplicates, merge and
/// erase look across all of them.
pub(crate) fn may_all(uow: &Uow<'_>, op: Op) -> Result<Allowed, Fault> {
    let allowed = uow.may("contact", op, None)?;
    if allowed.rows == RowRule::All {
        return Ok(allowed);
    }
    Err(Fault::denied("Your role covers only some contacts; this looks across all of them."))
}
