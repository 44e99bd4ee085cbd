//! Reports, cards and panels: the figures are those of the records, and lead down to them.

use crm::{Activity, Lead, Opportunity};
use keel_sdk::prelude::*;

use super::{Company, company, eur};

/// Nancy: one new of 100, one in Proposal of 200, one won of 300, one lost of 400 that had come to Negotiation.
fn busy() -> Company {
    let company = company();
    for (amount, stages) in
        [(100, vec![]), (200, vec!["Proposal"]), (300, vec!["Won"]), (400, vec!["Negotiation"])]
    {
        let id = company.opportunity(Body::new().with("amount", eur(amount * 100))).unwrap();
        for stage in stages {
            let body = Body::new().with("stage", company.stage(stage));
            company.host.update(Opportunity::TYPE, id, body).unwrap();
        }
        if amount == 400 {
            let body = Body::new().with("reason", company.lost_reason());
            company.host.action("lose-opportunity", Some(id), body).unwrap();
        }
    }
    let call = |owner: Id, due: &str| {
        let body = Body::new()
            .with("kind", "call")
            .with("subject", "Call back")
            .with("contact", company.customer)
            .with("owner", owner)
            .with("due_at", Instant::parse(due).unwrap());
        company.host.create(Activity::TYPE, body).unwrap()
    };
    call(company.andrew, "2026-01-30T09:00:00Z");
    call(company.nancy, "2026-02-02T09:00:00Z");
    company
}

fn line(row: &Row, names: &[&str]) -> String {
    let text = |name: &&str| match row.value(name) {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Money(money) => money.amount().to_string(),
        _ => "-".to_owned(),
    };
    names.iter().map(text).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_funnel_counts_how_far_each_came() {
    let company = busy();
    let table = company.host.report("funnel", Body::new()).unwrap();
    let names = ["stage", "count", "reached", "amount", "expected"];
    let rows: Vec<String> = table.rows.iter().map(|row| line(row, &names)).collect();
    let expected = [
        "New 1 4 100.00 10.00",
        "Qualified 0 3 0.00 0.00",
        "Proposal 1 3 200.00 100.00",
        "Negotiation 0 2 0.00 0.00",
        "Won 1 1 300.00 300.00",
        "Lost 1 1 400.00 0.00",
    ];
    assert_eq!(rows, expected);
    let nobody = company.host.report("funnel", Body::new().with("owner", company.andrew)).unwrap();
    assert!(nobody.rows.iter().all(|row| row.get::<i64>("count") == Some(0)));
}

#[test]
fn each_manager_has_a_row() {
    let company = busy();
    let names =
        ["owner", "open", "open_amount", "expected", "won", "won_amount", "lost", "win_rate", "overdue"];
    let rows = |from: &str| {
        let parameters = Body::new().with("from", Day::parse(from).unwrap());
        let table = company.host.report("managers", parameters).unwrap();
        table.rows.iter().map(|row| line(row, &names)).collect::<Vec<String>>()
    };
    let nancy = "Nancy 2 300.00 110.00 1 300.00 1 50.0 0";
    assert_eq!(rows("2026-01-31"), ["Andrew 0 0.00 0.00 0 0.00 0 - 1", nancy]);
    let nancy = "Nancy 2 300.00 110.00 0 0.00 0 - 0";
    assert_eq!(rows("2026-02-01"), ["Andrew 0 0.00 0.00 0 0.00 0 - 1", nancy], "closed before");
}

#[test]
fn currencies_are_never_added_up() {
    let company = company();
    for currency in ["EUR", "JPY"] {
        let body = Body::new().with("currency", currency).with("amount", Money::new(5_000, currency));
        company.opportunity(body).unwrap();
    }
    let table = company.host.report("funnel", Body::new()).unwrap();
    let rows: Vec<String> =
        table.rows.iter().take(2).map(|row| line(row, &["stage", "count", "currency", "amount"])).collect();
    assert_eq!(rows, ["New 2 EUR 50.00", "New - JPY 5000"]);
}

#[test]
fn figures_lead_down_to_their_rows() {
    let company = busy();
    let page = |name: &str, query: &[(&str, &str)]| company.host.page(name, query, None).unwrap();
    for name in ["pipeline", "funnel"] {
        let page = page(name, &[]);
        assert!(
            page.contains(r#""money":"300.00""#) && page.contains(r#""open":{"list":"crm.opportunity","where":[{"field":"state","operator":"equal","value":"won"}]"#),
            "{page}"
        );
    }
    let overdue = page("overdue", &[]);
    assert!(overdue.contains("Andrew") && !overdue.contains("Nancy"), "{overdue}");
    let hers = format!(r#"{{"field":"owner","operator":"equal","value":"{}"}}"#, company.andrew);
    assert!(
        overdue.contains(r#""field":"due_at","operator":"less""#) && overdue.contains(&hers),
        "{overdue}"
    );
    let stage = format!(
        r#""where":[{{"field":"stage","operator":"equal","value":"{}"}}]"#,
        company.stage("Proposal")
    );
    let funnel = page("funnel", &[]);
    assert!(funnel.contains(&stage), "{funnel}");
}

#[test]
fn panels_show_what_is_next() {
    let company = busy();
    let lead =
        Body::new().with("organisation", "Alfreds").with("source", "manual").with("owner", company.nancy);
    let lead = company.host.create(Lead::TYPE, lead).unwrap();
    let panel = |name: &str, of: &str, id: Id| company.host.page(name, &[], Some((of, id))).unwrap();
    let shown = panel("lead-duplicates", Lead::TYPE, lead);
    assert!(shown.contains("is-this-contact") && shown.contains(&company.customer.to_string()), "{shown}");
    company.host.action("junk-lead", Some(lead), Body::new()).unwrap();
    assert!(panel("lead-duplicates", Lead::TYPE, lead).contains("reopen-lead"));
    let customer = panel("customer", "contact", company.customer);
    assert!(customer.contains(r#""money":"300.00""#), "{customer}");
    let open = company.host.records(Opportunity::TYPE)[0].id();
    let shown = panel("opportunity-work", Opportunity::TYPE, open);
    assert!(shown.contains("nothing-planned") && shown.contains("win-opportunity"), "{shown}");
    let call = Body::new()
        .with("kind", "meeting")
        .with("subject", "Tasting")
        .with("opportunity", open)
        .with("owner", company.nancy)
        .with("due_at", Instant::parse("2026-01-30T09:00:00Z").unwrap());
    company.host.create(Activity::TYPE, call).unwrap();
    let shown = panel("opportunity-work", Opportunity::TYPE, open);
    for part in ["Tasting", "Alfreds", "type-activity-kind-meeting", "overdue", "done-activity"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    for part in ["Call the customer within a day.", "next-stage", "\"stage\":\"Qualified\""] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let day = company.host.page("my-day", &[], None).unwrap();
    assert!(day.contains("nothing-due"), "nobody works here under this user: {day}");
    let me = company.host.user();
    let mine = |subject: &str, body: Body| {
        let body = body.with("kind", "call").with("subject", subject).with("owner", me);
        company
            .host
            .create(Activity::TYPE, body.with("due_at", Instant::parse("2026-01-30T09:00:00Z").unwrap()))
            .unwrap()
    };
    mine("Ask for the order", Body::new().with("opportunity", open));
    let day = company.host.page("my-day", &[], None).unwrap();
    for part in [
        "Ask for the order",
        "Call the customer within a day.",
        "move-opportunity",
        "done-activity",
        "\"node\":\"timeline\"",
        "customer-card",
    ] {
        assert!(day.contains(part), "{part}: {day}");
    }
}
