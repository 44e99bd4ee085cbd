//! What a manifest declares and this host cannot carry out, in words of a plan's refusals.
//!
//! Knows the record types that are there. Must not know what is wrong with a manifest by itself: that is
//! `keel_manifest`'s.

use keel_manifest::model::{Field, Kind, Manifest};
use keel_manifest::names;
use keel_manifest::plan::Refusal;

use super::declare::{declare, find};
use crate::service::records::Registry;
use crate::storage::records::{Kind as Holds, RecordType};

/// Names that every record or line has already.
const TAKEN: [&str; 7] = ["id", "version", "created_at", "updated_at", "company", "company_id", "line_no"];

/// Why this manifest cannot be installed over these record types (without its own). Empty: it can.
pub fn refusals(manifest: &Manifest, installed: &Registry) -> Vec<Refusal> {
    let after = declare(&[manifest], installed);
    let mut found = Vec::new();
    for declared in &manifest.record_types {
        let name = names::whole(&manifest.id, &declared.name);
        let Some(own) = find(&after, &name) else { continue };
        if declared.name.ends_with("-ext") {
            let message = "its table would have the name of a side table".to_owned();
            found.push(refusal("schema.name-taken", &declared.name, message, "Choose another name."));
        }
        let lines = declared.collections.iter().flat_map(|lines| {
            lines.fields.iter().map(move |field| (format!("{}.{}", declared.name, lines.name), field))
        });
        let fields = declared.fields.iter().map(|field| (declared.name.clone(), field));
        for (place, field) in fields.chain(lines) {
            let subject = format!("{place}.{}", field.name);
            if TAKEN.contains(&field.name.as_str()) || field.name.contains("__") {
                let message = format!("`{}` is a name that the host uses itself", field.name);
                found.push(refusal("schema.name-taken", &subject, message, "Choose another name."));
            }
            found.extend(field_refusals(&subject, field, &own.kind, &after));
        }
    }
    for extension in &manifest.extensions {
        let Some(extended) = find(&after, &extension.on) else {
            let message = format!("there is no record type `{}`", extension.on);
            let fix = "Name a type of the core, or of a plugin in `depends` that is installed.";
            found.push(refusal("schema.no-such-type", &extension.on, message, fix));
            continue;
        };
        if extended.kind.line_field.is_some() {
            let message = format!("`{}` are lines of another record and take no fields", extension.on);
            let fix = "Add the field to the record they belong to.";
            found.push(refusal("schema.lines-not-extended", &extension.on, message, fix));
            continue;
        }
        for field in &extension.fields {
            let subject = format!("{}.{}", extension.on, field.name);
            if field.required && !extended.kind.generic.create {
                let message = format!("a {} is made by an action that does not ask for it", extension.on);
                let fix = "Make it optional; set it from a hook or an action of the plugin.";
                found.push(refusal("schema.required-unasked", &subject, message, fix));
            }
            found.extend(field_refusals(&subject, field, &extended.kind, &after));
        }
    }
    found
}

fn field_refusals(subject: &str, field: &Field, of: &RecordType, types: &Registry) -> Vec<Refusal> {
    let mut found = Vec::new();
    match &field.kind {
        Kind::Reference(to, _) => match find(types, to) {
            None => {
                let message = format!("there is no record type `{to}` to refer to");
                let fix =
                    "Name a type of the core, of this plugin, or of one in `depends` that is installed.";
                found.push(refusal("schema.no-such-type", subject, message, fix));
            }
            Some(target) if target.kind.line_field.is_some() => {
                let message = format!("`{to}` are lines of another record and have no id of their own");
                let fix = "Refer to the record they belong to.";
                found.push(refusal("schema.lines-not-referred", subject, message, fix));
            }
            Some(_) => {}
        },
        Kind::Money(None) if !of.company => {
            let message = format!("a {} belongs to no company, so its amounts have no currency", of.name);
            let fix = "Name the field with the currency: currency-field = \"…\".";
            found.push(refusal("schema.no-currency", subject, message, fix));
        }
        Kind::Money(Some(currency)) => {
            let own = currency.as_str();
            let told = |name: &str| name == own || name.ends_with(&format!("__{own}"));
            let lines = of.collections.iter().flat_map(|lines| &lines.fields);
            let text = |kind: &Holds| matches!(kind, Holds::Text(_));
            if !of.fields.iter().chain(lines).any(|field| told(&field.name) && text(&field.kind)) {
                let message = format!("there is no text field `{own}` with its currency");
                let fix = "Name a text field of the same record that holds an ISO 4217 code.";
                found.push(refusal("schema.no-currency", subject, message, fix));
            }
        }
        _ => {}
    }
    found
}

fn refusal(code: &'static str, subject: &str, message: String, fix: &str) -> Refusal {
    Refusal { code, subject: subject.to_owned(), message, fix: fix.to_owned() }
}
