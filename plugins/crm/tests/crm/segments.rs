//! Segments: who is in one is found when it is asked.

use crm::{Lead, Segment};
use keel_sdk::prelude::*;

use super::{Company, company};

fn condition(field: &str, operator: &str, value: &str) -> Row {
    let value = if value.is_empty() { None } else { Some(value) };
    Row::new().with("field", field).with("operator", operator).with("value", value.map(str::to_owned))
}

fn segment(company: &Company, of: &str, conditions: Vec<Row>) -> Result<Id> {
    let name = format!("Segment {}", company.host.records(Segment::TYPE).len());
    let body = Body::new().with("name", name).with("of", of).with_rows("conditions", conditions);
    company.host.create(Segment::TYPE, body)
}

fn names(company: &Company, id: Id, input: Body) -> (i64, String, Option<String>) {
    let out = company.host.action("segment-members", Some(id), input).unwrap();
    let Value::Json(members) = out.value("members") else { panic!("{out:?}") };
    let members: Vec<serde_json::Value> = serde_json::from_str(members).unwrap();
    let names: Vec<&str> = members.iter().map(|one| one["name"].as_str().unwrap()).collect();
    (out.need("count").unwrap(), names.join(" "), out.get("next"))
}

#[test]
fn members_are_those_of_now_a_page_at_a_time() {
    let company = company();
    let contact = |name: &str, active: bool| {
        company.host.given("contact", Body::new().with("name", name).with("active", active))
    };
    for (name, active) in [("Bottom", true), ("Alberts", true), ("Aldous", false)] {
        contact(name, active);
    }
    let id = segment(&company, "contacts", vec![condition("name", "starts", "al")]).unwrap();
    assert_eq!(names(&company, id, Body::new()), (2, "Alberts Alfreds".into(), None));
    contact("Alma", true);
    let (count, first, next) = names(&company, id, Body::new().with("limit", 2_i64));
    assert_eq!((count, first.as_str()), (3, "Alberts Alfreds"));
    let rest = names(&company, id, Body::new().with("limit", 2_i64).with("after", next));
    assert_eq!(rest, (3, "Alma".into(), None));
    let page = company.host.page("segment-now", &[], Some((Segment::TYPE, id))).unwrap();
    assert!(page.contains("\"number\":\"3\"") && page.contains("Alma") && !page.contains("Bottom"), "{page}");
}

#[test]
fn leads_have_segments_too_and_all_conditions_hold() {
    let company = company();
    let odd = [("2026-01-31", "x"), ("2026-02-01T10:00:00.000000Z", "x")];
    for (name, city) in [("Ada", "Sofia"), ("Bob", "Varna"), ("Cyd", "")].into_iter().chain(odd) {
        let body = Body::new().with("name", name).with("city", city).with("source", "manual");
        company.host.create(Lead::TYPE, body).unwrap();
    }
    for (conditions, expected) in [
        (vec![condition("city", "not-equal", "x")], "Ada Bob Cyd"),
        (vec![condition("city", "equal", "Sofia")], "Ada"),
        (vec![condition("city", "not-equal", "Sofia"), condition("name", "starts", "b")], "Bob"),
        (vec![condition("city", "contains", "ar")], "Bob"),
        (vec![condition("phone", "empty", ""), condition("city", "equal", "Varna")], "Bob"),
        (vec![condition("phone", "present", "")], ""),
        (vec![condition("name", "equal", "today")], "2026-01-31"),
        (vec![condition("name", "equal", "today-31")], ""),
        (vec![condition("name", "equal", "today31")], ""),
        (vec![condition("name", "equal", "now+1")], "2026-02-01T10:00:00.000000Z"),
    ] {
        let id = segment(&company, "leads", conditions.clone()).unwrap();
        assert_eq!(names(&company, id, Body::new()).1, expected, "{conditions:?}");
    }
}

#[test]
fn a_question_that_cannot_be_asked_is_refused_when_it_is_saved() {
    let company = company();
    let fault = segment(&company, "contacts", vec![condition("name", "starts", "")]).unwrap_err();
    assert_eq!(fault.code, "crm.segment-value-missing");
    assert_eq!(fault.pointer.as_deref(), Some("/conditions/0/value"));
}
