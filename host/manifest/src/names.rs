//! How what a manifest declares is called elsewhere: whole names, tables, fields of records.
//!
//! Knows the rules of naming. Must not know whether such a thing exists.

use crate::model::Kind;

/// `credit-limit`, `raise` → `credit-limit.raise`: record types, actions, events.
pub fn whole(plugin: &str, name: &str) -> String {
    format!("{plugin}.{name}")
}

/// `credit-limit`, `raise` → `credit_limit__raise`.
pub fn table(plugin: &str, record_type: &str) -> String {
    format!("{}__{}", snake(plugin), snake(record_type))
}

/// `credit-limit`, `raise`, `lines` → `credit_limit__raise__lines`.
pub fn collection_table(plugin: &str, record_type: &str, collection: &str) -> String {
    format!("{}__{}", table(plugin, record_type), snake(collection))
}

/// A field that a plugin adds to another's record: `credit-limit`, `limit` → `credit_limit__limit`.
pub fn extension_field(plugin: &str, field: &str) -> String {
    format!("{}__{}", snake(plugin), snake(field))
}

/// The column of a field: `limit` → `limit_e2`, `amount` → `amount_minor`, `contact` → `contact_id`.
pub fn column(name: &str, kind: &Kind) -> String {
    match kind {
        Kind::Reference(..) => format!("{name}_id"),
        Kind::Money(_) => format!("{name}_minor"),
        Kind::Decimal(scale) => format!("{name}_e{scale}"),
        _ => name.to_owned(),
    }
}

/// `-` as `_`.
pub fn snake(name: &str) -> String {
    name.replace('-', "_")
}

/// What people see when a manifest gives no label: `limit_raise` → `Limit raise`.
pub fn label(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
