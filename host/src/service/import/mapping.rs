//! Which field a column's header means.

use std::collections::BTreeMap;

use keel_core::contacts::text::key;

use super::{MappedColumn, Table};
use crate::service::Fault;
use crate::storage::records::{Field, RecordType};

/// Where a cell goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Collection and line, when it is not a field of the record itself.
    pub line: Option<(String, usize)>,
    /// Declaration of the field.
    pub field: Field,
}

/// A column's header, and the target of its cells if it has one.
pub(super) struct Column {
    pub header: String,
    pub target: Option<Target>,
}

/// Lines of a collection that one row can fill.
pub(super) const LINES_MAX: usize = 20;

/// Headers that people use, by record type, with the paths they mean.
const USUAL: &[(&str, &str, &str)] = &[
    ("contact", "customer id|supplier id|shipper id|contact id|id|number|no", "code"),
    ("contact", "company name|company|organisation|organization|full name|име|фирма", "name"),
    ("contact", "first name|given name|firstname", "given_name"),
    ("contact", "last name|surname|family name|lastname", "family_name"),
    ("contact", "title of courtesy|salutation", "courtesy_title"),
    ("contact", "title|job title|contact title|position|длъжност", "job_title_given"),
    ("contact", "birth date|date of birth|birthday|born", "born_on"),
    ("contact", "hire date|hired|employed", "employed_on"),
    ("contact", "address|street|street address|адрес", "addresses.0.lines"),
    ("contact", "city|town|град", "addresses.0.city_given"),
    ("contact", "region|state|province|county|област", "addresses.0.subdivision"),
    ("contact", "postal code|zip|zip code|postcode|пощенски код", "addresses.0.postcode"),
    ("contact", "country|държава", "addresses.0.country"),
    ("contact", "phone|telephone|tel|home phone|work phone|телефон", "phones.0.given"),
    ("contact", "extension|ext", "phones.0.extension"),
    ("contact", "mobile|mobile phone|cell|gsm|мобилен", "phones.1.given"),
    ("contact", "fax|факс", "phones.2.given"),
    ("contact", "email|e mail|mail|имейл", "emails.0.address"),
    ("contact", "homepage|home page|website|web site|url|web", "websites.0.url"),
    ("contact", "vat|vat number|vat id|tax number|tax id|ддс номер", "tax_numbers.0.number"),
    ("contact", "iban", "bank_accounts.0.iban"),
    ("contact", "notes|comment|comments|бележка", "note"),
    ("contact", "role", "roles.0.role"),
];

/// What a line of a collection is when a column fills it, unless told: a fax number is a fax.
pub(super) const LINE_DEFAULTS: &[(&str, &str, usize, &str, &str)] =
    &[("contact", "phones", 1, "kind", "mobile"), ("contact", "phones", 2, "kind", "fax")];

/// Decides for each column; told mappings come first, then names, then what people usually mean.
pub(super) fn columns(
    kind: &RecordType,
    table: &Table,
    told: &BTreeMap<String, String>,
) -> Result<Vec<Column>, Fault> {
    for header in told.keys() {
        if !table.headers.contains(header) {
            return Err(Fault::invalid("import.no-column", format!("The file has no column {header:?}."))
                .at(format!("/map/{header}")));
        }
    }
    let mut columns: Vec<Column> = Vec::new();
    for header in &table.headers {
        let target = match told.get(header) {
            Some(path) if path.is_empty() => None,
            Some(path) => Some(target(kind, path).map_err(|fault| fault.at(format!("/map/{header}")))?),
            None => guess(kind, header),
        };
        // Of two columns that mean one field, the first wins; the second is told as left out.
        let taken = target.is_some() && columns.iter().any(|column| column.target == target);
        columns.push(Column { header: header.clone(), target: if taken { None } else { target } });
    }
    Ok(columns)
}

/// The field of a path: `name`, or `phones.0.given`.
pub(super) fn target(kind: &RecordType, path: &str) -> Result<Target, Fault> {
    let unknown = || Fault::invalid("field.unknown", format!("A {} has no field {path}.", kind.name));
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        [name] => {
            let field = kind.find(name).filter(|field| !field.readonly).ok_or_else(unknown)?;
            Ok(Target { line: None, field: field.clone() })
        }
        [collection, line, name] => {
            let lines = kind.collections.iter().find(|lines| lines.name == *collection && !lines.readonly);
            let line: usize = line.parse().ok().filter(|line| *line < LINES_MAX).ok_or_else(unknown)?;
            let field = lines.and_then(|lines| lines.fields.iter().find(|field| field.name == *name));
            Ok(Target {
                line: Some(((*collection).to_owned(), line)),
                field: field.cloned().ok_or_else(unknown)?,
            })
        }
        _ => Err(unknown()),
    }
}

fn guess(kind: &RecordType, header: &str) -> Option<Target> {
    if let Ok(found) = target(kind, header.trim()) {
        return Some(found);
    }
    let wanted = key(&header.replace(['_', '-'], " "));
    let named =
        kind.fields.iter().find(|field| !field.readonly && key(&field.name.replace('_', " ")) == wanted);
    if let Some(field) = named {
        return Some(Target { line: None, field: field.clone() });
    }
    USUAL
        .iter()
        .find(|(of, names, _)| *of == kind.name && names.split('|').any(|name| name == wanted))
        .and_then(|(_, _, path)| target(kind, path).ok())
}

/// What the report says of the mapping.
pub(super) fn told(columns: &[Column]) -> (Vec<MappedColumn>, Vec<String>) {
    let mapped = columns
        .iter()
        .filter_map(|column| {
            Some(MappedColumn { column: column.header.clone(), field: path(column.target.as_ref()?) })
        })
        .collect();
    let ignored = columns.iter().filter(|c| c.target.is_none()).map(|c| c.header.clone()).collect();
    (mapped, ignored)
}

/// The path of a target.
pub(super) fn path(target: &Target) -> String {
    match &target.line {
        Some((collection, line)) => format!("{collection}.{line}.{}", target.field.name),
        None => target.field.name.clone(),
    }
}

/// The header of the column whose cell a pointer speaks of: `/phones/0/given` → `Phone`.
pub(super) fn header_of(columns: &[Column], pointer: &str) -> String {
    let parts: Vec<&str> = pointer.trim_start_matches('/').split('/').collect();
    let fits = |column: &&Column| {
        column.target.as_ref().is_some_and(|target| {
            let own = path(target).replace('.', "/");
            own == parts.join("/") || (parts.len() == 1 && own.split('/').next() == parts.first().copied())
        })
    };
    columns.iter().find(fits).map(|column| column.header.clone()).unwrap_or_default()
}
