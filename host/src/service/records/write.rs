//! Creating, changing and deleting records.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::check::check;
use super::read::shown;
use super::restrict::readonly;
use super::{Declared, Save, hooked, restriction};
use crate::service::{Allowed, Audit, Fault, FaultKind, Op, Uow};
use crate::storage::records::{self as store, Record, Value, changes_json, json_text};
use crate::storage::{around, company};

/// Creates a record; its id and itself as stored.
pub async fn create(uow: &mut Uow<'_>, type_name: &str, given: Record) -> Result<(Uuid, Record), Fault> {
    let declared = uow.ctx.types.find(type_name)?;
    if !declared.kind.generic.create {
        return Err(not_generic(type_name, "created"));
    }
    let company = given.get("company").and_then(Value::id);
    let allowed = uow.may(type_name, Op::Create, company)?;
    let closed = &allowed.readonly_fields | &allowed.hidden_fields;
    refuse_readonly(uow, &declared, &given, None, &closed)?;
    let mut new = Record::new();
    for field in &declared.kind.fields {
        let value = given.get(&field.name).cloned().or_else(|| field.default.clone());
        new.insert(field.name.clone(), value.unwrap_or(Value::Null));
    }
    for lines in &declared.kind.collections {
        let rows = given.get(&lines.name).cloned().unwrap_or_else(|| Value::Rows(Vec::new()));
        new.insert(lines.name.clone(), with_defaults(&lines.fields, rows));
    }
    own(uow, &declared, &mut new);
    let mut save = Save { id: uow.id(), old: None, new };
    let currency = prepare(uow, &declared, &mut save).await?;
    store::insert(uow.tx, &declared.kind, save.id, &save.new, currency.as_deref(), uow.ctx.now).await?;
    let stored = finish(uow, &declared, &save, "create", &allowed).await?;
    Ok((save.id, stored))
}

/// A new record without an owner belongs to whoever makes it, so that row rules can find it.
fn own(uow: &Uow<'_>, declared: &Declared, new: &mut Record) {
    if let Some(column) = &declared.kind.owner_column
        && let Some(field) = declared.kind.fields.iter().find(|field| field.column == *column)
        && new.get(&field.name).is_none_or(Value::is_empty)
    {
        new.insert(field.name.clone(), Value::from(uow.ctx.actor.user_id));
    }
}

fn with_defaults(fields: &[store::Field], rows: Value) -> Value {
    let Value::Rows(rows) = rows else { return rows };
    Value::Rows(
        rows.into_iter()
            .map(|mut row| {
                for field in fields {
                    if !row.contains_key(&field.name)
                        && let Some(default) = &field.default
                    {
                        row.insert(field.name.clone(), default.clone());
                    }
                }
                row
            })
            .collect(),
    )
}

/// Changes a record that is at `version`; itself as stored. Fields that are not given stay.
pub async fn update(
    uow: &mut Uow<'_>,
    type_name: &str,
    id: Uuid,
    version: i64,
    given: Record,
) -> Result<Record, Fault> {
    let declared = uow.ctx.types.find(type_name)?;
    if !declared.kind.generic.update {
        return Err(not_generic(type_name, "changed"));
    }
    let (old, allowed) = load(uow, &declared, id, Op::Update).await?;
    let closed = readonly(&uow.ctx.actor, &declared.kind, &allowed, &old);
    refuse_readonly(uow, &declared, &given, Some(&old), &closed)?;
    refuse_stale(&old, version)?;
    let mut new = plain(&old);
    for (name, value) in given {
        let lines = declared.kind.collections.iter().find(|lines| lines.name == name);
        new.insert(name, lines.map_or(value.clone(), |lines| with_defaults(&lines.fields, value)));
    }
    let mut save = Save { id, old: Some(old), new };
    let currency = prepare(uow, &declared, &mut save).await?;
    let changed: Record =
        save.new.iter().filter(|(name, _)| save.changes(name)).map(|(n, v)| (n.clone(), v.clone())).collect();
    let done = store::update(
        uow.tx,
        &declared.kind,
        id,
        version,
        &with_currencies(&declared, &save, changed),
        currency.as_deref(),
        uow.ctx.now,
    )
    .await?;
    if !done {
        return Err(stale());
    }
    finish(uow, &declared, &save, "update", &allowed).await
}

/// An amount whose currency is not said is in the company's: people type 100, not 100 and EUR.
fn in_company_currency(declared: &Declared, save: &mut Save, company: Option<&str>) {
    let Some(code) = company else { return };
    for field in &declared.kind.fields {
        if let store::Kind::Money(store::MoneyOf::Field(currency)) = &field.kind
            && !save.value(&field.name).is_empty()
            && save.value(currency).is_empty()
        {
            save.set(currency, code);
        }
    }
}

/// An amount is stored in its currency's minor unit, so the currency's field travels with it.
fn with_currencies(declared: &Declared, save: &Save, mut changed: Record) -> Record {
    for field in &declared.kind.fields {
        if let store::Kind::Money(store::MoneyOf::Field(currency)) = &field.kind
            && (changed.contains_key(currency) || changed.contains_key(&field.name))
        {
            for name in [currency, &field.name] {
                changed.insert(name.clone(), save.value(name).clone());
            }
        }
    }
    changed
}

/// Deletes a record that is at `version`.
pub async fn delete(uow: &mut Uow<'_>, type_name: &str, id: Uuid, version: i64) -> Result<(), Fault> {
    let declared = uow.ctx.types.find(type_name)?;
    if !declared.kind.generic.delete {
        return Err(not_generic(type_name, "deleted"));
    }
    let (old, _) = load(uow, &declared, id, Op::Delete).await?;
    refuse_stale(&old, version)?;
    if let Some(rules) = &declared.rules {
        rules.before_delete(uow, id, &old).await?;
    }
    hooked::deletion(uow, &declared, id, &old, true).await?;
    if !store::delete(uow.tx, &declared.kind, id, version).await? {
        return Err(stale());
    }
    around::delete_of(uow.tx, type_name, id).await?;
    let company_id = old.get("company").and_then(Value::id);
    let changes = changes_json(&old, &Record::new());
    remember(uow, type_name, ("delete", None), id, company_id, changes).await?;
    hooked::deletion(uow, &declared, id, &old, false).await
}

/// One change of a bulk request.
#[derive(Debug, Clone)]
pub enum Change {
    /// Create.
    Create(Record),
    /// Change at a version.
    Update(Uuid, i64, Record),
    /// Delete at a version.
    Delete(Uuid, i64),
}

/// What became of one change of a bulk request.
pub type RowResult = Result<(Uuid, Option<i64>), Fault>;

/// Applies many changes. All or nothing: the first failure fails the request, with its row in the
/// pointer. Otherwise each is tried on its own and told apart.
pub async fn bulk(
    uow: &mut Uow<'_>,
    type_name: &str,
    changes: Vec<Change>,
    all_or_nothing: bool,
) -> Result<Vec<RowResult>, Fault> {
    let mut results = Vec::with_capacity(changes.len());
    for (index, change) in changes.into_iter().enumerate() {
        let result = if all_or_nothing {
            Ok(one(uow, type_name, change)
                .await
                .map_err(|fault| fault.under(&format!("/changes/{index}")))?)
        } else {
            let tried = change.clone();
            uow.attempt(async move |uow: &mut Uow<'_>| one(uow, type_name, tried).await).await?
        };
        results.push(result);
    }
    Ok(results)
}

async fn one(uow: &mut Uow<'_>, type_name: &str, change: Change) -> Result<(Uuid, Option<i64>), Fault> {
    Ok(match change {
        Change::Create(given) => (create(uow, type_name, given).await?.0, Some(1)),
        Change::Update(id, version, given) => {
            let stored = update(uow, type_name, id, version, given).await?;
            (id, stored.get("version").and_then(Value::integer))
        }
        Change::Delete(id, version) => {
            delete(uow, type_name, id, version).await?;
            (id, None)
        }
    })
}

/// A record on which the actor has this right, for what hangs on it.
pub async fn reach(uow: &mut Uow<'_>, type_name: &str, id: Uuid, op: Op) -> Result<Record, Fault> {
    let declared = uow.ctx.types.find(type_name)?;
    Ok(load(uow, &declared, id, op).await?.0)
}

async fn load(uow: &mut Uow<'_>, declared: &Declared, id: Uuid, op: Op) -> Result<(Record, Allowed), Fault> {
    let name = &declared.kind.name;
    let readable = uow.may(name, Op::Read, None)?;
    let seen = restriction(&uow.ctx.actor, &readable);
    let found = store::get(uow.tx, &declared.kind, id, &seen).await?;
    let old = found.ok_or_else(|| Fault::not_found(name, id))?;
    let company =
        if declared.kind.table == "company" { Some(id) } else { old.get("company").and_then(Value::id) };
    let allowed = uow.may(name, op, company)?;
    let covered = restriction(&uow.ctx.actor, &allowed);
    if covered != seen && store::get(uow.tx, &declared.kind, id, &covered).await?.is_none() {
        return Err(Fault::denied(format!("You may not {} this {name}.", op.name())));
    }
    Ok((old, allowed))
}

async fn prepare(uow: &mut Uow<'_>, declared: &Declared, save: &mut Save) -> Result<Option<String>, Fault> {
    let currency = currency_of(uow, declared, save).await?;
    in_company_currency(declared, save, currency.as_deref());
    if let Some(rules) = &declared.rules {
        rules.before_save(uow, save).await?;
    }
    let types = uow.ctx.types.clone();
    check(uow, &types, &declared.kind, save, currency.as_deref()).await?;
    if hooked::before_save(uow, declared, save, currency.as_deref()).await? {
        // What plugins set is held to the same rules as what people give.
        if let Some(rules) = &declared.rules {
            rules.before_save(uow, save).await?;
        }
        check(uow, &types, &declared.kind, save, currency.as_deref()).await?;
    }
    Ok(currency)
}

async fn finish(
    uow: &mut Uow<'_>,
    declared: &Declared,
    save: &Save,
    operation: &str,
    allowed: &Allowed,
) -> Result<Record, Fault> {
    if let Some(rules) = &declared.rules {
        rules.after_save(uow, save).await?;
    }
    let name = declared.kind.name.clone();
    let company_id =
        if declared.kind.table == "company" { Some(save.id) } else { save.value("company").id() };
    let before: Record = match &save.old {
        Some(old) => old
            .iter()
            .filter(|(name, _)| save.new.contains_key(*name))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect(),
        None => Record::new(),
    };
    let version = match &save.old {
        Some(old) => old.get("version").and_then(Value::integer).unwrap_or(0) + 1,
        None => 1,
    };
    let changes = changes_json(&before, &save.new);
    remember(uow, &name, (operation, Some(version)), save.id, company_id, changes).await?;
    hooked::after_save(uow, declared, save).await?;
    // Nobody hands a record to somebody whose records they may not write.
    let stored = store::get(uow.tx, &declared.kind, save.id, &restriction(&uow.ctx.actor, allowed)).await?;
    let stored = stored.ok_or_else(|| {
        Fault::denied(format!("Your role lets you {operation} only your own {name} records: own this one."))
    })?;
    Ok(shown(uow, declared, stored))
}

async fn remember(
    uow: &mut Uow<'_>,
    type_name: &str,
    (operation, version): (&str, Option<i64>),
    id: Uuid,
    company_id: Option<Uuid>,
    changes: String,
) -> Result<(), Fault> {
    uow.audit(Audit { operation, record_type: type_name, record_id: Some(id), company_id, changes }).await?;
    let payload = json_text(&Record::from_iter([
        ("record_type".to_owned(), Value::from(type_name)),
        ("id".to_owned(), Value::Id(id)),
        ("operation".to_owned(), Value::from(operation)),
        ("version".to_owned(), Value::from(version)),
    ]));
    uow.event(&format!("record.{operation}d"), type_name, Some(id), company_id, payload).await
}

fn refuse_readonly(
    uow: &Uow<'_>,
    declared: &Declared,
    given: &Record,
    old: Option<&Record>,
    closed: &BTreeSet<String>,
) -> Result<(), Fault> {
    for (name, value) in given {
        let field = declared.kind.find(name);
        let lines = declared.kind.collections.iter().find(|lines| lines.name == *name);
        let same = old.is_some_and(|old| old.get(name) == Some(value));
        let fault = if same {
            None
        } else if field.is_none() && lines.is_none() {
            Some(("field.unknown", format!("A {} has no field {name}.", declared.kind.name)))
        } else if field.is_some_and(|f| f.readonly && !owned(uow, f)) || lines.is_some_and(|l| l.readonly) {
            let who = field.and_then(|f| f.plugin.as_deref()).map_or("host", |plugin| plugin);
            Some(("field.readonly", format!("The {who} sets this field; leave it out.")))
        } else if old.is_some() && field.is_some_and(|f| f.fixed) {
            Some(("field.fixed", "This field is given once, at creation.".into()))
        } else if closed.contains(name) {
            Some(("field.denied", "Your role does not let you change this field.".into()))
        } else {
            None
        };
        if let Some((code, message)) = fault {
            return Err(Fault::invalid(code, message).at(format!("/{name}")));
        }
    }
    Ok(())
}

/// Whether the plugin that declared the field is the one that acts.
fn owned(uow: &Uow<'_>, field: &store::Field) -> bool {
    let acting = uow.ctx.origin.as_deref().map(|origin| origin.plugin.as_str());
    acting.is_some() && acting == field.plugin.as_deref()
}

/// Sets fields that the acting plugin added to a type, on a record that need not be changeable: a posted
/// entry keeps its version. Whoever may read the record is reached by it; itself as stored.
pub async fn extend(uow: &mut Uow<'_>, type_name: &str, id: Uuid, given: Record) -> Result<Record, Fault> {
    let declared = uow.ctx.types.find(type_name)?;
    let (old, allowed) = load(uow, &declared, id, Op::Read).await?;
    for name in given.keys() {
        if !declared.kind.find(name).is_some_and(|field| field.ext && owned(uow, field)) {
            let message = format!("{name} is no field that this plugin added to {type_name}.");
            return Err(Fault::invalid("field.not-own", message).at(format!("/{name}")));
        }
    }
    let mut new = plain(&old);
    new.extend(given.iter().map(|(name, value)| (name.clone(), value.clone())));
    let save = Save { id, old: Some(old), new };
    let currency = currency_of(uow, &declared, &save).await?;
    let types = uow.ctx.types.clone();
    check(uow, &types, &declared.kind, &save, currency.as_deref()).await?;
    let given = with_currencies(&declared, &save, given);
    store::extend(uow.tx, &declared.kind, id, &given, currency.as_deref()).await?;
    let before = plain(save.old.as_ref().unwrap_or(&save.new));
    let changes = changes_json(&before, &save.new);
    remember(uow, type_name, ("update", None), id, save.company(), changes).await?;
    let stored = store::get(uow.tx, &declared.kind, id, &restriction(&uow.ctx.actor, &allowed)).await?;
    stored.map(|stored| shown(uow, &declared, stored)).ok_or_else(|| Fault::not_found(type_name, id))
}

/// A record without what every save changes.
fn plain(record: &Record) -> Record {
    let own = |name: &str| !matches!(name, "id" | "version" | "created_at" | "updated_at");
    record.iter().filter(|(name, _)| own(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
}

async fn currency_of(uow: &mut Uow<'_>, declared: &Declared, save: &Save) -> Result<Option<String>, Fault> {
    match save.company() {
        Some(id) if declared.kind.company => Ok(company::currency(uow.tx, id).await?),
        _ => Ok(None),
    }
}

fn refuse_stale(old: &Record, version: i64) -> Result<(), Fault> {
    if old.get("version") == Some(&Value::Integer(version)) { Ok(()) } else { Err(stale()) }
}

fn stale() -> Fault {
    Fault::new(
        FaultKind::Stale,
        "stale",
        "Someone else changed this record meanwhile; read it again, then make your change.",
    )
}

fn not_generic(type_name: &str, verb: &str) -> Fault {
    Fault::new(
        FaultKind::NotAllowed,
        "record.not-generic",
        format!("A {type_name} is not {verb} like this; use its actions (GET /api/openapi.json lists them)."),
    )
}
