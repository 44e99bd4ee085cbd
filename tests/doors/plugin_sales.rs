//! The plugins `invoicing` and `sales` in a running host, as components: what orders come to, what is delivered, taken
//! back, invoiced and paid, and what nothing happened of. On both databases; the books prove themselves at the end.

use keel_tests::packages::{built, install};
use keel_tests::{Reply, TestApp, both};
use serde_json::{Value, json};

use crate::stock_shop::Shop;

/// A shop that sells, with one customer and 20 pieces at 6.00 on the shelf.
struct Trade<'a> {
    shop: Shop<'a>,
    customer: String,
}

impl<'a> Trade<'a> {
    async fn open(app: &'a TestApp) -> Trade<'a> {
        let shop = Shop::open(app).await;
        for plugin in ["invoicing", "sales"] {
            install(&app.admin, &built(plugin), "unsigned=true&grant=all&company=NW").await.expect(200);
        }
        let body = json!({"kind": "organisation", "name": "Alfreds"});
        let customer = app.admin.post("/api/v1/records/contact", body).await.expect(201);
        let customer = customer["id"].as_str().unwrap().to_owned();
        let bought = shop.try_moves("2026-01-02", &["buy 20 @ 6 average"]).await;
        assert_eq!(bought.status, 200, "{}", bought.json());
        Trade { shop, customer }
    }

    fn app(&self) -> &TestApp {
        self.shop.books.app
    }

    /// Lines `QUANTITY @ PRICE`, taxed with 10 %, as an order with a policy.
    async fn quoted(&self, policy: &str, lines: &str) -> String {
        let line = |text: &str| {
            let (quantity, price) = text.split_once(" @ ").unwrap();
            let tax = &self.shop.books.chart["tax_codes"]["S10"];
            json!({"item": self.shop.id("average"), "quantity": quantity, "price": price, "tax": tax})
        };
        let lines: Vec<Value> = lines.split(" | ").map(line).collect();
        let body = json!({
            "company": self.shop.books.company, "contact": self.customer, "policy": policy,
            "ordered_on": "2026-01-10", "location": self.shop.id("SHELF"), "lines": lines,
        });
        let made = self.app().admin.post("/api/v1/records/sales.order", body).await.expect(201);
        made["id"].as_str().unwrap().to_owned()
    }

    async fn ordered(&self, policy: &str, lines: &str) -> String {
        let id = self.quoted(policy, lines).await;
        self.act("sales.confirm", &id, json!({"confirmed_on": "2026-01-10"})).await.expect(200);
        id
    }

    async fn act(&self, action: &str, on: &str, input: Value) -> Reply {
        let body = json!({"company": self.shop.books.company, "target": on, "input": input});
        self.app().admin.post(&format!("/api/v1/actions/{action}"), body).await
    }

    async fn ship(&self, order: &str, input: Value) -> Value {
        self.act("sales.ship", order, input).await.expect(200)
    }

    /// Invoices what is to be invoiced: `KIND TOTAL`, and the invoice.
    async fn invoice(&self, order: &str) -> (String, String) {
        let made = self.act("sales.invoice", order, json!({"invoiced_on": "2026-01-20"})).await.expect(200);
        let word = |name: &str| made[name].as_str().unwrap().to_owned();
        (format!("{} {}", word("kind"), word("total")), word("invoice"))
    }

    async fn record(&self, kind: &str, id: &str) -> Value {
        self.app().admin.get(&format!("/api/v1/records/{kind}/{id}")).await.expect(200)
    }

    /// State and statuses of an order.
    async fn state(&self, order: &str) -> String {
        let order = self.record("sales.order", order).await;
        let word = |name: &str| order[name].as_str().unwrap().to_owned();
        ["state", "delivery_status", "return_status", "invoice_status"].map(word).join(" ")
    }

    /// `KIND STATE` of an order's deliveries, by number.
    async fn deliveries(&self, order: &str) -> Vec<String> {
        let path = format!("/api/v1/records/sales.delivery?filter=order:eq:{order}&sort=number");
        let page = self.app().admin.get(&path).await.expect(200);
        let word =
            |row: &Value| format!("{} {}", row["kind"].as_str().unwrap(), row["state"].as_str().unwrap());
        page["items"].as_array().unwrap().iter().map(word).collect()
    }

    /// How many records of a type there are.
    async fn count(&self, kind: &str) -> usize {
        let page = self.app().admin.get(&format!("/api/v1/records/{kind}?limit=200")).await.expect(200);
        page["items"].as_array().unwrap().len()
    }

    /// Every kept balance is the sum of its rows, and the books prove themselves.
    async fn close(&self) {
        self.shop.check().await;
        let proof = self.app().admin.get("/api/v1/verify").await.expect(200);
        assert_eq!(proof["clean"], json!(true), "{proof}");
    }
}

#[tokio::test]
async fn two_and_three_pieces_are_one_delivery_one_invoice_and_paid() {
    both(async |app| {
        let trade = Trade::open(app).await;
        let order = trade.quoted("on-delivery", "2 @ 10.00 | 3 @ 10.00").await;
        let quoted = trade.record("sales.order", &order).await;
        let figures = [&quoted["untaxed"], &quoted["tax"], &quoted["total"], &quoted["number"]];
        assert_eq!(figures, [&json!("50.00"), &json!("5.00"), &json!("55.00"), &json!("SO-000001")]);
        let confirmed =
            trade.act("sales.confirm", &order, json!({"confirmed_on": "2026-01-10"})).await.expect(200);
        assert_eq!(confirmed["missing"], json!(0));
        assert_eq!(trade.shop.on_hand("").await, ["average SHELF 20 (5)"]);

        // On delivery: nothing to invoice before shipping.
        let early = trade.act("sales.invoice", &order, json!({})).await;
        early.refused(409, "sales.nothing-to-invoice");
        trade.ship(&order, json!({"shipped_on": "2026-01-12"})).await;
        assert_eq!(trade.deliveries(&order).await, ["delivery done"]);
        assert_eq!(trade.state(&order).await, "confirmed delivered none to-invoice");
        let (made, invoice) = trade.invoice(&order).await;
        assert_eq!((made.as_str(), trade.count("invoicing.invoice").await), ("invoice 55.00", 1));
        assert_eq!(trade.state(&order).await, "done delivered none invoiced");
        let paid = trade
            .act("invoicing.register-payment", &invoice, json!({"paid_on": "2026-01-25"}))
            .await
            .expect(200);
        assert_eq!((&paid["state"], &paid["residual"]), (&json!("paid"), &json!("0.00")));

        // The goods left at their cost, the customer owes nothing, the tax is in its box.
        let balances = trade.shop.books.balances().await;
        assert_eq!(balances, "1000 55.00, 1200 90.00, 2050 -120.00, 2080 -5.00, 4000 -50.00, 5000 30.00");
        trade.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_is_credited_and_mixed_lines_make_one_invoice() {
    both(async |app| {
        let trade = Trade::open(app).await;
        let order = trade.ordered("on-delivery", "10 @ 10.00").await;
        trade.ship(&order, json!({"shipped_on": "2026-01-12"})).await;
        assert_eq!(trade.invoice(&order).await.0, "invoice 110.00");
        // Four announced, three received.
        let back =
            json!({"returned_on": "2026-01-15", "lines": [{"line": 1, "quantity": "4", "received": "3"}]});
        trade.act("sales.return", &order, back).await.expect(200);
        assert_eq!(trade.state(&order).await, "confirmed delivered partial partial");
        assert_eq!(trade.invoice(&order).await.0, "credit-note 33.00");
        assert_eq!(trade.deliveries(&order).await, ["delivery done", "return done", "return planned"]);

        let mixed = trade.ordered("on-delivery", "7 @ 10.00 | -2 @ 10.00").await;
        trade.ship(&mixed, json!({"shipped_on": "2026-01-16"})).await;
        trade.act("sales.receive", &mixed, json!({"received_on": "2026-01-17"})).await.expect(200);
        assert_eq!(trade.deliveries(&mixed).await, ["delivery done", "return done"]);
        assert_eq!(trade.invoice(&mixed).await.0, "invoice 55.00");
        assert_eq!(trade.state(&mixed).await, "done delivered received invoiced");
        // 20 - 10 + 3 - 7 + 2, at 6.00.
        assert_eq!(trade.shop.stock(trade.shop.id("average")).await, "8 48.00 at 6.000000");
        trade.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_short_does_not_happen_at_all_and_what_is_prepaid_waits_for_its_money() {
    both(async |app| {
        let trade = Trade::open(app).await;
        let order = trade.ordered("on-delivery", "15 @ 10.00 | 8 @ 10.00").await;
        let before = (trade.count("entry").await, trade.count("stock-move").await);
        let short = trade.act("sales.ship", &order, json!({"shipped_on": "2026-01-12"})).await;
        let problem = short.refused(409, "sales.short");
        assert_eq!(problem["args"]["missing"], json!("average: 3 of 23"), "{problem}");
        assert_eq!((trade.count("entry").await, trade.count("stock-move").await), before);
        assert_eq!(trade.state(&order).await, "confirmed none none nothing");
        assert_eq!(trade.shop.on_hand("").await, ["average SHELF 20 (20)"]);

        // A part goes; the rest is a back-order.
        let part = trade.ship(&order, json!({"shipped_on": "2026-01-12", "lines": [{"line": 1, "quantity": "15"}, {"line": 2, "quantity": "2"}]})).await;
        assert_eq!(part["delivery_status"], json!("partial"), "{part}");
        assert_eq!(trade.deliveries(&order).await, ["delivery done", "delivery planned"]);
        trade.act("sales.cancel", &order, json!({})).await.refused(409, "sales.under-way");
        trade.act("sales.cancel", &order, json!({"only_rest": true})).await.expect(200);
        assert_eq!(trade.invoice(&order).await.0, "invoice 187.00");
        assert_eq!(trade.state(&order).await, "done delivered none invoiced");

        let prepaid = trade.ordered("prepaid", "3 @ 10.00").await;
        trade.act("sales.ship", &prepaid, json!({})).await.refused(409, "sales.not-paid");
        let (_, invoice) = trade.invoice(&prepaid).await;
        trade.act("sales.ship", &prepaid, json!({})).await.refused(409, "sales.not-paid");
        trade.act("invoicing.register-payment", &invoice, json!({"paid_on": "2026-01-21"})).await.expect(200);
        trade.ship(&prepaid, json!({"shipped_on": "2026-01-22"})).await;
        assert_eq!(trade.state(&prepaid).await, "done delivered none invoiced");
        trade.close().await;
    })
    .await;
}

#[tokio::test]
async fn terms_part_payments_reminders_and_the_statement() {
    both(async |app| {
        let trade = Trade::open(app).await;
        let term = &trade.shop.books.chart["payment_terms"]["50-20-40"];
        let tax = &trade.shop.books.chart["tax_codes"]["S10"];
        let input = json!({
            "contact": trade.customer, "invoice_on": "2026-01-10", "payment_term": term, "post": true,
            "lines": [{"quantity": "10", "price": "20.00", "tax": tax}],
        });
        let body = json!({"company": trade.shop.books.company, "input": input});
        let made = app.admin.post("/api/v1/actions/invoicing.create-invoice", body).await.expect(200);
        let invoice = made["invoice"].as_str().unwrap();
        let shown = async || {
            let invoice = trade.record("invoicing.invoice", invoice).await;
            let word = |name: &str| invoice[name].as_str().unwrap().to_owned();
            ["state", "residual", "due_on"].map(word).join(" ")
        };
        assert_eq!(shown().await, "posted 220.00 2026-01-30");
        for (amount, after) in
            [("100.00", "posted 120.00 2026-01-30"), ("10.00", "posted 110.00 2026-02-19")]
        {
            let input = json!({"amount": amount, "paid_on": "2026-01-20"});
            trade.act("invoicing.register-payment", invoice, input).await.expect(200);
            assert_eq!(shown().await, after);
        }
        for (level, name, days) in [(1, "Friendly", 7), (2, "Urgent", 30)] {
            let body = json!({"level": level, "name": name, "days": days});
            app.admin.post("/api/v1/records/invoicing.reminder-level", body).await.expect(201);
        }
        for (on, sent) in [("2026-02-25", 0), ("2026-02-26", 1), ("2026-02-27", 0), ("2026-03-21", 1)] {
            let body = json!({"company": trade.shop.books.company, "input": {"sent_on": on}});
            let answer = app.admin.post("/api/v1/actions/invoicing.send-reminders", body).await.expect(200);
            assert_eq!(answer["reminders"], json!(sent), "{on}");
        }
        let path = format!(
            "/api/v1/plugins/invoicing/reports/customer-statement?company={}&contact={}&from_day=2026-01-15&to_day=2026-03-31",
            trade.shop.books.company, trade.customer
        );
        let report = app.admin.get(&path).await.expect(200);
        let balances: Vec<&Value> = report["rows"].as_array().unwrap().iter().map(|row| &row["balance"]).collect();
        assert_eq!(balances, [&json!("220.00"), &json!("120.00"), &json!("110.00"), &json!("110.00")], "{report}");
        let over = trade.act("invoicing.register-payment", invoice, json!({"amount": "150.00", "paid_on": "2026-03-25"})).await;
        over.expect(200);
        let balances = trade.shop.books.balances().await;
        assert!(balances.contains("1100 -40.00"), "what was paid too much is the customer's: {balances}");
        trade.close().await;
    })
    .await;
}
