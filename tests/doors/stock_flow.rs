//! The life of moves through HTTP: planned, reserved, done in part, cancelled; lots, serials, units, bulk.

use futures_util::future::{join, join_all};
use keel_tests::{TestApp, both};
use serde_json::{Value, json};
use uuid::Uuid;

use super::stock_shop::{DAY, Shop};

async fn plan(shop: &Shop<'_>, steps: &[&str]) -> Vec<Value> {
    let moves: Vec<Value> = steps.iter().map(|step| shop.step(step)).collect();
    let planned = shop.books.act("stock.plan", json!({"moves": moves})).await.expect(200);
    planned["moves"].as_array().unwrap().clone()
}

fn ids(moves: &[Value]) -> Vec<Value> {
    moves.iter().map(|planned| planned["id"].clone()).collect()
}

#[tokio::test]
async fn stock_a_plan_is_reserved_done_in_part_and_its_rest_waits() {
    both(async |app: &TestApp| {
        let mut shop = Shop::open(app).await;
        let item = shop.id("average");
        // A purchase order of two dozen for 48.00, received in two parts: the stated cost divides exactly.
        let order = plan(&shop, &["buy 2 worth 48.01 in DZN on 2026-01-20 average"]).await;
        assert_eq!((&order[0]["state"], &order[0]["quantity"]), (&json!("planned"), &json!("24")));
        assert_eq!(shop.on_hand("").await, Vec::<String>::new());
        assert_eq!(shop.on_hand("&forecast_on=2026-01-19").await, Vec::<String>::new());
        assert_eq!(shop.on_hand("&forecast_on=2026-01-20").await, ["average SHELF 24"]);
        let part = json!({"on": "2026-01-16", "planned": [{"move": order[0]["id"], "quantity": "1"}]});
        let done = shop.books.act("stock.do", part).await.expect(200);
        shop.check().await;
        let rest = done["rests"][0].clone();
        assert_eq!((&done["moves"][0]["value"], &rest["quantity"]), (&json!("24.01"), &json!("12")));
        assert_eq!((&rest["state"], &rest["rest_of"]), (&json!("planned"), &order[0]["id"]));
        let again = json!({"on": DAY, "planned": [{"move": order[0]["id"]}]});
        shop.books.act("stock.do", again).await.refused(409, "stock.move-done");
        let all = json!({"on": "2026-01-18", "planned": [{"move": rest["id"]}]});
        let done = shop.books.act("stock.do", all).await.expect(200);
        assert_eq!((&done["moves"][0]["value"], &done["rests"]), (&json!("24.00"), &json!([])));
        assert_eq!(shop.stock(item).await, "24 48.01 at 2.000417");
        for (query, expected) in [
            ("&on=2026-01-15", Vec::<String>::new()),
            ("&on=2026-01-16", vec!["average SHELF 12".into()]),
            ("&on=2026-01-17", vec!["average SHELF 12".into()]),
            ("&on=2026-01-18", vec!["average SHELF 24".into()]),
        ] {
            assert_eq!(shop.on_hand(query).await, expected, "{query}");
        }
        // Two orders for what is there; the second is told what is missing, and holds nothing.
        shop.moved("put 4 average").await;
        let orders = plan(&shop, &["sell 22 from WH average", "sell 3 from WH average"]).await;
        let reserve = async |ids: Vec<Value>, partial: bool| {
            shop.books.act("stock.reserve", json!({"moves": ids, "partial": partial})).await
        };
        let missing = reserve(ids(&orders), false).await.refused(409, "stock.not-available");
        let args = &missing["args"];
        let said = ["item", "location", "wanted", "available"].map(|name| args[name].as_str().unwrap_or("?"));
        assert_eq!(said, ["average", "WH", "3", "2"], "{missing}");
        assert_eq!(missing["pointer"], "/moves/1");
        assert_eq!(shop.on_hand("").await, ["average ANNEX 4", "average SHELF 20"]);
        let held = reserve(ids(&orders), true).await.expect(200);
        assert_eq!(held["reservations"].as_array().map(Vec::len), Some(3), "{held}");
        assert_eq!(shop.on_hand("").await, ["average ANNEX 4 (4)", "average SHELF 20 (20)"]);
        // What is held for others cannot be taken, by hand or by transfer.
        for step in ["sell 1 average", "put 1 average", "lose 1 average"] {
            shop.try_moves(DAY, &[step]).await.refused(409, "stock.not-available");
        }
        // Done in part: the rest keeps what is still held for it.
        let part = json!({"on": DAY, "planned": [{"move": orders[0]["id"], "quantity": "10"}]});
        let done = shop.books.act("stock.do", part).await.expect(200);
        shop.check().await;
        assert_eq!(done["moves"].as_array().map(Vec::len), Some(2), "from two places: {done}");
        assert_eq!(
            (&done["rests"][0]["quantity"], &done["rests"][0]["state"]),
            (&json!("12"), &json!("reserved"))
        );
        assert_eq!(shop.on_hand("").await, ["average SHELF 14 (14)"]);
        let release = json!({"moves": [done["rests"][0]["id"]]});
        shop.books.act("stock.unreserve", release.clone()).await.expect(200);
        assert_eq!(shop.on_hand("").await, ["average SHELF 14 (2)"]);
        shop.books.act("stock.cancel", release.clone()).await.expect(200);
        shop.books.act("stock.cancel", release).await.refused(409, "stock.move-cancelled");
        // The second order takes what it holds and what became free.
        let rest = json!({"on": DAY, "planned": [{"move": orders[1]["id"]}]});
        shop.books.act("stock.do", rest).await.expect(200);
        shop.check().await;
        assert_eq!(shop.on_hand("").await, ["average SHELF 11"]);
        shop.item("pen", json!({"kind": "consumable"})).await;
        assert_eq!(
            shop.run("buy 5 pen | sell 2 pen").await,
            ["0 0.00", "0 0.00"],
            "consumables have no value"
        );
        assert_eq!(shop.on_hand(&format!("&item={}", shop.id("pen"))).await, ["pen SHELF 3"]);
    })
    .await;
}

#[tokio::test]
async fn stock_lots_leave_first_expired_first_and_serials_are_one_piece() {
    both(async |app: &TestApp| {
        let mut shop = Shop::open(app).await;
        shop.item("milk", json!({"tracking": "lot", "costing": "fifo"})).await;
        shop.item("phone", json!({"tracking": "serial"})).await;
        shop.lot("milk", "late", Some("2026-03-01")).await;
        shop.lot("milk", "soon", Some("2026-02-01")).await;
        shop.lot("phone", "S1", None).await;
        shop.lot("phone", "S2", None).await;
        let refused = json!({"item": shop.id("average"), "code": "X"});
        app.admin.post("/api/v1/records/lot", refused).await.refused(409, "stock.lot-unexpected");
        for (step, code) in [
            ("buy 1 @ 1 milk", "stock.lot-required"),
            ("buy 1 @ 1 lot soon average", "stock.lot-of-other-item"),
            ("buy 2 @ 1 lot S1 phone", "stock.serial-not-one"),
        ] {
            shop.try_moves(DAY, &[step]).await.refused(422, code);
        }
        let steps = [
            "buy 5 @ 1 lot late milk",
            "buy 5 @ 2 lot soon milk",
            "buy 1 @ 100 lot S1 phone",
            "buy 1 @ 80 lot S2 phone",
        ];
        shop.try_moves(DAY, &steps).await.expect(200);
        shop.check().await;
        shop.try_moves(DAY, &["buy 1 @ 9 lot S1 phone"]).await.refused(409, "stock.serial-in-stock");
        shop.try_moves(DAY, &["sell 6 lot soon milk"]).await.refused(409, "stock.not-available");
        let orders = plan(&shop, &["sell 7 milk", "sell 2 phone"]).await;
        let done = json!({"on": DAY, "planned": [{"move": orders[0]["id"]}, {"move": orders[1]["id"]}]});
        let done = shop.books.act("stock.do", done).await.expect(200);
        shop.check().await;
        let taken: Vec<(&Value, &Value)> =
            done["moves"].as_array().unwrap().iter().map(|one| (&one["lot"], &one["quantity"])).collect();
        let lot = |code: &str| json!(shop.id(code));
        assert_eq!(
            taken,
            [
                (&lot("soon"), &json!("5")),
                (&lot("late"), &json!("2")),
                (&lot("S1"), &json!("1")),
                (&lot("S2"), &json!("1"))
            ]
        );
        assert_eq!(shop.on_hand("").await, ["milk SHELF late 3"]);
        // A serial that was sold may come back.
        shop.try_moves(DAY, &["refund 1 lot S1 phone"]).await.expect(200);
        shop.check().await;
    })
    .await;
}

#[tokio::test]
async fn stock_a_lot_is_traced_up_and_down_through_production() {
    both(async |app: &TestApp| {
        let mut shop = Shop::open(app).await;
        for (item, lots) in [("flour", ["F1", "F2"]), ("bread", ["B1", "B2"])] {
            shop.item(item, json!({"tracking": "lot"})).await;
            for lot in lots {
                shop.lot(item, lot, None).await;
            }
        }
        let steps = [
            "buy 10 @ 1 lot F1 flour",
            "buy 10 @ 1 lot F2 flour",
            "use 4 for 1 lot F1 flour",
            "make 8 @ 1 for 1 lot B1 bread",
            "use 4 for 2 lot F2 flour",
            "make 8 @ 1 for 2 lot B2 bread",
            "sell 3 lot B1 bread",
        ];
        shop.try_moves(DAY, &steps).await.expect(200);
        shop.check().await;
        for (lot, direction, expected) in [
            ("F1", "down", vec!["F1 10", "F1 4", "B1 8", "B1 3"]),
            ("B1", "up", vec!["F1 10", "F1 4", "B1 8", "B1 3"]),
            ("B2", "up", vec!["F2 10", "F2 4", "B2 8"]),
            ("B1", "down", vec!["B1 8", "B1 3"]),
            ("F2", "up", vec!["F2 10", "F2 4"]),
        ] {
            let query = format!("&lot={}&direction={direction}", shop.id(lot));
            let graph = shop.get("trace", &query).await;
            let keys: Vec<&Value> =
                graph["nodes"].as_array().unwrap().iter().map(|node| &node["key"]).collect();
            let edges = graph["edges"].as_array().unwrap();
            let said: Vec<String> = edges
                .iter()
                .map(|edge| {
                    assert!(keys.contains(&&edge["from"]) && keys.contains(&&edge["to"]), "{edge}");
                    let code =
                        ["F1", "F2", "B1", "B2"].into_iter().find(|code| edge["lot"] == json!(shop.id(code)));
                    format!("{} {}", code.unwrap(), edge["quantity"].as_str().unwrap())
                })
                .collect();
            assert_eq!(said, expected, "{lot} {direction}");
        }
    })
    .await;
}

#[tokio::test]
async fn stock_many_moves_are_done_together_or_row_by_row() {
    both(async |app: &TestApp| {
        let shop = Shop::open(app).await;
        let rows = |steps: &[&str]| -> Vec<Value> { steps.iter().map(|step| shop.step(step)).collect() };
        let steps = ["buy 5 @ 10 fifo on 2026-01-02", "sell 6 fifo", "sell 2 fifo", "buy 1 average"];
        let many = json!({"on": DAY, "moves": rows(&steps)});
        let refused = shop.books.act("stock.move-many", many.clone()).await;
        let refused = refused.refused(409, "stock.not-available");
        assert_eq!(refused["pointer"], "/moves/1/quantity", "the first row that is refused");
        assert_eq!(shop.books.balances().await, "");
        let mut each = many.clone();
        each["results"] = json!("per-row");
        let done = shop.books.act("stock.move-many", each).await.expect(200);
        shop.check().await;
        let codes: Vec<&str> = done["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["code"].as_str().unwrap_or("done"))
            .collect();
        assert_eq!(codes, ["done", "stock.not-available", "done", "stock.cost-missing"], "{done}");
        assert_eq!((&done["done"], &done["refused"]), (&json!(2), &json!(2)));
        assert_eq!(done["entries"].as_array().map(Vec::len), Some(2), "one for each day");
        assert_eq!(shop.stock(shop.id("fifo")).await, "3 30.00 at 10.000000");
        // Thousands at once: one after the other in posting order, a few entries.
        let mut steps = Vec::new();
        for index in 0..1000 {
            steps.push(format!("buy 3 @ {} fifo", index % 7 + 1));
            steps.push("sell 2 fifo".to_owned());
        }
        let moves: Vec<Value> = steps.iter().map(|step| shop.step(step)).collect();
        let done = shop.books.act("stock.move-many", json!({"on": DAY, "moves": moves})).await.expect(200);
        shop.check().await;
        assert_eq!(done["done"], json!(2000));
        assert_eq!(done["entries"].as_array().map(Vec::len), Some(4));
        assert!(shop.stock(shop.id("fifo")).await.starts_with("1003 "));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stock_the_last_seven_units_go_to_seven_of_sixty_takers() {
    both(async |app: &TestApp| {
        let shop = Shop::open(app).await;
        shop.moved("buy 7 @ 10 fifo").await;
        let orders = plan(&shop, &["sell 1 fifo"; 30]).await;
        let reserving =
            async |order: &Value| shop.books.act("stock.reserve", json!({"moves": [order["id"]]})).await;
        let taking = async |_: usize| shop.try_moves(DAY, &["sell 1 fifo"]).await;
        let (reserved, taken) =
            join(join_all(orders.iter().map(reserving)), join_all((0..30).map(taking))).await;
        let replies: Vec<_> = reserved.into_iter().chain(taken).collect();
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 7);
        for reply in replies.into_iter().filter(|reply| reply.status != 200) {
            let refused = reply.refused(409, "stock.not-available");
            assert_eq!(
                (&refused["args"]["wanted"], &refused["args"]["available"]),
                (&json!("1"), &json!("0"))
            );
        }
        shop.check().await;
        let page = shop.get("on-hand", "").await;
        assert_eq!(
            page["rows"].as_array().map_or(0, |rows| rows.iter().filter(|r| r["available"] != "0").count()),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn stock_refusals_name_the_field_and_change_nothing() {
    both(async |app: &TestApp| {
        let mut shop = Shop::open(app).await;
        shop.item("advice", json!({"kind": "service"})).await;
        shop.item("sugar", json!({"uom": shop.id("KGM")})).await;
        shop.item("gone", json!({"closed": true})).await;
        for (step, status, code, pointer) in [
            ("buy 0 @ 1 average", 422, "stock.quantity-not-positive", "/moves/0/quantity"),
            ("buy -1 @ 1 average", 422, "stock.quantity-not-positive", "/moves/0/quantity"),
            ("buy 1 @ 1 in KGM average", 422, "stock.unit-other-category", "/moves/0/uom"),
            ("buy 0.0000001 @ 1 average", 422, "stock.unit-not-exact", "/moves/0/quantity"),
            ("buy 0.0001 @ 1 in GRM sugar", 422, "stock.unit-not-exact", "/moves/0/quantity"),
            ("buy 1 @ 1 to SUPPLIER average", 422, "stock.same-location", "/moves/0/to_location"),
            ("buy 1 @ 1 to WH average", 422, "stock.location-is-view", "/moves/0/to_location"),
            ("buy 1 @ 1 advice", 422, "stock.item-is-service", "/moves/0/item"),
            ("buy 1 @ 1 gone", 409, "stock.item-closed", "/moves/0/item"),
            ("buy 1 @ 1 worth 1 average", 422, "stock.cost-twice", "/moves/0/value"),
            ("buy 1 worth 0.001 average", 422, "stock.value-too-precise", "/moves/0/value"),
            ("buy 9999999999999 @ 9999999999 average", 422, "stock.overflow", "/moves/0"),
            ("sell 1 average", 409, "stock.not-available", "/moves/0/quantity"),
        ] {
            let refused = shop.try_moves(DAY, &["buy 1 @ 1 fifo", step]).await.refused(status, code);
            assert_eq!(refused["pointer"], pointer.replace("/moves/0", "/moves/1"), "{step}");
        }
        assert_eq!(shop.books.balances().await, "");
        let mut unknown = shop.step("buy 1 @ 1 average");
        unknown["item"] = json!(Uuid::nil());
        let body = json!({"on": DAY, "moves": [unknown]});
        assert_eq!(
            shop.books.act("stock.do", body).await.refused(404, "not-found")["pointer"],
            "/moves/0/item"
        );
        shop.books.act("stock.do", json!({"on": DAY})).await.refused(422, "stock.too-many-moves");
        shop.moved("buy 1.5 @ 2 in KGM sugar").await;
        shop.moved("sell 250 in GRM sugar").await;
        assert_eq!(shop.stock(shop.id("sugar")).await, "1.25 2.50 at 2.000000");
        // What goods are kept by stays once they moved; trees stay trees.
        let patch = async |kind: &str, name: &str, body: Value| {
            let path = format!("/api/v1/records/{kind}/{}", shop.id(name));
            let version = app.admin.get(&path).await.version();
            app.admin.patch(&path, version, body).await
        };
        patch("item", "sugar", json!({"costing": "fifo"})).await.refused(409, "stock.item-has-moves");
        patch("item", "sugar", json!({"name": "Brown sugar"})).await.expect(200);
        patch("uom", "GRM", json!({"denominator": 100})).await.refused(409, "stock.uom-in-use");
        patch("location", "SHELF", json!({"kind": "loss"})).await.refused(409, "stock.location-has-moves");
        patch("location", "WH", json!({"parent": shop.id("SHELF")}))
            .await
            .refused(409, "stock.location-tree");
        patch("location", "LOSS", json!({"allow_negative": true}))
            .await
            .refused(422, "stock.negative-elsewhere");
        let found = app.admin.get("/api/v1/records/item?q=BROWN").await.expect(200);
        assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
        // Without the right nothing is told and nothing moves.
        let clerk = app.user("clerk", &[("stock-move", "read")]).await;
        let path = format!("/api/v1/stock/on-hand?company={}", shop.books.company);
        clerk.get(&path).await.expect(200);
        let body = json!({"company": shop.books.company, "on": DAY, "moves": [shop.step("buy 1 @ 1 fifo")]});
        clerk.post("/api/v1/actions/stock.do", body).await.refused(403, "denied");
        let nobody = app.user("nobody", &[("item", "read")]).await;
        nobody.get(&path).await.refused(403, "denied");
    })
    .await;
}

#[tokio::test]
async fn stock_accounts_follow_the_category_and_stay_while_goods_lie_on_them() {
    both(async |app: &TestApp| {
        let mut shop = Shop::open(app).await;
        let food = shop.record("item-category", "food", json!({"code": "food", "name": "Food"})).await;
        let fruit = json!({"code": "fruit", "name": "Fruit", "parent": food});
        let fruit = shop.record("item-category", "fruit", fruit).await;
        shop.item("apple", json!({"category": fruit})).await;
        shop.moved("buy 2 @ 3 apple").await;
        assert_eq!(shop.books.balances().await, "1200 6.00, 2050 -6.00");
        let mut own = shop.accounts("5000");
        own["category"] = json!(food);
        own["inventory_account"] = shop.books.account("1500").clone();
        app.admin.post("/api/v1/records/stock-account", own).await.expect(201);
        // Value leaves the account that it came to; only then the new one takes over.
        shop.moved("buy 1 @ 3 apple").await;
        shop.moved("sell 3 apple").await;
        assert_eq!(shop.books.balances().await, "2050 -9.00, 5000 9.00");
        shop.moved("buy 1 @ 4 apple").await;
        assert_eq!(shop.books.balances().await, "1500 4.00, 2050 -13.00, 5000 9.00");
        let mut twice = shop.accounts("1200");
        twice["category"] = json!(fruit);
        app.admin
            .post("/api/v1/records/stock-account", twice)
            .await
            .refused(422, "stock.inventory-account-twice");
    })
    .await;
}

#[tokio::test]
async fn stock_accounts_are_changed_by_goods_alone() {
    both(async |app: &TestApp| {
        let shop = Shop::open(app).await;
        let bought = shop.moved("buy 2 @ 3 average").await;
        let by_hand = shop.books.entry("1200 D 5 | 3000 C 5");
        let refused =
            shop.books.act("ledger.post", by_hand.clone()).await.refused(409, "ledger.account-of-stock");
        assert_eq!(refused["pointer"], "/lines/0/account");
        shop.books
            .act("ledger.post", shop.books.entry("3000 D 5 | 1220 C 5"))
            .await
            .refused(409, "ledger.account-of-stock");
        let mut entry = by_hand;
        entry.as_object_mut().unwrap().remove("company");
        let many = json!({"entries": [entry]});
        shop.books.act("ledger.post-many", many).await.refused(409, "ledger.account-of-stock");
        let reverse = json!({"entry": bought["entry"], "on": DAY});
        shop.books.act("ledger.reverse", reverse).await.refused(409, "ledger.account-of-stock");
        shop.books.post("1500 D 5 | 3000 C 5").await;
        let mut used = shop.accounts("5000");
        used["category"] = json!(
            app.admin
                .post("/api/v1/records/item-category", json!({"code": "c", "name": "C"}))
                .await
                .expect(201)["id"]
        );
        used["inventory_account"] = shop.books.account("1500").clone();
        app.admin.post("/api/v1/records/stock-account", used).await.refused(409, "stock.account-has-lines");
        assert_eq!(shop.books.balances().await, "1200 6.00, 1500 5.00, 2050 -6.00, 3000 -5.00");
        shop.check().await;
    })
    .await;
}

#[tokio::test]
async fn stock_steps_are_taken_in_their_order() {
    both(async |app: &TestApp| {
        let shop = Shop::open(app).await;
        let planned = plan(&shop, &["buy 1 @ 1 average", "sell 1 average"]).await;
        let (purchase, sale) = (&planned[0]["id"], &planned[1]["id"]);
        let nothing = Uuid::nil();
        let do_twice = json!({"on": DAY, "planned": [{"move": purchase}, {"move": purchase}]});
        let lot = json!({"on": DAY, "planned": [{"move": purchase, "lot": nothing}]});
        let shelf = shop.id("SHELF");
        for (action, body, status, code) in [
            ("stock.do", do_twice, 422, "stock.move-twice"),
            ("stock.do", lot, 404, "not-found"),
            ("stock.do", json!({"on": DAY, "planned": [{"move": nothing}]}), 404, "not-found"),
            ("stock.do", json!({"on": DAY, "planned": [{"move": sale}]}), 409, "stock.not-available"),
            ("stock.reserve", json!({"moves": [purchase]}), 409, "stock.nothing-to-reserve"),
            ("stock.reserve", json!({"moves": [sale]}), 409, "stock.not-available"),
            ("stock.reverse", json!({"move": sale, "on": DAY}), 409, "stock.move-not-done"),
            ("stock.revalue", json!({"move": sale, "amount": "1", "on": DAY}), 409, "stock.not-a-receipt"),
            ("stock.count-start", json!({"location": shop.id("WH"), "on": DAY}), 422, "stock.not-countable"),
            ("stock.count-start", json!({"location": nothing, "on": DAY}), 404, "not-found"),
            ("stock.plan", json!({"moves": []}), 422, "stock.too-many-moves"),
        ] {
            shop.books.act(action, body.clone()).await.refused(status, code);
        }
        let started = json!({"location": shelf, "on": DAY, "items": [shop.id("average")]});
        let count = shop.books.act("stock.count-start", started).await.expect(200);
        let line = json!({"item": shop.id("average"), "counted": "1", "unit_cost": "2"});
        for (loss, lines, code) in [
            (json!(shelf), json!([line]), "stock.not-a-loss-location"),
            (Value::Null, json!([line, line]), "stock.counted-twice"),
        ] {
            let body = json!({"count": count["count"], "loss_location": loss, "lines": lines});
            shop.books.act("stock.count-post", body).await.refused(422, code);
        }
        let day = format!("/api/v1/stock/on-hand?company={}&on={DAY}&forecast_on={DAY}", shop.books.company);
        app.admin.get(&day).await.refused(422, "stock.one-day");
        assert_eq!(shop.books.balances().await, "");
        shop.check().await;
    })
    .await;
}
