//! The sample: an order from its confirmation to its payment, with a plugin `sales` that answers as the test says.

mod story;

use keel_sdk::prelude::*;
use process::{Instance, Subscription, Timer, UserTask};
use story::{ORDER, SAMPLE, complete, deploy, host, open, start, state, task};

fn started() -> (keel_sdk::testing::Host, Id) {
    let host = host();
    let deployed = deploy(&host, SAMPLE);
    assert_eq!((deployed.get::<i64>("deployed"), deployed.get::<i64>("errors")), (Some(1), Some(0)));
    let customer = host.given("contact", Body::new().with("name", "ACME"));
    let instance = start(&host, "order-fulfilment", &format!("{{\"customer\": \"{customer}\"}}")).unwrap();
    (host, instance)
}

#[test]
fn an_order_goes_its_way_in_the_transactions_of_its_steps() {
    let (host, instance) = started();
    assert_eq!(open(&host), ["Check the order"]);
    let first = host.record(UserTask::TYPE, task(&host, "Check the order")).unwrap();
    assert_eq!(first.get::<String>("role").as_deref(), Some("sales.salesperson"));
    assert_eq!(first.get::<String>("due_at"), None);
    assert_eq!(first.get::<Instant>("due_at").unwrap().to_string(), "2026-02-01T10:00:00.000000Z");
    assert!(first.get::<String>("instruction").unwrap().starts_with("Look at the order"));
    assert!(first.get::<Id>("customer").is_some());

    // Short of goods: asked for, then reserved.
    host.action_answers("sales.reserve", Ok(Body::new().with("missing", 2_i64)));
    complete(&host, "Check the order", "accept").unwrap();
    assert_eq!(open(&host), ["Get the missing goods"]);
    host.action_answers("sales.reserve", Ok(Body::new().with("missing", 0_i64)));
    complete(&host, "Get the missing goods", "").unwrap();
    assert_eq!((open(&host), host.records(Timer::TYPE).len()), (vec!["Ship the goods".to_owned()], 1));

    // One button ships, invoices, and waits for the payment.
    host.action_answers(
        "sales.ship",
        Ok(Body::new().with("delivery", Id::from_u128(1)).with("delivery_status", "done")),
    );
    host.action_answers(
        "sales.invoice",
        Ok(Body::new().with("invoice", Id::from_u128(2)).with("number", "INV-1")),
    );
    let answer = complete(&host, "Ship the goods", "ship").unwrap();
    assert_eq!(
        (answer.get::<String>("state").as_deref(), answer.get::<i64>("open_tasks")),
        (Some("running"), Some(0))
    );
    assert_eq!((open(&host).len(), host.records(Timer::TYPE).len()), (0, 0));
    let order = Some(Id::from_u128(ORDER));
    let called: Vec<(String, Option<Id>)> =
        host.called().into_iter().map(|(name, on, _)| (name, on)).collect();
    let expected = ["sales.reserve", "sales.reserve", "sales.ship", "sales.invoice"];
    assert_eq!(called, expected.map(|name| (name.to_owned(), order)));

    let message = |to: &str| Body::new().with("name", "invoicing.invoice-paid").with("correlation", to);
    let other = host.action("send-message", None, message("INV-2")).unwrap();
    assert_eq!(other.get::<i64>("received"), Some(0));
    let told = host.events();
    // The fact that the invoice was paid is that message.
    let invoice = Some(RecordRef::new("invoicing.invoice", Id::from_u128(2)));
    for number in ["INV-2", "INV-1"] {
        assert_eq!(state(&host, instance), "running");
        host.tells("invoicing.invoice-paid", invoice.clone(), &Body::new().with("number", number));
        host.deliver().unwrap();
    }
    assert_eq!(state(&host, instance), "completed");
    assert!(host.records(Subscription::TYPE).is_empty());
    let told: Vec<&str> =
        told.iter().map(|event| event.name.as_str()).filter(|name| name.starts_with("process.")).collect();
    assert_eq!(told, ["process.instance-started"]);
}

#[test]
fn what_is_short_refuses_and_nothing_at_all_has_happened() {
    let (host, instance) = started();
    host.action_answers("sales.reserve", Ok(Body::new().with("missing", 0_i64)));
    complete(&host, "Check the order", "accept").unwrap();
    let before = host.record(Instance::TYPE, instance).unwrap();
    let short =
        Fault::refused("sales.short", "3 pieces of Chai are missing.").at("/lines/0").arg("missing", 3);
    host.action_answers("sales.ship", Err(short.clone()));
    let refused = complete(&host, "Ship the goods", "ship").unwrap_err();
    assert_eq!(refused, short, "the fault is told as it is");
    assert_eq!(host.record(Instance::TYPE, instance).unwrap(), before);
    assert_eq!((open(&host), host.records(Timer::TYPE).len()), (vec!["Ship the goods".to_owned()], 1));
    assert!(host.records(process::Incident::TYPE).is_empty());
}

#[test]
fn a_step_takes_only_what_it_asks_for() {
    let (host, instance) = started();
    for (input, expected) in [
        (Body::new(), "process.outcome"),
        (Body::new().with("outcome", "maybe"), "process.outcome"),
        (Body::new().with("outcome", "accept").with("values", Value::Json("[]".into())), "process.not-json"),
        (
            Body::new().with("outcome", "accept").with("values", Value::Json("{\"amount\": 1}".into())),
            "process.unknown-value",
        ),
    ] {
        let refused = host.action("complete-task", Some(task(&host, "Check the order")), input).unwrap_err();
        assert_eq!(refused.code, expected);
    }
    let first = task(&host, "Check the order");
    complete(&host, "Check the order", "reject").unwrap();
    assert_eq!(state(&host, instance), "completed");
    let again = host.action("complete-task", Some(first), Body::new().with("outcome", "reject")).unwrap_err();
    assert_eq!(again.code, "process.task-not-open");
    let done = host.record(UserTask::TYPE, first).unwrap();
    assert_eq!(
        (done.get::<String>("state").as_deref(), done.get::<String>("outcome").as_deref()),
        (Some("done"), Some("reject"))
    );
}

#[test]
fn the_reminder_comes_at_its_time_and_once() {
    let (host, _) = started();
    host.action_answers("sales.reserve", Ok(Body::new().with("missing", 0_i64)));
    complete(&host, "Check the order", "accept").unwrap();
    let waiting = host.waiting();
    assert_eq!((waiting.len(), waiting[0].at.to_string()), (1, "2026-02-02T10:00:00.000000Z".to_owned()));
    host.clock("2026-02-02T09:59:59Z");
    assert_eq!(host.run_due().unwrap(), 0);
    host.clock("2026-02-02T10:00:00Z");
    assert_eq!(host.run_due().unwrap(), 1);
    assert_eq!(open(&host), ["Ship the goods", "Find out why it was not shipped"]);
    host.job("timers-check").unwrap();
    assert_eq!((open(&host).len(), host.records(Timer::TYPE).len()), (2, 0));
}

#[test]
fn my_work_shows_the_instruction_the_customer_and_the_buttons() {
    let (host, _) = started();
    let page = host.page("my-work", &[], None).unwrap();
    // A task of a role is not everybody's.
    assert!(page.contains("nothing-to-do"), "{page}");
    for role in ["sales.salesperson", "administrator"] {
        host.roles(&[role]);
        let page = host.page("my-work", &[], None).unwrap();
        assert!(page.contains("Look at the order and at what the customer owes."), "{role}: {page}");
    }
    host.roles(&["sales.shipper"]);
    assert!(host.page("my-work", &[], None).unwrap().contains("nothing-to-do"));
    let inside = "<startEvent id='s'/><userTask id='u' name='Look'><documentation>Do it.</documentation></userTask><endEvent id='e'/>";
    deploy(&host, &story::diagram(inside, "s>u u>e"));
    let customer = host.given("contact", Body::new().with("name", "ACME"));
    start(&host, "p", &format!("{{\"customer\": \"{customer}\"}}")).unwrap();
    let page = host.page("my-work", &[], None).unwrap();
    for part in [
        "Do it.",
        "\"action\":\"claim-task\"",
        "\"action\":\"complete-task\"",
        "\"node\":\"timeline\"",
        "sales.order",
        &customer.to_string(),
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let today = host.page("today", &[], None).unwrap();
    assert!(today.contains("Do it.") && today.contains("\"page\":\"my-work\""), "{today}");
    let stuck = host.page("stuck", &[], None).unwrap();
    assert!(stuck.contains("no-incidents") && stuck.contains("no-late-tasks"), "{stuck}");
    host.clock("2026-02-05T10:00:00Z");
    let card = host.page("overview", &[], None).unwrap();
    assert!(card.contains("\"value\":{\"number\":\"2\"}"), "{card}");
}

#[test]
fn a_form_in_the_diagram_is_drawn_with_a_button_for_each_outcome() {
    let (host, _) = started();
    let inside = "<startEvent id='s'/><userTask id='u' name='Look'><extensionElements>\
        <keel:field name='amount' label='Amount' kind='number' required='true'/>\
        <keel:field name='size' label='Size' kind='choice' choices='S L'/>\
        <keel:outcome name='accept' label='Accept'/></extensionElements></userTask><endEvent id='e'/>";
    deploy(&host, &story::diagram(inside, "s>u u>e"));
    start(&host, "p", "{}").unwrap();
    let page = host.page("my-work", &[], None).unwrap();
    let form = "\"asks\":[\"comment\"],\"into\":\"values\",\"fields\":[{\"name\":\"amount\",\"label\":\"Amount\",\"kind\":\"decimal\",\"required\":true},\
        {\"name\":\"size\",\"label\":\"Size\",\"kind\":\"choice\",\"choices\":[{\"value\":\"S\",\"label\":\"S\"},{\"value\":\"L\",\"label\":\"L\"}]}],\
        \"buttons\":[{\"label\":\"Accept\",\"input\":{\"outcome\":\"accept\"}}]";
    assert!(page.contains(form), "{page}");
    let values =
        |json: &str| Body::new().with("outcome", "accept").with("values", Value::Json(json.to_owned()));
    let done = |json: &str| host.action("complete-task", Some(task(&host, "Look")), values(json));
    assert_eq!(done(r#"{"size": "L"}"#).unwrap_err().code, "process.value");
    done(r#"{"amount": "12.50", "size": "L"}"#).unwrap();
}
