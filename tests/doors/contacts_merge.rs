//! Duplicates found, merged and led on; persons erased.

use keel_tests::{Client, TestApp, both};
use serde_json::{Value, json};

async fn person(client: &Client, body: Value) -> String {
    let mut whole = json!({"kind": "person"});
    whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    client.post("/api/v1/records/contact", whole).await.expect(201)["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn duplicates_are_found_while_typing_and_in_bulk() {
    both(async |app: &TestApp| {
        let anders = json!({"name": "Maria Anders", "phones": [{"given": "+359888123456"}]});
        let first = person(&app.admin, anders).await;
        let second =
            person(&app.admin, json!({"name": "Anders, Maria", "phones": [{"given": "+359 888 123 456"}]}))
                .await;
        person(&app.admin, json!({"name": "Peter Brown", "phones": [{"given": "+359888123456"}]})).await;
        let draft =
            json!({"kind": "person", "name": "maria andersen", "country": "BG", "phones": ["0888 123456"]});
        let found = app.admin.post("/api/v1/actions/contact.find-duplicates", draft).await.expect(200);
        let ids: Vec<&str> =
            found.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 2, "{found}");
        assert!(ids.contains(&first.as_str()) && ids.contains(&second.as_str()));
        let pairs = app.admin.get("/api/v1/contacts/duplicates").await.expect(200);
        assert_eq!(pairs["pairs"].as_array().map(Vec::len), Some(1), "{pairs}");
        assert_eq!(pairs["pairs"][0]["first"]["reasons"], json!(["same-name", "phone"]));
        assert_eq!(pairs["next"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_merge_moves_everything_and_leaves_a_redirect() {
    both(async |app: &TestApp| {
        let survivor = person(
            &app.admin,
            json!({"name": "Maria Anders", "phones": [{"given": "+359888123456"}], "code": "A"}),
        )
        .await;
        let loser = person(
            &app.admin,
            json!({"name": "M. Anders", "phones": [{"given": "+359 888 123 456"}, {"given": "+359888999999"}],
                   "emails": [{"address": "m@a.example"}], "courtesy_title": "Ms.", "reports_to": survivor}),
        )
        .await;
        let report = person(&app.admin, json!({"name": "Peter Brown", "reports_to": loser})).await;
        let merge = json!({"survivor": survivor, "loser": loser, "fields": {"name": "loser"}});
        let merged = app.admin.post("/api/v1/actions/contact.merge", merge.clone()).await.expect(200);
        assert_eq!(merged["moved"]["contact.reports_to_id"], 1, "{merged}");
        let kept = app.admin.get(&format!("/api/v1/records/contact/{survivor}")).await.expect(200);
        assert_eq!(kept["name"], "M. Anders");
        assert_eq!(kept["courtesy_title"], "Ms.");
        assert_eq!(kept["code"], "A");
        assert_eq!(kept["reports_to"], Value::Null);
        assert_eq!(kept["phones"].as_array().map(Vec::len), Some(2));
        assert_eq!(kept["emails"].as_array().map(Vec::len), Some(1));
        let gone = app.admin.get(&format!("/api/v1/records/contact/{loser}")).await.expect(200);
        assert_eq!(gone["merged_into"], json!(survivor));
        assert_eq!(gone["phones"], json!([]));
        let report = app.admin.get(&format!("/api/v1/records/contact/{report}")).await.expect(200);
        assert_eq!(report["reports_to"], json!(survivor));
        let hits = app.admin.get("/api/v1/contacts/search?q=anders").await.expect(200);
        assert_eq!(hits.as_array().map(Vec::len), Some(1), "only the survivor is found: {hits}");
        app.admin.post("/api/v1/actions/contact.merge", merge).await.refused(409, "contact.already-merged");
        app.admin
            .patch(
                &format!("/api/v1/records/contact/{loser}"),
                gone["version"].as_i64().unwrap(),
                json!({"name": "X"}),
            )
            .await
            .refused(409, "contact.already-merged");
    })
    .await;
}

#[tokio::test]
async fn an_erased_person_is_nobody_and_found_by_nothing() {
    both(async |app: &TestApp| {
        let id = person(
            &app.admin,
            json!({"name": "Maria Anders", "phones": [{"given": "+359888123456"}], "born_on": "1970-01-31",
                   "note": "likes tea", "roles": [{"role": "lead"}]}),
        )
        .await;
        let erase = json!({"contact": id});
        app.admin.post("/api/v1/actions/contact.erase", erase.clone()).await.expect(200);
        let left = app.admin.get(&format!("/api/v1/records/contact/{id}")).await.expect(200);
        assert_eq!(left["name"], "Erased person");
        for field in ["born_on", "note", "code", "given_name"] {
            assert_eq!(left[field], Value::Null, "{field}");
        }
        assert_eq!((&left["phones"], &left["active"]), (&json!([]), &json!(false)));
        assert_ne!(left["erased_at"], Value::Null);
        for q in ["maria", "888123456", "erased"] {
            let hits = app.admin.get(&format!("/api/v1/contacts/search?q={q}")).await.expect(200);
            assert_eq!(hits, json!([]), "{q}");
        }
        app.admin.post("/api/v1/actions/contact.erase", erase).await.refused(409, "contact.already-erased");
        let organisation = app
            .admin
            .post("/api/v1/records/contact", json!({"kind": "organisation", "name": "Alfreds Futterkiste"}))
            .await
            .expect(201);
        app.admin
            .post("/api/v1/actions/contact.erase", json!({"contact": organisation["id"]}))
            .await
            .refused(409, "contact.erase-not-a-person");
    })
    .await;
}

#[tokio::test]
async fn merging_and_erasing_need_the_right_to_correct() {
    both(async |app: &TestApp| {
        let clerk = app.user("clerk", &[("contact", "read create update")]).await;
        let one = person(&clerk, json!({"name": "One"})).await;
        let two = person(&clerk, json!({"name": "Two"})).await;
        clerk
            .post("/api/v1/actions/contact.merge", json!({"survivor": one, "loser": two}))
            .await
            .refused(403, "denied");
        clerk.post("/api/v1/actions/contact.erase", json!({"contact": one})).await.refused(403, "denied");
        let reader = app.user("reader", &[("item", "read")]).await;
        reader.get("/api/v1/contacts/search?q=one").await.refused(403, "denied");
    })
    .await;
}

#[tokio::test]
async fn what_is_said_about_the_loser_is_said_about_the_survivor_and_goes_with_an_erasure() {
    both(async |app: &TestApp| {
        let survivor = person(&app.admin, json!({"name": "Maria Anders"})).await;
        let loser = person(&app.admin, json!({"name": "M. Anders"})).await;
        let admin = app.admin_id;
        let ids = [survivor.parse::<uuid::Uuid>().unwrap(), loser.parse().unwrap()];
        app.db()
            .write(keel::storage::Scope::Shared, async move |tx| {
                let now = chrono::Utc::now();
                for id in ids {
                    // Both have the same follower; each has a note of its own.
                    tx.execute(
                        "insert into record_follower (record_type, record_id, user_id, created_at) values ('contact', $1, $2, $3)",
                        &[id.into(), admin.into(), now.into()],
                    )
                    .await?;
                    tx.execute(
                        "insert into timeline_entry (id, version, created_at, updated_at, record_type, record_id, kind, happened_at, subject, body) \
                         values ($1, 1, $2, $2, 'contact', $3, 'note', $2, 'tea', 'likes tea')",
                        &[uuid::Uuid::now_v7().into(), now.into(), id.into()],
                    )
                    .await?;
                }
                Ok::<_, keel::storage::DbError>(())
            })
            .await
            .unwrap();
        let merge = json!({"survivor": survivor, "loser": loser});
        let merged = app.admin.post("/api/v1/actions/contact.merge", merge).await.expect(200);
        assert_eq!(merged["moved"]["timeline_entry.record_id"], 1, "{merged}");
        let erased = app.admin.post("/api/v1/actions/contact.erase", json!({"contact": survivor})).await.expect(200);
        assert_eq!(erased["removed"], json!({"record_follower": 1, "timeline_entry": 2}), "{erased}");
    })
    .await;
}

#[tokio::test]
async fn search_and_duplicates_tell_nothing_that_a_role_hides() {
    both(async |app: &TestApp| {
        person(
            &app.admin,
            json!({"name": "Maria Anders", "code": "P-77", "phones": [{"given": "+359888123456"}]}),
        )
        .await;
        let clerk = app.user("clerk", &[("contact", "read")]).await;
        app.db()
            .write(keel::storage::Scope::Shared, async |tx| {
                let sql = "update role_permission set hidden_fields = '[\"phones\"]'";
                tx.execute(sql, &[]).await.map(|_| ())
            })
            .await
            .unwrap();
        let clerk_sees = clerk.get("/api/v1/contacts/search?q=maria").await.expect(200);
        assert_eq!((&clerk_sees[0]["name"], &clerk_sees[0]["code"]), (&json!("Maria Anders"), &Value::Null));
        assert_eq!(clerk.get("/api/v1/contacts/search?q=888123456").await.expect(200), json!([]));
        clerk.get("/api/v1/contacts/duplicates").await.refused(403, "denied");
    })
    .await;
}
