//! A company with a chart, one tax and one customer, natively.

use invoicing::{Invoice, Plugin};
use keel_sdk::prelude::*;
use keel_sdk::testing::Host;

/// What a test stands on.
pub struct Shop {
    pub host: Host,
    pub customer: Id,
    pub tax: Id,
}

/// Everything that invoicing looks for.
pub fn shop() -> Shop {
    let host = Host::of::<Plugin>();
    let account = |code: &str, role: &str| {
        host.given("account", Body::new().with("code", code).with("name", code).with("role", role))
    };
    account("1100", "receivable");
    account("1000", "bank");
    account("1010", "cash");
    account("4000", "sales");
    account("4100", "freight");
    let output = account("2080", "tax");
    for (code, kind) in [("INV", "sale"), ("BNK", "bank"), ("CSH", "cash")] {
        host.given("journal", Body::new().with("code", code).with("kind", kind));
    }
    let rate = Body::new().with("code", "S10").with("rate", Decimal::from(10)).with("account", output);
    let tax = host.given("tax-code", rate);
    let customer = host.given("contact", Body::new().with("name", "ACME"));
    Shop { host, customer, tax }
}

/// A number.
pub fn d(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

/// A day.
pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

impl Shop {
    /// A line of so many at a price, taxed with 10 %.
    pub fn line(&self, quantity: &str, price: &str) -> Row {
        Row::new().with("quantity", d(quantity)).with("price", d(price)).with("tax", self.tax)
    }

    /// A posted invoice over lines, of 2026-01-10.
    pub fn invoiced(&self, lines: Vec<Row>) -> Invoice {
        let input = Body::new()
            .with("contact", self.customer)
            .with("invoice_on", day("2026-01-10"))
            .with("post", true)
            .with_rows("lines", lines);
        let made = self.host.action("create-invoice", None, input).unwrap();
        self.invoice(made.need("invoice").unwrap())
    }

    /// An invoice as it is.
    pub fn invoice(&self, id: Id) -> Invoice {
        records::Record::from_document(&self.host.record(Invoice::TYPE, id).unwrap()).unwrap()
    }

    /// State and what is open of an invoice.
    pub fn open(&self, id: Id) -> String {
        let invoice = self.invoice(id);
        format!("{} {}", invoice.state, invoice.residual.unwrap_or_default().amount())
    }

    /// The lines of an entry: account and amount.
    pub fn entry(&self, id: Id) -> Vec<String> {
        let entry = self.host.record("entry", id).unwrap();
        let line = |row: &Row| {
            let account = self.host.record("account", row.need("account").unwrap()).unwrap();
            let amount: Money = row.need("amount").unwrap();
            format!("{} {}", account.get::<String>("code").unwrap(), amount.amount())
        };
        entry.rows("lines").iter().map(line).collect()
    }
}
