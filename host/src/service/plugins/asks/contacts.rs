//! `keel:contacts`: finding people, for a plugin.

use super::super::Active;
use super::super::data::{Body, Datum, Fields};
use super::super::port::{ContactMatch, Reply};
use super::must_have;
use crate::service::contacts::duplicates::{self, Duplicate, FindDuplicates};
use crate::service::contacts::search::{self, Hit, SearchContacts};
use crate::service::{Fault, Uow};

/// Most answers.
const MATCHES_MAX: u32 = 50;

/// Contacts by any word, number or part of one.
pub async fn search(uow: &mut Uow<'_>, plugin: &Active, text: String, limit: u32) -> Result<Reply, Fault> {
    must_have(plugin, "contacts.search")?;
    let limit = u16::try_from(limit.clamp(1, MATCHES_MAX)).unwrap_or(50);
    let found = search::search(uow, SearchContacts { q: text, limit }).await?;
    // The order of the answer says how well it fits; the score says it in a number.
    let score = |rank: &str| match rank {
        "exact" => 100,
        "prefix" => 80,
        "word" => 60,
        _ => 40,
    };
    let of =
        |hit: Hit| ContactMatch { id: hit.id, name: hit.name, score: score(&hit.rank), by: vec![hit.rank] };
    Ok(Reply::Matches(found.into_iter().map(of).collect()))
}

/// Contacts that may be the same as one about to be made.
pub async fn duplicates(uow: &mut Uow<'_>, plugin: &Active, body: &Body) -> Result<Reply, Fault> {
    must_have(plugin, "contacts.search")?;
    let draft = FindDuplicates {
        id: None,
        kind: text(&body.fields, "kind").unwrap_or_else(|| "person".to_owned()),
        name: text(&body.fields, "name").unwrap_or_default(),
        country: text(&body.fields, "country").or_else(|| first(body, "addresses", "country")),
        city: first(body, "addresses", "city_given"),
        phones: all(body, "phones", "given"),
        emails: all(body, "emails", "address"),
        tax_numbers: all(body, "tax_numbers", "number"),
        born_on: match body.get("born_on") {
            Some(Datum::Day(day)) => Some(*day),
            _ => None,
        },
    };
    let mut found = duplicates::find(uow, draft).await?;
    found.truncate(MATCHES_MAX as usize);
    let of = |one: Duplicate| ContactMatch {
        id: one.id,
        name: one.name,
        by: one.reasons,
        score: u32::from(one.percent),
    };
    Ok(Reply::Matches(found.into_iter().map(of).collect()))
}

fn text(fields: &Fields, name: &str) -> Option<String> {
    fields.iter().find(|(n, _)| n == name).and_then(|(_, value)| match value {
        Datum::Text(text) => Some(text.clone()),
        _ => None,
    })
}

fn all(body: &Body, collection: &str, field: &str) -> Vec<String> {
    let rows = body.collections.iter().find(|(name, _)| name == collection).map(|(_, rows)| rows);
    rows.into_iter().flatten().filter_map(|row| text(row, field)).collect()
}

fn first(body: &Body, collection: &str, field: &str) -> Option<String> {
    all(body, collection, field).into_iter().next()
}
