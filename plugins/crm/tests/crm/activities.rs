//! Activities: what they are about, reminders, what is overdue, what comes next.

use crm::Activity;
use keel_sdk::prelude::*;

use super::{Company, company, refusal, refused};

fn activity(company: &Company, body: Body) -> Result<Id> {
    let mut whole = Body::new()
        .with("kind", "call")
        .with("subject", "Ask about the tea")
        .with("contact", company.customer)
        .with("owner", company.nancy)
        .with("due_at", at("2026-02-02T09:00:00Z"));
    for field in body.fields {
        whole.set(&field.name, field.value);
    }
    company.host.create(Activity::TYPE, whole)
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn kept(company: &Company, id: Id) -> Activity {
    Activity::from_document(&company.host.record(Activity::TYPE, id).unwrap()).unwrap()
}

#[test]
fn an_activity_is_about_something() {
    let company = company();
    let nothing = activity(&company, Body::new().with("contact", Value::None));
    assert_eq!(refusal(nothing), refused("crm.activity-about-nothing", "/contact"));
    let opportunity = company.opportunity(Body::new()).unwrap();
    let about = Body::new().with("contact", Value::None).with("opportunity", opportunity);
    let id = activity(&company, about).unwrap();
    assert_eq!(kept(&company, id).contact, Some(company.customer), "the opportunity's customer");
}

#[test]
fn a_reminder_comes_before_its_activity_and_moves_with_it() {
    let company = company();
    for (body, then, expected) in [
        (Body::new(), None, Some("2026-02-02T08:45:00Z")),
        (Body::new().with("remind_at", at("2026-02-01T09:00:00Z")), None, Some("2026-02-01T09:00:00Z")),
        (Body::new().with("due_at", at("2026-01-30T09:00:00Z")), None, None),
        (
            Body::new(),
            Some(Body::new().with("due_at", at("2026-02-03T09:00:00Z"))),
            Some("2026-02-03T08:45:00Z"),
        ),
        (Body::new(), Some(Body::new().with("remind_at", Value::None)), None),
    ] {
        let id = activity(&company, body.clone()).unwrap();
        if let Some(then) = then {
            company.host.update(Activity::TYPE, id, then).unwrap();
        }
        let remind_at = kept(&company, id).remind_at;
        assert_eq!(remind_at, expected.map(at), "{body:?}");
        let waiting = company.host.waiting();
        let waiting = waiting.iter().find(|run| run.key.as_deref() == Some(&id.to_string()));
        assert_eq!(waiting.map(|run| run.at), remind_at, "a run waits for it: {body:?}");
    }
    let late = activity(&company, Body::new().with("remind_at", at("2026-02-02T09:00:01Z")));
    assert_eq!(refusal(late), refused("crm.reminder-too-late", "/remind_at"));
}

#[test]
fn a_reminder_is_told_once_and_not_at_all_when_it_is_done() {
    let company = company();
    let (first, second) =
        (activity(&company, Body::new()).unwrap(), activity(&company, Body::new()).unwrap());
    let third = activity(&company, Body::new()).unwrap();
    company.host.action("done-activity", Some(second), Body::new()).unwrap();
    company.host.delete(Activity::TYPE, third).unwrap();
    assert_eq!(company.host.waiting().len(), 1);
    company.host.deliver().unwrap();
    assert_eq!(company.host.run_due().unwrap(), 0, "not yet");
    company.host.clock("2026-02-02T08:45:00Z");
    assert_eq!(company.host.run_due().unwrap(), 1);
    let told: Vec<_> =
        company.host.events().into_iter().filter(|event| event.name == "crm.activity-due").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject.as_ref().map(RecordRef::id), Some(first));
    assert_eq!(told[0].text("owner"), Some(company.nancy.to_string()));
    assert_eq!(kept(&company, first).reminded_at, Some(at("2026-02-02T08:45:00Z")));
    assert!(company.host.waiting().is_empty());

    // Put off, it is told again.
    company
        .host
        .update(Activity::TYPE, first, Body::new().with("due_at", at("2026-02-05T09:00:00Z")))
        .unwrap();
    assert_eq!(company.host.waiting()[0].at, at("2026-02-05T08:45:00Z"));
    assert_eq!(kept(&company, first).reminded_at, None);
}

#[test]
fn every_morning_each_owner_is_told_what_is_overdue() {
    let company = company();
    for (owner, due) in [
        (company.nancy, "2026-01-30T09:00:00Z"),
        (company.nancy, "2026-01-29T09:00:00Z"),
        (company.andrew, "2026-01-31T09:59:59Z"),
        (company.andrew, "2026-01-31T10:00:00Z"),
    ] {
        activity(&company, Body::new().with("owner", owner).with("due_at", at(due))).unwrap();
    }
    company.host.deliver().unwrap();
    company.host.job("overdue").unwrap();
    let events = company.host.events();
    let told = events.iter().map(|event| (event.text("owner").unwrap(), event.text("count").unwrap()));
    let mut told: Vec<_> = told.collect();
    told.sort();
    assert_eq!(told, [(company.nancy.to_string(), "2".into()), (company.andrew.to_string(), "1".into())]);
}

#[test]
fn done_keeps_the_outcome_and_plans_what_comes_next() {
    let company = company();
    let done = |id: Id, input: Body| company.host.action("done-activity", Some(id), input);
    let id = activity(&company, Body::new()).unwrap();
    let undated = Body::new().with("next_kind", "meeting");
    assert_eq!(refusal(done(id, undated)), refused("crm.next-due-missing", "/next_due_at"));
    assert_eq!(kept(&company, id).done_at, None, "nothing of it stays");
    let input = Body::new()
        .with("outcome", "They want samples")
        .with("next_kind", "meeting")
        .with("next_due_at", at("2026-02-09T09:00:00Z"));
    let next = done(id, input).unwrap().need::<Id>("next").unwrap();
    let (was, next) = (kept(&company, id), kept(&company, next));
    assert_eq!(
        (was.done_at, was.outcome.as_deref()),
        (Some(at("2026-01-31T10:00:00Z")), Some("They want samples"))
    );
    assert_eq!((next.kind.as_str(), next.subject), ("meeting", was.subject));
    assert_eq!((next.contact, next.owner, next.done_at), (Some(company.customer), Some(company.nancy), None));
    assert_eq!(refusal(done(id, Body::new())), refused("crm.activity-done", "/done_at"));
}
