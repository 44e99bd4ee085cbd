//! How reports may be asked: as known at an instant, of a dimension, page by page, as CSV, and by whom.

use keel_tests::both;
use serde_json::{Value, json};

use super::ledger_books::Books;
use super::report_year::{Year, follow, number, total};

#[tokio::test]
async fn report_as_known_at_an_instant_does_not_see_what_was_posted_or_undone_later() {
    both(async |app| {
        let year = Year::live(Books::open(app).await).await;
        let questions = [
            "trial-balance from=2025-01-01 to=2025-12-31",
            "balance-sheet on=2025-12-31",
            "profit-and-loss from=2025-01-01 to=2025-12-31",
            "cash-flow from=2025-01-01 to=2025-12-31",
            "tax-boxes from=2025-01-01 to=2025-12-31",
            "open-items on=2025-12-31",
            "journal to=2025-12-31",
        ];
        let mut before = Vec::new();
        for question in questions {
            before.push(figures(&year.report(question).await));
        }
        // Later: a late bill, a sale taken back, a settlement undone.
        year.books.post("6100 D 50 | 1000 C 50 | on 2025-12-20 | in BNK").await;
        let open = year.report("open-items on=2025-12-31").await;
        let first = open["rows"][0]["record"]["id"].clone();
        let undo = json!({"item": {"entry": first, "line": 1}});
        year.books.act("ledger.unreconcile", undo).await.expect(200);
        year.books.act("ledger.reverse", json!({"entry": first, "on": "2025-12-31"})).await.expect(200);
        for (question, before) in questions.iter().zip(before) {
            let then = year.report(&format!("{question} known_at={}", year.known_at)).await;
            assert_eq!(figures(&then), before, "{question}");
            let now = year.report(question).await;
            assert_ne!(figures(&now), before, "{question}");
            follow(&year, &now).await;
        }
        // The payment is open again; the sale and its reversal settle one another.
        let now = year.report("open-items on=2025-12-31").await;
        let amounts: Vec<String> = now["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| number(&row["cells"][7]).unwrap().to_string())
            .collect();
        assert_eq!(amounts, ["-700.00", "240.00"]);
    })
    .await;
}

fn figures(report: &Value) -> Vec<Value> {
    let rows = report["rows"].as_array().unwrap().iter();
    rows.flat_map(|row| row["cells"].as_array().unwrap()).map(|cell| cell["value"].clone()).collect()
}

#[tokio::test]
async fn report_of_a_dimension_counts_the_value_and_those_below_it() {
    both(async |app| {
        let year = Year::live(Books::open(app).await).await;
        let books = &year.books;
        let make = async |kind: &str, mut body: Value| -> Value {
            body["company"] = json!(books.company);
            app.admin.post(&format!("/api/v1/records/{kind}"), body).await.expect(201)["id"].clone()
        };
        let region = make("dimension", json!({"code": "REG", "name": "Region"})).await;
        let north = json!({"dimension": region, "code": "N", "name": "North"});
        let north = make("dimension-value", north).await;
        let coast = json!({"dimension": region, "code": "NC", "name": "North coast", "parent": north});
        let coast = make("dimension-value", coast).await;
        for (value, amount) in [(&north, "7"), (&coast, "5")] {
            let mut entry = books.entry(&format!("6200 D {amount} | 1000 C {amount} | on 2025-07-07"));
            entry["lines"][0]["dimensions"] = json!([value]);
            books.act("ledger.post", entry).await.expect(200);
        }
        for (question, expected) in
            [("REG:N", "12.00"), ("REG:NC", "5.00"), (coast.as_str().unwrap(), "5.00")]
        {
            let question = format!("general-ledger account=6200 dimension={question}");
            assert_eq!(total(&year.report(&question).await, "balance").to_string(), expected);
        }
        let result = year.report("profit-and-loss from=2025-01-01 to=2025-12-31 dimension=REG:N").await;
        assert!(follow(&year, &result).await > 3);
        year.ask("profit-and-loss dimension=REG:X").await.refused(404, "not-found");
    })
    .await;
}

#[tokio::test]
async fn report_pages_join_without_a_gap_and_keep_the_totals_of_all() {
    both(async |app| {
        let year = Year::live(Books::open(app).await).await;
        for question in
            ["general-ledger from=2025-02-01", "tax-lines from=2025-01-01 to=2025-12-31", "journal"]
        {
            let whole = year.report(question).await;
            let lines = |report: &Value| -> Vec<Value> {
                let rows = report["rows"].as_array().unwrap().iter();
                rows.filter(|row| row["kind"] == "line").map(|row| row["cells"].clone()).collect()
            };
            for limit in [1, 2, 3, 7] {
                let (mut joined, mut after) = (Vec::new(), String::new());
                loop {
                    let page = year.report(&format!("{question} limit={limit}{after}")).await;
                    assert_eq!(page["totals"], whole["totals"]);
                    joined.extend(lines(&page));
                    match page["next"].as_str() {
                        Some(next) => after = format!(" after={next}"),
                        None => break,
                    }
                }
                assert_eq!(joined, lines(&whole), "{question} by {limit}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn report_as_csv_keeps_formulas_from_running() {
    both(async |app| {
        let year = Year::live(Books::open(app).await).await;
        let books = &year.books;
        let body = json!({"kind": "organisation", "name": "=cmd|' /C calc'!A0"});
        let contact = app.admin.post("/api/v1/records/contact", body).await.expect(201)["id"].clone();
        let mut entry = books.entry("1100 D 5 | 4000 C 5 | on 2025-12-31");
        entry["contact"] = contact;
        books.act("ledger.post", entry).await.expect(200);
        let reply = year.ask("aged-receivables on=2025-12-31 format=csv").await;
        assert_eq!(reply.headers["content-type"], "text/csv; charset=utf-8");
        let expected = "contact,current,1-30,31-60,61-90,90+,total\n\
                        '=cmd|' /C calc'!A0,5.00,0.00,0.00,0.00,0.00,5.00\n\
                        Alfa,240.00,0.00,0.00,0.00,500.00,740.00\n\
                        ,245.00,0.00,0.00,0.00,500.00,745.00\n";
        assert_eq!(reply.text(), expected);
    })
    .await;
}

#[tokio::test]
async fn report_is_read_by_those_who_may_read_all_it_is_made_of() {
    both(async |app| {
        let year = Year::live(Books::open(app).await).await;
        let path = "/api/v1/reports/trial-balance?company=NW&on=2025-12-31";
        let nobody = app.user("nobody", &[("contact", "read")]).await;
        nobody.get(path).await.refused(403, "denied");
        let half = app.user("half", &[("report", "read")]).await;
        half.get(path).await.refused(403, "denied");
        let reader = app.user("reader", &[("report", "read"), ("entry", "read")]).await;
        reader.get(path).await.expect(200);
        reader.get("/api/v1/reports/inventory-valuation?company=NW").await.refused(403, "denied");
        // Names of contacts are shown to those who may read contacts.
        let aged = reader.get("/api/v1/reports/aged-receivables?company=NW&on=2025-12-31").await.expect(200);
        assert_eq!(aged["rows"][0]["cells"][0]["value"], year.alfa);
        app.anonymous().get(path).await.refused(401, "not-signed-in");
        for (question, status, code) in [
            ("trial-balance on=soon", 422, "report.parameter"),
            ("trial-balance account=1100", 422, "report.parameter"),
            ("trial-balance from=2025-02-01 to=2025-01-01", 422, "report.parameter"),
            ("profit-and-loss compare_from=2025-02-01", 422, "report.parameter"),
            ("general-ledger account=9999", 404, "not-found"),
            ("general-ledger limit=0", 422, "report.parameter"),
            ("general-ledger after=here", 422, "report.parameter"),
            ("open-items bucket=old", 422, "report.parameter"),
            ("trial-balance format=xml", 422, "report.parameter"),
        ] {
            year.ask(question).await.refused(status, code);
        }
        let elsewhere = app.admin.get("/api/v1/reports/trial-balance?company=XX").await;
        elsewhere.refused(404, "not-found");
        let nowhere = app.admin.get("/api/v1/reports/trial-balance").await;
        nowhere.refused(422, "report.company-missing");
    })
    .await;
}
