//! A contact as typed becomes a contact as kept: names put together, countries, phones and numbers
//! recognised, cities and titles looked up. What is wrong is refused with its pointer.

use keel_core::contacts::{iban, tax_number};
use uuid::Uuid;

use super::{country, directory, phone, text};
use crate::service::records::Save;
use crate::service::{Fault, FieldFault, Uow};
use crate::storage::records::{Record, Value};

/// Superiors above a person, at most: more is a circle.
const SUPERIORS_MAX: usize = 32;

/// Completes and checks a record that is about to be saved.
pub(super) async fn complete(uow: &mut Uow<'_>, save: &mut Save) -> Result<(), Fault> {
    let mut wrong = Vec::new();
    name(&mut save.new);
    employment(uow, save).await?;
    addresses(uow, &mut save.new, &mut wrong).await?;
    let home = home_country(&save.new);
    phones(&mut save.new, home.as_deref());
    emails(&mut save.new, &mut wrong);
    bank_accounts(&mut save.new, &mut wrong);
    tax_numbers(&mut save.new, home.as_deref(), &mut wrong);
    Fault::of_fields(wrong).map_or(Ok(()), Err)
}

/// The country of the first address that has one: how its phones and numbers are read.
pub(super) fn home_country(record: &Record) -> Option<String> {
    super::rows(record, "addresses").iter().find_map(|row| text(row, "country")).map(str::to_owned)
}

fn name(record: &mut Record) {
    if text(record, "name").is_none() {
        let parts: Vec<&str> =
            ["given_name", "family_name"].into_iter().filter_map(|field| text(record, field)).collect();
        if !parts.is_empty() {
            let name = parts.join(" ");
            record.insert("name".into(), Value::from(name));
        }
    }
}

async fn employment(uow: &mut Uow<'_>, save: &mut Save) -> Result<(), Fault> {
    if save.changes("job_title_given") || save.value("job_title").is_empty() {
        let given = text(&save.new, "job_title_given").map(str::to_owned);
        if let Some(given) = given {
            let title = directory::job_title(uow, &given).await?;
            save.set("job_title", title);
        }
    }
    let mut superior = save.value("reports_to").id();
    for _ in 0..SUPERIORS_MAX {
        match superior {
            Some(id) if id == save.id => {
                return Err(Fault::refused(
                    "contact.reports-to-itself",
                    "Choose a superior who does not report to this person.",
                )
                .at("/reports_to"));
            }
            Some(id) => superior = directory::superior_of(uow, id).await?,
            None => return Ok(()),
        }
    }
    Err(Fault::refused("contact.reports-to-itself", "The line of superiors is a circle; mend it first.")
        .at("/reports_to"))
}

async fn addresses(uow: &mut Uow<'_>, record: &mut Record, wrong: &mut Vec<FieldFault>) -> Result<(), Fault> {
    let Some(Value::Rows(mut rows)) = record.get("addresses").cloned() else { return Ok(()) };
    for (index, row) in rows.iter_mut().enumerate() {
        let at = |field: &str| format!("/addresses/{index}/{field}");
        let mut code = None;
        if let Some(given) = text(row, "country").map(str::to_owned) {
            match country::country(&given) {
                Some(found) => {
                    code = Some(found);
                    row.insert("country".into(), Value::from(found));
                }
                None => wrong.push(field_fault(unknown_country(&given), at("country"))),
            }
        }
        if let Some(given) = text(row, "subdivision").map(str::to_owned) {
            match code.and_then(|code| country::subdivision(code, &given)) {
                Some(found) => _ = row.insert("subdivision".into(), Value::from(found)),
                None => {
                    let fault = unknown_subdivision(&given, code.unwrap_or("the country"));
                    wrong.push(field_fault(fault, at("subdivision")));
                }
            }
        }
        let known: Option<Uuid> = row.get("city").and_then(Value::id);
        match (known, text(row, "city_given").map(str::to_owned), code) {
            (None, Some(given), Some(code)) => {
                let part = text(row, "subdivision").filter(|part| part.contains('-')).map(str::to_owned);
                let city = directory::city(uow, &given, code, part.as_deref()).await?;
                row.insert("city".into(), Value::Id(city));
            }
            (Some(city), None, _) => {
                if let Some(name) = directory::city_name(uow, city).await? {
                    row.insert("city_given".into(), Value::from(name));
                }
            }
            _ => {}
        }
    }
    record.insert("addresses".into(), Value::Rows(rows));
    Ok(())
}

fn phones(record: &mut Record, home: Option<&str>) {
    each(record, "phones", |_, row| {
        let kept = text(row, "e164").map(str::to_owned);
        let given = text(row, "given").map(str::to_owned).or_else(|| kept.clone());
        let Some(given) = given else { return };
        let mut read = phone::recognise(&given, home);
        if read.e164.is_none()
            && let Some(kept) = kept
        {
            read = phone::recognise(&kept, home);
        }
        row.insert("given".into(), Value::from(given));
        row.insert("e164".into(), Value::from(read.e164));
        if text(row, "extension").is_none() {
            row.insert("extension".into(), Value::from(read.extension));
        }
    });
}

fn emails(record: &mut Record, wrong: &mut Vec<FieldFault>) {
    each(record, "emails", |index, row| {
        let Some(given) = text(row, "address").map(str::to_lowercase) else { return };
        if !is_address(&given) {
            let fault =
                Fault::invalid("contact.email-form", "Give an e-mail address such as name@example.com.");
            wrong.push(field_fault(fault, format!("/emails/{index}/address")));
        }
        row.insert("address".into(), Value::from(given));
    });
}

/// Something, one `@`, and a domain with a dot (RFC 5321 allows more; nobody who writes to people uses it).
pub(super) fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.split('.').count() > 1
            && domain.split('.').all(|part| !part.is_empty())
            && !text.chars().any(|c| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'))
    })
}

fn bank_accounts(record: &mut Record, wrong: &mut Vec<FieldFault>) {
    each(record, "bank_accounts", |index, row| {
        let typed_iban = text(row, "iban").map(str::to_owned);
        let given = text(row, "number_given").map(str::to_owned).or_else(|| typed_iban.clone());
        match (typed_iban, given.as_deref().map(iban::parse)) {
            (Some(typed), _) => match iban::parse(&typed) {
                Ok(electronic) => _ = row.insert("iban".into(), Value::from(electronic)),
                Err(error) => {
                    let fault = Fault::invalid(error.code(), sentence(&error));
                    wrong.push(field_fault(fault, format!("/bank_accounts/{index}/iban")));
                }
            },
            (None, Some(Ok(electronic))) => _ = row.insert("iban".into(), Value::from(electronic)),
            _ => {}
        }
        row.insert("number_given".into(), Value::from(given));
    });
}

fn tax_numbers(record: &mut Record, home: Option<&str>, wrong: &mut Vec<FieldFault>) {
    each(record, "tax_numbers", |index, row| {
        let at = |field: &str| format!("/tax_numbers/{index}/{field}");
        let typed = text(row, "country").or(home).unwrap_or_default().to_owned();
        let Some(code) = country::country(&typed) else {
            wrong.push(field_fault(unknown_country(&typed), at("country")));
            return;
        };
        row.insert("country".into(), Value::from(code));
        let kind = match text(row, "kind") {
            Some("company") => tax_number::Kind::Company,
            Some("person") => tax_number::Kind::Person,
            Some("other") => tax_number::Kind::Other,
            _ => tax_number::Kind::Vat,
        };
        let Some(number) = text(row, "number").map(str::to_owned) else { return };
        match tax_number::parse(code, kind, &number) {
            Ok(read) => {
                row.insert("number".into(), Value::from(read.number));
                row.insert("checked".into(), Value::Bool(read.checked));
            }
            Err(error) => {
                wrong.push(field_fault(Fault::invalid(error.code(), sentence(&error)), at("number")))
            }
        }
    });
}

/// Walks the rows of a collection.
fn each(record: &mut Record, collection: &str, mut work: impl FnMut(usize, &mut Record)) {
    if let Some(Value::Rows(rows)) = record.get_mut(collection) {
        for (index, row) in rows.iter_mut().enumerate() {
            work(index, row);
        }
    }
}

pub(super) fn unknown_country(given: &str) -> Fault {
    Fault::invalid("contact.country-unknown", "Give the country by its ISO 3166-1 code (BG) or its name.")
        .arg("given", given)
}

pub(super) fn unknown_subdivision(given: &str, country: &str) -> Fault {
    Fault::invalid(
        "contact.subdivision-unknown",
        format!("Give the part of {country} by its ISO 3166-2 code (US-WA) or its name, or leave it out."),
    )
    .arg("given", given)
}

fn field_fault(fault: Fault, pointer: String) -> FieldFault {
    FieldFault { pointer, code: fault.code, message: fault.message }
}

/// A rule's reason as a sentence.
fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
