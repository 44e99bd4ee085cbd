//! Hooks of plugins around a change of a record: what they are shown, and what comes of what they set.
//!
//! Must not know how a hook is asked: `service::plugins::hooks` does.

use uuid::Uuid;

use super::{Declared, Save};
use crate::service::plugins::data::{Change, Document, Operation};
use crate::service::plugins::document::document_in;
use crate::service::plugins::hooks::{self, Point};
use crate::service::{Fault, Uow};
use crate::storage::records::{Record, Value};

/// The company that a record belongs to: a company is its own.
fn company_of(declared: &Declared, id: Uuid, record: &Record) -> Option<Uuid> {
    if declared.kind.table == "company" { Some(id) } else { record.get("company").and_then(Value::id) }
}

fn change(declared: &Declared, save: &Save, currency: Option<&str>, version: i64) -> Change {
    let show = |record: &Record| document_in(&declared.kind, save.id, record, currency);
    let old = save.old.as_ref().map(show);
    Change {
        operation: if old.is_some() { Operation::Update } else { Operation::Create },
        new: Document { version, ..show(&save.new) },
        old,
    }
}

fn version_before(save: &Save) -> i64 {
    save.old.as_ref().and_then(|old| old.get("version")).and_then(Value::integer).unwrap_or(0)
}

/// Asks the hooks before a record is written; whether they set anything.
pub(super) async fn before_save(
    uow: &mut Uow<'_>,
    declared: &Declared,
    save: &mut Save,
    currency: Option<&str>,
) -> Result<bool, Fault> {
    let operation = if save.old.is_some() { Operation::Update } else { Operation::Create };
    let company = company_of(declared, save.id, &save.new);
    let point = Point { record_type: &declared.kind.name, operation, company };
    if !point.is_asked(uow.ctx, true) {
        return Ok(false);
    }
    let change = change(declared, save, currency, version_before(save));
    let set = hooks::before(uow, point, &declared.kind, change).await?;
    let some = !set.is_empty();
    save.new.extend(set);
    Ok(some)
}

/// Asks the hooks after a record was written.
pub(super) async fn after_save(uow: &mut Uow<'_>, declared: &Declared, save: &Save) -> Result<(), Fault> {
    let operation = if save.old.is_some() { Operation::Update } else { Operation::Create };
    let company = company_of(declared, save.id, &save.new);
    let point = Point { record_type: &declared.kind.name, operation, company };
    if !point.is_asked(uow.ctx, false) {
        return Ok(());
    }
    let currency = crate::service::plugins::document::currency_of(uow, company).await?;
    let change = change(declared, save, currency.as_deref(), version_before(save) + 1);
    hooks::after(uow, point, change).await
}

/// Asks the hooks around the deletion of a record.
pub(super) async fn deletion(
    uow: &mut Uow<'_>,
    declared: &Declared,
    id: Uuid,
    old: &Record,
    before: bool,
) -> Result<(), Fault> {
    let company = company_of(declared, id, old);
    let point = Point { record_type: &declared.kind.name, operation: Operation::Delete, company };
    if !point.is_asked(uow.ctx, before) {
        return Ok(());
    }
    let currency = crate::service::plugins::document::currency_of(uow, company).await?;
    let shown = document_in(&declared.kind, id, old, currency.as_deref());
    let change = Change { operation: Operation::Delete, old: Some(shown.clone()), new: shown };
    if before {
        hooks::before(uow, point, &declared.kind, change).await.map(drop)
    } else {
        hooks::after(uow, point, change).await
    }
}
