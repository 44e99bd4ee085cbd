//! The table `company`, as far as other rooms ask for it.

use uuid::Uuid;

use super::{DbError, Tx};

/// A company by its code.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Uuid>, DbError> {
    let row = tx.row("select id from company where code = $1", &[code.into()]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// The functional currency of a company; `None` when there is no such company.
pub async fn currency(tx: &mut Tx, id: Uuid) -> Result<Option<String>, DbError> {
    let row = tx.row("select currency from company where id = $1", &[id.into()]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// A company, as far as screens name it.
#[derive(Debug, Clone)]
pub struct CompanyRow {
    /// Id.
    pub id: Uuid,
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Functional currency.
    pub currency: String,
    /// Country.
    pub country: String,
}

/// Every company that is not closed, by code.
pub async fn all(tx: &mut Tx) -> Result<Vec<CompanyRow>, DbError> {
    let sql = "select id, code, name, currency, country from company where closed = $1 order by code";
    let rows = tx.rows(sql, &[false.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(CompanyRow {
                id: row.get(0)?,
                code: row.get(1)?,
                name: row.get(2)?,
                currency: row.get(3)?,
                country: row.get(4)?,
            })
        })
        .collect()
}

/// Whether there is any company.
pub async fn any(tx: &mut Tx) -> Result<bool, DbError> {
    Ok(tx.row("select 1 from company limit 1", &[]).await?.is_some())
}
