//! Lines of entries as records: listed, summed and paged; amounts come in as strings only.

use keel_tests::both;
use serde_json::json;

use super::ledger_books::Books;

#[tokio::test]
async fn ledger_lines_are_listed_summed_and_paged_with_what_their_entry_says() {
    both(async |app| {
        let books = Books::open(app).await;
        for day in 1..=5 {
            books.post(&format!("1000 D {day}.50 | 4000 C {day}.50 | on 2026-03-0{day}")).await;
        }
        books
            .post("1000 D 10 EUR =12 | 3000 C 12 USD =12 | 1000 C 10 EUR =12 | 3000 D 12 | on 2026-04-01")
            .await;
        let list = format!("/api/v1/records/entry-line?filter=company:eq:{}", books.company);
        let bank = books.account("1000").as_str().unwrap();
        let march = format!("{list}&filter=account:eq:{bank}&filter=entry_on:le:2026-03-31");
        let page = app.admin.get(&march).await.expect(200);
        let amounts: Vec<&str> =
            page["items"].as_array().unwrap().iter().map(|i| i["amount"].as_str().unwrap()).collect();
        assert_eq!(amounts, ["5.50", "4.50", "3.50", "2.50", "1.50"], "newest first");
        assert_eq!(page["items"][0]["number"], "GEN/2026/00005");
        let aggregate = march.replace("entry-line?", "entry-line/aggregate?");
        let sum = app.admin.get(&format!("{aggregate}&measure=sum:company_amount")).await.expect(200);
        assert_eq!(sum["items"], json!([{"sum_company_amount": "17.50"}]));
        // Pages of three show each of the fourteen lines once.
        let mut seen = Vec::new();
        let mut address = format!("{list}&limit=3");
        loop {
            let page = app.admin.get(&address).await.expect(200);
            for item in page["items"].as_array().unwrap() {
                seen.push((item["id"].as_str().unwrap().to_owned(), item["line_no"].as_i64().unwrap()));
            }
            let Some(next) = page["next"].as_str() else { break };
            address = format!("{list}&limit=3&cursor={next}");
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((all, seen.len()), (14, 14));
        let entry = page["items"][0]["id"].as_str().unwrap();
        app.admin.get(&format!("/api/v1/records/entry-line/{entry}")).await.refused(405, "record.is-a-line");
    })
    .await;
}

#[tokio::test]
async fn sums_of_amounts_have_the_digits_of_their_own_currency() {
    both(async |app| {
        let books = Books::open(app).await;
        books.post("1000 D 1500 JPY =10 | 3000 C 1500 JPY =10").await;
        books.post("1000 D 2.125 KWD =7 | 3000 C 2.125 KWD =7").await;
        books.post("1000 D 20 EUR =24 | 3000 C 20 EUR =24").await;
        books.post("1000 D 300 JPY =2 | 3000 C 300 JPY =2").await;
        let yen = json!({"code": "JP", "name": "Northwind Japan", "currency": "JPY", "country": "JP"});
        let yen = app.admin.post("/api/v1/records/company", yen).await.expect(201);
        let body = json!({"company": yen["id"], "years_from": "2026-01-01", "years_to": "2026-12-31"});
        let chart = app.admin.post("/api/v1/actions/ledger.install-chart", body).await.expect(200);
        let line = |code: &str, amount: &str| json!({"account": chart["accounts"][code], "amount": amount});
        let entry = json!({
            "company": yen["id"], "journal": chart["journals"]["GEN"], "entry_on": "2026-01-15",
            "lines": [line("1000", "4000"), line("3000", "-4000")],
        });
        app.admin.post("/api/v1/actions/ledger.post", entry).await.expect(200);
        let (here, bank) = (books.company, books.account("1000").as_str().unwrap());
        let of = format!("filter=company:eq:{here}&filter=account:eq:{bank}");
        for (asked, expected) in [
            (
                format!("{of}&group=currency&measure=sum:amount,count"),
                json!([
                    {"currency": "KWD", "sum_amount": "2.125", "count": 1},
                    {"currency": "EUR", "sum_amount": "20.00", "count": 1},
                    {"currency": "JPY", "sum_amount": "1800", "count": 2},
                ]),
            ),
            (
                format!("{of}&filter=currency:eq:JPY&measure=sum:amount,min:amount,max:amount"),
                json!([{"sum_amount": "1800", "min_amount": "300", "max_amount": "1500"}]),
            ),
            // Of several currencies there is no sum; of the company's amounts there is.
            (
                format!("{of}&measure=sum:amount,max:amount,sum:company_amount"),
                json!([{"sum_amount": null, "max_amount": null, "sum_company_amount": "43.00"}]),
            ),
            (
                format!("{of}&filter=currency:eq:GBP&measure=sum:amount,max:amount"),
                json!([{"sum_amount": "0.00", "max_amount": null}]),
            ),
            // Companies with books in different currencies, each in its own.
            (
                "filter=amount:gt:0&group=company&measure=max:company_amount,count".into(),
                json!([
                    {"company": yen["id"], "max_company_amount": "4000", "count": 1},
                    {"company": here, "max_company_amount": "24.00", "count": 4},
                ]),
            ),
            ("measure=count,sum:company_amount".into(), json!([{"count": 10, "sum_company_amount": null}])),
        ] {
            let path = format!("/api/v1/records/entry-line/aggregate?{asked}");
            let mut items = app.admin.get(&path).await.expect(200)["items"].clone();
            let rows = items.as_array_mut().unwrap();
            let mut expected = expected;
            // Groups come by the size of minor units, which says little across currencies.
            let name = |row: &serde_json::Value| row.to_string();
            rows.sort_by_key(name);
            expected.as_array_mut().unwrap().sort_by_key(name);
            assert_eq!(items, expected, "{asked}");
        }
    })
    .await;
}

#[tokio::test]
async fn ledger_an_amount_that_is_not_a_string_is_refused_before_it_is_read() {
    both(async |app| {
        let books = Books::open(app).await;
        for (number, code) in [("12.5", "request.float"), ("1e2", "request.float"), ("-0.1", "request.float")]
        {
            let body = books.entry("1000 D 7 | 3000 C 7").to_string().replace("\"7\"", number);
            let headers = [("content-type", "application/json")];
            let path = "/api/v1/actions/ledger.post";
            let answer =
                app.admin.send_bytes(hyper::Method::POST, path, &headers, body.into_bytes().into()).await;
            let refused = answer.refused(422, code);
            assert_eq!(refused["args"]["number"], number);
        }
        let mut narrated = books.entry("1000 D 7 | 3000 C 7");
        narrated["narration"] = json!("a \"quoted\\\" 12.5 is only text");
        books.act("ledger.post", narrated).await.expect(200);
    })
    .await;
}
