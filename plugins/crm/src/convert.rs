//! Converting a lead: the contact that it is or becomes, and the opportunity.

use keel_sdk::contacts::Match;
use keel_sdk::prelude::*;

use crate::words::status;
use crate::{ConvertLeadInput, ConvertLeadOutput, Lead, Opportunity, emit, lead, settings};

/// Most alike contacts that a refusal names.
const NAMED_MAX: usize = 3;

/// Makes the lead a contact, or links it, and opens an opportunity.
pub fn convert(lead: &Lead, input: &ConvertLeadInput) -> Result<ConvertLeadOutput> {
    lead::must_be(lead, &[status::NEW, status::QUALIFIED])?;
    let (contact, person, created) = match input.contact {
        Some(contact) => linked(contact)?,
        None => find_or_make(lead, input.duplicates == "create")?,
    };
    let opportunity = match input.opportunity {
        true => Some(open(lead, input, contact, person)?),
        false => None,
    };
    let body = Body::new()
        .with(Lead::STATUS, status::CONVERTED)
        .with(Lead::CONTACT, contact)
        .with(Lead::CONVERTED_AT, context::current().now());
    lead::change(lead, body)?;
    let payload = Body::new().with("contact", contact).with("opportunity", opportunity);
    emit::lead_converted(Some(&lead.reference()), &payload)?;
    Ok(ConvertLeadOutput {
        contact: Some(contact),
        contact_person: person,
        created: Some(created),
        opportunity,
    })
}

/// A contact that there is: of a person with an employer, the employer is the customer.
fn linked(contact: Id) -> Result<(Id, Option<Id>, bool)> {
    let found = records::get_one("contact", contact)?;
    Ok(match found.get::<Id>("employer") {
        Some(employer) => (employer, Some(contact), false),
        None => (contact, None, false),
    })
}

/// The customer, the person to talk to there, and whether the customer is new.
fn find_or_make(lead: &Lead, anyway: bool) -> Result<(Id, Option<Id>, bool)> {
    let Some(organisation) = lead::organisation(lead) else {
        let (person, created) = one(lead::person(lead), anyway)?;
        return if created { Ok((person, None, true)) } else { linked(person) };
    };
    let (customer, created) = one(organisation, anyway)?;
    if !lead::has_person(lead) {
        return Ok((customer, None, created));
    }
    let (person, _) = one(lead::person(lead).with("employer", customer), anyway)?;
    Ok((customer, Some(person), created))
}

/// The contact that a draft surely is; else a new one, unless others are alike and nobody said to make one.
fn one(draft: Body, anyway: bool) -> Result<(Id, bool)> {
    if !anyway {
        let found = contacts::duplicates(&draft)?;
        let sure = u32::try_from(settings::link_score()).unwrap_or(0).max(1);
        if let Some(best) = found.first().filter(|best| best.score >= sure) {
            return Ok((best.id(), false));
        }
        if !found.is_empty() {
            return Err(alike(&found));
        }
    }
    let reachable = draft.collections.iter().any(|lines| !lines.rows.is_empty());
    let role = Row::new().with("role", "lead").with("company", context::current().company());
    let body = if reachable { draft.with_rows("roles", vec![role]) } else { draft };
    records::create("contact", body).map(|made| (made, true)).map_err(on_the_lead)
}

fn alike(found: &[Match]) -> Fault {
    let named: Vec<String> =
        found.iter().take(NAMED_MAX).map(|one| format!("{} ({} %)", one.name, one.score)).collect();
    let named = named.join(", ");
    let message = format!("May already be {named}: choose the contact, or say that it is a new one.");
    Fault::refused("crm.possible-duplicates", message).at("/contact").arg("found", named)
}

/// What is wrong with the contact is wrong with the lead: points there.
fn on_the_lead(mut fault: Fault) -> Fault {
    let places = [
        ("/addresses/0/country", "/country"),
        ("/addresses/0/city", "/city"),
        ("/addresses/0/postcode", "/postcode"),
        ("/addresses", "/street"),
        ("/emails", "/email"),
        ("/phones", "/phone"),
    ];
    let moved = |pointer: &str| {
        let found = places.iter().find(|(from, _)| pointer.starts_with(from));
        found.map_or_else(|| pointer.to_owned(), |(_, to)| (*to).to_owned())
    };
    fault.pointer = fault.pointer.as_deref().map(moved);
    for field in &mut fault.fields {
        field.pointer = moved(&field.pointer);
    }
    fault
}

fn open(lead: &Lead, input: &ConvertLeadInput, contact: Id, person: Option<Id>) -> Result<Id> {
    let around = context::current();
    let title = lead.organisation.clone().or_else(|| lead.name.clone()).unwrap_or_default();
    let opportunity = Opportunity {
        name: input.name.clone().unwrap_or(title),
        contact,
        contact_person: person,
        lead: Some(lead.id),
        owner: lead.owner.or_else(|| around.user()),
        currency: input.amount.as_ref().map(|amount| amount.currency.clone()).or(around.currency),
        amount: input.amount.clone(),
        close_on: input.close_on,
        note: lead.interest.clone(),
        ..Opportunity::default()
    };
    opportunity.create()
}
