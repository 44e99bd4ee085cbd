//! What a manifest declares of records, and whether values are what it says.
//!
//! Own record types and extension fields are checked. Records of the core take any field here: the real host,
//! which `keel plugin test` runs, knows theirs.

use std::collections::BTreeMap;

use keel_manifest::model::{Field as Declared, Kind, Literal, Manifest};
use keel_manifest::names;

use crate::value::{Body, Field, Value};
use crate::{Day, Decimal, Fault, FieldFault, Id, Instant, Result};

/// A record type of the plugin.
#[derive(Clone)]
pub(crate) struct Type {
    pub fields: Vec<Declared>,
    pub collections: BTreeMap<String, Vec<Declared>>,
    pub search: Vec<String>,
    pub sort: Vec<String>,
}

/// Every declaration of a manifest.
#[derive(Clone)]
pub(crate) struct Types {
    own: BTreeMap<String, Type>,
    extensions: BTreeMap<String, Vec<Declared>>,
    prefix: String,
    plugin: String,
}

impl Types {
    pub fn of(manifest: &Manifest) -> Types {
        let mut own = BTreeMap::new();
        for declared in &manifest.record_types {
            let collections =
                declared.collections.iter().map(|c| (c.name.clone(), c.fields.clone())).collect();
            let (fields, search) = (declared.fields.clone(), declared.search.clone());
            let of = Type { fields, collections, search, sort: declared.sort.clone() };
            own.insert(names::whole(&manifest.id, &declared.name), of);
        }
        let mut extensions: BTreeMap<String, Vec<Declared>> = BTreeMap::new();
        for extension in &manifest.extensions {
            let on = extensions.entry(extension.on.clone()).or_default();
            on.extend(extension.fields.iter().map(|field| {
                let name = names::extension_field(&manifest.id, &field.name);
                Declared { name, ..field.clone() }
            }));
        }
        let prefix = names::extension_field(&manifest.id, "");
        Types { own, extensions, prefix, plugin: manifest.id.clone() }
    }

    /// The declaration of an own type; a fault for an own type that is not declared.
    pub fn own(&self, record_type: &str) -> Result<Option<&Type>> {
        let found = self.own.get(record_type);
        if found.is_none() && record_type.split('.').next() == Some(&self.plugin) {
            return Err(Fault::not_found("not-found", format!("There is no record type {record_type}.")));
        }
        Ok(found)
    }

    /// Checks what is written, whole (a record to be made) or in part (a change), and fills in defaults.
    pub fn check(&self, record_type: &str, body: &mut Body, whole: bool) -> Result<()> {
        let mut wrong = Vec::new();
        match self.own(record_type)? {
            Some(own) => {
                let lines: Vec<_> =
                    own.collections.iter().map(|(name, fields)| (name.as_str(), &fields[..])).collect();
                check_all(&own.fields, &lines, body, whole, &mut wrong);
            }
            None => {
                let extensions = self.extensions.get(record_type).map_or(&[][..], Vec::as_slice);
                for field in &body.fields {
                    match extensions.iter().find(|declared| declared.name == field.name) {
                        Some(declared) => check_value(declared, &field.value, "", &mut wrong),
                        None if field.name.starts_with(&self.prefix) => wrong.push(unknown(&field.name, "")),
                        None => {}
                    }
                }
            }
        }
        of_fields(wrong)
    }

    /// Fields of a record that refer to others, with the type they refer to.
    pub fn references(&self, record_type: &str) -> Vec<(String, String)> {
        let to = |field: &Declared| match &field.kind {
            Kind::Reference(to, _) => Some((field.name.clone(), to.clone())),
            _ => None,
        };
        self.fields(record_type).filter_map(to).collect()
    }

    /// Fields that no two records may share.
    pub fn unique(&self, record_type: &str) -> Vec<String> {
        self.fields(record_type).filter(|field| field.unique).map(|field| field.name.clone()).collect()
    }

    fn fields(&self, record_type: &str) -> impl Iterator<Item = &Declared> {
        let own = self.own.get(record_type).map_or(&[][..], |of| &of.fields);
        own.iter().chain(self.extensions.get(record_type).map_or(&[][..], Vec::as_slice))
    }
}

/// Checks the input or answer of an action, or the parameters of a report, against its declaration.
pub(crate) fn check_body(
    declared: &[Declared],
    lines: &[(&str, &[Declared])],
    body: &mut Body,
) -> Result<()> {
    let mut wrong = Vec::new();
    check_all(declared, lines, body, true, &mut wrong);
    of_fields(wrong)
}

/// The value of a default.
pub(crate) fn default_of(declared: &Declared) -> Value {
    match (&declared.default, &declared.kind) {
        (None, _) => Value::None,
        (Some(Literal::Bool(yes)), _) => Value::Boolean(*yes),
        (Some(Literal::Integer(number)), Kind::Decimal(_)) => Value::Decimal(Decimal::from(*number)),
        (Some(Literal::Integer(number)), _) => Value::Integer(*number),
        (Some(Literal::Text(text)), Kind::Decimal(_)) => {
            Decimal::parse(text).map_or(Value::None, Value::Decimal)
        }
        (Some(Literal::Text(text)), Kind::Day) => Value::Day(text.clone()),
        (Some(Literal::Text(text)), Kind::Instant) => Value::Instant(text.clone()),
        (Some(Literal::Text(text)), Kind::Json) => Value::Json(text.clone()),
        (Some(Literal::Text(text)), _) => Value::Text(text.clone()),
    }
}

fn check_all(
    declared: &[Declared],
    lines: &[(&str, &[Declared])],
    body: &mut Body,
    whole: bool,
    wrong: &mut Vec<FieldFault>,
) {
    check_fields(declared, &mut body.fields, whole, "", wrong);
    for collection in &mut body.collections {
        let Some((_, fields)) = lines.iter().find(|(name, _)| *name == collection.name) else {
            wrong.push(unknown(&collection.name, ""));
            continue;
        };
        for (at, row) in collection.rows.iter_mut().enumerate() {
            check_fields(fields, &mut row.fields, true, &format!("/{}/{at}", collection.name), wrong);
        }
    }
}

fn check_fields(
    declared: &[Declared],
    fields: &mut Vec<Field>,
    whole: bool,
    base: &str,
    wrong: &mut Vec<FieldFault>,
) {
    for field in fields.iter() {
        match declared.iter().find(|declared| declared.name == field.name) {
            Some(of) => check_value(of, &field.value, base, wrong),
            None => wrong.push(unknown(&field.name, base)),
        }
    }
    if !whole {
        return;
    }
    for of in declared.iter().filter(|of| of.name != "company") {
        if fields.iter().any(|field| field.name == of.name && field.value != Value::None) {
            continue;
        }
        let given = fields.iter().any(|field| field.name == of.name);
        fields.retain(|field| field.name != of.name);
        let default = default_of(of);
        if of.required && default == Value::None && !given {
            wrong.push(required(&of.name, base));
        }
        fields.push(Field { name: of.name.clone(), value: default });
    }
    fields.sort_by_key(|field| declared.iter().position(|of| of.name == field.name));
}

fn check_value(declared: &Declared, value: &Value, base: &str, wrong: &mut Vec<FieldFault>) {
    let name = &declared.name;
    let found = match (&declared.kind, value) {
        (_, Value::None) => {
            declared.required.then(|| ("field.required", format!("Give a value for {name}.")))
        }
        (Kind::Text(_), Value::Text(text)) if declared.required && text.is_empty() => {
            Some(("field.required", format!("Give a value for {name}.")))
        }
        (Kind::Text(max), Value::Text(text)) if text.chars().count() > *max as usize => {
            Some(("field.too-long", format!("Give at most {max} characters.")))
        }
        (Kind::Decimal(scale), Value::Decimal(number)) => number
            .at_scale(*scale as u8)
            .is_none()
            .then(|| ("number.too-precise", format!("Give at most {scale} digits after the decimal point."))),
        (Kind::Choice(words), Value::Text(word)) => (!words.contains(word))
            .then(|| ("field.not-a-choice", format!("Give one of: {}.", words.join(", ")))),
        (Kind::Text(_) | Kind::LongText, Value::Text(_))
        | (Kind::Bool, Value::Boolean(_))
        | (Kind::Integer, Value::Integer(_))
        | (Kind::Money(_), Value::Money(_))
        | (Kind::Json, Value::Json(_)) => None,
        (Kind::Day, Value::Day(text)) if Day::read(text).is_some() => None,
        (Kind::Instant, Value::Instant(text)) if Instant::read(text).is_some() => None,
        (Kind::Reference(..), Value::Reference(text)) if Id::read(text).is_some() => None,
        (kind, _) => Some(("field.kind", format!("{name} holds {kind:?}; give that."))),
    };
    wrong.extend(found.map(|(code, message)| fault(code, message, name, base)));
}

fn of_fields(fields: Vec<FieldFault>) -> Result<()> {
    let Some(first) = fields.first().cloned() else { return Ok(()) };
    let fault = Fault::invalid(first.code, first.message).at(first.pointer);
    Err(Fault { fields, ..fault })
}

fn fault(code: &str, message: String, name: &str, base: &str) -> FieldFault {
    FieldFault { pointer: format!("{base}/{name}"), code: code.to_owned(), message }
}

fn required(name: &str, base: &str) -> FieldFault {
    fault("field.required", format!("Give a value for {name}."), name, base)
}

fn unknown(name: &str, base: &str) -> FieldFault {
    fault("field.unknown", format!("There is no field {name}."), name, base)
}
