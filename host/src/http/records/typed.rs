//! The generic routes, written out for one record type: what a typed client is generated from.

use serde_json::{Map, Value as Json, json};

use super::values::schema;
use crate::storage::records::RecordType;

/// Component schemas of a type: as read, and as sent.
pub fn schemas(kind: &RecordType) -> [(String, Json); 2] {
    [(component(kind), schema(kind, false)), (format!("{}.input", component(kind)), schema(kind, true))]
}

fn component(kind: &RecordType) -> String {
    format!("record.{}", kind.name)
}

/// The operation of a generic route for one type, or `None` where the type does not have it.
pub fn operation(route_name: &str, generic: &Json, kind: &RecordType) -> Option<Json> {
    let verb = route_name.strip_prefix("records.")?;
    let has = match verb {
        "create" | "bulk" => kind.generic.create,
        "update" => kind.generic.update,
        "delete" => kind.generic.delete,
        "get" | "history" => kind.line_field.is_none(),
        _ => true,
    };
    if !has {
        return None;
    }
    let read = json!({"$ref": format!("#/components/schemas/{}", component(kind))});
    let sent = json!({"$ref": format!("#/components/schemas/{}.input", component(kind))});
    let mut operation = generic.clone();
    operation["operationId"] = json!(format!("records.{}.{verb}", kind.name));
    operation["tags"] = json!([kind.name]);
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        parameters.retain(|parameter| parameter["name"] != "type");
    }
    match verb {
        "list" => answer(&mut operation, "200", list_schema(&read)),
        "get" | "update" => answer(&mut operation, "200", read),
        "create" => answer(&mut operation, "201", read),
        _ => {}
    }
    match verb {
        "create" => body(&mut operation, sent),
        // A merge patch names only what it changes.
        "update" => {
            let mut partial = schema(kind, true);
            if let Some(object) = partial.as_object_mut() {
                object.remove("required");
            }
            body(&mut operation, partial);
        }
        _ => {}
    }
    Some(operation)
}

fn list_schema(item: &Json) -> Json {
    json!({
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": item},
            "next": {"type": ["string", "null"], "description": "Cursor of the next page."},
            "total": {"type": "integer", "description": "With count=true: how many there are, up to 10,000."},
            "total_is_more": {"type": "boolean", "description": "There are more than total says."},
            "titles": {
                "type": "object",
                "description": "With titles=true: names of the records referred to, by type and id.",
                "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
    })
}

fn answer(operation: &mut Json, status: &str, schema: Json) {
    let default = operation["responses"]["default"].clone();
    let mut responses = Map::new();
    responses.insert(
        status.to_owned(),
        json!({"description": "OK", "content": {"application/json": {"schema": schema}}}),
    );
    responses.insert("default".into(), default);
    operation["responses"] = Json::Object(responses);
}

fn body(operation: &mut Json, schema: Json) {
    operation["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": schema}}});
}
