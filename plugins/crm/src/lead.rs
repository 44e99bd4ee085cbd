//! Leads: what makes one readable, how good it is, whom it may already be, and its way to an answer.

use keel_sdk::prelude::*;
use keel_sdk::{FaultKind, contacts::Match};

use crate::words::{source, status};
use crate::{Lead, emit};

/// What follows from what was typed.
pub fn rules(change: &Change<Lead>) -> Result<Body> {
    let new = &change.new;
    let name = text(&new.name).or_else(|| text(&new.organisation));
    let name = name.ok_or_else(|| {
        let message = "Give the name of a person or of an organisation.";
        Fault::invalid("crm.lead-nameless", message).at("/name")
    })?;
    let email = text(&new.email).map(|email| checked(&email)).transpose()?;
    let named = Lead { name: Some(name.clone()), email: email.clone(), ..new.clone() };
    Ok(Body::new()
        .with(Lead::NAME, name)
        .with(Lead::EMAIL, email)
        .with(Lead::RECEIVED_AT, new.received_at.unwrap_or_else(|| context::current().now()))
        .with(Lead::SCORE, score(&named)))
}

/// How many contacts it may already be, and the most likely one; nobody once it is a contact.
pub fn note_duplicates(lead: &Lead) -> Result<Body> {
    let found = if lead.contact.is_some() { Vec::new() } else { duplicates(lead)? };
    Ok(Body::new()
        .with(Lead::DUPLICATE_COUNT, found.len() as i64)
        .with(Lead::DUPLICATE_OF, found.first().map(Match::id)))
}

fn text(given: &Option<String>) -> Option<String> {
    given.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

fn checked(email: &str) -> Result<String> {
    let email = email.to_lowercase();
    let (name, host) = email.split_once('@').unwrap_or_default();
    let fits = !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    if fits && !email.contains(char::is_whitespace) {
        return Ok(email);
    }
    let message = "Give an e-mail address such as ada@example.com.";
    Err(Fault::invalid("crm.email-form", message).at("/email"))
}

/// How much is known of it, and where it came from: 0 to 100. The table is in the plugin's README.
fn score(lead: &Lead) -> i64 {
    let known = [
        (text(&lead.email).is_some(), 25),
        (text(&lead.phone).is_some(), 25),
        (text(&lead.organisation).is_some(), 15),
        (text(&lead.interest).is_some(), 15),
        (text(&lead.city).is_some() || text(&lead.country).is_some(), 10),
        (matches!(lead.source.as_str(), source::FORM | source::WEB_TO_LEAD), 10),
    ];
    known.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum()
}

/// Whether the lead speaks of a person beside the organisation.
pub fn has_person(lead: &Lead) -> bool {
    text(&lead.organisation)
        .is_none_or(|organisation| text(&lead.name).is_some_and(|name| name != organisation))
}

/// Contacts that the lead may already be, most likely first.
///
/// Whoever may not see contacts finds none: the lead is kept all the same.
pub fn duplicates(lead: &Lead) -> Result<Vec<Match>> {
    let mut found = Vec::new();
    let drafts = [has_person(lead).then(|| person(lead)), organisation(lead)];
    for draft in drafts.into_iter().flatten() {
        match contacts::duplicates(&draft) {
            Ok(matches) => found.extend(matches),
            Err(fault) if fault.kind == FaultKind::Denied => return Ok(Vec::new()),
            Err(fault) => return Err(fault),
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.score));
    let mut seen = Vec::new();
    found.retain(|one| {
        let new = !seen.contains(&one.id());
        seen.push(one.id());
        new
    });
    Ok(found)
}

/// The person of a lead as a contact to be made.
pub fn person(lead: &Lead) -> Body {
    let body = Body::new().with("kind", "person").with("name", text(&lead.name));
    reach(lead, body)
}

/// The organisation of a lead as a contact to be made, if it names one.
pub fn organisation(lead: &Lead) -> Option<Body> {
    let name = text(&lead.organisation)?;
    let body = Body::new().with("kind", "organisation").with("name", name);
    Some(if has_person(lead) { address(lead, body) } else { reach(lead, body) })
}

/// With e-mail, phone and address.
fn reach(lead: &Lead, mut body: Body) -> Body {
    if let Some(email) = text(&lead.email) {
        body = body.with_rows("emails", vec![Row::new().with("address", email)]);
    }
    if let Some(phone) = text(&lead.phone) {
        body = body.with_rows("phones", vec![Row::new().with("given", phone)]);
    }
    address(lead, body)
}

fn address(lead: &Lead, body: Body) -> Body {
    let parts = [
        ("lines", text(&lead.street)),
        ("postcode", text(&lead.postcode)),
        ("city_given", text(&lead.city)),
        ("country", text(&lead.country)),
    ];
    if parts.iter().all(|(_, part)| part.is_none()) {
        return body;
    }
    let row = parts.into_iter().filter(|(_, part)| part.is_some());
    body.with_rows("addresses", vec![row.fold(Row::new(), |row, (name, part)| row.with(name, part))])
}

/// Says that it is worth the work.
pub fn qualify(lead: &Lead, owner: Option<Id>) -> Result<()> {
    must_be(lead, &[status::NEW])?;
    if text(&lead.email).is_none() && text(&lead.phone).is_none() {
        let message = "Nobody can go on with a lead that has neither e-mail nor phone: give one of them.";
        return Err(Fault::refused("crm.lead-unreachable", message).at("/email"));
    }
    let around = context::current();
    let owner = owner.or(lead.owner).or_else(|| around.user());
    let body = Body::new()
        .with(Lead::STATUS, status::QUALIFIED)
        .with(Lead::OWNER, owner)
        .with(Lead::QUALIFIED_AT, around.now());
    change(lead, body)?;
    emit::lead_qualified(Some(&lead.reference()), &Body::new().with("owner", owner))
}

/// Says that it is not worth the work.
pub fn junk(lead: &Lead, reason: Option<String>) -> Result<()> {
    must_be(lead, &[status::NEW, status::QUALIFIED])?;
    change(lead, Body::new().with(Lead::STATUS, status::JUNK).with(Lead::JUNK_REASON, reason))
}

/// Takes it out of the junk.
pub fn reopen(lead: &Lead) -> Result<()> {
    must_be(lead, &[status::JUNK])?;
    change(lead, Body::new().with(Lead::STATUS, status::NEW).with(Lead::JUNK_REASON, Value::None))
}

/// Refuses what is in no such status.
pub fn must_be(lead: &Lead, allowed: &[&str]) -> Result<()> {
    let is = lead.status.as_deref().unwrap_or(status::NEW);
    if allowed.contains(&is) {
        return Ok(());
    }
    let message = format!("The lead is {is}; this takes one that is {}.", allowed.join(" or "));
    Err(Fault::refused("crm.lead-status", message).at("/status").arg("status", is))
}

/// Changes it, unless somebody else did meanwhile.
pub fn change(lead: &Lead, body: Body) -> Result<()> {
    records::update_read(Lead::TYPE, lead.id, lead.version, body).map(|_| ())
}
