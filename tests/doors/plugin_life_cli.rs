//! Plugins at the command line beside a running host, two hosts on one database, and a host without the code.

use std::time::{Duration, Instant};

use keel::app;
use keel_tests::app::config;
use keel_tests::packages::{built, install, key, package, signed};
use keel_tests::plugins::schema;
use keel_tests::program::{Ended, run};
use keel_tests::{Client, TestApp, both};
use serde_json::{Value, json};

use super::plugin_life::{act, clean, company, granted, notes, sheet, urgent};
use crate::KEEL;

/// Waits until a host shows what is expected; at most the second within which hosts agree.
async fn soon(client: &Client, path: &str, shows: impl Fn(&Value) -> bool) {
    let ends = Instant::now() + Duration::from_secs(1);
    loop {
        let found = client.get(path).await.json();
        if shows(&found) {
            return;
        }
        assert!(Instant::now() < ends, "after a second it still shows {found}");
        tokio::task::yield_now().await;
    }
}

fn keel(app: &TestApp, args: &[&str]) -> Ended {
    let data = app.dir().display().to_string();
    let address = match app.location() {
        keel::storage::Location::Sqlite(file) => format!("sqlite:{}", file.display()),
        keel::storage::Location::Postgres(url) => url.clone(),
    };
    run(KEEL, &[&["plugin"], args, &["--data", &data, "--database", &address]].concat())
}

fn file(app: &TestApp, name: &str, bytes: &[u8]) -> String {
    let at = app.dir().join(name);
    std::fs::write(&at, bytes).expect("a file is written");
    at.display().to_string()
}

#[tokio::test]
async fn the_command_line_does_it_all_and_a_running_host_agrees_within_a_second() {
    both(async |app| {
        company(app, "NW").await;
        let (private, public) = key(3);
        let first = file(app, "notes-1.wasm", &signed(&notes("1.0.0", ""), &private));
        let more = "[[capability]]\nname = \"stock.read\"\nreason = \"To count what there is.\"\n";
        let second = file(app, "notes-2.wasm", &signed(&urgent("1.1.0", more), &private));
        keel(app, &["install", &first]).failed(1, "package.key-unknown");
        keel(app, &["trust", "add", "Us", &public]).done();
        assert!(keel(app, &["trust", "list"]).done().contains("trusted"));
        let plan = keel(app, &["plan", &first]).done();
        assert!(plan.contains("+ record type note") && plan.contains("To see what they owe."), "{plan}");
        assert_eq!(keel(app, &["list"]).done(), "");
        keel(app, &["upgrade", &first]).failed(1, "plugin.not-installed");
        keel(app, &["install", &first, "--grant", "ledger.read", "--company", "NW"]).done();
        soon(&app.admin, "/api/v1/types", |types| types.to_string().contains("notes.note")).await;
        assert!(keel(app, &["list"]).done().contains("notes"));
        keel(app, &["grant", "notes", "records.read:contact"]).done();
        keel(app, &["revoke", "notes", "ledger.read"]).done();
        assert_eq!(granted(&sheet(&app.admin).await), "records.read:contact");
        soon(&app.admin, "/api/v1/plugins", |_| {
            let picture = app.app().plugins.current().find("notes").unwrap().granted();
            picture.covers("records.read", "contact") && !picture.has("ledger.read")
        })
        .await;
        keel(app, &["set", "notes", "days=7", "token=hidden", "--company", "NW"]).done();
        let shown = keel(app, &["show", "notes"]).done();
        assert!(shown.contains("NW") && shown.contains("7") && !shown.contains("hidden"), "{shown}");
        assert!(keel(app, &["upgrade", &second]).done().contains("asks for more"));
        assert!(keel(app, &["list"]).done().contains("1.1.0 waits"));
        keel(app, &["consent", "notes"]).done();
        keel(app, &["rollback", "notes"]).done();
        keel(app, &["disable", "notes"]).done();
        keel(app, &["enable", "notes"]).done();
        keel(app, &["resume", "notes"]).failed(1, "plugin.not-paused");
        let out = app.dir().join("out").display().to_string();
        assert!(keel(app, &["export", "notes", "--out", &out]).done().contains("notes.note.csv"));
        keel(app, &["uninstall", "notes", "--out", &out]).done();
        assert!(app.dir().join("out/notes.note.csv").exists());
        soon(&app.admin, "/api/v1/types", |types| !types.to_string().contains("notes.note")).await;
        clean(app).await;
    })
    .await;
}

#[tokio::test]
async fn two_hosts_on_one_database_agree_within_a_second_and_drop_nothing() {
    both(async |app| {
        let other = app::start(config(app.location())).await.expect("a second host starts");
        let client = Client::new(other.address).with_token(app.admin.token().unwrap());
        let company = company(app, "NW").await;
        let listing = {
            let client = client.clone();
            tokio::spawn(async move {
                let mut answers = Vec::new();
                for _ in 0..200 {
                    answers.push(client.get("/api/v1/records/contact").await.status);
                }
                answers
            })
        };
        install(&app.admin, &package(&notes("1.0.0", "")), "unsigned=true&company=NW").await.expect(200);
        soon(&client, "/api/v1/types", |types| types.to_string().contains("notes.note")).await;
        let note = json!({"company": company, "text": "a"});
        client.post("/api/v1/records/notes.note", note).await.expect(201);
        act(&client, "disable", json!({"plugin": "notes"})).await.expect(204);
        let works =
            |app: &TestApp| app.app().plugins.current().find("notes").is_ok_and(|one| one.works_in(None));
        soon(&app.admin, "/api/v1/plugins", |_| !works(app)).await;
        act(&client, "uninstall", json!({"plugin": "notes"})).await.expect(200);
        soon(&app.admin, "/api/v1/types", |types| !types.to_string().contains("notes.note")).await;
        assert_eq!(listing.await.unwrap(), vec![200; 200]);
        other.stop().await;
        clean(app).await;
    })
    .await;
}

#[tokio::test]
async fn a_host_that_cannot_make_the_code_ready_starts_without_it_and_says_so() {
    both(async |app| {
        install(&app.admin, &package(&notes("1.0.0", "")), "unsigned=true").await.expect(200);
        let mut without = config(app.location());
        without.plugins.cache = app.dir().join("another-cache");
        without.plugins.program = app.dir().join("there-is-no-compiler");
        let other = app::start(without).await.expect("it starts");
        let client = Client::new(other.address).with_token(app.admin.token().unwrap());
        let lines = client.get("/api/v1/plugins").await.expect(200);
        assert_eq!((&lines[0]["code"], &lines[0]["ready"]), (&json!("notes"), &json!(false)));
        client.get("/api/v1/records/notes.note").await.expect(200);
        other.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_backup_carries_packages_grants_and_records_into_another_database() {
    both(async |app| {
        let company = company(app, "NW").await;
        let query = "unsigned=true&company=NW&grant=ledger.read";
        install(&app.admin, &package(&notes("1.0.0", "")), query).await.expect(200);
        let note = json!({"company": company, "text": "kept"});
        app.admin.post("/api/v1/records/notes.note", note).await.expect(201);
        let (to, data) = (app.dir().join("all.keel"), app.dir().join("restored"));
        let (to, data) = (to.display().to_string(), data.display().to_string());
        let address = match app.location() {
            keel::storage::Location::Sqlite(file) => format!("sqlite:{}", file.display()),
            keel::storage::Location::Postgres(url) => url.clone(),
        };
        run(KEEL, &["backup", "--to", &to, "--database", &address]).done();
        let told = run(KEEL, &["restore", &to, "--data", &data]).done();
        assert!(told.contains("every one is kept"), "{told}");
        let there = |args: &[&str]| run(KEEL, &[args, &["--data", &data]].concat()).done();
        assert!(there(&["plugin", "show", "notes"]).contains("+ ledger.read"));
        there(&["plugin", "export", "notes", "--out", &format!("{data}/out")]);
        let csv = std::fs::read_to_string(format!("{data}/out/notes.note.csv")).expect("the export");
        assert!(csv.contains("kept"), "{csv}");
    })
    .await;
}

#[tokio::test]
async fn the_sample_of_this_repository_installs_and_goes_without_a_trace() {
    let bytes = tokio::task::spawn_blocking(|| built("credit-limit")).await.unwrap();
    both(async |app| {
        company(app, "NW").await;
        let before = schema(app).await;
        let out = install(&app.admin, &bytes, "unsigned=true&grant=all&company=all").await.expect(200);
        assert_eq!((&out["plugin"], &out["outcome"]), (&json!("credit-limit"), &json!("installed")));
        let shown = app.admin.get("/api/v1/plugins/credit-limit").await.expect(200);
        assert_eq!((&shown["ready"], &shown["companies"]), (&json!(true), &json!(["NW"])));
        act(&app.admin, "uninstall", json!({"plugin": "credit-limit"})).await.expect(200);
        assert_eq!(schema(app).await, before);
        clean(app).await;
    })
    .await;
}
