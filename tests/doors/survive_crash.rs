//! Kills: of the host, and of the database's server, at seeded moments under mixed writers.
//!
//! Knows processes, and what must be in the books afterwards. The moment of a kill is a number of answers,
//! so that it falls among requests that are under way.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use keel::storage::migrate::migrate;
use keel::storage::{Db, DbError, DbOptions, Location, Tx};
use keel_tests::postgres::{Cluster, Durability};
use keel_tests::program::{Serving, run};
use keel_tests::seeded::Seeded;
use keel_tests::{Client, people};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::ledger_books::whole;
use super::survive_writers::{Answered, Desk, Kept, Writer};
use crate::KEEL;

const SEED: u64 = 20_261_123;
const CYCLES: usize = 20;
const WRITERS: u64 = 8;
/// Kills come after at most this many answers since the last one.
const ANSWERS_MAX: usize = 60;
/// A host that is back must answer within this time: two seconds in release. A debug build on a machine
/// that compiles beside it is given more; the bound is there to fail, not to measure.
const RESTART_MAX: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_twenty_kills_of_the_host_on_sqlite() {
    let dir = TempDir::new().unwrap();
    let location = Location::Sqlite(dir.path().join("keel.sqlite"));
    survive(&dir, location, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_twenty_kills_of_host_or_server_on_postgres() {
    let dir = TempDir::new().unwrap();
    let cluster = tokio::task::block_in_place(|| Cluster::start(Durability::Full)).unwrap();
    cluster.admin("create database books".into()).await.unwrap();
    let location = Location::Postgres(cluster.url("books"));
    survive(&dir, location, Some(cluster)).await;
}

async fn survive(dir: &TempDir, location: Location, mut cluster: Option<Cluster>) {
    let token = administrator(&location).await;
    let mut host = Some(serve(dir, &location));
    let mut client = client_of(&host, &token);
    let desk = desk(&client).await;
    let mut writers: Vec<Writer> = (0..WRITERS).map(|n| Writer::new(n, SEED, desk.clone())).collect();
    let mut random = Seeded::new(SEED);
    for cycle in 0..CYCLES {
        let answered = Answered::default();
        let answers = random.below(ANSWERS_MAX) as u64 + 1;
        let server_dies = cluster.is_some() && random.below(2) == 0;
        let kill = async {
            answered.wait_for(answers).await;
            tokio::task::block_in_place(|| match &mut cluster {
                Some(cluster) if server_dies => cluster.crash().unwrap(),
                _ => drop(host.take().unwrap().kill()),
            });
        };
        let writing = join_all(writers.iter_mut().map(|writer| writer.write(&client, &answered)));
        tokio::join!(kill, writing);
        tokio::task::block_in_place(|| match &mut cluster {
            Some(cluster) if server_dies => cluster.resume().unwrap(),
            _ => host = Some(serve(dir, &location)),
        });
        client = client_of(&host, &token);
        join_all(writers.iter_mut().map(|writer| writer.catch_up(&client))).await;
        let company: Uuid = desk.company.as_str().unwrap().parse().unwrap();
        compare(&location, company, &writers, cycle).await;
    }
    let written: usize = writers.iter().map(|writer| writer.references.len()).sum();
    assert!(written > CYCLES, "the writers wrote almost nothing: {written} entries");
    let ended = tokio::task::block_in_place(|| host.take().unwrap().stop());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let data = dir.path().display().to_string();
    let verify = ["verify", "--data", &data, "--database", &address(&location)];
    tokio::task::block_in_place(|| run(KEEL, &verify)).done();
}

async fn administrator(location: &Location) -> String {
    let db = Db::open(DbOptions::new(location.clone())).await.unwrap();
    migrate(&db).await.unwrap();
    let token = people::administrator(&db).await.token;
    db.close().await;
    token
}

fn serve(dir: &TempDir, location: &Location) -> Serving {
    let began = Instant::now();
    let host = Serving::start(KEEL, dir.path(), &["--database", &address(location)]);
    let took = began.elapsed();
    assert!(took <= RESTART_MAX, "the host took {took:?} to start; {RESTART_MAX:?} are allowed");
    host
}

fn address(location: &Location) -> String {
    match location {
        Location::Sqlite(file) => format!("sqlite:{}", file.display()),
        Location::Postgres(url) => url.clone(),
    }
}

fn client_of(host: &Option<Serving>, token: &str) -> Client {
    Client::new(host.as_ref().unwrap().address).with_token(token)
}

async fn desk(client: &Client) -> Desk {
    let body = json!({"code": "NW", "name": "Northwind", "currency": "USD", "country": "US"});
    let company = client.post("/api/v1/records/company", body).await.expect(201)["id"].clone();
    let body = json!({"company": company, "years_from": "2026-01-01", "years_to": "2026-12-31"});
    let chart = client.post("/api/v1/actions/ledger.install-chart", body).await.expect(200);
    let record = async |kind: &str, body: Value| {
        client.post(&format!("/api/v1/records/{kind}"), body).await.expect(201)["id"].clone()
    };
    let unit = json!({"code": "C62", "name": "piece", "category": "unit", "numerator": 1, "denominator": 1});
    let uom = record("uom", unit).await;
    let place =
        |code: &str, kind: &str| json!({"company": company, "code": code, "name": code, "kind": kind});
    let supplier = record("location", place("SUPPLIER", "supplier")).await;
    let shelf = record("location", place("SHELF", "internal")).await;
    let account = |code: &str| chart["accounts"][code].clone();
    let accounts = json!({
        "company": company,
        "inventory_account": account("1200"),
        "received_account": account("2050"),
        "shipped_account": account("5000"),
        "price_difference_account": account("5010"),
        "loss_account": account("5020"),
        "production_account": account("1210"),
        "transit_account": account("1220"),
        "journal": chart["journals"]["STK"],
    });
    record("stock-account", accounts).await;
    let item = record("item", json!({"code": "tea", "name": "tea", "uom": uom, "costing": "average"})).await;
    Desk { company, chart, item, supplier, shelf }
}

/// Fails unless everything promised is there, once, and nothing else is.
async fn compare(location: &Location, company: Uuid, writers: &[Writer], cycle: usize) {
    let db = match location {
        Location::Sqlite(file) => Db::open_reader(file).unwrap(),
        Location::Postgres(_) => Db::open(DbOptions::new(location.clone())).await.unwrap(),
    };
    let found = db.read(async move |tx: &mut Tx| found(tx, company).await).await.unwrap();
    db.close().await;
    let mut promised: Vec<String> = writers.iter().flat_map(|w| w.references.iter().cloned()).collect();
    promised.sort();
    assert_eq!(found.references, promised, "entries after kill {cycle}");
    let contacts: BTreeMap<String, (i64, Option<String>)> = writers
        .iter()
        .flat_map(|writer| &writer.contacts)
        .map(|(name, Kept { version, note, .. })| (name.clone(), (*version, note.clone())))
        .collect();
    assert_eq!(found.contacts, contacts, "contacts after kill {cycle}");
    let mut moves: Vec<String> = writers.iter().flat_map(|w| w.moves.iter().cloned()).collect();
    moves.sort();
    assert_eq!(found.moves, moves, "moves after kill {cycle}");
    let settlements: i64 = writers.iter().map(|writer| writer.settlements).sum();
    assert_eq!(found.settlements, settlements, "settlements after kill {cycle}");
    let numbers: Vec<String> = (1..=promised.len()).map(|n| format!("GEN/2026/{n:05}")).collect();
    assert_eq!(found.numbers, numbers, "numbers without holes after kill {cycle}");
    assert_eq!(found.audits, found.entries, "an audit row for each entry after kill {cycle}");
    assert_eq!(found.events, found.entries, "an event for each entry after kill {cycle}");
}

struct Found {
    references: Vec<String>,
    contacts: BTreeMap<String, (i64, Option<String>)>,
    moves: Vec<String>,
    settlements: i64,
    entries: i64,
    numbers: Vec<String>,
    audits: i64,
    events: i64,
}

async fn found(tx: &mut Tx, company: Uuid) -> Result<Found, DbError> {
    whole(tx, company).await?;
    let mut references = Vec::new();
    let mut numbers = Vec::new();
    let posted = "select e.reference, e.number from entry e join journal j on j.id = e.journal_id \
                  where e.company_id = $1 and j.code = 'GEN'";
    for row in tx.rows(posted, &[company.into()]).await? {
        references.push(row.get::<String>(0)?);
        numbers.push(row.get::<String>(1)?);
    }
    references.sort();
    numbers.sort();
    let mut moves = Vec::new();
    for row in tx.rows("select reference from stock_move where state = 'done'", &[]).await? {
        moves.push(row.get::<String>(0)?);
    }
    moves.sort();
    let mut contacts = BTreeMap::new();
    for row in tx.rows("select name, version, note from contact", &[]).await? {
        let before = contacts.insert(row.get::<String>(0)?, (row.get::<i64>(1)?, row.get(2)?));
        assert!(before.is_none(), "a contact is there twice: {before:?}");
    }
    let count = async |tx: &mut Tx, sql: &'static str| match tx.row(sql, &[]).await? {
        Some(row) => row.get::<i64>(0),
        None => Ok(0),
    };
    Ok(Found {
        references,
        contacts,
        numbers,
        moves,
        entries: count(tx, "select count(*) from entry").await?,
        settlements: count(tx, "select count(*) from reconciliation").await?,
        audits: count(
            tx,
            "select count(*) from audit_log where record_type = 'entry' and operation = 'post'",
        )
        .await?,
        events: count(tx, "select count(*) from outbox where event = 'ledger.entry-posted'").await?,
    })
}
