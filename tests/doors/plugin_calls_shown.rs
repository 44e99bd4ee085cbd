//! What hooks are shown of a change, and what whoever cannot be held is told; on both databases.
//!
//! Knows rights and policies. Must not know WebAssembly: the guests are scripts.

use std::sync::Mutex;

use keel::service::plugins::{Answer, Call};
use keel_tests::both;
use keel_tests::stage::{Fake, Host, install, trap};
use serde_json::json;

use super::ledger_books::Books;
use super::platform_rights::user_of;

fn hook(name: &str, change: &str, when: &str, more: &str) -> String {
    format!(
        "[[hook]]\nname = \"{name}\"\non = \"dimension\"\nchange = [{change}]\nwhen = \"{when}\"\n{more}\n"
    )
}

#[tokio::test]
async fn a_hook_sees_of_a_change_what_the_user_sees_of_the_record() {
    both(async |app| {
        let books = Books::open(app).await;
        let seen: &'static Mutex<Vec<String>> = Box::leak(Box::default());
        let script = move |_: Host, call: Call| async move {
            let (Call::Before { change, .. } | Call::After { change, .. }) = &call else { return Err(trap()) };
            let has = |document: &keel::service::plugins::data::Document| {
                ["name", "code"].map(|field| document.body.get(field).is_some())
            };
            seen.lock().unwrap().push(format!("{:?} {:?}", change.old.as_ref().map(has), has(&change.new)));
            Ok(if matches!(call, Call::Before { .. }) { Answer::Set(Vec::new()) } else { Answer::Done })
        };
        let every = "\"create\", \"update\", \"delete\"";
        let sections = hook("before", every, "before", "") + &hook("after", every, "after", "");
        install(app, &[books.company], vec![Fake::new("looks", &sections, script)]).await;
        let rights = json!([{"record_type": "dimension", "operations": ["read", "create", "update", "delete"],
                             "hidden_fields": ["name"]}]);
        let (clerk, _) = user_of(app, "clerk", rights).await;
        for (client, sees_name) in [(&app.admin, true), (&clerk, false)] {
            // Whoever may not see a name cannot set it: the administrator makes the record.
            let body = json!({"company": books.company, "code": format!("C{sees_name}").to_uppercase(), "name": "N"});
            let made = app.admin.post("/api/v1/records/dimension", body).await.expect(201);
            let path = format!("/api/v1/records/dimension/{}", made["id"].as_str().unwrap());
            assert_eq!(std::mem::take(&mut *seen.lock().unwrap()), ["None [true, true]"; 2]);
            client.patch(&path, 1, json!({"code": format!("D{sees_name}").to_uppercase()})).await.expect(200);
            let both_ways = format!("Some([{sees_name}, true]) [{sees_name}, true]");
            assert_eq!(std::mem::take(&mut *seen.lock().unwrap()), vec![both_ways.clone(); 2]);
            client.delete(&path, 2).await.expect(204);
            assert_eq!(std::mem::take(&mut *seen.lock().unwrap()), vec![both_ways; 2]);
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_held_is_refused_and_told_how_it_could_be() {
    both(async |app| {
        let books = Books::open(app).await;
        let sections = hook("judges", "\"create\"", "before", "policy = \"hold\"");
        install(app, &[books.company], vec![Fake::new("judge", &sections, |_, _| async { Err(trap()) })]).await;
        let body = json!({"company": books.company, "code": "A", "name": "A"});
        app.admin.post("/api/v1/records/dimension", body.clone()).await.refused(409, "plugin.held");
        let told = |text: &str| {
            assert!(text.contains("failed in its hook judges"), "{text}");
            assert!(text.contains("Sent as a request of its own, it is kept"), "{text}");
        };
        let bulk = json!({"mode": "each", "changes": [{"create": body}]});
        let done = app.admin.post("/api/v1/records/dimension/bulk", bulk).await.expect(200);
        assert_eq!(done["results"][0]["problem"]["code"], "plugin.trap");
        told(done["results"][0]["problem"]["detail"].as_str().unwrap_or_default());
        let import = json!({"record_type": "dimension", "source": "d.csv", "format": "csv", "content": "Code,Name\nB,B\n",
                            "company": books.company});
        let report = app.admin.post("/api/v1/actions/import.run", import).await;
        told(report.refused(422, "import.rows-refused")["errors"][0]["detail"].as_str().unwrap_or_default());
        let held = app.admin.get("/api/v1/plugin-held").await.expect(200);
        assert_eq!(held.as_array().map(Vec::len), Some(1), "only the request of its own is held: {held}");
        app.admin.post("/api/v1/actions/plugin.drop-held", json!({"id": held[0]["id"]})).await.expect(200);
    })
    .await;
}
