//! Imports: headers guessed, cells recognised, refusals by row and column, nothing half done, undone whole.

use base64::Engine;
use keel_tests::{TestApp, both};
use serde_json::{Value, json};

const CUSTOMERS: &str = "\
Customer ID,Company Name,Contact Title,Address,City,Region,Postal Code,Country,Phone,Fax,E-Mail,Colour
ALFKI,Alfreds Futterkiste,Sales Rep.,Obere Str. 57,Berlin,,12209,Germany,030-901820,030-901821,info@alfki.example,red
GREAL,Great Lakes Food Market,Owner/Marketing Mgr.,2732 Baker Blvd.,Eugene,OR,97403,USA,(503) 555-7555,,not a mail,
WHOIS,Nobody Knows,,,Nowhere,,,Atlantis,123,,,
";

fn contacts(content: &str) -> Value {
    json!({"record_type": "contact", "source": "customers.csv", "format": "csv", "content": content,
           "constants": {"kind": "organisation"}, "key_field": "code"})
}

#[tokio::test]
async fn a_dirty_file_becomes_structured_contacts_and_says_what_it_could_not_read() {
    both(async |app: &TestApp| {
        let mut dry = contacts(CUSTOMERS);
        dry["dry_run"] = json!(true);
        let report = app.admin.post("/api/v1/actions/import.run", dry).await.expect(200);
        assert_eq!((&report["created"], &report["batch"]), (&json!(3), &Value::Null), "{report}");
        let none = app.admin.get("/api/v1/records/contact").await.expect(200);
        assert_eq!(none["items"], json!([]), "a dry run keeps nothing");

        let report = app.admin.post("/api/v1/actions/import.run", contacts(CUSTOMERS)).await.expect(200);
        assert_eq!(report["created"], 3, "{report}");
        assert_eq!(report["ignored"], json!(["Colour"]));
        let told: Vec<String> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap().to_owned();
                format!(
                    "{} {} {} {} {}",
                    one["row"],
                    text("column"),
                    text("severity"),
                    text("code"),
                    text("given")
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "3 E-Mail unresolved contact.email-form not a mail",
                "3 Contact Title note contact.two-job-titles Owner/Marketing Mgr.",
                "4 Country unresolved contact.country-unknown Atlantis",
                "4 Phone unresolved contact.phone-unknown 123",
            ]
        );
        let batch = report["batch"].as_str().unwrap();
        let kept = app.admin.get(&format!("/api/v1/imports/findings?batch={batch}")).await.expect(200);
        assert_eq!(kept, report["findings"], "the findings are kept with the import");
        let found = app.admin.get("/api/v1/contacts/search?q=greal").await.expect(200);
        let path = format!("/api/v1/records/contact/{}", found[0]["id"].as_str().unwrap());
        let kept = app.admin.get(&path).await.expect(200);
        assert_eq!(kept["addresses"][0]["subdivision"], "US-OR");
        assert_eq!(kept["phones"][0]["e164"], "+15035557555");
        assert_eq!(kept["note"], "not a mail", "nothing is dropped");
    })
    .await;
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_a_changed_file_only_what_changed() {
    both(async |app: &TestApp| {
        app.admin.post("/api/v1/actions/import.run", contacts(CUSTOMERS)).await.expect(200);
        let again = app.admin.post("/api/v1/actions/import.run", contacts(CUSTOMERS)).await.expect(200);
        assert_eq!(
            (&again["created"], &again["updated"], &again["unchanged"]),
            (&json!(0), &json!(0), &json!(3))
        );
        let changed = CUSTOMERS.replace("030-901820", "030-901899").replace("Berlin", "Potsdam");
        let report = app.admin.post("/api/v1/actions/import.run", contacts(&changed)).await.expect(200);
        assert_eq!((&report["updated"], &report["unchanged"]), (&json!(1), &json!(2)), "{report}");
        let found = app.admin.get("/api/v1/contacts/search?q=alfki").await.expect(200);
        let path = format!("/api/v1/records/contact/{}", found[0]["id"].as_str().unwrap());
        let kept = app.admin.get(&path).await.expect(200);
        assert_eq!(kept["phones"][0]["e164"], "+4930901899");
        assert_eq!(kept["addresses"].as_array().map(Vec::len), Some(1));
        let city = app
            .admin
            .get(&format!("/api/v1/records/city/{}", kept["addresses"][0]["city"].as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!(city["name"], "Potsdam");
    })
    .await;
}

#[tokio::test]
async fn refused_rows_are_named_by_row_and_column_and_take_back_all_or_only_themselves() {
    both(async |app: &TestApp| {
        let file =
            "code,name,kind,born_on\nA,Ana,person,1970-01-31\nB,,person,1970-01-31\nC,Cyril,person,31/1/70\n";
        let mut body =
            json!({"record_type": "contact", "source": "people.csv", "format": "csv", "content": file});
        let problem = app
            .admin
            .post("/api/v1/actions/import.run", body.clone())
            .await
            .refused(422, "import.rows-refused");
        let pointers: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/rows/3/name", "/rows/4/born_on"]);
        let none = app.admin.get("/api/v1/records/contact").await.expect(200);
        assert_eq!(none["items"], json!([]), "all or nothing");
        body["mode"] = json!("row");
        let report = app.admin.post("/api/v1/actions/import.run", body).await.expect(200);
        assert_eq!((&report["created"], &report["failed"]), (&json!(1), &json!(2)), "{report}");
    })
    .await;
}

#[tokio::test]
async fn an_import_is_undone_whole_or_not_at_all() {
    both(async |app: &TestApp| {
        let report = app.admin.post("/api/v1/actions/import.run", contacts(CUSTOMERS)).await.expect(200);
        let undo = json!({"batch": report["batch"]});
        let found = app.admin.get("/api/v1/contacts/search?q=alfki").await.expect(200);
        let path = format!("/api/v1/records/contact/{}", found[0]["id"].as_str().unwrap());
        app.admin.patch(&path, 1, json!({"note": "called on Monday"})).await.expect(200);
        app.admin.post("/api/v1/actions/import.undo", undo).await.refused(412, "stale");
        let all = app.admin.get("/api/v1/records/contact").await.expect(200);
        assert_eq!(all["items"].as_array().map(Vec::len), Some(3), "nothing went");

        let second = app
            .admin
            .post(
                "/api/v1/actions/import.run",
                json!({"record_type": "job-title", "source": "titles.csv", "format": "csv", "content": "name\nBuyer\n"}),
            )
            .await
            .expect(200);
        let undo = json!({"batch": second["batch"]});
        let undone = app.admin.post("/api/v1/actions/import.undo", undo.clone()).await.expect(200);
        assert_eq!(undone["removed"], 1);
        app.admin.post("/api/v1/actions/import.undo", undo).await.refused(409, "import.undone");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_mapped_is_refused_before_any_row() {
    both(async |app: &TestApp| {
        let body = |change: Value| {
            let mut body = contacts("code,name\nA,Ana\n");
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            body
        };
        for (change, status, code) in [
            (json!({"map": {"Phone": "note"}}), 422, "import.no-column"),
            (json!({"map": {"name": "nonsense"}}), 422, "field.unknown"),
            (json!({"constants": {"kind.0": "x"}}), 422, "field.unknown"),
            (json!({"record_type": "unicorn"}), 404, "not-found"),
            (json!({"content": ""}), 422, "import.no-header"),
            (
                json!({"format": "xlsx", "content": base64::engine::general_purpose::STANDARD.encode("x")}),
                422,
                "import.xlsx",
            ),
        ] {
            app.admin.post("/api/v1/actions/import.run", body(change)).await.refused(status, code);
        }
        let clerk = app.user("clerk", &[("contact", "read")]).await;
        clerk.post("/api/v1/actions/import.run", body(json!({}))).await.refused(403, "denied");
    })
    .await;
}
