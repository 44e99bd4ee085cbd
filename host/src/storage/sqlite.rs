//! SQLite inside the process: how it is opened and how a statement runs.
//!
//! Knows rusqlite and pragmas. Must not know tables.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};

use super::records::{fold, names_plugins};
use super::{Cell, ConstraintKind, DbError, Row, Val, instant_text};

/// Oldest SQLite that may hold a company's books: before it, a WAL reset could corrupt the file
/// (<https://sqlite.org/wal.html>, "the WAL-reset bug").
pub const SQLITE_MINIMUM: (u32, u32, u32) = (3, 51, 3);

/// Whether a version text such as `3.51.3` is [`SQLITE_MINIMUM`] or newer.
pub fn sqlite_is_new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= SQLITE_MINIMUM
}

/// Opens the writing connection: WAL, every commit on the disk before it is answered.
pub(super) fn open_writer(path: &Path) -> Result<Connection, DbError> {
    if !sqlite_is_new_enough(rusqlite::version()) {
        return Err(DbError::Unavailable(format!(
            "SQLite {} is older than {}.{}.{}, which is the oldest that keeps its write-ahead log safe",
            rusqlite::version(),
            SQLITE_MINIMUM.0,
            SQLITE_MINIMUM.1,
            SQLITE_MINIMUM.2
        )));
    }
    let connection = Connection::open(path).map_err(error)?;
    connection
        .execute_batch(
            "pragma journal_mode = wal;
             pragma synchronous = full;
             pragma foreign_keys = on;
             pragma wal_autocheckpoint = 4000;
             pragma journal_size_limit = 67108864;
             pragma cache_size = -16384;
             pragma temp_store = memory;",
        )
        .map_err(error)?;
    prepare_connection(&connection)?;
    Ok(connection)
}

/// Opens one more reading connection; it can change nothing.
pub(super) fn open_reader(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(error)?;
    connection
        .execute_batch("pragma query_only = on; pragma cache_size = -4096; pragma temp_store = memory;")
        .map_err(error)?;
    prepare_connection(&connection)?;
    Ok(connection)
}

/// Writes a whole, consistent copy of the file while others go on reading and writing it.
pub(super) fn copy_file(from: &Path, to: &Path) -> Result<(), DbError> {
    let connection = open_reader(from)?;
    // Only the copy is written; `query_only` would refuse that too.
    connection.execute_batch("pragma query_only = off").map_err(error)?;
    let target = to.to_string_lossy();
    connection.execute("vacuum into $1", [target.as_ref()]).map_err(error)?;
    Ok(())
}

/// Reads every page of a file and refuses it unless SQLite finds all of them sound.
pub(super) fn check_file(path: &Path) -> Result<(), DbError> {
    let connection = open_reader(path)?;
    let found: String =
        connection.query_row("pragma integrity_check(1)", [], |row| row.get(0)).map_err(error)?;
    if found == "ok" {
        return Ok(());
    }
    Err(DbError::Decode(format!("{} is damaged: {found}", path.display())))
}

/// Makes a file whole without the files beside it, so that it can be moved.
pub(super) fn fold_log(path: &Path) -> Result<(), DbError> {
    let connection = Connection::open(path).map_err(error)?;
    connection.execute_batch("pragma wal_checkpoint(truncate); pragma journal_mode = delete;").map_err(error)
}

fn prepare_connection(connection: &Connection) -> Result<(), DbError> {
    connection.busy_timeout(Duration::from_secs(5)).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection
        .create_scalar_function(
            "keel_fold",
            1,
            FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
            |call| Ok(call.get::<Option<String>>(0)?.map(|text| fold(&text))),
        )
        .map_err(error)?;
    Ok(())
}

/// Runs a statement that returns no rows; the number of rows it changed.
pub(super) fn execute(connection: &Connection, sql: &str, params: &[Val]) -> Result<u64, DbError> {
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(|e| sql_error(e, sql))?;
    bind(&mut statement, params, sql)?;
    let changed = statement.raw_execute().map_err(|e| sql_error(e, sql))?;
    Ok(changed as u64)
}

/// Runs a statement once for each row of values.
pub(super) fn execute_each(connection: &Connection, sql: &str, rows: &[Vec<Val>]) -> Result<(), DbError> {
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(|e| sql_error(e, sql))?;
    for params in rows {
        bind(&mut statement, params, sql)?;
        statement.raw_execute().map_err(|e| sql_error(e, sql))?;
    }
    Ok(())
}

/// The text with `?n` where it says `$n`. To SQLite `$2` is a name, which it numbers in the order in
/// which names first appear, and looks up one by one; `?2` is the second value, wherever it stands.
fn numbered(sql: &str) -> String {
    let mut parts = sql.split('$');
    let mut text = String::with_capacity(sql.len());
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        text.push(if part.starts_with(|c: char| c.is_ascii_digit()) { '?' } else { '$' });
        text.push_str(part);
    }
    text
}

/// Binds the values by their numbers.
fn bind(statement: &mut Statement<'_>, params: &[Val], sql: &str) -> Result<(), DbError> {
    let wanted = statement.parameter_count();
    let values = params
        .get(..wanted)
        .ok_or_else(|| DbError::Other(format!("{} values for {wanted} parameters in {sql}", params.len())))?;
    for (index, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value).map_err(|e| sql_error(e, sql))?;
    }
    Ok(())
}

/// Steps of a statement between two looks at the clock: some ten microseconds.
const STEPS_A_LOOK: i32 = 1_000;

/// Stops what the connection runs at a time, until it is dropped.
struct Alarm<'c>(&'c Connection);

impl Alarm<'_> {
    fn set(connection: &Connection, until: Instant) -> Result<Alarm<'_>, DbError> {
        let look = move || Instant::now() >= until;
        connection.progress_handler(STEPS_A_LOOK, Some(look)).map_err(error)?;
        Ok(Alarm(connection))
    }
}

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        // It fails for connections of another program's making alone.
        let _ = self.0.progress_handler(0, None::<fn() -> bool>);
    }
}

/// Runs a statement and reads all its rows; one that only reads is stopped at `until`.
pub(super) fn rows(
    connection: &Connection,
    sql: &str,
    params: &[Val],
    until: Option<Instant>,
) -> Result<Vec<Row>, DbError> {
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(|e| sql_error(e, sql))?;
    // SQLite takes the whole transaction back when a statement that writes is interrupted.
    let until = until.filter(|_| statement.readonly());
    let _alarm = until.map(|until| Alarm::set(connection, until)).transpose()?;
    let width = statement.column_count();
    bind(&mut statement, params, sql)?;
    let mut found = statement.raw_query();
    let mut all = Vec::new();
    while let Some(row) = found.next().map_err(|e| sql_error(e, sql))? {
        let mut cells = Vec::with_capacity(width);
        for index in 0..width {
            cells.push(cell(row.get_ref(index).map_err(|e| sql_error(e, sql))?)?);
        }
        all.push(Row(cells));
    }
    Ok(all)
}

/// Runs several statements without parameters, as migrations do.
pub(super) fn batch(connection: &Connection, sql: &str) -> Result<(), DbError> {
    connection.execute_batch(sql).map_err(|e| sql_error(e, sql))
}

fn cell(value: ValueRef<'_>) -> Result<Cell, DbError> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(value) => Cell::Int(value),
        ValueRef::Real(value) => {
            return Err(DbError::Decode(format!("{value} is a float; no column here is one")));
        }
        ValueRef::Text(value) => Cell::Text(
            std::str::from_utf8(value).map_err(|_| DbError::Decode("text is not UTF-8".into()))?.to_owned(),
        ),
        ValueRef::Blob(value) => Cell::Bytes(value.to_vec()),
    })
}

impl ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use rusqlite::types::Value;
        Ok(match self {
            Val::Int(Some(value)) => ToSqlOutput::Owned(Value::Integer(*value)),
            Val::Bool(Some(value)) => ToSqlOutput::Owned(Value::Integer(i64::from(*value))),
            Val::Text(Some(value)) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Val::Bytes(Some(value)) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
            Val::Id(Some(value)) => ToSqlOutput::Borrowed(ValueRef::Blob(value.as_bytes())),
            Val::Date(Some(value)) => ToSqlOutput::Owned(Value::Text(value.to_string())),
            Val::At(Some(value)) => ToSqlOutput::Owned(Value::Text(instant_text(*value))),
            _ => ToSqlOutput::Owned(Value::Null),
        })
    }
}

pub(super) fn error(error: rusqlite::Error) -> DbError {
    sql_error(error, "")
}

fn sql_error(error: rusqlite::Error, sql: &str) -> DbError {
    let rusqlite::Error::SqliteFailure(failure, message) = &error else {
        return DbError::Other(format!("{error} in {sql}"));
    };
    let text = message.clone().unwrap_or_default();
    let named = |kind: ConstraintKind| DbError::Constraint {
        kind,
        name: text.rsplit(": ").next().unwrap_or_default().to_owned(),
    };
    let gone = text.starts_with("no such ") || text.contains(" has no column named ");
    if gone && names_plugins(sql) {
        return DbError::SchemaChanged(text);
    }
    match failure.extended_code {
        rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            named(ConstraintKind::Unique)
        }
        // `on delete restrict` reports itself as a trigger.
        rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER if text.contains("FOREIGN KEY") => {
            named(ConstraintKind::ForeignKey)
        }
        rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY => named(ConstraintKind::ForeignKey),
        rusqlite::ffi::SQLITE_CONSTRAINT_CHECK => named(ConstraintKind::Check),
        rusqlite::ffi::SQLITE_CONSTRAINT_NOTNULL => named(ConstraintKind::NotNull),
        rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER => named(ConstraintKind::Trigger),
        _ => match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => DbError::Busy,
            ErrorCode::OperationInterrupted => DbError::Deadline,
            ErrorCode::DiskFull
            | ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::ReadOnly => DbError::Unavailable(text),
            _ => DbError::Other(format!("{error} in {sql}")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_sqlite_is_refused() {
        for (version, expected) in [
            ("3.51.3", true),
            ("3.51.4", true),
            ("3.52.0", true),
            ("4.0.0", true),
            ("3.51.2", false),
            ("3.46.1", false),
            ("3.9.99", false),
            ("", false),
        ] {
            assert_eq!(sqlite_is_new_enough(version), expected, "{version}");
        }
        assert!(sqlite_is_new_enough(rusqlite::version()), "the one that is compiled in");
    }

    #[test]
    fn a_parameter_is_bound_by_its_number_and_not_by_where_it_stands() {
        let connection = Connection::open_in_memory().unwrap();
        let found = rows(&connection, "select $2, $1, $2", &["one".into(), "two".into()], None).unwrap();
        assert_eq!(found[0].0, ["two", "one", "two"].map(|text| Cell::Text(text.into())));
        assert!(rows(&connection, "select $2", &["one".into()], None).is_err());
    }
}
