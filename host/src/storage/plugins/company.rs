//! In which companies plugins work: the table `plugin_company`, and what a picture needs of companies.
//!
//! Must not know what working means.

use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// Plugin and company, of all plugins.
pub async fn all(tx: &mut Tx) -> Result<Vec<(Uuid, Uuid)>, DbError> {
    let sql = "select plugin_id, company_id from plugin_company order by plugin_id, company_id";
    tx.rows(sql, &[]).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Lets a plugin work in a company; whether it did not before.
pub async fn insert(tx: &mut Tx, plugin: Uuid, company: Uuid) -> Result<bool, DbError> {
    let sql = "insert into plugin_company (plugin_id, company_id) values ($1, $2) \
               on conflict (plugin_id, company_id) do nothing";
    Ok(tx.execute(sql, &[plugin.into(), company.into()]).await? > 0)
}

/// Ends a plugin's work in a company; whether it worked there.
pub async fn delete(tx: &mut Tx, plugin: Uuid, company: Uuid) -> Result<bool, DbError> {
    let sql = "delete from plugin_company where plugin_id = $1 and company_id = $2";
    Ok(tx.execute(sql, &[plugin.into(), company.into()]).await? > 0)
}

/// Id, code and currency of every company, by code.
pub async fn companies(tx: &mut Tx) -> Result<Vec<(Uuid, String, String)>, DbError> {
    let rows = tx.rows("select id, code, currency from company order by code", &[]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}
