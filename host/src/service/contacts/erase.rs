//! A person's data goes; the books stay.
//!
//! Names, birth day, addresses, phones, mail, numbers, notes, attachments, timeline and the search index
//! are emptied. Posted entries and moves keep the bare id. The audit log is append-only: it keeps what was
//! written before, for the defence of legal claims (Regulation (EU) 2016/679 art. 17 (3)(e)), and is
//! readable by administrators only.

use std::collections::BTreeMap;

use keel_core::contacts::erase::{ERASED_NAME, Holdings, may_erase};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{contact_type, keys, load, may_all};
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::contacts::{erase as store, references};
use crate::storage::records::{self, Kind, Record, Value, json_text};

/// Which person is erased.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct EraseContact {
    /// The person.
    pub contact: Uuid,
}

impl Input for EraseContact {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Erased {
    /// The contact, now without a name.
    pub id: Uuid,
    /// Its version now.
    pub version: i64,
    /// Attachments, notes and tasks that were removed, by table.
    pub removed: BTreeMap<String, u64>,
    /// Rows of the books that keep the bare id, by `table.column`.
    pub kept: BTreeMap<String, i64>,
}

/// Fields that say nothing about the person.
const KEPT_FIELDS: [&str; 2] = ["kind", "merged_into"];

/// Erases a person's data. Refused while items are open or the person can sign in.
pub async fn erase(uow: &mut Uow<'_>, input: EraseContact) -> Result<Erased, Fault> {
    may_all(uow, Op::Correct)?;
    let kind = contact_type(uow)?;
    let old = load(uow, input.contact).await.map_err(|fault| fault.at("/contact"))?;
    let holdings = Holdings {
        is_person: keys::is_person(&old),
        merged_into: old.get("merged_into").and_then(Value::id),
        erased: old.get("erased_at").is_some_and(|at| !at.is_empty()),
        active_user: store::has_active_user(uow.tx, input.contact).await?,
        open_items: u64::try_from(store::open_items(uow.tx, input.contact).await?).unwrap_or_default(),
    };
    may_erase(holdings).map_err(|error| {
        Fault::refused(error.code(), format!("This person cannot be erased now: {error}.")).at("/contact")
    })?;
    let mut changed = Record::new();
    for field in kind.fields.iter().filter(|field| !KEPT_FIELDS.contains(&field.name.as_str())) {
        let value = match (field.name.as_str(), &field.kind) {
            ("name", _) => Value::from(ERASED_NAME),
            ("erased_at", _) => Value::Instant(uow.ctx.now),
            (_, Kind::Bool) => Value::Bool(false),
            _ => Value::Null,
        };
        changed.insert(field.name.clone(), value);
    }
    // Roles stay: without a name they tell nobody apart, and lists by role stay right.
    for lines in kind.collections.iter().filter(|lines| lines.name != "roles") {
        changed.insert(lines.name.clone(), Value::Rows(Vec::new()));
    }
    let version = old.get("version").and_then(Value::integer).unwrap_or_default();
    if !records::update(uow.tx, &kind, input.contact, version, &changed, None, uow.ctx.now).await? {
        return Err(Fault::internal("a contact changed inside its own unit of work"));
    }
    let erased = load(uow, input.contact).await?;
    keys::store(uow, input.contact, &erased).await?;
    let removed = store::remove_about(uow.tx, input.contact).await?;
    let mut kept = BTreeMap::new();
    for reference in references::all(uow.tx).await? {
        let rows = references::count(uow.tx, &reference, input.contact).await?;
        if rows > 0 {
            kept.insert(format!("{}.{}", reference.table, reference.column), rows);
        }
    }
    // The audit says that and by whom, never what was erased.
    uow.audit(Audit {
        operation: "erase",
        record_type: "contact",
        record_id: Some(input.contact),
        company_id: None,
        changes: "{}".to_owned(),
    })
    .await?;
    let payload = json_text(&Record::from_iter([("id".to_owned(), Value::Id(input.contact))]));
    uow.event("contact.erased", "contact", Some(input.contact), None, payload).await?;
    Ok(Erased { id: input.contact, version: version + 1, removed, kept })
}
