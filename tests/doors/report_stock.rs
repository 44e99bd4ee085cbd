//! Reports of goods: figures by hand, and each leads to the moves or layers behind it.

use keel_tests::both;
use serde_json::Value;

use super::ledger_books::Books;
use super::report_year::{Year, follow, total};
use super::stock_shop::Shop;

#[tokio::test]
async fn report_of_goods_says_what_lies_where_and_what_it_is_worth() {
    both(async |app| {
        let shop = Shop::open(app).await;
        let steps = "buy 4 @ 10 fifo | buy 2 @ 25 fifo | sell 3 fifo | buy 10 @ 2 average | send 4 average";
        shop.run(steps).await;
        let Shop { books: Books { company, chart, .. }, .. } = &shop;
        let books = Books { app, company: *company, chart: chart.clone() };
        let year = Year { books, alfa: Value::Null, known_at: String::new() };
        // FIFO: 1 of 10 and 2 of 25; average: 6 on the shelf and 4 on the road, each at 2.
        for (question, column, expected) in [
            ("inventory-valuation", "value", "80.00"),
            ("inventory-valuation on=2026-01-15", "value", "80.00"),
            ("inventory-valuation on=2026-01-14", "value", "0.00"),
            ("inventory-valuation item=fifo", "value", "60.00"),
            ("inventory-valuation pile=transit", "value", "8.00"),
            ("valuation-layers item=fifo", "quantity", "3"),
            ("stock-moves item=average location=SHELF", "change", "6"),
            ("stock-moves item=average location=ROAD limit=1", "change", "4"),
        ] {
            assert_eq!(total(&year.report(question).await, column).to_string(), expected, "{question}");
        }
        for (question, links) in [
            ("inventory-valuation", 7),
            ("inventory-valuation on=2026-01-15", 7),
            ("stock-on-hand", 3),
            ("stock-on-hand on=2026-01-15", 3),
        ] {
            assert_eq!(follow(&year, &year.report(question).await).await, links, "{question}");
        }
    })
    .await;
}
