//! The sample of the plugin `process` in a running host with the real `crm`, `invoicing` and `sales`, as components:
//! one press of a button ships, posts and moves the process; what is refused has not happened. On both databases.

use keel::storage::Tx;
use keel_tests::packages::{built, install};
use keel_tests::{Reply, TestApp, both};
use serde_json::{Value, json};

use crate::plugin_crm::until;
use crate::stock_shop::Shop;

const SAMPLE: &str = include_str!("../../plugins/process/samples/order-fulfilment.bpmn");

/// A shop whose orders go the way of the sample.
struct Story<'a> {
    app: &'a TestApp,
    shop: Shop<'a>,
    customer: Value,
}

impl<'a> Story<'a> {
    async fn open(app: &'a TestApp) -> Story<'a> {
        let shop = Shop::open(app).await;
        for plugin in ["crm", "invoicing", "sales", "process"] {
            install(&app.admin, &built(plugin), "unsigned=true&grant=all&company=NW").await.expect(200);
        }
        let mut story = Story { app, shop, customer: Value::Null };
        // crm is told that it begins to work here, and makes its stages.
        until("the stages", async || story.rows("crm.stage").await.len() == 6).await;
        let lead = json!({"company": story.shop.books.company, "name": "Ana", "organisation": "Alfreds"});
        let lead = app.admin.post("/api/v1/records/crm.lead", lead).await.expect(201)["id"].clone();
        story.customer =
            story.act("crm.convert-lead", Some(&lead), json!({})).await.expect(200)["contact"].clone();
        story
    }

    async fn act(&self, action: &str, on: Option<&Value>, input: Value) -> Reply {
        let mut body = json!({"company": self.shop.books.company, "input": input});
        if let Some(on) = on {
            body["target"] = on.clone();
        }
        self.app.admin.post(&format!("/api/v1/actions/{action}"), body).await
    }

    async fn moved(&self, step: &str) {
        assert_eq!(self.shop.try_moves("2026-01-02", &[step]).await.status, 200, "{step}");
    }

    /// A confirmed order of five pieces, 55.00 with tax, whose process has begun.
    async fn ordered(&self) -> Value {
        let tax = &self.shop.books.chart["tax_codes"]["S10"];
        let line = |quantity: &str| json!({"item": self.shop.id("average"), "quantity": quantity, "price": "10", "tax": tax});
        let order = json!({"company": self.shop.books.company, "contact": self.customer, "ordered_on": "2026-01-10",
            "policy": "on-delivery", "location": self.shop.id("SHELF"), "lines": [line("2"), line("3")]});
        let order = self.app.admin.post("/api/v1/records/sales.order", order).await.expect(201)["id"].clone();
        self.act("sales.confirm", Some(&order), json!({"confirmed_on": "2026-01-10"})).await.expect(200);
        let deployed = self.act("process.deploy", None, json!({"xml": SAMPLE})).await.expect(200);
        assert_eq!((&deployed["deployed"], &deployed["errors"]), (&json!(1), &json!(0)));
        let start = json!({"key": "order-fulfilment", "subject_type": "sales.order", "subject": order,
            "variables": {"customer": self.customer}});
        self.act("process.start", None, start).await.expect(200);
        order
    }

    async fn rows(&self, kind: &str) -> Vec<Value> {
        let page = self.app.admin.get(&format!("/api/v1/records/{kind}?limit=200")).await.expect(200);
        page["items"].as_array().unwrap().clone()
    }

    /// The tasks that somebody has to do.
    async fn tasks(&self) -> Vec<Value> {
        self.rows("process.user-task").await.into_iter().filter(|task| task["state"] == "open").collect()
    }

    /// Completes the one task there is, which must have this name.
    async fn press(&self, name: &str, input: Value) -> Reply {
        let tasks = self.tasks().await;
        let [task] = tasks.as_slice() else { panic!("one task, not {tasks:?}") };
        assert_eq!((&task["name"], &task["customer"]), (&json!(name), &self.customer));
        self.act("process.complete-task", Some(&task["id"]), input).await
    }

    /// All that one press may change: what lies where, what is booked, and every record of the plugins.
    async fn everything(&self) -> Value {
        let mut kinds =
            json!({"on hand": self.shop.on_hand("").await, "books": self.shop.books.balances().await});
        for kind in [
            "stock-move",
            "entry",
            "sales.order",
            "sales.delivery",
            "invoicing.invoice",
            "process.instance",
            "process.user-task",
            "process.timer",
            "process.subscription",
            "process.incident",
        ] {
            kinds[kind] = json!(self.rows(kind).await);
        }
        kinds
    }

    /// Draws every page that stands on no record; how many there are in each slot.
    async fn draw(&self) -> Value {
        let mut drawn = json!({});
        for plugin in self.app.admin.get("/api/v1/interface").await.expect(200)["plugins"].as_array().unwrap()
        {
            for page in plugin["pages"].as_array().unwrap().iter().filter(|page| page["on"].is_null()) {
                let word = |of: &Value| of.as_str().unwrap().to_owned();
                let path = format!("/api/v1/plugins/{}/pages/{}", word(&plugin["code"]), word(&page["name"]));
                let document = self.app.admin.get(&path).await.expect(200);
                assert!(!document.to_string().contains("\"message\":"), "{path}: {document}");
                drawn[word(&page["slot"])] = json!(drawn[word(&page["slot"])].as_i64().unwrap_or(0) + 1);
            }
        }
        drawn
    }

    /// How many plugins hear that an invoice was paid.
    async fn hearers(&self) -> i64 {
        let sql = "select count(*) from outbox_delivery d join outbox o on o.id = d.outbox_id \
                   where d.subscriber_kind = 'plugin' and o.event = 'invoicing.invoice-paid'";
        let count = async move |tx: &mut Tx| tx.row(sql, &[]).await?.map_or(Ok(0), |row| row.get::<i64>(0));
        self.app.db().read(count).await.unwrap()
    }

    async fn close(&self) {
        self.shop.check().await;
        let proof = self.app.admin.get("/api/v1/verify").await.expect(200);
        assert_eq!(proof["clean"], json!(true), "{proof}");
    }
}

#[tokio::test]
async fn one_button_ships_posts_and_moves_the_process_and_the_payment_ends_it() {
    both(async |app| {
        let story = Story::open(app).await;
        story.moved("buy 3 @ 6 average").await;
        let order = story.ordered().await;
        story.press("Check the order", json!({"outcome": "accept"})).await.expect(200);
        story.moved("buy 2 @ 6 average").await;
        story.press("Get the missing goods", json!({})).await.expect(200);
        assert_eq!(story.shop.on_hand("").await, ["average SHELF 5 (5)"]);
        let pages = story.draw().await;
        assert_eq!(pages, json!({"page": 5, "dashboard-card": 7, "my-work": 2}));

        story.press("Ship the goods", json!({"outcome": "ship"})).await.expect(200);
        assert_eq!(story.tasks().await, Vec::<Value>::new());
        assert_eq!(story.shop.on_hand("").await, Vec::<String>::new());
        let shipped = story.rows("sales.order").await.remove(0);
        assert_eq!((&shipped["id"], &shipped["delivery_status"]), (&order, &json!("delivered")));
        let invoice = story.rows("invoicing.invoice").await.remove(0);
        assert_eq!((&invoice["state"], &invoice["total"]), (&json!("posted"), &json!("55.00")));
        let balances = story.shop.books.balances().await;
        assert_eq!(balances, "1100 55.00, 2050 -30.00, 2080 -5.00, 4000 -50.00, 5000 30.00");

        // The fact that the invoice is paid ends the process, without anybody in between.
        assert_eq!(story.rows("process.instance").await[0]["state"], "running");
        story
            .act("invoicing.register-payment", Some(&invoice["id"]), json!({"paid_on": "2026-01-25"}))
            .await
            .expect(200);
        until("the end of the process", async || {
            story.rows("process.instance").await[0]["state"] == "completed"
        })
        .await;
        assert_eq!(story.hearers().await, 1);
        story.close().await;
    })
    .await;
}

#[tokio::test]
async fn short_of_goods_nothing_has_happened_and_the_fault_says_what_is_missing() {
    both(async |app| {
        let story = Story::open(app).await;
        story.moved("buy 5 @ 6 average").await;
        story.ordered().await;
        story.press("Check the order", json!({"outcome": "accept"})).await.expect(200);
        // Between the reservation and the press four pieces go to somebody more urgent.
        let open = story.rows("stock-move").await.into_iter().filter(|one| one["state"] != "done");
        let open: Vec<Value> = open.map(|one| one["id"].clone()).collect();
        story.shop.books.act("stock.unreserve", json!({"moves": open})).await.expect(200);
        story.moved("sell 4 average").await;
        let before = story.everything().await;
        let refused =
            story.press("Ship the goods", json!({"outcome": "ship"})).await.refused(409, "sales.short");
        assert_eq!(
            (&refused["pointer"], &refused["args"]["missing"]),
            (&json!("/lines"), &json!("average: 4 of 5"))
        );
        assert_eq!(story.everything().await, before);

        story.moved("buy 4 @ 7 average").await;
        story.press("Ship the goods", json!({"outcome": "ship"})).await.expect(200);
        assert_ne!(story.everything().await, before);
        assert_eq!(story.rows("process.instance").await[0]["incidents"], json!(0));

        // Whoever may not hear what other plugins tell does not, whatever its manifest says.
        let sheet = app.admin.get("/api/v1/plugins/process").await.expect(200);
        let hear =
            sheet["capabilities"].as_array().unwrap().iter().find(|ask| ask["capability"] == "events.hear");
        assert!(hear.unwrap()["warning"].as_str().unwrap().starts_with("It hears what every plugin tells"));
        let revoke = json!({"plugin": "process", "capability": "events.hear"});
        app.admin.post("/api/v1/actions/plugin.revoke", revoke).await.expect(204);
        let invoice = story.rows("invoicing.invoice").await.remove(0);
        story
            .act("invoicing.register-payment", Some(&invoice["id"]), json!({"paid_on": "2026-01-25"}))
            .await
            .expect(200);
        assert_eq!(story.hearers().await, 0);
        story.close().await;
    })
    .await;
}
