//! One of two databases, opened once, for units of work and for reading.
//!
//! Knows pools, threads and scopes. Must not know tables.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use futures_util::FutureExt;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::{Semaphore, mpsc, oneshot};
use uuid::Uuid;

use super::lane::{self, Failure, Source, Typed, Unit};
use super::queue::{Queue, Turn};
use super::tx::Conn;
use super::{DbError, Dialect, Memo, Tx, WriterStats, postgres, sqlite};

/// What a unit of work may change. Units of one scope never interleave, on any number of hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Records that all companies share: contacts, items, users, settings.
    Shared,
    /// One company's books, goods and settings.
    Company(Uuid),
}

impl Scope {
    /// Key of the advisory lock that stands for this scope on PostgreSQL.
    pub(super) fn lock_key(self) -> i64 {
        match self {
            Scope::Shared => 0x6b65_656c,
            // The random end of a UUIDv7; a collision only makes two companies wait for each other.
            Scope::Company(id) => (id.as_u128() & i64::MAX as u128) as i64,
        }
    }
}

/// Where the data is.
#[derive(Debug, Clone)]
pub enum Location {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, as a `postgres://` address.
    Postgres(String),
}

/// How to open a database.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Where the data is.
    pub location: Location,
    /// Most transactions that read at once.
    pub readers: usize,
    /// Writers on PostgreSQL; SQLite always has one.
    pub writers: usize,
}

impl DbOptions {
    /// Eight readers, four writers.
    pub fn new(location: Location) -> Self {
        DbOptions { location, readers: 8, writers: 4 }
    }
}

/// Stack of a writer: units of work call use cases inside use cases, as deep as plugins call each other. Only
/// what is used takes memory.
const STACK_BYTES: usize = 32 << 20;

/// Longest wait for a PostgreSQL server's first answer.
const REACH_TIME_MAX: Duration = Duration::from_secs(5);

#[expect(clippy::vec_box, reason = "a transaction holds its connection boxed, and gives the same box back")]
enum Readers {
    Sqlite { path: PathBuf, idle: Mutex<Vec<rusqlite::Connection>> },
    Postgres { connect: Box<PgConnectOptions>, idle: Mutex<Vec<Box<PgConnection>>> },
}

struct Inner {
    readers: Readers,
    reading: Arc<Semaphore>,
    lanes: Mutex<Vec<mpsc::UnboundedSender<Box<dyn Unit>>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    stats: Arc<WriterStats>,
    memo: Arc<Memo>,
    dialect: Dialect,
}

/// An open database. Cloning it is cheap and gives the same one.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

impl Db {
    /// Opens the database and starts its writers. The schema is not touched: see [`super::migrate`].
    pub async fn open(options: DbOptions) -> Result<Db, DbError> {
        let stats = Arc::new(WriterStats::default());
        let memo = Arc::new(Memo::default());
        let mut lanes = Vec::new();
        let mut threads = Vec::new();
        let (readers, dialect) = match options.location {
            Location::Sqlite(path) => {
                let writer = sqlite::open_writer(&path)?;
                let (sender, queue) = mpsc::unbounded_channel();
                let source = SqliteSource { path: path.clone(), idle: Some(writer), memo: memo.clone() };
                threads.push(spawn_lane("keel-writer", {
                    let stats = stats.clone();
                    async move || lane::run(source, Queue::new(queue), stats).await
                })?);
                lanes.push(sender);
                (Readers::Sqlite { path, idle: Mutex::default() }, Dialect::Sqlite)
            }
            Location::Postgres(address) => {
                let connect: PgConnectOptions = address
                    .parse()
                    .map_err(|e| DbError::Unavailable(format!("the database address is not valid: {e}")))?;
                // What is answered is on the disk, whatever the server's own setting says.
                let connect = connect
                    .statement_cache_capacity(256)
                    .application_name("keel")
                    .options([("synchronous_commit", "on")]);
                // A server that is not there is told at the start, not at the first request.
                let first = connect_postgres(&connect).await?;
                for number in 0..options.writers.max(1) {
                    let (sender, queue) = mpsc::unbounded_channel();
                    let stats = stats.clone();
                    let connect = connect.clone();
                    let memo = memo.clone();
                    let source = PostgresSource { connect, idle: None, memo };
                    threads.push(spawn_lane(&format!("keel-writer-{number}"), async move || {
                        lane::run(source, Queue::new(queue), stats).await
                    })?);
                    lanes.push(sender);
                }
                let readers = Readers::Postgres { connect: Box::new(connect), idle: Mutex::new(vec![first]) };
                (readers, Dialect::Postgres)
            }
        };
        Ok(Db {
            inner: Arc::new(Inner {
                readers,
                reading: Arc::new(Semaphore::new(options.readers)),
                lanes: Mutex::new(lanes),
                threads: Mutex::new(threads),
                stats,
                memo,
                dialect,
            }),
        })
    }

    /// Opens a SQLite file for reading alone: it is neither changed nor put into WAL mode.
    pub fn open_reader(path: &std::path::Path) -> Result<Db, DbError> {
        let first = sqlite::open_reader(path)?;
        Ok(Db {
            inner: Arc::new(Inner {
                readers: Readers::Sqlite { path: path.into(), idle: Mutex::new(vec![first]) },
                reading: Arc::new(Semaphore::new(8)),
                lanes: Mutex::default(),
                threads: Mutex::default(),
                stats: Arc::default(),
                memo: Arc::default(),
                dialect: Dialect::Sqlite,
            }),
        })
    }

    /// Which SQL this database speaks.
    pub fn dialect(&self) -> Dialect {
        self.inner.dialect
    }

    /// The file, when this is SQLite.
    pub fn sqlite_file(&self) -> Option<&std::path::Path> {
        match &self.inner.readers {
            Readers::Sqlite { path, .. } => Some(path),
            Readers::Postgres { .. } => None,
        }
    }

    /// What this process remembers of the database between transactions.
    pub fn memo(&self) -> &Arc<Memo> {
        &self.inner.memo
    }

    /// Counts of the writers, for metrics.
    pub fn stats(&self) -> &WriterStats {
        &self.inner.stats
    }

    /// Runs a unit of work and answers once it is on the disk, or with why nothing changed.
    ///
    /// `work` may run more than once (after a serialization failure each earlier run is rolled
    /// back): it must have no effect but through the transaction. What may take long waits its turn
    /// ([`Scope::patient`]).
    pub async fn write<T, E, F>(&self, turn: impl Into<Turn>, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let turn = turn.into();
        let unit = Box::new(Typed { turn, work, result: None, reply });
        {
            let lanes = self.inner.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(lane) = lanes.get(turn.scope.lock_key() as usize % lanes.len().max(1)) else {
                return Err(DbError::Unavailable("the database is closed".into()).into());
            };
            self.inner.stats.waiting.fetch_add(1, Ordering::Relaxed);
            if lane.send(unit).is_err() {
                return Err(DbError::Unavailable("the writer has stopped".into()).into());
            }
        }
        answer.await.unwrap_or_else(|_| Err(DbError::Unavailable("the writer has stopped".into()).into()))
    }

    /// Reads from one consistent snapshot; can change nothing.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: AsyncFnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    {
        let permit = self.inner.reading.clone().acquire_owned().await;
        let permit = permit.map_err(|_| DbError::Unavailable("the database is closed".into()))?;
        let db = self.clone();
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            let result = runtime.block_on(db.read_here(work));
            drop(permit);
            result
        })
        .await
        .unwrap_or_else(|e| Err(DbError::Other(format!("a read did not end: {e}")).into()))
    }

    /// Whether the database answers.
    pub async fn answers(&self) -> Result<(), DbError> {
        self.read(async |tx| tx.row("select 1", &[]).await.map(|_| ())).await
    }

    async fn read_here<T, E, F>(&self, work: F) -> Result<T, E>
    where
        E: From<DbError>,
        F: AsyncFnOnce(&mut Tx) -> Result<T, E>,
    {
        let mut tx = self.begin_read().await?;
        // A connection must not go back to its pool with a transaction in it, whatever the work did.
        let result = AssertUnwindSafe(work(&mut tx)).catch_unwind().await;
        let ended = tx.rollback().await;
        match (tx.conn, &self.inner.readers, ended) {
            (Conn::Sqlite(conn), Readers::Sqlite { idle, .. }, Ok(())) => {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            }
            (Conn::Postgres(conn), Readers::Postgres { idle, .. }, Ok(())) => {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            }
            _ => {}
        }
        result.unwrap_or_else(|_| Err(DbError::Other("a read panicked".into()).into()))
    }

    async fn begin_read(&self) -> Result<Tx, DbError> {
        match &self.inner.readers {
            Readers::Sqlite { path, idle } => {
                let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let conn = match kept {
                    Some(conn) => conn,
                    None => sqlite::open_reader(path)?,
                };
                let mut tx = Tx::new(Conn::Sqlite(conn), self.inner.memo.clone());
                tx.control("begin").await?;
                Ok(tx)
            }
            Readers::Postgres { connect, idle } => loop {
                let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let new = kept.is_none();
                let conn = match kept {
                    Some(conn) => conn,
                    None => connect_postgres(connect).await?,
                };
                let mut tx = Tx::new(Conn::Postgres(conn), self.inner.memo.clone());
                match tx.control("begin isolation level repeatable read read only").await {
                    Ok(()) => return Ok(tx),
                    // A kept connection may have died with the server: the next one is tried.
                    Err(DbError::Unavailable(_)) if !new => {}
                    Err(error) => return Err(error),
                }
            },
        }
    }

    /// Stops the writers after they answered all that waits, and closes the files.
    pub async fn close(&self) {
        // Readers go first: the writer is then the last connection, and folds SQLite's log into the file.
        if let Readers::Sqlite { idle, .. } = &self.inner.readers {
            idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        self.inner.lanes.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let threads = std::mem::take(&mut *self.inner.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = tokio::task::spawn_blocking(move || {
            for thread in threads {
                let _ = thread.join();
            }
        })
        .await;
        if let Readers::Postgres { idle, .. } = &self.inner.readers {
            let kept = std::mem::take(&mut *idle.lock().unwrap_or_else(PoisonError::into_inner));
            for conn in kept {
                let _ = conn.close().await;
            }
        }
    }
}

async fn connect_postgres(connect: &PgConnectOptions) -> Result<Box<PgConnection>, DbError> {
    let answer = tokio::time::timeout(REACH_TIME_MAX, connect.connect()).await;
    let connection = answer
        .map_err(|_| DbError::Unavailable(format!("no answer within {} seconds", REACH_TIME_MAX.as_secs())))?
        .map_err(postgres::error)?;
    Ok(Box::new(connection))
}

fn spawn_lane<F>(name: &str, run: F) -> Result<JoinHandle<()>, DbError>
where
    F: AsyncFnOnce() + Send + 'static,
{
    std::thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(run()),
            Err(error) => tracing::error!(%error, "the writer's runtime did not start"),
        })
        .map_err(|e| DbError::Unavailable(format!("the writer's thread did not start: {e}")))
}

/// SQLite's one writing connection, opened again when it was lost.
struct SqliteSource {
    path: PathBuf,
    idle: Option<rusqlite::Connection>,
    memo: Arc<Memo>,
}

impl Source for SqliteSource {
    async fn acquire(&mut self) -> Result<Tx, DbError> {
        let conn = match self.idle.take() {
            Some(conn) => conn,
            None => sqlite::open_writer(&self.path)?,
        };
        Ok(Tx::new(Conn::Sqlite(conn), self.memo.clone()))
    }

    fn release(&mut self, tx: Tx) {
        if let Conn::Sqlite(conn) = tx.conn {
            self.idle = Some(conn);
        }
    }
}

/// One writing connection to PostgreSQL, opened again when it was lost. No pool: giving a connection
/// back to one costs a round trip for each batch.
struct PostgresSource {
    connect: PgConnectOptions,
    idle: Option<Box<PgConnection>>,
    memo: Arc<Memo>,
}

impl Source for PostgresSource {
    async fn acquire(&mut self) -> Result<Tx, DbError> {
        let conn = match self.idle.take() {
            Some(conn) => conn,
            None => connect_postgres(&self.connect).await?,
        };
        Ok(Tx::new(Conn::Postgres(conn), self.memo.clone()))
    }

    fn release(&mut self, tx: Tx) {
        if let Conn::Postgres(conn) = tx.conn {
            self.idle = Some(conn);
        }
    }
}
