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
