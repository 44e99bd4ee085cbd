//! Writers that keep count of what they were promised, so that it can be held against the books.
//!
//! Knows a handful of requests and what each must leave. Must not know why the host went away.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::Method;
use keel_tests::seeded::Seeded;
use keel_tests::{Client, Reply};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// Requests that the host has not answered are sent again this often at most, one after the other.
const TRIES_MAX: usize = 100;

/// How many requests were answered, for whoever waits for a number of them.
#[derive(Default)]
pub struct Answered {
    count: AtomicU64,
    more: Notify,
}

impl Answered {
    fn one_more(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.more.notify_waiters();
    }

    /// Comes back once this many more were answered.
    pub async fn wait_for(&self, more: u64) {
        let target = self.count.load(Ordering::Relaxed) + more;
        loop {
            let news = self.more.notified();
            if self.count.load(Ordering::Relaxed) >= target {
                return;
            }
            news.await;
        }
    }
}

/// What all writers share.
#[derive(Clone)]
pub struct Desk {
    /// The company.
    pub company: Value,
    /// What `ledger.install-chart` answered.
    pub chart: Value,
    /// An item of goods.
    pub item: Value,
    /// Where goods come from.
    pub supplier: Value,
    /// Where goods lie.
    pub shelf: Value,
}

/// What a request shall leave.
#[derive(Debug, Clone)]
enum Mark {
    Entries(Vec<String>),
    Invoice(String),
    Payment(String),
    Settlement,
    Move(String),
    NewContact(String),
    Note(usize, String),
}

#[derive(Debug, Clone)]
struct Order {
    key: String,
    method: Method,
    path: String,
    version: Option<i64>,
    body: Value,
    mark: Mark,
}

/// A contact as its only writer left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    id: String,
    /// Its version.
    pub version: i64,
    /// Its note.
    pub note: Option<String>,
}

/// One client that writes one request after the other.
pub struct Writer {
    name: String,
    random: Seeded,
    desk: Desk,
    count: u64,
    unanswered: Option<Order>,
    invoice: Option<Value>,
    payment: Option<Value>,
    names: Vec<String>,
    /// Whether the next goods go back.
    returning: bool,
    /// References of moves that were promised.
    pub moves: Vec<String>,
    /// References of entries that were promised.
    pub references: Vec<String>,
    /// Contacts that were promised, by name.
    pub contacts: BTreeMap<String, Kept>,
    /// Settlements that were promised.
    pub settlements: i64,
}

impl Writer {
    /// A writer with a name and a seed of its own.
    pub fn new(number: u64, seed: u64, desk: Desk) -> Writer {
        Writer {
            name: format!("w{number}"),
            random: Seeded::new(seed.wrapping_mul(1000) + number),
            desk,
            count: 0,
            unanswered: None,
            invoice: None,
            payment: None,
            names: Vec::new(),
            returning: false,
            moves: Vec::new(),
            references: Vec::new(),
            contacts: BTreeMap::new(),
            settlements: 0,
        }
    }

    /// Writes until the host does not answer, or cannot.
    ///
    /// # Panics
    /// When a request is refused: each is right by itself.
    pub async fn write(&mut self, client: &Client, answered: &Answered) {
        loop {
            let order = match self.unanswered.take() {
                Some(order) => order,
                None => self.next(),
            };
            if let Err(order) = self.send(client, order).await {
                self.unanswered = Some(order);
                return;
            }
            answered.one_more();
        }
    }

    /// Sends again what was not answered, with its key, until it is.
    ///
    /// # Panics
    /// When the host that is back does not answer it.
    pub async fn catch_up(&mut self, client: &Client) {
        let Some(mut order) = self.unanswered.take() else { return };
        for _ in 0..TRIES_MAX {
            match self.send(client, order).await {
                Ok(()) => return,
                Err(again) => order = again,
            }
        }
        panic!("the host is back and does not carry out {order:?}");
    }

    async fn send(&mut self, client: &Client, order: Order) -> Result<(), Order> {
        let mut headers =
            vec![("content-type", "application/json".to_owned()), ("idempotency-key", order.key.clone())];
        if let Some(version) = order.version {
            headers.push(("if-match", format!("\"{version}\"")));
        }
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = order.body.to_string().into();
        match client.try_send_bytes(order.method.clone(), &order.path, &headers, body).await {
            Ok(reply) if (200..300).contains(&reply.status) => {
                self.note(&order, &reply);
                Ok(())
            }
            Ok(reply) if reply.status == 503 => Err(order),
            Ok(reply) => panic!("{order:?} was answered {}: {}", reply.status, reply.text()),
            Err(_) => Err(order),
        }
    }

    fn next(&mut self) -> Order {
        self.count += 1;
        match self.random.below(10) {
            0..=3 => self.entries(1),
            4 => self.entries(20),
            5 if !self.names.is_empty() => self.note_order(),
            5 => self.contact(),
            6 => self.goods(),
            _ => self.settle(),
        }
    }

    fn order(&self, action: &str, mut body: Value, mark: Mark) -> Order {
        body["company"] = self.desk.company.clone();
        Order {
            key: format!("{}-{}", self.name, self.count),
            method: Method::POST,
            path: format!("/api/v1/actions/{action}"),
            version: None,
            body,
            mark,
        }
    }

    fn entry(&mut self, part: usize, accounts: [&str; 2], amount: usize) -> (Value, String) {
        let reference = format!("{}-{}-{part}", self.name, self.count);
        let chart = &self.desk.chart;
        let [debit, credit] = accounts.map(|code| chart["accounts"][code].clone());
        let entry = json!({
            "journal": chart["journals"]["GEN"],
            "entry_on": format!("2026-{:02}-15", self.random.below(12) + 1),
            "reference": reference,
            "lines": [
                {"account": debit, "amount": amount.to_string()},
                {"account": credit, "amount": format!("-{amount}")},
            ],
        });
        (entry, reference)
    }

    fn entries(&mut self, count: usize) -> Order {
        let amount = self.random.below(1000) + 1;
        let (mut entries, references): (Vec<Value>, Vec<String>) =
            (0..count).map(|part| self.entry(part, ["1000", "4000"], amount)).unzip();
        match count {
            1 => self.order("ledger.post", entries.remove(0), Mark::Entries(references)),
            _ => self.order("ledger.post-many", json!({"entries": entries}), Mark::Entries(references)),
        }
    }

    /// An invoice, then its payment, then their settlement.
    fn settle(&mut self) -> Order {
        match (&self.invoice, &self.payment) {
            (None, _) => {
                let (entry, reference) = self.entry(0, ["1100", "4000"], 100);
                self.order("ledger.post", entry, Mark::Invoice(reference))
            }
            (Some(_), None) => {
                let (entry, reference) = self.entry(0, ["1000", "1100"], 100);
                self.order("ledger.post", entry, Mark::Payment(reference))
            }
            (Some(invoice), Some(payment)) => {
                let items = json!([{"entry": invoice, "line": 1}, {"entry": payment, "line": 2}]);
                self.order("ledger.reconcile", json!({"items": items}), Mark::Settlement)
            }
        }
    }

    /// One piece from the supplier, then one back.
    fn goods(&mut self) -> Order {
        let reference = format!("{}-{}", self.name, self.count);
        let Desk { item, supplier, shelf, .. } = &self.desk;
        let (from, to) = if self.returning { (shelf, supplier) } else { (supplier, shelf) };
        let one = json!({
            "item": item, "from_location": from, "to_location": to, "quantity": "1", "unit_cost": "3",
            "reference": reference,
        });
        self.order("stock.do", json!({"on": "2026-06-15", "moves": [one]}), Mark::Move(reference))
    }

    fn contact(&mut self) -> Order {
        let name = format!("Contact {}-{}", self.name, self.count);
        Order {
            key: format!("{}-{}", self.name, self.count),
            method: Method::POST,
            path: "/api/v1/records/contact".into(),
            version: None,
            body: json!({"kind": "organisation", "name": name}),
            mark: Mark::NewContact(name),
        }
    }

    fn note_order(&mut self) -> Order {
        let which = self.random.below(self.names.len());
        let kept = &self.contacts[&self.names[which]];
        let note = format!("note {}", self.count);
        Order {
            key: format!("{}-{}", self.name, self.count),
            method: Method::PATCH,
            path: format!("/api/v1/records/contact/{}", kept.id),
            version: Some(kept.version),
            body: json!({"note": note}),
            mark: Mark::Note(which, note),
        }
    }

    fn note(&mut self, order: &Order, reply: &Reply) {
        let id = reply.json()["id"].clone();
        match &order.mark {
            Mark::Entries(references) => self.references.extend(references.iter().cloned()),
            Mark::Invoice(reference) => {
                self.references.push(reference.clone());
                self.invoice = Some(id);
            }
            Mark::Payment(reference) => {
                self.references.push(reference.clone());
                self.payment = Some(id);
            }
            Mark::Settlement => {
                (self.invoice, self.payment) = (None, None);
                self.settlements += 1;
            }
            Mark::Move(reference) => {
                self.moves.push(reference.clone());
                self.returning = !self.returning;
            }
            Mark::NewContact(name) => {
                let id = id.as_str().unwrap().to_owned();
                self.names.push(name.clone());
                self.contacts.insert(name.clone(), Kept { id, version: 1, note: None });
            }
            Mark::Note(which, note) => {
                let kept = self.contacts.get_mut(&self.names[*which]).unwrap();
                kept.version += 1;
                kept.note = Some(note.clone());
            }
        }
    }
}
