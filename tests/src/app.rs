//! Keel in this process, on a database of its own, behind a real socket.
//!
//! Knows how to start and stop the host and what it must not leave behind. Must not know a business rule.

use std::path::PathBuf;
use std::sync::Arc;

use keel::app::{self, App, Config, Running};
use keel::http::ServerOptions;
use keel::service::verify::{Verify, verify};
use keel::service::{Ctx, Uow};
use keel::storage::migrate::migrate;
use keel::storage::{Db, DbOptions, Dialect, Location, Tx};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::client::Client;
use crate::people;
use crate::postgres::Cluster;

/// The databases, in the order in which [`both`] takes them.
pub const DIALECTS: [Dialect; 2] = [Dialect::Sqlite, Dialect::Postgres];

/// A running host, its administrator, and the client that speaks for them.
pub struct TestApp {
    /// Speaks for the administrator.
    pub admin: Client,
    /// The administrator.
    pub admin_id: Uuid,
    /// Which database this one runs on.
    pub dialect: Dialect,
    location: Location,
    dir: TempDir,
    running: Option<Running>,
}

/// Runs the same test on SQLite and on PostgreSQL, and fails on what it leaves behind.
pub async fn both(test: impl AsyncFn(&TestApp)) {
    for dialect in DIALECTS {
        eprintln!("on {dialect:?}");
        let app = TestApp::start(dialect).await;
        test(&app).await;
        app.finish().await;
    }
}

impl TestApp {
    /// Starts a host on a new, empty database.
    pub async fn start(dialect: Dialect) -> TestApp {
        TestApp::start_bounded(dialect, ServerOptions::default()).await
    }

    /// The same, with bounds that a test need not wait for.
    pub async fn start_bounded(dialect: Dialect, server: ServerOptions) -> TestApp {
        let dir = TempDir::with_prefix("keel-test-").expect("a temporary directory");
        let location = match dialect {
            Dialect::Sqlite => Location::Sqlite(dir.path().join("keel.sqlite")),
            Dialect::Postgres => Location::Postgres(empty_postgres().await),
        };
        TestApp::start_on(location, dir, dialect, server).await
    }

    async fn start_on(location: Location, dir: TempDir, dialect: Dialect, server: ServerOptions) -> TestApp {
        let backups = dir.path().join("backups");
        let running =
            app::start(Config { server, backups, ..config(&location) }).await.expect("the host starts");
        let admin = people::administrator(&running.app.db).await;
        let client = Client::new(running.address).with_token(&admin.token);
        TestApp { admin: client, admin_id: admin.user_id, dialect, location, dir, running: Some(running) }
    }

    /// The parts of the running host.
    pub fn app(&self) -> &Arc<App> {
        &self.running.as_ref().expect("the host runs").app
    }

    /// How many connections to the host are open.
    pub fn connections(&self) -> usize {
        self.running.as_ref().expect("the host runs").connections()
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.app().db
    }

    /// Where the database is, for programs that are started beside this one.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Where the files of this test are.
    pub fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// A client that speaks for nobody.
    pub fn anonymous(&self) -> Client {
        self.admin.clone().without_token()
    }

    /// A client of a new user whose only role has these permissions: `("entry", "read create")`.
    pub async fn user(&self, login: &str, permissions: &[(&str, &str)]) -> Client {
        let person = people::user(self.db(), login, permissions).await;
        self.admin.clone().with_token(&person.token)
    }

    /// Stops the host, and fails on what it leaves behind.
    pub async fn finish(mut self) {
        let running = self.running.take().expect("the host runs");
        // A job may have a unit of work on its way at this moment; a request may not.
        let waiting = || running.app.db.stats().waiting.load(std::sync::atomic::Ordering::Relaxed);
        let ends = std::time::Instant::now() + std::time::Duration::from_secs(5);
        while waiting() > 0 && std::time::Instant::now() < ends {
            tokio::task::yield_now().await;
        }
        assert_eq!(waiting(), 0, "units of work are still queued after the last answer");
        let mut left = leftovers(&running.app.db).await;
        left.extend(broken_promises(&running.app.db).await);
        running.stop().await;
        assert!(left.is_empty(), "the test leaves behind: {}", left.join("; "));
        self.no_transaction_lives().await;
    }

    async fn no_transaction_lives(&self) {
        match &self.location {
            Location::Sqlite(file) => {
                let connection = rusqlite::Connection::open(file).expect("the file opens");
                connection.busy_timeout(std::time::Duration::ZERO).expect("a timeout");
                connection.execute_batch("begin immediate; rollback").expect("no transaction lives on");
            }
            Location::Postgres(url) => {
                let database = url.rsplit('/').next().unwrap_or_default();
                let sql = format!(
                    "do $$ begin if exists (select 1 from pg_stat_activity where datname = '{database}' \
                     and state like 'idle in transaction%') then raise exception 'a transaction lives on'; \
                     end if; end $$"
                );
                Cluster::shared().admin(sql).await.expect("no transaction lives on");
                Cluster::shared().admin(format!("drop database {database} (force)")).await.expect("dropped");
            }
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if self.running.is_some() && !std::thread::panicking() {
            panic!("call finish() on the TestApp: it looks for what the test left behind");
        }
    }
}

/// What the host is told when tests start it.
///
/// Compiled plugins are shared by all tests of this build, so that each is compiled once.
pub fn config(location: &Location) -> Config {
    let built = built();
    let mut config = Config::new(location.clone(), &built);
    config.listen = ([127, 0, 0, 1], 0).into();
    config.plugins.cache = built.join("plugin-cache-of-tests");
    config.plugins.program = built.join("keel-under-test");
    config
}

/// The directory into which the programs of this build went.
pub fn built() -> PathBuf {
    let this = std::env::current_exe().expect("this program has a path");
    let dir = this.parent().expect("a program is in a directory");
    if dir.ends_with("deps") { dir.parent().expect("deps is in a directory").into() } else { dir.into() }
}

/// The address of a new PostgreSQL database with Keel's tables and nothing in them.
pub async fn empty_postgres() -> String {
    static TEMPLATE: OnceCell<()> = OnceCell::const_new();
    let cluster = Cluster::shared();
    TEMPLATE
        .get_or_init(async || {
            cluster.admin("create database keel_template".into()).await.expect("a template");
            let location = Location::Postgres(cluster.url("keel_template"));
            let db = Db::open(DbOptions::new(location)).await.expect("the template opens");
            migrate(&db).await.expect("the migrations apply");
            db.close().await;
        })
        .await;
    cluster.create_from("keel_template").await.expect("a copy of the template")
}

async fn leftovers(db: &Db) -> Vec<String> {
    db.read(async |tx| {
        let mut left = Vec::new();
        for (what, sql) in
            [("deliveries that wait", "select count(*) from outbox_delivery where state = 'waiting'")]
        {
            let count: i64 = tx.row(sql, &[]).await?.map_or(Ok(0), |row| row.get(0))?;
            if count > 0 {
                left.push(format!("{count} {what}"));
            }
        }
        Ok::<_, keel::storage::DbError>(left)
    })
    .await
    .expect("leftovers can be counted")
}

/// Promises of the core that the test has broken.
async fn broken_promises(db: &Db) -> Vec<String> {
    let verified = db
        .read(async |tx: &mut Tx| verify(&mut Uow::new(tx, &Ctx::system("tests")), Verify::default()).await)
        .await;
    let findings = verified.expect("the data can be verified").findings;
    findings
        .into_iter()
        .map(|finding| format!("{} {}: {}", finding.check, finding.place, finding.what))
        .collect()
}
