//! Record types as JSON: what lists, forms and imports are drawn from.

use serde_json::{Value as Json, json};

use super::super::{Answer, Req};
use crate::service::records::Declared;
use crate::service::{Actor, Fault, Op};
use crate::storage::records::{Field, Kind, MoneyOf};

/// `GET /api/v1/types`.
pub(super) async fn all(req: Req) -> Result<Answer, Fault> {
    let types: Vec<Json> =
        req.ctx.types.all().filter_map(|declared| describe(declared, &req.ctx.actor)).collect();
    Answer::json(&json!({"items": types}))
}

/// `GET /api/v1/types/{type}`.
pub(super) async fn one(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?;
    let declared = req.ctx.types.find(name)?;
    let described =
        describe(&declared, &req.ctx.actor).ok_or_else(|| Fault::not_found("record type", name))?;
    Answer::json(&described)
}

fn describe(declared: &Declared, actor: &Actor) -> Option<Json> {
    let kind = &declared.kind;
    let readable = actor.allowed(&kind.name, Op::Read)?;
    let may = |op: Op, generic: bool| generic && actor.allowed(&kind.name, op).is_some();
    let changeable = actor.allowed(&kind.name, Op::Update);
    let fields: Vec<Json> = kind
        .fields
        .iter()
        .filter(|field| readable.grants.iter().any(|grant| !grant.hidden_fields.contains(&field.name)))
        .map(|field| {
            let mut described = describe_field(field);
            let fixed = changeable.as_ref().is_none_or(|a| a.readonly_fields.contains(&field.name));
            if fixed {
                described["readonly"] = json!(true);
            }
            described
        })
        .collect();
    let collections: Vec<Json> = kind
        .collections
        .iter()
        .map(|lines| {
            let fields: Vec<Json> = lines.fields.iter().map(describe_field).collect();
            json!({
                "name": lines.name, "label": lines.label, "readonly": lines.readonly, "has_id": lines.has_id,
                "fields": fields,
            })
        })
        .collect();
    Some(json!({
        "name": kind.name,
        "label": kind.label,
        "help": kind.help,
        "plugin": kind.plugin,
        "title": kind.title,
        "company": kind.company,
        "fields": fields,
        "collections": collections,
        "may": {
            "read": true,
            "create": may(Op::Create, kind.generic.create),
            "update": may(Op::Update, kind.generic.update),
            "delete": may(Op::Delete, kind.generic.delete),
        },
    }))
}

fn describe_field(field: &Field) -> Json {
    let (kind, more) = match &field.kind {
        Kind::Text(max) => ("text", json!({"max": max})),
        Kind::LongText => ("long-text", json!({})),
        Kind::Bool => ("bool", json!({})),
        Kind::Integer => ("integer", json!({})),
        Kind::Decimal(scale) => ("decimal", json!({"scale": scale})),
        Kind::Money(MoneyOf::Company) => ("money", json!({"currency_of": "company"})),
        Kind::Money(MoneyOf::Field(name)) => ("money", json!({"currency_field": name})),
        Kind::Day => ("day", json!({})),
        Kind::Instant => ("instant", json!({})),
        Kind::Reference(to) => ("reference", json!({"to": to})),
        Kind::Id => ("id", json!({})),
        Kind::Choice(words) => ("choice", json!({"choices": words})),
        Kind::Json => ("json", json!({})),
    };
    let mut described = json!({
        "name": field.name, "label": field.label, "kind": kind, "required": field.required,
        "readonly": field.readonly, "fixed": field.fixed, "unique": field.unique, "help": field.help,
        "plugin": field.plugin, "extension": field.ext,
    });
    if let (Some(described), Json::Object(more)) = (described.as_object_mut(), more) {
        described.extend(more);
        if let Some(default) = &field.default {
            described.insert("default".into(), super::values::value_to_json(default));
        }
    }
    described
}
