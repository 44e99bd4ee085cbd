//! The demo company: its figures, its structure, and that a second run changes nothing.

use keel::service::demo;
use keel_tests::{Client, TestApp, both};
use serde_json::{Value, json};

async fn count(client: &Client, path: &str) -> i64 {
    client.get(path).await.expect(200)["total"].as_i64().unwrap()
}

#[tokio::test]
async fn northwind_is_there_structured_and_in_balance() {
    both(async |app: &TestApp| {
        let report = demo::build(app.db(), app.app().system("demo")).await.unwrap();
        assert!(report.changed);
        let stock = report.opening_stock.as_ref().unwrap();
        assert_eq!((stock.units.to_string(), stock.value.to_string()), ("3119".into(), "73953.35".into()));
        figures(app, &report.company.to_string()).await;
        structure(app).await;
        findings(&report);
        books(app, &report.company.to_string()).await;
        users(app).await;

        let again = demo::build(app.db(), app.app().system("demo")).await.unwrap();
        assert!(!again.changed && again.opening_stock.is_none());
        assert!(again.steps.iter().all(|step| step.created == 0));
        let told = |report: &demo::DemoReport| report.steps.iter().map(|s| s.findings.len()).sum::<usize>();
        assert_eq!(told(&again), told(&report), "a second run tells the same from what was kept");
        figures(app, &report.company.to_string()).await;
    })
    .await;
}

async fn figures(app: &TestApp, company: &str) {
    for (path, expected) in [
        // Northwind itself, 91 + 29 + 6 organisations, a person for each of 91 + 29, and 9 employees.
        ("contact", 1 + 91 + 29 + 6 + 91 + 29 + 9),
        ("item", 77),
        ("item-category", 8),
        ("company", 1),
    ] {
        let path = format!("/api/v1/records/{path}?count=true&limit=1");
        assert_eq!(count(&app.admin, &path).await, expected, "{path}");
    }
    for (role, expected) in [("customer", 91), ("supplier", 29 + 6), ("carrier", 6), ("employee", 9)] {
        let sql =
            "select count(*) from contact_role r join company c on c.id = r.company_id where r.role = $1";
        let role_name = role.to_owned();
        let found = app
            .db()
            .read(async move |tx| {
                let row = tx.row(sql, &[role_name.into()]).await?;
                row.map_or(Ok(0), |row| row.get::<i64>(0))
            })
            .await
            .unwrap();
        assert_eq!(found, expected, "{role} of {company}");
    }
}

async fn contact(app: &TestApp, code: &str) -> Value {
    let found = app.admin.get(&format!("/api/v1/contacts/search?q={code}")).await.expect(200);
    let id = found[0]["id"].as_str().unwrap_or_else(|| panic!("{code} is not found")).to_owned();
    app.admin.get(&format!("/api/v1/records/contact/{id}")).await.expect(200)
}

async fn structure(app: &TestApp) {
    let customer = contact(app, "GREAL").await;
    let address = &customer["addresses"][0];
    assert_eq!((&address["country"], &address["subdivision"]), (&json!("US"), &json!("US-OR")));
    assert_eq!(customer["phones"][0]["e164"], "+15035557555");
    assert_eq!(contact(app, "AROUT").await["addresses"][0]["country"], "GB");
    assert_eq!(contact(app, "ISLAT").await["addresses"][0]["subdivision"], "GB-IOW");
    assert_eq!(contact(app, "MEREP").await["addresses"][0]["subdivision"], "CA-QC");
    assert_eq!(contact(app, "GROSR").await["addresses"][0]["subdivision"], "VE-A");
    // Frankfurt a.M., Frankfurt and Frankfurt am Main are one city; so are both spellings of São Paulo.
    assert_eq!(
        contact(app, "LEHMS").await["addresses"][0]["city"],
        contact(app, "SUP-12").await["addresses"][0]["city"]
    );
    assert_eq!(
        contact(app, "COMMI").await["addresses"][0]["city"],
        contact(app, "SUP-10").await["addresses"][0]["city"]
    );
    let fax = contact(app, "ALFKI").await;
    assert!(fax["phones"].as_array().unwrap().iter().any(|phone| phone["kind"] == "fax"), "{fax}");
    assert_eq!(
        contact(app, "SUP-6").await["websites"][0]["url"],
        "http://www.microsoft.com/accessdev/sampleapps/mayumi.htm"
    );
    let titles = app.admin.get("/api/v1/records/job-title?limit=200").await.expect(200);
    let mut names: Vec<&str> =
        titles["items"].as_array().unwrap().iter().map(|title| title["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, TITLES);
}

/// What the titles of 129 people come down to: no spelling twice.
const TITLES: [&str; 21] = [
    "Accounting Manager",
    "Assistant Sales Agent",
    "Assistant Sales Representative",
    "Coordinator Foreign Markets",
    "Export Administrator",
    "Inside Sales Coordinator",
    "International Marketing Manager",
    "Marketing Assistant",
    "Marketing Manager",
    "Marketing Representative",
    "Order Administrator",
    "Owner",
    "Product Manager",
    "Purchasing Manager",
    "Regional Account Representative",
    "Sales Agent",
    "Sales Associate",
    "Sales Manager",
    "Sales Representative",
    "Vice President, Sales",
    "Wholesale Account Agent",
];

fn findings(report: &demo::DemoReport) {
    let all: Vec<_> = report.steps.iter().flat_map(|step| &step.findings).collect();
    assert!(all.iter().all(|finding| finding.severity != "error" && !finding.given.is_empty()));
    let codes = |code: &str| all.iter().filter(|finding| finding.code == code).count();
    assert_eq!(codes("contact.country-unknown"), 0, "every country is recognised");
    assert_eq!(codes("contact.subdivision-unknown"), 0, "every region is recognised");
    assert_eq!(codes("contact.two-job-titles"), 1);
    assert!(codes("contact.phone-unknown") > 50, "numbers of 1996 that nobody dials any more are told");
}

async fn books(app: &TestApp, company: &str) {
    let path = format!("/api/v1/reports/trial-balance?company={company}");
    let trial = app.admin.get(&path).await.expect(200).to_string();
    assert!(trial.contains("73953.35"), "{trial}");
    let years = app.admin.get("/api/v1/records/fiscal-year?limit=50").await.expect(200);
    assert_eq!(years["items"].as_array().map(Vec::len), Some(4), "1996 to 1998, and this year");
}

async fn users(app: &TestApp) {
    let list = app.admin.get("/api/v1/records/user?limit=50&sort=login").await.expect(200);
    let items = list["items"].as_array().unwrap();
    let of = |login: &str| items.iter().find(|user| user["login"] == login).cloned().unwrap_or_default();
    let (fuller, buchanan, suyama) = (of("andrew.fuller"), of("steven.buchanan"), of("michael.suyama"));
    assert_eq!(fuller["manager"], Value::Null);
    assert_eq!(buchanan["manager"], fuller["id"]);
    assert_eq!(suyama["manager"], buchanan["id"]);
    let person =
        app.admin.get(&format!("/api/v1/records/contact/{}", suyama["contact"].as_str().unwrap())).await;
    let person = person.expect(200);
    assert_eq!((&person["name"], &person["born_on"]), (&json!("Michael Suyama"), &json!("1963-07-02")));
    let superior =
        app.admin.get(&format!("/api/v1/records/contact/{}", person["reports_to"].as_str().unwrap())).await;
    assert_eq!(superior.expect(200)["name"], "Steven Buchanan");
}
