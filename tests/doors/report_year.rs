//! The year of a small company, and the ways to ask for its reports.
//!
//! Knows what happened; what each report must say of it stands in `report_figures.rs`.
//!
//! | day | what | |
//! | --- | --- | --- |
//! | 01-02 | capital 10,000 paid in | bank |
//! | 01-20 | goods 2,000 + 20 % tax from Delta, due 02-19 | payable 2,400 |
//! | 02-10 | sale 1,000 + 20 % tax to Alfa, due 03-12; its goods cost 600 | receivable 1,200 |
//! | 03-01 | Delta is paid 2,400 | settled |
//! | 03-20 | Alfa pays 700 | 500 open |
//! | 06-30 | rent 500 | bank |
//! | 09-01 | services 400 EUR (333.33) to Beta, due 10-01 | receivable |
//! | 10-15 | Beta pays 400 EUR (363.64) | settled, exchange gain 30.31 |
//! | 11-10 | equipment 3,000 | bank |
//! | 12-01 | loan 5,000 | bank |
//! | 12-15 | sale 200 + 20 % tax to Alfa, due 01-14 | receivable 240 |
//! | 2026-01-10 | Alfa pays 240 | settled |

use keel_tests::Reply;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::ledger_books::Books;

/// The books of the year, and who is in them.
pub struct Year<'a> {
    pub books: Books<'a>,
    pub alfa: Value,
    /// When the last entry of 2025 was posted.
    pub known_at: String,
}

impl<'a> Year<'a> {
    /// Lives through it.
    pub async fn live(books: Books<'a>) -> Year<'a> {
        let [alfa, beta, delta] =
            [contact(&books, "Alfa").await, contact(&books, "Beta").await, contact(&books, "Delta").await];
        let body = json!({"company": books.company, "code": "1005", "name": "Bank EUR", "kind": "asset",
            "role": "bank", "parent": books.account("10"), "currency": "EUR"});
        let euro = books.app.admin.post("/api/v1/records/account", body).await.expect(201)["id"].clone();

        books.post("1000 D 10000 | 3000 C 10000 | on 2025-01-02 | in BNK").await;
        let mut bill = books.entry("1200 D 2000 | 1180 D 400 | 2000 C 2400 | on 2025-01-20 | in BILL");
        mark(&books, &mut bill, &delta, "P20", (0, 1, "2000"), (2, "2025-02-19"));
        let bill = post(&books, bill).await;
        let mut sale = books.entry("1100 D 1200 | 4000 C 1000 | 2080 C 200 | on 2025-02-10 | in INV");
        mark(&books, &mut sale, &alfa, "S20", (1, 2, "-1000"), (0, "2025-03-12"));
        let sale = post(&books, sale).await;
        books.post("5000 D 600 | 1200 C 600 | on 2025-02-10 | in STK").await;
        let paid = of(&books, &delta, "2000 D 2400 | 1000 C 2400 | on 2025-03-01 | in BNK").await;
        books.settle(&[(&bill, 3), (&paid, 1)]).await;
        let paid = of(&books, &alfa, "1000 D 700 | 1100 C 700 | on 2025-03-20 | in BNK").await;
        books.settle(&[(&sale, 1), (&paid, 2)]).await;
        books.post("6100 D 500 | 1000 C 500 | on 2025-06-30 | in BNK").await;
        let mut service =
            books.entry("1100 D 400 EUR =333.33 | 4010 C 400 EUR =333.33 | on 2025-09-01 | in INV");
        service["contact"] = beta.clone();
        service["lines"][0]["due_on"] = json!("2025-10-01");
        let service = post(&books, service).await;
        let mut paid =
            books.entry("1000 D 400 EUR =363.64 | 1100 C 400 EUR =363.64 | on 2025-10-15 | in BNK");
        paid["contact"] = beta.clone();
        paid["lines"][0]["account"] = euro;
        let paid = post(&books, paid).await;
        books.settle(&[(&service, 1), (&paid, 2)]).await;
        books.post("1500 D 3000 | 1000 C 3000 | on 2025-11-10 | in BNK").await;
        books.post("1000 D 5000 | 2090 C 5000 | on 2025-12-01 | in BNK").await;
        let mut second = books.entry("1100 D 240 | 4000 C 200 | 2080 C 40 | on 2025-12-15 | in INV");
        mark(&books, &mut second, &alfa, "S20", (1, 2, "-200"), (0, "2026-01-14"));
        let second = post(&books, second).await;
        let paid = of(&books, &alfa, "1000 D 240 | 1100 C 240 | on 2026-01-10 | in BNK").await;
        books.settle(&[(&second, 1), (&paid, 2)]).await;
        let kept = format!("/api/v1/records/entry/{}", paid.as_str().unwrap());
        let known_at = books.app.admin.get(&kept).await.expect(200)["posted_at"].as_str().unwrap().to_owned();
        Year { books, alfa, known_at }
    }

    /// Asks for a report: `trial-balance on=2025-12-31`.
    pub async fn ask(&self, question: &str) -> Reply {
        let mut words = question.split_whitespace();
        let name = words.next().unwrap();
        let pairs: Vec<String> = words.map(|pair| format!("&{pair}")).collect();
        self.books.app.admin.get(&format!("/api/v1/reports/{name}?company=NW{}", pairs.concat())).await
    }

    /// A report as JSON.
    pub async fn report(&self, question: &str) -> Value {
        self.ask(question).await.expect(200)
    }

    /// A report as a reader sees it.
    pub async fn text(&self, question: &str) -> String {
        let reply = self.ask(&format!("{question} format=text")).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.text()
    }

    /// Closes 2025.
    pub async fn close(&self) {
        let years = self.books.chart["fiscal_years"].as_array().unwrap();
        self.books.act("ledger.close-fiscal-year", json!({"fiscal_year": years[0]["id"]})).await.expect(200);
    }
}

async fn contact(books: &Books<'_>, name: &str) -> Value {
    let body = json!({"kind": "organisation", "name": name});
    books.app.admin.post("/api/v1/records/contact", body).await.expect(201)["id"].clone()
}

async fn post(books: &Books<'_>, entry: Value) -> Value {
    books.act("ledger.post", entry).await.expect(200)["id"].clone()
}

async fn of(books: &Books<'_>, contact: &Value, text: &str) -> Value {
    let mut entry = books.entry(text);
    entry["contact"] = contact.clone();
    post(books, entry).await
}

/// Marks an entry: whose it is, its base and tax lines, and when its open line falls due.
fn mark(
    books: &Books<'_>,
    entry: &mut Value,
    contact: &Value,
    code: &str,
    (base, tax, taxed): (usize, usize, &str),
    (open, due_on): (usize, &str),
) {
    let code = &books.chart["tax_codes"][code];
    entry["contact"] = contact.clone();
    entry["lines"][base]["tax"] = json!({"code": code, "role": "base"});
    entry["lines"][tax]["tax"] = json!({"code": code, "role": "tax", "base": taxed});
    entry["lines"][open]["due_on"] = json!(due_on);
}

/// A cell of a report as a number; nothing is nothing.
pub fn number(cell: &Value) -> Option<Decimal> {
    cell["value"].as_str().and_then(|text| text.parse().ok())
}

/// The total of a report's column.
pub fn total(report: &Value, column: &str) -> Decimal {
    let columns = report["columns"].as_array().unwrap();
    let at = columns.iter().position(|c| c["name"] == column).unwrap_or_else(|| panic!("no column {column}"));
    number(&report["totals"][at]).unwrap_or_else(|| panic!("no total of {column} in {}", report["name"]))
}

/// Follows every link of a report: the total it names must be the figure. How many there were.
pub async fn follow(year: &Year<'_>, report: &Value) -> usize {
    let rows = report["rows"].as_array().unwrap().iter().map(|row| &row["cells"]);
    let mut followed = 0;
    for cells in rows.chain(std::iter::once(&report["totals"])) {
        for cell in cells.as_array().unwrap().iter().filter(|cell| !cell["link"].is_null()) {
            let link = &cell["link"];
            let there = year.books.app.admin.get(link["href"].as_str().unwrap()).await.expect(200);
            let sum = total(&there, link["column"].as_str().unwrap());
            let sum = if link["negative"] == true { -sum } else { sum };
            assert_eq!(number(cell), Some(sum), "{} says {cell}", report["name"]);
            lines_sum(&there);
            followed += 1;
        }
    }
    followed
}

/// The lines of a report sum to its totals, column by column.
fn lines_sum(report: &Value) {
    for (at, column) in report["columns"].as_array().unwrap().iter().enumerate() {
        let name = column["name"].as_str().unwrap();
        if !["debit", "credit", "amount", "open", "change", "value"].contains(&name) {
            continue;
        }
        let Some(expected) = number(&report["totals"][at]) else { continue };
        let lines = report["rows"].as_array().unwrap().iter().filter(|row| row["kind"] == "line");
        let sum: Decimal = lines.filter_map(|row| number(&row["cells"][at])).sum();
        assert_eq!(sum, expected, "lines of {} in {name}: {}", report["name"], report["parameters"]);
    }
}
