//! What a hook is shown of a change: not what is hidden from the user who changes the record.
//!
//! Inside a user's call a plugin sees what the user may see. Must not know how a hook is asked.

use super::data::{Change, Datum, Document};
use crate::service::records::hidden_of;
use crate::service::{Allowed, Ctx, Op};
use crate::storage::records::RecordType;

/// A change without the fields and lines that the acting user may not see; `None`: all of it is shown.
///
/// Whoever may not read the type, and changes a record of it through an action, has no rule about its fields: then
/// hooks see all, because they guard the record.
pub fn shown(ctx: &Ctx, kind: &RecordType, change: &Change) -> Option<Change> {
    let allowed = ctx.actor.allowed(&kind.name, Op::Read)?;
    if allowed.hidden_fields.is_empty() {
        return None;
    }
    let mut change = change.clone();
    hide(ctx, kind, &allowed, &mut change.new);
    if let Some(old) = &mut change.old {
        hide(ctx, kind, &allowed, old);
    }
    Some(change)
}

fn hide(ctx: &Ctx, kind: &RecordType, allowed: &Allowed, document: &mut Document) {
    let hidden = hidden_of(&ctx.actor, kind, allowed, |name| match document.body.get(name) {
        _ if name == "id" => Some(document.id),
        Some(Datum::Reference(id)) => Some(*id),
        _ => None,
    });
    document.body.fields.retain(|(name, _)| !hidden.contains(name));
    document.body.collections.retain(|(name, _)| !hidden.contains(name));
}
