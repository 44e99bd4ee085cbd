//! The host that is measured: a process of its own, on an empty database, with an administrator.
//!
//! Knows how to start it. Must not know what is measured.

use std::path::{Path, PathBuf};

use keel::storage::migrate::migrate;
use keel::storage::{Db, DbOptions, Location};
use keel_tests::people;
use keel_tests::postgres::{Cluster, Durability};
use keel_tests::program::Serving;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::load::{Connection, get, post};

/// A place for a database, and the token of its administrator.
pub struct Place {
    /// Where the database is.
    pub location: Location,
    /// Bearer token.
    pub token: String,
    /// PostgreSQL's cluster, if it is one.
    pub cluster: Option<Cluster>,
    dir: TempDir,
}

impl Place {
    /// An empty SQLite file with Keel's tables, under `BENCH_DIR` or the directory for temporary files.
    pub async fn sqlite() -> Place {
        let dir = directory();
        let location = Location::Sqlite(dir.path().join("keel.sqlite"));
        Place { token: prepare(&location).await, location, cluster: None, dir }
    }

    /// The same SQLite file once more, beside this one; nobody may have it open.
    pub fn copy(&self) -> Place {
        let Location::Sqlite(file) = &self.location else { panic!("only files are copied") };
        let dir = directory();
        let to = dir.path().join("keel.sqlite");
        std::fs::copy(file, &to).expect("the file is copied");
        Place { token: self.token.clone(), location: Location::Sqlite(to), cluster: None, dir }
    }

    /// An empty database of a PostgreSQL cluster of its own, with its default durability.
    pub async fn postgres() -> Place {
        let cluster = Cluster::start(Durability::Full).expect("PostgreSQL starts");
        cluster.admin("create database keel".into()).await.expect("a database");
        let location = Location::Postgres(cluster.url("keel"));
        Place { token: prepare(&location).await, location, cluster: Some(cluster), dir: directory() }
    }

    /// The directory of the data.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Starts the host on it.
    pub fn serve(&self) -> Serving {
        let address = match &self.location {
            Location::Sqlite(file) => format!("sqlite:{}", file.display()),
            Location::Postgres(url) => url.clone(),
        };
        Serving::start(&keel(), self.dir(), &["--database", &address, "--log", "warn"])
    }

    /// The database, opened in this process, to fill it.
    pub async fn open(&self) -> Db {
        Db::open(DbOptions::new(self.location.clone())).await.expect("the database opens")
    }
}

fn directory() -> TempDir {
    let parent = std::env::var_os("BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    TempDir::with_prefix_in("keel-bench-", parent).expect("a directory")
}

async fn prepare(location: &Location) -> String {
    let db = Db::open(DbOptions::new(location.clone())).await.expect("the database opens");
    migrate(&db).await.expect("the migrations apply");
    let token = people::administrator(&db).await.token;
    db.close().await;
    token
}

/// The program under test, built beside this one.
fn keel() -> String {
    let program = std::env::current_exe().expect("this program has a path").with_file_name("keel-under-test");
    assert!(program.exists(), "{} is not built: run `make bench`", program.display());
    program.display().to_string()
}

/// Asks as the administrator; the answer's JSON.
///
/// # Panics
/// When the answer is not a success.
pub async fn act(host: &Serving, token: &str, path: &str, body: Option<Value>) -> Value {
    let mut connection = Connection::open(host.address).await;
    let request = match &body {
        Some(body) => post(path, token, &body.to_string()),
        None => get(path, token),
    };
    let status = connection.ask(&request).await;
    assert!((200..300).contains(&status), "{path}: {}", connection.said());
    serde_json::from_slice(connection.body()).expect("JSON")
}

/// A company's books, ready to post into.
pub struct Books {
    /// The company.
    pub company: String,
    /// Accounts, journals and years by code.
    pub chart: Value,
}

impl Books {
    /// A new company with a chart and two years.
    pub async fn open(host: &Serving, token: &str) -> Books {
        let body = json!({"code": "NW", "name": "Northwind", "currency": "USD", "country": "US"});
        let company = act(host, token, "/api/v1/records/company", Some(body)).await;
        let company = company["id"].as_str().expect("an id").to_owned();
        let body = json!({"company": company, "years_from": "2025-01-01", "years_to": "2026-12-31"});
        let chart = act(host, token, "/api/v1/actions/ledger.install-chart", Some(body)).await;
        Books { company, chart }
    }

    /// The n-th entry with this many lines: days of a year and a few accounts in turn. Where their number is odd,
    /// the first line stands against two.
    pub fn entry(&self, n: usize, lines: usize) -> Value {
        let accounts = &self.chart["accounts"];
        let (day, month) = (n % 28 + 1, n / 28 % 12 + 1);
        let amount = n % 9_000 + 100;
        let odd = lines % 2;
        let lines: Vec<Value> = (0..lines)
            .map(|line| match line {
                0 if odd == 1 => json!({"account": accounts["1000"], "amount": format!("{}.50", amount * 2)}),
                _ if line % 2 == odd && line != 1 => {
                    json!({"account": accounts["1000"], "amount": format!("{amount}.25")})
                }
                _ => json!({"account": accounts["4000"], "amount": format!("-{amount}.25")}),
            })
            .collect();
        json!({
            "journal": self.chart["journals"]["GEN"],
            "entry_on": format!("2026-{month:02}-{day:02}"),
            "reference": format!("bench {n}"),
            "lines": lines,
        })
    }

    /// A request that posts one entry.
    pub fn post(&self, token: &str, n: usize, lines: usize) -> Vec<u8> {
        let mut body = self.entry(n, lines);
        body["company"] = json!(self.company);
        post("/api/v1/actions/ledger.post", token, &body.to_string())
    }

    /// A request that posts `count` entries of two lines.
    pub fn post_many(&self, token: &str, from: usize, count: usize) -> Vec<u8> {
        let entries: Vec<Value> = (from..from + count).map(|n| self.entry(n, 2)).collect();
        let body = json!({"company": self.company, "entries": entries});
        post("/api/v1/actions/ledger.post-many", token, &body.to_string())
    }
}
