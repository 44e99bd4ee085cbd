//! Record types and fields that manifests declare, through the generic routes, on both databases.

use keel_tests::plugins::{put, take, with_head};
use keel_tests::{TestApp, both};
use serde_json::{Value, json};

/// Every kind, on its own records and beside a contact.
pub(super) const CRM: &str = r#"
[[extension]]
on = "contact"
[[extension.field]]
name = "tier"
kind = "choice"
words = ["gold", "silver"]
index = true
[[extension.field]]
name = "number"
kind = "text"
max = 20
unique = true
[[extension.field]]
name = "score"
kind = "decimal"
scale = 3
[[extension.field]]
name = "agent"
kind = "reference"
to = "contact"
on-delete = "clear"
[[extension.field]]
name = "rated"
kind = "instant"
readonly = true

[[record-type]]
name = "lead"
label = "Lead"
help = "Somebody who may buy."
scope = "company"
title = "name"
search = ["name", "note"]
owner = "owner"
sort = ["-value", "name"]
[[record-type.field]]
name = "name"
kind = "text"
max = 60
required = true
help = "Of the chance."
[[record-type.field]]
name = "code"
kind = "text"
unique = true
[[record-type.field]]
name = "note"
kind = "long-text"
[[record-type.field]]
name = "hot"
kind = "bool"
[[record-type.field]]
name = "count"
kind = "integer"
index = true
[[record-type.field]]
name = "rate"
kind = "decimal"
scale = 4
[[record-type.field]]
name = "value"
kind = "money"
[[record-type.field]]
name = "currency"
kind = "text"
max = 3
[[record-type.field]]
name = "offer"
kind = "money"
currency = "currency"
[[record-type.field]]
name = "due"
kind = "day"
[[record-type.field]]
name = "called"
kind = "instant"
[[record-type.field]]
name = "contact"
kind = "reference"
to = "contact"
on-delete = "cascade"
[[record-type.field]]
name = "account"
kind = "reference"
to = "account"
[[record-type.field]]
name = "origin"
kind = "reference"
to = "crm.lead"
on-delete = "clear"
[[record-type.field]]
name = "owner"
kind = "reference"
to = "user"
[[record-type.field]]
name = "state"
kind = "choice"
words = ["new", "won"]
default = "new"
required = true
[[record-type.field]]
name = "more"
kind = "json"
[[record-type.field]]
name = "sealed"
kind = "text"
readonly = true
[[record-type.collection]]
name = "steps"
label = "Steps"
[[record-type.collection.field]]
name = "what"
kind = "text"
required = true
[[record-type.collection.field]]
name = "hours"
kind = "decimal"
scale = 2
[[record-type.collection.field]]
name = "who"
kind = "reference"
to = "contact"
on-delete = "clear"
"#;

async fn crm(app: &TestApp) -> String {
    put(app, &with_head("crm", "1.0.0", CRM)).await.expect("the schema comes");
    company(app, "NW").await
}

pub(super) async fn company(app: &TestApp, code: &str) -> String {
    let body = json!({"code": code, "name": code, "currency": "EUR", "country": "DE"});
    id(&app.admin.post("/api/v1/records/company", body).await.expect(201))
}

pub(super) fn id(record: &Value) -> String {
    record["id"].as_str().expect("an id").to_owned()
}

async fn contact(app: &TestApp, name: &str, more: Value) -> Value {
    let mut body = json!({"kind": "organisation", "name": name});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.admin.post("/api/v1/records/contact", body).await.expect(201)
}

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("items").iter().map(|item| item["name"].as_str().expect("name")).collect()
}

#[tokio::test]
async fn every_kind_of_field_comes_back_as_it_was_sent() {
    both(async |app| {
        let company = crm(app).await;
        let ann = id(&contact(app, "Ann", json!({})).await);
        let sent = json!({
            "company": company, "name": "Big one", "code": "L1", "note": "two\nlines", "hot": true, "count": -3,
            "rate": "0.1250", "value": "12.50", "currency": "JPY", "offer": "1200", "due": "2026-01-31",
            "called": "2026-01-31T10:00:00.000000Z", "contact": ann, "state": "won", "more": {"a": [1, "x"]},
            "steps": [{"what": "call", "hours": "0.25", "who": ann}, {"what": "visit", "hours": "2.00", "who": null}],
        });
        let made = app.admin.post("/api/v1/records/crm.lead", sent.clone()).await.expect(201);
        for (name, value) in sent.as_object().unwrap() {
            assert_eq!(made[name], *value, "{name}");
        }
        let path = format!("/api/v1/records/crm.lead/{}", id(&made));
        let change = json!({"origin": id(&made), "value": "13.00", "offer": "7", "steps": [{"what": "sign"}]});
        let changed = app.admin.patch(&path, 1, change).await.expect(200);
        assert_eq!(
            (&changed["value"], &changed["offer"], &changed["version"], &changed["steps"]),
            (&json!("13.00"), &json!("7"), &json!(2), &json!([{"what": "sign", "hours": null, "who": null}]))
        );
        let history = app.admin.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history["items"][0]["changes"]["value"], json!(["12.50", "13.00"]));
        app.admin.delete(&path, 2).await.expect(204);
        app.admin.get(&path).await.refused(404, "not-found");
        // Beside a contact.
        let more = json!({"crm__tier": "gold", "crm__number": "C-1", "crm__score": "4.125", "crm__agent": ann});
        let bob = contact(app, "Bob", more.clone()).await;
        for (name, value) in more.as_object().unwrap() {
            assert_eq!(bob[name], *value, "{name}");
        }
        let path = format!("/api/v1/records/contact/{}", id(&bob));
        let changed = app.admin.patch(&path, 1, json!({"crm__tier": "silver", "name": "Bo"})).await.expect(200);
        assert_eq!((&changed["crm__tier"], &changed["crm__score"]), (&json!("silver"), &json!("4.125")));
        let history = app.admin.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(
            history["items"][0]["changes"],
            json!({"crm__tier": ["gold", "silver"], "name": ["Bob", "Bo"]})
        );
        // One without a row beside it gets one when a field is first set.
        let path = format!("/api/v1/records/contact/{ann}");
        assert_eq!(app.admin.get(&path).await.expect(200)["crm__tier"], Value::Null);
        app.admin.patch(&path, 1, json!({"crm__tier": "gold"})).await.expect(200);
        assert_eq!(app.admin.get(&path).await.expect(200)["crm__tier"], "gold");
    })
    .await;
}

#[tokio::test]
async fn what_a_declaration_forbids_is_refused_with_its_pointer() {
    both(async |app| {
        let company = crm(app).await;
        contact(app, "First", json!({"crm__number": "C-1"})).await;
        let first = json!({"company": company, "name": "A", "code": "L1"});
        app.admin.post("/api/v1/records/crm.lead", first.clone()).await.expect(201);
        for (body, code, pointer) in [
            (json!({"company": company}), "field.required", "/name"),
            (json!({"name": "A"}), "field.required", "/company"),
            (first, "field.not-unique", "/code"),
            (json!({"company": company, "name": "A", "state": "lost"}), "field.not-a-choice", "/state"),
            (json!({"company": company, "name": "A", "sealed": "x"}), "field.readonly", "/sealed"),
            (json!({"company": company, "name": "A", "rate": "0.12345"}), "number.too-precise", "/rate"),
            (json!({"company": company, "name": "A", "value": "1.234"}), "number.too-precise", "/value"),
            (
                json!({"company": company, "name": "A", "offer": "1", "currency": "XYZ"}),
                "field.currency",
                "/offer",
            ),
            (
                json!({"company": company, "name": "A", "contact": company}),
                "field.no-such-record",
                "/contact",
            ),
            (
                json!({"company": company, "name": "A", "steps": [{"hours": "1"}]}),
                "field.required",
                "/steps/0/what",
            ),
            (json!({"company": company, "name": "A", "colour": "red"}), "request.unknown-field", "/colour"),
        ] {
            let answer = app.admin.post("/api/v1/records/crm.lead", body.clone()).await.refused(422, code);
            assert_eq!(answer["pointer"], pointer, "{body}");
        }
        for (more, code) in [
            (json!({"crm__tier": "lead"}), "field.not-a-choice"),
            (json!({"crm__number": "C-1"}), "field.not-unique"),
            (json!({"crm__rated": "2026-01-01T00:00:00Z"}), "field.readonly"),
            (json!({"crm__score": "1.2345"}), "number.too-precise"),
            (json!({"tier": "gold"}), "request.unknown-field"),
        ] {
            let mut body = json!({"kind": "person", "name": "P"});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.admin.post("/api/v1/records/contact", body.clone()).await.refused(422, code);
        }
        // An amount whose currency is not said is in the company's.
        let offer = json!({"company": company, "name": "B", "offer": "1.5"});
        let offer = app.admin.post("/api/v1/records/crm.lead", offer).await.expect(201);
        assert_eq!((&offer["offer"], &offer["currency"]), (&json!("1.50"), &json!("EUR")), "{offer}");
        // Another company may use the same code.
        let other = company_code(app, "ZZ").await;
        let twice = json!({"company": other, "name": "A", "code": "L1"});
        app.admin.post("/api/v1/records/crm.lead", twice).await.expect(201);
    })
    .await;
}

async fn company_code(app: &TestApp, code: &str) -> String {
    company(app, code).await
}

#[tokio::test]
async fn lists_filter_search_sort_sum_and_page_by_plugins_fields() {
    both(async |app| {
        let company = crm(app).await;
        let ann = contact(app, "Ann", json!({"crm__tier": "gold", "crm__score": "2"})).await;
        contact(app, "Bob", json!({"crm__tier": "gold", "crm__score": "10", "crm__agent": id(&ann)})).await;
        contact(app, "Cid", json!({"crm__tier": "silver", "crm__number": "N"})).await;
        contact(app, "Dee", json!({})).await;
        for (query, expected) in [
            ("filter=crm__tier:eq:gold&sort=name", vec!["Ann", "Bob"]),
            ("filter=crm__tier:empty", vec!["Dee"]),
            ("filter=crm__tier:ne:gold&sort=name", vec!["Cid", "Dee"]),
            ("filter=crm__score:gt:2", vec!["Bob"]),
            ("filter=crm__tier:in:gold%7Csilver&sort=-name", vec!["Cid", "Bob", "Ann"]),
            ("filter=crm__number:starts:n", vec!["Cid"]),
            ("filter=crm__agent.crm__tier:eq:gold", vec!["Bob"]),
            ("filter=crm__agent.name:eq:Ann", vec!["Bob"]),
            ("filter=crm__agent.crm__number:empty", vec!["Bob"]),
            ("sort=crm__score,name", vec!["Ann", "Bob", "Cid", "Dee"]),
            ("sort=-crm__score,-name", vec!["Bob", "Ann", "Dee", "Cid"]),
            ("sort=name", vec!["Ann", "Bob", "Cid", "Dee"]),
            ("q=ann", vec!["Ann"]),
        ] {
            let list = app.admin.get(&format!("/api/v1/records/contact?{query}")).await.expect(200);
            assert_eq!(names(&list), expected, "{query}");
        }
        for (number, name) in ["Three", "One", "Two", "Four"].into_iter().enumerate() {
            let body = json!({
                "company": company, "name": name, "count": number, "hot": number > 1, "note": "Същата Бележка",
                "value": format!("{number}.50"), "due": format!("2026-0{}-01", number + 1), "contact": id(&ann),
            });
            app.admin.post("/api/v1/records/crm.lead", body).await.expect(201);
        }
        for (query, expected) in [
            ("", vec!["Four", "Two", "One", "Three"]),
            ("filter=hot:eq:true&sort=count", vec!["Two", "Four"]),
            ("q=%D0%B1%D0%B5%D0%BB%D0%B5%D0%B6%D0%BA%D0%B0&sort=name", vec!["Four", "One", "Three", "Two"]),
            ("q=our", vec!["Four"]),
            ("filter=due:lt:2026-02-02&sort=due", vec!["Three", "One"]),
            ("filter=contact.crm__tier:eq:gold&sort=count", vec!["Three", "One", "Two", "Four"]),
            ("filter=contact.crm__tier:eq:silver", vec![]),
        ] {
            let list = app.admin.get(&format!("/api/v1/records/crm.lead?{query}")).await.expect(200);
            assert_eq!(names(&list), expected, "{query}");
        }
        for (path, sort) in [("contact", "crm__score,name"), ("contact", "name"), ("crm.lead", "-value")] {
            let whole = app.admin.get(&format!("/api/v1/records/{path}?sort={sort}")).await.expect(200);
            for limit in 1..=3 {
                let mut seen = Vec::new();
                let address = format!("/api/v1/records/{path}?sort={sort}&limit={limit}");
                let mut page = app.admin.get(&address).await.expect(200);
                loop {
                    seen.extend(names(&page).iter().map(|name| (*name).to_owned()));
                    let Some(next) = page["next"].as_str() else { break };
                    page = app.admin.get(&format!("{address}&cursor={next}")).await.expect(200);
                }
                assert_eq!(seen, names(&whole), "{path} sort={sort} limit={limit}");
            }
        }
        let sums = "/api/v1/records/contact/aggregate?group=crm__tier&measure=count,sum:crm__score";
        let sums = app.admin.get(sums).await.expect(200);
        assert_eq!(sums["items"][0], json!({"crm__tier": "gold", "count": 2, "sum_crm__score": "12.000"}));
        let sums = format!(
            "/api/v1/records/crm.lead/aggregate?filter=company:eq:{company}&group=due:month&measure=count,max:value"
        );
        assert_eq!(app.admin.get(&sums).await.expect(200)["items"].as_array().unwrap().len(), 4);
        let counted = app.admin.get("/api/v1/records/contact?filter=crm__tier:present&count=true&limit=1").await;
        assert_eq!(counted.expect(200)["total"], 3);
        let titles = app.admin.get("/api/v1/records/crm.lead?limit=1&titles=true").await.expect(200);
        assert_eq!(titles["titles"]["contact"][id(&ann)], "Ann");
    })
    .await;
}

#[tokio::test]
async fn types_and_description_tell_what_plugins_declared_as_long_as_they_do() {
    both(async |app| {
        let before = app.admin.get("/api/openapi.json").await.expect(200);
        let types = app.admin.get("/api/v1/types").await.expect(200);
        crm(app).await;
        let lead = app.admin.get("/api/v1/types/crm.lead").await.expect(200);
        assert_eq!((&lead["plugin"], &lead["label"]), (&json!("crm"), &json!("Lead")));
        let contact = app.admin.get("/api/v1/types/contact").await.expect(200);
        let field = |name: &str| {
            contact["fields"].as_array().unwrap().iter().find(|field| field["name"] == name).unwrap().clone()
        };
        assert_eq!(field("crm__tier")["extension"], true);
        assert_eq!(
            (&field("crm__tier")["plugin"], &field("crm__tier")["label"]),
            (&json!("crm"), &json!("Tier"))
        );
        assert_eq!((&field("name")["plugin"], &field("name")["extension"]), (&Value::Null, &json!(false)));
        let document = app.admin.get("/api/openapi.json").await.expect(200);
        assert!(document["paths"]["/api/v1/records/crm.lead"]["post"].is_object());
        let contact = &document["components"]["schemas"]["record.contact"]["properties"];
        assert_eq!(contact["crm__tier"]["x-keel-plugin"], "crm");
        take(app, "crm").await.expect("the schema goes");
        assert_eq!(app.admin.get("/api/openapi.json").await.expect(200), before);
        assert_eq!(app.admin.get("/api/v1/types").await.expect(200), types);
        app.admin.get("/api/v1/records/crm.lead").await.refused(404, "not-found");
    })
    .await;
}
