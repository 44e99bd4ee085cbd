//! Orders natively: figures, prices, deliveries, back-orders, returns, what is invoiced when, what is refused.

mod shop;

use keel_sdk::prelude::*;
use sales::{Order, PriceList};
use shop::{d, lines, shop};

#[test]
fn two_and_three_pieces_come_to_fifty_five_and_make_one_delivery_and_one_invoice() {
    let shop = shop();
    let id = shop.quoted("on-delivery", vec![shop.pens("2"), shop.pens("3")]);
    let shown = |money: Option<Money>| money.unwrap_or_default().to_string();
    let order = shop.order(id);
    assert_eq!(order.number.as_deref(), Some("SO-000001"));
    let figures = (shown(order.untaxed), shown(order.tax), shown(order.total));
    assert_eq!(figures, ("50.00 EUR".into(), "5.00 EUR".into(), "55.00 EUR".into()));
    shop.act(id, "quote-send", Body::new());
    shop.act(id, "confirm", Body::new());
    assert_eq!(shop.state(id), "confirmed none none nothing");
    shop.act(id, "ship", Body::new());
    assert_eq!(shop.deliveries(), ["1 delivery done 2+3"]);
    assert_eq!(shop.state(id), "confirmed delivered none to-invoice");
    assert_eq!(shop.invoice(id), ["2", "3"]);
    assert_eq!(shop.state(id), "done delivered none invoiced");
    let next = shop.quoted("on-order", vec![shop.pens("1")]);
    assert_eq!(shop.order(next).number.as_deref(), Some("SO-000002"));
    let facts: Vec<String> = shop.host.events().into_iter().map(|event| event.name).collect();
    let told: Vec<&str> = facts.iter().filter_map(|name| name.strip_prefix("sales.")).collect();
    assert_eq!(told, ["quotation-sent", "order-confirmed", "order-shipped", "order-invoiced", "order-done"]);
}

#[test]
fn the_policy_says_when_it_is_invoiced() {
    let shop = shop();
    let one = |policy: &str| shop.ordered(policy, vec![shop.pens("10")]);
    let on_delivery = one("on-delivery");
    assert_eq!(shop.refused(on_delivery, "invoice", Body::new()), "sales.nothing-to-invoice");
    let on_order = one("on-order");
    assert_eq!(shop.invoice(on_order), ["10"]);
    assert_eq!(shop.state(on_order), "confirmed none none invoiced");
    assert_eq!(shop.refused(on_order, "invoice", Body::new()), "sales.nothing-to-invoice");
    shop.act(on_order, "ship", Body::new());
    assert_eq!(shop.state(on_order), "done delivered none invoiced");

    let prepaid = one("prepaid");
    assert_eq!(shop.refused(prepaid, "ship", Body::new()), "sales.not-paid");
    shop.invoice(prepaid);
    let open = Body::new().with("source", prepaid.to_string().as_str()).with("kind", "invoice");
    let open = shop.host.given("invoicing.invoice", open.with("state", "posted"));
    assert_eq!(shop.refused(prepaid, "ship", Body::new()), "sales.not-paid");
    shop.host.update("invoicing.invoice", open, Body::new().with("state", "paid")).unwrap();
    shop.act(prepaid, "ship", Body::new());
    assert_eq!(shop.state(prepaid), "done delivered none invoiced");
}

#[test]
fn a_part_is_shipped_and_the_rest_is_a_back_order() {
    let shop = shop();
    let id = shop.ordered("on-delivery", vec![shop.pens("10"), shop.pens("4"), shop.pens("1")]);
    shop.act(id, "ship", lines(&[(1, "6"), (3, "1")]));
    assert_eq!(shop.deliveries(), ["1 delivery done 6+1", "2 delivery reserved 4+4"]);
    assert_eq!(shop.state(id), "confirmed partial none to-invoice");
    assert_eq!(shop.invoice(id), ["6", "1"]);
    assert_eq!(shop.state(id), "confirmed partial none partial");
    for (given, code) in [
        (lines(&[(1, "5")]), "sales.too-much"),
        (lines(&[(1, "-1")]), "sales.too-much"),
        (lines(&[(3, "1")]), "sales.line-not-open"),
        (lines(&[(1, "0")]), "sales.nothing-moved"),
    ] {
        assert_eq!(shop.refused(id, "ship", given), code);
    }
    shop.act(id, "ship", Body::new());
    assert_eq!(shop.invoice(id), ["4", "4"]);
    assert_eq!(shop.state(id), "done delivered none invoiced");
    assert_eq!(shop.refused(id, "ship", Body::new()), "sales.wrong-state");
}

#[test]
fn what_is_dropped_is_neither_delivered_nor_invoiced() {
    let shop = shop();
    let id = shop.ordered("on-delivery", vec![shop.pens("10"), shop.pens("4")]);
    shop.act(id, "ship", lines(&[(1, "6")]).with("drop_rest", true));
    assert_eq!(shop.deliveries(), ["1 delivery done 6"]);
    assert_eq!(shop.order(id).total.unwrap().to_string(), "66.00 EUR");
    assert_eq!(shop.invoice(id), ["6"]);
    assert_eq!(shop.state(id), "done delivered none invoiced");

    let later = shop.ordered("on-delivery", vec![shop.pens("10")]);
    shop.act(later, "ship", lines(&[(1, "3")]));
    assert_eq!(shop.refused(later, "cancel", Body::new()), "sales.under-way");
    shop.act(later, "cancel", Body::new().with("only_rest", true));
    assert_eq!(shop.invoice(later), ["3"]);
    assert_eq!(shop.state(later), "done delivered none invoiced");
}

#[test]
fn four_announced_and_three_received_are_a_partial_return_and_a_credit_of_three() {
    let shop = shop();
    let id = shop.ordered("on-delivery", vec![shop.pens("10")]);
    shop.act(id, "ship", Body::new());
    shop.invoice(id);
    let announced = |quantity: &str, received: &str| {
        let row = Row::new().with("line", 1_i64).with("quantity", d(quantity)).with("received", d(received));
        Body::new().with_rows("lines", vec![row])
    };
    assert_eq!(shop.refused(id, "return", announced("11", "0")), "sales.too-much");
    shop.act(id, "return", announced("4", "3"));
    assert_eq!(shop.state(id), "confirmed delivered partial partial");
    assert_eq!(shop.deliveries()[1..], ["2 return done 3", "3 return planned 1"]);
    assert_eq!(shop.invoice(id), ["-3"]);
    assert_eq!(shop.state(id), "confirmed delivered partial invoiced");
    assert_eq!(shop.refused(id, "return", announced("1", "0")), "sales.return-open");
    shop.act(id, "receive", Body::new());
    assert_eq!(shop.state(id), "confirmed delivered received partial");
    assert_eq!(shop.invoice(id), ["-1"]);
    assert_eq!(shop.state(id), "done delivered received invoiced");
}

#[test]
fn seven_out_and_two_back_are_one_delivery_one_return_and_one_invoice() {
    let shop = shop();
    let id = shop.ordered("on-delivery", vec![shop.pens("7"), shop.pens("-2")]);
    assert_eq!(shop.deliveries(), ["1 delivery reserved 7", "2 return planned 2"]);
    shop.act(id, "ship", Body::new());
    shop.act(id, "receive", Body::new());
    assert_eq!(shop.state(id), "confirmed delivered received to-invoice");
    assert_eq!(shop.invoice(id), ["7", "-2"]);
    assert_eq!(shop.state(id), "done delivered received invoiced");
}

#[test]
fn a_line_without_a_price_gets_it_from_the_list_of_the_customer() {
    let shop = shop();
    let price = |from: &str, price: &str, discount: Option<&str>| {
        let row = Row::new().with("item", shop.pen).with("min_quantity", d(from));
        row.with("price", d(price)).with("discount", discount.map(d))
    };
    let list = Body::new().with("code", "USD").with("name", "Dollars").with("currency", "USD");
    let list = list.with_rows("items", vec![price("0", "12", None), price("10", "11", Some("5"))]);
    let list = shop.host.given(PriceList::TYPE, list);
    let customer = Body::new().with("name", "US").with("sales__price_list", list);
    let customer = shop.host.given("contact", customer);
    let given = shop.pens("1").with("price", d("9"));
    let advice = Row::new().with("item", shop.advice).with("quantity", d("1"));
    let rows = vec![shop.pens("9"), shop.pens("10"), given, advice];
    let id = shop
        .host
        .create(Order::TYPE, Body::new().with("contact", customer).with_rows("lines", rows))
        .unwrap();
    let order = shop.order(id);
    let prices: Vec<String> = order.lines.iter().map(|line| line.price.unwrap().to_string()).collect();
    assert_eq!(prices, ["12", "11", "9", "80.00"]);
    assert_eq!(order.lines[1].discount, Some(d("5")));
    assert!(order.lines.iter().all(|line| line.tax == Some(shop.tax)));
    // 108.00 + 104.50 + 9.00 + 80.00, and 10 % of it.
    assert_eq!((order.price_list, order.total.unwrap().to_string()), (Some(list), "331.65 USD".into()));
}

#[test]
fn freight_is_invoiced_once_and_services_need_no_delivery() {
    let shop = shop();
    let body = Body::new()
        .with("contact", shop.customer)
        .with("freight", d("5"))
        .with("freight_tax", shop.tax)
        .with_rows("lines", vec![Row::new().with("item", shop.advice).with("quantity", d("2"))]);
    let id = shop.host.create(Order::TYPE, body).unwrap();
    assert_eq!(shop.order(id).total.unwrap().to_string(), "181.50 EUR");
    shop.act(id, "confirm", Body::new());
    assert_eq!(shop.state(id), "confirmed not-needed none to-invoice");
    assert_eq!(shop.refused(id, "ship", Body::new()), "sales.nothing-to-ship");
    assert_eq!(shop.invoice(id), ["2", "1"]);
    let (_, _, input) = shop.host.called().pop().unwrap();
    assert_eq!(input.rows("lines")[1].get::<String>("purpose").as_deref(), Some("freight"));
    assert_eq!(shop.state(id), "done not-needed none invoiced");
}

#[test]
fn what_was_agreed_stays_and_progress_is_nobodys_to_write() {
    let shop = shop();
    let id = shop.quoted("on-delivery", vec![shop.pens("2")]);
    let change = |row: Row| shop.host.update(Order::TYPE, id, Body::new().with_rows("lines", vec![row]));
    let faked = change(shop.pens("2").with("delivered", d("2"))).unwrap_err();
    assert_eq!((faked.code.as_str(), faked.pointer.as_deref()), ("sales.progress", Some("/lines/0")));
    change(shop.pens("5")).unwrap();
    assert_eq!(shop.order(id).total.unwrap().to_string(), "55.00 EUR");
    shop.act(id, "confirm", Body::new());
    assert_eq!(change(shop.pens("9")).unwrap_err().code, "sales.order-final");
    assert_eq!(shop.host.delete(Order::TYPE, id).unwrap_err().code, "sales.order-kept");
    let delivery = shop.order(id).open_delivery.unwrap();
    let emptied = shop.host.update("sales.delivery", delivery, Body::new().with_rows("lines", vec![]));
    assert_eq!(emptied.unwrap_err().code, "sales.delivery-final");
    shop.act(id, "cancel", Body::new());
    assert_eq!(shop.state(id), "cancelled none none nothing");
    assert_eq!(shop.deliveries(), ["1 delivery cancelled 5"]);
    assert_eq!(shop.refused(id, "confirm", Body::new()), "sales.wrong-state");
    let quotation = shop.quoted("on-order", vec![shop.pens("1")]);
    shop.host.delete(Order::TYPE, quotation).unwrap();
    let nothing = shop.quoted("on-order", Vec::new());
    assert_eq!(shop.refused(nothing, "confirm", Body::new()), "sales.no-lines");
}

#[test]
fn pages_and_reports_show_what_was_sold() {
    let shop = shop();
    let id = shop.ordered("on-delivery", vec![shop.pens("7"), shop.pens("2")]);
    shop.quoted("on-order", vec![shop.pens("1")]);
    let page = |name: &str, on: Option<(&str, Id)>| shop.host.page(name, &[], on).unwrap();
    let next = page("next-step", Some((Order::TYPE, id)));
    assert!(next.contains(r#""action":"ship""#) && !next.contains(r#""action":"confirm""#), "{next}");
    let card = page("orders", None);
    assert!(card.contains(r#""money":"99.00""#) && card.contains(r#""money":"11.00""#), "{card}");
    assert!(page("open-orders", None).contains("to-receive"));
    assert!(page("purchases", Some(("contact", shop.customer))).contains(r#""money":"99.00""#));
    let inventory =
        shop.host.given("account", Body::new().with("name", "Inventory").with("role", "inventory"));
    assert!(page("stock-value", None).contains(&inventory.to_string()));
    let figures = |report: &str, column: &str| {
        let table = shop.host.report(report, Body::new()).unwrap();
        let row = table.rows.first().unwrap();
        (
            row.get::<String>("name").unwrap_or_default(),
            keel_sdk::testing::shown(&row.fields),
            column.to_owned(),
        )
    };
    let (name, row, _) = figures("by-item", "quantity");
    assert!(
        name == "Pen"
            && row.contains(&("quantity".into(), "9".into()))
            && row.contains(&("amount".into(), "90.00".into())),
        "{row:?}"
    );
    let (name, row, _) = figures("by-customer", "amount");
    assert!(name == "ACME" && row.contains(&("orders".into(), "1".into())), "{row:?}");
    assert!(figures("by-employee", "amount").1.contains(&("orders".into(), "1".into())));
}
