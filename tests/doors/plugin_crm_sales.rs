//! The bridge `crm-sales` between the real plugins `crm` and `sales`, as components in a running host: the amount
//! of an opportunity follows its quotations, and it is won when they are confirmed. On both databases.

use keel_tests::packages::{built, install};
use keel_tests::plugins::schema;
use keel_tests::{Client, TestApp, both, people};
use serde_json::{Value, json};

use crate::ledger_books::Books;

/// What is installed, dependencies first.
const PLUGINS: [&str; 4] = ["invoicing", "sales", "crm", "crm-sales"];

async fn act(client: &Client, name: &str, on: &Value, input: Value) -> Value {
    let body = json!({"target": on["id"], "input": input});
    client.post(&format!("/api/v1/actions/{name}"), body).await.expect(200)
}

/// Waits until an opportunity reads so: state, amount, expected revenue, quotations that stand.
async fn reads(app: &TestApp, opportunity: &Value, expected: &str) {
    let path = format!("/api/v1/records/crm.opportunity/{}", opportunity["id"].as_str().unwrap());
    let ends = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let now = app.admin.get(&path).await.expect(200);
        let word = |name: &str| now[name].as_str().unwrap_or("-").to_owned();
        let told = format!(
            "{} {} expected {}, {} of {}",
            word("state"),
            word("amount"),
            word("expected_revenue"),
            now["crm_sales__quotations"],
            word("amount_source")
        );
        if told == expected {
            return;
        }
        assert!(std::time::Instant::now() < ends, "{told}, not {expected}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn crm_sales_amount_follows_the_quotations() {
    both(async |app| {
        let books = Books::open(app).await;
        let before = schema(app).await;
        for plugin in PLUGINS {
            install(&app.admin, &built(plugin), "unsigned=true&grant=all&company=NW").await.expect(200);
        }
        app.admin.post("/api/v1/actions/crm.set-up", json!({"input": {}})).await.expect(200);
        let customer = json!({"kind": "organisation", "name": "Alfreds Futterkiste"});
        let customer = app.admin.post("/api/v1/records/contact", customer).await.expect(201);
        let advice = json!({"code": "ADVICE", "name": "Advice", "kind": "service", "uom": unit(app).await});
        let advice = app.admin.post("/api/v1/records/item", advice).await.expect(201);
        let opportunity = json!({"company": books.company, "name": "Tea", "contact": customer["id"], "currency": "USD",
            "amount": "100.00", "probability": 50});
        let opportunity = app.admin.post("/api/v1/records/crm.opportunity", opportunity).await.expect(201);
        let quote = async |price: &str| {
            let lines = json!([{"item": advice["id"], "quantity": "1", "price": price}]);
            let made = act(&app.admin, "crm-sales.new-quotation", &opportunity, json!({"lines": lines})).await;
            json!({"id": made["order"]})
        };

        let first = quote("90").await;
        reads(app, &opportunity, "open 90.00 expected 45.00, 1 of quotations").await;
        let second = quote("10").await;
        reads(app, &opportunity, "open 100.00 expected 50.00, 2 of quotations").await;
        act(&app.admin, "sales.cancel", &second, json!({})).await;
        reads(app, &opportunity, "open 90.00 expected 45.00, 1 of quotations").await;
        let path = format!("/api/v1/records/sales.order/{}", first["id"].as_str().unwrap());
        let order = app.admin.get(&path).await.expect(200);
        assert_eq!(order["contact"], customer["id"], "{order}");
        let panel = format!("/api/v1/plugins/crm-sales/pages/quotations?id={}", opportunity["id"].as_str().unwrap());
        let panel = app.admin.get(&panel).await.expect(200).to_string();
        assert!(panel.contains("sales.order") && panel.contains("new-quotation"), "{panel}");
        act(&app.admin, "sales.confirm", &first, json!({})).await;
        reads(app, &opportunity, "won 90.00 expected 90.00, 1 of quotations").await;
        act(&app.admin, "sales.cancel", &first, json!({})).await;
        reads(app, &opportunity, "open 100.00 expected 10.00, 0 of manual").await;

        // A clerk who sees no opportunities changes quotations all the same.
        let clerk = people::user(app.db(), "clerk", &[]).await;
        let role = json!({"login": "clerk", "role": "sales.salesperson", "company_id": books.company});
        app.admin.post("/api/v1/actions/user.give-role", role).await.expect(204);
        let clerk = app.admin.clone().with_token(&clerk.token);
        let body = json!({"company": books.company, "contact": customer["id"], "lines": [{"description": "Tea", "quantity": "2", "price": "7"}]});
        let order = clerk.post("/api/v1/records/sales.order", body).await.expect(201);
        clerk.get(&format!("/api/v1/records/crm.opportunity/{}", opportunity["id"].as_str().unwrap())).await.refused(403, "denied");
        let path = format!("/api/v1/records/sales.order/{}", order["id"].as_str().unwrap());
        let now = app.admin.get(&path).await.expect(200);
        let linked = json!({"crm_sales__opportunity": opportunity["id"]});
        app.admin.patch(&path, now["version"].as_i64().unwrap(), linked).await.expect(200);
        reads(app, &opportunity, "open 14.00 expected 1.40, 1 of quotations").await;
        let now = clerk.get(&path).await.expect(200);
        let lines = json!({"lines": [{"description": "Tea", "quantity": "3", "price": "7"}]});
        clerk.patch(&path, now["version"].as_i64().unwrap(), lines).await.expect(200);
        reads(app, &opportunity, "open 21.00 expected 2.10, 1 of quotations").await;

        // The bridge goes first, its neighbours after it, and nothing is left.
        for plugin in PLUGINS.iter().rev() {
            app.admin.post("/api/v1/actions/plugin.uninstall", json!({"plugin": plugin})).await.expect(200);
        }
        assert_eq!(schema(app).await, before, "the schema is as it was before");
    })
    .await;
}

/// A unit of measure.
async fn unit(app: &TestApp) -> Value {
    let units = app.admin.get("/api/v1/records/uom").await.expect(200);
    if let Some(unit) = units["items"].as_array().and_then(|all| all.first()) {
        return unit["id"].clone();
    }
    let body = json!({"code": "pc", "name": "Piece", "category": "unit", "numerator": 1, "denominator": 1});
    app.admin.post("/api/v1/records/uom", body).await.expect(201)["id"].clone()
}
