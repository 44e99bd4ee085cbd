//! What changed between two states of a record, as the audit log keeps it.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::{Record, Value};

/// `{"field": [old, new]}` of every field that differs; `{}` when nothing does.
pub fn changes_json(old: &Record, new: &Record) -> String {
    let mut changes = Map::new();
    for (name, value) in new {
        let before = old.get(name).unwrap_or(&Value::Null);
        if before != value {
            changes.insert(name.clone(), Json::Array(vec![json(before), json(value)]));
        }
    }
    for (name, value) in old {
        if !new.contains_key(name) && *value != Value::Null {
            changes.insert(name.clone(), Json::Array(vec![json(value), Json::Null]));
        }
    }
    Json::Object(changes).to_string()
}

/// The same changes without some fields.
pub fn without_fields(changes: &str, fields: &BTreeSet<String>) -> String {
    if fields.is_empty() {
        return changes.to_owned();
    }
    match serde_json::from_str(changes) {
        Ok(Json::Object(mut all)) => {
            all.retain(|name, _| !fields.contains(name));
            Json::Object(all).to_string()
        }
        _ => "{}".into(),
    }
}

/// A JSON object of fields as text: payloads of events.
pub fn json_text(record: &Record) -> String {
    json(&Value::Rows(vec![record.clone()]))[0].to_string()
}

fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(value) => Json::from(*value),
        Value::Decimal(value) => Json::from(value.to_string()),
        Value::Text(value) => Json::from(value.clone()),
        Value::Day(value) => Json::from(value.to_string()),
        Value::Instant(value) => Json::from(crate::storage::instant_text(*value)),
        Value::Id(value) => Json::from(value.to_string()),
        Value::Json(text) => serde_json::from_str(text).unwrap_or(Json::Null),
        Value::Rows(rows) => Json::Array(
            rows.iter()
                .map(|row| {
                    Json::Object(row.iter().map(|(name, value)| (name.clone(), json(value))).collect())
                })
                .collect(),
        ),
    }
}
