//! Timeline, followers, tags, files and settings of a record; on both databases.
//!
//! Knows the routes of `http/around.rs`. Must not know tables.

use hyper::Method;
use hyper::body::Bytes;
use keel_tests::app::TestApp;
use keel_tests::both;
use serde_json::{Value, json};

async fn task(app: &TestApp) -> String {
    let made =
        app.admin.post("/api/v1/records/task", json!({"title": "Call Nancy", "assignee": app.admin_id}));
    format!("/api/v1/records/task/{}", made.await.expect(201)["id"].as_str().unwrap())
}

/// The kinds and texts of a page of the timeline, and its cursor.
async fn page(app: &TestApp, path: &str, query: &str) -> (Vec<String>, Option<String>) {
    let page = app.admin.get(&format!("{path}/timeline?{query}")).await.expect(200);
    let text = |item: &Value| match item["kind"].as_str() {
        Some("change") => format!("{} {}", item["operation"].as_str().unwrap(), item["changes"]),
        kind => format!("{} {}", kind.unwrap(), item["body"].as_str().unwrap()),
    };
    let items = page["items"].as_array().unwrap().iter().map(text).collect();
    (items, page["next"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn the_timeline_merges_what_people_wrote_with_what_changed() {
    both(async |app| {
        let path = task(app).await;
        let nancy = app.user("nancy", &[("task", "read")]).await;
        let nancy_id = nancy.get("/api/v1/session").await.expect(200)["id"].clone();
        let entry = json!({"kind": "call", "subject": "Price", "body": "Asked @nancy and mail@nancy.example",
            "happened_at": "2026-01-31T10:00:00Z"});
        let posted = app.admin.post(&format!("{path}/timeline"), entry).await.expect(201);
        assert_eq!(posted["mentions"], json!([nancy_id]));
        app.admin.patch(&path, 1, json!({"title": "Call Nancy today"})).await.expect(200);
        app.admin.post(&format!("{path}/timeline"), json!({"body": "Done"})).await.expect(201);
        let followers = app.admin.get(&format!("{path}/followers")).await.expect(200);
        assert_eq!(followers, json!([{"id": nancy_id, "name": "nancy"}]));

        let expected = [
            "note Done",
            r#"update {"title":["Call Nancy","Call Nancy today"]}"#,
            "call Asked @nancy and mail@nancy.example",
        ];
        let (all, _) = page(app, &path, "limit=200").await;
        assert_eq!(all[..3], expected);
        assert!(all[3].starts_with("create ") && all.len() == 4, "{all:?}");
        // The same stream, one by one.
        let (mut single, mut query) = (Vec::new(), "limit=1".to_owned());
        loop {
            let (items, next) = page(app, &path, &query).await;
            single.extend(items);
            match next {
                Some(next) => query = format!("limit=1&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(single, all);

        for (body, pointer) in [
            (json!({"body": " "}), "/body"),
            (json!({"body": "x", "kind": "song"}), "/kind"),
            (json!({"body": "x", "author": "me"}), "/author"),
            (json!({"body": "x", "subject": "a\nb"}), "/subject"),
        ] {
            let reply = app.admin.post(&format!("{path}/timeline"), body).await;
            assert_eq!(
                (reply.status, reply.json()["pointer"].as_str()),
                (422, Some(pointer)),
                "{}",
                reply.text()
            );
        }
        // Who may only read reads the timeline, follows, and adds nothing.
        nancy.get(&format!("{path}/timeline")).await.expect(200);
        nancy.post(&format!("{path}/timeline"), json!({"body": "me too"})).await.refused(403, "denied");
        nancy.send(Method::DELETE, &format!("{path}/follow"), &[], None).await.expect(204);
        assert_eq!(app.admin.get(&format!("{path}/followers")).await.expect(200), json!([]));
        nancy.send(Method::PUT, &format!("{path}/follow"), &[], None).await.expect(204);
        let own = format!("{path}/timeline/{}", posted["id"].as_str().unwrap());
        nancy.send(Method::DELETE, &own, &[], None).await.refused(403, "denied");
        app.admin.send(Method::DELETE, &own, &[], None).await.expect(204);
        app.admin.send(Method::DELETE, &own, &[], None).await.refused(404, "not-found");
        let nothing = "/api/v1/records/task/0199b5a0-0000-7000-8000-000000000000/timeline";
        app.admin.get(nothing).await.refused(404, "not-found");
    })
    .await;
}

#[tokio::test]
async fn tags_hang_on_any_record_and_one_word_is_one_tag() {
    both(async |app| {
        let path = format!("{}/tags", task(app).await);
        let mut ids = Vec::new();
        for name in ["Спешно", "late"] {
            let made = app.admin.post("/api/v1/records/tag", json!({"name": name})).await.expect(201);
            ids.push(made["id"].clone());
        }
        let again = app.admin.post("/api/v1/records/tag", json!({"name": "СПЕШНО"})).await;
        assert_eq!(again.status, 409, "{}", again.text());
        let set = |tags: Value| app.admin.send(Method::PUT, &path, &[], Some(json!({"tags": tags})));
        let named = |tags: &Value| -> Vec<String> {
            tags.as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(named(&set(json!(ids)).await.expect(200)), ["late", "Спешно"]);
        assert_eq!(named(&set(json!([ids[0]])).await.expect(200)), ["Спешно"]);
        let unknown = json!(["0199b5a0-0000-7000-8000-000000000000"]);
        assert_eq!(set(unknown).await.refused(422, "field.no-such-record")["pointer"], "/tags");
        assert_eq!(named(&app.admin.get(&path).await.expect(200)), ["Спешно"]);
    })
    .await;
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_and_is_never_run() {
    both(async |app| {
        let path = format!("{}/attachments", task(app).await);
        let add = |name: &str, bytes: &'static [u8]| {
            let url = format!("{path}?name={name}");
            let headers = [("content-type", "text/html")];
            let client = app.admin.clone();
            async move { client.send_bytes(Method::POST, &url, &headers, Bytes::from_static(bytes)).await }
        };
        for (name, kept, bytes, media_type) in [
            ("offer.pdf", "offer.pdf", &b"%PDF-1.7 x"[..], "application/pdf"),
            ("..%2F..%2Fetc%2Fpasswd", "passwd", b"root", "text/plain; charset=utf-8"),
            ("page.html", "page.html", b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
            ("a%22%0D%0Ax:y.txt", "a\"x:y.txt", b"z", "text/plain; charset=utf-8"),
            ("%D1%84%E2%80%AEgpj.exe", "\u{444}gpj.exe", b"MZ\x00\x01", "application/octet-stream"),
        ] {
            let made = add(name, bytes).await.expect(201);
            assert_eq!((&made["name"], &made["media_type"]), (&json!(kept), &json!(media_type)));
            let got = app.admin.get(&format!("/api/v1/attachments/{}", made["id"].as_str().unwrap())).await;
            assert_eq!((got.status, &got.bytes[..]), (200, bytes), "{name}");
            let header = |name: &str| got.headers[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), media_type);
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
            assert!(header("content-disposition").starts_with("attachment; filename=\""), "{name}");
        }
        let list = app.admin.get(&path).await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 5);
        add("empty", b"").await.refused(422, "attachment.empty");
        app.admin
            .send_bytes(Method::POST, &path, &[], Bytes::from_static(b"x"))
            .await
            .refused(422, "request.query");

        let settings = json!({"attachment_bytes_max": 3});
        app.admin.send(Method::PUT, "/api/v1/settings", &[], Some(settings)).await.expect(200);
        add("large", b"four").await.refused(413, "attachment.too-large");

        let stranger = app.user("stranger", &[("task", "read")]).await;
        let first = format!("/api/v1/attachments/{}", list["items"][0]["id"].as_str().unwrap());
        stranger.get(&first).await.expect(200);
        stranger.send(Method::DELETE, &first, &[], None).await.refused(403, "denied");
        app.user("nobody", &[]).await.get(&first).await.refused(404, "not-found");
        app.admin.send(Method::DELETE, &first, &[], None).await.expect(204);
        app.admin.get(&first).await.refused(404, "not-found");
    })
    .await;
}

#[tokio::test]
async fn what_hangs_on_a_record_goes_with_it() {
    both(async |app| {
        let path = task(app).await;
        let about = path.rsplit('/').next().unwrap().to_owned();
        let child =
            json!({"title": "About it", "assignee": app.admin_id, "record_type": "task", "record_id": about});
        let child = app.admin.post("/api/v1/records/task", child).await.expect(201);
        let url = format!("{path}/attachments?name=a.txt");
        let file =
            app.admin.send_bytes(Method::POST, &url, &[], Bytes::from_static(b"text")).await.expect(201);
        app.admin.post(&format!("{path}/timeline"), json!({"body": "x"})).await.expect(201);
        app.admin.delete(&path, 1).await.expect(204);
        let file = format!("/api/v1/attachments/{}", file["id"].as_str().unwrap());
        app.admin.get(&file).await.refused(404, "not-found");
        let child = format!("/api/v1/records/task/{}", child["id"].as_str().unwrap());
        let child = app.admin.get(&child).await.expect(200);
        assert_eq!((&child["record_type"], &child["record_id"]), (&Value::Null, &Value::Null));
        for (body, pointer) in [
            (json!({"title": "x", "assignee": app.admin_id, "record_type": "task"}), "/record_id"),
            (
                json!({"title": "x", "assignee": app.admin_id, "record_type": "task", "record_id": about}),
                "/record_id",
            ),
        ] {
            let reply = app.admin.post("/api/v1/records/task", body).await;
            assert_eq!(reply.json()["pointer"], pointer, "{}", reply.text());
        }
    })
    .await;
}

#[tokio::test]
async fn settings_are_read_and_replaced_whole() {
    both(async |app| {
        let path = "/api/v1/settings";
        let defaults =
            json!({"webhook_hosts_allowed": [], "attachment_bytes_max": 10_000_000, "mail_from": null});
        assert_eq!(app.admin.get(path).await.expect(200), defaults);
        for (body, pointer) in [
            (json!({"attachment_bytes_max": 0}), "/attachment_bytes_max"),
            (json!({"attachment_bytes_max": 99_000_000}), "/attachment_bytes_max"),
            (json!({"webhook_hosts_allowed": ["ok", "http://no"]}), "/webhook_hosts_allowed/1"),
            (json!({"colour": "red"}), "/colour"),
        ] {
            let reply = app.admin.send(Method::PUT, path, &[], Some(body)).await;
            assert_eq!(
                (reply.status, reply.json()["pointer"].as_str()),
                (422, Some(pointer)),
                "{}",
                reply.text()
            );
        }
        let clerk = app.user("clerk", &[("task", "read")]).await;
        clerk.get(path).await.refused(403, "denied");
    })
    .await;
}
