//! Two records of one person or organisation become one; the other stays as a redirect.

use std::collections::BTreeMap;

use keel_core::contacts::merge::{self as rule, Choice, Side};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{contact_type, keys, load, may_all, text};
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::contacts::references;
use crate::storage::records::{
    self, Field, Kind, MoneyOf, Record, RecordType, Value, changes_json, json_text,
};

/// Whose value a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The one that stays.
    Survivor,
    /// The one that becomes a redirect.
    Loser,
}

/// Which contacts become one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct MergeContacts {
    /// Stays.
    pub survivor: Uuid,
    /// Becomes a redirect to the survivor.
    pub loser: Uuid,
    /// By field, whose value holds. Left out: the survivor's, or the loser's where the survivor has none.
    #[serde(default)]
    pub fields: BTreeMap<String, Whose>,
}

impl Input for MergeContacts {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Merged {
    /// The survivor.
    pub id: Uuid,
    /// Its version now.
    pub version: i64,
    /// Rows that now point at the survivor, by `table.column`.
    pub moved: BTreeMap<String, u64>,
    /// Posted rows that keep the old id and are led on by the redirect, by `table.column`.
    pub redirected: BTreeMap<String, i64>,
}

/// Tables that tell what happened, to whom it happened then.
const HISTORY: [&str; 4] = ["audit_log", "outbox", "import_record", "import_finding"];

/// Merges the loser into the survivor.
///
/// In one transaction: fields and collections come together in the survivor, every changeable row that
/// pointed at the loser points at the survivor, and the loser keeps nothing but its name and where it led.
/// Both states before are in the audit log, field by field.
pub async fn merge(uow: &mut Uow<'_>, input: MergeContacts) -> Result<Merged, Fault> {
    may_all(uow, Op::Correct)?;
    let kind = contact_type(uow)?;
    let survivor = load(uow, input.survivor).await.map_err(|fault| fault.at("/survivor"))?;
    let loser = load(uow, input.loser).await.map_err(|fault| fault.at("/loser"))?;
    rule::may_merge(side(input.survivor, &survivor), side(input.loser, &loser)).map_err(|error| {
        Fault::refused(error.code(), format!("To merge, choose two living contacts: {error}."))
    })?;
    for field in input.fields.keys() {
        if kind.find(field).is_none_or(|known| known.readonly || known.fixed) {
            return Err(Fault::invalid(
                "field.unknown",
                format!("A contact has no field {field} to choose."),
            )
            .at(format!("/fields/{field}")));
        }
    }
    let mut changed = combined(&kind, &survivor, &loser, &input.fields);
    // Nobody works for, or reports to, oneself: what one side was to the other is gone.
    for field in ["employer", "reports_to"] {
        let value = changed.get(field).or_else(|| survivor.get(field)).and_then(Value::id);
        if value.is_some_and(|id| id == input.survivor || id == input.loser) {
            changed.insert(field.to_owned(), Value::Null);
        }
    }
    retire(uow, &kind, &input, &loser).await?;
    let version = write(uow, &kind, input.survivor, &survivor, changed).await?;
    let (moved, redirected) = point_at_survivor(uow, &input).await?;
    let kept = load(uow, input.survivor).await?;
    keys::store(uow, input.survivor, &kept).await?;
    remember(uow, "merge", input.survivor, changes_json(&plain(&survivor), &plain(&kept))).await?;
    let payload = json_text(&Record::from_iter([
        ("survivor".to_owned(), Value::Id(input.survivor)),
        ("loser".to_owned(), Value::Id(input.loser)),
    ]));
    uow.event("contact.merged", "contact", Some(input.survivor), None, payload).await?;
    Ok(Merged { id: input.survivor, version, moved, redirected })
}

fn side(id: Uuid, record: &Record) -> Side {
    Side {
        id,
        is_person: keys::is_person(record),
        merged_into: record.get("merged_into").and_then(Value::id),
        erased: record.get("erased_at").is_some_and(|at| !at.is_empty()),
    }
}

/// The survivor's fields and collections after the merge: only those that differ.
fn combined(
    kind: &RecordType,
    survivor: &Record,
    loser: &Record,
    choices: &BTreeMap<String, Whose>,
) -> Record {
    let known = |record: &Record, name: &str| record.get(name).filter(|value| !value.is_empty()).cloned();
    let mut changed = Record::new();
    // What a plugin set of the loser is not lost where the survivor has none.
    let moves = |field: &&Field| !field.fixed && (!field.readonly || field.plugin.is_some());
    for field in kind.fields.iter().filter(moves) {
        let choice = choices.get(&field.name).map(|whose| match whose {
            Whose::Survivor => Choice::Survivor,
            Whose::Loser => Choice::Loser,
        });
        let value = rule::value(known(survivor, &field.name), known(loser, &field.name), choice);
        let value = value.unwrap_or(Value::Null);
        // A name cannot be nothing, whoever was chosen.
        if survivor.get(&field.name) != Some(&value) && !(field.required && value.is_empty()) {
            changed.insert(field.name.clone(), value);
        }
    }
    for lines in &kind.collections {
        let (own, other) = (super::rows(survivor, &lines.name), super::rows(loser, &lines.name));
        let keys = |rows: &[Record]| rows.iter().map(|row| row_key(&lines.name, row)).collect::<Vec<_>>();
        let moving = rule::rows_to_move(&keys(own), &keys(other));
        if !moving.is_empty() {
            let mut all = own.to_vec();
            all.extend(moving.into_iter().map(|at| {
                let mut row = other[at].clone();
                row.shift_remove("id");
                row
            }));
            changed.insert(lines.name.clone(), Value::Rows(all));
        }
    }
    changed
}

/// What makes two rows of a collection one.
fn row_key(collection: &str, row: &Record) -> String {
    use keel_core::contacts::text::key;
    let part = |field: &str| text(row, field).map(key).unwrap_or_default();
    let id = |field: &str| row.get(field).and_then(Value::id).map(|id| id.to_string()).unwrap_or_default();
    let either =
        |first: &str, second: &str| text(row, first).or(text(row, second)).unwrap_or_default().to_owned();
    match collection {
        "roles" => format!("{}/{}", part("role"), id("company")),
        "addresses" => {
            format!("{}/{}/{}/{}", part("lines"), part("postcode"), part("city_given"), part("country"))
        }
        "phones" => format!("{}/{}", either("e164", "given"), part("extension")),
        "emails" => either("address", "address"),
        "websites" => either("url", "url"),
        "bank_accounts" => either("iban", "number_given"),
        _ => format!("{}/{}", part("country"), part("number")),
    }
}

/// The loser gives up its collections and its code, and leads on.
async fn retire(
    uow: &mut Uow<'_>,
    kind: &RecordType,
    input: &MergeContacts,
    loser: &Record,
) -> Result<(), Fault> {
    let mut changed = Record::from_iter([
        ("merged_into".to_owned(), Value::Id(input.survivor)),
        ("active".to_owned(), Value::Bool(false)),
        ("code".to_owned(), Value::Null),
        ("employer".to_owned(), Value::Null),
        ("reports_to".to_owned(), Value::Null),
    ]);
    for field in kind.fields.iter().filter(|field| field.ext && field.unique) {
        changed.insert(field.name.clone(), Value::Null);
    }
    for lines in &kind.collections {
        changed.insert(lines.name.clone(), Value::Rows(Vec::new()));
    }
    let mut after = plain(loser);
    after.extend(changed.clone());
    write(uow, kind, input.loser, loser, changed).await?;
    keys::store(uow, input.loser, &after).await?;
    remember(uow, "merge", input.loser, changes_json(&plain(loser), &after)).await
}

type Moves = (BTreeMap<String, u64>, BTreeMap<String, i64>);

/// Points every row at the survivor that the database lets be changed. Rows that are final keep the
/// loser's id: what was posted stays as it was posted, and the redirect leads on.
async fn point_at_survivor(uow: &mut Uow<'_>, input: &MergeContacts) -> Result<Moves, Fault> {
    let (mut moved, mut redirected) = (BTreeMap::new(), BTreeMap::new());
    let (from, to) = (input.loser, input.survivor);
    for reference in references::all(uow.tx).await? {
        let rows = references::count(uow.tx, &reference, from).await?;
        if rows == 0 {
            continue;
        }
        let name = format!("{}.{}", reference.table, reference.column);
        let tried =
            uow.attempt(async |uow| Ok(references::point(uow.tx, &reference, from, to).await?)).await?;
        match tried {
            Ok(rows) => _ = moved.insert(name, rows),
            Err(fault) if fault.is_append_only() => _ = redirected.insert(name, rows),
            Err(fault) => return Err(fault),
        }
    }
    for table in references::about_records(uow.tx).await? {
        if HISTORY.contains(&table.as_str()) {
            continue;
        }
        let rows = references::point_record(uow.tx, &table, "contact", from, to).await?;
        if rows > 0 {
            moved.insert(format!("{table}.record_id"), rows);
        }
    }
    Ok((moved, redirected))
}

/// Writes changed fields at the version that was read; the version after.
async fn write(
    uow: &mut Uow<'_>,
    kind: &RecordType,
    id: Uuid,
    read: &Record,
    mut changed: Record,
) -> Result<i64, Fault> {
    // An amount is kept in its currency's minor unit, so the currency's field travels with it.
    for field in &kind.fields {
        if let Kind::Money(MoneyOf::Field(currency)) = &field.kind
            && changed.contains_key(&field.name)
            && !changed.contains_key(currency)
        {
            changed.insert(currency.clone(), read.get(currency).cloned().unwrap_or(Value::Null));
        }
    }
    let version = read.get("version").and_then(Value::integer).unwrap_or_default();
    if !records::update(uow.tx, kind, id, version, &changed, None, uow.ctx.now).await? {
        return Err(Fault::internal("a contact changed inside its own unit of work"));
    }
    Ok(version + 1)
}

/// A record without what every save changes.
fn plain(record: &Record) -> Record {
    record
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "id" | "version" | "created_at" | "updated_at"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

async fn remember(uow: &mut Uow<'_>, operation: &str, id: Uuid, changes: String) -> Result<(), Fault> {
    uow.audit(Audit { operation, record_type: "contact", record_id: Some(id), company_id: None, changes })
        .await
}
