//! Fiscal years and periods.

use chrono::{DateTime, NaiveDate, Utc};
use keel_core::ledger::period::Period;
use uuid::Uuid;

use super::books;
use crate::storage::{DbError, Tx, Val};

/// A fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Takes entries.
    pub open: bool,
}

/// The years of a company, oldest first.
pub async fn years(tx: &mut Tx, company: Uuid) -> Result<Vec<Year>, DbError> {
    let sql = "select id, code, starts_on, ends_on, state from fiscal_year where company_id = $1 order by starts_on";
    let rows = tx.rows(sql, &[company.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Year {
                id: row.get(0)?,
                code: row.get(1)?,
                starts_on: row.get(2)?,
                ends_on: row.get(3)?,
                open: row.get::<String>(4)? == "open",
            })
        })
        .collect()
}

/// A period of a company.
pub async fn find(tx: &mut Tx, company: Uuid, id: Uuid) -> Result<Option<Period>, DbError> {
    let sql = "select p.id, p.code, p.starts_on, p.ends_on, p.state, y.code, y.state from period p \
               join fiscal_year y on y.id = p.fiscal_year_id where p.company_id = $1 and p.id = $2";
    tx.row(sql, &[company.into(), id.into()]).await?.map(|row| books::period(&row)).transpose()
}

/// Sets a period's state.
pub async fn set_state(tx: &mut Tx, id: Uuid, state: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let sql = "update period set state = $2, version = version + 1, updated_at = $3 where id = $1";
    tx.execute(sql, &[id.into(), state.into(), now.into()]).await?;
    Ok(())
}

/// Appends a year and its periods (id, code, first and last day).
pub async fn insert_year(
    tx: &mut Tx,
    company: Uuid,
    year: &Year,
    periods: &[(Uuid, String, NaiveDate, NaiveDate)],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.insert_many(
        "fiscal_year",
        &["id", "version", "created_at", "updated_at", "company_id", "code", "starts_on", "ends_on", "state"],
        vec![vec![
            year.id.into(),
            1_i64.into(),
            now.into(),
            now.into(),
            company.into(),
            (&year.code).into(),
            year.starts_on.into(),
            year.ends_on.into(),
            "open".into(),
        ]],
    )
    .await?;
    let rows = periods
        .iter()
        .map(|(id, code, first, last)| {
            vec![
                Val::from(*id),
                1_i64.into(),
                now.into(),
                now.into(),
                company.into(),
                year.id.into(),
                code.into(),
                (*first).into(),
                (*last).into(),
                "open".into(),
            ]
        })
        .collect();
    tx.insert_many(
        "period",
        &[
            "id",
            "version",
            "created_at",
            "updated_at",
            "company_id",
            "fiscal_year_id",
            "code",
            "starts_on",
            "ends_on",
            "state",
        ],
        rows,
    )
    .await
}

/// Closes a year for good and seals its periods.
pub async fn close_year(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    let sql = "update period set state = 'sealed', version = version + 1, updated_at = $2 where fiscal_year_id = $1 and state <> 'sealed'";
    tx.execute(sql, &[id.into(), now.into()]).await?;
    let sql = "update fiscal_year set state = 'closed', version = version + 1, updated_at = $2 where id = $1";
    tx.execute(sql, &[id.into(), now.into()]).await?;
    Ok(())
}
