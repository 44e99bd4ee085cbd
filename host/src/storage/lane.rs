//! The writer: takes units of work that wait, runs them in one transaction, answers after the commit.
//!
//! Knows transactions, savepoints and retries. Must not know what a unit does.
//!
//! Group commit is what makes durable writing fast: one fsync serves all units that came in while the
//! last one was on its way. Each unit runs in a savepoint of its own, so a refused unit takes back
//! exactly its own changes. A unit is answered only after the commit that carries it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use tokio::sync::oneshot;

use super::queue::{Queue, Turn};
use super::{DbError, Dialect, Scope, Tx};

/// Most units that share one transaction: bounds how much a failed commit takes back.
const UNITS_A_BATCH_MAX: usize = 256;
/// A batch stops taking more units after this time: bounds how long the first one waits.
const BATCH_TIME_MAX: Duration = Duration::from_millis(25);
/// How often a batch is run again after another transaction was in the way.
const ATTEMPTS_MAX: u32 = 8;

/// Failure of a unit of work, as far as the writer must understand it.
pub trait Failure: From<DbError> + Send + 'static {
    /// The database's error behind it, if that is what failed.
    fn database(&self) -> Option<&DbError>;
}

impl Failure for DbError {
    fn database(&self) -> Option<&DbError> {
        Some(self)
    }
}

/// Counts since the start, for metrics.
#[derive(Debug, Default)]
pub struct WriterStats {
    /// Units that wait or run now.
    pub waiting: AtomicU64,
    /// Units committed.
    pub units: AtomicU64,
    /// Units that ended in an error and changed nothing.
    pub refused: AtomicU64,
    /// Transactions committed.
    pub batches: AtomicU64,
    /// Batches that were run again.
    pub retries: AtomicU64,
    /// Batches that the database did not commit.
    pub failures: AtomicU64,
}

pub(super) enum Ran {
    Ok,
    Failed,
    /// The transaction as a whole cannot go on.
    Broken(DbError),
}

/// A unit of work without its types.
pub(super) trait Unit: Send {
    fn turn(&self) -> Turn;
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> LocalBoxFuture<'a, Ran>;
    fn fail(&mut self, error: DbError);
    fn answer(self: Box<Self>);
}

pub(super) struct Typed<T, E, F> {
    pub(super) turn: Turn,
    pub(super) work: F,
    pub(super) result: Option<Result<T, E>>,
    pub(super) reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Unit for Typed<T, E, F>
where
    T: Send + 'static,
    E: Failure,
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
{
    fn turn(&self) -> Turn {
        self.turn
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> LocalBoxFuture<'a, Ran> {
        Box::pin(async move {
            let result = match AssertUnwindSafe((self.work)(tx)).catch_unwind().await {
                Ok(result) => result,
                Err(_) => Err(E::from(DbError::Other("the unit of work panicked".into()))),
            };
            let ran = match &result {
                Ok(_) => Ran::Ok,
                Err(failure) => match failure.database() {
                    Some(error @ (DbError::Busy | DbError::Unavailable(_))) => Ran::Broken(error.clone()),
                    _ => Ran::Failed,
                },
            };
            self.result = Some(result);
            ran
        })
    }

    fn fail(&mut self, error: DbError) {
        self.result = Some(Err(E::from(error)));
    }

    fn answer(self: Box<Self>) {
        if let Some(result) = self.result {
            // A client that went away does not mind.
            let _ = self.reply.send(result);
        }
    }
}

/// Where a lane gets its transaction from. A connection that is not released is opened anew.
pub(super) trait Source {
    async fn acquire(&mut self) -> Result<Tx, DbError>;
    fn release(&mut self, tx: Tx);
}

/// Runs until every sender is gone and all that was sent is answered.
pub(super) async fn run(mut source: impl Source, mut queue: Queue, stats: Arc<WriterStats>) {
    while let Some(first) = queue.first().await {
        let mut batch = vec![first];
        let mut attempt = 0;
        let result = loop {
            let mut more = Feed { queue: &mut queue, open: attempt == 0 };
            match commit_batch(&mut source, &mut batch, &mut more).await {
                Err(DbError::Busy) if attempt + 1 < ATTEMPTS_MAX => {
                    attempt += 1;
                    stats.retries.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(1 << attempt)).await;
                }
                result => break result,
            }
        };
        let count = batch.len() as u64;
        match result {
            Ok((committed, effects)) => {
                stats.batches.fetch_add(1, Ordering::Relaxed);
                stats.units.fetch_add(committed, Ordering::Relaxed);
                stats.refused.fetch_add(count - committed, Ordering::Relaxed);
                for effect in effects {
                    effect();
                }
            }
            Err(error) => {
                tracing::warn!(%error, units = count, "a batch of units was not committed");
                stats.failures.fetch_add(1, Ordering::Relaxed);
                stats.refused.fetch_add(count, Ordering::Relaxed);
                for unit in &mut batch {
                    unit.fail(error.clone());
                }
            }
        }
        stats.waiting.fetch_sub(count, Ordering::Relaxed);
        for unit in batch {
            unit.answer();
        }
    }
}

/// The queue behind a batch that still takes units.
struct Feed<'q> {
    queue: &'q mut Queue,
    open: bool,
}

impl Feed<'_> {
    /// The next unit that may join a batch behind its last one.
    fn next(&mut self, batch: &[Box<dyn Unit>], locked: impl Fn(Scope) -> bool) -> Option<Box<dyn Unit>> {
        let last = batch.last().filter(|_| self.open)?;
        self.queue.join(last.turn(), locked)
    }
}

type Effects = Vec<Box<dyn FnOnce() + Send>>;

async fn commit_batch(
    source: &mut impl Source,
    batch: &mut Vec<Box<dyn Unit>>,
    feed: &mut Feed<'_>,
) -> Result<(u64, Effects), DbError> {
    let mut scopes: Vec<Scope> = batch.iter().map(|unit| unit.turn().scope).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let mut tx = begin(source, &scopes).await?;
    match run_batch(&mut tx, batch, feed, &scopes).await {
        Ok(committed) => {
            let effects = std::mem::take(&mut tx.after_commit);
            source.release(tx);
            Ok((committed, effects))
        }
        Err(error) => {
            if tx.rollback().await.is_ok() {
                source.release(tx);
            }
            Err(error)
        }
    }
}

/// Opens a transaction that holds the locks of its scopes.
///
/// A connection may have died since it was used last, with the database's server. Nothing was asked
/// of the new transaction yet, so it is tried once more on a new connection.
async fn begin(source: &mut impl Source, scopes: &[Scope]) -> Result<Tx, DbError> {
    let mut last = None;
    for _ in 0..2 {
        let mut tx = source.acquire().await?;
        let opened = match tx.dialect() {
            Dialect::Sqlite => tx.control("begin immediate").await,
            Dialect::Postgres => {
                let mut text = String::from("begin");
                for scope in scopes {
                    text.push_str(&format!("; select pg_advisory_xact_lock({})", scope.lock_key()));
                }
                tx.control(&text).await
            }
        };
        match opened {
            Ok(()) => return Ok(tx),
            Err(error) => {
                if tx.rollback().await.is_ok() {
                    source.release(tx);
                }
                if !matches!(error, DbError::Unavailable(_)) {
                    return Err(error);
                }
                last = Some(error);
            }
        }
    }
    Err(last.unwrap_or(DbError::Busy))
}

async fn run_batch(
    tx: &mut Tx,
    batch: &mut Vec<Box<dyn Unit>>,
    feed: &mut Feed<'_>,
    scopes: &[Scope],
) -> Result<u64, DbError> {
    let began = Instant::now();
    let dialect = tx.dialect();
    // A unit that is alone needs no savepoint: the whole transaction is its own.
    let alone = batch.len() == 1 && dialect == Dialect::Postgres && feed.queue.is_empty();
    let mut committed = 0;
    let mut index = 0;
    while index < batch.len() {
        tx.changed = false;
        tx.guard = !alone;
        // A unit that panicked may have left its hurry behind.
        tx.until = None;
        if !alone && dialect == Dialect::Postgres {
            // Even a failed read leaves PostgreSQL's transaction unusable without a savepoint.
            tx.begin_change().await?;
        }
        let effects_before = tx.after_commit.len();
        let ran = batch[index].run(tx).await;
        if tx.broken.is_none() && matches!(ran, Ran::Ok) {
            tx.unhurried().await?;
        }
        if let Some(error) = tx.broken.take() {
            return Err(error);
        }
        match ran {
            Ran::Ok => {
                if tx.changed && tx.guard {
                    tx.control("release savepoint unit").await?;
                }
                committed += 1;
            }
            Ran::Failed => {
                if alone {
                    tx.rollback().await?;
                    return Ok(0);
                }
                tx.after_commit.truncate(effects_before);
                if tx.changed {
                    tx.back_to("unit").await?;
                    tx.control("release savepoint unit").await?;
                }
            }
            Ran::Broken(error) => return Err(error),
        }
        index += 1;
        if !alone && index == batch.len() && index < UNITS_A_BATCH_MAX && began.elapsed() < BATCH_TIME_MAX {
            let sqlite = dialect == Dialect::Sqlite;
            if let Some(unit) = feed.next(batch, |scope| sqlite || scopes.contains(&scope)) {
                batch.push(unit);
            }
        }
    }
    tx.control("commit").await.map_err(|error| match error {
        DbError::Busy => DbError::Busy,
        other => DbError::Unavailable(format!(
            "{other}; whether the commit arrived is not known: send the request again with the same Idempotency-Key"
        )),
    })?;
    Ok(committed)
}
