//! Imports: headers guessed, cells recognised, refusals by row and column, nothing half done, undone whole.

use base64::Engine;
use hyper::Method;
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

/// A workbook of one sheet: number 7, Мария Иванова, a date cell, a phone.
const WORKBOOK: &str = "\
    UEsDBBQAAAAIAAAAIVxShcw88AAAAIUCAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbK2SPVLDMBCFr+JRm4nkUFAwtlMALVBwgUVe\
    xxrrb7Sb4NweWQkUTCBNqh3pvX3frkbNdna2OmAiE3wrNrIW2655P0akKiueWjEyxwelSI/ogGSI6LMyhOSA8zHtVAQ9wQ7VXV3f\
    Kx08o+c1Lxmia55wgL3l6nnO1ydKQkuiejwZF1YrIEZrNHDW1cH3vyjrM0HmzuKh0URaZYNQFwmL8jfg3Pea106mx+oNEr+Ayy41\
    W/UZ0vQRwiT/D7kwZRgGo7EPeu9yi6SYEHoaEdlZWap0YPzqOr+YSZWyufEgP/lX5iA+WqRbv0IJ/Sar8tG6L1BLAwQUAAAACAAA\
    ACFcdD4PKpQAAAADAQAACwAAAF9yZWxzLy5yZWxzjc89DsIwDAXgq0Q+QN0yMKCkXVhYERcIwf1RmzhyApTbk5EiBkY/P32Wdbf6\
    RT1I0sTBQFPV0LX6TIvNJUjjFJMqjZAMjDnHA2JyI3mbKo4UyqZn8TaXUQaM1s12INzV9R7l04CtqU43A9KAurwi/SNz30+Ojuzu\
    nkL+ceCrUWQrA2UD64JPlvnKPFcFBWw1bt5r31BLAwQUAAAACAAAACFcH95j054AAAD3AAAADwAAAHhsL3dvcmtib29rLnhtbI2P\
    OxKDMAxEr+LRATCkSMGAadKkyxUcEMGDbXkk53P8eCD0qfTZ0VttN3yCVy9kcRR7aKoaBtO9idc70aqKGKWHJefUai3jgsFKRQlj\
    UWbiYHMZ+aElMdpJFsQcvD7V9VkH6yLshJb/YdA8uxEvND4DxrxDGL3N5TVZXBIw3eYgv6qiDdjDDSl5BLXtrlNJAYpbVxpuQJtO\
    H0f6yGW+UEsDBBQAAAAIAAAAIVx4T8xbqQAAAIEBAAAaAAAAeGwvX3JlbHMvd29ya2Jvb2sueG1sLnJlbHOtkDsOgzAQRK+C9gAs\
    UKSIMDRp0ka5gOUsGIE/8jofbh8rUT5IFClSrWZ29Wa0dXszU3ahwIOzAsq8gLapDzTJmAzWg+csXVgWoGP0W0RWmozk3HmyadO5\
    YGRMMvTopRplT1gVxQbDNwOWzGx/EhBKyI6zp1/IrusGRTunzoZsXAnAqwsja6KYoDL0FAW8LcbHKPNEBVyrUv2zCsd5Iv70eOpX\
    OC6e29wBUEsDBBQAAAAIAAAAIVzUCtfpmAAAAMgAAAANAAAAeGwvc3R5bGVzLnhtbF2OsQ6DMAxEfyXyB5CAqg4VgQ2JpUuXrimY\
    ghQnURwq+PuGqlKlbr53Z/vqdiMrXhh58U5DWShom5rTbvE2IyaRbcca5pTCRUoeZiTDhQ/osjP5SCZlGZ+SQ0Qz8rFEVlZKnSWZ\
    xUFTD2jtfWIx+NUlDVVG2yTcSh2lftSgQP6R8gTChGD360oPjN3nTcZHUH7P5elXs3kDUEsDBBQAAAAIAAAAIVyoRQybEAEAACoC\
    AAAYAAAAeGwvd29ya3NoZWV0cy9zaGVldDEueG1sdZJBTsMwEEWvYnmL1ElSUhLkuKJELBESJzCtIRaxHdluCjtuwJYFh6hYsYEz\
    uDfCaVFUULLy+I/efP2xyfxJ1qjlxgqtChxPIjynZKPNo604dyh0lS1w5VxzDmCXFZfMTnTDVejcayOZC1fzALYxnK32kKwhiaIZ\
    SCYUpmSvlcwxSozeIBNcgrrsiosYI1dgoWqh+K0zQReWEkev1/KOGwKOEugUWP4SizHial3XSDHJB6DLMWghjKtW7HmAKceYm0qr\
    fyYQcvXhkj5cV7X0jEB7HCAZmevf/Xb34j93r8i/+Q+/9V/+uzuHAoUh9rDHliZpmud/Tcoxk5NpmqMsy1CcTNFpOhvKAUcPBv1P\
    oD9QSwECFAMUAAAACAAAACFcUoXMPPAAAACFAgAAEwAAAAAAAAAAAAAAgAEAAAAAW0NvbnRlbnRfVHlwZXNdLnhtbFBLAQIUAxQA\
    AAAIAAAAIVx0Pg8qlAAAAAMBAAALAAAAAAAAAAAAAACAASEBAABfcmVscy8ucmVsc1BLAQIUAxQAAAAIAAAAIVwf3mPTngAAAPcA\
    AAAPAAAAAAAAAAAAAACAAd4BAAB4bC93b3JrYm9vay54bWxQSwECFAMUAAAACAAAACFceE/MW6kAAACBAQAAGgAAAAAAAAAAAAAA\
    gAGpAgAAeGwvX3JlbHMvd29ya2Jvb2sueG1sLnJlbHNQSwECFAMUAAAACAAAACFc1ArX6ZgAAADIAAAADQAAAAAAAAAAAAAAgAGK\
    AwAAeGwvc3R5bGVzLnhtbFBLAQIUAxQAAAAIAAAAIVyoRQybEAEAACoCAAAYAAAAAAAAAAAAAACAAU0EAAB4bC93b3Jrc2hlZXRz\
    L3NoZWV0MS54bWxQSwUGAAAAAAYABgCAAQAAkwUAAAAA";

#[tokio::test]
async fn a_workbook_is_a_table_too_with_its_numbers_and_dates() {
    both(async |app: &TestApp| {
        let body = json!({"record_type": "contact", "source": "people.xlsx", "format": "xlsx",
                          "content": WORKBOOK.replace(' ', ""), "constants": {"kind": "person"}});
        let report = app.admin.post("/api/v1/actions/import.run", body).await.expect(200);
        assert_eq!((&report["created"], &report["ignored"]), (&json!(1), &json!([])), "{report}");
        let found = app.admin.get("/api/v1/contacts/search?q=0888123456").await.expect(200);
        let path = format!("/api/v1/records/contact/{}", found[0]["id"].as_str().unwrap());
        let kept = app.admin.get(&path).await.expect(200);
        assert_eq!((&kept["code"], &kept["name"]), (&json!("7"), &json!("Мария Иванова")));
        assert_eq!(kept["born_on"], "1970-01-31");
    })
    .await;
}

#[tokio::test]
async fn a_preview_guesses_where_columns_go_and_writes_nothing() {
    both(async |app: &TestApp| {
        let preview = "/api/v1/actions/import.preview";
        let mut body = contacts(CUSTOMERS);
        body["map"] = json!({"Colour": "note", "Fax": ""});
        let seen = app.admin.post(preview, body).await.expect(200);
        assert_eq!((&seen["row_count"], &seen["headers"][1]), (&json!(3), &json!("Company Name")), "{seen}");
        assert_eq!(seen["rows"][0]["row"], 2);
        assert_eq!(seen["rows"][0]["cells"][1], "Alfreds Futterkiste");
        let column = |name: &str| {
            let found = seen["columns"].as_array().unwrap().iter().find(|one| one["column"] == name).unwrap();
            (found["field"].clone(), found["guessed"].clone())
        };
        assert_eq!(column("Phone"), (json!("phones.0.given"), json!(true)));
        assert_eq!(column("Colour"), (json!("note"), json!(false)));
        assert_eq!(column("Fax"), (Value::Null, json!(false)));
        let field = |name: &str| {
            seen["fields"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
        };
        assert_eq!((&field("name")["required"], &field("kind")["kind"]), (&json!(true), &json!("choice")));
        assert_eq!(field("roles.0.company")["to"], "company");
        assert_eq!(app.admin.get("/api/v1/records/contact").await.expect(200)["items"], json!([]));
        let reader = app.user("reader", &[("contact", "read")]).await;
        reader.post(preview, contacts(CUSTOMERS)).await.refused(403, "denied");
    })
    .await;
}

#[tokio::test]
async fn every_bad_cell_of_a_row_is_named() {
    both(async |app: &TestApp| {
        let table = "code,name,contact,closed\nA,Alpha,nobody,perhaps\nB,Beta,,no\n";
        let company = json!({"code": "NW", "name": "Northwind", "currency": "USD", "country": "US"});
        let company = app.admin.post("/api/v1/records/company", company).await.expect(201);
        let body = json!({"record_type": "warehouse", "source": "w.csv", "format": "csv", "content": table,
                          "company": company["id"], "mode": "row"});
        let report = app.admin.post("/api/v1/actions/import.run", body).await.expect(200);
        let told: Vec<[&Value; 4]> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| [&one["row"], &one["column"], &one["given"], &one["code"]])
            .collect();
        assert_eq!(
            json!(told),
            json!([
                [2, "contact", "nobody", "import.no-such-record"],
                [2, "closed", "perhaps", "import.cell"],
            ])
        );
        assert_eq!((&report["failed"], &report["created"]), (&json!(1), &json!(1)));
    })
    .await;
}

#[tokio::test]
async fn a_large_file_is_taken_and_its_user_alone_hears_how_far_it_is() {
    both(async |app: &TestApp| {
        let other = keel_tests::people::user(app.db(), "other", &[("contact", "read create")]).await;
        let token = app.admin.token().unwrap().to_owned();
        let mut hears = crate::platform_live::Stream::open(&app.admin, &token, "").await;
        let mut deaf = crate::platform_live::Stream::open(&app.admin, &other.token, "").await;
        // More than every other route takes; most of it is one long cell that goes nowhere.
        let table = format!("code,name,Nothing\nA,Alpha,{}\nB,Beta,\n", "x".repeat(17 << 20));
        let keyed = [("idempotency-key", "the-import")];
        let run = "/api/v1/actions/import.run";
        app.admin.send(Method::POST, run, &keyed, Some(contacts(&table))).await.expect(200);
        let first = hears.event("import").await.unwrap();
        assert_eq!(first, json!({"key": "the-import", "done": 0, "total": 2}));
        assert_eq!(hears.event("import").await.unwrap()["done"], 2);
        let own = contacts("code,name\nC,Gamma\n");
        let client = app.admin.clone().with_token(&other.token);
        client.send(Method::POST, run, &[("x-request-id", "mine")], Some(own)).await.expect(200);
        assert_eq!(deaf.event("import").await.unwrap()["key"], "mine");
    })
    .await;
}
