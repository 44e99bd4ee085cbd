//! The generic routes of records, on the record type `company`, on both databases.

use hyper::Method;
use keel_tests::{TestApp, both};
use serde_json::{Value, json};

fn company(code: &str, name: &str, currency: &str, country: &str) -> Value {
    json!({"code": code, "name": name, "currency": currency, "country": country})
}

async fn companies(app: &TestApp) -> Vec<Value> {
    let mut made = Vec::new();
    for (code, name, currency, country) in [
        ("NW", "Northwind Traders", "USD", "US"),
        ("СФ", "Софийска Търговия", "EUR", "BG"),
        ("ACME", "Acme 100% Works", "EUR", "DE"),
        ("ZETA", "Zeta_Works", "JPY", "JP"),
    ] {
        let body = company(code, name, currency, country);
        made.push(app.admin.post("/api/v1/records/company", body.clone()).await.expect(201));
    }
    made
}

fn codes(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("items").iter().map(|item| item["code"].as_str().expect("code")).collect()
}

#[tokio::test]
async fn a_list_is_filtered_searched_sorted_and_paged() {
    both(async |app| {
        companies(app).await;
        for (query, expected) in [
            ("sort=code", vec!["ACME", "NW", "ZETA", "СФ"]),
            ("sort=-currency,code", vec!["NW", "ZETA", "ACME", "СФ"]),
            ("filter=currency:eq:EUR&sort=code", vec!["ACME", "СФ"]),
            ("filter=currency:in:USD%7CJPY&sort=code", vec!["NW", "ZETA"]),
            ("filter=code:gt:NW&sort=code", vec!["ZETA", "СФ"]),
            ("filter=name:contains:works&sort=code", vec!["ACME", "ZETA"]),
            ("filter=name:contains:100%25&sort=code", vec!["ACME"]),
            ("filter=name:contains:_&sort=code", vec!["ZETA"]),
            ("filter=name:starts:%D1%81%D0%BE%D1%84", vec!["СФ"]),
            ("q=%D0%A2%D0%AA%D0%A0%D0%93", vec!["СФ"]),
            ("q=nothing%20like%20this", vec![]),
            ("filter=closed:eq:true", vec![]),
            ("filter=country:ne:DE&filter=currency:eq:EUR", vec!["СФ"]),
        ] {
            let list = app.admin.get(&format!("/api/v1/records/company?{query}")).await.expect(200);
            assert_eq!(codes(&list), expected, "{query}");
        }
        // Every page size walks through the same rows in the same order, whatever the key.
        for sort in ["code", "-code", "currency", "-currency,country", "closed,-name", "id", "-updated_at"] {
            let whole = app.admin.get(&format!("/api/v1/records/company?sort={sort}")).await.expect(200);
            for limit in 1..=3 {
                let mut seen = Vec::new();
                let mut address = format!("/api/v1/records/company?sort={sort}&limit={limit}");
                loop {
                    let page = app.admin.get(&address).await.expect(200);
                    seen.extend(codes(&page).iter().map(|code| (*code).to_owned()));
                    let Some(next) = page["next"].as_str() else { break };
                    address = format!("/api/v1/records/company?sort={sort}&limit={limit}&cursor={next}");
                }
                assert_eq!(seen, codes(&whole), "sort={sort} limit={limit}");
            }
        }
        let sums = app.admin.get("/api/v1/records/company/aggregate?group=currency&measure=count").await;
        assert_eq!(sums.expect(200)["items"][0], json!({"currency": "EUR", "count": 2}));
        let counted = app.admin.get("/api/v1/records/company?limit=1&count=true").await.expect(200);
        assert_eq!(counted["total"], 4);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_request_is_refused_with_pointer_and_code_and_changes_nothing() {
    both(async |app| {
        companies(app).await;
        let before = app.admin.get("/api/v1/records/company?sort=id").await.expect(200);
        for (body, code, pointer) in [
            (json!({}), "field.required", "/code"),
            (company("NW", "Twice", "USD", "US"), "field.not-unique", "/code"),
            (company("A", "B", "EURO", "DE"), "company.currency", "/currency"),
            (company("A", "B", "XXQ", "DE"), "company.currency", "/currency"),
            (company("A", "B", "EUR", "UK"), "company.country", "/country"),
            (company("A", "line\nbreak", "EUR", "DE"), "field.control-character", "/name"),
            (company(&"x".repeat(21), "B", "EUR", "DE"), "field.too-long", "/code"),
            (
                json!({"code": 7, "name": "B", "currency": "EUR", "country": "DE"}),
                "request.wrong-value",
                "/code",
            ),
            (json!({"colour": "red"}), "request.unknown-field", "/colour"),
            (json!({"id": "00000000-0000-0000-0000-000000000000"}), "request.unknown-field", "/id"),
            (json!([]), "request.wrong-value", ""),
        ] {
            let answer = app.admin.post("/api/v1/records/company", body.clone()).await.refused(422, code);
            assert_eq!(answer["pointer"].as_str().unwrap_or(""), pointer, "{body}");
        }
        app.admin.post("/api/v1/records/unicorn", json!({})).await.refused(404, "not-found");
        for (query, code) in [
            ("filter=colour:eq:red", "list.field"),
            ("filter=code:like:N", "list.filter"),
            ("filter=closed:eq:perhaps", "list.value"),
            ("sort=colour", "list.field"),
            ("limit=0", "list.limit"),
            ("limit=501", "list.limit"),
            ("cursor=rubbish", "list.cursor"),
            ("colour=red", "list.parameter"),
        ] {
            app.admin.get(&format!("/api/v1/records/company?{query}")).await.refused(422, code);
        }
        let after = app.admin.get("/api/v1/records/company?sort=id").await.expect(200);
        assert_eq!(before, after);
    })
    .await;
}

#[tokio::test]
async fn a_change_needs_the_version_it_is_based_on_and_is_remembered() {
    both(async |app| {
        let made = companies(app).await;
        let path = format!("/api/v1/records/company/{}", made[0]["id"].as_str().expect("id"));
        let change = json!({"name": "Northwind"});
        let blind = app.admin.send(Method::PATCH, &path, &[], Some(change.clone())).await;
        blind.refused(428, "version-required");
        app.admin.patch(&path, 7, change.clone()).await.refused(412, "stale");
        let changed = app.admin.patch(&path, 1, change.clone()).await.expect(200);
        assert_eq!((changed["name"].as_str(), changed["version"].as_i64()), (Some("Northwind"), Some(2)));
        app.admin.patch(&path, 1, change.clone()).await.refused(412, "stale");
        app.admin.patch(&path, 2, json!({"currency": "EUR"})).await.refused(422, "field.fixed");
        app.admin.delete(&path, 2).await.refused(405, "record.not-generic");
        let history = app.admin.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history["items"][0]["operation"], "update");
        assert_eq!(history["items"][0]["changes"], json!({"name": ["Northwind Traders", "Northwind"]}));
        assert_eq!(history["items"][1]["operation"], "create");
    })
    .await;
}

#[tokio::test]
async fn many_changes_are_all_or_nothing_or_each_on_its_own() {
    both(async |app| {
        let body = |mode: &str| {
            json!({"mode": mode, "changes": [
                {"create": company("ONE", "One", "EUR", "DE")},
                {"create": company("ONE", "One again", "EUR", "DE")},
                {"create": company("TWO", "Two", "EUR", "DE")},
            ]})
        };
        // Companies are told apart by id: creating them needs no other company.
        let path = "/api/v1/records/company/bulk";
        let refused = app.admin.post(path, body("all-or-nothing")).await.refused(422, "field.not-unique");
        assert_eq!(refused["pointer"], "/changes/1/code");
        assert_eq!(codes(&app.admin.get("/api/v1/records/company").await.expect(200)).len(), 0);
        let done = app.admin.post(path, body("each")).await.expect(200);
        assert_eq!((done["done"].as_i64(), done["failed"].as_i64()), (Some(2), Some(1)));
        assert_eq!(done["results"][1]["problem"]["code"], "field.not-unique");
        let list = app.admin.get("/api/v1/records/company?sort=code").await.expect(200);
        assert_eq!(codes(&list), ["ONE", "TWO"]);
    })
    .await;
}

#[tokio::test]
async fn the_same_key_gives_the_first_answer_and_another_body_is_refused() {
    both(async |app| {
        let path = "/api/v1/records/company";
        let first = app.admin.post_once(path, "one", company("ONE", "One", "EUR", "DE")).await.expect(201);
        let again = app.admin.post_once(path, "one", company("ONE", "One", "EUR", "DE")).await.expect(201);
        assert_eq!(first, again);
        app.admin
            .post_once(path, "one", company("TWO", "Two", "EUR", "DE"))
            .await
            .refused(422, "idempotency.key-reused");
        assert_eq!(codes(&app.admin.get(path).await.expect(200)), ["ONE"]);
        // A refusal is not an answer to keep: the same key may succeed once the fault is mended.
        app.admin
            .post_once(path, "other", company("ONE", "One", "EUR", "DE"))
            .await
            .refused(422, "field.not-unique");
        app.admin.post_once(path, "other", company("TWO", "Two", "EUR", "DE")).await.expect(201);
    })
    .await;
}

#[tokio::test]
async fn an_export_guards_against_formulas() {
    both(async |app| {
        app.admin
            .post("/api/v1/records/company", company("X", "=cmd|' /c calc'!A0", "EUR", "DE"))
            .await
            .expect(201);
        let csv = app.admin.get("/api/v1/records/company/export?fields=code,name").await.text();
        assert!(csv.contains(",X,'=cmd|' /c calc'!A0"), "{csv}");
    })
    .await;
}
