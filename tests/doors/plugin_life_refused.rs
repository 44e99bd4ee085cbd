//! What is not installed, and why: each reason with its code; on both databases.

use keel_tests::both;
use keel_tests::packages::{install, key, package, signed};
use keel_tests::plugins::with_head;
use serde_json::json;

use super::plugin_life::{act, clean, notes, sheet, urgent};

/// A manifest of so little with a need.
fn needing(id: &str, version: &str, needs: &str) -> Vec<u8> {
    let rest = if needs.is_empty() { String::new() } else { format!("[depends]\n{needs}\n") };
    package(&with_head(id, version, &rest))
}

#[tokio::test]
async fn versions_only_go_on_and_stand_for_the_same_bytes_for_ever() {
    both(async |app| {
        let put = |bytes: Vec<u8>, query: &'static str| async move {
            install(&app.admin, &bytes, &format!("unsigned=true&{query}")).await
        };
        put(package(&notes("1.0.0", "")), "wanted=upgrade").await.refused(409, "plugin.not-installed");
        put(package(&notes("1.0.0", "")), "wanted=new").await.expect(200);
        put(package(&notes("1.0.0", "")), "").await.refused(409, "plugin.already-installed");
        put(package(&notes("1.1.0", "")), "wanted=new").await.refused(409, "plugin.already-installed");
        put(package(&urgent("1.0.0", "")), "").await.refused(409, "plugin.version-reused");
        put(package(&urgent("1.1.0", "")), "").await.expect(200);
        put(package(&notes("1.0.5", "")), "").await.refused(409, "plugin.downgrade");
        let told = put(package(&notes("1.0.0", "")), "").await.refused(409, "plugin.downgrade");
        assert!(told["detail"].as_str().unwrap().contains("roll back"), "{told}");
        put(package(&notes("1.2.0", "")), "").await.refused(409, "plan.not-declared");
        let destroy = "[[destroy]]\nwhat = \"note.urgent\"\nreason = \"Nobody used it.\"\n";
        let destroying = package(&notes("1.2.0", destroy));
        put(destroying.clone(), "").await.refused(409, "plugin.destroys");
        put(destroying, "accept_destroy=true").await.expect(200);
        act(&app.admin, "uninstall", json!({"plugin": "notes"})).await.expect(200);
        // Gone, and not forgotten.
        put(package(&notes("1.1.0", "")), "").await.refused(409, "plugin.downgrade");
        put(package(&notes("1.2.0", "")), "").await.refused(409, "plugin.version-reused");
        put(package(&notes("1.3.0", "")), "").await.expect(200);
        clean(app).await;
    })
    .await;
}

#[tokio::test]
async fn plugins_that_need_each_other_come_in_order_and_go_in_order() {
    both(async |app| {
        let put = |bytes: Vec<u8>| async move { install(&app.admin, &bytes, "unsigned=true").await };
        put(needing("shop", "1.0.0", "items = \"1.1.0\"")).await.refused(409, "plugin.dependency-missing");
        put(needing("items", "1.0.0", "")).await.expect(200);
        put(needing("shop", "1.0.0", "items = \"1.1.0\"")).await.refused(409, "plugin.dependency-version");
        put(needing("items", "1.1.0", "")).await.expect(200);
        put(needing("shop", "1.0.0", "items = \"1.1.0\"")).await.expect(200);
        put(needing("items", "1.2.0", "shop = \"1.0.0\"")).await.refused(409, "plugin.dependency-cycle");
        put(needing("items", "2.0.0", "")).await.refused(409, "plugin.needed-by");
        act(&app.admin, "uninstall", json!({"plugin": "items"})).await.refused(409, "plugin.needed-by");
        act(&app.admin, "roll-back", json!({"plugin": "items"})).await.refused(409, "plugin.needed-by");
        let shown = app.admin.get("/api/v1/plugins/items").await.expect(200);
        assert_eq!(shown["needed_by"], json!(["shop"]));
        act(&app.admin, "uninstall", json!({"plugin": "shop"})).await.expect(200);
        act(&app.admin, "uninstall", json!({"plugin": "items"})).await.expect(200);
        act(&app.admin, "uninstall", json!({"plugin": "items"})).await.refused(404, "not-found");
    })
    .await;
}

#[tokio::test]
async fn hooks_that_meet_are_told_and_two_that_set_one_field_take_a_word() {
    both(async |app| {
        let hook = |id: &str, order: i32, writes: &str| {
            let hook = format!(
                "[[hook]]\nname = \"look\"\non = \"contact\"\nchange = [\"create\", \"update\"]\n\
                 when = \"before\"\norder = {order}\n{writes}\n"
            );
            package(&with_head(id, "1.0.0", &hook))
        };
        let put = |bytes: Vec<u8>, query: &'static str| async move {
            install(&app.admin, &bytes, &format!("unsigned=true&{query}")).await
        };
        assert_eq!(put(hook("one", 0, "writes = [\"name\"]"), "").await.expect(200)["conflicts"], json!([]));
        let out = put(hook("two", 0, ""), "").await.expect(200);
        let (first, second) = (&out["conflicts"][0], &out["conflicts"][1]);
        assert_eq!(first["point"], "before create of contact");
        assert_eq!((&first["hook"], &first["with"]), (&json!("two.look"), &json!("one.look")));
        assert_eq!((&first["order"], &second["point"]), (&json!(0), &json!("before update of contact")));
        let three = hook("three", 5, "writes = [\"name\"]");
        put(three.clone(), "").await.refused(409, "plugin.conflict");
        let looked = put(three.clone(), "dry_run=true").await.expect(200);
        assert_eq!(looked["refusals"][0]["code"], "plugin.conflict");
        let out = put(three, "accept_conflicts=true").await.expect(200);
        assert_eq!(out["conflicts"][0]["fields"], json!(["name"]));
        // Enabled nowhere, none of them runs.
        app.admin.post("/api/v1/records/contact", json!({"kind": "person", "name": "Ann"})).await.expect(201);
    })
    .await;
}

#[tokio::test]
async fn only_whole_packages_of_trusted_keys_are_taken() {
    both(async |app| {
        let ((ours, public), (theirs, other)) = (key(1), key(2));
        let good = signed(&notes("1.0.0", ""), &ours);
        let put = |bytes: Vec<u8>| async move { install(&app.admin, &bytes, "grant=all").await };
        put(package(&notes("1.0.0", ""))).await.refused(409, "package.unsigned");
        put(good.clone()).await.refused(409, "package.key-unknown");
        put(b"hello".to_vec()).await.refused(409, "package.not-a-component");
        act(&app.admin, "trust-key", json!({"name": "Us", "public_key": "x"}))
            .await
            .refused(422, "plugin.key");
        act(&app.admin, "trust-key", json!({"name": "Us", "public_key": public})).await.expect(204);
        act(&app.admin, "trust-key", json!({"name": "They", "public_key": other})).await.expect(204);
        let mut changed = good.clone();
        let at = changed.windows(9).position(|part| part == b"whose not").unwrap();
        changed[at] = b'W';
        put(changed).await.refused(409, "package.signature-wrong");
        assert_eq!(put(good.clone()).await.expect(200)["signer"], json!(public));
        put(signed(&urgent("1.1.0", ""), &theirs)).await.expect(200);

        act(&app.admin, "revoke-key", json!({"public_key": other})).await.expect(204);
        let shown = sheet(&app.admin).await;
        assert_eq!(shown["state"], "paused");
        assert!(shown["paused_reason"].as_str().unwrap().contains("They"), "{shown}");
        put(signed(&urgent("1.2.0", ""), &theirs)).await.refused(409, "package.key-revoked");
        act(&app.admin, "roll-back", json!({"plugin": "notes"})).await.expect(204);
        assert_eq!(sheet(&app.admin).await["state"], "enabled", "the version before is of another key");
        let keys = app.admin.get("/api/v1/plugin-keys").await.expect(200);
        let states: Vec<(&str, bool, &serde_json::Value)> = keys
            .as_array()
            .unwrap()
            .iter()
            .map(|key| (key["name"].as_str().unwrap(), key["revoked_at"].is_null(), &key["plugins"]))
            .collect();
        assert_eq!(states, [("They", false, &json!([])), ("Us", true, &json!(["notes"]))]);
        act(&app.admin, "revoke-key", json!({"public_key": public})).await.expect(204);
        act(&app.admin, "resume", json!({"plugin": "notes"})).await.refused(409, "plugin.key-revoked");
        act(&app.admin, "enable", json!({"plugin": "notes"})).await.refused(409, "plugin.key-revoked");
        act(&app.admin, "trust-key", json!({"name": "Us", "public_key": public})).await.expect(204);
        act(&app.admin, "resume", json!({"plugin": "notes"})).await.expect(204);
        act(&app.admin, "resume", json!({"plugin": "notes"})).await.refused(409, "plugin.not-paused");
    })
    .await;
}

#[tokio::test]
async fn all_of_it_is_the_administrators() {
    both(async |app| {
        let everything = "read create update delete correct";
        let clerk = app.user("clerk", &[("*", everything)]).await;
        install(&clerk, &package(&notes("1.0.0", "")), "unsigned=true").await.refused(403, "denied");
        clerk.get("/api/v1/plugins").await.refused(403, "denied");
        act(&clerk, "uninstall", json!({"plugin": "notes"})).await.refused(403, "denied");
        let post = hyper::Method::POST;
        app.admin
            .send(post, "/api/v1/plugins", &[], Some(json!({})))
            .await
            .refused(400, "request.media-type");
    })
    .await;
}
