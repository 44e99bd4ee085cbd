//! Which rows an actor may see or change, and which of their fields.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::service::{Actor, Allowed, RowRule};
use crate::storage::records::{Record, RecordType, Restriction, RowsOf, Value};

/// The rows that a permission covers.
pub fn restriction(actor: &Actor, allowed: &Allowed) -> Restriction {
    let me = actor.user_id.unwrap_or_default();
    let parts = allowed.grants.iter().map(|grant| RowsOf {
        company: grant.company,
        owners: match grant.rows {
            RowRule::All => None,
            RowRule::Own => Some(vec![me]),
            RowRule::Team => Some(std::iter::once(me).chain(actor.team.iter().copied()).collect()),
        },
    });
    Restriction { parts: Some(parts.collect()) }
}

/// Fields of this record that the actor may not see.
pub(super) fn hidden(
    actor: &Actor,
    kind: &RecordType,
    allowed: &Allowed,
    record: &Record,
) -> BTreeSet<String> {
    hidden_of(actor, kind, allowed, |name| record.get(name).and_then(Value::id))
}

/// The same for a record of any shape; `id` gives what it refers to in a field.
pub fn hidden_of(
    actor: &Actor,
    kind: &RecordType,
    allowed: &Allowed,
    id: impl Fn(&str) -> Option<Uuid>,
) -> BTreeSet<String> {
    if allowed.hidden_fields.is_empty() {
        return BTreeSet::new();
    }
    allowed.hidden_in(company_of(kind, &id), owner_of(actor, kind, &id))
}

/// Fields of this record that the actor may not change.
pub(super) fn readonly(
    actor: &Actor,
    kind: &RecordType,
    allowed: &Allowed,
    record: &Record,
) -> BTreeSet<String> {
    if allowed.readonly_fields.is_empty() && allowed.hidden_fields.is_empty() {
        return BTreeSet::new();
    }
    let id = |name: &str| record.get(name).and_then(Value::id);
    let (company, owner) = (company_of(kind, id), owner_of(actor, kind, id));
    &allowed.readonly_in(company, owner) | &allowed.hidden_in(company, owner)
}

fn company_of(kind: &RecordType, id: impl Fn(&str) -> Option<Uuid>) -> Option<Uuid> {
    let field = if kind.table == "company" { "id" } else { "company" };
    id(field).filter(|_| kind.company || kind.table == "company")
}

/// The narrowest row rule that covers the record.
fn owner_of(actor: &Actor, kind: &RecordType, id: impl Fn(&str) -> Option<Uuid>) -> RowRule {
    let column = kind.owner_column.as_deref();
    let field = kind.fields.iter().find(|field| Some(field.column.as_str()) == column);
    match field.and_then(|field| id(&field.name)) {
        Some(owner) if Some(owner) == actor.user_id => RowRule::Own,
        Some(owner) if actor.team.contains(&owner) => RowRule::Team,
        _ => RowRule::All,
    }
}
