//! The schema that manifests bring: it comes whole or not at all, changes with the data in it, is copied,
//! verified, and goes without a trace. On both databases.

use keel::storage::copy::{copy, digest};
use keel::storage::migrate::migrate;
use keel::storage::{Db, DbError, DbOptions, Dialect, Location, Scope, Tx};
use keel_tests::app::empty_postgres;
use keel_tests::plugins::{put, schema, take, with_head};
use keel_tests::{TestApp, both};
use serde_json::{Value, json};

use super::plugin_records::{CRM, company, id};

async fn clean(app: &TestApp) {
    let proved = app.admin.get("/api/v1/verify").await.expect(200);
    assert_eq!(proved["findings"], json!([]), "{proved}");
}

/// Runs statements as nobody should: past the service.
async fn run(app: &TestApp, sql: &str) -> Result<(), DbError> {
    let sql = sql.to_owned();
    app.db().write(Scope::Shared, async move |tx: &mut Tx| tx.batch(&sql).await).await
}

async fn contact(app: &TestApp, name: &str, more: Value) -> String {
    let mut body = json!({"kind": "organisation", "name": name});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    id(&app.admin.post("/api/v1/records/contact", body).await.expect(201))
}

async fn lead(app: &TestApp, company: &str, name: &str, more: Value) -> Value {
    let mut body = json!({"company": company, "name": name});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.admin.post("/api/v1/records/crm.lead", body).await.expect(201)
}

#[tokio::test]
async fn what_came_goes_without_a_trace_whatever_is_in_it() {
    both(async |app| {
        let before = schema(app).await;
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
        clean(app).await;
        let other =
            "[[extension]]\non = \"contact\"\n[[extension.field]]\nname = \"note\"\nkind = \"text\"\n";
        put(app, &with_head("other", "1.0.0", other)).await.expect("another comes beside it");
        let company = company(app, "NW").await;
        let ann = contact(app, "Ann", json!({"crm__tier": "gold", "other__note": "kept"})).await;
        let first = id(&lead(app, &company, "A", json!({"contact": ann, "steps": [{"what": "x"}]})).await);
        let second = id(&lead(app, &company, "B", json!({"origin": first})).await);
        let path = format!("/api/v1/records/crm.lead/{second}");
        app.admin.post(&format!("{path}/timeline"), json!({"body": "called"})).await.expect(201);
        let task = json!({"title": "Call", "record_type": "crm.lead", "record_id": second});
        let task = id(&app.admin.post("/api/v1/records/task", task).await.expect(201));
        clean(app).await;
        take(app, "crm").await.expect("the schema goes");
        clean(app).await;
        let ann = app.admin.get(&format!("/api/v1/records/contact/{ann}")).await.expect(200);
        assert_eq!((&ann["other__note"], &ann["crm__tier"]), (&json!("kept"), &Value::Null));
        let task = app.admin.get(&format!("/api/v1/records/task/{task}")).await.expect(200);
        assert_eq!((&task["title"], &task["record_id"]), (&json!("Call"), &Value::Null));
        take(app, "other").await.expect("the side table goes with its last column");
        assert_eq!(schema(app).await, before);
        clean(app).await;
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("it comes again");
        let list = app.admin.get("/api/v1/records/crm.lead").await.expect(200);
        assert_eq!(list["items"], json!([]));
        take(app, "crm").await.expect("and goes again");
        assert_eq!(schema(app).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_schema_that_does_not_fit_the_data_changes_nothing() {
    both(async |app| {
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
        let company = company(app, "NW").await;
        lead(app, &company, "A", json!({"due": "2026-01-01"})).await;
        lead(app, &company, "B", json!({"due": "2026-01-01"})).await;
        let before = schema(app).await;
        // Comes with a new table and column first, then finds two leads that are due on one day.
        let more = CRM.replace("name = \"due\"\nkind = \"day\"", "name = \"due\"\nkind = \"day\"\nunique = true")
            + "[[record-type]]\nname = \"visit\"\ntitle = \"place\"\n[[record-type.field]]\nname = \"place\"\nkind = \"text\"\n";
        let refused = put(app, &with_head("crm", "1.1.0", &more)).await.unwrap_err();
        assert_eq!(refused.code, "plugin.schema-unfit", "{refused:?}");
        assert_eq!(schema(app).await, before);
        clean(app).await;
        let list = app.admin.get("/api/v1/records/crm.lead?count=true").await.expect(200);
        assert_eq!(list["total"], 2);
        for (from, to, code) in [
            ("kind = \"day\"", "kind = \"integer\"", "plan.kind-changed"),
            ("words = [\"new\", \"won\"]", "words = [\"new\"]", "plan.words-removed"),
            ("name = \"tier\"\n", "name = \"grade\"\n", "plan.not-declared"),
            ("to = \"account\"", "to = \"tax-code\"", "plan.reference-changed"),
        ] {
            let refused = put(app, &with_head("crm", "1.1.0", &CRM.replace(from, to))).await.unwrap_err();
            assert_eq!(refused.code, code, "{refused:?}");
        }
        assert_eq!(schema(app).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_new_version_adds_renames_and_widens_with_the_data_in_it() {
    both(async |app| {
        let before = schema(app).await;
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
        let company = company(app, "NW").await;
        let ann = contact(app, "Ann", json!({"crm__tier": "gold", "crm__number": "C-1"})).await;
        let bob = contact(app, "Bob", json!({})).await;
        let made =
            lead(app, &company, "A", json!({"contact": ann, "count": 3, "steps": [{"what": "call"}]})).await;
        let old = format!("/api/v1/records/crm.lead/{}", id(&made));
        app.admin.post(&format!("{old}/timeline"), json!({"body": "called"})).await.expect(201);
        let next = CRM
            .replace("name = \"lead\"\nlabel", "name = \"chance\"\nwas = \"lead\"\nlabel")
            .replace("to = \"crm.lead\"", "to = \"crm.chance\"")
            .replace("name = \"count\"\n", "name = \"tries\"\nwas = \"count\"\n")
            .replace("name = \"tier\"\n", "name = \"grade\"\nwas = \"tier\"\n")
            .replace("[\"gold\", \"silver\"]", "[\"gold\", \"silver\", \"iron\"]")
            .replace("[\"new\", \"won\"]", "[\"new\", \"won\", \"lost\"]")
            .replace("name = \"rate\"\n", "name = \"rate\"\nrequired = true\ndefault = \"0.5\"\n")
            + "[[record-type.collection.field]]\nname = \"done\"\nkind = \"bool\"\nrequired = true\ndefault = true\n\
               [[record-type]]\nname = \"visit\"\ntitle = \"place\"\n[[record-type.field]]\nname = \"place\"\nkind = \"text\"\n\
               [[record-type.field]]\nname = \"chance\"\nkind = \"reference\"\nto = \"crm.chance\"\non-delete = \"cascade\"\n\
               [[extension]]\non = \"item\"\n[[extension.field]]\nname = \"rank\"\nkind = \"integer\"\n";
        let next = next.replacen(
            "[[extension.field]]\nname = \"score\"",
            "[[extension.field]]\nname = \"since\"\nkind = \"day\"\ndefault = \"2026-01-01\"\n[[extension.field]]\nname = \"score\"",
            1,
        );
        put(app, &with_head("crm", "2.0.0", &next)).await.expect("the next version comes");
        clean(app).await;
        let path = format!("/api/v1/records/crm.chance/{}", id(&made));
        let now = app.admin.get(&path).await.expect(200);
        assert_eq!(
            (&now["tries"], &now["rate"], &now["steps"][0]),
            (
                &json!(3),
                &json!("0.5000"),
                &json!({"what": "call", "hours": null, "who": null, "done": true})
            )
        );
        let ann_now = app.admin.get(&format!("/api/v1/records/contact/{ann}")).await.expect(200);
        assert_eq!(
            (&ann_now["crm__grade"], &ann_now["crm__number"], &ann_now["crm__since"]),
            (&json!("gold"), &json!("C-1"), &json!("2026-01-01"))
        );
        let bob = app.admin.get(&format!("/api/v1/records/contact/{bob}")).await.expect(200);
        assert_eq!(bob["crm__since"], "2026-01-01", "records that were there have the default too");
        // What is said about the record, and its history, are still its own.
        let history = app.admin.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history["items"][0]["operation"], "create");
        let said = app.admin.get(&format!("{path}/timeline")).await.text();
        assert!(said.contains("called"), "{said}");
        let change = json!({"state": "lost", "origin": id(&made)});
        app.admin.patch(&path, 1, change).await.expect(200);
        let visit = json!({"company": company, "place": "Sofia", "chance": id(&made)});
        app.admin.post("/api/v1/records/crm.visit", visit).await.expect(201);
        app.admin.get("/api/v1/records/contact?filter=crm__grade:eq:gold").await.expect(200);
        // Back to the first version: what it does not know is kept, and there again afterwards.
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the first version again");
        clean(app).await;
        assert_eq!(app.admin.get(&old).await.expect(200)["count"], 3);
        lead(app, &company, "B", json!({})).await;
        put(app, &with_head("crm", "2.0.0", &next)).await.expect("and on again");
        clean(app).await;
        assert_eq!(app.admin.get("/api/v1/records/crm.visit").await.expect(200)["items"][0]["place"], "Sofia");
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("back once more");
        take(app, "crm").await.expect("the schema goes");
        assert_eq!(schema(app).await, before);
        clean(app).await;
    })
    .await;
}

#[tokio::test]
async fn the_schema_itself_refuses_what_the_service_would_have() {
    both(async |app| {
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
        let company = company(app, "NW").await;
        let ann = contact(app, "Ann", json!({"crm__number": "C-1"})).await;
        let bob = contact(app, "Bob", json!({"crm__number": "C-2", "crm__agent": ann})).await;
        let first = lead(app, &company, "A", json!({"code": "L1", "contact": ann, "hot": true})).await;
        lead(app, &company, "B", json!({"code": "L2", "origin": id(&first)})).await;
        for sql in [
            "update crm__lead set state = 'lost'",
            "update crm__lead set state = null",
            "update crm__lead set name = null",
            "update crm__lead set code = 'L3'",
            "update contact_ext set crm__number = 'C-3'",
            "update contact_ext set crm__tier = 'iron'",
            "update crm__lead set account_id = id",
            "delete from company",
        ] {
            let refused = run(app, sql).await.unwrap_err();
            assert!(matches!(refused, DbError::Constraint { .. }), "{sql}: {refused:?}");
        }
        if app.dialect == Dialect::Sqlite {
            run(app, "update crm__lead set hot = 2").await.unwrap_err();
        }
        // On delete: a contact takes its leads along, and leaves those that name it as an agent.
        app.admin.delete(&format!("/api/v1/records/contact/{ann}"), 1).await.expect(204);
        let left = app.admin.get("/api/v1/records/crm.lead").await.expect(200);
        assert_eq!(left["items"].as_array().map(Vec::len), Some(1));
        assert_eq!((&left["items"][0]["name"], &left["items"][0]["origin"]), (&json!("B"), &Value::Null));
        let bob = app.admin.get(&format!("/api/v1/records/contact/{bob}")).await.expect(200);
        assert_eq!((&bob["crm__agent"], &bob["crm__number"]), (&Value::Null, &json!("C-2")));
    })
    .await;
}

#[tokio::test]
async fn a_copy_makes_the_tables_of_plugins_before_their_rows() {
    both(async |app| {
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
        let next = CRM
            .replace("name = \"count\"\n", "name = \"tries\"\nwas = \"count\"\n")
            .replace("[\"new\", \"won\"]", "[\"new\", \"won\", \"lost\"]");
        put(app, &with_head("crm", "1.1.0", &next)).await.expect("and changes");
        let company = company(app, "NW").await;
        let ann = contact(app, "Ann", json!({"crm__tier": "gold", "crm__score": "1.5"})).await;
        let first =
            lead(app, &company, "A", json!({"contact": ann, "more": {"a": 1}, "due": "2026-01-01"})).await;
        lead(app, &company, "B", json!({"origin": id(&first), "steps": [{"what": "x", "who": ann}]})).await;
        let other = match app.dialect {
            Dialect::Sqlite => Location::Postgres(empty_postgres().await),
            Dialect::Postgres => Location::Sqlite(app.dir().join("other.sqlite")),
        };
        let other = Db::open(DbOptions::new(other)).await.unwrap();
        migrate(&other).await.unwrap();
        copy(app.db(), &other, |_, _| {}).await.unwrap();
        let (here, there) = (digest(app.db()).await.unwrap(), digest(&other).await.unwrap());
        assert_eq!(here, there);
        assert!(here.iter().any(|table| table.table == "crm__lead__steps" && table.rows == 1));
        let found = other
            .read(async |tx| {
                keel::storage::verify::schema::compare(tx, keel::storage::verify::schema::Part::Rest).await
            })
            .await
            .unwrap();
        assert_eq!(found.1, []);
        copy(app.db(), &other, |_, _| {}).await.unwrap_err();
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn verify_sees_where_the_schema_of_a_plugin_drifted() {
    both(async |app| {
        put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
        clean(app).await;
        for (damage, repair, told) in [
            (
                "drop index crm__lead__count_index",
                "create index crm__lead__count_index on crm__lead (count)",
                "crm__lead__count_index",
            ),
            (
                "alter table crm__lead add column extra text",
                "alter table crm__lead drop column extra",
                "crm__lead",
            ),
            (
                "create table crm__stray (id integer not null primary key)",
                "drop table crm__stray",
                "crm__stray",
            ),
            ("alter table contact_ext drop column crm__score_e3", "", "contact_ext"),
        ] {
            run(app, damage).await.unwrap();
            let found = app.admin.get("/api/v1/verify").await.expect(200);
            let findings = found["findings"].to_string();
            assert!(findings.contains(told), "{damage}: {findings}");
            if !repair.is_empty() {
                run(app, repair).await.unwrap();
                clean(app).await;
            }
        }
        let whole = if app.dialect == Dialect::Sqlite { "integer" } else { "bigint" };
        run(app, &format!("alter table contact_ext add column crm__score_e3 {whole}")).await.unwrap();
        take(app, "crm").await.expect("the schema goes");
        clean(app).await;
    })
    .await;
}
