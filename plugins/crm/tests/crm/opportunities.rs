//! Stages, amounts, quotations, endings.

use crm::{LostReason, Opportunity, Stage};
use keel_sdk::prelude::*;

use super::{company, eur, refusal, refused};

#[test]
fn the_usual_stages_are_made_once() {
    let company = company();
    let again = company.host.action("set-up", None, Body::new()).unwrap();
    assert_eq!((again.get::<i64>("stages"), again.get::<i64>("lost_reasons")), (Some(0), Some(0)));
    company.host.enable();
    assert_eq!(company.host.deliver().unwrap(), 1);
    assert_eq!(
        (company.host.records(Stage::TYPE).len(), company.host.records(LostReason::TYPE).len()),
        (6, 5)
    );
}

#[test]
fn a_stage_sets_probability_and_what_follows_from_it() {
    let company = company();
    let to = |stage: &str| Body::new().with("stage", company.stage(stage));
    let lost = || to("Lost").with("lost_reason", company.lost_reason());
    for (steps, told) in [
        (vec![], "open 100.00 10% 10.00 by manual"),
        (vec![to("Proposal")], "open 100.00 50% 50.00 by manual"),
        (vec![to("Proposal").with("probability", 33_i64)], "open 100.00 33% 33.00 by manual"),
        (vec![Body::new().with("probability", 33_i64), to("Proposal")], "open 100.00 50% 50.00 by manual"),
        (
            vec![Body::new().with("amount", eur(99)).with("probability", 50_i64)],
            "open 0.99 50% 0.50 by manual",
        ),
        (vec![to("Won")], "won 100.00 100% 100.00 by manual"),
        (vec![to("Won").with("probability", 5_i64)], "won 100.00 100% 100.00 by manual"),
        (vec![lost()], "lost 100.00 0% 0.00 by manual"),
        (vec![lost(), to("New")], "open 100.00 10% 10.00 by manual"),
    ] {
        let id = company.opportunity(Body::new().with("amount", eur(10_000))).unwrap();
        for step in steps.clone() {
            company.host.update(Opportunity::TYPE, id, step).unwrap();
        }
        assert_eq!(company.told(id), told, "{steps:?}");
    }
}

#[test]
fn what_cannot_be_is_refused_where_it_stands() {
    let company = company();
    let id = company.opportunity(Body::new().with("amount", eur(10_000))).unwrap();
    for (body, expected) in [
        (Body::new().with("probability", 101_i64), refused("crm.probability-range", "/probability")),
        (Body::new().with("probability", -1_i64), refused("crm.probability-range", "/probability")),
        (Body::new().with("amount", eur(-1)), refused("crm.amount-negative", "/amount")),
        (
            Body::new().with("stage", company.stage("Lost")),
            refused("crm.lost-reason-missing", "/lost_reason"),
        ),
    ] {
        assert_eq!(refusal(company.host.update(Opportunity::TYPE, id, body.clone())), expected, "{body:?}");
        assert_eq!(company.told(id), "open 100.00 10% 10.00 by manual", "{body:?}");
    }
    let stage = Body::new().with("name", "Odd").with("sequence", 5_i64).with("probability", 200_i64);
    assert_eq!(
        refusal(company.host.create(Stage::TYPE, stage.with("outcome", "open"))),
        refused("crm.probability-range", "/probability")
    );
}

#[test]
fn without_stages_there_is_nowhere_to_begin() {
    let company = company();
    for stage in company.host.records(Stage::TYPE) {
        company.host.delete(Stage::TYPE, stage.id()).unwrap();
    }
    assert_eq!(refusal(company.opportunity(Body::new())), refused("crm.no-stage", "/stage"));
}

/// The story of the amount: 100, a quotation of 90, a second of 10, one cancelled, none left.
#[test]
fn the_amount_follows_the_quotations() {
    let company = company();
    let id =
        company.opportunity(Body::new().with("amount", eur(10_000)).with("probability", 50_i64)).unwrap();
    let follow = |amount: Option<&str>| {
        let amount = amount.map(|amount| Decimal::parse(amount).unwrap());
        company.host.action("follow-quotations", Some(id), Body::new().with("amount", amount)).unwrap();
        company.told(id)
    };
    assert_eq!(follow(None), "open 100.00 50% 50.00 by manual", "there were none");
    assert_eq!(follow(Some("90.00")), "open 90.00 50% 45.00 by quotations");
    assert_eq!(follow(Some("100.00")), "open 100.00 50% 50.00 by quotations");
    let by_hand = company.host.update(Opportunity::TYPE, id, Body::new().with("amount", eur(1)));
    assert_eq!(refusal(by_hand), refused("crm.amount-follows-quotations", "/amount"));
    assert_eq!(follow(Some("90")), "open 90.00 50% 45.00 by quotations");
    assert_eq!(follow(None), "open 100.00 50% 50.00 by manual", "the estimate returns");
    let other = Body::new().with("amount", Decimal::from(5)).with("currency", "USD");
    let other = company.host.action("follow-quotations", Some(id), other);
    assert_eq!(refusal(other), refused("crm.quotation-currency", "/currency"));
}

#[test]
fn an_ending_is_told_once_and_can_be_taken_back() {
    let company = company();
    let (host, id) = (&company.host, company.opportunity(Body::new()).unwrap());
    let told = || {
        let own = host.events().into_iter().filter(|event| event.name.starts_with("crm."));
        let told: Vec<String> = own.map(|event| event.name).collect();
        host.deliver().unwrap();
        told
    };
    host.deliver().unwrap();
    host.action("win-opportunity", Some(id), Body::new()).unwrap();
    host.action("win-opportunity", Some(id), Body::new()).unwrap();
    assert_eq!(told(), ["crm.opportunity-won"]);
    host.action("move-opportunity", Some(id), Body::new().with("stage", company.stage("Negotiation")))
        .unwrap();
    assert_eq!(told(), Vec::<String>::new());
    let lose = Body::new().with("reason", company.lost_reason()).with("note", "Too dear by a third");
    host.action("lose-opportunity", Some(id), lose).unwrap();
    assert_eq!(told(), ["crm.opportunity-lost"]);
    let kept = Opportunity::from_document(&host.record(Opportunity::TYPE, id).unwrap()).unwrap();
    assert_eq!(kept.closed_on, Some(Day::parse("2026-01-31").unwrap()));
    assert_eq!(kept.open_stage, Some(company.stage("Negotiation")), "so far it came");
    assert_eq!(kept.lost_note.as_deref(), Some("Too dear by a third"));
    host.action("move-opportunity", Some(id), Body::new().with("stage", company.stage("New"))).unwrap();
    let kept = Opportunity::from_document(&host.record(Opportunity::TYPE, id).unwrap()).unwrap();
    assert_eq!((kept.closed_on, kept.lost_reason, kept.lost_note), (None, None, None));
    let missing = host.action("lose-opportunity", Some(id), Body::new());
    assert_eq!(refusal(missing).1, "/reason");
}
