//! The frame of a company's books: its head, chart, years, dimensions, and the names that reports show.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::storage::{DbError, Sql, Tx, Val};

/// A company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyHead {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its currency.
    pub currency: String,
}

/// A company by its id or its code.
pub async fn company(tx: &mut Tx, id_or_code: &str) -> Result<Option<CompanyHead>, DbError> {
    let id: Option<Uuid> = id_or_code.parse().ok();
    let row = tx
        .row(
            "select id, code, name, currency from company where id = $1 or code = $2",
            &[id.into(), id_or_code.into()],
        )
        .await?;
    row.map(|row| {
        Ok(CompanyHead { id: row.get(0)?, code: row.get(1)?, name: row.get(2)?, currency: row.get(3)? })
    })
    .transpose()
}

/// Codes of some companies, two at most: enough to see whether there is only one.
pub async fn company_codes(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let rows = tx.rows("select code from company order by created_at limit 2", &[]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// An account of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `asset`, `liability`, `equity`, `income`, `expense`.
    pub kind: String,
    /// `bank`, `receivable`, …: what the host uses it for.
    pub role: Option<String>,
    /// What it stands under.
    pub parent: Option<Uuid>,
    /// A heading.
    pub is_group: bool,
    /// The only currency of its lines.
    pub currency: Option<String>,
}

/// The chart of a company, by code.
pub async fn accounts(tx: &mut Tx, company: Uuid) -> Result<Vec<AccountRow>, DbError> {
    let rows = tx
        .rows(
            "select id, code, name, kind, role, parent_id, is_group, currency from account where company_id = $1",
            &[company.into()],
        )
        .await?;
    let mut all = rows
        .iter()
        .map(|row| {
            Ok(AccountRow {
                id: row.get(0)?,
                code: row.get(1)?,
                name: row.get(2)?,
                kind: row.get(3)?,
                role: row.get(4)?,
                parent: row.get(5)?,
                is_group: row.get(6)?,
                currency: row.get(7)?,
            })
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    all.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(all)
}

/// The first day of the fiscal year that a day belongs to.
pub async fn year_start(tx: &mut Tx, company: Uuid, on: NaiveDate) -> Result<Option<NaiveDate>, DbError> {
    let row = tx
        .row(
            "select starts_on from fiscal_year where company_id = $1 and starts_on <= $2 and ends_on >= $2",
            &[company.into(), on.into()],
        )
        .await?;
    row.map(|row| row.get(0)).transpose()
}

/// Id and name of a record of a company by its id or its code.
pub async fn by_code(
    tx: &mut Tx,
    table: Coded,
    company: Uuid,
    id_or_code: &str,
) -> Result<Option<(Uuid, String)>, DbError> {
    let id: Option<Uuid> = id_or_code.parse().ok();
    let text = match table {
        Coded::Journal | Coded::Location => format!(
            "select id, code from {} where company_id = $1 and (id = $2 or code = $3)",
            if table == Coded::Journal { "journal" } else { "location" }
        ),
        Coded::Item => "select id, code from item where $1 = $1 and (id = $2 or code = $3)".into(),
    };
    let row = tx.row(Sql::built(text), &[company.into(), id.into(), id_or_code.into()]).await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// A table whose rows have a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coded {
    /// Journals of a company.
    Journal,
    /// Locations of a company.
    Location,
    /// Items of all companies.
    Item,
}

/// A value of a dimension and all below it; `DIMENSION:VALUE` by code, or the value's id. Empty: there is none.
pub async fn dimension_values(
    tx: &mut Tx,
    company: Uuid,
    dimension: &str,
    value: &str,
) -> Result<Vec<Uuid>, DbError> {
    let id: Option<Uuid> = value.parse().ok();
    let rows = tx
        .rows(
            "with recursive below (id) as ( \
             select v.id from dimension_value v join dimension d on d.id = v.dimension_id \
             where v.company_id = $1 and (v.id = $2 or (d.code = $3 and v.code = $4)) \
             union select v.id from dimension_value v join below b on v.parent_id = b.id) \
             select id from below",
            &[company.into(), id.into(), dimension.into(), value.into()],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Names of contacts.
pub async fn contact_names(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, DbError> {
    let mut names = HashMap::new();
    for chunk in ids.chunks(500) {
        let places: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let text = format!("select id, name from contact where id in ({})", places.join(", "));
        let params: Vec<Val> = chunk.iter().map(|id| Val::from(*id)).collect();
        for row in tx.rows(Sql::built(text), &params).await? {
            names.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(names)
}
