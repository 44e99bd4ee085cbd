//! Sums of the books by account and currency.
//!
//! Up to a day they come from kept balances: rows of whole periods, and of the days of a period that is
//! cut. What was known at an earlier instant, or of one dimension, is not kept: that reads lines.

use chrono::NaiveDate;
use uuid::Uuid;

use super::filter::{FROM, LineFilter};
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// Sums of one account in one currency; debit and credit both positive, in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountSum {
    /// The account.
    pub account: Uuid,
    /// The lines' currency.
    pub currency: String,
    /// Debits in that currency.
    pub debit_minor: i64,
    /// Credits in that currency.
    pub credit_minor: i64,
    /// Debits in the company's currency.
    pub debit_company_minor: i64,
    /// Credits in the company's currency.
    pub credit_company_minor: i64,
}

/// Sums of all lines up to a day, from kept balances: its cost grows with accounts and periods, not with lines.
pub async fn kept_upto(tx: &mut Tx, company: Uuid, on: NaiveDate) -> Result<Vec<AccountSum>, DbError> {
    // The first period that is not over by that day; before it, whole periods count.
    let cut = tx
        .row(
            "select starts_on from period where company_id = $1 and ends_on > $2 order by starts_on limit 1",
            &[company.into(), on.into()],
        )
        .await?;
    let cut: NaiveDate = match cut {
        Some(row) => row.get(0)?,
        None => on.succ_opt().unwrap_or(on),
    };
    let rows = tx
        .rows(
            "select account_id, currency, cast(sum(debit_minor) as bigint), cast(sum(credit_minor) as bigint), \
             cast(sum(debit_company_minor) as bigint), cast(sum(credit_company_minor) as bigint) from ( \
             select account_id, currency, debit_minor, credit_minor, debit_company_minor, credit_company_minor \
             from account_balance where company_id = $1 and grain = 'period' and starts_on < $2 \
             union all \
             select account_id, currency, debit_minor, credit_minor, debit_company_minor, credit_company_minor \
             from account_balance where company_id = $1 and grain = 'day' and starts_on >= $2 and starts_on <= $3 \
             ) kept group by account_id, currency",
            &[company.into(), cut.into(), on.into()],
        )
        .await?;
    rows.iter().map(sum).collect()
}

/// Sums of the lines that a filter names.
pub async fn of_lines(tx: &mut Tx, filter: &LineFilter) -> Result<Vec<AccountSum>, DbError> {
    let mut params: Vec<Val> = Vec::new();
    let conditions = filter.conditions(&mut params);
    let text = format!(
        "select l.account_id, l.currency, {}, {}, {}, {} {FROM} {conditions} group by l.account_id, l.currency",
        side("l.amount_minor", true),
        side("l.amount_minor", false),
        side("l.company_minor", true),
        side("l.company_minor", false),
    );
    tx.rows(Sql::built(text), &params).await?.iter().map(sum).collect()
}

/// Sums of the entries that close a year, in a span of days. They stand on the last day of a year.
pub async fn of_closing(
    tx: &mut Tx,
    company: Uuid,
    from: Option<NaiveDate>,
    to: NaiveDate,
) -> Result<Vec<AccountSum>, DbError> {
    let text = format!(
        "select l.account_id, l.currency, {}, {}, {}, {} from fiscal_year y \
         join entry e on e.company_id = y.company_id and e.entry_on = y.ends_on \
         join entry_line l on l.entry_id = e.id \
         where y.company_id = $1 and y.ends_on <= $2 and ($3 is null or y.ends_on >= $3) and e.kind = 'closing' \
         group by l.account_id, l.currency",
        side("l.amount_minor", true),
        side("l.amount_minor", false),
        side("l.company_minor", true),
        side("l.company_minor", false),
    )
    .replace("$3 is null", match from {
        Some(_) => "1 = 0",
        None => "1 = 1",
    });
    let params: [Val; 3] = [company.into(), to.into(), from.unwrap_or(to).into()];
    tx.rows(Sql::built(text), &params).await?.iter().map(sum).collect()
}

/// The sum of one side: debits as they are, credits with the other sign.
pub(super) fn side(column: &str, debit: bool) -> String {
    let (compare, sign) = if debit { (">", "") } else { ("<", "-") };
    format!("cast(coalesce(sum(case when {column} {compare} 0 then {sign}{column} else 0 end), 0) as bigint)")
}

fn sum(row: &Row) -> Result<AccountSum, DbError> {
    Ok(AccountSum {
        account: row.get(0)?,
        currency: row.get(1)?,
        debit_minor: row.get(2)?,
        credit_minor: row.get(3)?,
        debit_company_minor: row.get(4)?,
        credit_company_minor: row.get(5)?,
    })
}
