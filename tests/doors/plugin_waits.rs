//! What waits for what: a plugin's long action holds nobody up for longer than it runs itself, and what is open with
//! a contact is answered without its history. On both databases.

use std::sync::Mutex;

use futures_util::future::join_all;
use keel::service::plugins::data::Body;
use keel::service::plugins::port::Query;
use keel::service::plugins::{Answer, Ask, Call, Failure, Reply};
use keel::storage::plugins::figures::open_text;
use keel::storage::{DbError, Dialect, Sql, Tx, Val};
use keel_tests::both;
use keel_tests::stage::{Fake, Host, install, trap};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::ledger_books::Books;

/// Where actions of the test stand: how many have begun, how many may end, what each of them found.
struct Gate {
    begun: Semaphore,
    may_end: Semaphore,
    found: Mutex<Vec<usize>>,
}

fn gate() -> &'static Gate {
    Box::leak(Box::new(Gate {
        begun: Semaphore::new(0),
        may_end: Semaphore::new(0),
        found: Mutex::default(),
    }))
}

const READS: &str = "[[capability]]\nname = \"records.read\"\ntypes = [\"dimension\"]\nreason = \"Used by a test.\"\n\
                     [[action]]\nname = \"dwell\"\nlabel = \"Dwell\"\n";

#[tokio::test]
async fn who_runs_no_plugin_waits_for_one_long_action_at_most() {
    both(async |app| {
        let books = Books::open(app).await;
        let gate = gate();
        let script = move |host: Host, call: Call| async move {
            let Call::Action { .. } = call else { return Err(trap()) };
            let query = Query {
                record_type: "dimension".into(),
                conditions: Vec::new(),
                search: None,
                sort: Vec::new(),
                limit: 50,
                after: None,
            };
            let Reply::Page { records, .. } =
                host.ask(Ask::RecordsFind(query)).await.map_err(Failure::Refused)?
            else {
                return Err(trap());
            };
            gate.found.lock().unwrap().push(records.len());
            gate.begun.add_permits(1);
            gate.may_end.acquire().await.unwrap().forget();
            Ok(Answer::Body(Body::default()))
        };
        install(app, &[books.company], vec![Fake::new("dweller", READS, script)]).await;
        let dwell = async || {
            let body = json!({"company": books.company});
            app.admin.post("/api/v1/actions/dweller.dwell", body).await.expect(200);
        };
        let make = async |code: &str| {
            let body = json!({"company": books.company, "code": code, "name": code});
            app.admin.post("/api/v1/records/dimension", body).await.expect(201);
        };
        let rest = async {
            gate.begun.acquire().await.unwrap().forget();
            // The first action holds the writer: whoever comes now waits, and the other actions came first.
            let actions = async {
                join_all((0..2).map(|_| dwell())).await;
            };
            let others = async {
                while app.db().stats().waiting.load(std::sync::atomic::Ordering::Relaxed) < 3 {
                    tokio::task::yield_now().await;
                }
                join_all(["A", "B"].map(make)).await;
            };
            let opened = async {
                while app.db().stats().waiting.load(std::sync::atomic::Ordering::Relaxed) < 5 {
                    tokio::task::yield_now().await;
                }
                gate.may_end.add_permits(3);
            };
            tokio::join!(actions, others, opened);
        };
        tokio::join!(dwell(), rest);
        assert_eq!(*gate.found.lock().unwrap(), [0, 2, 2], "records made before each action");
    })
    .await;
}

/// What is open with contacts, as a plugin is told: receivable and payable in cents.
async fn open(books: &Books<'_>, found: &Mutex<Vec<String>>) -> String {
    books.act("asker.ask", json!({})).await.expect(200);
    std::mem::take(&mut *found.lock().unwrap()).join(", ")
}

#[tokio::test]
async fn what_is_open_with_a_contact_follows_lines_settlements_and_merges() {
    both(async |app| {
        let books = Books::open(app).await;
        let name = |name: &str| json!({"kind": "organisation", "name": name});
        let make = async |who: &str| {
            app.admin.post("/api/v1/records/contact", name(who)).await.expect(201)["id"].clone()
        };
        let (one, two) = (make("One").await, make("Two").await);
        let asked: Vec<Uuid> = [&one, &two].map(|id| id.as_str().unwrap().parse().unwrap()).to_vec();
        let found: &'static Mutex<Vec<String>> = Box::leak(Box::default());
        let script = move |host: Host, _: Call| {
            let contacts = asked.clone();
            async move {
                let reply = host.ask(Ask::LedgerOpenBalances { contacts }).await.map_err(Failure::Refused)?;
                let Reply::OpenBalances(all) = reply else { return Err(trap()) };
                let said = all.iter().map(|(_, owed, owing)| format!("{} {}", owed.minor, owing.minor));
                found.lock().unwrap().extend(said);
                Ok(Answer::Body(Body::default()))
            }
        };
        let sections = "[[capability]]\nname = \"ledger.read\"\nreason = \"Used by a test.\"\n\
                        [[action]]\nname = \"ask\"\nlabel = \"Ask\"\n";
        install(app, &[books.company], vec![Fake::new("asker", sections, script)]).await;
        let post = async |entry: &str, line: usize, of: &Value| {
            let mut body = books.entry(entry);
            body["lines"][line]["contact"] = of.clone();
            books.act("ledger.post", body).await.expect(200)["id"].clone()
        };
        assert_eq!(open(&books, found).await, "0 0, 0 0");
        let invoice = post("1100 D 100 | 4000 C 100 | in INV", 0, &one).await;
        post("1100 D 50 | 4000 C 50 | in INV", 0, &two).await;
        post("6100 D 70 | 2000 C 70 | in BILL", 1, &two).await;
        // What is neither receivable nor payable is not open.
        post("6100 D 9 | 1000 C 9", 0, &one).await;
        assert_eq!(open(&books, found).await, "10000 0, 5000 -7000");
        let paid = post("1000 D 30 | 1100 C 30 | in BNK", 1, &one).await;
        books.settle(&[(&invoice, 1), (&paid, 2)]).await;
        assert_eq!(open(&books, found).await, "7000 0, 5000 -7000");
        let merge = json!({"survivor": one, "loser": two});
        app.admin.post("/api/v1/actions/contact.merge", merge).await.expect(200);
        assert_eq!(open(&books, found).await, "12000 -7000, 0 0");
        books.balances().await;
        assert_eq!(app.admin.get("/api/v1/verify?check=contact-balance").await.expect(200)["clean"], true);
    })
    .await;
}

#[tokio::test]
async fn what_is_open_with_a_contact_is_read_by_key_and_not_from_its_lines() {
    both(async |app| {
        let plan = app.db().read(async |tx: &mut Tx| {
            let explain = match tx.dialect() {
                Dialect::Sqlite => "explain query plan",
                Dialect::Postgres => {
                    // A table without rows is read whole by any plan that may.
                    tx.rows("select set_config('enable_seqscan', 'off', true)", &[]).await?;
                    tx.rows("select set_config('enable_bitmapscan', 'off', true)", &[]).await?;
                    "explain"
                }
            };
            let nobody = Val::from(Uuid::nil());
            let text = Sql::built(format!("{explain} {}", open_text("$2")));
            let rows = tx.rows(text, &[nobody.clone(), nobody]).await?;
            let last = |row: &keel::storage::Row| row.get::<String>(row.0.len() - 1);
            Ok::<_, DbError>(rows.iter().map(last).collect::<Result<Vec<_>, _>>()?.join("\n"))
        });
        let plan = plan.await.unwrap();
        let by_key = match app.db().dialect() {
            Dialect::Sqlite => "SEARCH b USING PRIMARY KEY (contact_id=?",
            Dialect::Postgres => "Index Scan using contact_balance_pk on contact_balance b",
        };
        assert!(plan.contains(by_key), "{plan}");
        assert!(!plan.contains("entry_line"), "{plan}");
    })
    .await;
}
