//! Leads from outside: from a program with a token, and from a form that anybody may send.
//!
//! Knows what may come and how much of it. Must not know what a lead is checked for: the hook does.

use std::collections::BTreeMap;

use keel_sdk::prelude::*;
use serde_json::{Value as Json, json};

use crate::words::{source, status};
use crate::{Lead, settings};

/// Members that a program or a form may send.
const MEMBERS: [&str; 10] = [
    "name",
    "organisation",
    "email",
    "phone",
    "street",
    "postcode",
    "city",
    "country",
    "interest",
    "campaign",
];
/// A field that people do not see and programs that fill in every form do.
const TRAP: &str = "website";
/// The same person with the same words within this time is the same message, sent twice.
const SAME_WITHIN_SECONDS: i64 = 600;

type Members = BTreeMap<String, String>;

/// Takes a lead from a program; it is told everything.
pub fn from_program(request: &Request) -> Result<Response> {
    let given = of_json(request.text()?)?;
    if let Some(unknown) = given.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        let message = format!("Send {}.", MEMBERS.join(", "));
        return Err(Fault::invalid("crm.unknown-member", message).at(format!("/{unknown}")));
    }
    let (id, again) = take(&given, source::WEB_TO_LEAD)?;
    let lead = Lead::get(id)?;
    let answer = json!({
        "id": id.to_string(),
        "score": lead.score,
        "duplicates": lead.duplicate_count,
        "duplicate_of": lead.duplicate_of.map(|contact| contact.to_string()),
    });
    let response = Response::ok("application/json", answer.to_string());
    Ok(if again { response } else { Response { status: 201, ..response } })
}

/// Takes a lead from a form; whoever sends it learns nothing of what is kept.
pub fn from_form(request: &Request) -> Result<Response> {
    let is_json = request.header_of("content-type").is_some_and(|kind| kind.starts_with("application/json"));
    let given = if is_json { of_json(request.text()?)? } else { of_form(request.text()?) };
    if given.get(TRAP).is_some_and(|filled| !filled.trim().is_empty()) {
        info!("a form was filled in by a program; nothing was kept");
        return Ok(thanks(is_json));
    }
    let minute = context::current().now().plus_seconds(-60);
    let lately = Lead::find()
        .equal(Lead::SOURCE, source::FORM)
        .filter(Lead::RECEIVED_AT, Operator::AtLeast, minute)
        .count()?;
    if lately >= settings::web_form_per_minute() {
        warn!("{lately} leads came through the public form within a minute: the rest is turned away");
        let busy = Response::ok(
            "text/plain; charset=utf-8",
            "Too many messages at once. Please send it again in a minute.",
        );
        return Ok(Response { status: 429, ..busy }.header("retry-after", "60"));
    }
    take(&given, source::FORM)?;
    Ok(thanks(is_json))
}

fn thanks(is_json: bool) -> Response {
    match settings::web_form_thanks().filter(|page| page.starts_with("https://")) {
        _ if is_json => Response::ok("application/json", r#"{"received":true}"#),
        Some(page) => Response::status(303).header("location", page),
        None => Response::ok("text/plain; charset=utf-8", "Thank you. We will write to you soon."),
    }
}

/// Keeps the lead; whether it had been sent before.
fn take(given: &Members, from: &str) -> Result<(Id, bool)> {
    let of = |name: &str| {
        given.get(name).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let lead = Lead {
        name: of("name"),
        organisation: of("organisation"),
        email: of("email"),
        phone: of("phone"),
        street: of("street"),
        postcode: of("postcode"),
        city: of("city"),
        country: of("country"),
        interest: of("interest"),
        campaign: of("campaign"),
        source: from.to_owned(),
        owner: settings::web_owner(),
        ..Lead::default()
    };
    match sent_before(&lead)? {
        Some(id) => Ok((id, true)),
        None => Ok((lead.create()?, false)),
    }
}

fn sent_before(lead: &Lead) -> Result<Option<Id>> {
    let Some(email) = &lead.email else { return Ok(None) };
    let since = context::current().now().plus_seconds(-SAME_WITHIN_SECONDS);
    let found: Vec<Lead> = Lead::find()
        .equal(Lead::EMAIL, email.to_lowercase())
        .equal(Lead::STATUS, status::NEW)
        .filter(Lead::RECEIVED_AT, Operator::AtLeast, since)
        .limit(20)
        .all_as()?;
    let same = |other: &&Lead| other.interest == lead.interest && other.source == lead.source;
    Ok(found.iter().find(same).map(|found| found.id))
}

fn of_json(text: &str) -> Result<Members> {
    let wrong = || Fault::invalid("crm.not-an-object", "Send a JSON object whose members are text.");
    let Ok(Json::Object(members)) = serde_json::from_str(text) else { return Err(wrong()) };
    let mut given = Members::new();
    for (name, value) in members {
        match value {
            Json::String(text) => _ = given.insert(name, text),
            Json::Null => {}
            _ => return Err(wrong().at(format!("/{name}"))),
        }
    }
    Ok(given)
}

/// `application/x-www-form-urlencoded`.
fn of_form(text: &str) -> Members {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    text.split('&').filter(|one| !one.is_empty()).map(pair).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(hex: u8) -> Option<u8> {
    char::from(hex).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
