//! Everything that the host does for records of its own it does for those of plugins: rights, history, bulk,
//! import, export, merge, erase; and it goes on while schemas change under it. On both databases.

use std::sync::Arc;

use keel::app;
use keel::service::plugins::schema::export;
use keel::service::records;
use keel::service::{Origin, Uow};
use keel::storage::records::{Record, Value as Held};
use keel::storage::{Scope, Tx};
use keel_tests::plugins::{put, take, with_head};
use keel_tests::{Client, TestApp, both};
use serde_json::{Value, json};
use sqlx::Connection;
use uuid::Uuid;

use super::ledger_books::Books;
use super::platform_rights::user_of;
use super::plugin_records::{CRM, company, id};

async fn crm(app: &TestApp) -> String {
    put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
    company(app, "NW").await
}

async fn contact(app: &TestApp, name: &str, more: Value) -> String {
    let mut body = json!({"kind": "person", "name": name});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    id(&app.admin.post("/api/v1/records/contact", body).await.expect(201))
}

/// What a plugin does on its own account, or a user's through it.
async fn as_plugin<T: Send + 'static>(
    app: &TestApp,
    plugin: &str,
    work: impl AsyncFn(&mut Uow<'_>) -> Result<T, keel::service::Fault> + Send + 'static,
) -> Result<T, keel::service::Fault> {
    let mut ctx = app.app().system("tests");
    ctx.origin = Some(Arc::new(Origin {
        plugin: plugin.to_owned(),
        version: "1.0.0".into(),
        digest: "0".repeat(64),
        via: "action test".into(),
    }));
    let unit = async move |tx: &mut Tx| work(&mut Uow::new(tx, &ctx)).await;
    app.db().write(Scope::Shared, unit).await
}

#[tokio::test]
async fn hidden_and_closed_fields_of_plugins_stay_so_at_every_door() {
    both(async |app| {
        let company = crm(app).await;
        let ann = contact(app, "Ann", json!({"crm__tier": "gold", "crm__score": "3"})).await;
        let body = json!({"company": company, "name": "A", "count": 7, "note": "secret"});
        let lead = id(&app.admin.post("/api/v1/records/crm.lead", body).await.expect(201));
        let (clerk, clerk_id) = user_of(
            app,
            "clerk",
            json!([
                {"record_type": "contact", "operations": ["read", "update"], "hidden_fields": ["crm__tier"],
                 "readonly_fields": ["crm__score"]},
                {"record_type": "crm.lead", "operations": ["read"], "hidden_fields": ["note"]},
            ]),
        )
        .await;
        let path = format!("/api/v1/records/contact/{ann}");
        let seen = clerk.get(&path).await.expect(200);
        assert_eq!((seen.get("crm__tier"), &seen["crm__score"]), (None, &json!("3.000")));
        for query in ["filter=crm__tier:eq:gold", "sort=crm__tier", "filter=crm__agent.crm__tier:eq:gold"] {
            clerk.get(&format!("/api/v1/records/contact?{query}")).await.refused(422, "list.field");
        }
        clerk.get("/api/v1/records/contact/aggregate?group=crm__tier").await.refused(422, "list.field");
        clerk.patch(&path, 1, json!({"crm__tier": "silver"})).await.refused(422, "field.denied");
        clerk.patch(&path, 1, json!({"crm__score": "4"})).await.refused(422, "field.denied");
        for text in [
            clerk.get(&format!("{path}/history")).await.text(),
            clerk.get("/api/v1/records/contact/export").await.text(),
            clerk.get("/api/v1/types/contact").await.text(),
        ] {
            assert!(text.contains("crm__score") && !text.contains("crm__tier"), "{text}");
        }
        let found = clerk.get("/api/v1/records/crm.lead?q=secret").await.expect(200);
        assert_eq!(found["items"], json!([]), "what is hidden is not found by");
        let text = clerk.get(&format!("/api/v1/records/crm.lead/{lead}")).await.text();
        assert!(!text.contains("secret"), "{text}");
        clerk
            .post("/api/v1/records/crm.lead", json!({"company": company, "name": "B"}))
            .await
            .refused(403, "denied");
        // Own rows: by the owner that the manifest names.
        let own = json!([{"record_type": "crm.lead", "operations": ["read", "create"], "row_rule": "own"}]);
        let (seller, seller_id) = user_of(app, "seller", own).await;
        let mine = json!({"company": company, "name": "Mine"});
        let mine = seller.post("/api/v1/records/crm.lead", mine).await.expect(201);
        assert_eq!(mine["owner"], json!(seller_id));
        let list = seller.get("/api/v1/records/crm.lead?count=true").await.expect(200);
        assert_eq!(list["total"], 1);
        assert_ne!(clerk_id, seller_id);
        // A field that is renamed stays hidden, and so does its history.
        let next = CRM.replace("name = \"tier\"\n", "name = \"grade\"\nwas = \"tier\"\n");
        put(app, &with_head("crm", "1.1.0", &next)).await.expect("a rename");
        for text in [clerk.get(&path).await.text(), clerk.get(&format!("{path}/history")).await.text()] {
            assert!(!text.contains("gold"), "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn bulk_import_and_export_take_plugins_fields() {
    both(async |app| {
        let company = crm(app).await;
        let create = |name: &str, tier: &str| json!({"create": {"kind": "person", "name": name, "crm__tier": tier}});
        let body = json!({"mode": "each", "changes": [create("Ann", "gold"), create("Bob", "iron")]});
        let done = app.admin.post("/api/v1/records/contact/bulk", body).await.expect(200);
        assert_eq!((&done["done"], &done["results"][1]["problem"]["code"]), (&json!(1), &json!("field.not-a-choice")));
        let import = |record_type: &str, content: &str| {
            json!({"record_type": record_type, "source": "leads.csv", "format": "csv", "content": content,
                   "company": company, "key_field": "code"})
        };
        let table = "Code,Name,Count,Value,Due,Contact,State\nL1,First,1,12.50,31.1.2026,Ann,won\nL2,Second,2,,,,\n";
        let report =
            app.admin.post("/api/v1/actions/import.run", import("crm.lead", table)).await.expect(200);
        assert_eq!((&report["created"], &report["findings"]), (&json!(2), &json!([])), "{report}");
        let csv = app.admin.get("/api/v1/records/crm.lead/export?sort=code").await.text();
        let lines: Vec<&str> = csv.lines().collect();
        assert!(lines[0].contains(",name,code,") && lines[1].contains("First,L1"), "{csv}");
        let again = import("crm.lead", &table.replace("First", "Other"));
        let report = app.admin.post("/api/v1/actions/import.run", again).await.expect(200);
        assert_eq!((&report["updated"], &report["unchanged"]), (&json!(1), &json!(1)), "{report}");
        let beside = json!({"record_type": "contact", "source": "c.csv", "format": "csv", "key_field": "code",
            "content": "Code,Name,crm__tier,crm__score\nK1,Kim,silver,1.5\n", "constants": {"kind": "person"}});
        let report = app.admin.post("/api/v1/actions/import.run", beside).await.expect(200);
        assert_eq!(report["created"], 1, "{report}");
        let csv = app.admin.get("/api/v1/records/contact/export?fields=name,crm__tier,crm__score&sort=name").await;
        assert!(csv.text().contains("Kim,silver,1.500"));
        // All that the plugin keeps, before it goes.
        let ctx = app.app().system("tests");
        let files = app.db().read(async move |tx| export(&mut Uow::new(tx, &ctx), "crm").await).await.unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["contact+crm.csv", "crm.lead.csv", "crm.lead.steps.csv"]);
        let text = String::from_utf8(files[0].bytes.clone()).unwrap();
        assert_eq!(text.lines().count(), 3, "a row for each contact that has a value: {text}");
        assert_eq!(String::from_utf8(files[1].bytes.clone()).unwrap().lines().count(), 3);
    })
    .await;
}

#[tokio::test]
async fn merge_and_erase_reach_what_plugins_keep_about_a_contact() {
    both(async |app| {
        let company = crm(app).await;
        let survivor = contact(app, "Maria", json!({"crm__tier": "gold"})).await;
        let loser = contact(app, "M.", json!({"crm__tier": "silver", "crm__number": "C-1", "crm__score": "2"})).await;
        let agent = contact(app, "Agent", json!({"crm__agent": loser})).await;
        let body = json!({"company": company, "name": "A", "contact": loser, "steps": [{"what": "x", "who": loser}]});
        let lead = id(&app.admin.post("/api/v1/records/crm.lead", body).await.expect(201));
        let body = json!({"survivor": survivor, "loser": loser});
        let merged = app.admin.post("/api/v1/actions/contact.merge", body).await.expect(200);
        assert_eq!(merged["moved"]["contact_ext.crm__agent_id"], 1, "{merged}");
        let kept = app.admin.get(&format!("/api/v1/records/contact/{survivor}")).await.expect(200);
        assert_eq!(
            (&kept["crm__tier"], &kept["crm__number"], &kept["crm__score"]),
            (&json!("gold"), &json!("C-1"), &json!("2.000"))
        );
        let lead = app.admin.get(&format!("/api/v1/records/crm.lead/{lead}")).await.expect(200);
        assert_eq!((&lead["contact"], &lead["steps"][0]["who"]), (&json!(survivor), &json!(survivor)));
        let agent_now = app.admin.get(&format!("/api/v1/records/contact/{agent}")).await.expect(200);
        assert_eq!(agent_now["crm__agent"], json!(survivor));
        let body = json!({"contact": survivor});
        let erased = app.admin.post("/api/v1/actions/contact.erase", body).await.expect(200);
        assert_eq!(erased["kept"]["contact_ext.crm__agent_id"], 1, "{erased}");
        let gone = app.admin.get(&format!("/api/v1/records/contact/{survivor}")).await.expect(200);
        assert_eq!((&gone["crm__tier"], &gone["crm__number"]), (&Value::Null, &Value::Null));
    })
    .await;
}

#[tokio::test]
async fn a_plugin_alone_sets_its_closed_fields_and_those_on_what_actions_keep() {
    const MARKS: &str = "[[extension]]\non = \"period\"\n[[extension.field]]\nname = \"checked\"\nkind = \"bool\"\n\
        [[extension.field]]\nname = \"fee\"\nkind = \"money\"\n\
        [[extension]]\non = \"contact\"\n[[extension.field]]\nname = \"seen\"\nkind = \"instant\"\nreadonly = true\n";
    both(async |app| {
        put(app, &with_head("marks", "1.0.0", MARKS)).await.expect("the schema comes");
        let books = Books::open(app).await;
        let period: Uuid = books.period("2026-01").as_str().unwrap().parse().unwrap();
        let ann: Uuid = contact(app, "Ann", json!({})).await.parse().unwrap();
        let set = |name: &str, value: Held| Record::from_iter([(name.to_owned(), value)]);
        let fee = Record::from_iter([
            ("marks__checked".to_owned(), Held::Bool(true)),
            ("marks__fee".to_owned(), Held::Decimal("1.25".parse().unwrap())),
        ]);
        let given = fee.clone();
        let stored = as_plugin(app, "marks", async move |uow| {
            records::extend(uow, "period", period, given.clone()).await
        });
        assert_eq!(stored.await.unwrap().get("marks__checked"), Some(&Held::Bool(true)));
        for (plugin, record, code) in [
            ("other", fee, "field.not-own"),
            ("marks", set("state", Held::from("closed")), "field.not-own"),
            ("marks", set("marks__fee", Held::Decimal("1.255".parse().unwrap())), "number.too-precise"),
        ] {
            let refused = as_plugin(app, plugin, async move |uow| {
                records::extend(uow, "period", period, record.clone()).await
            });
            assert_eq!(refused.await.unwrap_err().code, code);
        }
        let path = format!("/api/v1/records/period/{period}");
        let read = app.admin.get(&path).await.expect(200);
        assert_eq!((&read["marks__checked"], &read["marks__fee"]), (&json!(true), &json!("1.25")));
        app.admin.patch(&path, 1, json!({"marks__checked": false})).await.refused(405, "record.not-generic");
        let history = app.admin.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history["items"][0]["changes"]["marks__fee"], json!([null, "1.25"]));
        assert_eq!(history["items"][0]["plugin"], "marks");
        let list = app.admin.get("/api/v1/records/period?filter=marks__checked:eq:true").await.expect(200);
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
        // A closed field of a record that can be changed.
        let now = set("marks__seen", Held::Instant(chrono::DateTime::UNIX_EPOCH));
        let done = as_plugin(app, "marks", async move |uow| {
            records::update(uow, "contact", ann, 1, now.clone()).await
        });
        assert!(done.await.is_ok());
        let later = set("marks__seen", Held::Instant(chrono::DateTime::UNIX_EPOCH + chrono::Days::new(1)));
        let refused = as_plugin(app, "other", async move |uow| {
            records::update(uow, "contact", ann, 2, later.clone()).await
        });
        assert_eq!(refused.await.unwrap_err().code, "field.readonly");
    })
    .await;
}

/// Reads and writes contacts until told to stop; statuses that were not as they should.
async fn keep_asking(client: Client, mut stop: tokio::sync::watch::Receiver<bool>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut number = 0;
    while !*stop.borrow_and_update() {
        number += 1;
        let list = client.get("/api/v1/records/contact?sort=name&limit=5").await;
        let body = json!({"kind": "person", "name": format!("P {number}")});
        let made = client.post("/api/v1/records/contact", body).await;
        for (reply, expected) in [(list, 200), (made, 201)] {
            let changed = reply.status == 503 && reply.json()["code"] == "schema-changed";
            if reply.status != expected && !changed {
                wrong.push(reply.text());
            }
        }
    }
    wrong
}

#[tokio::test]
async fn a_running_host_goes_on_while_columns_come_change_their_type_and_go() {
    both(async |app| {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let clients: Vec<_> =
            (0..3).map(|_| tokio::spawn(keep_asking(app.admin.clone(), stopped.clone()))).collect();
        for round in 0..6 {
            let kind = ["text", "integer", "day"][round % 3];
            let text = format!("[[extension]]\non = \"contact\"\n[[extension.field]]\nname = \"xx\"\nkind = \"{kind}\"\nunique = true\n");
            put(app, &with_head("swift", "1.0.0", &text)).await.expect("a column comes");
            let value = [json!("a"), json!(7), json!("2026-01-31")][round % 3].clone();
            let body = json!({"kind": "person", "name": "X", "swift__xx": value});
            let made = app.admin.post("/api/v1/records/contact", body).await.expect(201);
            assert_eq!(made["swift__xx"], value);
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let path = format!("/api/v1/records/contact?filter=swift__xx:eq:{text}");
            let found = app.admin.get(&path).await.expect(200);
            assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{kind}");
            take(app, "swift").await.expect("a column goes");
        }
        stop.send_replace(true);
        for client in clients {
            assert_eq!(client.await.unwrap(), Vec::<String>::new());
        }
    })
    .await;
}

#[tokio::test]
async fn a_host_that_has_not_heard_yet_says_so_and_a_host_that_has_goes_on() {
    let host = TestApp::start(keel::storage::Dialect::Postgres).await;
    let second = app::start(keel_tests::app::config(host.location())).await.expect("a second host");
    let client = Client::new(second.address).with_token(host.admin.token().expect("a token"));
    put(&host, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
    client.get("/api/v1/records/contact").await.expect(200);
    second.app.plugins.set(host.app().plugins.current());
    client.get("/api/v1/records/contact").await.expect(200);
    take(&host, "crm").await.expect("the schema goes");
    client.get("/api/v1/records/contact").await.refused(503, "schema-changed");
    let body = json!({"kind": "person", "name": "P", "crm__tier": "gold"});
    client.post("/api/v1/records/contact", body).await.refused(503, "schema-changed");
    second.app.plugins.set(host.app().plugins.current());
    client.get("/api/v1/records/contact").await.expect(200);
    client.post("/api/v1/records/contact", json!({"kind": "person", "name": "P"})).await.expect(201);
    second.stop().await;
    host.finish().await;
}

/// A statement that was prepared before a column changed its type, on a connection that reads.
#[tokio::test]
async fn a_question_that_a_change_of_the_schema_was_in_the_way_of_is_asked_again() {
    let host = TestApp::start(keel::storage::Dialect::Postgres).await;
    let tag = json!({"name": "urgent", "colour": "#ff0000"});
    host.admin.post("/api/v1/records/tag", tag).await.expect(201);
    put(&host, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
    for kind in ["varchar(300)", "text"] {
        host.admin.get("/api/v1/records/tag").await.expect(200);
        let change = format!("alter table tag alter column name type {kind}");
        let keel::storage::Location::Postgres(url) = host.location() else {
            unreachable!("it is PostgreSQL")
        };
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(change)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let page = host.admin.get("/api/v1/records/tag").await.expect(200);
        assert_eq!(page["items"][0]["name"], "urgent");
    }
    host.finish().await;
}
