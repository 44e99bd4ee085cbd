//! Settings, rates and the first chart of a company.

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

/// Whether a company has any account.
pub async fn has_chart(tx: &mut Tx, company: Uuid) -> Result<bool, DbError> {
    Ok(tx.row("select 1 from account where company_id = $1 limit 1", &[company.into()]).await?.is_some())
}

/// An account of a chart to install.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The word of its kind.
    pub kind: &'static str,
    /// Its mark.
    pub role: Option<&'static str>,
    /// The account above it, which stands before it.
    pub parent: Option<Uuid>,
    /// A heading.
    pub is_group: bool,
    /// Keeps open items.
    pub reconcilable: bool,
}

/// Appends accounts.
pub async fn insert_accounts(
    tx: &mut Tx,
    company: Uuid,
    accounts: &[NewAccount],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows = accounts
        .iter()
        .map(|a| {
            vec![
                Val::from(a.id),
                1_i64.into(),
                now.into(),
                now.into(),
                company.into(),
                a.code.into(),
                a.name.into(),
                a.kind.into(),
                a.role.into(),
                a.parent.into(),
                a.is_group.into(),
                a.reconcilable.into(),
                false.into(),
            ]
        })
        .collect();
    tx.insert_many(
        "account",
        &[
            "id",
            "version",
            "created_at",
            "updated_at",
            "company_id",
            "code",
            "name",
            "kind",
            "role",
            "parent_id",
            "is_group",
            "reconcilable",
            "closed",
        ],
        rows,
    )
    .await
}

/// A journal of a chart to install.
#[derive(Debug, Clone)]
pub struct NewJournal {
    /// Its id.
    pub id: Uuid,
    /// Its code, also the prefix of its numbers.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The word of its kind.
    pub kind: &'static str,
}

/// Appends gapless journals that number per year.
pub async fn insert_journals(
    tx: &mut Tx,
    company: Uuid,
    journals: &[NewJournal],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows = journals
        .iter()
        .map(|j| {
            vec![
                Val::from(j.id),
                1_i64.into(),
                now.into(),
                now.into(),
                company.into(),
                j.code.into(),
                j.name.into(),
                j.kind.into(),
                true.into(),
                j.code.into(),
                5_i64.into(),
                true.into(),
            ]
        })
        .collect();
    tx.insert_many(
        "journal",
        &[
            "id",
            "version",
            "created_at",
            "updated_at",
            "company_id",
            "code",
            "name",
            "kind",
            "gapless",
            "number_prefix",
            "number_padding",
            "number_per_year",
        ],
        rows,
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

/// A tax code of a chart to install.
#[derive(Debug, Clone)]
pub struct NewTax {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// `sale` or `purchase`.
    pub kind: &'static str,
    /// Percent scaled 10⁻⁶.
    pub rate_e6: i64,
    /// The account of the tax.
    pub account: Uuid,
    /// Box of the base.
    pub base_box: &'static str,
    /// Box of the tax.
    pub tax_box: &'static str,
}

/// Appends tax codes.
pub async fn insert_taxes(
    tx: &mut Tx,
    company: Uuid,
    taxes: &[NewTax],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows = taxes
        .iter()
        .map(|t| {
            vec![
                Val::from(t.id),
                1_i64.into(),
                now.into(),
                now.into(),
                company.into(),
                t.code.into(),
                t.name.into(),
                t.kind.into(),
                t.rate_e6.into(),
                t.account.into(),
                t.base_box.into(),
                t.tax_box.into(),
                false.into(),
            ]
        })
        .collect();
    tx.insert_many(
        "tax_code",
        &[
            "id",
            "version",
            "created_at",
            "updated_at",
            "company_id",
            "code",
            "name",
            "kind",
            "rate_e6",
            "account_id",
            "base_box",
            "tax_box",
            "closed",
        ],
        rows,
    )
    .await
}

/// A payment term of a chart to install.
#[derive(Debug, Clone)]
pub struct NewTerm {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Percent scaled 10⁻⁶ or none for the remainder, and days.
    pub parts: Vec<(Option<i64>, i64)>,
}

/// Appends payment terms.
pub async fn insert_terms(
    tx: &mut Tx,
    company: Uuid,
    terms: &[NewTerm],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows = terms
        .iter()
        .map(|t| {
            vec![
                Val::from(t.id),
                1_i64.into(),
                now.into(),
                now.into(),
                company.into(),
                t.code.into(),
                t.name.into(),
            ]
        })
        .collect();
    let columns = ["id", "version", "created_at", "updated_at", "company_id", "code", "name"];
    tx.insert_many("payment_term", &columns, rows).await?;
    let parts = terms
        .iter()
        .flat_map(|t| {
            t.parts.iter().enumerate().map(|(i, (percent_e6, days))| {
                vec![
                    Val::from(t.id),
                    (i as i64 + 1).into(),
                    (*percent_e6).into(),
                    (*days).into(),
                    false.into(),
                ]
            })
        })
        .collect();
    let columns = ["payment_term_id", "line_no", "percent_e6", "days", "end_of_month"];
    tx.insert_many("payment_term_line", &columns, parts).await
}

/// Whether an account has lines.
pub async fn has_lines(tx: &mut Tx, account: Uuid) -> Result<bool, DbError> {
    Ok(tx.row("select 1 from entry_line where account_id = $1 limit 1", &[account.into()]).await?.is_some())
}

/// Whether an account stands somewhere below another.
pub async fn is_below(tx: &mut Tx, account: Uuid, above: Uuid) -> Result<bool, DbError> {
    let sql = "with recursive up (id) as (select parent_id from account where id = $1 \
               union select a.parent_id from account a join up on a.id = up.id) select 1 from up where id = $2 limit 1";
    Ok(tx.row(sql, &[account.into(), above.into()]).await?.is_some())
}
