//! What an administrator sets for a plugin, held to the kinds that its manifest declares.
//!
//! Knows kinds and values. A secret is taken and never shown.

use std::collections::BTreeMap;

use chrono::DateTime;
use keel_manifest::model::{Field, Kind};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::data::Datum;
use super::company;
use super::examine::{find, manifest};
use super::install::note;
use crate::service::{Fault, FieldFault, Input, Uow};
use crate::storage::plugins::{plugin, setting as store};
use crate::storage::{Scope, instant_text, json};

/// A value as it is given and shown: decimals, days, instants, ids and JSON are text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Given {
    /// Nothing: what was set is taken back.
    Nothing,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(String),
}

/// Values to be set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SetSettings {
    /// Code of the plugin.
    pub plugin: String,
    /// Id or code of the company that they are for. Nothing: for all that set nothing of their own.
    #[serde(default)]
    pub company: Option<String>,
    /// Values by name; null takes back what was set.
    pub settings: BTreeMap<String, Given>,
}

impl Input for SetSettings {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// Sets values; every wrong one is named at once, and then nothing is set.
pub async fn set_settings(uow: &mut Uow<'_>, input: SetSettings) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let row = find(uow, &input.plugin).await?;
    let manifest = manifest(uow, &row.digest).await?;
    let company_id = match &input.company {
        Some(name) => Some(company::one(uow, name).await?),
        None => None,
    };
    let mut faults = Vec::new();
    let mut values = Vec::new();
    for (name, given) in &input.settings {
        let pointer = format!("/settings/{name}");
        let Some(field) = manifest.settings.iter().find(|field| field.name == *name) else {
            let names: Vec<&str> = manifest.settings.iter().map(|field| field.name.as_str()).collect();
            let message = format!("{} has no setting {name}; it has {}.", row.code, names.join(", "));
            faults.push(FieldFault { pointer, code: "plugin.setting-unknown".into(), message });
            continue;
        };
        match datum(field, given) {
            Ok(value) => values.push((name, value)),
            Err(what) => {
                let message = format!("Give {what}.");
                faults.push(FieldFault { pointer, code: "plugin.setting-kind".into(), message });
            }
        }
    }
    if let Some(fault) = Fault::of_fields(faults) {
        return Err(fault);
    }
    for (name, value) in values {
        match value {
            Datum::None => store::unset(uow.tx, row.id, company_id, name).await?,
            value => {
                let kept = store::SettingRow {
                    plugin_id: row.id,
                    company_id,
                    name: name.clone(),
                    value: json::to_text(&value)?,
                };
                let id = uow.id();
                store::set(uow.tx, id, &kept).await?;
            }
        }
        // What was set may be a secret: the log says that it was set, not to what.
        note(uow, "set", row.id, &[("setting", String::new(), name.clone())]).await?;
    }
    Ok(plugin::changed(uow.tx).await?)
}

/// A given value as one of the field's kind, or what it should be.
fn datum(field: &Field, given: &Given) -> Result<Datum, String> {
    let text = match given {
        Given::Nothing => return Ok(Datum::None),
        Given::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let found = match (&field.kind, given) {
        (Kind::Bool, Given::Bool(value)) => Some(Datum::Bool(*value)),
        (Kind::Integer, Given::Integer(value)) => Some(Datum::Integer(*value)),
        _ => text.and_then(|text| of_text(&field.kind, text)),
    };
    found.ok_or_else(|| match &field.kind {
        Kind::Bool => "true or false".into(),
        Kind::Integer => "a whole number".into(),
        Kind::Text(max) => format!("text of at most {max} characters"),
        Kind::Choice(words) => format!("one of {}", words.join(", ")),
        Kind::Decimal(_) | Kind::Money(_) => "a decimal as text, such as \"12.50\"".into(),
        Kind::Day => "a day as YYYY-MM-DD".into(),
        Kind::Instant => "an instant as RFC 3339".into(),
        Kind::Reference(to, _) => format!("the id of a {to}"),
        Kind::LongText | Kind::Json => "text".into(),
    })
}

fn of_text(kind: &Kind, text: &str) -> Option<Datum> {
    Some(match kind {
        Kind::Text(max) if text.chars().count() > *max as usize => return None,
        Kind::Choice(words) if !words.iter().any(|word| word == text) => return None,
        Kind::Text(_) | Kind::LongText | Kind::Choice(_) => Datum::Text(text.to_owned()),
        Kind::Decimal(scale) => {
            let value = Decimal::from_str_exact(text).ok().filter(|value| value.scale() <= *scale)?;
            Datum::Decimal(value)
        }
        Kind::Money(_) => Datum::Decimal(Decimal::from_str_exact(text).ok()?),
        Kind::Day => Datum::Day(text.parse().ok()?),
        Kind::Instant => Datum::Instant(DateTime::parse_from_rfc3339(text).ok()?.to_utc()),
        Kind::Reference(..) => Datum::Reference(text.parse().ok()?),
        Kind::Json => Datum::Json(text.to_owned()),
        Kind::Bool | Kind::Integer => return None,
    })
}

/// Whether a kept value is one of the field's kind: it may have been set for another version.
pub(super) fn fits(field: &Field, value: &Datum) -> bool {
    datum(field, &given(value)).is_ok()
}

/// A value as it is shown.
pub(super) fn given(value: &Datum) -> Given {
    match value {
        Datum::None => Given::Nothing,
        Datum::Bool(value) => Given::Bool(*value),
        Datum::Integer(value) => Given::Integer(*value),
        Datum::Decimal(value) => Given::Text(value.to_string()),
        Datum::Money(money) => Given::Text(format!("{} {}", money.minor, money.currency)),
        Datum::Text(text) | Datum::Json(text) => Given::Text(text.clone()),
        Datum::Day(day) => Given::Text(day.to_string()),
        Datum::Instant(at) => Given::Text(instant_text(*at)),
        Datum::Reference(id) => Given::Text(id.to_string()),
    }
}
