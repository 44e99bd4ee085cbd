//! Settings and rates of a company, and what is to be known of an account before it changes.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Tx, Val};

/// Where the ledger posts what it posts by itself, and how it rounds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Gains of exchange rates.
    pub exchange_gain_account: Option<Uuid>,
    /// Losses of exchange rates.
    pub exchange_loss_account: Option<Uuid>,
    /// Rests that nobody will pay.
    pub write_off_account: Option<Uuid>,
    /// Results of closed years.
    pub retained_earnings_account: Option<Uuid>,
    /// Journal of exchange differences.
    pub exchange_journal: Option<Uuid>,
    /// Journal of write-offs.
    pub write_off_journal: Option<Uuid>,
    /// Journal of closing entries.
    pub closing_journal: Option<Uuid>,
    /// Tax is rounded once a document, not line by line.
    pub tax_rounded_by_document: bool,
}

/// The settings of a company; empty when there are none.
pub async fn settings(tx: &mut Tx, company: Uuid) -> Result<Settings, DbError> {
    let sql = "select exchange_gain_account_id, exchange_loss_account_id, write_off_account_id, retained_earnings_account_id, \
               exchange_journal_id, write_off_journal_id, closing_journal_id, tax_rounding from ledger_setting where company_id = $1";
    let Some(row) = tx.row(sql, &[company.into()]).await? else { return Ok(Settings::default()) };
    Ok(Settings {
        exchange_gain_account: row.get(0)?,
        exchange_loss_account: row.get(1)?,
        write_off_account: row.get(2)?,
        retained_earnings_account: row.get(3)?,
        exchange_journal: row.get(4)?,
        write_off_journal: row.get(5)?,
        closing_journal: row.get(6)?,
        tax_rounded_by_document: row.get::<String>(7)? == "document",
    })
}

/// Keeps the settings of a company that has none.
pub async fn insert_settings(
    tx: &mut Tx,
    id: Uuid,
    company: Uuid,
    new: &Settings,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.insert_many(
        "ledger_setting",
        &[
            "id",
            "version",
            "created_at",
            "updated_at",
            "company_id",
            "exchange_gain_account_id",
            "exchange_loss_account_id",
            "write_off_account_id",
            "retained_earnings_account_id",
            "exchange_journal_id",
            "write_off_journal_id",
            "closing_journal_id",
            "tax_rounding",
        ],
        vec![vec![
            id.into(),
            1_i64.into(),
            now.into(),
            now.into(),
            company.into(),
            new.exchange_gain_account.into(),
            new.exchange_loss_account.into(),
            new.write_off_account.into(),
            new.retained_earnings_account.into(),
            new.exchange_journal.into(),
            new.write_off_journal.into(),
            new.closing_journal.into(),
            if new.tax_rounded_by_document { "document" } else { "line" }.into(),
        ]],
    )
    .await
}

/// A rate to keep: id, currency, first day, rate scaled 10⁻⁹.
pub type NewRate = (Uuid, String, NaiveDate, i64);

/// Keeps rates; a day that has one gets the new one.
pub async fn set_rates(
    tx: &mut Tx,
    company: Uuid,
    rates: &[NewRate],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows = rates
        .iter()
        .map(|(id, currency, valid_on, rate_e9)| {
            vec![
                Val::from(*id),
                1_i64.into(),
                now.into(),
                now.into(),
                company.into(),
                currency.into(),
                (*valid_on).into(),
                (*rate_e9).into(),
            ]
        })
        .collect();
    tx.insert_many_with(
        "currency_rate",
        &["id", "version", "created_at", "updated_at", "company_id", "currency", "valid_on", "rate_e9"],
        rows,
        "on conflict (company_id, currency, valid_on) do update set rate_e9 = excluded.rate_e9, \
         version = currency_rate.version + 1, updated_at = excluded.updated_at",
    )
    .await
}

/// The open account of a company with a mark, the first by code.
pub async fn account_by_role(tx: &mut Tx, company: Uuid, role: &str) -> Result<Option<Uuid>, DbError> {
    let sql = "select id from account where company_id = $1 and role = $2 and is_group = $3 and closed = $3 order by code limit 1";
    tx.row(sql, &[company.into(), role.into(), false.into()]).await?.map(|row| row.get(0)).transpose()
}

/// The first journal of a company of a kind, by code.
pub async fn journal_by_kind(tx: &mut Tx, company: Uuid, kind: &str) -> Result<Option<Uuid>, DbError> {
    let sql = "select id from journal where company_id = $1 and kind = $2 order by code limit 1";
    tx.row(sql, &[company.into(), kind.into()]).await?.map(|row| row.get(0)).transpose()
}

/// Whether an account has lines.
pub async fn has_lines(tx: &mut Tx, account: Uuid) -> Result<bool, DbError> {
    Ok(tx.row("select 1 from entry_line where account_id = $1 limit 1", &[account.into()]).await?.is_some())
}

/// Whether accounts stand below an account.
pub async fn has_children(tx: &mut Tx, account: Uuid) -> Result<bool, DbError> {
    Ok(tx.row("select 1 from account where parent_id = $1 limit 1", &[account.into()]).await?.is_some())
}

/// Whether an account is a heading.
pub async fn is_group(tx: &mut Tx, account: Uuid) -> Result<bool, DbError> {
    let row = tx.row("select is_group from account where id = $1", &[account.into()]).await?;
    row.map_or(Ok(false), |row| row.get(0))
}

/// The dimension of a value.
pub async fn dimension_of(tx: &mut Tx, value: Uuid) -> Result<Option<Uuid>, DbError> {
    let row = tx.row("select dimension_id from dimension_value where id = $1", &[value.into()]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// A table whose rows stand below one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tree {
    /// Accounts.
    Account,
    /// Values of dimensions.
    Value,
}

/// Whether a row stands somewhere below another.
pub async fn is_below(tx: &mut Tx, tree: Tree, row: Uuid, above: Uuid) -> Result<bool, DbError> {
    let sql = match tree {
        Tree::Account => {
            "with recursive up (id) as (select parent_id from account where id = $1 \
             union select a.parent_id from account a join up on a.id = up.id) select 1 from up where id = $2 limit 1"
        }
        Tree::Value => {
            "with recursive up (id) as (select parent_id from dimension_value where id = $1 \
             union select v.parent_id from dimension_value v join up on v.id = up.id) select 1 from up where id = $2 limit 1"
        }
    };
    Ok(tx.row(sql, &[row.into(), above.into()]).await?.is_some())
}
