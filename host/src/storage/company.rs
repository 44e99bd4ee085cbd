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
