//! Costing through HTTP: the figures that must come out, stock against ledger after every step.

use keel_tests::{TestApp, both};
use serde_json::json;

use super::stock_shop::{DAY, Shop};

#[tokio::test]
async fn stock_costs_come_out_to_the_cent() {
    for (story, steps, expected, balances) in [
        (
            "average moves with each receipt",
            "buy 1 @ 100 average | buy 1 @ 200 average | buy 2 @ 200 average",
            vec!["1 100.00 at 100.000000", "2 300.00 at 150.000000", "4 700.00 at 175.000000"],
            "1200 700.00, 2050 -700.00",
        ),
        (
            "oldest goods leave first",
            "buy 4 @ 10 fifo | buy 2 @ 25 fifo | sell 3 fifo | sell 1 fifo | sell 1 fifo | sell 2 fifo",
            vec![
                "4 40.00 at 10.000000",
                "6 90.00 at 15.000000",
                "3 60.00 at 20.000000",
                "2 50.00 at 25.000000",
                "1 25.00 at 25.000000",
                "refused stock.not-available",
            ],
            "1200 25.00, 2050 -90.00, 5000 65.00",
        ),
        (
            "a return to the supplier never makes the rate negative",
            "buy 10 @ 100 average | buy 100 @ 10 average | sell 100 average | return 8 @ 100 average | sell 2 average",
            vec![
                "10 1000.00 at 100.000000",
                "110 2000.00 at 18.181818",
                "10 181.82 at 18.182000",
                "2 36.36 at 18.180000",
                "0 0.00",
            ],
            "2050 -1200.00, 5000 1854.54, 5010 -654.54",
        ),
        (
            "loss, production and transit have their accounts",
            "buy 10 @ 2 average | lose 1 average | use 4 average | make 1 @ 9 average | send 3 average | arrive 1 average",
            vec![
                "10 20.00 at 2.000000",
                "9 18.00 at 2.000000",
                "5 10.00 at 2.000000",
                "6 19.00 at 3.166667",
                "3 9.50 at 3.166667",
                "4 12.67 at 3.167500",
            ],
            "1200 12.67, 1210 -1.00, 1220 6.33, 2050 -20.00, 5020 2.00",
        ),
        (
            "places of one company are one pile",
            "buy 3 @ 0.333333 average | put 1 average | sell 1 from ANNEX average | sell 3 average | sell 2 average",
            vec![
                "3 1.00 at 0.333333",
                "3 1.00 at 0.333333",
                "2 0.67 at 0.335000",
                "refused stock.not-available",
                "0 0.00",
            ],
            "2050 -1.00, 5000 1.00",
        ),
        (
            "a cost is stated only where the books do not know it",
            "buy 1 average | sell 1 @ 5 average | refund 1 average | find 1 average | buy 1 @ -1 average | buy 2 worth 9.99 average",
            vec![
                "refused stock.cost-missing",
                "refused stock.cost-unexpected",
                "refused stock.cost-missing",
                "refused stock.cost-missing",
                "refused stock.cost-negative",
                "2 9.99 at 4.995000",
            ],
            "1200 9.99, 2050 -9.99",
        ),
    ] {
        both(async |app: &TestApp| {
            let shop = Shop::open(app).await;
            assert_eq!(shop.run(steps).await, expected, "{story}");
            assert_eq!(shop.books.balances().await, balances, "{story}");
        })
        .await;
    }
}

#[tokio::test]
async fn stock_perpetual_inventory_until_the_customer_invoice() {
    both(async |app: &TestApp| {
        let shop = Shop::open_with(app, "2060").await;
        let bought = shop.try_moves(DAY, &["buy 4 @ 4 standard", "buy 5 @ 6 average"]).await.expect(200);
        assert_eq!(bought["entries"].as_array().map(Vec::len), Some(1), "one request, one entry");
        shop.check().await;
        assert_eq!(shop.books.balances().await, "1200 50.00, 2050 -46.00, 5010 -4.00");
        shop.try_moves(DAY, &["sell 2 standard", "sell 3 average"]).await.expect(200);
        shop.check().await;
        assert_eq!(shop.books.balances().await, "1200 22.00, 2050 -46.00, 2060 28.00, 5010 -4.00");
        shop.books.post("1100 D 50 | 4000 C 50 | 5000 D 28 | 2060 C 28 | in INV").await;
        shop.check().await;
        assert_eq!(
            shop.books.balances().await,
            "1100 50.00, 1200 22.00, 2050 -46.00, 4000 -50.00, 5000 28.00, 5010 -4.00"
        );
    })
    .await;
}

#[tokio::test]
async fn stock_below_zero_is_corrected_by_the_next_receipt() {
    both(async |app: &TestApp| {
        let mut shop = Shop::open(app).await;
        let body = json!({"company": shop.books.company, "code": "BAR", "name": "Bar", "kind": "internal",
                          "allow_negative": true});
        shop.record("location", "BAR", body).await;
        for (costing, expected, balances) in [
            (
                "average",
                vec!["5 50.00 at 10.000000", "0 0.00", "-5 -50.00 at 10.000000", "3 36.00 at 12.000000"],
                "1200 36.00, 2050 -146.00, 5000 100.00, 5010 10.00",
            ),
            (
                "fifo",
                vec!["5 50.00 at 10.000000", "0 0.00", "-5 -50.00 at 10.000000", "3 36.00 at 12.000000"],
                "1200 72.00, 2050 -292.00, 5000 200.00, 5010 20.00",
            ),
        ] {
            let steps = format!(
                "buy 5 @ 10 to BAR {costing} | sell 5 from BAR {costing} | sell 5 from BAR {costing} | buy 8 @ 12 to BAR {costing}"
            );
            assert_eq!(shop.run(&steps).await, expected, "{costing}");
            assert_eq!(shop.books.balances().await, balances, "{costing}");
        }
        let card = shop.get("card", &format!("&item={}", shop.id("average"))).await;
        let lines: Vec<String> = card["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| {
                let text = |name: &str| l[name].as_str().unwrap();
                let (kind, quantity, value) = (text("kind"), text("quantity"), text("value"));
                format!("{kind} {quantity} {value} = {} {}", text("quantity_after"), text("value_after"))
            })
            .collect();
        assert_eq!(
            lines,
            [
                "receipt 5 50.00 = 5 50.00",
                "issue -5 -50.00 = 0 0.00",
                "issue -5 -50.00 = -5 -50.00",
                "receipt 8 96.00 = 3 46.00",
                "correction 0 -10.00 = 3 36.00"
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn stock_is_reversed_at_its_original_cost() {
    both(async |app: &TestApp| {
        let shop = Shop::open(app).await;
        let first = shop.moved("buy 10 @ 100 average").await;
        shop.moved("buy 10 @ 50 average").await;
        let sale = shop.moved("sell 4 average").await;
        assert_eq!((&sale["value"], &sale["counterpart_value"]), (&json!("300.00"), &json!("300.00")));
        let reverse = async |id: &serde_json::Value, quantity: Option<&str>| {
            shop.books.act("stock.reverse", json!({"move": id, "on": DAY, "quantity": quantity})).await
        };
        let back = reverse(&sale["id"], Some("1")).await.expect(200);
        shop.check().await;
        assert_eq!(
            (&back["moves"][0]["value"], &back["moves"][0]["reverses"]),
            (&json!("75.00"), &sale["id"])
        );
        reverse(&sale["id"], Some("3.5")).await.refused(409, "stock.reversed-already");
        reverse(&sale["id"], None).await.expect(200);
        reverse(&sale["id"], None).await.refused(409, "stock.reversed-already");
        assert_eq!(shop.stock(shop.id("average")).await, "20 1500.00 at 75.000000");
        reverse(&first["id"], None).await.expect(200);
        shop.check().await;
        assert_eq!(shop.stock(shop.id("average")).await, "10 500.00 at 50.000000");
        assert_eq!(shop.books.balances().await, "1200 500.00, 2050 -500.00");
        // What the rest cannot bear leaves at the present rate; the original stays as it was.
        shop.moved("buy 8 @ 100 fifo").await;
        let dear = shop.moved("buy 8 @ 300 fifo").await;
        shop.moved("sell 12 fifo").await;
        reverse(&dear["id"], Some("2")).await.expect(200);
        shop.check().await;
        assert_eq!(shop.stock(shop.id("fifo")).await, "2 600.00 at 300.000000");
        let path = format!("/api/v1/records/stock-move/{}", dear["id"].as_str().unwrap());
        let original = app.admin.get(&path).await.expect(200);
        assert_eq!((&original["state"], &original["value"]), (&json!("done"), &json!("2400.00")));
    })
    .await;
}

#[tokio::test]
async fn stock_value_changes_without_moves() {
    both(async |app: &TestApp| {
        let shop = Shop::open(app).await;
        let receipt = shop.moved("buy 4 @ 10 fifo").await;
        shop.moved("sell 1 fifo").await;
        shop.moved("buy 4 @ 4 standard").await;
        let fifo = shop.id("fifo");
        let revalue = async |mut body: serde_json::Value| {
            body["on"] = json!(DAY);
            let reply = shop.books.act("stock.revalue", body).await;
            shop.check().await;
            reply
        };
        // Late freight: three of four are still there.
        let late =
            revalue(json!({"move": receipt["id"], "amount": "8.00", "account": shop.books.account("6200")}))
                .await;
        let late = late.expect(200);
        assert_eq!((&late["change"], &late["value"]), (&json!("6.00"), &json!("36.00")));
        assert_eq!(
            shop.books.balances().await,
            "1200 56.00, 2050 -56.00, 5000 10.00, 5010 -2.00, 6200 -8.00"
        );
        revalue(json!({"item": fifo, "amount": "-6.00"})).await.expect(200);
        assert_eq!(shop.stock(fifo).await, "3 30.00 at 10.000000");
        revalue(json!({"item": fifo, "amount": "-30.01"})).await.refused(409, "stock.value-below-zero");
        revalue(json!({"item": fifo, "standard_cost": "1"})).await.refused(409, "stock.not-at-standard-cost");
        revalue(json!({"item": shop.id("average"), "amount": "1"}))
            .await
            .refused(409, "stock.nothing-to-revalue");
        revalue(json!({"item": shop.id("standard"), "amount": "1"}))
            .await
            .refused(409, "stock.set-standard-cost");
        revalue(json!({"item": shop.id("standard")})).await.refused(422, "stock.revalue-what");
        revalue(json!({"item": fifo, "amount": "0.001"})).await.refused(422, "stock.value-too-precise");
        let standard = revalue(json!({"item": shop.id("standard"), "standard_cost": "6"})).await.expect(200);
        assert_eq!((&standard["change"], &standard["value"]), (&json!("4.00"), &json!("24.00")));
        shop.moved("sell 1 standard").await;
        assert_eq!(shop.stock(shop.id("standard")).await, "3 18.00 at 6.000000");
    })
    .await;
}
