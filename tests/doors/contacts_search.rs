//! Search by any part, in any script, as somebody types.

use keel_tests::{TestApp, both};
use serde_json::json;

#[tokio::test]
async fn contacts_are_found_by_any_part_best_first() {
    both(async |app: &TestApp| {
        for body in [
            json!({"kind": "person", "name": "Maria Anders", "code": "P-1",
                   "phones": [{"given": "+49 30 901820"}], "emails": [{"address": "maria@alfki.example"}]}),
            json!({"kind": "person", "name": "Anders Lund"}),
            json!({"kind": "organisation", "name": "Sanderson & Co.",
                   "tax_numbers": [{"country": "BG", "number": "175074752"}]}),
            json!({"kind": "person", "name": "Андрей Иванов"}),
            json!({"kind": "organisation", "name": "Müller GmbH"}),
            json!({"kind": "organisation", "name": "東京商事"}),
            json!({"kind": "organisation", "name": "100% Pure_Oil"}),
        ] {
            app.admin.post("/api/v1/records/contact", body).await.expect(201);
        }
        for (q, expected) in [
            ("anders", "Anders Lund prefix, Maria Anders word, Sanderson & Co. part"),
            ("maria anders", "Maria Anders exact"),
            ("anders mar", "Maria Anders word"),
            ("an", "Anders Lund prefix, Maria Anders word"),
            ("а", "Андрей Иванов prefix"),
            ("АНДР", "Андрей Иванов prefix"),
            ("ванов", "Андрей Иванов part"),
            ("muller", "Müller GmbH prefix"),
            ("MÜLL", "Müller GmbH prefix"),
            ("901820", "Maria Anders part"),
            ("030 901820", "Maria Anders exact"),
            ("+49 30 901820", "Maria Anders exact"),
            ("alfki", "Maria Anders part"),
            ("175074", "Sanderson & Co. part"),
            ("BG175074752", "Sanderson & Co. exact"),
            ("p-1", "Maria Anders exact"),
            ("京商", "東京商事 word"),
            ("100%", "100% Pure_Oil exact"),
            ("e_o", "100% Pure_Oil part"),
            ("%%%", ""),
            ("nobody", ""),
            ("\"' or 1=1 --", ""),
            ("  ", ""),
        ] {
            let path = format!("/api/v1/contacts/search?q={}", percent(q));
            let hits = app.admin.get(&path).await.expect(200);
            let found: Vec<String> = hits
                .as_array()
                .unwrap()
                .iter()
                .map(|hit| format!("{} {}", hit["name"].as_str().unwrap(), hit["rank"].as_str().unwrap()))
                .collect();
            assert_eq!(found.join(", "), expected, "{q}");
        }
        let list = app.admin.get("/api/v1/records/contact?q=anders").await.expect(200);
        assert_eq!(list["items"].as_array().map(Vec::len), Some(3), "{list}");
    })
    .await;
}

/// The text as a value of a query.
fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_changed_contact_is_found_by_what_it_is_now() {
    both(async |app: &TestApp| {
        let body = json!({"kind": "person", "name": "Petra Winkler"});
        let made = app.admin.post("/api/v1/records/contact", body).await.expect(201);
        let path = format!("/api/v1/records/contact/{}", made["id"].as_str().unwrap());
        app.admin.patch(&path, 1, json!({"name": "Petra Sommer"})).await.expect(200);
        for (q, count) in [("winkler", 0), ("sommer", 1)] {
            let hits = app.admin.get(&format!("/api/v1/contacts/search?q={q}")).await.expect(200);
            assert_eq!(hits.as_array().map(Vec::len), Some(count), "{q}");
        }
    })
    .await;
}
