//! Foreign currency: rates, values, and what a payment at another rate makes of an open item.
//!
//! Sign rule: debit positive. A gain is a credit, so the exchange account carries it as a negative number.

use keel_tests::both;
use serde_json::json;

use super::ledger_books::{Books, items_of};

#[tokio::test]
async fn ledger_a_receivable_in_euro_is_paid_at_another_rate() {
    // Sold at the first rate, paid at the second: what the exchange accounts carry.
    for (sold_at, paid_at, difference, balances) in [
        ("1.20", "1.10", "-30.31", "1000 363.64, 4000 -333.33, 4900 -30.31"),
        ("1.10", "1.20", "30.31", "1000 333.33, 4000 -363.64, 6900 30.31"),
    ] {
        both(async |app| {
            let books = Books::open(app).await;
            let rates = json!({"rates": [
                {"currency": "EUR", "valid_on": "2026-01-15", "rate": sold_at},
                {"currency": "EUR", "valid_on": "2026-01-16", "rate": paid_at},
            ]});
            books.act("ledger.set-rates", rates).await.expect(200);
            let sale = books.post("1100 D 400 EUR | 4000 C 400 EUR").await;
            let payment = books.post("1000 D 400 EUR | 1100 C 400 EUR | on 2026-01-16 | in BNK").await;
            let settled = books.settle(&[(&sale, 1), (&payment, 2)]).await;
            assert_eq!(settled["exchange_difference"], difference);
            assert_eq!(settled["exchange_entry"]["number"], "EXC/2026/00001");
            // The receivable nets to nothing: it is not in the list.
            assert_eq!(books.balances().await, balances);
            books.act("ledger.unreconcile", json!({"reconciliation": settled["id"]})).await.expect(200);
            let again = books.settle(&[(&sale, 1), (&payment, 2)]).await;
            assert_eq!(again["exchange_difference"], difference);
            assert_eq!(books.balances().await, balances);
        })
        .await;
    }
}

#[tokio::test]
async fn ledger_partial_payments_share_the_value_and_leave_no_rest() {
    both(async |app| {
        let books = Books::open(app).await;
        let sale = books.post("1100 D 100 EUR =90.91 | 4000 C 100 EUR =90.91").await;
        for (amount, value, left) in
            [("33.33", "30.30", "66.67"), ("33.33", "30.30", "33.34"), ("33.34", "30.31", "0.00")]
        {
            let payment =
                books.post(&format!("1000 D {amount} EUR ={value} | 1100 C {amount} EUR ={value}")).await;
            assert_eq!(books.settle(&[(&sale, 1), (&payment, 2)]).await["residuals"], json!([left, "0.00"]));
        }
        assert_eq!(books.balances().await, "1000 90.91, 4000 -90.91");
    })
    .await;
}

#[tokio::test]
async fn ledger_foreign_lines_are_valued_or_refused() {
    both(async |app| {
        let books = Books::open(app).await;
        let refused = books.act("ledger.post", books.entry("1000 D 10 EUR | 4000 C 10 EUR")).await;
        assert_eq!(refused.refused(409, "ledger.rate-missing")["pointer"], "/lines/0/rate");
        for (rate, code) in [
            (
                json!({"currency": "USD", "valid_on": "2026-01-01", "rate": "1"}),
                "ledger.rate-of-own-currency",
            ),
            (json!({"currency": "QQQ", "valid_on": "2026-01-01", "rate": "1"}), "ledger.currency-unknown"),
            (json!({"currency": "EUR", "valid_on": "2026-01-01", "rate": "0"}), "ledger.rate-not-positive"),
            (
                json!({"currency": "EUR", "valid_on": "2026-01-01", "rate": "1.0000000001"}),
                "number.too-precise",
            ),
        ] {
            books.act("ledger.set-rates", json!({"rates": [rate]})).await.refused(422, code);
        }
        // Yen have no minor unit; dinars have three digits.
        books.post("1000 D 1500 JPY =10 | 4000 C 1500 JPY =10").await;
        books.post("1000 D 1.234 BHD =3.27 | 4000 C 1.234 BHD =3.27").await;
        books
            .act("ledger.post", books.entry("1000 D 0.5 JPY =1 | 4000 C 0.5 JPY =1"))
            .await
            .refused(422, "ledger.too-precise");
        let mixed = books.act("ledger.post", books.entry("1000 D 10 EUR =9 | 4000 C 9")).await;
        mixed.refused(409, "ledger.not-balanced");
        let two = books.post("1100 D 5 EUR =4 | 4000 C 5 EUR =4").await;
        let other = books.post("1000 D 4 | 1100 C 4").await;
        let items = items_of(&[(&two, 1), (&other, 2)]);
        books
            .act("ledger.reconcile", json!({"items": items}))
            .await
            .refused(409, "ledger.items-differ-in-currency");
    })
    .await;
}
