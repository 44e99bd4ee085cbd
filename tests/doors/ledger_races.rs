//! Many at once: what must happen once happens once, and what is closed stays closed.

use futures_util::future::join_all;
use keel_tests::both;
use serde_json::{Value, json};

use super::ledger_books::{Books, items_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ledger_one_of_many_reversals_and_one_of_many_settlements_wins() {
    both(async |app| {
        let books = Books::open(app).await;
        let entry = books.post("1000 D 5 | 4000 C 5").await;
        let body = json!({"entry": entry, "on": "2026-01-20"});
        let replies = join_all((0..16).map(|_| books.act("ledger.reverse", body.clone()))).await;
        assert_eq!(replies.iter().filter(|r| r.status == 200).count(), 1);
        for reply in replies.into_iter().filter(|r| r.status != 200) {
            reply.refused(409, "ledger.already-reversed");
        }
        let sale = books.post("1100 D 7 | 4000 C 7").await;
        let payment = books.post("1000 D 7 | 1100 C 7").await;
        let body = json!({"items": items_of(&[(&sale, 1), (&payment, 2)])});
        let replies = join_all((0..16).map(|_| books.act("ledger.reconcile", body.clone()))).await;
        assert_eq!(replies.iter().filter(|r| r.status == 200).count(), 1);
        for reply in replies.into_iter().filter(|r| r.status != 200) {
            reply.refused(409, "ledger.nothing-open");
        }
        assert_eq!(books.balances().await, "1000 7.00, 4000 -7.00");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ledger_a_period_closes_against_thirty_two_posters() {
    both(async |app| {
        let books = Books::open(app).await;
        let entry = books.entry("1000 D 1 | 4000 C 1");
        let close = json!({"period": books.period("2026-01")});
        let posting = join_all((0..32).map(async |poster| {
            let mut numbers = Vec::new();
            for turn in 0..5 {
                let reply = books.act("ledger.post", entry.clone()).await;
                match reply.status {
                    200 => numbers.push(reply.json()["number"].as_str().unwrap().to_owned()),
                    _ => drop(reply.refused(409, "ledger.period-closed")),
                }
                if poster == 16 && turn == 1 {
                    books.act("ledger.close-period", close.clone()).await.expect(200);
                }
            }
            numbers
        }))
        .await;
        let mut numbers: Vec<String> = posting.into_iter().flatten().collect();
        numbers.sort();
        let expected: Vec<String> = (1..=numbers.len()).map(|n| format!("GEN/2026/{n:05}")).collect();
        assert_eq!(numbers, expected, "numbers without holes, each once");
        let balance = format!("1000 {n}.00, 4000 -{n}.00", n = numbers.len());
        assert_eq!(books.balances().await, balance);
        books.act("ledger.post", entry.clone()).await.refused(409, "ledger.period-closed");
    })
    .await;
}

#[tokio::test]
async fn ledger_open_items_are_listed_with_what_is_left() {
    both(async |app| {
        let books = Books::open(app).await;
        let sale = books.post("1100 D 100 | 4000 C 100").await;
        let payment = books.post("1000 D 30 | 1100 C 30").await;
        books.settle(&[(&sale, 1), (&payment, 2)]).await;
        books.post("1100 D 50 | 4000 C 50").await;
        books.post("5000 D 20 | 2000 C 20").await;
        let list = async |more: &str| {
            let path = format!("/api/v1/ledger/open-items?company={}{more}", books.company);
            app.admin.get(&path).await.expect(200)
        };
        let residuals = |list: &Value| -> Vec<Value> {
            list["items"].as_array().unwrap().iter().map(|item| item["residual"].clone()).collect()
        };
        assert_eq!(residuals(&list("").await), ["70.00", "50.00", "-20.00"]);
        let account = format!("&account={}", books.account("1100").as_str().unwrap());
        let page = list(&format!("{account}&limit=1")).await;
        assert_eq!(residuals(&page), ["70.00"]);
        let next = list(&format!("{account}&limit=1&cursor={}", page["next"].as_str().unwrap())).await;
        assert_eq!((residuals(&next), &next["next"]), (vec![json!("50.00")], &Value::Null));
        assert_eq!(residuals(&list("&currency=EUR").await), Vec::<Value>::new());
    })
    .await;
}
