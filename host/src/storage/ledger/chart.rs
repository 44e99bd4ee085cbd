//! The first chart of a company: accounts, journals, taxes, payment terms.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Tx, Val};

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
