//! Moving everything from one database to another, byte for byte in meaning.
//!
//! Knows tables by introspection only, so a table of tomorrow is copied without a change here. Must not
//! know what a table is for. The source is read in one snapshot; the target is filled in one transaction,
//! read back, and committed only when every table's count and digest are equal.

use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::catalogue::{self, ForeignKey, Kind, Table};
use super::plugins::schema::{self, Recorded};
use super::{Cell, Db, DbError, Dialect, Failure, Row, Scope, Sql, Tx, Val, instant_text};

/// Most rows that are held at once, and most bytes of them: a large attachment travels alone.
const PAGE_ROWS_MAX: i64 = 2_000;
const PAGE_BYTES_MAX: i64 = 16 * 1024 * 1024;

/// What was copied of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Table.
    pub table: String,
    /// Rows.
    pub rows: u64,
    /// Digest of the rows whatever their order, in lower-case hexadecimal; equal on both databases.
    pub digest: String,
}

/// Why nothing was copied, in order of precedence.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The target holds somebody's data.
    #[error("the target is not empty ({table} has rows): choose a new database")]
    NotEmpty {
        /// First table that speaks against it.
        table: String,
    },
    /// A table with rows has no sister in the target.
    #[error("the target has no table {table}: run the same version of keel on both")]
    NoTable {
        /// The table.
        table: String,
    },
    /// What arrived is not what was sent.
    #[error("{table} arrived different: {sent} rows sent, {arrived} arrived; nothing was committed")]
    Different {
        /// The table.
        table: String,
        /// Rows read.
        sent: u64,
        /// Rows found in the target.
        arrived: u64,
    },
    /// One of the databases failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl Failure for CopyError {
    fn database(&self) -> Option<&DbError> {
        match self {
            CopyError::Database(error) => Some(error),
            _ => None,
        }
    }
}

enum Message {
    /// What plugins brought to the schema: made in the target before any row comes.
    Schema(Vec<Recorded>),
    Rows {
        table: Arc<Table>,
        rows: Vec<Row>,
    },
    Done(Vec<Copied>),
    Failed(DbError),
}

/// Copies every row of `from` into `to`, whose schema must be there and hold nothing but what migrations put.
///
/// `progress` hears each table's name and its rows so far. Nothing is committed unless all of it arrived.
pub async fn copy(
    from: &Db,
    to: &Db,
    progress: impl Fn(&str, u64) + Send + Sync + 'static,
) -> Result<Vec<Copied>, CopyError> {
    let (sender, receiver) = mpsc::channel(4);
    let source = from.clone();
    let reading = tokio::spawn(async move {
        source
            .read(async move |tx| {
                send_all(tx, sender).await;
                Ok::<_, DbError>(())
            })
            .await
    });
    let receiver = Arc::new(Mutex::new(Some(receiver)));
    let progress = Arc::new(progress);
    let copied = to
        .write(Scope::Shared, async move |tx| {
            let taken = receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
            match taken {
                Some(receiver) => fill(tx, receiver, progress.as_ref()).await,
                None => Err(DbError::Other("the target was busy: nothing was copied".into()).into()),
            }
        })
        .await;
    match (copied, reading.await) {
        // The source could not even be opened for reading: that is the reason, not that nothing came.
        (Err(_), Ok(Err(error))) => Err(error.into()),
        (copied, _) => copied,
    }
}

/// Count and digest of every table, in one snapshot.
pub async fn digest(db: &Db) -> Result<Vec<Copied>, DbError> {
    db.read(async |tx| {
        let mut found = Vec::new();
        for table in catalogue::tables(tx).await? {
            found.push(digest_of(tx, &table).await?);
        }
        Ok(found)
    })
    .await
}

async fn send_all(tx: &mut Tx, sender: mpsc::Sender<Message>) {
    let end = match send_tables(tx, &sender).await {
        Ok(sent) => Message::Done(sent),
        Err(error) => Message::Failed(error),
    };
    // A target that gave up has dropped its end and said why itself.
    let _ = sender.send(end).await;
}

async fn send_tables(tx: &mut Tx, sender: &mpsc::Sender<Message>) -> Result<Vec<Copied>, DbError> {
    let mut sent = Vec::new();
    if sender.send(Message::Schema(schema::all(tx).await?)).await.is_err() {
        return Ok(sent);
    }
    for table in catalogue::tables(tx).await? {
        let table = Arc::new(table);
        let mut sum = Sum::default();
        let mut pages = Pages::new(tx, &table).await?;
        while let Some(rows) = pages.next(tx).await? {
            sum.add(&rows);
            if sender.send(Message::Rows { table: table.clone(), rows }).await.is_err() {
                return Ok(sent);
            }
        }
        sent.push(sum.of(&table.name));
    }
    Ok(sent)
}

async fn fill(
    tx: &mut Tx,
    mut receiver: mpsc::Receiver<Message>,
    progress: &(impl Fn(&str, u64) + Sync),
) -> Result<Vec<Copied>, CopyError> {
    let (mut targets, mut keys) = (Vec::new(), Vec::new());
    let mut rows_so_far = 0;
    let mut current = String::new();
    let sent = loop {
        match receiver.recv().await {
            Some(Message::Schema(brought)) => {
                refuse_filled(tx).await?;
                schema::remake(tx, &brought).await?;
                targets = catalogue::tables(tx).await?;
                keys = prepare(tx, &targets).await?;
            }
            Some(Message::Rows { table, rows }) => {
                if current != table.name {
                    (current, rows_so_far) = (table.name.clone(), 0);
                }
                rows_so_far += rows.len() as u64;
                insert(tx, &targets, &table, rows).await?;
                progress(&current, rows_so_far);
            }
            Some(Message::Done(sent)) => break sent,
            Some(Message::Failed(error)) => return Err(error.into()),
            None => return Err(DbError::Unavailable("the source stopped".into()).into()),
        }
    };
    restore_keys(tx, keys).await?;
    for copied in &sent {
        let Some(table) = targets.iter().find(|table| table.name == copied.table) else { continue };
        let arrived = digest_of(tx, table).await?;
        if arrived != *copied {
            return Err(CopyError::Different {
                table: table.name.clone(),
                sent: copied.rows,
                arrived: arrived.rows,
            });
        }
    }
    Ok(sent)
}

/// Refuses a target that holds somebody's data.
async fn refuse_filled(tx: &mut Tx) -> Result<(), CopyError> {
    for table in ["company", "user_account", "audit_log", "plugin_column"] {
        if count(tx, table).await? > 0 {
            return Err(CopyError::NotEmpty { table: table.into() });
        }
    }
    Ok(())
}

/// Takes away what migrations put, and lets rows arrive before those that they refer to.
async fn prepare(tx: &mut Tx, targets: &[Table]) -> Result<Vec<ForeignKey>, DbError> {
    let keys = match tx.dialect() {
        Dialect::Sqlite => {
            tx.batch("pragma defer_foreign_keys = on").await?;
            Vec::new()
        }
        Dialect::Postgres => catalogue::foreign_keys(tx).await?,
    };
    for ForeignKey { table, name, .. } in &keys {
        tx.batch(&format!("alter table {table} drop constraint {name}")).await?;
    }
    for table in targets {
        if count(tx, &table.name).await? > 0 {
            tx.execute(Sql::built(format!("delete from {}", table.name)), &[]).await?;
        }
    }
    Ok(keys)
}

async fn count(tx: &mut Tx, table: &str) -> Result<i64, DbError> {
    catalogue::scalar(tx, Sql::built(format!("select count(*) from {table}"))).await
}

/// Makes PostgreSQL's foreign keys again, which checks every row.
async fn restore_keys(tx: &mut Tx, keys: Vec<ForeignKey>) -> Result<(), DbError> {
    for ForeignKey { table, name, definition } in keys {
        tx.batch(&format!("alter table {table} add constraint {name} {definition}")).await?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, targets: &[Table], source: &Table, rows: Vec<Row>) -> Result<(), CopyError> {
    let no_table = || CopyError::NoTable { table: source.name.clone() };
    let target = targets.iter().find(|target| target.name == source.name).ok_or_else(no_table)?;
    let mut kinds = Vec::with_capacity(source.columns.len());
    for column in &source.columns {
        let sister = target.columns.iter().find(|candidate| candidate.name == column.name);
        kinds.push(sister.ok_or_else(no_table)?.kind);
    }
    let names: Vec<&str> = source.columns.iter().map(|column| column.name.as_str()).collect();
    let mut values = Vec::with_capacity(rows.len());
    for Row(cells) in rows {
        let row: Result<Vec<Val>, DbError> =
            cells.iter().zip(&kinds).map(|(cell, kind)| val(cell, *kind)).collect();
        values.push(row?);
    }
    Ok(tx.insert_many(&source.name, &names, values).await?)
}

/// The value as a parameter for a column of that kind.
fn val(cell: &Cell, kind: Kind) -> Result<Val, DbError> {
    let row = Row(vec![cell.clone()]);
    Ok(match (kind, cell) {
        (Kind::Int, Cell::Bool(value)) => Val::Int(Some(i64::from(*value))),
        (Kind::Int, _) => Val::Int(row.get(0)?),
        (Kind::Bool, _) => Val::Bool(row.get(0)?),
        (Kind::Text, Cell::Date(value)) => Val::Text(Some(value.to_string())),
        (Kind::Text, Cell::At(value)) => Val::Text(Some(instant_text(*value))),
        (Kind::Text, _) => Val::Text(row.get(0)?),
        (Kind::Bytes, Cell::Id(value)) => Val::Bytes(Some(value.as_bytes().to_vec())),
        (Kind::Bytes, _) => Val::Bytes(row.get(0)?),
        (Kind::Id, _) => Val::Id(row.get(0)?),
        (Kind::Date, _) => Val::Date(row.get(0)?),
        (Kind::At, _) => Val::At(row.get(0)?),
    })
}

async fn digest_of(tx: &mut Tx, table: &Table) -> Result<Copied, DbError> {
    let mut sum = Sum::default();
    let mut pages = Pages::new(tx, table).await?;
    while let Some(rows) = pages.next(tx).await? {
        sum.add(&rows);
    }
    Ok(sum.of(&table.name))
}

/// A table read page after page, in the order of its key.
struct Pages<'t> {
    table: &'t Table,
    rows_max: i64,
    after: Option<Vec<Val>>,
    ended: bool,
}

impl<'t> Pages<'t> {
    async fn new(tx: &mut Tx, table: &'t Table) -> Result<Self, DbError> {
        if table.key.is_empty() {
            return Err(DbError::Other(format!(
                "{} has no primary key, so it cannot be read in pages",
                table.name
            )));
        }
        let mut widest = 256;
        for column in table.columns.iter().filter(|column| matches!(column.kind, Kind::Bytes | Kind::Text)) {
            let sql = format!("select coalesce(max(length({})), 0) from {}", column.name, table.name);
            widest += catalogue::scalar::<i64>(tx, Sql::built(sql)).await?;
        }
        let rows_max = (PAGE_BYTES_MAX / widest).clamp(1, PAGE_ROWS_MAX);
        Ok(Pages { table, rows_max, after: None, ended: false })
    }

    async fn next(&mut self, tx: &mut Tx) -> Result<Option<Vec<Row>>, DbError> {
        if self.ended {
            return Ok(None);
        }
        let name = |position: &usize| self.table.columns[*position].name.as_str();
        let columns: Vec<&str> = self.table.columns.iter().map(|column| column.name.as_str()).collect();
        let key: Vec<&str> = self.table.key.iter().map(name).collect();
        let key = key.join(", ");
        let after = match &self.after {
            Some(values) => {
                let marks: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
                format!("where ({key}) > ({})", marks.join(", "))
            }
            None => String::new(),
        };
        let sql = format!(
            "select {} from {} {after} order by {key} limit {}",
            columns.join(", "),
            self.table.name,
            self.rows_max
        );
        let rows = tx.rows(Sql::built(sql), self.after.as_deref().unwrap_or_default()).await?;
        self.ended = (rows.len() as i64) < self.rows_max;
        let Some(Row(last)) = rows.last() else { return Ok(None) };
        let last = self.table.key.iter().map(|at| val(&last[*at], self.table.columns[*at].kind));
        self.after = Some(last.collect::<Result<_, _>>()?);
        Ok(Some(rows))
    }
}

/// Sum of the SHA-256 of each row, modulo 2²⁵⁶: the same for the same rows in whatever order.
#[derive(Default)]
struct Sum {
    rows: u64,
    words: [u64; 4],
}

impl Sum {
    fn add(&mut self, rows: &[Row]) {
        for row in rows {
            let mut hash = Sha256::new();
            for cell in &row.0 {
                feed(&mut hash, cell);
            }
            let mut carry = 0_u128;
            for (word, bytes) in self.words.iter_mut().zip(hash.finalize().chunks_exact(8)) {
                let addend = bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
                let total = u128::from(*word) + u128::from(addend) + carry;
                *word = total as u64;
                carry = total >> 64;
            }
            self.rows += 1;
        }
    }

    fn of(self, table: &str) -> Copied {
        let bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_le_bytes()).collect();
        Copied { table: table.to_owned(), rows: self.rows, digest: super::migrate::hex(&bytes) }
    }
}

/// A value in the form that SQLite keeps: the two databases then agree.
fn feed(hash: &mut Sha256, cell: &Cell) {
    let (tag, bytes): (u8, Vec<u8>) = match cell {
        Cell::Null => (0, Vec::new()),
        Cell::Int(value) => (1, value.to_le_bytes().to_vec()),
        Cell::Bool(value) => (1, i64::from(*value).to_le_bytes().to_vec()),
        Cell::Text(value) => (2, value.as_bytes().to_vec()),
        Cell::Date(value) => (2, value.to_string().into_bytes()),
        Cell::At(value) => (2, instant_text(*value).into_bytes()),
        Cell::Bytes(value) => (3, value.clone()),
        Cell::Id(value) => (3, value.as_bytes().to_vec()),
    };
    hash.update([tag]);
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}
