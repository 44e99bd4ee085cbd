//! Leads from programs and from public forms.

use crm::Lead;
use keel_sdk::prelude::*;

use super::{Company, company, refusal, refused};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn post(company: &Company, endpoint: &str, kind: &str, body: &str) -> Result<Response> {
    company.host.request(endpoint, Request::post("", kind, body))
}

fn leads(company: &Company) -> Vec<Lead> {
    company.host.records(Lead::TYPE).iter().map(|one| Lead::from_document(one).unwrap()).collect()
}

#[test]
fn a_program_is_told_what_became_of_its_lead() {
    let company = company();
    company.host.set("web-owner", company.nancy);
    let body = r#"{"name":"Ada","organisation":"Alfreds","email":"ADA@alfreds.de","interest":"Tea","campaign":"fair"}"#;
    let first = post(&company, "web-to-lead", JSON, body).unwrap();
    assert_eq!(first.status, 201);
    let lead = &leads(&company)[0];
    assert_eq!(
        (lead.source.as_str(), lead.owner, lead.campaign.as_deref()),
        ("web-to-lead", Some(company.nancy), Some("fair"))
    );
    let told: serde_json::Value = serde_json::from_str(first.text().unwrap()).unwrap();
    assert_eq!(told["id"], lead.id.to_string());
    assert_eq!((&told["score"], &told["duplicates"]), (&65.into(), &1.into()));
    assert_eq!(told["duplicate_of"], company.customer.to_string());
    let again = post(&company, "web-to-lead", JSON, body).unwrap();
    assert_eq!((again.status, leads(&company).len()), (200, 1), "sent twice, kept once");
    company.host.clock("2026-01-31T10:10:01Z");
    assert_eq!(
        post(&company, "web-to-lead", JSON, body).unwrap().status,
        201,
        "later it is a lead of its own"
    );
}

#[test]
fn what_a_program_sends_wrongly_is_named() {
    let company = company();
    for (body, expected) in [
        ("no", refused("crm.not-an-object", "")),
        ("[]", refused("crm.not-an-object", "")),
        (r#"{"name":1}"#, refused("crm.not-an-object", "/name")),
        (r#"{"name":"Ada","status":"converted"}"#, refused("crm.unknown-member", "/status")),
        (r#"{"phone":"1"}"#, refused("crm.lead-nameless", "/name")),
        (r#"{"name":"Ada","email":"x"}"#, refused("crm.email-form", "/email")),
    ] {
        assert_eq!(refusal(post(&company, "web-to-lead", JSON, body)), expected, "{body}");
    }
    assert!(leads(&company).is_empty());
}

#[test]
fn a_form_is_read_as_browsers_write_it() {
    let company = company();
    let body =
        "name=Ada+Lovelace&email=ada%40example.com&interest=T%C3%A9%20%26+coffee&odd=%zz&status=converted";
    let answer = post(&company, "web-form", FORM, body).unwrap();
    assert_eq!((answer.status, answer.text().unwrap()), (200, "Thank you. We will write to you soon."));
    let lead = &leads(&company)[0];
    assert_eq!((lead.name.as_deref(), lead.interest.as_deref()), (Some("Ada Lovelace"), Some("Té & coffee")));
    assert_eq!((lead.source.as_str(), lead.status.as_deref()), ("form", Some("new")));
    company.host.set("web-form-thanks", "https://example.com/thanks");
    let answer = post(&company, "web-form", FORM, "name=Bob").unwrap();
    assert_eq!(answer.status, 303);
    assert!(answer.headers.iter().any(|h| h.name == "location" && h.value == "https://example.com/thanks"));
    let answer = post(&company, "web-form", JSON, r#"{"name":"Cyd"}"#).unwrap();
    assert_eq!(answer.text().unwrap(), r#"{"received":true}"#);
    assert_eq!(leads(&company).len(), 3);
}

#[test]
fn a_program_that_fills_in_every_field_is_thanked_and_forgotten() {
    let company = company();
    let answer = post(&company, "web-form", FORM, "name=Bot&website=https%3A%2F%2Fspam.example").unwrap();
    assert_eq!((answer.status, leads(&company).len()), (200, 0));
}

#[test]
fn a_flood_is_stopped_for_a_minute() {
    let company = company();
    company.host.set("web-form-per-minute", 2_i64);
    for (name, status) in [("Ada", 200), ("Bob", 200), ("Cyd", 429)] {
        let answer = post(&company, "web-form", FORM, &format!("name={name}")).unwrap();
        assert_eq!(answer.status, status, "{name}");
    }
    assert_eq!(
        post(&company, "web-to-lead", JSON, r#"{"name":"Dan"}"#).unwrap().status,
        201,
        "programs go on"
    );
    company.host.clock("2026-01-31T10:01:01Z");
    assert_eq!(post(&company, "web-form", FORM, "name=Cyd").unwrap().status, 200);
}
