//! For administrators: the audit log, backups, roles; and the pictures that plugins bring.

use hyper::Method;
use keel::plugin::package::{Files, pack};
use keel_tests::packages::install;
use keel_tests::{TestApp, both};
use serde_json::{Value, json};

#[tokio::test]
async fn the_audit_log_is_searched_and_paged_by_administrators_alone() {
    both(async |app: &TestApp| {
        let tag = app.admin.post("/api/v1/records/tag", json!({"name": "new"})).await.expect(201);
        let id = tag["id"].as_str().unwrap();
        app.admin
            .patch(&format!("/api/v1/records/tag/{id}"), 1, json!({"colour": "#123456"}))
            .await
            .expect(200);
        let task = json!({"title": "Call", "assignee": app.admin_id});
        app.admin.post("/api/v1/records/task", task).await.expect(201);
        let rows = async |query: &str| -> Vec<String> {
            let found = app.admin.get(&format!("/api/v1/audit?{query}")).await.expect(200);
            let said = |row: &Value| {
                format!("{} {}", row["operation"].as_str().unwrap(), row["record_type"].as_str().unwrap())
            };
            found["items"].as_array().unwrap().iter().map(said).collect()
        };
        let of_tag = format!("record_type=tag&record_id={id}");
        assert_eq!(rows(&of_tag).await, ["update tag", "create tag"]);
        assert_eq!(
            rows(&format!("{of_tag}&operation=create&actor={}&via=http", app.admin_id)).await,
            ["create tag"]
        );
        for nothing in
            ["via=cli&record_type=tag", "to=2020-01-01T00:00:00Z", "from=2999-01-01T00:00:00Z", "plugin=crm"]
        {
            assert_eq!(rows(nothing).await, [""; 0], "{nothing}");
        }
        let first = app.admin.get(&format!("/api/v1/audit?{of_tag}&limit=1")).await.expect(200);
        let row = &first["items"][0];
        assert_eq!(row["actor"]["id"], json!(app.admin_id), "{row}");
        assert!(row["actor"]["name"].is_string() && row["changes"]["colour"][1] == "#123456", "{row}");
        let cursor = first["next"].as_str().unwrap();
        assert_eq!(rows(&format!("{of_tag}&limit=1&cursor={cursor}")).await, ["create tag"]);
        app.admin.get("/api/v1/audit?limit=0").await.refused(422, "list.limit");
        app.user("clerk", &[("tag", "read")]).await.get("/api/v1/audit").await.refused(403, "denied");
    })
    .await;
}

#[tokio::test]
async fn a_backup_is_made_listed_and_handed_out_while_the_host_serves() {
    both(async |app: &TestApp| {
        assert_eq!(app.admin.get("/api/v1/backups").await.expect(200), json!([]));
        let made = app.admin.send(Method::POST, "/api/v1/actions/backup.make", &[], None).await.expect(200);
        assert_eq!(app.admin.get("/api/v1/backups").await.expect(200), json!([made]));
        let path = format!("/api/v1/backups/{}", made["name"].as_str().unwrap());
        let taken = app.admin.get(&path).await;
        assert_eq!((taken.status, taken.bytes.len()), (200, made["bytes"].as_u64().unwrap() as usize));
        assert!(taken.bytes.starts_with(b"SQLite format 3\0"));
        assert!(taken.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let log = app.admin.get("/api/v1/audit?record_type=backup").await.expect(200);
        let done: Vec<&Value> =
            log["items"].as_array().unwrap().iter().map(|row| &row["operation"]).collect();
        assert_eq!(done, ["download", "create"]);
        for gone in ["keel-1.keel", "..%2Fkeel.sqlite", ".keel", "%2e%2e%2fx.keel"] {
            app.admin.get(&format!("/api/v1/backups/{gone}")).await.refused(404, "backup.not-found");
        }
        let clerk = app.user("clerk", &[("tag", "read")]).await;
        clerk.get("/api/v1/backups").await.refused(403, "denied");
        clerk.get(&path).await.refused(403, "denied");
        clerk.send(Method::POST, "/api/v1/actions/backup.make", &[], None).await.refused(403, "denied");
    })
    .await;
}

#[tokio::test]
async fn a_role_and_its_permissions_are_a_record_like_any_other() {
    both(async |app: &TestApp| {
        let role = json!({"code": "packer", "name": "Packer", "permissions": [
            {"record_type": "item", "operations": ["read"]},
            {"record_type": "task", "operations": ["read", "update"], "row_rule": "own", "hidden_fields": ["due_on"]},
        ]});
        let role = app.admin.post("/api/v1/records/role", role).await.expect(201);
        let path = format!("/api/v1/records/role/{}", role["id"].as_str().unwrap());
        let more = json!({"permissions": [{"record_type": "item", "operations": ["read", "create"]}]});
        let changed = app.admin.patch(&path, 1, more).await.expect(200);
        assert_eq!(changed["permissions"][0]["operations"], json!(["read", "create"]), "{changed}");
        let packer = app.user("packer-1", &[]).await;
        packer.get("/api/v1/records/item").await.refused(403, "denied");
        let given = json!({"login": "packer-1", "role": "packer"});
        app.admin.post("/api/v1/actions/user.give-role", given).await.expect(204);
        packer.get("/api/v1/records/item").await.expect(200);
        let wrong = json!({"permissions": [{"record_type": "item", "operations": ["fly"]}]});
        let refused = app.admin.patch(&path, 2, wrong).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
    })
    .await;
}

#[tokio::test]
async fn a_plugins_pictures_are_shown_in_a_sandbox_and_nothing_else_of_it() {
    both(async |app: &TestApp| {
        let manifest = "[plugin]\nid = \"gallery\"\nversion = \"1.0.0\"\nname = \"Gallery\"\n\
                        description = \"Shows pictures.\"\nlicence = \"Apache-2.0\"\nvendor = \"Tests\"\nhost-api = \"1.0\"\n";
        let mut files = Files { manifest: manifest.into(), ..Files::default() };
        files.assets.insert("icon.svg".into(), b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec());
        files.assets.insert("maps/europe.png".into(), vec![137, 80, 78, 71]);
        files.assets.insert("data.json".into(), b"{}".to_vec());
        let package = pack(b"\0asm\x0d\0\x01\0", &files).unwrap();
        let company = json!({"code": "NW", "name": "Northwind", "currency": "USD", "country": "US"});
        app.admin.post("/api/v1/records/company", company).await.expect(201);
        install(&app.admin, &package, "unsigned=true&company=NW").await.expect(200);
        for (name, media_type) in [("icon.svg", "image/svg+xml"), ("maps/europe.png", "image/png")] {
            let shown = app.admin.get(&format!("/api/v1/plugins/gallery/assets/{name}")).await;
            assert_eq!((shown.status, &shown.bytes[..]), (200, &files.assets[name][..]));
            for (header, value) in [
                ("content-type", media_type),
                ("x-content-type-options", "nosniff"),
                ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
                ("cache-control", "private, max-age=300"),
            ] {
                let values: Vec<_> = shown.headers.get_all(header).iter().collect();
                assert_eq!(values, [value], "{name}: {header}");
            }
        }
        for name in ["data.json", "gone.png", "../icon.svg"] {
            let gone = app.admin.get(&format!("/api/v1/plugins/gallery/assets/{name}")).await;
            assert_eq!(gone.status, 404, "{name}");
        }
        let start = app.admin.get("/api/v1/interface").await.expect(200);
        assert_eq!(start["plugins"][0]["icon"], "/api/v1/plugins/gallery/assets/icon.svg");
        app.anonymous().get("/api/v1/plugins/gallery/assets/icon.svg").await.refused(401, "not-signed-in");
    })
    .await;
}
