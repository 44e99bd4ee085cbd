//! The sample `credit-limit` in a running host with data: it does its work, is rehearsed, upgraded, rolled back
//! and uninstalled without trace. On both databases, as a component.

use keel_tests::packages::{altered, built, install};
use keel_tests::plugins::schema;
use keel_tests::{TestApp, both};
use serde_json::{Value, json};

use crate::ledger_books::Books;

const SAMPLE: &str = "credit-limit";
const LIMIT: &str = "credit_limit__limit";

async fn customer(app: &TestApp, name: &str) -> (String, i64) {
    let body = json!({"kind": "organisation", "name": name});
    let made = app.admin.post("/api/v1/records/contact", body).await.expect(201);
    (made["id"].as_str().unwrap().to_owned(), made["version"].as_i64().unwrap())
}

fn sale(books: &Books<'_>, contact: &str, amount: &str) -> Value {
    let mut entry = books.entry(&format!("1100 D {amount} | 4000 C {amount}"));
    entry["contact"] = json!(contact);
    entry
}

async fn act(app: &TestApp, name: &str, body: Value) -> keel_tests::Reply {
    app.admin.post(&format!("/api/v1/actions/{name}"), body).await
}

async fn until<T>(what: &str, mut found: impl AsyncFnMut() -> Option<T>) -> T {
    let ends = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        if let Some(found) = found().await {
            return found;
        }
        assert!(std::time::Instant::now() < ends, "{what} did not happen");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_sample_lives_a_whole_life() {
    both(async |app| {
        let books = Books::open(app).await;
        let (contact, version) = customer(app, "Alfreds").await;
        let before = schema(app).await;

        // It comes into a host with data, is granted what it asks for, and works at once.
        let out = install(&app.admin, &built(SAMPLE), "unsigned=true&grant=all&company=NW").await.expect(200);
        assert_eq!((&out["outcome"], &out["to"]), (&json!("installed"), &json!("1.0.0")), "{out}");
        act(app, "plugin.record", json!({"plugin": SAMPLE, "on": true})).await.expect(204);
        let path = format!("/api/v1/records/contact/{contact}");
        app.admin.patch(&path, version, json!({LIMIT: "100.00"})).await.expect(200);

        // Up to the limit, and not beyond.
        act(app, "ledger.post", sale(&books, &contact, "60.00")).await.expect(200);
        let refused = act(app, "ledger.post", sale(&books, &contact, "60.00")).await;
        let problem = refused.refused(409, "credit-limit.over");
        assert_eq!(problem["pointer"], json!("/lines"), "{problem}");
        assert_eq!(problem["args"]["limit"], json!("100.00"), "{problem}");
        act(app, "ledger.post", sale(&books, &contact, "40.00")).await.expect(200);

        // Its action raises the limit; the fact is heard; the entry goes through.
        let raise = json!({"company": books.company, "target": contact, "input": {"limit": "500.00", "reason": "grows"}});
        let raised = act(app, "credit-limit.raise-limit", raise.clone()).await.expect(200);
        assert_eq!(raised["open"], json!("100.00"), "{raised}");
        let again = act(app, "credit-limit.raise-limit", raise).await;
        again.refused(422, "credit-limit.not-higher");
        act(app, "ledger.post", sale(&books, &contact, "60.00")).await.expect(200);
        let used = until("the event", async || {
            let list = app.admin.get("/api/v1/records/credit-limit.raise").await.expect(200);
            list["items"][0]["used"].as_bool().filter(|used| *used)
        })
        .await;
        assert!(used);

        // "Why is this here?": the record says which plugin wrote it, and for whom.
        let history = app.admin.get(&format!("{path}/history")).await.expect(200);
        let by_plugin = history["items"].as_array().unwrap().iter().find(|row| row["plugin"] == json!(SAMPLE));
        let by_plugin = by_plugin.unwrap_or_else(|| panic!("{history}"));
        assert_eq!(by_plugin["via"], json!("action raise-limit"), "{by_plugin}");

        // Its page is drawn from data.
        let page = format!("/api/v1/plugins/{SAMPLE}/pages/overview?company={}", books.company);
        let page = app.admin.get(&page).await.expect(200);
        assert!(page.to_string().contains("stat"), "{page}");

        // A new version is rehearsed over what really happened: the same code does the same.
        let next = altered(SAMPLE, "version = \"1.0.0\"", "version = \"1.1.0\"");
        let headers = [("content-type", "application/wasm")];
        let rehearsal = app
            .admin
            .send_bytes(
                hyper::Method::POST,
                "/api/v1/plugin-rehearsals?unsigned=true&last=50",
                &headers,
                hyper::body::Bytes::from(next.clone()),
            )
            .await
            .expect(200);
        assert!(rehearsal["calls"].as_u64().unwrap() >= 4, "{rehearsal}");
        assert_eq!(rehearsal["same"], rehearsal["calls"], "{rehearsal}");

        // Upgraded, rolled back, and gone without trace.
        let out = install(&app.admin, &next, "unsigned=true&grant=all").await.expect(200);
        assert_eq!((&out["outcome"], &out["to"]), (&json!("upgraded"), &json!("1.1.0")), "{out}");
        act(app, "ledger.post", sale(&books, &contact, "900.00")).await.refused(409, "credit-limit.over");
        act(app, "plugin.roll-back", json!({"plugin": SAMPLE})).await.expect(204);
        act(app, "ledger.post", sale(&books, &contact, "900.00")).await.refused(409, "credit-limit.over");
        let gone = act(app, "plugin.uninstall", json!({"plugin": SAMPLE})).await.expect(200);
        assert!(gone.to_string().contains("grows"), "its data is in the answer: {gone}");
        assert_eq!(schema(app).await, before, "the schema is as it was before");
        act(app, "ledger.post", sale(&books, &contact, "900.00")).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_rehearsal_tells_what_another_version_would_do_otherwise() {
    both(async |app| {
        let books = Books::open(app).await;
        install(&app.admin, &built("guest-stamp"), "unsigned=true&grant=all&company=NW").await.expect(200);
        act(app, "plugin.record", json!({"plugin": "stamp", "on": true})).await.expect(204);
        for amount in ["10.00", "20.00"] {
            act(app, "ledger.post", books.entry(&format!("1100 D {amount} | 4000 C {amount}")))
                .await
                .expect(200);
        }
        let entries = app.admin.get("/api/v1/records/entry").await.expect(200);
        let narration = entries["items"][0]["narration"].as_str().unwrap_or_default();
        assert!(narration.starts_with("2 lines"), "the hook completed the entry: {entries}");
        // The same manifest over a guest that traps: each call differs.
        let trapping = keel_tests::packages::package(
            &keel_tests::packages::manifest("guest-stamp").replace("1.0.0", "1.0.1"),
        );
        let headers = [("content-type", "application/wasm")];
        let shown = app
            .admin
            .send_bytes(
                hyper::Method::POST,
                "/api/v1/plugin-rehearsals?unsigned=true",
                &headers,
                hyper::body::Bytes::from(trapping),
            )
            .await
            .expect(200);
        assert_eq!((&shown["calls"], &shown["same"]), (&json!(2), &json!(0)), "{shown}");
        let first = &shown["differences"][0];
        assert_eq!(first["via"], json!("hook count-lines"), "{shown}");
        assert!(first["only_before"][0].as_str().unwrap().starts_with("sets narration = 2 lines"), "{first}");
        assert!(first["only_after"][0].as_str().unwrap().starts_with("faults plugin.trap"), "{first}");
        // Nothing of it stayed: the active version works on.
        act(app, "ledger.post", books.entry("1100 D 5 | 4000 C 5")).await.expect(200);
    })
    .await;
}
