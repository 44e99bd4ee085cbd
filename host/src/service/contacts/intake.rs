//! Contacts from files: what can be recognised is, what cannot stays as given and is told.
//!
//! A person at a screen is asked again; a file cannot be. So nothing is refused here that can be kept.

use keel_core::contacts::{tax_number, title};

use super::{complete, country, phone, text};
use crate::service::records::Unresolved;
use crate::storage::records::{Record, Value};

/// Makes a record from a file fit to be saved; what could not be recognised.
///
/// `fallback` is the country in which phones without an address are read.
pub fn intake(record: &mut Record, fallback: Option<&str>) -> Vec<Unresolved> {
    let mut found = Vec::new();
    addresses(record, &mut found);
    let home = complete::home_country(record).or_else(|| fallback.map(str::to_owned));
    phones(record, home.as_deref(), &mut found);
    emails(record, &mut found);
    websites(record, &mut found);
    tax_numbers(record, home.as_deref(), &mut found);
    titles(record, &mut found);
    found
}

fn addresses(record: &mut Record, found: &mut Vec<Unresolved>) {
    rows(record, "addresses", |at, row| {
        let mut left = Vec::new();
        let typed = text(row, "country").map(str::to_owned);
        let code = typed.as_deref().and_then(country::country);
        if let (Some(typed), None) = (&typed, code) {
            found.push(unresolved(
                format!("{at}/country"),
                "contact.country-unknown",
                typed,
                "Choose the country of this address.",
            ));
            left.push(typed.clone());
        }
        row.insert("country".into(), Value::from(code));
        let typed = text(row, "subdivision").map(str::to_owned);
        let part = typed.as_deref().and_then(|typed| country::subdivision(code?, typed));
        if let (Some(typed), None) = (&typed, part) {
            found.push(unresolved(
                format!("{at}/subdivision"),
                "contact.subdivision-unknown",
                typed,
                "Choose the part of the country.",
            ));
            left.push(typed.clone());
        }
        row.insert("subdivision".into(), Value::from(part));
        if !left.is_empty() {
            row.insert("given".into(), Value::from(left.join(", ")));
        }
    });
    // An address without anything in it is none.
    if let Some(Value::Rows(rows)) = record.get_mut("addresses") {
        rows.retain(|row| {
            ["lines", "postcode", "city_given", "country", "given"].iter().any(|f| text(row, f).is_some())
        });
    }
}

fn phones(record: &mut Record, home: Option<&str>, found: &mut Vec<Unresolved>) {
    rows(record, "phones", |at, row| {
        let Some(given) = text(row, "given").map(str::to_owned) else { return };
        // An extension alone is dialled inside the house: there is no number to know.
        if text(row, "extension").is_some_and(|extension| given.trim_start_matches("ext. ") == extension) {
            return;
        }
        let read = phone::recognise(&given, home);
        if read.e164.is_none() {
            let place = home.map_or_else(String::new, |code| format!(" in {code}"));
            found.push(unresolved(
                format!("{at}/given"),
                "contact.phone-unknown",
                &given,
                &format!("No such number is dialled{place}: ask for the present one."),
            ));
        }
        row.insert("e164".into(), Value::from(read.e164));
    });
    if let Some(Value::Rows(rows)) = record.get_mut("phones") {
        rows.retain(|row| text(row, "given").is_some());
    }
}

fn emails(record: &mut Record, found: &mut Vec<Unresolved>) {
    let mut noted = Vec::new();
    if let Some(Value::Rows(rows)) = record.get_mut("emails") {
        rows.retain(|row| match text(row, "address") {
            Some(address) if complete::is_address(address) => true,
            Some(address) => {
                noted.push(address.to_owned());
                false
            }
            None => false,
        });
    }
    for given in noted {
        found.push(unresolved("/emails".into(), "contact.email-form", &given, "Ask for the address."));
        keep_in_note(record, &given);
    }
}

/// Spreadsheets keep a link as `text#address#`; an address without a host is one nobody can open.
fn websites(record: &mut Record, found: &mut Vec<Unresolved>) {
    rows(record, "websites", |at, row| {
        let Some(given) = text(row, "url").map(str::to_owned) else { return };
        let parts: Vec<&str> = given.split('#').map(str::trim).collect();
        let (label, url) = match parts.as_slice() {
            [label, url, ..] if !url.is_empty() => (*label, *url),
            _ => ("", given.as_str()),
        };
        let host = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
        let named = url.contains("://") || host.starts_with("www.");
        if !named || !host.contains('.') {
            let message = "This address names no host: ask for the whole one.";
            found.push(unresolved(format!("{at}/url"), "contact.website-unknown", &given, message));
        }
        row.insert("url".into(), Value::from(url));
        if !label.is_empty() {
            row.insert("label".into(), Value::from(label));
        }
    });
}

fn tax_numbers(record: &mut Record, home: Option<&str>, found: &mut Vec<Unresolved>) {
    rows(record, "tax_numbers", |at, row| {
        let Some(number) = text(row, "number").map(str::to_owned) else { return };
        let code = text(row, "country").or(home).and_then(country::country);
        let kind = match text(row, "kind") {
            Some("company") => tax_number::Kind::Company,
            Some("person") => tax_number::Kind::Person,
            Some("other") => tax_number::Kind::Other,
            _ => tax_number::Kind::Vat,
        };
        row.insert("country".into(), Value::from(code));
        if let Some(Err(error)) = code.map(|code| tax_number::parse(code, kind, &number)) {
            found.push(unresolved(
                format!("{at}/number"),
                error.code(),
                &number,
                "Ask for the number again.",
            ));
            row.insert("kind".into(), Value::from("other"));
        }
    });
    if let Some(Value::Rows(rows)) = record.get_mut("tax_numbers") {
        rows.retain(|row| text(row, "number").is_some() && text(row, "country").is_some());
    }
}

fn titles(record: &Record, found: &mut Vec<Unresolved>) {
    if let Some(given) = text(record, "job_title_given") {
        let read = title::read(given);
        if read.len() > 1 {
            found.push(Unresolved {
                note: true,
                ..unresolved(
                    "/job_title_given".into(),
                    "contact.two-job-titles",
                    given,
                    &format!("{} was taken as the job; the other is kept as given.", read[0]),
                )
            });
        }
    }
}

/// What has no place in the record is kept in its note.
fn keep_in_note(record: &mut Record, given: &str) {
    let note = match text(record, "note") {
        Some(note) => format!("{note}\n{given}"),
        None => given.to_owned(),
    };
    record.insert("note".into(), Value::from(note));
}

fn unresolved(pointer: String, code: &'static str, given: &str, message: &str) -> Unresolved {
    Unresolved { pointer, code, given: given.to_owned(), message: message.to_owned(), note: false }
}

fn rows(record: &mut Record, collection: &str, mut work: impl FnMut(String, &mut Record)) {
    if let Some(Value::Rows(rows)) = record.get_mut(collection) {
        for (index, row) in rows.iter_mut().enumerate() {
            work(format!("/{collection}/{index}"), row);
        }
    }
}
