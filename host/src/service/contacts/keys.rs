//! What search and duplicates read of a contact, written each time it is saved.

use keel_core::contacts::duplicate::Profile;
use keel_core::contacts::search::{Findable, search_text};
use keel_core::contacts::text as names;
use uuid::Uuid;

use super::{phone, rows, text};
use crate::service::{Fault, Uow};
use crate::storage::contacts::keys as store;
use crate::storage::records::{Record, Value};

/// Writes the keys of a contact.
pub(super) async fn store(uow: &mut Uow<'_>, id: Uuid, record: &Record) -> Result<(), Fault> {
    let name = text(record, "name").unwrap_or_default();
    let erased = record.get("erased_at").is_some_and(|at| !at.is_empty());
    // An erased person is found by nothing.
    let (name_key, match_key, search) =
        if erased { Default::default() } else { (names::fold(name), match_key(record), searchable(record)) };
    store::update(uow.tx, id, &name_key, &match_key, &search).await?;
    Ok(())
}

/// Whether the contact is a natural person.
pub(super) fn is_person(record: &Record) -> bool {
    text(record, "kind") == Some("person")
}

fn match_key(record: &Record) -> String {
    let name = text(record, "name").unwrap_or_default();
    if is_person(record) { names::person_key(name) } else { names::organisation_key(name) }
}

fn searchable(record: &Record) -> String {
    let column = |collection: &str, field: &str| -> Vec<String> {
        rows(record, collection).iter().filter_map(|row| text(row, field)).map(str::to_owned).collect()
    };
    let mut phones = column("phones", "e164");
    for e164 in phones.clone() {
        phones.extend(phone::recognise(&e164, None).national);
    }
    phones.extend(column("phones", "given"));
    let mut addresses = column("emails", "address");
    addresses.extend(column("websites", "url"));
    let mut numbers = tax_numbers(record);
    numbers.extend(column("bank_accounts", "iban"));
    numbers.extend(column("bank_accounts", "number_given"));
    search_text(&Findable {
        name: text(record, "name").unwrap_or_default(),
        words: ["code", "given_name", "family_name"]
            .into_iter()
            .filter_map(|field| text(record, field))
            .collect(),
        phones: phones.iter().map(String::as_str).collect(),
        addresses: addresses.iter().map(String::as_str).collect(),
        numbers: numbers.iter().map(String::as_str).collect(),
    })
}

/// Country and number: `BG175074752`.
fn tax_numbers(record: &Record) -> Vec<String> {
    rows(record, "tax_numbers")
        .iter()
        .filter_map(|row| Some(format!("{}{}", text(row, "country")?, text(row, "number")?)))
        .collect()
}

/// What duplicates are compared by.
pub(super) fn profile(record: &Record) -> Profile {
    let column = |collection: &str, field: &str| -> Vec<String> {
        rows(record, collection).iter().filter_map(|row| text(row, field)).map(str::to_owned).collect()
    };
    let mut places: Vec<String> = Vec::new();
    for row in rows(record, "addresses") {
        if let Some(city) = text(row, "city_given") {
            places.push(names::key(city));
        }
        if let (Some(postcode), Some(country)) = (text(row, "postcode"), text(row, "country")) {
            places.push(format!("{country} {}", names::key(postcode)));
        }
    }
    let digits = |given: &str| given.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut phones = column("phones", "e164");
    phones.extend(
        rows(record, "phones")
            .iter()
            .filter(|row| text(row, "e164").is_none())
            .filter_map(|row| text(row, "given"))
            .map(digits)
            .filter(|number| number.len() > 5),
    );
    Profile {
        is_person: is_person(record),
        match_key: match_key(record),
        phones,
        emails: column("emails", "address"),
        tax_numbers: tax_numbers(record),
        ibans: column("bank_accounts", "iban"),
        places,
        born_on: record.get("born_on").and_then(Value::day),
    }
}
