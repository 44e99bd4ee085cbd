//! Invoices and credit notes, natively: what they come to, what is posted, what is refused.

mod shop;

use invoicing::Invoice;
use keel_sdk::prelude::*;
use shop::{d, day, shop};

#[test]
fn two_and_three_at_ten_come_to_fifty_five() {
    let shop = shop();
    let invoice = shop.invoiced(vec![shop.line("2", "10.00"), shop.line("3", "10.00")]);
    let shown = |money: &Option<Money>| money.as_ref().map(ToString::to_string).unwrap_or_default();
    let figures = (shown(&invoice.untaxed), shown(&invoice.tax), shown(&invoice.total));
    assert_eq!(figures, ("50.00 EUR".into(), "5.00 EUR".into(), "55.00 EUR".into()));
    assert_eq!((invoice.kind.as_str(), shop.open(invoice.id).as_str()), ("invoice", "posted 55.00"));
    let entry = invoice.entry.unwrap();
    assert_eq!(shop.entry(entry), ["1100 55.00", "4000 -50.00", "2080 -5.00"]);
    assert_eq!(invoice.number, shop.host.record("entry", entry).unwrap().get::<String>("number"));
    assert_eq!(shop.host.events().iter().filter(|e| e.name == "invoicing.invoice-posted").count(), 1);
}

#[test]
fn lines_become_entries_by_account_tax_and_sign() {
    let shop = shop();
    let freight = |row: Row| row.with("purpose", "freight");
    let untaxed = || Row::new().with("quantity", d("1")).with("price", d("8.00"));
    for (lines, kind, total, entry) in [
        (
            vec![shop.line("7", "10"), shop.line("-2", "10")],
            "invoice",
            "55.00",
            vec!["1100 55.00", "4000 -50.00", "2080 -5.00"],
        ),
        (vec![shop.line("-3", "10")], "credit-note", "33.00", vec!["1100 -33.00", "4000 30.00", "2080 3.00"]),
        (
            vec![shop.line("1", "10"), freight(untaxed())],
            "invoice",
            "19.00",
            vec!["1100 19.00", "4000 -10.00", "4100 -8.00", "2080 -1.00"],
        ),
        (
            vec![shop.line("15", "15.50").with("discount", d("15"))],
            "invoice",
            "217.39",
            vec!["1100 217.39", "4000 -197.63", "2080 -19.76"],
        ),
    ] {
        let invoice = shop.invoiced(lines);
        assert_eq!((invoice.kind.as_str(), invoice.total.unwrap().amount()), (kind, d(total)));
        assert_eq!(shop.entry(invoice.entry.unwrap()), entry);
    }
}

#[test]
fn a_draft_changes_until_it_is_posted_and_stays_from_then_on() {
    let shop = shop();
    let draft = Body::new().with("contact", shop.customer).with_rows("lines", vec![shop.line("1", "10")]);
    let id = shop.host.create(Invoice::TYPE, draft).unwrap();
    assert_eq!(shop.invoice(id).total.unwrap().to_string(), "11.00 EUR");
    let two = |quantity: &str| Body::new().with_rows("lines", vec![shop.line(quantity, "10")]);
    shop.host.update(Invoice::TYPE, id, two("2")).unwrap();
    assert_eq!(shop.invoice(id).total.unwrap().to_string(), "22.00 EUR");
    let on = Body::new().with("invoice_on", day("2026-01-15"));
    shop.host.action("post-invoice", Some(id), on.clone()).unwrap();
    assert_eq!(shop.open(id), "posted 22.00");
    assert_eq!(shop.host.update(Invoice::TYPE, id, two("3")).unwrap_err().code, "invoicing.final");
    assert_eq!(shop.host.delete(Invoice::TYPE, id).unwrap_err().code, "invoicing.final");
    assert_eq!(shop.host.action("post-invoice", Some(id), on).unwrap_err().code, "invoicing.not-draft");
}

#[test]
fn a_payment_term_gives_each_part_its_day_and_its_line() {
    let shop = shop();
    let part = |percent: Option<&str>, days: i64| {
        Row::new().with("percent", percent.map(d)).with("days", days).with("end_of_month", false)
    };
    let term =
        Body::new().with("code", "HALF").with_rows("lines", vec![part(Some("50"), 20), part(None, 40)]);
    let term = shop.host.given("payment-term", term);
    let customer = Body::new().with("name", "Terms").with("invoicing__payment_term", term);
    let customer = shop.host.given("contact", customer);
    let input = Body::new()
        .with("contact", customer)
        .with("invoice_on", day("2026-01-10"))
        .with("post", true)
        .with_rows("lines", vec![shop.line("20", "10")]);
    let made = shop.host.action("create-invoice", None, input).unwrap();
    let invoice = shop.invoice(made.need("invoice").unwrap());
    let dues: Vec<String> =
        invoice.dues.iter().map(|due| format!("{} {} in line {}", due.due_on, due.open, due.line)).collect();
    assert_eq!(dues, ["2026-01-30 110.00 in line 1", "2026-02-19 110.00 in line 2"]);
    assert_eq!(invoice.due_on, Some(day("2026-01-30")));
    assert_eq!(shop.entry(invoice.entry.unwrap())[..2], ["1100 110.00", "1100 110.00"]);
}

#[test]
fn items_bring_their_tax_and_account() {
    let shop = shop();
    let services = shop.host.given("account", Body::new().with("code", "4010").with("role", ""));
    let item = Body::new()
        .with("code", "ADVICE")
        .with("invoicing__sales_tax", shop.tax)
        .with("invoicing__sales_account", services);
    let item = shop.host.given("item", item);
    let line = Row::new().with("item", item).with("quantity", d("1")).with("price", d("100"));
    let invoice = shop.invoiced(vec![line]);
    assert_eq!(shop.entry(invoice.entry.unwrap()), ["1100 110.00", "4010 -100.00", "2080 -10.00"]);
}

#[test]
fn a_credit_note_takes_back_as_much_as_was_invoiced_and_no_more() {
    let shop = shop();
    let invoice = shop.invoiced(vec![shop.line("5", "10")]);
    let some = |quantity: &str| {
        Body::new().with_rows("lines", vec![Row::new().with("line", 1_i64).with("quantity", d(quantity))])
    };
    let credit = |input: Body| shop.host.action("credit-invoice", Some(invoice.id), input);
    assert_eq!(credit(some("6")).unwrap_err().code, "invoicing.quantity");
    let made = credit(some("3")).unwrap();
    assert_eq!(made.get::<Money>("total"), Some(Money::new(3300, "EUR")));
    assert_eq!(shop.open(invoice.id), "posted 22.00");
    let note = shop.invoice(made.need("credit_note").unwrap());
    assert_eq!((note.kind.as_str(), note.credits), ("credit-note", Some(invoice.id)));
    assert_eq!(shop.open(note.id), "paid 0.00");
    assert_eq!(credit(Body::new()).unwrap_err().code, "invoicing.credited-before");
    credit(some("2")).unwrap();
    assert_eq!(shop.open(invoice.id), "paid 0.00");
}

#[test]
fn what_is_unpaid_is_cancelled_what_is_paid_is_not() {
    let shop = shop();
    let invoice = shop.invoiced(vec![shop.line("1", "10")]);
    let on = Body::new().with("cancelled_on", day("2026-01-12"));
    shop.host.action("cancel-invoice", Some(invoice.id), on.clone()).unwrap();
    assert_eq!(shop.open(invoice.id), "cancelled 0.00");
    let reversal = shop.invoice(invoice.id).reversal.unwrap();
    assert_eq!(shop.entry(reversal), ["1100 -11.00", "4000 10.00", "2080 1.00"]);
    let paid = shop.invoiced(vec![shop.line("1", "10")]);
    shop.host.action("register-payment", Some(paid.id), Body::new().with("amount", d("1"))).unwrap();
    for id in [invoice.id, paid.id] {
        let refused = shop.host.action("cancel-invoice", Some(id), on.clone()).unwrap_err();
        assert_eq!(refused.code, "invoicing.not-cancellable");
    }
}

#[test]
fn what_cannot_be_an_invoice_is_refused_whole() {
    let shop = shop();
    let create = |body: Body| shop.host.action("create-invoice", None, body.with("contact", shop.customer));
    let none = create(Body::new()).unwrap_err();
    assert_eq!((none.code.as_str(), none.pointer.as_deref()), ("invoicing.no-lines", Some("/lines")));
    let lines = vec![shop.line("1", "10"), shop.line("-1", "10")];
    let nought = create(Body::new().with("post", true).with_rows("lines", lines)).unwrap_err();
    assert_eq!(nought.code, "invoicing.nothing-to-post");
    let negative = Body::new().with("contact", shop.customer).with_rows("lines", vec![shop.line("-1", "10")]);
    assert_eq!(shop.host.create(Invoice::TYPE, negative).unwrap_err().code, "invoicing.negative");
    assert!(shop.host.records(Invoice::TYPE).is_empty() && shop.host.records("entry").is_empty());
}
