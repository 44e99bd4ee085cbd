//! What is somebody's own: what their screens are set to, and at which record they are.

use hyper::Method;
use keel::storage::Dialect;
use keel_tests::app::config;
use keel_tests::{Client, TestApp, both, people};
use serde_json::{Value, json};

use crate::platform_live::Stream;

const PREFERENCES: &str = "/api/v1/preferences";
const PRESENCE: &str = "/api/v1/presence";

#[tokio::test]
async fn preferences_are_ones_own_and_replaced_as_a_whole() {
    both(async |app: &TestApp| {
        let put = async |client: &Client, headers: &[(&str, &str)], body: Value| {
            client.send(Method::PUT, PREFERENCES, headers, Some(body)).await
        };
        let first = app.admin.get(PREFERENCES).await;
        assert_eq!((first.version(), first.expect(200)), (0, json!({})));
        let set = json!({"theme": "dark", "lists": {"contact": ["name", "phone"]}});
        let kept = put(&app.admin, &[], set.clone()).await;
        assert_eq!((kept.version(), kept.expect(200)), (1, set.clone()));
        assert_eq!(app.admin.get(PREFERENCES).await.expect(200), set);
        let other = app.user("other", &[]).await;
        assert_eq!(other.get(PREFERENCES).await.expect(200), json!({}), "nobody else's");

        put(&app.admin, &[("if-match", "\"0\"")], json!({})).await.refused(412, "stale");
        let less = put(&app.admin, &[("if-match", "\"1\"")], json!({"theme": "light"})).await;
        assert_eq!((less.version(), less.expect(200)), (2, json!({"theme": "light"})));
        put(&app.admin, &[], json!([])).await.refused(422, "request.wrong-value");
        put(&app.admin, &[], json!({"x": "y".repeat(64 << 10)})).await.refused(413, "preferences.too-large");
        put(&app.anonymous(), &[], json!({})).await.refused(401, "not-signed-in");
    })
    .await;
}

#[tokio::test]
async fn two_people_at_one_record_see_each_other_and_nobody_else_does() {
    both(async |app: &TestApp| {
        let may: &[(&str, &str)] = &[("tag", "read")];
        let ada = people::user(app.db(), "ada", may).await;
        let stranger = people::user(app.db(), "stranger", &[("task", "read")]).await;
        let tag = app.admin.post("/api/v1/records/tag", json!({"name": "new"})).await.expect(201);
        let at = |editing: bool| json!({"record_type": "tag", "id": tag["id"], "editing": editing});
        let put = async |token: &str, body: Value| {
            let client = app.admin.clone().with_token(token);
            client.send(Method::PUT, PRESENCE, &[], Some(body)).await
        };
        let mut seen = Stream::open(&app.admin, &ada.token, "").await;
        let mut deaf = Stream::open(&app.admin, &stranger.token, "").await;
        let admin = app.admin.token().unwrap().to_owned();

        put(&admin, at(false)).await.expect(204);
        let told = seen.event("presence").await.unwrap();
        assert_eq!((&told["record_type"], &told["id"]), (&json!("tag"), &tag["id"]));
        assert_eq!(
            (&told["users"][0]["id"], &told["users"][0]["editing"]),
            (&json!(app.admin_id), &json!(false))
        );
        put(&ada.token, at(false)).await.expect(204);
        assert_eq!(seen.event("presence").await.unwrap()["users"].as_array().unwrap().len(), 2);
        put(&admin, at(true)).await.expect(204);
        let told = seen.event("presence").await.unwrap();
        let editing: Vec<&Value> =
            told["users"].as_array().unwrap().iter().filter(|one| one["editing"] == true).collect();
        assert_eq!(editing.len(), 1, "{told}");
        assert_eq!(editing[0]["id"], json!(app.admin_id));

        // Who opens a stream later hears at once who is where.
        let mut late = Stream::open(&app.admin, &ada.token, "").await;
        assert_eq!(late.event("presence").await.unwrap(), told);

        // Leaving takes the record or the query; a sign of life that stopped counts for nothing after a while.
        app.admin.send(Method::DELETE, PRESENCE, &[], Some(at(false))).await.expect(204);
        let left = seen.event("presence").await.unwrap();
        assert_eq!(left["users"].as_array().unwrap().len(), 1, "{left}");
        silent_for_long(app).await;
        assert_eq!(seen.event("presence").await.unwrap()["users"], json!([]));

        // Nobody is at what they may not read, and hears of nobody there.
        put(&stranger.token, at(false)).await.refused(403, "denied");
        put(&ada.token, json!({"record_type": "tag", "id": app.admin_id})).await.refused(404, "not-found");
        let task = json!({"title": "Call", "assignee": app.admin_id});
        let task = app.admin.post("/api/v1/records/task", task).await.expect(201);
        put(&admin, json!({"record_type": "task", "id": task["id"]})).await.expect(204);
        assert_eq!(deaf.event("presence").await.unwrap()["id"], task["id"], "nothing of the tag before");
    })
    .await;
}

#[tokio::test]
async fn people_on_another_host_are_seen_too() {
    let app = TestApp::start(Dialect::Postgres).await;
    let second = keel::app::start(config(app.location())).await.unwrap();
    let mut seen = Stream::open(&Client::new(second.address), app.admin.token().unwrap(), "").await;
    let tag = app.admin.post("/api/v1/records/tag", json!({"name": "new"})).await.expect(201);
    let at = json!({"record_type": "tag", "id": tag["id"]});
    app.admin.send(Method::PUT, PRESENCE, &[], Some(at)).await.expect(204);
    assert_eq!(seen.event("presence").await.unwrap()["id"], tag["id"]);
    second.stop().await;
    app.finish().await;
}

/// As if a minute had passed since anybody was heard of.
async fn silent_for_long(app: &TestApp) {
    let before = chrono::Utc::now() - chrono::TimeDelta::seconds(60);
    app.db()
        .write(keel::storage::Scope::Shared, async move |tx: &mut keel::storage::Tx| {
            tx.execute("update presence set seen_at = $1", &[before.into()]).await
        })
        .await
        .unwrap();
}
