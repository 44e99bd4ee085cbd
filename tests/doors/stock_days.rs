//! Counts and late goods through HTTP: what was found, and what comes after the books were closed.

use keel_tests::{TestApp, both};
use serde_json::{Value, json};

use super::stock_shop::{DAY, Shop};

#[tokio::test]
async fn stock_a_count_moves_the_difference() {
    both(async |app: &TestApp| {
        let mut shop = Shop::open(app).await;
        shop.item("sugar", json!({"uom": shop.id("KGM")})).await;
        shop.item("salt", json!({"uom": shop.id("KGM")})).await;
        shop.moved("buy 2.5 @ 2 sugar").await;
        shop.moved("buy 4 @ 1 salt").await;
        let start = json!({"location": shop.id("SHELF"), "on": "2026-01-31"});
        let count = shop.books.act("stock.count-start", start).await.expect(200);
        let expected: Vec<&str> = count["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["expected"].as_str().unwrap())
            .collect();
        assert_eq!(expected.len(), 2, "{count}");
        // What moves while people count keeps its effect.
        shop.moved("sell 1 salt").await;
        let lines = json!([
            {"item": shop.id("sugar"), "counted": "3.8"},
            {"item": shop.id("salt"), "counted": "3.5"},
            {"item": shop.id("fifo"), "counted": "2", "unit_cost": "7"}
        ]);
        let body = json!({"count": count["count"], "lines": lines});
        let posted = shop.books.act("stock.count-post", body.clone()).await.expect(200);
        shop.check().await;
        let moves = posted["done"]["moves"].as_array().unwrap();
        let said: Vec<(&str, &str)> = moves
            .iter()
            .map(|one| (one["quantity"].as_str().unwrap(), one["value"].as_str().unwrap()))
            .collect();
        assert_eq!(said, [("1.3", "2.60"), ("0.5", "0.50"), ("2", "14.00")]);
        assert_eq!(
            (&moves[0]["from_location"], &moves[0]["to_location"]),
            (&json!(shop.id("LOSS")), &json!(shop.id("SHELF")))
        );
        assert_eq!(moves[0]["done_on"], "2026-01-31");
        assert_eq!(shop.stock(shop.id("sugar")).await, "3.8 7.60 at 2.000000");
        assert_eq!(shop.stock(shop.id("salt")).await, "2.5 2.50 at 1.000000");
        assert_eq!(shop.books.balances().await, "1200 24.10, 2050 -9.00, 5000 1.00, 5020 -16.10");
        shop.books.act("stock.count-post", body).await.refused(409, "stock.count-closed");
        let path = format!("/api/v1/records/stock-count/{}", count["count"].as_str().unwrap());
        let kept = app.admin.get(&path).await.expect(200);
        assert_eq!((&kept["state"], kept["lines"].as_array().map(Vec::len)), (&json!("posted"), Some(3)));
        // A line that was not counted stays; a count may be given up.
        let start = json!({"location": shop.id("SHELF"), "on": "2026-02-01", "items": [shop.id("sugar")]});
        let second = shop.books.act("stock.count-start", start).await.expect(200);
        for (line, code) in [
            (json!({"item": shop.id("sugar"), "counted": "-1"}), "stock.quantity-not-positive"),
            (json!({"item": shop.id("average"), "counted": "1"}), "stock.cost-missing"),
        ] {
            let body = json!({"count": second["count"], "lines": [line]});
            shop.books.act("stock.count-post", body).await.refused(422, code);
        }
        shop.books.act("stock.count-cancel", json!({"count": second["count"]})).await.expect(200);
        let body = json!({"count": second["count"], "lines": []});
        shop.books.act("stock.count-post", body).await.refused(409, "stock.count-closed");
    })
    .await;
}

#[tokio::test]
async fn stock_late_goods_never_touch_a_closed_period() {
    both(async |app: &TestApp| {
        let shop = Shop::open(app).await;
        shop.try_moves("2025-11-10", &["buy 10 @ 5 average"]).await.expect(200);
        shop.try_moves("2025-11-20", &["sell 4 average"]).await.expect(200);
        let november = json!({"period": shop.books.period("2025-11")});
        shop.books.act("ledger.close-period", november).await.expect(200);
        let trial_balance = async || {
            let company = shop.books.company;
            let path =
                format!("/api/v1/reports/trial-balance?company={company}&from=2025-11-01&to=2025-11-30");
            let reply = app.admin.get(&path).await;
            assert_eq!(reply.status, 200, "{}", reply.json());
            reply.bytes
        };
        let (before, november) = (trial_balance().await, shop.valuation("&on=2025-11-30").await);
        for step in ["buy 6 @ 10 average", "put 1 average"] {
            let refused = shop.try_moves("2025-11-25", &[step]).await.refused(409, "ledger.period-closed");
            assert_eq!(refused["pointer"], "/on", "{step}");
        }
        let late = json!({"on": "2025-11-25", "late": "adjust", "moves": [shop.step("buy 6 @ 10 average")]});
        let done = shop.books.act("stock.do", late).await.expect(200);
        shop.check().await;
        let landed = &done["moves"][0];
        assert_eq!(
            (&landed["done_on"], &landed["late_for_on"]),
            (&json!("2025-12-01"), &json!("2025-11-25"))
        );
        let path = format!("/api/v1/records/entry/{}", landed["entry"].as_str().unwrap());
        assert_eq!(app.admin.get(&path).await.expect(200)["kind"], "adjustment");
        // Late freight for the receipt of November lands in the open period too.
        let freight = json!({"move": landed["id"], "amount": "6.00", "on": "2025-11-26", "late": "adjust"});
        shop.books.act("stock.revalue", freight).await.expect(200);
        shop.check().await;
        assert_eq!(trial_balance().await, before, "the closed period is byte for byte what it was");
        assert_eq!(shop.valuation("&on=2025-11-30").await, november);
        assert_eq!(shop.stock(shop.id("average")).await, "12 96.00 at 8.000000");
        // A date before another move's, in an open period, is valued in posting order.
        shop.try_moves("2025-12-02", &["sell 2 average"]).await.expect(200);
        assert_eq!(shop.stock(shop.id("average")).await, "10 80.00 at 8.000000");
        let card =
            shop.get("card", &format!("&item={}&from_on=2025-12-01&limit=2", shop.id("average"))).await;
        assert_eq!((&card["opening_quantity"], &card["opening_value"]), (&json!("6"), &json!("30.00")));
        let next = card["next"].as_str().unwrap().to_owned();
        let query = format!("&item={}&from_on=2025-12-01&after={next}", shop.id("average"));
        let rest = shop.get("card", &query).await;
        let last: &Value = rest["lines"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&last["quantity_after"], &last["value_after"]),
            (&json!("10"), &json!("80.00")),
            "{card} {rest}"
        );
        shop.try_moves("2030-01-01", &["sell 1 average"]).await.refused(409, "ledger.period-missing");
        assert_eq!(shop.try_moves(DAY, &["sell 10 average"]).await.status, 200);
        shop.check().await;
    })
    .await;
}
