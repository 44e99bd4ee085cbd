//! A company with a chart, and words to post and read its books through HTTP.
//!
//! Knows routes and the one-line form of an entry. Must not know what any scenario expects.

use std::collections::BTreeMap;

use keel::storage::ledger::entry::after_link;
use keel::storage::{DbError, Tx};
use keel_core::ledger::chain::{GENESIS, link};
use keel_tests::{Reply, TestApp};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

/// A company in US dollars with the standard chart and the years 2025 and 2026.
pub struct Books<'a> {
    pub app: &'a TestApp,
    pub company: Uuid,
    pub chart: Value,
}

impl<'a> Books<'a> {
    /// Opens the books.
    pub async fn open(app: &'a TestApp) -> Books<'a> {
        Books::open_as(app, "NW").await
    }

    /// Opens the books of a company with this code.
    pub async fn open_as(app: &'a TestApp, code: &str) -> Books<'a> {
        let body = json!({"code": code, "name": "Northwind", "currency": "USD", "country": "US"});
        let company = app.admin.post("/api/v1/records/company", body).await.expect(201);
        let company: Uuid = company["id"].as_str().unwrap().parse().unwrap();
        let body = json!({"company": company, "years_from": "2025-01-01", "years_to": "2026-12-31"});
        let chart = app.admin.post("/api/v1/actions/ledger.install-chart", body).await.expect(200);
        Books { app, company, chart }
    }

    /// The id of an account by its code.
    pub fn account(&self, code: &str) -> &Value {
        &self.chart["accounts"][code]
    }

    /// The id of a period by its code.
    pub fn period(&self, code: &str) -> Value {
        let years = self.chart["fiscal_years"].as_array().unwrap();
        let mut periods = years.iter().flat_map(|year| year["periods"].as_array().unwrap());
        periods.find(|period| period["code"] == code).unwrap()["period"].clone()
    }

    /// The body of an entry: lines `account D|C amount [CURRENCY] [=company amount]`, then `on DAY`, `in JOURNAL`.
    pub fn entry(&self, text: &str) -> Value {
        let mut body = json!({"company": self.company, "journal": self.chart["journals"]["GEN"], "entry_on": "2026-01-15", "lines": []});
        for part in text.split('|').map(str::trim) {
            let words: Vec<&str> = part.split_whitespace().collect();
            match words[..] {
                ["on", day] => body["entry_on"] = json!(day),
                ["in", journal] => body["journal"] = self.chart["journals"][journal].clone(),
                ["number", number] => body["number"] = json!(number),
                _ => body["lines"].as_array_mut().unwrap().push(self.line(&words)),
            }
        }
        body
    }

    fn line(&self, words: &[&str]) -> Value {
        let sign = if words[1] == "C" { "-" } else { "" };
        let account = match self.account(words[0]) {
            Value::Null => json!(Uuid::nil()),
            id => id.clone(),
        };
        let mut line = json!({"account": account, "amount": format!("{sign}{}", words[2])});
        for word in &words[3..] {
            match word.strip_prefix('=') {
                Some(amount) => line["company_amount"] = json!(format!("{sign}{amount}")),
                None => line["currency"] = json!(word),
            }
        }
        line
    }

    /// Runs an action with this company.
    pub async fn act(&self, name: &str, mut body: Value) -> Reply {
        body["company"] = json!(self.company);
        self.app.admin.post(&format!("/api/v1/actions/{name}"), body).await
    }

    /// Posts an entry; its id.
    pub async fn post(&self, text: &str) -> Value {
        self.act("ledger.post", self.entry(text)).await.expect(200)["id"].clone()
    }

    /// Settles lines, each `(entry, line number)`.
    pub async fn settle(&self, items: &[(&Value, i64)]) -> Value {
        self.act("ledger.reconcile", json!({"items": items_of(items)})).await.expect(200)
    }

    /// Balances of all accounts that have lines, in the company's currency: `1100 240.00, 4000 -220.00`.
    ///
    /// # Panics
    /// As [`whole`].
    pub async fn balances(&self) -> String {
        let company = self.company;
        let rows = self.app.db().read(async move |tx: &mut Tx| whole(tx, company).await).await.unwrap();
        let mut totals: BTreeMap<String, i64> = BTreeMap::new();
        for ((code, ..), (_, company_minor)) in rows {
            *totals.entry(code).or_default() += company_minor;
        }
        let said: Vec<String> = totals
            .iter()
            .filter(|(_, minor)| **minor != 0)
            .map(|(code, minor)| format!("{code} {}", Decimal::new(*minor, 2)))
            .collect();
        said.join(", ")
    }
}

async fn check_contacts(tx: &mut Tx, company: Uuid) -> Result<(), DbError> {
    let kept = "select b.contact_id, b.account_id, b.company_minor from contact_balance b \
                join account a on a.id = b.account_id where a.company_id = $1 order by 1, 2";
    let lines = "select l.contact_id, l.account_id, cast(sum(l.company_minor) as bigint) from entry_line l \
                 join account a on a.id = l.account_id where a.company_id = $1 and l.contact_id is not null \
                 group by l.contact_id, l.account_id order by 1, 2";
    let (kept, lines) = (tx.rows(kept, &[company.into()]).await?, tx.rows(lines, &[company.into()]).await?);
    assert_eq!(kept, lines, "balances of contacts are not the sums of lines");
    Ok(())
}

/// Sums of lines by account, currency and period of a company's books.
///
/// # Panics
/// When a kept balance is not the sum of its lines, or the chain is broken.
pub async fn whole(tx: &mut Tx, company: Uuid) -> Result<Sums, DbError> {
    check_chain(tx, company).await?;
    check_contacts(tx, company).await?;
    let lines = "select a.code, l.currency, p.starts_on, cast(sum(l.amount_minor) as bigint), \
                 cast(sum(l.company_minor) as bigint) from entry_line l join entry e on e.id = l.entry_id \
                 join period p on p.id = e.period_id join account a on a.id = l.account_id \
                 where e.company_id = $1 group by a.code, l.currency, p.starts_on";
    let kept = "select a.code, b.currency, b.starts_on, cast(sum(debit_minor - credit_minor) as bigint), \
                cast(sum(debit_company_minor - credit_company_minor) as bigint) from account_balance b \
                join account a on a.id = b.account_id where b.company_id = $1 and b.grain = 'period' \
                group by a.code, b.currency, b.starts_on";
    let days = "select a.code, b.currency, p.starts_on, cast(sum(debit_minor - credit_minor) as bigint), \
                cast(sum(debit_company_minor - credit_company_minor) as bigint) from account_balance b \
                join account a on a.id = b.account_id join period p on p.company_id = b.company_id \
                and b.starts_on between p.starts_on and p.ends_on where b.company_id = $1 and b.grain = 'day' \
                group by a.code, b.currency, p.starts_on";
    let lines = sums(tx, lines, company).await?;
    assert_eq!(lines, sums(tx, days, company).await?, "balances by day are not the sums of lines");
    assert_eq!(lines, sums(tx, kept, company).await?, "balances by period are not the sums of lines");
    Ok(lines)
}

/// Items of a settlement as JSON.
pub fn items_of(items: &[(&Value, i64)]) -> Value {
    items.iter().map(|(entry, line)| json!({"entry": entry, "line": line})).collect()
}

/// By account, currency and first day of the period: amount, and amount in the company's currency.
pub type Sums = BTreeMap<(String, String, String), (i64, i64)>;

async fn sums(tx: &mut Tx, sql: &'static str, company: Uuid) -> Result<Sums, DbError> {
    let mut found = Sums::new();
    for row in tx.rows(sql, &[company.into()]).await? {
        let day: chrono::NaiveDate = row.get(2)?;
        found.insert((row.get(0)?, row.get(1)?, day.to_string()), (row.get(3)?, row.get(4)?));
    }
    Ok(found)
}

async fn check_chain(tx: &mut Tx, company: Uuid) -> Result<(), DbError> {
    let (mut previous, mut number) = (GENESIS, 0);
    loop {
        let entries = after_link(tx, company, number, 100).await?;
        for entry in &entries {
            assert_eq!(
                (entry.chain_no, entry.prev_hash),
                (number + 1, previous),
                "{} does not follow",
                entry.number
            );
            assert_eq!(
                entry.hash,
                link(&previous, &entry.facts()),
                "{} is not what was sealed",
                entry.number
            );
            (previous, number) = (entry.hash, entry.chain_no);
        }
        if entries.is_empty() {
            return Ok(());
        }
    }
}
