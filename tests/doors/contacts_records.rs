//! Contacts through the door: what is recognised, what is refused, and with which pointer.

use keel_tests::{TestApp, both};
use serde_json::{Value, json};

/// A customer with everything that its role needs.
pub fn customer(name: &str) -> Value {
    json!({
        "kind": "organisation",
        "name": name,
        "roles": [{"role": "customer"}],
        "addresses": [{
            "lines": "ul. Shipka 1", "postcode": "1504", "city_given": "София", "country": "България",
            "subdivision": "София-град"
        }],
        "phones": [{"given": "02 987 65 43"}],
        "emails": [{"address": "Office@Example.BG"}],
        "tax_numbers": [{"country": "BG", "number": "BG 175 074 752"}]
    })
}

#[tokio::test]
async fn a_contact_is_kept_structured() {
    both(async |app: &TestApp| {
        let made = app.admin.post("/api/v1/records/contact", customer("Алфа ООД")).await.expect(201);
        let address = &made["addresses"][0];
        assert_eq!((&address["country"], &address["subdivision"]), (&json!("BG"), &json!("BG-22")));
        assert_eq!(made["phones"][0]["e164"], "+35929876543");
        assert_eq!(made["emails"][0]["address"], "office@example.bg");
        assert_eq!(made["tax_numbers"][0]["number"], "175074752");
        assert_eq!(made["tax_numbers"][0]["checked"], true);
        let city = address["city"].as_str().unwrap();
        let city = app.admin.get(&format!("/api/v1/records/city/{city}")).await.expect(200);
        assert_eq!(city["name"], "София");
        // The second address in the same city, spelled otherwise, is in the same directory entry.
        let other = app.admin.post("/api/v1/records/contact", customer("Бета ООД")).await.expect(201);
        assert_eq!(other["addresses"][0]["city"], city["id"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_named_where_it_stands() {
    both(async |app: &TestApp| {
        let cases = [
            ("/addresses/0/country", json!("Atlantis"), "contact.country-unknown", "/addresses/0/country"),
            (
                "/addresses/0/subdivision",
                json!("Nowhere"),
                "contact.subdivision-unknown",
                "/addresses/0/subdivision",
            ),
            ("/emails/0/address", json!("not an address"), "contact.email-form", "/emails/0/address"),
            (
                "/tax_numbers/0/number",
                json!("BG175074751"),
                "contact.tax-number-check-digit",
                "/tax_numbers/0/number",
            ),
            ("/tax_numbers", json!([]), "contact.role-needs-tax-number", "/tax_numbers"),
            ("/addresses", json!([]), "contact.role-needs-address", "/addresses"),
            (
                "/bank_accounts",
                json!([{"iban": "BG80BNBG96611020345679"}]),
                "contact.iban-check-digits",
                "/bank_accounts/0/iban",
            ),
        ];
        for (pointer, value, code, at) in cases {
            let mut body = customer("Гама АД");
            match body.pointer_mut(pointer) {
                Some(place) => *place = value,
                None => body[pointer.trim_start_matches('/')] = value,
            }
            let problem = app.admin.post("/api/v1/records/contact", body).await.refused(422, code);
            assert_eq!(problem["errors"][0]["pointer"], at, "{problem}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_lead_needs_a_way_to_be_reached_and_a_company_may_ask_for_more_or_less() {
    both(async |app: &TestApp| {
        let lead = |extra: Value| {
            let mut body = json!({"kind": "person", "given_name": "Ива", "family_name": "Петрова",
                                  "roles": [{"role": "lead"}]});
            body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            body
        };
        app.admin
            .post("/api/v1/records/contact", lead(json!({})))
            .await
            .refused(422, "contact.role-needs-reach");
        let made = app
            .admin
            .post("/api/v1/records/contact", lead(json!({"phones": [{"given": "+359 888 123 456"}]})))
            .await
            .expect(201);
        assert_eq!(made["name"], "Ива Петрова");
        let advice = json!({"role": "customer", "needs": "tax-number", "level": "advise"});
        app.admin.post("/api/v1/records/role-requirement", advice).await.expect(201);
        let mut body = customer("Делта ЕООД");
        body["tax_numbers"] = json!([]);
        let made = app.admin.post("/api/v1/records/contact", body).await.expect(201);
        let id = made["id"].as_str().unwrap();
        let findings = app.admin.get(&format!("/api/v1/contacts/findings?id={id}")).await.expect(200);
        assert_eq!(findings[0]["code"], "contact.role-needs-tax-number");
        assert_eq!(findings[0]["level"], "advise");
    })
    .await;
}

#[tokio::test]
async fn job_titles_have_no_near_duplicates() {
    both(async |app: &TestApp| {
        let mut titles = Vec::new();
        for given in ["Sales Representative", "Sales Rep.", "sales representative", "Sales Represenative"] {
            let body = json!({"kind": "person", "name": given, "job_title_given": given});
            let made = app.admin.post("/api/v1/records/contact", body).await.expect(201);
            assert_eq!(made["job_title_given"], given);
            titles.push(made["job_title"].clone());
        }
        titles.dedup();
        assert_eq!(titles.len(), 1);
        let list = app.admin.get("/api/v1/records/job-title").await.expect(200);
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
        assert_eq!(list["items"][0]["name"], "Sales Representative");
    })
    .await;
}

#[tokio::test]
async fn nobody_reports_to_themselves_by_any_way_round() {
    both(async |app: &TestApp| {
        let mut ids = Vec::new();
        for name in ["Ana", "Boris", "Vera"] {
            let body = json!({"kind": "person", "name": name, "reports_to": ids.last()});
            let made = app.admin.post("/api/v1/records/contact", body).await.expect(201);
            ids.push(made["id"].as_str().unwrap().to_owned());
        }
        let path = format!("/api/v1/records/contact/{}", ids[0]);
        app.admin
            .patch(&path, 1, json!({"reports_to": ids[2]}))
            .await
            .refused(409, "contact.reports-to-itself");
    })
    .await;
}
