//! Handing all open work of one employee to another.

use crm::{Activity, Handover, Lead, Opportunity};
use keel_sdk::prelude::*;

use super::{Company, company, refusal, refused};

fn hand_over(company: &Company, from: Id, to: Id) -> Result<Body> {
    let input = Body::new().with("from", from).with("to", to).with("reason", "Parental leave");
    company.host.action("hand-over", None, input)
}

#[test]
fn all_that_is_open_goes_and_its_history_stays() {
    let company = company();
    let host = &company.host;
    let lead = |name: &str| {
        let body = Body::new().with("name", name).with("phone", "1").with("source", "manual");
        host.create(Lead::TYPE, body.with("owner", company.nancy)).unwrap()
    };
    let (open, junk) = (lead("Ada"), lead("Spam"));
    host.action("junk-lead", Some(junk), Body::new()).unwrap();
    let (first, won) = (company.opportunity(Body::new()).unwrap(), company.opportunity(Body::new()).unwrap());
    host.action("win-opportunity", Some(won), Body::new()).unwrap();
    let call = Body::new()
        .with("kind", "call")
        .with("subject", "Call back")
        .with("opportunity", first)
        .with("owner", company.nancy)
        .with("due_at", Instant::parse("2026-02-02T09:00:00Z").unwrap());
    let call = host.create(Activity::TYPE, call).unwrap();
    let task = host.given("task", Body::new().with("title", "Send the list").with("assignee", company.nancy));
    let other = host.given("task", Body::new().with("title", "His own").with("assignee", company.andrew));

    let out = hand_over(&company, company.nancy, company.andrew).unwrap();
    let counts: Vec<_> =
        ["leads", "opportunities", "activities", "tasks"].map(|of| out.get::<i64>(of)).into();
    assert_eq!(counts, [Some(1); 4]);
    assert_eq!(out.get::<bool>("more"), Some(false));
    let owner = |of: &str, id: Id, field: &str| host.record(of, id).unwrap().get::<Id>(field);
    for (of, id, field, expected) in [
        (Lead::TYPE, open, "owner", company.andrew),
        (Lead::TYPE, junk, "owner", company.nancy),
        (Opportunity::TYPE, first, "owner", company.andrew),
        (Opportunity::TYPE, won, "owner", company.nancy),
        (Activity::TYPE, call, "owner", company.andrew),
        ("task", task, "assignee", company.andrew),
        ("task", other, "assignee", company.andrew),
    ] {
        assert_eq!(owner(of, id, field), Some(expected), "{of} {id}");
    }
    let kept = host.record(Handover::TYPE, out.need("handover").unwrap()).unwrap();
    let kept = Handover::from_document(&kept).unwrap();
    assert_eq!(kept.name, "Nancy → Andrew, 2026-01-31");
    let items: Vec<String> = kept
        .items
        .iter()
        .map(|item| format!("{} {}", item.record_type, item.title.clone().unwrap_or_default()))
        .collect();
    let expected =
        ["crm.lead Ada", "crm.opportunity Ten crates of tea", "crm.activity Call back", "task Send the list"];
    assert_eq!(items, expected);
    assert!(host.events().iter().any(|event| event.name == "crm.handed-over"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let company = company();
    let gone = company.host.given("user", Body::new().with("name", "Gone").with("disabled", true));
    for (from, to, expected) in [
        (company.nancy, company.nancy, refused("crm.hand-over-to-self", "/to")),
        (company.nancy, gone, refused("crm.hand-over-disabled", "/to")),
        (company.nancy, company.andrew, refused("crm.nothing-to-hand-over", "/from")),
    ] {
        assert_eq!(refusal(hand_over(&company, from, to)), expected);
    }
    assert!(company.host.records(Handover::TYPE).is_empty());
}

#[test]
fn more_than_one_call_takes_is_told() {
    let company = company();
    for number in 0..301 {
        let body = Body::new().with("title", format!("Task {number}")).with("assignee", company.nancy);
        company.host.given("task", body);
    }
    let first = hand_over(&company, company.nancy, company.andrew).unwrap();
    assert_eq!((first.get::<i64>("tasks"), first.get::<bool>("more")), (Some(300), Some(true)));
    let rest = hand_over(&company, company.nancy, company.andrew).unwrap();
    assert_eq!((rest.get::<i64>("tasks"), rest.get::<bool>("more")), (Some(1), Some(false)));
}
