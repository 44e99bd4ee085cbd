//! PostgreSQL: how a statement runs and what its errors mean.
//!
//! Knows sqlx and SQLSTATE codes. Must not know tables.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::{Column, Connection as _, Row as _, TypeInfo, ValueRef as _};
use uuid::Uuid;

use super::records::names_plugins;
use super::{Cell, ConstraintKind, DbError, Row, Val};

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, PgArguments>;

fn bound<'q>(sql: &str, params: &[Val]) -> Query<'q> {
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()));
    for value in params {
        query = match value.clone() {
            Val::Int(value) => query.bind(value),
            Val::Bool(value) => query.bind(value),
            Val::Text(value) => query.bind(value),
            Val::Bytes(value) => query.bind(value),
            Val::Id(value) => query.bind(value),
            Val::Date(value) => query.bind(value),
            Val::At(value) => query.bind(value),
        };
    }
    query
}

/// Runs a statement that returns no rows; the number of rows it changed.
pub(super) async fn execute(
    connection: &mut PgConnection,
    sql: &str,
    params: &[Val],
) -> Result<u64, DbError> {
    match bound(sql, params).execute(&mut *connection).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(error) => Err(failed(connection, error, sql).await),
    }
}

/// Runs a statement and reads all its rows.
pub(super) async fn rows(
    connection: &mut PgConnection,
    sql: &str,
    params: &[Val],
) -> Result<Vec<Row>, DbError> {
    match bound(sql, params).fetch_all(&mut *connection).await {
        Ok(found) => found.iter().map(row).collect(),
        Err(error) => Err(failed(connection, error, sql).await),
    }
}

/// What an error means. Statements that were prepared before the schema changed are forgotten, so that the
/// same unit of work can be run again.
async fn failed(connection: &mut PgConnection, error: sqlx::Error, sql: &str) -> DbError {
    let stale = matches!(&error, sqlx::Error::Database(failure)
        if failure.code().as_deref() == Some("0A000") && failure.message().starts_with("cached plan"));
    if !stale {
        return sql_error(error, sql);
    }
    match connection.clear_cached_statements().await {
        Ok(()) => DbError::Busy,
        Err(error) => sql_error(error, sql),
    }
}

/// Runs several statements without parameters, as migrations do.
pub(super) async fn batch(connection: &mut PgConnection, sql: &str) -> Result<(), DbError> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .map_err(|e| sql_error(e, sql))?;
    Ok(())
}

fn row(row: &PgRow) -> Result<Row, DbError> {
    let mut cells = Vec::with_capacity(row.columns().len());
    for (index, column) in row.columns().iter().enumerate() {
        let value = row.try_get_raw(index).map_err(error)?;
        if value.is_null() {
            cells.push(Cell::Null);
            continue;
        }
        let cell = match column.type_info().name() {
            "INT8" => Cell::Int(row.try_get::<i64, _>(index).map_err(error)?),
            "INT4" => Cell::Int(i64::from(row.try_get::<i32, _>(index).map_err(error)?)),
            "INT2" => Cell::Int(i64::from(row.try_get::<i16, _>(index).map_err(error)?)),
            "BOOL" => Cell::Bool(row.try_get::<bool, _>(index).map_err(error)?),
            "TEXT" | "VARCHAR" | "NAME" | "BPCHAR" => {
                Cell::Text(row.try_get::<String, _>(index).map_err(error)?)
            }
            "BYTEA" => Cell::Bytes(row.try_get::<Vec<u8>, _>(index).map_err(error)?),
            "UUID" => Cell::Id(row.try_get::<Uuid, _>(index).map_err(error)?),
            "DATE" => Cell::Date(row.try_get::<NaiveDate, _>(index).map_err(error)?),
            "TIMESTAMPTZ" => Cell::At(row.try_get::<DateTime<Utc>, _>(index).map_err(error)?),
            "VOID" => Cell::Null,
            other => {
                return Err(DbError::Decode(format!(
                    "column {} has type {other}; cast it to one of host/README.md",
                    column.name()
                )));
            }
        };
        cells.push(cell);
    }
    Ok(Row(cells))
}

pub(super) fn error(error: sqlx::Error) -> DbError {
    sql_error(error, "")
}

fn sql_error(error: sqlx::Error, sql: &str) -> DbError {
    match &error {
        sqlx::Error::Database(failure) => {
            let code = failure.code().unwrap_or_default();
            let named = |kind: ConstraintKind| DbError::Constraint {
                kind,
                name: failure.constraint().unwrap_or(failure.message()).to_owned(),
            };
            match code.as_ref() {
                "40001" | "40P01" | "55P03" => DbError::Busy,
                "57014" => DbError::Deadline,
                "42703" | "42P01" if names_plugins(sql) => {
                    DbError::SchemaChanged(failure.message().to_owned())
                }
                "23505" => named(ConstraintKind::Unique),
                "23503" | "23001" => named(ConstraintKind::ForeignKey),
                "23514" => named(ConstraintKind::Check),
                "23502" => named(ConstraintKind::NotNull),
                "P0001" => named(ConstraintKind::Trigger),
                "53100" | "53200" | "53300" | "57P01" | "57P02" | "57P03" | "25006" => {
                    DbError::Unavailable(failure.message().to_owned())
                }
                _ => DbError::Other(format!("{code} {} in {sql}", failure.message())),
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_) => DbError::Unavailable(error.to_string()),
        _ => DbError::Other(format!("{error} in {sql}")),
    }
}
