//! An invoice with taxes and payment terms, its payments, a rest written off, an undo and a reversal.

use keel_tests::both;
use serde_json::{Value, json};

use super::ledger_books::{Books, items_of};

async fn invoice(books: &Books<'_>) -> Value {
    let account = |code: &str| books.account(code).clone();
    let tax_code = &books.chart["tax_codes"]["S10"];
    let document = json!({
        "use": "sale", "account": account("1100"), "payment_term": books.chart["payment_terms"]["50-20-40"],
        "lines": [
            {"account": account("4000"), "quantity": "5", "unit_price": "40.00", "tax_code": tax_code},
            {"account": account("4010"), "quantity": "1", "unit_price": "20.00"},
        ],
    });
    let computed = books.act("ledger.compute-tax", document).await.expect(200);
    assert_eq!(
        (&computed["net"], &computed["tax"], &computed["gross"]),
        (&json!("220.00"), &json!("20.00"), &json!("240.00"))
    );
    let mut entry = books.entry("in INV | on 2026-01-10");
    entry["lines"] = computed["lines"].clone();
    books.act("ledger.post", entry).await.expect(200)
}

#[tokio::test]
async fn ledger_an_invoice_is_paid_in_parts_written_off_undone_and_reversed() {
    both(async |app| {
        let books = Books::open(app).await;
        let posted = invoice(&books).await;
        assert_eq!(posted["number"], "INV/2026/00001");
        let id = &posted["id"];
        assert_eq!(books.balances().await, "1100 240.00, 2080 -20.00, 4000 -200.00, 4010 -20.00");
        let kept =
            app.admin.get(&format!("/api/v1/records/entry/{}", id.as_str().unwrap())).await.expect(200);
        let lines: Vec<String> = kept["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| {
                format!("{} {} {} {}", l["amount"], l["due_on"], l["tax_box"], l["tax_box_amount"])
                    .replace('"', "")
            })
            .collect();
        assert_eq!(
            lines,
            [
                "120.00 2026-01-30 null null",
                "120.00 2026-02-19 null null",
                "-200.00 null S10-base 200.00",
                "-20.00 null null null",
                "-20.00 null S10-tax 20.00"
            ]
        );
        // 120 pays the first part, 20 a piece of the second.
        let first = books.post("1000 D 120 | 1100 C 120 | on 2026-01-30 | in BNK").await;
        assert_eq!(books.settle(&[(id, 1), (&first, 2)]).await["residuals"], json!(["0.00", "0.00"]));
        let second = books.post("1000 D 20 | 1100 C 20 | on 2026-02-10 | in BNK").await;
        assert_eq!(books.settle(&[(id, 2), (&second, 2)]).await["residuals"], json!(["100.00", "0.00"]));
        // 99 and 1 written off settle it.
        let third = books.post("1000 D 99 | 1100 C 99 | on 2026-02-19 | in BNK").await;
        let items = items_of(&[(id, 2), (&third, 2)]);
        let too_much = json!({"items": items, "write_off": {"amount": "1.01"}});
        books.act("ledger.reconcile", too_much).await.refused(409, "ledger.write-off-too-large");
        let settled = books
            .act("ledger.reconcile", json!({"items": items, "write_off": {"amount": "1"}}))
            .await
            .expect(200);
        assert_eq!(
            (&settled["residuals"], &settled["settled"]),
            (&json!(["0.00", "0.00"]), &json!("100.00"))
        );
        assert_eq!(books.balances().await, "1000 239.00, 2080 -20.00, 4000 -200.00, 4010 -20.00, 6910 1.00");
        books.act("ledger.reconcile", json!({"items": items})).await.refused(409, "ledger.nothing-open");
        let write_off = &settled["write_off_entry"]["id"];
        books
            .act("ledger.reverse", json!({"entry": write_off, "on": "2026-02-20"}))
            .await
            .refused(409, "ledger.entry-settles");
        // Undone: the write-off is reversed, 100 and 99 are open again.
        let undone =
            books.act("ledger.unreconcile", json!({"item": {"entry": id, "line": 2}})).await.expect(200);
        assert_eq!(undone["id"], settled["id"]);
        assert_eq!(undone["reversals"].as_array().unwrap().len(), 1);
        books
            .act("ledger.unreconcile", json!({"reconciliation": settled["id"]}))
            .await
            .refused(409, "ledger.already-undone");
        assert_eq!(books.balances().await, "1000 239.00, 1100 1.00, 2080 -20.00, 4000 -200.00, 4010 -20.00");
        let again = books.act("ledger.reconcile", json!({"items": items})).await.expect(200);
        assert_eq!(again["residuals"], json!(["1.00", "0.00"]));
        // The whole story taken back: every account nets to nothing, the original stands as it was.
        for (entry, day) in
            [(id, "2026-03-01"), (&first, "2026-03-01"), (&second, "2026-03-01"), (&third, "2026-03-01")]
        {
            books.act("ledger.reverse", json!({"entry": entry, "on": day})).await.expect(200);
        }
        assert_eq!(books.balances().await, "");
        let after =
            app.admin.get(&format!("/api/v1/records/entry/{}", id.as_str().unwrap())).await.expect(200);
        assert_eq!(kept, after);
        books
            .act("ledger.reverse", json!({"entry": id, "on": "2026-03-02"}))
            .await
            .refused(409, "ledger.already-reversed");
    })
    .await;
}

#[tokio::test]
async fn ledger_a_reversal_settles_what_is_open_and_counts_in_the_same_boxes() {
    both(async |app| {
        let books = Books::open(app).await;
        let id = &invoice(&books).await["id"];
        let reversal =
            books.act("ledger.reverse", json!({"entry": id, "on": "2026-01-12"})).await.expect(200);
        assert_eq!(books.balances().await, "");
        let kept = app
            .admin
            .get(&format!("/api/v1/records/entry/{}", reversal["id"].as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!((&kept["kind"], &kept["reverses"]), (&json!("reversal"), id));
        assert_eq!(
            (&kept["lines"][2]["tax_box"], &kept["lines"][2]["tax_box_amount"]),
            (&json!("S10-base"), &json!("-200.00"))
        );
        books
            .act("ledger.reconcile", json!({"items": items_of(&[(id, 1), (&reversal["id"], 1)])}))
            .await
            .refused(409, "ledger.nothing-open");
    })
    .await;
}
