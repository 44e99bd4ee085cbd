//! Roles narrow by fields and by rows, alike at every door; on both databases.
//!
//! Knows the generic routes of records. Must not know how a right is kept.

use hyper::Method;
use keel_tests::app::TestApp;
use keel_tests::both;
use keel_tests::client::Client;
use serde_json::{Value, json};

/// A new user with one new role of these permissions, and their id.
pub(super) async fn user_of(app: &TestApp, login: &str, permissions: Value) -> (Client, String) {
    let client = app.user(login, &[]).await;
    let id = client.get("/api/v1/session").await.expect(200)["id"].as_str().unwrap().to_owned();
    let code = format!("{login}-role");
    let role = json!({"code": code, "name": login, "permissions": permissions});
    app.admin.post("/api/v1/records/role", role).await.expect(201);
    let given = json!({"login": login, "role": code});
    app.admin.post("/api/v1/actions/user.give-role", given).await.expect(204);
    (client, id)
}

fn all_of(record_type: &str, rows: &str) -> Value {
    json!({"record_type": record_type, "operations": ["read", "create", "update", "delete"], "row_rule": rows})
}

#[tokio::test]
async fn hidden_fields_are_hidden_in_list_get_search_sort_export_history_and_answers() {
    both(async |app| {
        let tag = json!({"name": "urgent", "colour": "#ff0000"});
        let tag = app.admin.post("/api/v1/records/tag", tag).await.expect(201);
        let id = tag["id"].as_str().unwrap();
        let path = format!("/api/v1/records/tag/{id}");
        let hidden = json!([{"record_type": "tag", "operations": ["read", "create", "update"],
            "hidden_fields": ["colour"], "readonly_fields": ["name"]}]);
        let (clerk, _) = user_of(app, "clerk", hidden).await;

        let one = clerk.get(&path).await.expect(200);
        assert_eq!((one["name"].as_str(), one.get("colour")), (Some("urgent"), None));
        let list = clerk.get("/api/v1/records/tag").await.expect(200);
        assert_eq!(list["items"][0].get("colour"), None, "{list}");
        let export = clerk.get("/api/v1/records/tag/export").await.text();
        assert!(export.contains("urgent") && !export.contains("ff0000"), "{export}");
        for query in ["sort=colour", "filter=colour:eq:%23ff0000", "group=colour"] {
            let reply = clerk.get(&format!("/api/v1/records/tag/aggregate?{query}")).await;
            assert!([200, 422].contains(&reply.status) && !reply.text().contains("ff0000"), "{query}");
        }
        clerk.get("/api/v1/records/tag?sort=colour").await.refused(422, "list.field");
        let change = json!({"colour": "#00ff00"});
        clerk.patch(&path, 1, change.clone()).await.refused(422, "field.denied");
        clerk.patch(&path, 1, json!({"name": "other"})).await.refused(422, "field.denied");
        app.admin.patch(&path, 1, change).await.expect(200);
        for door in ["history", "timeline"] {
            let seen = clerk.get(&format!("{path}/{door}")).await;
            assert!(seen.status == 200 && !seen.text().contains("colour"), "{door}: {}", seen.text());
            assert!(app.admin.get(&format!("{path}/{door}")).await.text().contains("#00ff00"), "{door}");
        }
        let made = clerk.post("/api/v1/records/tag", json!({"name": "new"})).await;
        assert!(made.status == 422 && made.json()["pointer"] == "/name", "{}", made.text());
        let kind = clerk.get("/api/v1/types/tag").await.text();
        assert!(!kind.contains("colour"), "{kind}");
    })
    .await;
}

#[tokio::test]
async fn row_rules_own_and_team_hold_for_list_get_change_delete_and_export() {
    both(async |app| {
        let (boss, boss_id) = user_of(app, "boss", json!([all_of("task", "team")])).await;
        let (clerk, clerk_id) = user_of(app, "clerk", json!([all_of("task", "own")])).await;
        let (other, other_id) = user_of(app, "other", json!([all_of("task", "own")])).await;
        let user = app.admin.get(&format!("/api/v1/records/user/{clerk_id}")).await;
        let version = user.version();
        user.expect(200);
        let manager = json!({"manager": boss_id});
        app.admin.patch(&format!("/api/v1/records/user/{clerk_id}"), version, manager).await.expect(200);

        let mut paths = Vec::new();
        for (client, title) in [(&boss, "of boss"), (&clerk, "of clerk"), (&other, "of other")] {
            let made = client.post("/api/v1/records/task", json!({"title": title})).await.expect(201);
            paths.push(format!("/api/v1/records/task/{}", made["id"].as_str().unwrap()));
        }
        for (client, who, seen) in [
            (&boss, "boss", &[true, true, false][..]),
            (&clerk, "clerk", &[false, true, false]),
            (&other, "other", &[false, false, true]),
            (&app.admin, "admin", &[true, true, true]),
        ] {
            let count = seen.iter().filter(|seen| **seen).count();
            let list = client.get("/api/v1/records/task?count=true").await.expect(200);
            assert_eq!(
                (list["items"].as_array().unwrap().len(), &list["total"]),
                (count, &json!(count)),
                "{who}"
            );
            let export = client.get("/api/v1/records/task/export").await.text();
            assert_eq!(export.lines().count(), count + 1, "{who}: {export}");
            let sums = client.get("/api/v1/records/task/aggregate?measure=count").await.text();
            assert!(sums.contains(&format!(":{count}")), "{who}: {sums}");
            for (path, seen) in paths.iter().zip(seen) {
                for door in ["", "/history", "/timeline", "/attachments", "/tags", "/followers"] {
                    let status = client.get(&format!("{path}{door}")).await.status;
                    assert_eq!(status, if *seen { 200 } else { 404 }, "{who} {path}{door}");
                }
                let note = client.post(&format!("{path}/timeline"), json!({"body": "seen"})).await;
                assert_eq!(note.status, if *seen { 201 } else { 404 }, "{who} note");
                if !seen {
                    client.patch(path, 1, json!({"title": "mine now"})).await.refused(404, "not-found");
                    client.delete(path, 1).await.refused(404, "not-found");
                }
            }
        }
        // Nobody hands a record to somebody whose records they may not write, and none is made for others.
        clerk.patch(&paths[1], 1, json!({"assignee": other_id})).await.refused(403, "denied");
        let for_other = json!({"title": "for other", "assignee": other_id});
        clerk.post("/api/v1/records/task", for_other).await.refused(403, "denied");
        boss.patch(&paths[0], 1, json!({"assignee": clerk_id})).await.expect(200);
        clerk.patch(&paths[0], 2, json!({"title": "taken over"})).await.expect(200);
        clerk.delete(&paths[0], 3).await.expect(204);
    })
    .await;
}

#[tokio::test]
async fn a_shared_view_is_read_by_all_and_changed_by_its_owner() {
    both(async |app| {
        let (one, _) = user_of(app, "one", json!([all_of("saved-view", "own")])).await;
        let (two, _) = user_of(app, "two", json!([all_of("saved-view", "own")])).await;
        let view = json!({"record_type": "task", "name": "Late", "state": {"sort": "due_on"}});
        let made = one.post("/api/v1/records/saved-view", view.clone()).await.expect(201);
        let path = format!("/api/v1/records/saved-view/{}", made["id"].as_str().unwrap());
        two.get(&path).await.refused(404, "not-found");
        one.patch(&path, 1, json!({"shared": true})).await.expect(200);
        assert_eq!(two.get(&path).await.expect(200)["state"]["sort"], "due_on");
        two.patch(&path, 2, json!({"name": "Mine"})).await.refused(403, "denied");
        two.delete(&path, 2).await.refused(403, "denied");
        two.patch(&path, 2, json!({"owner": app.admin_id})).await.refused(422, "field.readonly");
        let unknown = json!({"record_type": "nothing", "name": "x", "state": {}});
        one.post("/api/v1/records/saved-view", unknown).await.refused(422, "field.no-such-record");
        one.delete(&path, 2).await.expect(204);
    })
    .await;
}

#[tokio::test]
async fn rights_are_given_by_administrators_and_hold_at_once() {
    both(async |app| {
        let all = json!([all_of("user", "all"), all_of("role", "all")]);
        let (clerk, clerk_id) = user_of(app, "clerk", all).await;
        let path = format!("/api/v1/records/user/{clerk_id}");
        let version = clerk.get(&path).await.version();
        for (field, value) in [("administrator", json!(true)), ("roles", json!([])), ("login", json!("root"))]
        {
            let refused = clerk.patch(&path, version, json!({field: value})).await.refused(403, "denied");
            assert_eq!(refused["pointer"], format!("/{field}"));
        }
        let role = json!({"code": "mine", "name": "Mine", "permissions": [all_of("*", "all")]});
        clerk.post("/api/v1/records/role", role).await.refused(403, "denied");
        clerk.patch(&path, version, json!({"name": "Clerk"})).await.expect(200);
        let me = clerk.get(&path).await;
        assert!(!me.text().contains("password_hash"), "{}", me.text());

        clerk.get("/api/v1/records/tag").await.refused(403, "denied");
        let roles = app.admin.get("/api/v1/records/role?filter=code:eq:clerk-role").await.expect(200);
        let role = roles["items"][0].clone();
        let role_path = format!("/api/v1/records/role/{}", role["id"].as_str().unwrap());
        for (permissions, pointer) in [
            (json!([{"record_type": "tag", "operations": ["fly"]}]), "/permissions/0/operations/0"),
            (
                json!([{"record_type": "tag", "operations": ["read"], "hidden_fields": ["shape"]}]),
                "/permissions/0/hidden_fields/0",
            ),
        ] {
            let reply = app.admin.patch(&role_path, 1, json!({"permissions": permissions})).await;
            assert_eq!(
                (reply.status, reply.json()["pointer"].as_str()),
                (422, Some(pointer)),
                "{}",
                reply.text()
            );
        }
        let wider = json!({"permissions": [all_of("tag", "all")]});
        app.admin.patch(&role_path, 1, wider).await.expect(200);
        clerk.get("/api/v1/records/tag").await.expect(200);
        clerk.get("/api/v1/records/user").await.refused(403, "denied");
        let circle = json!({"manager": clerk_id});
        let version = app.admin.get(&path).await.version();
        app.admin.patch(&path, version, circle).await.refused(409, "user.manager-circle");
        app.admin.patch(&path, version, json!({"disabled": true})).await.expect(200);
        clerk.get("/api/v1/records/tag").await.refused(401, "auth.token-invalid");
    })
    .await;
}

#[tokio::test]
async fn a_token_may_less_than_its_user_and_never_more() {
    both(async |app| {
        let (clerk, _) = user_of(app, "clerk", json!([all_of("tag", "all")])).await;
        drop(clerk);
        let made = app.admin.post("/api/v1/actions/user.reset-password", json!({"login": "clerk"})).await;
        let body = json!({"login": "clerk", "password": made.expect(200)["password"],
            "new_password": "six green pears in a row"});
        let session = app.anonymous().post("/api/v1/session", body).await;
        let cookie = session.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
        let scopes = json!({"tag": ["read"], "task": ["read", "create"]});
        let wish = json!({"name": "feed", "scopes": scopes});
        let made =
            app.anonymous().send(Method::POST, "/api/v1/tokens", &headers, Some(wish)).await.expect(201);
        let program = app.anonymous().with_token(made["secret"].as_str().unwrap());
        program.get("/api/v1/records/tag").await.expect(200);
        program.post("/api/v1/records/tag", json!({"name": "x"})).await.refused(403, "denied");
        program.get("/api/v1/records/task").await.refused(403, "denied");
        let browser = app.anonymous();
        let tag = Some(json!({"name": "x"}));
        browser.send(Method::POST, "/api/v1/records/tag", &headers, tag).await.expect(201);
        let list = app.admin.get("/api/v1/records/api-token").await;
        assert!(list.status == 200 && !list.text().contains("digest"), "{}", list.text());
    })
    .await;
}

#[tokio::test]
async fn a_role_in_one_company_says_nothing_of_another() {
    both(async |app| {
        let mut companies = Vec::new();
        for code in ["ONE", "TWO", "THREE"] {
            let company = json!({"code": code, "name": code, "currency": "EUR", "country": "BG"});
            let company = app.admin.post("/api/v1/records/company", company).await.expect(201)["id"].clone();
            let sequence = json!({"company": company, "code": "so", "name": "Orders", "prefix": code});
            let sequence =
                app.admin.post("/api/v1/records/sequence", sequence).await.expect(201)["id"].clone();
            companies.push((company, format!("/api/v1/records/sequence/{}", sequence.as_str().unwrap())));
        }
        let clerk = app.user("clerk", &[]).await;
        for (code, company, operations, hidden) in [
            ("narrow", &companies[0].0, json!(["read"]), json!(["prefix"])),
            ("wide", &companies[1].0, json!(["read", "update"]), json!([])),
        ] {
            let line = json!({"record_type": "sequence", "operations": operations, "hidden_fields": hidden});
            let role = json!({"code": code, "name": code, "permissions": [line]});
            app.admin.post("/api/v1/records/role", role).await.expect(201);
            let given = json!({"login": "clerk", "role": code, "company_id": company});
            app.admin.post("/api/v1/actions/user.give-role", given).await.expect(204);
        }
        let list = clerk.get("/api/v1/records/sequence").await.expect(200);
        let seen: Vec<_> = list["items"].as_array().unwrap().iter().map(|one| one.get("prefix")).collect();
        assert_eq!(seen, [None, Some(&json!("TWO"))], "{list}");
        for ((_, path), status) in companies.iter().zip([200, 200, 404]) {
            assert_eq!(clerk.get(path).await.status, status);
        }
        assert_eq!(clerk.get(&companies[0].1).await.json().get("prefix"), None);
        assert_eq!(clerk.get(&companies[1].1).await.json()["prefix"], "TWO");
        let history = clerk.get(&format!("{}/history", companies[0].1)).await;
        assert!(history.status == 200 && !history.text().contains("ONE"), "{}", history.text());
        clerk.get("/api/v1/records/sequence?sort=prefix").await.refused(422, "list.field");
        clerk.patch(&companies[0].1, 1, json!({"name": "x"})).await.refused(403, "denied");
        clerk.patch(&companies[2].1, 1, json!({"name": "x"})).await.refused(404, "not-found");
        clerk.patch(&companies[1].1, 1, json!({"name": "x", "per_year": true})).await.expect(200);

        let next = async |company: &Value, on: &str| {
            let wish = json!({"company": company, "code": "so", "on": on});
            clerk.post("/api/v1/actions/sequence.next", wish).await
        };
        for (on, number) in
            [("2026-01-31", "TWO00001"), ("2026-02-01", "TWO00002"), ("2027-01-01", "TWO00001")]
        {
            assert_eq!(next(&companies[1].0, on).await.expect(200)["number"], number);
        }
        next(&companies[0].0, "2026-01-31").await.refused(403, "denied");
    })
    .await;
}
