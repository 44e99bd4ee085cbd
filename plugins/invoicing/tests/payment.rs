//! Payments, reminders, statement and overview, natively.

mod shop;

use invoicing::{Payment, Reminder, ReminderLevel};
use keel_sdk::prelude::*;
use keel_sdk::testing::shown;
use shop::{Shop, d, day, shop};

fn pay(shop: &Shop, invoice: Id, amount: &str) -> Payment {
    let input = Body::new().with("amount", d(amount)).with("paid_on", day("2026-01-20"));
    let made = shop.host.action("register-payment", Some(invoice), input).unwrap();
    payment(shop, made.need("payment").unwrap())
}

fn payment(shop: &Shop, id: Id) -> Payment {
    records::Record::from_document(&shop.host.record(Payment::TYPE, id).unwrap()).unwrap()
}

#[test]
fn payments_settle_in_part_in_full_and_what_is_too_much_stays_open() {
    let shop = shop();
    let invoice = shop.invoiced(vec![shop.line("10", "10")]);
    let first = pay(&shop, invoice.id, "40");
    assert_eq!(shop.open(invoice.id), "posted 70.00");
    assert_eq!(shop.entry(first.entry), ["1000 40.00", "1100 -40.00"]);
    let second = pay(&shop, invoice.id, "100");
    assert_eq!(shop.open(invoice.id), "paid 0.00");
    assert_eq!(shop.entry(second.entry), ["1000 100.00", "1100 -70.00", "1100 -30.00"]);
    assert_eq!((second.open.minor, second.open_line), (3000, Some(3)));
    assert_eq!(shop.host.events().iter().filter(|e| e.name == "invoicing.invoice-paid").count(), 1);
    let late = shop.host.action("register-payment", Some(invoice.id), Body::new()).unwrap_err();
    assert_eq!(late.code, "invoicing.not-open");

    // The rest settles a later invoice; then nothing is left.
    let later = shop.invoiced(vec![shop.line("1", "10")]);
    let other = shop.invoiced(vec![shop.line("4", "10")]);
    let settled = shop.host.action("match-payment", Some(second.id), Body::new().with("invoice", other.id));
    assert_eq!(settled.unwrap().get::<Money>("open"), Some(Money::new(0, "EUR")));
    assert_eq!(
        (shop.open(later.id).as_str(), shop.open(other.id).as_str()),
        ("posted 11.00", "posted 14.00")
    );
    let used = shop.host.action("match-payment", Some(second.id), Body::new()).unwrap_err();
    assert_eq!(used.code, "invoicing.payment-used");
}

#[test]
fn money_of_a_customer_goes_to_the_oldest_or_to_those_that_are_named() {
    let shop = shop();
    let one = shop.invoiced(vec![shop.line("1", "10")]);
    let two = shop.invoiced(vec![shop.line("2", "10")]);
    let three = shop.invoiced(vec![shop.line("3", "10")]);
    let receive = |amount: &str, settle: &str, rows: Vec<Row>| {
        let input = Body::new()
            .with("contact", shop.customer)
            .with("amount", d(amount))
            .with("method", "cash")
            .with("settle", settle)
            .with_rows("invoices", rows);
        shop.host.action("receive-payment", None, input)
    };
    let row = |id: Id, amount: Option<&str>| Row::new().with("invoice", id).with("amount", amount.map(d));
    receive("5", "named", vec![row(three.id, Some("5"))]).unwrap();
    assert_eq!(shop.open(three.id), "posted 28.00");
    let open = receive("12", "oldest", Vec::new()).unwrap().get::<Money>("open").unwrap();
    assert_eq!(
        (open.minor, shop.open(one.id), shop.open(two.id)),
        (0, "paid 0.00".into(), "posted 21.00".into())
    );
    let kept = receive("7", "nothing", Vec::new()).unwrap().get::<Money>("open").unwrap();
    assert_eq!(kept.minor, 700);
    for (amount, rows, code) in [
        ("0", vec![], "invoicing.amount-not-positive"),
        ("5", vec![row(two.id, Some("22"))], "invoicing.more-than-open"),
        ("5", vec![row(two.id, Some("6"))], "invoicing.matched-too-much"),
        ("5", vec![row(one.id, None)], "invoicing.not-open"),
    ] {
        assert_eq!(receive(amount, "named", rows).unwrap_err().code, code);
    }
}

#[test]
fn a_credit_note_is_paid_back() {
    let shop = shop();
    let note = shop.invoiced(vec![shop.line("-3", "10")]);
    let back = pay(&shop, note.id, "33");
    assert_eq!(back.direction, "made");
    assert_eq!(shop.entry(back.entry), ["1000 -33.00", "1100 33.00"]);
    assert_eq!(shop.open(note.id), "paid 0.00");
    assert_eq!(shop.host.delete(Payment::TYPE, back.id).unwrap_err().code, "invoicing.payment-final");
}

#[test]
fn each_level_is_reached_once_and_the_letter_names_everything_overdue() {
    let shop = shop();
    let level = |level: i64, name: &str, days: i64| {
        shop.host.given(
            ReminderLevel::TYPE,
            Body::new()
                .with("level", level)
                .with("name", name)
                .with("days", days)
                .with("words", "Please pay."),
        )
    };
    level(1, "Friendly", 7);
    level(2, "Urgent", 21);
    let early = shop.invoiced(vec![shop.line("1", "10")]);
    for (on, sent, title, at) in [
        ("2026-01-16", 0, "", None),
        ("2026-01-17", 1, "Friendly 2026-01-17", Some(1)),
        ("2026-01-18", 0, "", Some(1)),
        ("2026-02-01", 1, "Urgent 2026-02-01", Some(2)),
    ] {
        shop.host.clock(&format!("{on}T04:00:00Z"));
        let before = shop.host.records(Reminder::TYPE).len();
        shop.host.job("remind").unwrap();
        let all = shop.host.records(Reminder::TYPE);
        assert_eq!(all.len() - before, sent, "{on}");
        assert_eq!(shop.invoice(early.id).reminder_level, at, "{on}");
        if sent > 0 {
            let last = all.last().unwrap();
            assert_eq!(last.get::<String>(Reminder::TITLE).as_deref(), Some(title));
            assert_eq!(last.rows("invoices").len(), 1);
        }
    }
    // Who wants none gets none.
    let spared = Body::new().with("name", "Friend").with("invoicing__no_reminders", true);
    let spared = shop.host.given("contact", spared);
    let input = Body::new()
        .with("contact", spared)
        .with("invoice_on", day("2026-01-01"))
        .with("post", true)
        .with_rows("lines", vec![shop.line("1", "10")]);
    shop.host.action("create-invoice", None, input).unwrap();
    let sent = shop.host.action("send-reminders", None, Body::new().with("contact", spared)).unwrap();
    assert_eq!(sent.get::<i64>("reminders"), Some(0));
}

#[test]
fn the_statement_runs_from_what_was_open_to_what_is() {
    let shop = shop();
    let invoice = shop.invoiced(vec![shop.line("10", "10")]);
    pay(&shop, invoice.id, "40");
    shop.invoiced(vec![shop.line("-1", "10")]);
    let asked = |from: &str| {
        Body::new()
            .with("contact", shop.customer)
            .with("from_day", day(from))
            .with("to_day", day("2026-01-31"))
    };
    let lines = |from: &str| -> Vec<String> {
        let table = shop.host.report("customer-statement", asked(from)).unwrap();
        let line = |row: &Row| {
            let cells: Vec<String> = shown(&row.fields).into_iter().map(|(_, text)| text).collect();
            format!("{} {} {}|{}|{}", cells[0], cells[1], cells[3], cells[4], cells[5])
        };
        table.rows.iter().map(line).collect()
    };
    assert_eq!(
        lines("2026-01-01"),
        [
            "2026-01-01 opening balance ||0",
            "2026-01-10 invoice 110.00||110.00",
            "2026-01-10 credit note |11.00|99.00",
            "2026-01-20 payment |40.00|59.00",
            "2026-01-31 closing balance ||59.00",
        ]
    );
    assert_eq!(
        lines("2026-01-15"),
        [
            "2026-01-15 opening balance ||99.00",
            "2026-01-20 payment |40.00|59.00",
            "2026-01-31 closing balance ||59.00",
        ]
    );
}

#[test]
fn the_pages_show_what_is_open_late_and_in_the_bank() {
    let shop = shop();
    let invoice = shop.invoiced(vec![shop.line("10", "10")]);
    pay(&shop, invoice.id, "40");
    shop.invoiced(vec![shop.line("-1", "10")]);
    shop.host.clock("2026-03-15T10:00:00Z");
    let page = |name: &str, on: Option<(&str, Id)>| shop.host.page(name, &[], on).unwrap();
    let aged = page("aged", None);
    assert!(aged.contains("ACME") && aged.contains(r#""days-90":{"money":"59.00""#), "{aged}");
    let card = page("receivables", None);
    assert!(card.contains(r#""message":"overdue""#) && card.contains(r#""money":"59.00""#), "{card}");
    let cash = page("cash", None);
    assert!(cash.contains(r#""label":"1000","value":{"money":"40.00""#), "{cash}");
    let account = page("account", Some(("contact", shop.customer)));
    assert!(account.contains(r#""node":"records""#) && account.contains("59.00"), "{account}");
}
