//! A small company in which something of everything has happened, made through HTTP.
//!
//! Knows what there is, so that mutants can name it. Must not know checks.

use keel_tests::TestApp;
use serde_json::json;

use super::ledger_books::Books;
use super::stock_shop::{DAY, Shop};

/// Lives through it: sales, payments in part, a write-off, a gain of exchange, an undone settlement, a
/// reversal, dimensions, closed and sealed periods, a closed year; goods by average and FIFO, in transit,
/// planned, reserved, reversed; a second company.
pub async fn live(app: &TestApp) {
    let mut shop = Shop::open(app).await;
    shop.item("bike", json!({"costing": "average", "tracking": "serial"})).await;
    shop.lot("bike", "B1", None).await;
    ledger(app, &shop.books).await;
    stock(&shop).await;
    let body = json!({"code": "TWO", "name": "Second", "currency": "EUR", "country": "BG"});
    let second = app.admin.post("/api/v1/records/company", body).await.expect(201)["id"].clone();
    let body = json!({"company": second, "years_from": "2026-01-01", "years_to": "2026-12-31"});
    app.admin.post_once("/api/v1/actions/ledger.install-chart", "chart-of-two", body).await.expect(200);
}

async fn ledger(app: &TestApp, books: &Books<'_>) {
    let make = async |kind: &str, mut body: serde_json::Value| {
        body["company"] = json!(books.company);
        app.admin.post(&format!("/api/v1/records/{kind}"), body).await.expect(201)["id"].clone()
    };
    let region = make("dimension", json!({"code": "REG", "name": "Region"})).await;
    let north = make("dimension-value", json!({"dimension": region, "code": "N", "name": "North"})).await;
    // INV/2025/00001: the year that closes.
    books.post("1100 D 100 | 4000 C 100 | on 2025-06-01 | in INV").await;
    // INV/2026/00001 and 2: paid in part, a rest written off.
    let first = books.post("1100 D 240 | 4000 C 200 | 2080 C 40 | on 2026-02-01 | in INV").await;
    let second = books.post("1100 D 50 | 4000 C 50 | on 2026-02-02 | in INV").await;
    let paid = books.post("1000 D 120 | 1100 C 120 | on 2026-02-10 | in BNK").await;
    books.settle(&[(&first, 1), (&paid, 2)]).await;
    let paid = books.post("1000 D 49 | 1100 C 49 | on 2026-02-11 | in BNK").await;
    let items = super::ledger_books::items_of(&[(&second, 1), (&paid, 2)]);
    let settle = json!({"items": items, "write_off": {"amount": "1"}});
    books.act("ledger.reconcile", settle).await.expect(200);
    // INV/2026/00003: 400 EUR at 1.20, paid at 1.10.
    let euro = books.post("1100 D 400 EUR =333.33 | 4010 C 400 EUR =333.33 | on 2026-02-12 | in INV").await;
    let paid = books.post("1000 D 400 EUR =363.64 | 1100 C 400 EUR =363.64 | on 2026-02-13 | in BNK").await;
    books.settle(&[(&euro, 1), (&paid, 2)]).await;
    // BILL/2026/00001: of a landlord; settled, then not.
    let landlord = json!({"kind": "organisation", "name": "Landlord"});
    let landlord = app.admin.post("/api/v1/records/contact", landlord).await.expect(201)["id"].clone();
    let mut bill = books.entry("6100 D 70 | 2000 C 70 | on 2026-02-14 | in BILL");
    bill["lines"][1]["contact"] = landlord.clone();
    let bill = books.act("ledger.post", bill).await.expect(200)["id"].clone();
    let mut paid = books.entry("2000 D 70 | 1000 C 70 | on 2026-02-15 | in BNK");
    paid["lines"][0]["contact"] = landlord;
    let paid = books.act("ledger.post", paid).await.expect(200)["id"].clone();
    books.settle(&[(&bill, 2), (&paid, 1)]).await;
    books.act("ledger.unreconcile", json!({"item": {"entry": bill, "line": 2}})).await.expect(200);
    // GEN/2026/00001 with a dimension, reversed by the next.
    let mut rent = books.entry("6100 D 30 | 1000 C 30 | on 2026-02-16");
    rent["narration"] = json!("Rent of February");
    rent["lines"][0]["dimensions"] = json!([north]);
    let rent = books.act("ledger.post", rent).await.expect(200)["id"].clone();
    books.act("ledger.reverse", json!({"entry": rent, "on": "2026-02-17"})).await.expect(200);
    // CSH/2026/00001 stands in a period that is closed, reopened, closed again.
    books.post("1010 D 5 | 4000 C 5 | on 2026-03-01 | in CSH").await;
    let march = json!({"period": books.period("2026-03")});
    books.act("ledger.close-period", march.clone()).await.expect(200);
    books.act("ledger.reopen-period", march.clone()).await.expect(200);
    books.post("1010 D 6 | 4000 C 6 | on 2026-03-02 | in CSH").await;
    books.act("ledger.close-period", march.clone()).await.expect(200);
    books.act("ledger.seal-period", march).await.expect(200);
    let years = books.chart["fiscal_years"].as_array().unwrap();
    books.act("ledger.close-fiscal-year", json!({"fiscal_year": years[0]["id"]})).await.expect(200);
}

async fn stock(shop: &Shop<'_>) {
    let steps = "buy 10 @ 2 average | sell 3 average | send 2 average | arrive 1 average | buy 4 @ 10 fifo \
                 | buy 2 @ 25 fifo | sell 5 fifo | buy 6 @ 5 standard | buy 1 @ 100 bike lot B1";
    for line in shop.run(steps).await {
        assert!(!line.starts_with("refused"), "{line}");
    }
    let sale = shop.moved("sell 2 average").await;
    let back = json!({"move": sale["id"], "on": DAY, "quantity": "1"});
    shop.books.act("stock.reverse", back).await.expect(200);
    let plan = json!({"moves": [shop.step("sell 2 standard"), shop.step("sell 1 average")]});
    let planned = shop.books.act("stock.plan", plan).await.expect(200);
    let ids: Vec<_> = planned["moves"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    shop.books.act("stock.reserve", json!({"moves": ids})).await.expect(200);
}
