//! Periods and years: what closes, in which order it is refused, what carries forward.

use keel_tests::both;
use serde_json::json;

use super::ledger_books::Books;

#[tokio::test]
async fn ledger_a_closed_period_takes_nothing_until_it_is_reopened() {
    both(async |app| {
        let books = Books::open(app).await;
        books.post("1000 D 100 | 3000 C 100 | on 2025-11-30").await;
        let november = json!({"period": books.period("2025-11")});
        books.act("ledger.seal-period", november.clone()).await.refused(409, "ledger.period-state");
        books.act("ledger.close-period", november.clone()).await.expect(200);
        books.act("ledger.close-period", november.clone()).await.refused(409, "ledger.period-state");
        // The account is named before the period, the period before the balance.
        for (entry, code, pointer) in [
            ("1 D 5 | 3000 C 4 | on 2025-11-15", "ledger.account-is-group", "/lines/0/account"),
            ("1000 D 5 | 3000 C 4 | on 2025-11-15", "ledger.period-closed", "/entry_on"),
            ("1000 D 5 | 3000 C 4 | on 2025-12-01", "ledger.not-balanced", "/lines"),
        ] {
            let refused = books.act("ledger.post", books.entry(entry)).await.refused(409, code);
            assert_eq!(refused["pointer"], pointer, "{entry}");
        }
        let refused = books.act("ledger.post", books.entry("1000 D 5 | 3000 C 5 | on 2025-11-15")).await;
        let refused = refused.refused(409, "ledger.period-closed");
        assert_eq!(refused["detail"], "To post, reopen period 2025-11 or choose a date after 2025-11-30.");
        assert_eq!(books.balances().await, "1000 100.00, 3000 -100.00");
        // Late cost lands in an open period, marked as what it is.
        let mut late = books.entry("5010 D 7 | 2000 C 7 | on 2025-12-01");
        late["kind"] = json!("adjustment");
        books.act("ledger.post", late).await.expect(200);
        books.act("ledger.reopen-period", november.clone()).await.expect(200);
        books.post("1000 D 5 | 3000 C 5 | on 2025-11-15").await;
        books.act("ledger.close-period", november.clone()).await.expect(200);
        books.act("ledger.seal-period", november.clone()).await.expect(200);
        books.act("ledger.reopen-period", november).await.refused(409, "ledger.period-sealed");
        let refused = books.act("ledger.post", books.entry("1000 D 5 | 3000 C 5 | on 2025-11-15")).await;
        refused.refused(409, "ledger.period-sealed");
    })
    .await;
}

#[tokio::test]
async fn ledger_a_year_closes_into_retained_earnings_and_carries_forward() {
    both(async |app| {
        let books = Books::open(app).await;
        let child = json!({"company": books.company, "code": "1110", "name": "Receivables of the shop", "kind": "asset",
            "role": "receivable", "parent": books.account("11"), "reconcilable": true});
        let child = app.admin.post("/api/v1/records/account", child).await.expect(201);
        let mut sale = books.entry("1100 D 240 | 4000 C 240 | on 2025-06-01 | in INV");
        sale["lines"][0]["account"] = child["id"].clone();
        let sale = books.act("ledger.post", sale).await.expect(200);
        books.post("6100 D 40 | 1000 C 40 | on 2025-12-31").await;
        books.post("1000 D 10 EUR =9 | 4000 C 10 EUR =9 | on 2025-07-01").await;
        books.post("6100 D 5 | 1000 C 5 | on 2026-01-01").await;
        let years = books.chart["fiscal_years"].as_array().unwrap();
        let close = |index: usize| json!({"fiscal_year": years[index]["id"]});
        books.act("ledger.close-fiscal-year", close(1)).await.refused(409, "ledger.earlier-year-open");
        let closed = books.act("ledger.close-fiscal-year", close(0)).await.expect(200);
        assert_eq!((&closed["result"], &closed["entry"]["number"]), (&json!("209.00"), &json!("CLO/2025/00001")));
        // Income and expense of the old year are empty, the new year's stand; the receivable is intact.
        assert_eq!(books.balances().await, "1000 -36.00, 1110 240.00, 3100 -209.00, 6100 5.00");
        books.act("ledger.close-fiscal-year", close(0)).await.refused(409, "ledger.fiscal-year-closed");
        for entry in ["1000 D 5 | 3000 C 5 | on 2025-12-31", "1000 D 5 | 3000 C 5 | on 2025-01-01"] {
            books.act("ledger.post", books.entry(entry)).await.refused(409, "ledger.fiscal-year-closed");
        }
        let december = json!({"period": books.period("2025-12")});
        books.act("ledger.reopen-period", december).await.refused(409, "ledger.fiscal-year-closed");
        let reverse = json!({"entry": closed["entry"]["id"], "on": "2026-01-01"});
        books.act("ledger.reverse", reverse).await.refused(409, "ledger.closing-entry");
        let late = json!({"entry": sale["id"], "on": "2025-12-31"});
        books.act("ledger.reverse", late).await.refused(409, "ledger.fiscal-year-closed");
        // The open item of the old year is paid in the new one.
        let mut payment = books.entry("1000 D 240 | 1100 C 240 | on 2026-02-01 | in BNK");
        payment["lines"][1]["account"] = child["id"].clone();
        let payment = books.act("ledger.post", payment).await.expect(200);
        assert_eq!(books.settle(&[(&sale["id"], 1), (&payment["id"], 2)]).await["residuals"], json!(["0.00", "0.00"]));
    })
    .await;
}

#[tokio::test]
async fn ledger_fiscal_years_do_not_overlap() {
    both(async |app| {
        let books = Books::open(app).await;
        for (body, status, code) in [
            (json!({"starts_on": "2026-06-01"}), 409, "ledger.year-overlaps"),
            (
                json!({"starts_on": "2027-01-01", "ends_on": "2026-12-31"}),
                422,
                "ledger.year-ends-before-start",
            ),
            (json!({"starts_on": "2027-01-01", "ends_on": "2029-01-01"}), 422, "ledger.year-too-long"),
            (json!({"starts_on": "2027-01-01", "code": "2026"}), 409, "ledger.year-code-taken"),
        ] {
            books.act("ledger.open-fiscal-year", body).await.refused(status, code);
        }
        let opened =
            books.act("ledger.open-fiscal-year", json!({"starts_on": "2027-01-01"})).await.expect(200);
        assert_eq!((&opened["code"], opened["periods"].as_array().unwrap().len()), (&json!("2027"), 12));
        let again = json!({"years_from": "2030-01-01", "years_to": "2030-12-31"});
        books.act("ledger.install-chart", again).await.refused(409, "ledger.chart-installed");
    })
    .await;
}
