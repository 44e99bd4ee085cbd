//! What manifests declare, as record types: the core's, the plugins', and fields that plugins add to either.
//!
//! Must not know whether it is allowed (`refuse.rs`) or how it gets into the database.

use std::sync::Arc;

use keel_manifest::model::{self, Literal, Manifest};
use keel_manifest::names;
use rust_decimal::Decimal;

use crate::service::records::{Declared, Registry};
use crate::storage::plugins::schema::identifier;
use crate::storage::records::{Collection, Field, Kind, MoneyOf, OnDelete, RecordType, Value};

/// The core's record types, then those of the plugins in order, with the fields that plugins add at the end
/// of the types they extend. What is declared for a type that is not there is left out.
pub fn declare(manifests: &[&Manifest], core: &Registry) -> Registry {
    let mut types: Vec<Declared> = core.all().map(|declared| Declared::clone(declared)).collect();
    for manifest in manifests {
        types.extend(manifest.record_types.iter().map(|one| record_type(manifest, one).into()));
    }
    for manifest in manifests {
        for extension in &manifest.extensions {
            let Some(extended) = types.iter_mut().find(|one| one.kind.name == extension.on) else { continue };
            if extended.kind.line_field.is_some() {
                continue;
            }
            for declared in &extension.fields {
                let added = extension_field(&manifest.id, &extended.kind, declared);
                extended.kind.fields.push(added);
            }
        }
    }
    Registry::of(types)
}

/// A type of a registry and its declaration, shared.
pub(super) fn find(registry: &Registry, name: &str) -> Option<Arc<Declared>> {
    registry.all().find(|declared| declared.kind.name == name).cloned()
}

fn record_type(manifest: &Manifest, declared: &model::RecordType) -> RecordType {
    let name = names::whole(&manifest.id, &declared.name);
    let mut kind = RecordType::new(&name, &identifier(&names::table(&manifest.id, &declared.name)));
    kind.label.clone_from(&declared.label);
    kind.plugin = Some(manifest.id.clone());
    kind.was = declared.was.as_ref().map(|was| names::whole(&manifest.id, was));
    kind = kind.help(&declared.help).title(&declared.title);
    if declared.company {
        kind = kind.company_scoped();
    }
    kind.fields.extend(declared.fields.iter().map(|one| own_field(&manifest.id, one)));
    for lines in &declared.collections {
        let table = identifier(&names::collection_table(&manifest.id, &declared.name, &lines.name));
        let mut collection = Collection::new(&lines.name, &table, PARENT_COLUMN);
        collection.label.clone_from(&lines.label);
        collection.fields = lines.fields.iter().map(|one| own_field(&manifest.id, one)).collect();
        kind.collections.push(collection);
    }
    let column = |name: &String| kind.find(name).map(|field| field.column.clone());
    let search: Vec<String> = declared.search.iter().filter_map(column).collect();
    let owner = declared.owner.as_ref().and_then(column);
    let sort: Vec<&str> = declared.sort.iter().map(String::as_str).collect();
    let search: Vec<&str> = search.iter().map(String::as_str).collect();
    kind = kind.search(&search).sorted(&sort);
    kind.owner_column = owner;
    kind
}

/// Column by which lines of a plugin's record type name their record. No field's column has two `_` in a row.
const PARENT_COLUMN: &str = "parent__id";

/// A field of a plugin's own record type.
pub fn own_field(plugin: &str, declared: &model::Field) -> Field {
    let money = |of: &Option<String>| of.clone().map_or(MoneyOf::Company, MoneyOf::Field);
    let mut field = Field::new(&declared.name, kind(&declared.kind, money));
    described(&mut field, plugin, declared);
    if field.kind == Kind::Bool && field.default.is_none() {
        field.default = Some(Value::Bool(false));
    }
    field.was.clone_from(&declared.was);
    field
}

/// A field on another's record type: its name says whose it is.
pub(super) fn extension_field(plugin: &str, extended: &RecordType, declared: &model::Field) -> Field {
    let name = |field: &str| names::extension_field(plugin, field);
    let money = |of: &Option<String>| match of {
        None => MoneyOf::Company,
        Some(field) if extended.find(field).is_some() => MoneyOf::Field(field.clone()),
        Some(field) => MoneyOf::Field(name(field)),
    };
    let mut field = Field::new(&name(&declared.name), kind(&declared.kind, money));
    described(&mut field, plugin, declared);
    field.was = declared.was.as_deref().map(name);
    field.ext = true;
    field
}

fn described(field: &mut Field, plugin: &str, declared: &model::Field) {
    field.column = identifier(&field.column);
    field.label.clone_from(&declared.label);
    field.help.clone_from(&declared.help);
    field.plugin = Some(plugin.to_owned());
    field.required = declared.required;
    field.readonly = declared.readonly;
    field.unique = declared.unique;
    field.index = declared.index || matches!(declared.kind, model::Kind::Reference(..));
    field.default = declared.default.as_ref().and_then(|literal| value(&field.kind, literal));
    if let model::Kind::Reference(_, on_delete) = &declared.kind {
        field.on_delete = match on_delete {
            model::OnDelete::Restrict => OnDelete::Restrict,
            model::OnDelete::Cascade => OnDelete::Cascade,
            model::OnDelete::Clear => OnDelete::Clear,
        };
    }
}

fn kind(declared: &model::Kind, money: impl Fn(&Option<String>) -> MoneyOf) -> Kind {
    match declared {
        model::Kind::Text(max) => Kind::Text(*max as usize),
        model::Kind::LongText => Kind::LongText,
        model::Kind::Bool => Kind::Bool,
        model::Kind::Integer => Kind::Integer,
        model::Kind::Decimal(scale) => Kind::Decimal(*scale),
        model::Kind::Money(of) => Kind::Money(money(of)),
        model::Kind::Day => Kind::Day,
        model::Kind::Instant => Kind::Instant,
        model::Kind::Reference(to, _) => Kind::Reference(to.clone()),
        model::Kind::Choice(words) => Kind::Choice(words.clone()),
        model::Kind::Json => Kind::Json,
    }
}

/// A constant as a value of the kind; `None` when it is none.
fn value(kind: &Kind, literal: &Literal) -> Option<Value> {
    Some(match (kind, literal) {
        (Kind::Bool, Literal::Bool(value)) => Value::Bool(*value),
        (Kind::Integer, Literal::Integer(value)) => Value::Integer(*value),
        (Kind::Decimal(_) | Kind::Money(_), Literal::Integer(value)) => Value::Decimal((*value).into()),
        (Kind::Decimal(_) | Kind::Money(_), Literal::Text(text)) => {
            Value::Decimal(Decimal::from_str_exact(text).ok()?)
        }
        (Kind::Text(_) | Kind::LongText | Kind::Choice(_), Literal::Text(text)) => Value::Text(text.clone()),
        (Kind::Json, Literal::Text(text)) => Value::Json(text.clone()),
        (Kind::Day, Literal::Text(text)) => Value::Day(text.parse().ok()?),
        (Kind::Instant, Literal::Text(text)) => {
            Value::Instant(chrono::DateTime::parse_from_rfc3339(text).ok()?.into())
        }
        _ => return None,
    })
}
