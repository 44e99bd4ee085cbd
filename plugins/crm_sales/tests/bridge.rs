//! The bridge natively: what it asks of crm when quotations change. Both neighbours are played here; together
//! they run in the real host, in the tests at the doors.

use crm_sales::{CrmOpportunityExt, Plugin, SalesOrderExt};
use keel_sdk::prelude::*;
use keel_sdk::testing::Host;

struct Desk {
    host: Host,
    opportunity: Id,
}

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR")
}

fn desk(more: Body) -> Desk {
    let host = Host::of::<Plugin>();
    let contact = host.given("contact", Body::new().with("name", "Alfreds"));
    let stage = host.given("crm.stage", Body::new().with("name", "Proposal"));
    let mut body = Body::new()
        .with("name", "Tea")
        .with("contact", contact)
        .with("state", "open")
        .with("open_stage", stage)
        .with("currency", "EUR")
        .with("amount", eur(10_000))
        .with("amount_source", "manual");
    for field in more.fields {
        body.set(&field.name, field.value);
    }
    let opportunity = host.given("crm.opportunity", body);
    Desk { host, opportunity }
}

impl Desk {
    fn quotation(&self, state: &str, untaxed: Money) -> Id {
        let body = Body::new()
            .with("state", state)
            .with("untaxed", untaxed)
            .with(SalesOrderExt::OPPORTUNITY, self.opportunity);
        self.host.create("sales.order", body).unwrap()
    }

    /// Delivers what was told; the calls of crm that it led to.
    fn calls(&self) -> Vec<String> {
        for action in ["crm.follow-quotations", "crm.win-opportunity", "crm.move-opportunity"] {
            (0..9).for_each(|_| self.host.action_answers(action, Ok(Body::new())));
        }
        let before = self.host.called().len();
        self.host.deliver().unwrap();
        let told = |(name, on, input): &(String, Option<Id>, Body)| {
            assert_eq!(*on, Some(self.opportunity));
            let amount =
                input.get::<Decimal>("amount").map(|amount| format!(" {amount}")).unwrap_or_default();
            format!("{}{amount}", name.trim_start_matches("crm."))
        };
        self.host.called()[before..].iter().map(told).collect()
    }

    fn kept(&self) -> (Option<i64>, Option<bool>) {
        let CrmOpportunityExt { quotations, won_by_order } =
            CrmOpportunityExt::of(&self.host.record("crm.opportunity", self.opportunity).unwrap());
        (quotations, won_by_order)
    }
}

#[test]
fn the_amount_is_that_of_the_quotations_that_stand() {
    for (quotations, expected, kept) in [
        (vec![("quotation", eur(9_000))], vec!["follow-quotations 90.00"], (Some(1), Some(false))),
        (vec![("quotation", eur(0))], vec!["follow-quotations"], (Some(1), Some(false))),
        (
            vec![("sent", eur(9_000)), ("quotation", eur(1_000))],
            vec!["follow-quotations 100.00", "follow-quotations 100.00"],
            (Some(2), Some(false)),
        ),
        (
            vec![("quotation", eur(9_000)), ("cancelled", eur(1_000))],
            vec!["follow-quotations 90.00", "follow-quotations 90.00"],
            (Some(1), Some(false)),
        ),
        (vec![("cancelled", eur(1_000))], vec!["follow-quotations"], (Some(0), Some(false))),
        (vec![("quotation", Money::new(500, "USD"))], vec!["follow-quotations"], (Some(1), Some(false))),
        (
            vec![("confirmed", eur(9_000)), ("quotation", eur(1_000))],
            vec!["follow-quotations 100.00", "follow-quotations 100.00"],
            (Some(2), Some(false)),
        ),
        (
            vec![("confirmed", eur(9_000)), ("cancelled", eur(1_000))],
            vec!["follow-quotations 90.00", "win-opportunity", "follow-quotations 90.00", "win-opportunity"],
            (Some(1), Some(true)),
        ),
    ] {
        let desk = desk(Body::new());
        for (state, untaxed) in &quotations {
            desk.quotation(state, untaxed.clone());
        }
        assert_eq!(desk.calls(), expected, "{quotations:?}");
        assert_eq!(desk.kept(), kept, "{quotations:?}");
    }
}

#[test]
fn quotations_in_a_currency_of_their_own_count_where_nobody_typed_an_amount() {
    let desk = desk(Body::new().with("amount", Value::None));
    desk.quotation("quotation", Money::new(500, "USD"));
    desk.quotation("quotation", Money::new(700, "USD"));
    assert_eq!(desk.calls(), ["follow-quotations 12.00", "follow-quotations 12.00"]);
}

#[test]
fn what_an_order_won_is_open_again_when_the_order_is_cancelled() {
    for (won_by_order, expected, kept) in [
        (true, vec!["follow-quotations", "move-opportunity"], (Some(0), Some(false))),
        (false, vec!["follow-quotations"], (Some(0), Some(false))),
    ] {
        let won = Body::new().with("state", "won").with(CrmOpportunityExt::WON_BY_ORDER, won_by_order);
        let desk = desk(won);
        desk.quotation("cancelled", eur(9_000));
        assert_eq!(desk.calls(), expected, "won by an order: {won_by_order}");
        assert_eq!(desk.kept(), kept);
    }
}

#[test]
fn a_quotation_that_moves_or_goes_is_told_to_both() {
    let desk = desk(Body::new());
    let other = desk.host.given("crm.opportunity", Body::new().with("name", "Coffee").with("state", "open"));
    let order = desk.quotation("quotation", eur(9_000));
    let told = || -> Vec<Option<Id>> {
        let events = desk.host.events();
        let own = events.iter().filter(|event| event.name == "crm-sales.quotations-changed");
        own.map(|event| event.subject.as_ref().map(RecordRef::id)).collect()
    };
    assert_eq!(told(), [Some(desk.opportunity)]);
    desk.calls();
    desk.host.update("sales.order", order, Body::new().with("note", "x")).unwrap();
    assert_eq!(told(), [], "nothing that matters changed");
    desk.host.update("sales.order", order, Body::new().with(SalesOrderExt::OPPORTUNITY, other)).unwrap();
    assert_eq!(told(), [Some(other), Some(desk.opportunity)]);
    (0..2).for_each(|_| desk.host.action_answers("crm.follow-quotations", Ok(Body::new())));
    desk.host.deliver().unwrap();
    desk.host.delete("sales.order", order).unwrap();
    assert_eq!(told(), [Some(other)]);
}

#[test]
fn a_new_quotation_is_for_the_customer_of_the_opportunity() {
    let desk = desk(Body::new());
    let item = desk.host.given("item", Body::new().with("name", "Chai"));
    let line =
        Row::new().with("item", item).with("quantity", Decimal::from(9)).with("price", Decimal::from(10));
    let input = Body::new().with("reference", "PO 7").with_rows("lines", vec![line]);
    let out = desk.host.action("new-quotation", Some(desk.opportunity), input).unwrap();
    let order = desk.host.record("sales.order", out.need("order").unwrap()).unwrap();
    let opportunity = desk.host.record("crm.opportunity", desk.opportunity).unwrap();
    assert_eq!(order.get::<Id>("contact"), opportunity.get::<Id>("contact"));
    assert_eq!(SalesOrderExt::of(&order).opportunity, Some(desk.opportunity));
    assert_eq!(
        (order.get::<String>("currency").as_deref(), order.get::<String>("reference").as_deref()),
        (Some("EUR"), Some("PO 7"))
    );
    assert_eq!(order.rows("lines")[0].get::<Decimal>("quantity"), Some(Decimal::from(9)));
    assert_eq!(order.value("salesperson"), &Value::None, "the opportunity is nobody's");
    let page = desk.host.page("quotations", &[], Some(("crm.opportunity", desk.opportunity))).unwrap();
    assert!(page.contains("new-quotation") && page.contains(&desk.opportunity.to_string()), "{page}");

    let lost = self::desk(Body::new().with("state", "lost"));
    let refused = lost.host.action("new-quotation", Some(lost.opportunity), Body::new()).unwrap_err();
    assert_eq!(refused.code, "crm-sales.opportunity-lost");
}

#[test]
fn an_opportunity_that_is_gone_is_no_fault() {
    let desk = desk(Body::new());
    desk.quotation("quotation", eur(9_000));
    desk.host.delete("crm.opportunity", desk.opportunity).unwrap();
    assert_eq!(desk.calls(), Vec::<String>::new());
}
