//! A shop: a company with a chart, places, units and items, and words to move goods through HTTP.
//!
//! Knows routes and the one-line form of a move. Must not know what any scenario expects. Checks after
//! each step that every kept balance is the sum of its rows and that stock value is the ledger's.

use std::collections::BTreeMap;

use keel::storage::{DbError, Tx};
use keel_tests::{Reply, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger_books::Books;

/// The day of a step that names none.
pub const DAY: &str = "2026-01-15";

/// A company that trades.
pub struct Shop<'a> {
    pub books: Books<'a>,
    ids: BTreeMap<String, Uuid>,
}

/// What the verbs of a step mean: from where, to where.
const VERBS: &[(&str, &str, &str)] = &[
    ("buy", "SUPPLIER", "SHELF"),
    ("return", "SHELF", "SUPPLIER"),
    ("sell", "SHELF", "CUSTOMER"),
    ("refund", "CUSTOMER", "SHELF"),
    ("lose", "SHELF", "LOSS"),
    ("find", "LOSS", "SHELF"),
    ("use", "SHELF", "SHOP"),
    ("make", "SHOP", "SHELF"),
    ("send", "SHELF", "ROAD"),
    ("arrive", "ROAD", "SHELF"),
    ("put", "SHELF", "ANNEX"),
    ("fetch", "ANNEX", "SHELF"),
];

impl<'a> Shop<'a> {
    /// Opens the shop: goods shipped cost at once (5000).
    pub async fn open(app: &'a TestApp) -> Shop<'a> {
        Shop::open_with(app, "5000").await
    }

    /// Opens the shop with another account on the customer's side.
    pub async fn open_with(app: &'a TestApp, shipped: &str) -> Shop<'a> {
        let books = Books::open(app).await;
        let mut shop = Shop { books, ids: BTreeMap::new() };
        for (code, category, numerator, denominator) in
            [("C62", "unit", 1, 1), ("DZN", "unit", 12, 1), ("KGM", "mass", 1, 1), ("GRM", "mass", 1, 1000)]
        {
            let body = json!({"code": code, "name": code, "category": category, "numerator": numerator,
                              "denominator": denominator});
            shop.record("uom", code, body).await;
        }
        for (code, kind, parent) in [
            ("WH", "view", ""),
            ("SHELF", "internal", "WH"),
            ("ANNEX", "internal", "WH"),
            ("SUPPLIER", "supplier", ""),
            ("CUSTOMER", "customer", ""),
            ("LOSS", "loss", ""),
            ("SHOP", "production", ""),
            ("ROAD", "transit", ""),
        ] {
            let mut body = json!({"company": shop.books.company, "code": code, "name": code, "kind": kind});
            if !parent.is_empty() {
                body["parent"] = json!(shop.id(parent));
            }
            shop.record("location", code, body).await;
        }
        let body = shop.accounts(shipped);
        app.admin.post("/api/v1/records/stock-account", body).await.expect(201);
        for costing in ["average", "fifo", "standard"] {
            let cost = if costing == "standard" { "5" } else { "0" };
            shop.item(costing, json!({"costing": costing, "standard_cost": cost})).await;
        }
        shop
    }

    /// Stock accounts of the standard chart, with one account on the customer's side.
    pub fn accounts(&self, shipped: &str) -> Value {
        let account = |code: &str| self.books.account(code);
        json!({
            "company": self.books.company,
            "inventory_account": account("1200"),
            "received_account": account("2050"),
            "shipped_account": account(shipped),
            "price_difference_account": account("5010"),
            "loss_account": account("5020"),
            "production_account": account("1210"),
            "transit_account": account("1220"),
            "journal": self.books.chart["journals"]["STK"],
        })
    }

    /// Creates a record and keeps its id under a name.
    pub async fn record(&mut self, kind: &str, name: &str, body: Value) -> Uuid {
        let made = self.books.app.admin.post(&format!("/api/v1/records/{kind}"), body).await.expect(201);
        let id = made["id"].as_str().unwrap().parse().unwrap();
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// Creates an item in pieces; `body` says what is special about it.
    pub async fn item(&mut self, code: &str, body: Value) -> Uuid {
        let mut whole = json!({"code": code, "name": code, "uom": self.id("C62")});
        whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        self.record("item", code, whole).await
    }

    /// Creates a lot of an item.
    pub async fn lot(&mut self, item: &str, code: &str, expires_on: Option<&str>) -> Uuid {
        let body = json!({"item": self.id(item), "code": code, "expires_on": expires_on});
        self.record("lot", code, body).await
    }

    /// The id of anything by its code.
    #[track_caller]
    pub fn id(&self, name: &str) -> Uuid {
        *self.ids.get(name).unwrap_or_else(|| panic!("nothing is called {name}"))
    }

    /// A move in words: `buy 4 @ 10 fifo`, `sell 2 average`, with `on DAY`, `lot CODE`, `in UOM`, `from`/`to PLACE`.
    pub fn step(&self, text: &str) -> Value {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (_, from, to) = VERBS.iter().find(|verb| verb.0 == words[0]).expect("a verb");
        let mut body =
            json!({"from_location": self.id(from), "to_location": self.id(to), "quantity": words[1]});
        let mut rest = words[2..].iter();
        while let Some(word) = rest.next() {
            match *word {
                "@" => body["unit_cost"] = json!(rest.next().unwrap()),
                "worth" => body["value"] = json!(rest.next().unwrap()),
                "on" => body["on"] = json!(rest.next().unwrap()),
                "lot" => body["lot"] = json!(self.id(rest.next().unwrap())),
                "in" => body["uom"] = json!(self.id(rest.next().unwrap())),
                "from" => body["from_location"] = json!(self.id(rest.next().unwrap())),
                "to" => body["to_location"] = json!(self.id(rest.next().unwrap())),
                "for" => {
                    body["source_type"] = json!("order");
                    body["source_id"] = json!(Uuid::from_u128(rest.next().unwrap().parse().unwrap()));
                }
                item => body["item"] = json!(self.id(item)),
            }
        }
        body
    }

    /// Does moves in one request on a day.
    pub async fn try_moves(&self, on: &str, steps: &[&str]) -> Reply {
        let mut moves: Vec<Value> = steps.iter().map(|step| self.step(step)).collect();
        moves.iter_mut().for_each(|body| {
            body.as_object_mut().unwrap().remove("on");
        });
        self.books.act("stock.do", json!({"on": on, "moves": moves})).await
    }

    /// Does one move and checks the books; the move.
    #[track_caller]
    pub fn moved(&self, step: &str) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let reply = self.try_moves(DAY, &[step]).await;
            assert_eq!(reply.status, 200, "{step} at {caller}: {}", reply.json());
            self.check().await;
            reply.json()["moves"][0].clone()
        }
    }

    /// Does steps one by one. Answers for each what is in stock of its item then: `quantity value`, or the refusal.
    pub async fn run(&self, steps: &str) -> Vec<String> {
        let mut lines = Vec::new();
        for step in steps.split('|').map(str::trim) {
            let body = self.step(step);
            let reply = self.try_moves(DAY, &[step]).await;
            self.check().await;
            lines.push(match reply.status {
                200 => self.stock(body["item"].as_str().unwrap().parse().unwrap()).await,
                _ => format!("refused {}", reply.json()["code"].as_str().unwrap()),
            });
        }
        lines
    }

    /// What is in stock of an item: `quantity value at rate`.
    pub async fn stock(&self, item: Uuid) -> String {
        let report = self.valuation("").await;
        let rows = report["items"].as_array().unwrap();
        match rows.iter().find(|row| row["item"] == json!(item) && row["pile"] == "stock") {
            Some(row) => format!(
                "{} {} at {}",
                row["quantity"].as_str().unwrap(),
                row["value"].as_str().unwrap(),
                row["unit_cost"].as_str().unwrap_or("-")
            ),
            None => "0 0.00".to_owned(),
        }
    }

    /// The valuation report.
    pub async fn valuation(&self, query: &str) -> Value {
        self.get("valuation", query).await
    }

    /// A question of stock.
    pub async fn get(&self, name: &str, query: &str) -> Value {
        let path = format!("/api/v1/stock/{name}?company={}{query}", self.books.company);
        self.books.app.admin.get(&path).await.expect(200)
    }

    /// Quantities on hand: `item place [lot] quantity [(reserved)]`, by code.
    pub async fn on_hand(&self, query: &str) -> Vec<String> {
        let page = self.get("on-hand", query).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        page["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let mut parts = vec![text(&row["item_code"]), text(&row["location_code"])];
                parts.extend(row["lot_code"].as_str().map(str::to_owned));
                parts.push(text(&row["quantity"]));
                if row["reserved"] != "0" {
                    parts.push(format!("({})", text(&row["reserved"])));
                }
                parts.join(" ")
            })
            .collect()
    }

    /// Fails unless every kept balance of stock is the sum of its rows and the ledger says the same.
    pub async fn check(&self) {
        let report = self.valuation("").await;
        for account in report["accounts"].as_array().unwrap() {
            assert_eq!(account["difference"], "0.00", "layers and ledger differ: {account}");
        }
        let company = self.books.company;
        let wrong = self
            .books
            .app
            .db()
            .read(async move |tx: &mut Tx| {
                let mut wrong = Vec::new();
                for (what, sql) in KEPT {
                    for row in tx.rows(*sql, &[company.into()]).await? {
                        wrong.push(format!("{what}: {row:?}"));
                    }
                }
                Ok::<_, DbError>(wrong)
            })
            .await
            .unwrap();
        assert!(wrong.is_empty(), "kept balances are not sums of rows:\n{}", wrong.join("\n"));
    }
}

/// Rows that these find are kept balances that are not the sum of their rows.
const KEPT: &[(&str, &str)] = &[
    (
        "on hand",
        "select item_id, location_id, sum(q) from (
             select item_id, location_id, lot_id, quantity_e6 as q from stock_on_hand where company_id = $1
             union all
             select item_id, to_location_id, lot_id, -quantity_e6 from stock_move where company_id = $1 and state = 'done'
             union all
             select item_id, from_location_id, lot_id, quantity_e6 from stock_move where company_id = $1 and state = 'done'
         ) r group by item_id, location_id, lot_id having sum(q) <> 0",
    ),
    (
        "pile",
        "select item_id, pile, sum(q), sum(v) from (
             select item_id, pile, quantity_e6 as q, value_minor as v from item_valuation where company_id = $1
             union all
             select item_id, pile, -quantity_e6, -value_minor from valuation_layer where company_id = $1
         ) r group by item_id, pile having sum(q) <> 0 or sum(v) <> 0",
    ),
    (
        "pile against places",
        "select item_id, kind, sum(q) from (
             select v.item_id, case v.pile when 'stock' then 'internal' else 'transit' end as kind, v.quantity_e6 as q
             from item_valuation v where v.company_id = $1
             union all
             select h.item_id, l.kind, -h.quantity_e6 from stock_on_hand h join location l on l.id = h.location_id
             join item i on i.id = h.item_id
             where h.company_id = $1 and l.kind in ('internal', 'transit') and i.kind = 'goods'
         ) r group by item_id, kind having sum(q) <> 0",
    ),
    (
        "layer",
        "select seq, sum(q), sum(v) from (
             select seq, quantity_e6 as q, value_minor as v from layer_remaining where company_id = $1
             union all
             select l.seq, -l.quantity_e6, -l.value_minor from valuation_layer l
             join layer_remaining r on r.company_id = l.company_id and r.seq = l.seq where l.company_id = $1
             union all
             select a.adjusts_seq, 0, -a.value_minor from valuation_layer a
             join layer_remaining r on r.company_id = a.company_id and r.seq = a.adjusts_seq where a.company_id = $1
             union all
             select layer_seq, quantity_e6, value_minor from layer_consumption where company_id = $1
         ) r group by seq having sum(q) <> 0 or sum(v) <> 0",
    ),
    (
        "fifo",
        "select v.item_id, v.quantity_e6, v.value_minor from item_valuation v join item i on i.id = v.item_id
         where v.company_id = $1 and v.pile = 'stock' and i.costing = 'fifo' and v.quantity_e6 >= 0
           and v.value_minor <> coalesce((select sum(r.value_minor) from layer_remaining r
                                          where r.company_id = $1 and r.item_id = v.item_id), 0)",
    ),
    (
        "move against entry",
        "select m.number from stock_move m where m.company_id = $1 and m.value_minor <> 0 and m.entry_id is null",
    ),
    (
        "reservation of a closed move",
        "select r.id from stock_reservation r join stock_move m on m.id = r.move_id
         where r.company_id = $1 and m.state in ('done', 'cancelled')",
    ),
];
