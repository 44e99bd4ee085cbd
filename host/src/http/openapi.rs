//! The OpenAPI 3.1 document, made from the list of routes.

use axum::http::StatusCode;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Route;
use super::records::typed;
use super::route::Access;
use crate::service::records::Registry;

/// The document of all routes, with the generic ones written out for each record type.
pub fn document(routes: &[Route], types: &Registry) -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|s| s.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths = Map::new();
    for route in routes {
        let mut operation = Map::new();
        operation.insert("operationId".into(), json!(route.name));
        operation.insert("summary".into(), json!(route.summary));
        operation.insert("tags".into(), json!([route.tag]));
        let mut parameters: Vec<Value> = route
            .path
            .split(['{', '}'])
            .skip(1)
            .step_by(2)
            .map(|name| {
                json!({"name": name.trim_start_matches('*'), "in": "path", "required": true, "schema": {"type": "string"}})
            })
            .collect();
        if let Some(query) = &route.query {
            let schema = query(&mut generator);
            parameters.extend(query_parameters(&resolve(&schema, &generator)));
        }
        if !matches!(route.method.as_str(), "GET" | "HEAD") {
            parameters.push(json!({"$ref": "#/components/parameters/IdempotencyKey"}));
        }
        if !parameters.is_empty() {
            operation.insert("parameters".into(), json!(parameters));
        }
        if let Some(body) = &route.body {
            let schema = body(&mut generator);
            operation.insert(
                "requestBody".into(),
                json!({"required": true, "content": {"application/json": {"schema": schema}}}),
            );
        }
        if let Some((media_type, _)) = route.raw_body {
            operation.insert("requestBody".into(), json!({"required": true, "content": {(media_type): {}}}));
        }
        let (status, reply) = &route.reply;
        let mut answer = Map::new();
        answer.insert("description".into(), json!(status.canonical_reason().unwrap_or("Answer")));
        if let Some(reply) = reply {
            let schema = reply(&mut generator);
            answer.insert("content".into(), json!({"application/json": {"schema": schema}}));
        } else if *status != StatusCode::NO_CONTENT {
            answer.insert("content".into(), json!({"*/*": {}}));
        }
        operation.insert(
            "responses".into(),
            json!({
                (status.as_str()): answer,
                "default": {"$ref": "#/components/responses/Problem"},
            }),
        );
        if route.access == Access::Public {
            operation.insert("security".into(), json!([]));
        }
        let operation = Value::Object(operation);
        let method = route.method.as_str().to_ascii_lowercase();
        for declared in types.all() {
            if let Some(typed) = typed::operation(&route.name, &operation, &declared.kind) {
                let path = route.path.replace("{type}", &declared.kind.name);
                paths.entry(path).or_insert_with(|| json!({}))[&method] = typed;
            }
        }
        paths.entry(route.path.clone()).or_insert_with(|| json!({}))[&method] = operation;
    }
    let mut schemas = generator.take_definitions(true);
    for declared in types.all() {
        schemas.extend(typed::schemas(&declared.kind));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Keel",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Books, goods and people. Decimals are strings, days ISO 8601, instants RFC 3339 in UTC. A 2xx means: on disk, once. Any other answer means: nothing changed.",
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": {
                "IdempotencyKey": {
                    "name": "Idempotency-Key", "in": "header", "required": false,
                    "description": "The same key gives the first answer again; the same key with another body is 422.",
                    "schema": {"type": "string", "maxLength": 200},
                },
            },
            "responses": {
                "Problem": {
                    "description": "Why nothing was changed (RFC 9457).",
                    "content": {"application/problem+json": {"schema": problem_schema()}},
                },
            },
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-keel"},
            },
        },
    })
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code", "detail", "request_id"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string", "description": "Stable."},
            "detail": {"type": "string", "description": "What is wrong and what to do."},
            "pointer": {"type": "string", "description": "JSON pointer to the value at fault."},
            "args": {"type": "object", "additionalProperties": {"type": "string"}},
            "errors": {"type": "array", "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}},
            }},
            "request_id": {"type": "string", "format": "uuid"},
        },
    })
}

/// A reference followed to its definition.
fn resolve(schema: &Value, generator: &schemars::SchemaGenerator) -> Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next());
    match name.and_then(|name| generator.definitions().get(name)) {
        Some(found) => found.clone(),
        None => schema.clone(),
    }
}

fn query_parameters(schema: &Value) -> Vec<Value> {
    let required: Vec<&str> = schema["required"]
        .as_array()
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let Some(properties) = schema["properties"].as_object() else {
        return Vec::new();
    };
    properties
        .iter()
        .map(|(name, schema)| {
            let description = schema.get("description").cloned().unwrap_or_default();
            json!({
                "name": name, "in": "query", "required": required.contains(&name.as_str()),
                "description": description, "schema": schema,
            })
        })
        .collect()
}
