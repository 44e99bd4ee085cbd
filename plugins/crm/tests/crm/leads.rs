//! Leads: what is kept of one, whom it may already be, and its way to an answer.

use crm::{Lead, Opportunity};
use keel_sdk::prelude::*;

use super::{Company, company, refusal, refused};

fn lead(company: &Company, body: Body) -> Result<Id> {
    company.host.create(Lead::TYPE, body.with("source", "manual").with("owner", company.nancy))
}

fn kept(company: &Company, id: Id) -> Lead {
    Lead::from_document(&company.host.record(Lead::TYPE, id).unwrap()).unwrap()
}

#[test]
fn a_lead_is_cleaned_and_scored() {
    let company = company();
    for (body, name, email, score) in [
        (Body::new().with("name", " Ada "), "Ada", None, 0),
        (Body::new().with("organisation", "ACME"), "ACME", None, 15),
        (
            Body::new().with("name", "Ada").with("email", " Ada@Example.COM "),
            "Ada",
            Some("ada@example.com"),
            25,
        ),
        (
            Body::new()
                .with("name", "Ada")
                .with("organisation", "ACME")
                .with("email", "ada@example.com")
                .with("phone", "1")
                .with("city", "Sofia")
                .with("interest", "Tea"),
            "Ada",
            Some("ada@example.com"),
            90,
        ),
    ] {
        let lead = kept(&company, lead(&company, body).unwrap());
        assert_eq!((lead.name.as_deref(), lead.email.as_deref()), (Some(name), email));
        assert_eq!((lead.score, lead.status.as_deref()), (Some(score), Some("new")), "{name}");
        assert_eq!(lead.received_at, Some(Instant::parse("2026-01-31T10:00:00Z").unwrap()));
    }
    for (body, expected) in [
        (Body::new(), refused("crm.lead-nameless", "/name")),
        (Body::new().with("name", " "), refused("crm.lead-nameless", "/name")),
        (Body::new().with("name", "Ada").with("email", "ada"), refused("crm.email-form", "/email")),
        (Body::new().with("name", "Ada").with("email", "ada@x"), refused("crm.email-form", "/email")),
        (Body::new().with("name", "Ada").with("email", "a b@x.y"), refused("crm.email-form", "/email")),
    ] {
        assert_eq!(refusal(lead(&company, body.clone())), expected, "{body:?}");
    }
}

#[test]
fn duplicates_are_found_while_it_is_typed_and_again_when_it_changes() {
    let company = company();
    let id = lead(&company, Body::new().with("organisation", "Alfreds")).unwrap();
    let found = kept(&company, id);
    assert_eq!((found.duplicate_count, found.duplicate_of), (Some(1), Some(company.customer)));
    company
        .host
        .update(Lead::TYPE, id, Body::new().with("organisation", "Bottom").with("name", "Bottom"))
        .unwrap();
    let found = kept(&company, id);
    assert_eq!((found.duplicate_count, found.duplicate_of), (Some(0), None));
}

#[test]
fn a_status_changes_only_as_it_may() {
    let company = company();
    let act = |action: &str, id: Id| company.host.action(action, Some(id), Body::new()).map(|_| ());
    let status = refused("crm.lead-status", "/status");
    for (steps, expected) in [
        (vec!["qualify-lead"], Ok("qualified")),
        (vec!["junk-lead"], Ok("junk")),
        (vec!["qualify-lead", "junk-lead", "reopen-lead"], Ok("new")),
        (vec!["qualify-lead", "convert-lead"], Ok("converted")),
        (vec!["convert-lead"], Ok("converted")),
        (vec!["qualify-lead", "qualify-lead"], Err(&status)),
        (vec!["reopen-lead"], Err(&status)),
        (vec!["junk-lead", "qualify-lead"], Err(&status)),
        (vec!["junk-lead", "convert-lead"], Err(&status)),
        (vec!["convert-lead", "convert-lead"], Err(&status)),
        (vec!["convert-lead", "junk-lead"], Err(&status)),
    ] {
        let id = lead(&company, Body::new().with("name", "Ada").with("phone", "1")).unwrap();
        let (last, before) = steps.split_last().unwrap();
        before.iter().for_each(|step| act(step, id).unwrap());
        match (act(last, id), expected) {
            (Ok(()), Ok(word)) => assert_eq!(kept(&company, id).status.as_deref(), Some(word), "{steps:?}"),
            (answer, expected) => assert_eq!(&refusal(answer), expected.unwrap_err(), "{steps:?}"),
        }
    }
    let unreachable = lead(&company, Body::new().with("name", "Ada")).unwrap();
    assert_eq!(refusal(act("qualify-lead", unreachable)), refused("crm.lead-unreachable", "/email"));
}

#[test]
fn a_new_customer_and_the_person_there_are_made_once() {
    let company = company();
    let body = Body::new()
        .with("name", "Jo Do")
        .with("organisation", "Neue Firma")
        .with("email", "jo@neue.de")
        .with("city", "Berlin")
        .with("country", "DE")
        .with("interest", "Tea");
    let id = lead(&company, body.clone()).unwrap();
    let input = Body::new().with("name", "A start").with("amount", Money::new(50_000, "EUR"));
    let out = company.host.action("convert-lead", Some(id), input).unwrap();
    let (customer, person) = (out.need::<Id>("contact").unwrap(), out.need::<Id>("contact_person").unwrap());
    assert_eq!(out.get::<bool>("created"), Some(true));
    let made = company.host.record("contact", customer).unwrap();
    assert_eq!(made.get::<String>("kind").as_deref(), Some("organisation"));
    assert_eq!(made.rows("addresses")[0].get::<String>("city_given").as_deref(), Some("Berlin"));
    let made = company.host.record("contact", person).unwrap();
    assert_eq!(made.get::<Id>("employer"), Some(customer));
    assert_eq!(made.rows("emails")[0].get::<String>("address").as_deref(), Some("jo@neue.de"));
    assert_eq!(made.rows("roles")[0].get::<String>("role").as_deref(), Some("lead"));
    let opened = company.host.record(Opportunity::TYPE, out.need("opportunity").unwrap()).unwrap();
    let opened = Opportunity::from_document(&opened).unwrap();
    assert_eq!((opened.contact, opened.contact_person, opened.lead), (customer, Some(person), Some(id)));
    assert_eq!((opened.name.as_str(), opened.note.as_deref()), ("A start", Some("Tea")));
    assert_eq!(company.told(opened.id), "open 500.00 10% 50.00 by manual");
    assert_eq!(kept(&company, id).contact, Some(customer));

    // The same again is linked: they are there now.
    let again = lead(&company, body).unwrap();
    let contacts = company.host.records("contact").len();
    let out = company.host.action("convert-lead", Some(again), Body::new()).unwrap();
    assert_eq!((out.get::<Id>("contact"), out.get::<bool>("created")), (Some(customer), Some(false)));
    assert_eq!(company.host.records("contact").len(), contacts);
}

#[test]
fn a_doubt_is_asked_and_answered() {
    let company = company();
    // Whatever is alike is in doubt.
    company.host.set("link-score", 101_i64);
    let id = lead(&company, Body::new().with("organisation", "Alfreds").with("phone", "1")).unwrap();
    let convert = |id: Id, input: Body| company.host.action("convert-lead", Some(id), input);
    assert_eq!(refusal(convert(id, Body::new())), refused("crm.possible-duplicates", "/contact"));
    let out = convert(id, Body::new().with("contact", company.customer).with("opportunity", false)).unwrap();
    assert_eq!((out.get::<Id>("contact"), out.get::<Id>("opportunity")), (Some(company.customer), None));
    assert!(company.host.records(Opportunity::TYPE).is_empty());

    let id = lead(&company, Body::new().with("organisation", "Alfreds").with("phone", "1")).unwrap();
    let out = convert(id, Body::new().with("duplicates", "create")).unwrap();
    assert_eq!(
        (out.get::<bool>("created"), out.get::<Id>("contact") == Some(company.customer)),
        (Some(true), false)
    );

    let ada = Body::new().with("name", "Ada").with("employer", company.customer);
    let ada = company.host.given("contact", ada);
    let id = lead(&company, Body::new().with("name", "Ada").with("phone", "1")).unwrap();
    let out = convert(id, Body::new().with("contact", ada)).unwrap();
    let answered = (out.get::<Id>("contact"), out.get::<Id>("contact_person"));
    assert_eq!(answered, (Some(company.customer), Some(ada)), "the customer is who employs them");
}

#[test]
fn nothing_of_a_conversion_stays_when_a_part_of_it_fails() {
    let company = company();
    let id = lead(&company, Body::new().with("name", "Ada").with("phone", "1")).unwrap();
    let contacts = company.host.records("contact").len();
    let input = Body::new().with("amount", Money::new(-1, "EUR"));
    let failed = company.host.action("convert-lead", Some(id), input);
    assert_eq!(refusal(failed), refused("crm.amount-negative", "/amount"));
    assert_eq!(
        (company.host.records("contact").len(), kept(&company, id).status.as_deref()),
        (contacts, Some("new"))
    );
}
