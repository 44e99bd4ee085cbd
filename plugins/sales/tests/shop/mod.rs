//! A shop with two items, one tax and one customer, natively. What is in stock and posted the real host knows.

use keel_sdk::prelude::*;
use keel_sdk::testing::Host;
use sales::{Delivery, Order, Plugin};

/// What a test stands on.
pub struct Shop {
    pub host: Host,
    pub customer: Id,
    pub tax: Id,
    pub pen: Id,
    pub advice: Id,
}

/// Everything that sales looks for.
pub fn shop() -> Shop {
    let host = Host::of::<Plugin>();
    for (code, kind) in [("CUSTOMERS", "customer"), ("STOCK", "internal")] {
        host.given("location", Body::new().with("code", code).with("kind", kind));
    }
    let tax = host.given("tax-code", Body::new().with("code", "S10").with("rate", Decimal::from(10)));
    let item = |name: &str, kind: &str, price: &str| {
        let body = Body::new().with("code", name).with("name", name).with("kind", kind);
        host.given("item", body.with("list_price", d(price)).with("invoicing__sales_tax", tax))
    };
    let (pen, advice) = (item("Pen", "goods", "10.00"), item("Advice", "service", "80.00"));
    let customer = host.given("contact", Body::new().with("name", "ACME"));
    Shop { host, customer, tax, pen, advice }
}

/// A number.
pub fn d(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

impl Shop {
    /// So many pens, for what they cost.
    pub fn pens(&self, quantity: &str) -> Row {
        Row::new().with("item", self.pen).with("quantity", d(quantity))
    }

    /// A quotation.
    pub fn quoted(&self, policy: &str, lines: Vec<Row>) -> Id {
        let body =
            Body::new().with("contact", self.customer).with("policy", policy).with_rows("lines", lines);
        self.host.create(Order::TYPE, body).unwrap()
    }

    /// A confirmed order.
    pub fn ordered(&self, policy: &str, lines: Vec<Row>) -> Id {
        let id = self.quoted(policy, lines);
        self.act(id, "confirm", Body::new());
        id
    }

    /// A step that succeeds; what it answers.
    pub fn act(&self, id: Id, action: &str, input: Body) -> Body {
        self.host.action(action, Some(id), input).unwrap_or_else(|fault| panic!("{action}: {fault}"))
    }

    /// The code with which a step is refused.
    pub fn refused(&self, id: Id, action: &str, input: Body) -> String {
        self.host.action(action, Some(id), input).map(|_| ()).expect_err("is refused").code
    }

    /// Invoices what is to be invoiced; the quantities that were handed over.
    pub fn invoice(&self, id: Id) -> Vec<String> {
        let answer = Body::new().with("invoice", Value::None).with("kind", "invoice").with("number", "INV/1");
        self.host.action_answers("invoicing.create-invoice", Ok(answer));
        self.act(id, "invoice", Body::new());
        let (_, _, input) = self.host.called().pop().unwrap();
        let quantity = |row: &Row| row.get::<Decimal>("quantity").unwrap().to_string();
        input.rows("lines").iter().map(quantity).collect()
    }

    /// An order as it is.
    pub fn order(&self, id: Id) -> Order {
        records::Record::from_document(&self.host.record(Order::TYPE, id).unwrap()).unwrap()
    }

    /// State and statuses of an order.
    pub fn state(&self, id: Id) -> String {
        let order = self.order(id);
        format!("{} {} {} {}", order.state, order.delivery_status, order.return_status, order.invoice_status)
    }

    /// Its deliveries: number, kind, state, quantities.
    pub fn deliveries(&self) -> Vec<String> {
        let shown = |document: &Document| {
            let delivery: Delivery = records::Record::from_document(document).unwrap();
            let lines: Vec<String> = delivery.lines.iter().map(|line| line.quantity.to_string()).collect();
            let number = delivery.number.rsplit('/').next().unwrap_or_default().to_owned();
            format!("{number} {} {} {}", delivery.kind, delivery.state, lines.join("+"))
        };
        self.host.records(Delivery::TYPE).iter().map(shown).collect()
    }
}

/// Quantities for lines of an order.
pub fn lines(rows: &[(i64, &str)]) -> Body {
    let row = |(line, quantity): &(i64, &str)| Row::new().with("line", *line).with("quantity", d(quantity));
    Body::new().with_rows("lines", rows.iter().map(row).collect())
}
