//! A plugin comes, is granted, enabled, set, upgraded, rolled back and goes without trace, while the host serves;
//! on both databases.

use keel_tests::packages::{install, package};
use keel_tests::plugins::{schema, with_head};
use keel_tests::{Client, TestApp, both};
use serde_json::{Value, json};

/// A plugin with something of each kind that needs no code.
pub(super) const NOTES: &str = r#"
[[capability]]
name = "records.read"
types = ["contact", "account"]
reason = "To see whose note it is."
[[capability]]
name = "ledger.read"
reason = "To see what they owe."

[[extension]]
on = "contact"
[[extension.field]]
name = "tier"
kind = "choice"
words = ["gold", "silver"]

[[record-type]]
name = "note"
label = "Note"
scope = "company"
title = "text"
[[record-type.field]]
name = "text"
kind = "text"
max = 60
required = true

[[setting]]
name = "days"
kind = "integer"
default = 30
[[setting]]
name = "token"
kind = "secret"

[[role]]
name = "writer"
label = "Writes notes"
permissions = [{ type = "notes.note", operations = ["read", "create"] }]
"#;

const MORE: &str = r#"
[[capability]]
name = "contacts.search"
reason = "To find them."
"#;

const URGENT: &str = r#"
[[record-type.field]]
name = "urgent"
kind = "bool"
"#;

/// The manifest in a version, with more behind it.
pub(super) fn notes(version: &str, more: &str) -> String {
    with_head("notes", version, &format!("{NOTES}{more}"))
}

/// A manifest whose note has a field more.
pub(super) fn urgent(version: &str, more: &str) -> String {
    notes(version, more).replacen("\n[[setting]]", &format!("{URGENT}\n[[setting]]"), 1)
}

pub(super) async fn act(client: &Client, action: &str, body: Value) -> keel_tests::Reply {
    client.post(&format!("/api/v1/actions/plugin.{action}"), body).await
}

pub(super) async fn company(app: &TestApp, code: &str) -> String {
    let body = json!({"code": code, "name": code, "currency": "EUR", "country": "BG"});
    let made = app.admin.post("/api/v1/records/company", body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

pub(super) async fn sheet(client: &Client) -> Value {
    client.get("/api/v1/plugins/notes").await.expect(200)
}

/// `records.read:contact ledger.read`: what the sheet shows as granted.
pub(super) fn granted(sheet: &Value) -> String {
    let asks = sheet["capabilities"].as_array().unwrap().iter().filter(|ask| ask["granted"] == true);
    let words: Vec<String> = asks
        .map(|ask| match ask["covers"].as_str() {
            Some(thing) => format!("{}:{thing}", ask["capability"].as_str().unwrap()),
            None => ask["capability"].as_str().unwrap().to_owned(),
        })
        .collect();
    words.join(" ")
}

/// Fails unless the data keeps every promise.
pub(super) async fn clean(app: &TestApp) {
    let proved = app.admin.get("/api/v1/verify").await.expect(200);
    assert_eq!(proved["findings"], json!([]), "{proved}");
}

#[tokio::test]
async fn a_plugin_is_planned_installed_at_once_and_goes_without_a_trace() {
    both(async |app| {
        let company = company(app, "NW").await;
        let (before, bytes) = (schema(app).await, package(&notes("1.0.0", "")));
        let plan = install(&app.admin, &bytes, "dry_run=true&unsigned=true").await.expect(200);
        assert_eq!(
            (&plan["outcome"], &plan["from"], &plan["to"]),
            (&json!("planned"), &json!(null), &json!("1.0.0"))
        );
        let steps = plan["steps"].to_string();
        assert!(steps.contains("+ record type note") && steps.contains("+ field contact.tier"), "{steps}");
        assert_eq!(plan["capabilities"][0]["reason"], "To see whose note it is.");
        assert_eq!(app.admin.get("/api/v1/plugins").await.expect(200), json!([]));

        let made = install(&app.admin, &bytes, "unsigned=true&grant=all&company=NW").await.expect(200);
        assert_eq!((&made["outcome"], &made["signer"]), (&json!("installed"), &json!(null)));
        let shown = sheet(&app.admin).await;
        assert_eq!((&shown["state"], &shown["companies"]), (&json!("enabled"), &json!(["NW"])), "{shown}");
        assert_eq!((&shown["ready"], &shown["version"]), (&json!(true), &json!("1.0.0")));
        assert_eq!(granted(&shown), "records.read:contact records.read:account ledger.read");
        assert_eq!(shown["capabilities"][0]["granted_by"], "admin");

        let note = json!({"company": company, "text": "Call, \"today\""});
        app.admin.post("/api/v1/records/notes.note", note).await.expect(201);
        let ann = json!({"kind": "person", "name": "Ann", "notes__tier": "gold"});
        app.admin.post("/api/v1/records/contact", ann).await.expect(201);
        let roles = app.admin.get("/api/v1/records/role?filter=code:eq:notes.writer").await.expect(200);
        assert_eq!(roles["items"][0]["name"], "Writes notes", "{roles}");
        clean(app).await;

        let gone = act(&app.admin, "uninstall", json!({"plugin": "notes"})).await.expect(200);
        let files: Vec<(&str, &str)> = gone["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| (file["name"].as_str().unwrap(), file["text"].as_str().unwrap()))
            .collect();
        assert_eq!(
            files.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["contact+notes.csv", "notes.note.csv"]
        );
        assert!(files[0].1.ends_with(",gold\n"), "{}", files[0].1);
        assert!(files[1].1.contains("\"Call, \"\"today\"\"\""), "{}", files[1].1);
        assert_eq!(schema(app).await, before);
        assert_eq!(app.admin.get("/api/v1/plugins").await.expect(200), json!([]));
        app.admin.get("/api/v1/records/notes.note").await.refused(404, "not-found");
        let roles = app.admin.get("/api/v1/records/role?filter=code:eq:notes.writer").await.expect(200);
        assert_eq!(roles["items"], json!([]));
        clean(app).await;
    })
    .await;
}

#[tokio::test]
async fn a_version_that_asks_for_more_waits_for_consent_and_can_be_dropped() {
    both(async |app| {
        install(&app.admin, &package(&notes("1.0.0", "")), "unsigned=true&grant=ledger.read")
            .await
            .expect(200);
        assert_eq!(granted(&sheet(&app.admin).await), "ledger.read");
        // The same rights: no consent is needed, and what was never granted still is not.
        let out = install(&app.admin, &package(&urgent("1.1.0", "")), "unsigned=true").await.expect(200);
        assert_eq!((&out["outcome"], &out["from"]), (&json!("upgraded"), &json!("1.0.0")));
        assert_eq!(granted(&sheet(&app.admin).await), "ledger.read");

        let held = package(&urgent("1.2.0", MORE));
        let out = install(&app.admin, &held, "unsigned=true").await.expect(200);
        assert_eq!(out["outcome"], "held");
        assert_eq!(out["asks_more"][0]["capability"], "contacts.search");
        let shown = sheet(&app.admin).await;
        assert_eq!((&shown["version"], &shown["pending"]), (&json!("1.1.0"), &json!("1.2.0")));
        assert_eq!(shown["waiting"]["asks_more"][0]["reason"], "To find them.");
        act(&app.admin, "drop-pending", json!({"plugin": "notes"})).await.expect(204);
        act(&app.admin, "consent", json!({"plugin": "notes"})).await.refused(409, "plugin.nothing-pending");
        assert_eq!(sheet(&app.admin).await["pending"], json!(null));

        install(&app.admin, &held, "unsigned=true").await.expect(200);
        act(&app.admin, "consent", json!({"plugin": "notes"})).await.expect(204);
        let shown = sheet(&app.admin).await;
        assert_eq!((&shown["version"], &shown["previous"]), (&json!("1.2.0"), &json!("1.1.0")));
        assert_eq!(granted(&shown), "ledger.read contacts.search");
        // Consent may come with the package.
        let more = MORE.to_owned() + &MORE.replace("contacts.search", "stock.read");
        let out =
            install(&app.admin, &package(&urgent("1.3.0", &more)), "unsigned=true&grant=stock.read").await;
        assert_eq!(out.expect(200)["outcome"], "upgraded");
        clean(app).await;
    })
    .await;
}

#[tokio::test]
async fn an_upgrade_keeps_the_data_and_a_roll_back_loses_none() {
    both(async |app| {
        let company = company(app, "NW").await;
        install(&app.admin, &package(&notes("1.0.0", "")), "unsigned=true&company=all").await.expect(200);
        let records = "/api/v1/records/notes.note";
        let one = app.admin.post(records, json!({"company": company, "text": "a"})).await.expect(201);
        let path = format!("{records}/{}", one["id"].as_str().unwrap());
        let newer = package(&urgent("1.1.0", ""));
        install(&app.admin, &newer, "unsigned=true&wanted=upgrade").await.expect(200);
        let read = app.admin.get(&path).await.expect(200);
        assert_eq!((&read["text"], &read["urgent"]), (&json!("a"), &json!(false)));
        app.admin.patch(&path, 1, json!({"urgent": true})).await.expect(200);

        act(&app.admin, "roll-back", json!({"plugin": "notes"})).await.expect(204);
        let shown = sheet(&app.admin).await;
        assert_eq!((&shown["version"], &shown["version_highest"]), (&json!("1.0.0"), &json!("1.1.0")));
        assert!(app.admin.get(&path).await.expect(200).get("urgent").is_none());
        app.admin.post(records, json!({"company": company, "text": "b"})).await.expect(201);
        act(&app.admin, "roll-back", json!({"plugin": "notes"})).await.refused(409, "plugin.no-previous");
        clean(app).await;

        install(&app.admin, &newer, "unsigned=true").await.expect(200);
        assert_eq!(app.admin.get(&path).await.expect(200)["urgent"], true, "what was kept is there again");
        act(&app.admin, "uninstall", json!({"plugin": "notes"})).await.expect(200);
        clean(app).await;
    })
    .await;
}

#[tokio::test]
async fn it_works_where_it_is_enabled_with_what_is_set_there() {
    both(async |app| {
        let (first, _) = (company(app, "NW").await, company(app, "SE").await);
        install(&app.admin, &package(&notes("1.0.0", "")), "unsigned=true").await.expect(200);
        let picture = || app.app().plugins.current().find("notes").unwrap().clone();
        assert!(!picture().works_in(None));
        act(&app.admin, "enable", json!({"plugin": "notes", "company": "NW"})).await.expect(204);
        let id = first.parse().unwrap();
        assert!(picture().works_in(Some(id)));
        act(&app.admin, "disable", json!({"plugin": "notes"})).await.expect(204);
        assert!(!picture().works_in(Some(id)));
        assert_eq!(sheet(&app.admin).await["companies"], json!(["NW"]), "where it was meant to work stays");
        act(&app.admin, "enable", json!({"plugin": "notes"})).await.expect(204);
        assert!(picture().works_in(Some(id)));
        act(&app.admin, "disable", json!({"plugin": "notes", "company": first})).await.expect(204);
        assert!(!picture().works_in(Some(id)));
        act(&app.admin, "enable", json!({"plugin": "notes"})).await.expect(204);
        assert_eq!(sheet(&app.admin).await["companies"], json!(["NW", "SE"]), "meant for none: for all");
        act(&app.admin, "enable", json!({"plugin": "notes", "company": "??"}))
            .await
            .refused(404, "not-found");

        let set = |body: Value| act(&app.admin, "set", body);
        set(json!({"plugin": "notes", "settings": {"days": 10, "token": "s3cret"}})).await.expect(204);
        set(json!({"plugin": "notes", "company": "NW", "settings": {"days": 5}})).await.expect(204);
        let wrong = set(json!({"plugin": "notes", "settings": {"days": "x", "hours": 1}})).await;
        let wrong = wrong.refused(422, "plugin.setting-kind");
        assert_eq!(wrong["errors"][1]["code"], "plugin.setting-unknown");
        let shown = sheet(&app.admin).await["settings"].clone();
        assert_eq!(shown[0]["set"], json!([{"company": null, "value": 10}, {"company": "NW", "value": 5}]));
        assert_eq!(shown[1]["set"], json!([{"company": null, "value": null}]), "a secret is not shown");
        assert!(!sheet(&app.admin).await.to_string().contains("s3cret"));
        let days = |company| format!("{:?}", picture().settings_for(company)[0].1);
        assert_eq!((days(Some(id)), days(None)), ("Integer(5)".into(), "Integer(10)".into()));
        set(json!({"plugin": "notes", "settings": {"days": null}})).await.expect(204);
        assert_eq!(days(None), "Integer(30)");
    })
    .await;
}

#[tokio::test]
async fn a_grant_holds_until_it_is_taken_back_also_for_a_call_under_way() {
    both(async |app| {
        install(&app.admin, &package(&notes("1.0.0", "")), "unsigned=true").await.expect(200);
        let under_way = app.app().plugins.current().find("notes").unwrap().clone();
        let may = |what: &str| under_way.granted().covers("records.read", what);
        let read = |covers: Value| json!({"plugin": "notes", "capability": "records.read", "covers": covers});
        assert!(!may("contact"));
        act(&app.admin, "grant", read(json!(["contact"]))).await.expect(204);
        assert!(may("contact") && !may("account"));
        act(&app.admin, "grant", read(json!([]))).await.expect(204);
        assert!(may("account"));
        act(&app.admin, "revoke", read(json!(["contact"]))).await.expect(204);
        assert!(!may("contact") && may("account"), "the old picture hears of it");
        act(&app.admin, "revoke", read(json!(["contact"]))).await.refused(409, "plugin.not-granted");
        act(&app.admin, "grant", read(json!(["company"]))).await.refused(422, "plugin.not-asked");
        act(&app.admin, "uninstall", json!({"plugin": "notes"})).await.expect(200);
        assert!(!may("account"), "nothing is left to a plugin that is gone");
    })
    .await;
}
