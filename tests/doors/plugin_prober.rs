//! A plugin that tries what it was not granted: each attempt is refused with its own code, and nothing changes.

use hyper::Method;
use keel_tests::packages::{altered_by, built, install};
use keel_tests::{TestApp, both};
use serde_json::{Value, json};

use crate::ledger_books::Books;

async fn go(app: &TestApp, books: &Books<'_>, name: &str, input: Value) -> keel_tests::Reply {
    let body = json!({"company": books.company, "input": input});
    app.admin.post(&format!("/api/v1/actions/prober.{name}"), body).await
}

async fn ready(app: &TestApp) -> Books<'_> {
    let books = Books::open(app).await;
    install(&app.admin, &built("guest-partner"), "unsigned=true&company=NW").await.expect(200);
    let grant = "records.read:contact,actions.call:partner.keep";
    let query = format!("unsigned=true&grant={grant}&company=NW");
    install(&app.admin, &built("guest-prober"), &query).await.expect(200);
    books
}

#[tokio::test]
async fn what_was_not_granted_is_refused() {
    both(async |app| {
        let books = ready(app).await;
        let body = json!({"kind": "organisation", "name": "Alfreds"});
        let contact = app.admin.post("/api/v1/records/contact", body).await.expect(201);
        let id = contact["id"].as_str().unwrap();
        go(app, &books, "read", json!({"type": "contact"})).await.expect(200);
        for (name, input) in [
            ("read", json!({"type": "account"})),
            ("read", json!({"type": "user"})),
            ("read", json!({"type": "partner.secret"})),
            ("rename", json!({"id": id})),
            ("post", json!({})),
        ] {
            let what = format!("{name} {input}");
            let told = go(app, &books, name, input).await.refused(403, "plugin.not-granted");
            assert!(told["detail"].as_str().unwrap().contains("prober"), "{what}: {told}");
        }
        let after = app.admin.get(&format!("/api/v1/records/contact/{id}")).await.expect(200);
        assert_eq!(after["name"], json!("Alfreds"));
    })
    .await;
}

#[tokio::test]
async fn a_taken_back_grant_holds_at_the_next_call() {
    both(async |app| {
        let books = ready(app).await;
        go(app, &books, "read", json!({"type": "contact"})).await.expect(200);
        let taken = json!({"plugin": "prober", "capability": "records.read", "covers": ["contact"]});
        app.admin.post("/api/v1/actions/plugin.revoke", taken).await.expect(204);
        go(app, &books, "read", json!({"type": "contact"})).await.refused(403, "plugin.not-granted");
    })
    .await;
}

#[tokio::test]
async fn another_company_is_not_there() {
    both(async |app| {
        let books = ready(app).await;
        let other = Books::open_as(app, "OTHER").await;
        let note = |company: uuid::Uuid| json!({"company": company, "text": "theirs"});
        let theirs = app.admin.post("/api/v1/records/prober.note", note(other.company)).await.expect(201);
        let theirs = theirs["id"].as_str().unwrap();
        let input = json!({"type": "prober.note", "id": theirs});
        go(app, &books, "get", input).await.refused(404, "not-found");
        let seen = go(app, &books, "read", json!({"type": "prober.note"})).await.expect(200);
        assert_eq!(seen["count"], json!(0), "{seen}");
        // Where it was not enabled it does not run at all.
        let body = json!({"company": other.company, "input": {}});
        app.admin.post("/api/v1/actions/prober.random", body).await.refused(409, "plugin.not-enabled");
    })
    .await;
}

#[tokio::test]
async fn calls_in_a_circle_and_too_deep_end() {
    both(async |app| {
        let books = ready(app).await;
        go(app, &books, "cycle", json!({})).await.refused(409, "plugin.cycle");
        go(app, &books, "dig", json!({})).await.refused(409, "plugin.depth");
        for kind in ["prober.note", "partner.secret"] {
            let left = app.admin.get(&format!("/api/v1/records/{kind}")).await.expect(200);
            assert_eq!(left["items"], json!([]), "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_failing_action_wrote_is_taken_back() {
    both(async |app| {
        let books = ready(app).await;
        go(app, &books, "write-and-refuse", json!({})).await.refused(409, "prober.no");
        go(app, &books, "write-and-trap", json!({})).await.refused(409, "plugin.trap");
        let left = app.admin.get("/api/v1/records/prober.note").await.expect(200);
        assert_eq!(left["items"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn the_network_is_not_there_for_actions() {
    both(async |app| {
        let books = ready(app).await;
        for url in
            ["http://127.0.0.1:22/", "https://example.com/", "https://[::1]/", "http://169.254.169.254/"]
        {
            let told = go(app, &books, "fetch", json!({"url": url})).await;
            assert!((400..500).contains(&told.status), "{url}: {}", told.text());
        }
    })
    .await;
}

#[tokio::test]
async fn repeated_faults_pause_a_plugin_until_an_administrator_resumes_it() {
    both(async |app| {
        let books = ready(app).await;
        for _ in 0..5 {
            go(app, &books, "write-and-trap", json!({})).await.refused(409, "plugin.trap");
        }
        go(app, &books, "random", json!({})).await.refused(409, "plugin.paused");
        // Written down soon after: the fault with what its author needs, and the state with its reason.
        let ends = std::time::Instant::now() + std::time::Duration::from_secs(20);
        let faults = loop {
            let faults = app.admin.get("/api/v1/plugins/prober/faults").await.expect(200);
            let state = app.admin.get("/api/v1/plugins/prober").await.expect(200);
            if faults["items"].as_array().is_some_and(|all| all.len() == 5)
                && state["state"] == json!("paused")
            {
                break faults;
            }
            assert!(std::time::Instant::now() < ends, "{faults} {state}");
            tokio::task::yield_now().await;
        };
        let fault = &faults["items"][0];
        assert_eq!((&fault["code"], &fault["via"]), (&json!("plugin.trap"), &json!("action write-and-trap")));
        assert!(fault["detail"].as_str().unwrap().contains("on purpose"), "{fault}");
        let usage = app.admin.get("/api/v1/plugins/prober/usage").await.expect(200);
        let trapped =
            usage["items"].as_array().unwrap().iter().find(|one| one["name"] == json!("write-and-trap"));
        assert_eq!(trapped.unwrap()["faults"], json!(5), "{usage}");
        app.admin.post("/api/v1/actions/plugin.resume", json!({"plugin": "prober"})).await.expect(204);
        go(app, &books, "random", json!({})).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_guest_reads_the_units_clock_and_seeded_chance() {
    both(async |app| {
        let books = ready(app).await;
        let first = go(app, &books, "random", json!({})).await.expect(200);
        let second = go(app, &books, "random", json!({})).await.expect(200);
        assert_ne!(first["text"], second["text"], "two units of work differ");
        let micros: i64 = first["text"].as_str().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let now = chrono::Utc::now().timestamp_micros();
        assert!((now - micros).abs() < 60_000_000, "the clock stands at the unit's time: {first}");
    })
    .await;
}

#[tokio::test]
async fn answers_that_break_the_manifest_count_in_a_row_and_pause_the_plugin() {
    both(async |app| {
        let books = ready(app).await;
        let ramble = async |letters: i32| go(app, &books, "ramble", json!({"letters": letters})).await;
        for letters in [201, 201, 201, 201, 200, 201, 201, 201, 201] {
            match letters {
                200 => drop(ramble(letters).await.expect(200)),
                _ => drop(ramble(letters).await.refused(409, "plugin.answer")),
            }
        }
        go(app, &books, "random", json!({})).await.expect(200);
        ramble(201).await.refused(409, "plugin.answer");
        go(app, &books, "random", json!({})).await.refused(409, "plugin.paused");
        let usage = app.admin.get("/api/v1/plugins/prober/usage").await.expect(200);
        let rambled = usage["items"].as_array().unwrap().iter().find(|one| one["name"] == json!("ramble"));
        assert_eq!(rambled.unwrap()["faults"], json!(9), "{usage}");
    })
    .await;
}

#[tokio::test]
async fn a_call_that_was_refused_is_recorded_and_a_version_that_would_accept_it_shows_so() {
    both(async |app| {
        let books = ready(app).await;
        let record = json!({"plugin": "prober", "on": true});
        app.admin.post("/api/v1/actions/plugin.record", record).await.expect(204);
        go(app, &books, "read", json!({"type": "account"})).await.refused(403, "plugin.not-granted");
        go(app, &books, "write-and-refuse", json!({})).await.refused(409, "prober.no");
        let next = altered_by(
            "guest-prober",
            &[
                ("version = \"1.0.0\"", "version = \"1.1.0\""),
                ("types = [\"contact\"]", "types = [\"account\"]"),
            ],
        );
        // Written down soon after: the unit of work in which it was refused was taken back.
        let ends = std::time::Instant::now() + std::time::Duration::from_secs(20);
        let shown = loop {
            let path = "/api/v1/plugin-rehearsals?unsigned=true";
            let headers = [("content-type", "application/wasm")];
            let reply = app.admin.send_bytes(Method::POST, path, &headers, next.clone().into()).await;
            if reply.status == 200 && reply.json()["calls"] == json!(2) {
                break reply.expect(200);
            }
            assert!(std::time::Instant::now() < ends, "{}", reply.text());
        };
        assert_eq!(shown["same"], json!(1), "what refuses in both is the same: {shown}");
        let only = &shown["differences"][0];
        assert_eq!(only["via"], json!("action read"));
        assert!(only["only_before"][0].as_str().unwrap().starts_with("refuses plugin.not-granted"), "{only}");
        assert!(only["only_after"][0].as_str().unwrap().starts_with("answers count = "), "{only}");
    })
    .await;
}
