//! The first start: a company that can sell at once, or the demo.

use keel_tests::{TestApp, both};
use serde_json::{Value, json};

const START: &str = "/api/v1/actions/setup.start";

#[tokio::test]
async fn a_first_company_has_books_and_places_and_can_receive_goods_at_once() {
    both(async |app: &TestApp| {
        let setup = app.admin.get("/api/v1/setup").await.expect(200);
        assert_eq!((&setup["needed"], &setup["charts"][0]["code"]), (&json!(true), &json!("general")));
        let countries = setup["countries"].as_array().unwrap();
        for (code, currency) in [("BG", "EUR"), ("US", "USD"), ("CH", "CHF"), ("JP", "JPY")] {
            let found = countries.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("no {code}"));
            assert_eq!(found["currency"], currency);
        }
        app.user("clerk", &[("company", "read create")]).await.get("/api/v1/setup").await.refused(403, "denied");

        // What is wrong leaves nothing behind.
        let company = json!({"code": "ONE", "name": "One", "country": "BG"});
        for (body, status, code, pointer) in [
            (json!({}), 422, "setup.company", "/company"),
            (json!({"company": company, "chart": "moon"}), 422, "setup.chart", "/chart"),
            (json!({"company": {"code": "X", "name": "X", "country": "XX"}}), 422, "company.currency", "/company/currency"),
            (json!({"company": {"code": "X", "name": "X", "country": "XX", "currency": "EUR"}}), 422, "company.country", "/company/country"),
        ] {
            let problem = app.admin.post(START, body).await.refused(status, code);
            assert_eq!(problem["pointer"], pointer, "{problem}");
        }
        assert_eq!(app.admin.get("/api/v1/setup").await.expect(200)["needed"], true);

        let body = json!({"company": company, "chart": "general", "fiscal_year_start": "2026-01-01"});
        let started = app.admin.post_once(START, "first", body.clone()).await.expect(200);
        assert_eq!(app.admin.post_once(START, "first", body.clone()).await.expect(200), started);
        app.admin.post(START, body).await.refused(422, "field.not-unique");
        assert_eq!(app.admin.get("/api/v1/setup").await.expect(200)["needed"], false);
        let kept = app.admin.get("/api/v1/interface").await.expect(200)["companies"][0].clone();
        assert_eq!((&kept["id"], &kept["currency"], &kept["code"]), (&started["company"], &json!("EUR"), &json!("ONE")));

        let one = async |list: &str| -> Value {
            let found = app.admin.get(&format!("/api/v1/records/{list}")).await.expect(200);
            found["items"][0]["id"].clone()
        };
        let item = json!({"code": "A", "name": "A", "uom": one("uom?filter=code:eq:C62").await});
        let item = app.admin.post("/api/v1/records/item", item).await.expect(201);
        let received = json!({"company": started["company"], "on": "2026-11-01", "moves": [{
            "item": item["id"], "quantity": "3", "unit_cost": "2.50",
            "from_location": one("location?filter=code:eq:SUPPLIERS").await, "to_location": one("location?filter=code:eq:STOCK").await,
        }]});
        let done = app.admin.post("/api/v1/actions/stock.do", received).await.expect(200);
        assert!(!done["entries"].as_array().unwrap().is_empty(), "goods and books move together: {done}");
    })
    .await;
}

#[tokio::test]
async fn the_demo_company_is_made_on_request_and_only_once() {
    both(async |app: &TestApp| {
        let started = app.admin.post(START, json!({"demo": true})).await.expect(200);
        assert_eq!(started["code"], "NORTHWIND");
        assert_eq!(app.admin.post(START, json!({"demo": true})).await.expect(200), started);
        app.user("clerk", &[]).await.post(START, json!({"demo": true})).await.refused(403, "denied");
    })
    .await;
}
