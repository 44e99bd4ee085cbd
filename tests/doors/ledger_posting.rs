//! Posting through the door: refusals with pointers, numbers without holes, many at once, final once written.

use hyper::Method;
use keel::storage::{ConstraintKind, DbError, Scope, Tx};
use keel_tests::both;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger_books::Books;

#[tokio::test]
async fn ledger_wrong_entries_are_refused_at_the_right_place_and_leave_no_hole() {
    both(async |app| {
        let books = Books::open(app).await;
        books.post("1000 D 1 | 3000 C 1").await;
        for (entry, status, code, pointer) in [
            ("1000 D 1", 422, "ledger.too-few-lines", "/lines"),
            ("nowhere D 1 | 3000 C 1", 422, "ledger.account-unknown", "/lines/0/account"),
            ("1000 D 1 | 10 C 1", 409, "ledger.account-is-group", "/lines/1/account"),
            ("1000 D 1 | 3000 C 1 | number X", 409, "ledger.number-not-allowed", "/number"),
            ("1000 D 1 QQQ | 3000 C 1", 422, "ledger.currency-unknown", "/lines/0/currency"),
            ("1000 D 1 | 3000 C 1 dollar", 422, "ledger.currency-unknown", "/lines/1/currency"),
            ("1000 D 1.005 | 3000 C 1.005", 422, "ledger.too-precise", "/lines/0/amount"),
            ("1000 D 0 | 3000 C 0", 422, "ledger.line-zero", "/lines/0/amount"),
            ("1000 D 1 | 3000 C 1 | on 2031-01-01", 409, "ledger.period-missing", "/entry_on"),
            ("1000 D 1 =2 | 3000 C 1", 422, "ledger.company-amount-contradicts", "/lines/0/company_amount"),
            ("1000 D 1 | 3000 C 1.01", 409, "ledger.not-balanced", "/lines"),
            ("1000 D 1 EUR =1 | 3000 C 1 EUR =2", 409, "ledger.not-balanced-in-company", "/lines"),
        ] {
            let refused = books.act("ledger.post", books.entry(entry)).await.refused(status, code);
            assert_eq!(refused["pointer"], pointer, "{entry}");
        }
        let mut unknown = books.entry("1000 D 1 | 3000 C 1");
        unknown["journal"] = json!(Uuid::nil());
        books.act("ledger.post", unknown).await.refused(422, "ledger.journal-unknown");
        let mut unknown = books.entry("1000 D 1 | 3000 C 1");
        unknown["contact"] = json!(Uuid::nil());
        books.act("ledger.post", unknown).await.refused(422, "ledger.contact-unknown");
        let mut unknown = books.entry("1000 D 1 | 3000 C 1");
        unknown["lines"][0]["colour"] = json!("red");
        books.act("ledger.post", unknown).await.refused(422, "request.unknown-field");
        let mut elsewhere = books.entry("1000 D 1 | 3000 C 1");
        elsewhere["company"] = json!(Uuid::nil());
        app.admin.post("/api/v1/actions/ledger.post", elsewhere).await.refused(404, "not-found");
        let next = books.act("ledger.post", books.entry("1000 D 1 | 3000 C 1")).await.expect(200);
        assert_eq!(next["number"], "GEN/2026/00002");
        let earlier =
            books.act("ledger.post", books.entry("1000 D 1 | 3000 C 1 | on 2025-05-05")).await.expect(200);
        assert_eq!((&earlier["number"], &earlier["period"]), (&json!("GEN/2025/00001"), &json!("2025-05")));
        assert_eq!(books.balances().await, "1000 3.00, 3000 -3.00");
    })
    .await;
}

#[tokio::test]
async fn ledger_accounts_ask_for_dimensions_and_keep_what_they_count() {
    both(async |app| {
        let books = Books::open(app).await;
        let make = async |kind: &str, mut body: Value| {
            body["company"] = json!(books.company);
            app.admin.post(&format!("/api/v1/records/{kind}"), body).await.expect(201)["id"].clone()
        };
        let team = make("dimension", json!({"code": "TEAM", "name": "Team"})).await;
        let red = make("dimension-value", json!({"dimension": team, "code": "RED", "name": "Red"})).await;
        let blue = make("dimension-value", json!({"dimension": team, "code": "BLUE", "name": "Blue"})).await;
        make("account-dimension", json!({"account": books.account("6000"), "dimension": team})).await;
        let wages = |values: Value| {
            let mut entry = books.entry("6000 D 50 | 1000 C 50");
            entry["lines"][0]["dimensions"] = values;
            entry
        };
        for (values, code) in
            [(json!([]), "ledger.dimension-missing"), (json!([red, blue]), "ledger.dimension-twice")]
        {
            let status = if code.ends_with("missing") { 409 } else { 422 };
            books.act("ledger.post", wages(values)).await.refused(status, code);
        }
        books.act("ledger.post", wages(json!([red]))).await.expect(200);
        assert_eq!(books.balances().await, "1000 -50.00, 6000 50.00");
        for (kind, body, code) in [
            ("account", json!({"code": "6001", "name": "Below a leaf", "kind": "expense", "parent": books.account("6000")}), "ledger.account-tree"),
            ("account", json!({"code": "6001", "name": "Odd", "kind": "expense", "currency": "QQQ"}), "ledger.currency-unknown"),
            ("journal", json!({"code": "J", "name": "J", "kind": "general", "number_prefix": "J", "number_padding": 13}), "ledger.number-padding"),
            ("tax-code", json!({"code": "T", "name": "T", "kind": "sale", "rate": "-1", "account": books.account("2080")}), "ledger.tax-rate"),
            ("payment-term", json!({"code": "P", "name": "P", "lines": [{"percent": "50"}]}), "ledger.payment-term-not-whole"),
            ("payment-term", json!({"code": "P", "name": "P", "lines": [{"percent": "101"}]}), "ledger.payment-term-part"),
            ("currency-rate", json!({"currency": "USD", "valid_on": "2026-01-01", "rate": "1"}), "ledger.rate-of-own-currency"),
        ] {
            let mut body = body;
            body["company"] = json!(books.company);
            let status = if code == "ledger.account-tree" { 409 } else { 422 };
            app.admin.post(&format!("/api/v1/records/{kind}"), body).await.refused(status, code);
        }
        let heading = format!("/api/v1/records/account/{}", books.account("11").as_str().unwrap());
        let below = json!({"parent": books.account("11")});
        app.admin.patch(&heading, 1, below).await.refused(409, "ledger.account-tree");
        app.admin.patch(&heading, 1, json!({"is_group": false})).await.refused(409, "ledger.account-has-accounts");
        let path = format!("/api/v1/records/account/{}", books.account("6000").as_str().unwrap());
        let change = app.admin.patch(&path, 1, json!({"kind": "asset"})).await;
        change.refused(409, "ledger.account-has-lines");
        let change = app.admin.patch(&path, 1, json!({"name": "Wages and salaries", "closed": true})).await;
        change.expect(200);
        books.act("ledger.post", wages(json!([red]))).await.refused(409, "ledger.account-closed");
        app.admin.delete(&path, 2).await.refused(409, "still-referred-to");
    })
    .await;
}

#[tokio::test]
async fn ledger_many_entries_are_posted_all_or_none_or_row_by_row() {
    both(async |app| {
        let books = Books::open(app).await;
        let row = |text: &str| {
            let mut entry = books.entry(text);
            entry.as_object_mut().unwrap().remove("company");
            entry
        };
        let good: Vec<Value> = (0..600).map(|i| row(&format!("1000 D {i}.50 | 4000 C {i}.50 | on 2026-0{}-01", i % 3 + 1))).collect();
        let mut mixed = good[..3].to_vec();
        mixed.insert(1, row("1000 D 1 | 4000 C 2"));
        let refused = books.act("ledger.post-many", json!({"entries": mixed})).await.refused(409, "ledger.not-balanced");
        assert_eq!(refused["pointer"], "/entries/1/lines");
        assert_eq!(books.balances().await, "");
        let posted = books.act("ledger.post-many", json!({"entries": mixed, "mode": "per-row"})).await.expect(200);
        assert_eq!((&posted["posted"], &posted["refused"]), (&json!(3), &json!(1)));
        assert_eq!(posted["rows"][1]["code"], "ledger.not-balanced");
        assert_eq!(posted["rows"][2]["entry"]["number"], "GEN/2026/00002");
        let posted = books.act("ledger.post-many", json!({"entries": good})).await.expect(200);
        assert_eq!(posted["rows"][599]["entry"]["number"], "GEN/2026/00603");
        assert_eq!(books.balances().await, "1000 180004.50, 4000 -180004.50");
        let journal = json!({"company": books.company, "code": "OLD", "name": "Imported", "kind": "general", "gapless": false, "number_prefix": "OLD"});
        let journal = app.admin.post("/api/v1/records/journal", journal).await.expect(201)["id"].clone();
        let numbered = |number: &str| {
            let mut entry = row("1000 D 1 | 4000 C 1");
            entry["journal"] = journal.clone();
            entry["number"] = json!(number);
            entry
        };
        let twice = json!({"entries": [numbered("A-7"), numbered("A-8"), numbered("A-7")]});
        let own = json!({"entries": [numbered("OLD/2026/00001")]});
        books.act("ledger.post-many", own).await.refused(409, "ledger.number-reserved");
        let refused = books.act("ledger.post-many", twice).await.refused(409, "ledger.number-taken");
        assert_eq!(refused["pointer"], "/entries/2/number");
        books.act("ledger.post-many", json!({"entries": [numbered("A-7")]})).await.expect(200);
        books.act("ledger.post-many", json!({"entries": [numbered("A-7")]})).await.refused(409, "ledger.number-taken");
    })
    .await;
}

#[tokio::test]
async fn ledger_what_is_posted_never_changes() {
    both(async |app| {
        let books = Books::open(app).await;
        let sale = books.post("1100 D 10 | 4000 C 10").await;
        let payment = books.post("1000 D 10 | 1100 C 10").await;
        books.settle(&[(&sale, 1), (&payment, 2)]).await;
        for sql in [
            "update entry set narration = 'changed'",
            "delete from entry",
            "update entry_line set amount_minor = amount_minor + 1",
            "delete from entry_line",
            "update reconciliation_match set amount_minor = 1",
            "delete from reconciliation_match",
            "delete from reconciliation",
            "update reconciliation set cause = 'reversal'",
        ] {
            let refused =
                app.db().write(Scope::Shared, async move |tx: &mut Tx| tx.execute(sql, &[]).await).await;
            match refused {
                Err(DbError::Constraint { kind: ConstraintKind::Trigger, name }) => {
                    assert!(name.contains("append-only"), "{sql}: {name}")
                }
                other => panic!("{sql} gave {other:?}"),
            }
        }
        let path = format!("/api/v1/records/entry/{}", sale.as_str().unwrap());
        for method in [Method::PATCH, Method::DELETE] {
            let reply = app.admin.send(method, &path, &[("if-match", "\"1\"")], Some(json!({}))).await;
            assert!((400..500).contains(&reply.status), "{}", reply.text());
        }
        let list =
            app.admin.get("/api/v1/records/entry?sort=-created_at&filter=kind:eq:normal").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert_eq!(books.balances().await, "1000 10.00, 4000 -10.00");
    })
    .await;
}

#[tokio::test]
async fn ledger_an_entry_is_posted_once_under_a_key_and_only_by_those_who_may() {
    both(async |app| {
        let books = Books::open(app).await;
        let entry = books.entry("1000 D 10 | 4000 C 10");
        let path = "/api/v1/actions/ledger.post";
        let first = app.admin.post_once(path, "one", entry.clone()).await.expect(200);
        assert_eq!(app.admin.post_once(path, "one", entry.clone()).await.expect(200), first);
        app.admin
            .post_once(path, "one", books.entry("1000 D 11 | 4000 C 11"))
            .await
            .refused(422, "idempotency.key-reused");
        assert_eq!(books.balances().await, "1000 10.00, 4000 -10.00");
        let clerk = app.user("clerk", &[("entry", "read create"), ("account", "read")]).await;
        let posted = clerk.post(path, entry.clone()).await.expect(200);
        for (action, body) in [
            ("ledger.reverse", json!({"entry": posted["id"], "on": "2026-01-20"})),
            ("ledger.close-period", json!({"period": books.period("2026-01")})),
            ("ledger.reconcile", json!({"items": []})),
            ("ledger.set-rates", json!({"rates": []})),
            ("ledger.open-fiscal-year", json!({"starts_on": "2027-01-01"})),
        ] {
            let mut body = body;
            body["company"] = json!(books.company);
            clerk.post(&format!("/api/v1/actions/{action}"), body).await.refused(403, "denied");
        }
        let reader = app.user("reader", &[("entry", "read")]).await;
        reader.post(path, entry).await.refused(403, "denied");
    })
    .await;
}
