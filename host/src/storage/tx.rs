//! A transaction on either database, and the few ways to talk to it.
//!
//! Knows statements and savepoints. Must not know tables, or who asks.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use sqlx::PgConnection;

use super::hurry::Told;
use super::{DbError, Memo, Row, Val, postgres, sqlite};

/// Which SQL a transaction speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite inside the process.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// SQL text: written in the program, or composed by it. Never holds a user's value.
#[derive(Debug, Clone)]
pub struct Sql(Cow<'static, str>);

impl Sql {
    /// Text composed from names that the program itself declared; values are bound, never spliced.
    pub fn built(text: String) -> Self {
        Sql(Cow::Owned(text))
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}
impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Sql(Cow::Borrowed(text))
    }
}

pub(super) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(Box<PgConnection>),
}

/// What is to happen once the transaction is on the disk.
type AfterCommit = Box<dyn FnOnce() + Send>;

/// An open savepoint: how many effects waited for the commit when it opened.
#[derive(Debug)]
#[must_use]
pub struct Savepoint(usize);

/// One open transaction, or one savepoint of it while a unit of work runs.
pub struct Tx {
    pub(super) conn: Conn,
    /// Set by the first change since the unit began: an untouched unit needs no savepoint.
    pub(super) changed: bool,
    /// Whether a change must first open a savepoint, so that it can be taken back alone.
    pub(super) guard: bool,
    /// Why the transaction as a whole cannot go on. Nothing more is run in it, whoever swallowed the error:
    /// SQLite, for one, takes a transaction back by itself when the disk is full, and would then run each
    /// further statement in a transaction of its own.
    pub(super) broken: Option<DbError>,
    pub(super) after_commit: Vec<AfterCommit>,
    pub(super) memo: Arc<Memo>,
    /// No statement begins after it.
    pub(super) until: Option<Instant>,
    /// What the server was told of it.
    pub(super) told: Told,
    /// Statements so far that may have changed something, taking back included.
    changes: u64,
}

impl Tx {
    pub(super) fn new(conn: Conn, memo: Arc<Memo>) -> Self {
        Tx {
            conn,
            changed: false,
            guard: false,
            broken: None,
            after_commit: Vec::new(),
            memo,
            until: None,
            told: Told::Nothing,
            changes: 0,
        }
    }

    /// Grows with every change and every taking back: while it stays the same, so does what was read.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// What this process remembers of the database between transactions.
    pub fn memo(&self) -> &Arc<Memo> {
        &self.memo
    }

    /// Which SQL this transaction speaks.
    pub fn dialect(&self) -> Dialect {
        match self.conn {
            Conn::Sqlite(_) => Dialect::Sqlite,
            Conn::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a change; the number of rows that it touched.
    pub async fn execute(&mut self, sql: impl Into<Sql>, params: &[Val]) -> Result<u64, DbError> {
        self.begin_change().await?;
        self.go_on()?;
        self.in_time().await?;
        let sql = sql.into();
        let result = match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::execute(conn, sql.text(), params),
            Conn::Postgres(conn) => postgres::execute(conn, sql.text(), params).await,
        };
        self.noticed(result)
    }

    /// Runs a query, or a change with `returning`; all its rows.
    pub async fn rows(&mut self, sql: impl Into<Sql>, params: &[Val]) -> Result<Vec<Row>, DbError> {
        let sql = sql.into();
        let text = sql.text().trim_start();
        if !(text.starts_with("select") || text.starts_with("with")) {
            self.begin_change().await?;
        }
        self.go_on()?;
        self.in_time().await?;
        let result = match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::rows(conn, sql.text(), params, self.until),
            Conn::Postgres(conn) => postgres::rows(conn, sql.text(), params).await,
        };
        self.noticed(result)
    }

    /// The first row of a query, if there is one.
    pub async fn row(&mut self, sql: impl Into<Sql>, params: &[Val]) -> Result<Option<Row>, DbError> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// Runs several statements without parameters, as migrations do.
    pub async fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        self.begin_change().await?;
        self.go_on()?;
        self.in_time().await?;
        let result = match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::batch(conn, sql),
            Conn::Postgres(conn) => postgres::batch(conn, sql).await,
        };
        self.noticed(result)
    }

    /// Inserts many rows with as few statements as the database's parameter limit allows.
    pub async fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<Val>>,
    ) -> Result<(), DbError> {
        self.insert_many_with(table, columns, rows, "").await
    }

    /// As [`Tx::insert_many`], with a tail such as `on conflict (…) do update set …`.
    pub async fn insert_many_with(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<Val>>,
        tail: &str,
    ) -> Result<(), DbError> {
        if rows.is_empty() {
            return Ok(());
        }
        match self.dialect() {
            Dialect::Sqlite => self.insert_each(table, columns, &rows, tail).await,
            Dialect::Postgres => self.insert_chunks(table, columns, rows, tail).await,
        }
    }

    /// Inside the process a statement costs no way there and back: one that is prepared once and run for
    /// each row is faster than a long one that is parsed.
    async fn insert_each(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Val>],
        tail: &str,
    ) -> Result<(), DbError> {
        self.begin_change().await?;
        self.go_on()?;
        self.in_time().await?;
        let text = insert_text(table, columns, 1, tail);
        let result = match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::execute_each(conn, &text, rows),
            Conn::Postgres(_) => Err(DbError::Other("insert_each is for SQLite".into())),
        };
        self.noticed(result)
    }

    async fn insert_chunks(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<Val>>,
        tail: &str,
    ) -> Result<(), DbError> {
        // PostgreSQL takes 65,535 parameters a statement. Chunks have a size out of few, so that
        // prepared statements are found again.
        let most = (32_000 / columns.len().max(1)).max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let waiting = rows.len();
            let take = [512, 128, 32, 8, 4, 2, 1]
                .into_iter()
                .find(|size| *size <= waiting && *size <= most)
                .unwrap_or(1);
            let mut params = Vec::with_capacity(take * columns.len());
            for row in rows.by_ref().take(take) {
                debug_assert_eq!(row.len(), columns.len());
                params.extend(row);
            }
            self.execute(Sql::built(insert_text(table, columns, take, tail)), &params).await?;
        }
        Ok(())
    }

    /// Runs `effect` once this unit of work is on the disk; never, if it is rolled back.
    pub fn on_commit(&mut self, effect: impl FnOnce() + Send + 'static) {
        self.after_commit.push(Box::new(effect));
    }

    /// Opens a savepoint inside the unit; they nest.
    pub async fn savepoint(&mut self) -> Result<Savepoint, DbError> {
        self.begin_change().await?;
        self.control("savepoint part").await?;
        Ok(Savepoint(self.after_commit.len()))
    }

    /// Keeps what was changed since the savepoint opened last.
    pub async fn release_savepoint(&mut self) -> Result<(), DbError> {
        self.control("release savepoint part").await
    }

    /// Takes back what was changed since the savepoint opened last, with what was to happen after the
    /// commit because of it, and closes it.
    pub async fn rollback_to_savepoint(&mut self, opened: Savepoint) -> Result<(), DbError> {
        self.after_commit.truncate(opened.0);
        self.changes += 1;
        self.back_to("part").await?;
        self.control("release savepoint part").await
    }

    /// Opens the unit's savepoint unless it is open or not needed.
    pub(super) async fn begin_change(&mut self) -> Result<(), DbError> {
        self.changes += 1;
        if !self.changed {
            self.changed = true;
            if self.guard {
                self.control("savepoint unit").await?;
            }
        }
        Ok(())
    }

    /// Runs a transaction-control statement.
    pub(super) async fn control(&mut self, sql: &str) -> Result<(), DbError> {
        self.go_on()?;
        let result = match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::execute(conn, sql, &[]).map(|_| ()),
            Conn::Postgres(conn) => postgres::batch(conn, sql).await,
        };
        self.noticed(result)
    }

    /// Takes everything back, whatever happened before. An error means that the connection is of no more use.
    pub(super) async fn rollback(&mut self) -> Result<(), DbError> {
        self.broken = None;
        self.after_commit.clear();
        (self.until, self.told) = (None, Told::Nothing);
        match &self.conn {
            Conn::Sqlite(conn) if conn.is_autocommit() => Ok(()),
            _ => self.control("rollback").await,
        }
    }

    fn go_on(&self) -> Result<(), DbError> {
        self.broken.clone().map_or(Ok(()), Err)
    }

    /// Remembers an error after which the transaction cannot go on.
    fn noticed<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        let result = match result {
            // Somebody else stopped it.
            Err(DbError::Deadline) if self.until.is_none() && self.told == Told::Nothing => {
                Err(DbError::Other("the statement was stopped from outside".into()))
            }
            result => result,
        };
        let Err(error) = &result else { return result };
        let gone = matches!(&self.conn, Conn::Sqlite(conn) if conn.is_autocommit());
        if gone && !matches!(error, DbError::Busy | DbError::Unavailable(_)) {
            self.broken = Some(DbError::Unavailable(format!("SQLite took the transaction back: {error}")));
        } else if gone || matches!(error, DbError::Busy | DbError::Unavailable(_)) {
            self.broken = Some(error.clone());
        }
        result
    }
}

/// `insert into …` of so many rows.
fn insert_text(table: &str, columns: &[&str], rows: usize, tail: &str) -> String {
    let mut text = String::with_capacity(200 + rows * columns.len() * 8);
    text.push_str(&format!("insert into {table} ({}) values ", columns.join(", ")));
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            if column > 0 {
                text.push_str(", ");
            }
            // Writing into a string does not fail.
            let _ = write!(text, "${}", row * columns.len() + column + 1);
        }
        text.push(')');
    }
    text.push(' ');
    text.push_str(tail);
    text
}
