//! What administrators set for plugins: the table `plugin_setting`.
//!
//! Knows that a value is JSON. Must not know its kind.

use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    /// The plugin.
    pub plugin_id: Uuid,
    /// For one company; none: for all that set nothing of their own.
    pub company_id: Option<Uuid>,
    /// Name in the manifest.
    pub name: String,
    /// JSON.
    pub value: String,
}

/// All settings.
pub async fn all(tx: &mut Tx) -> Result<Vec<SettingRow>, DbError> {
    let sql = "select plugin_id, company_id, name, value from plugin_setting order by plugin_id, name, id";
    let rows = tx.rows(sql, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(SettingRow {
                plugin_id: row.get(0)?,
                company_id: row.get(1)?,
                name: row.get(2)?,
                value: row.get(3)?,
            })
        })
        .collect()
}

/// Sets a value, in the place of what was set.
pub async fn set(tx: &mut Tx, id: Uuid, row: &SettingRow) -> Result<(), DbError> {
    unset(tx, row.plugin_id, row.company_id, &row.name).await?;
    tx.execute(
        "insert into plugin_setting (id, plugin_id, company_id, name, value) values ($1, $2, $3, $4, $5)",
        &[
            id.into(),
            row.plugin_id.into(),
            row.company_id.into(),
            row.name.as_str().into(),
            row.value.as_str().into(),
        ],
    )
    .await
    .map(drop)
}

/// Takes back what was set.
pub async fn unset(tx: &mut Tx, plugin: Uuid, company: Option<Uuid>, name: &str) -> Result<(), DbError> {
    match company {
        Some(company) => {
            let sql = "delete from plugin_setting where plugin_id = $1 and name = $2 and company_id = $3";
            tx.execute(sql, &[plugin.into(), name.into(), company.into()]).await.map(drop)
        }
        None => {
            let sql = "delete from plugin_setting where plugin_id = $1 and name = $2 and company_id is null";
            tx.execute(sql, &[plugin.into(), name.into()]).await.map(drop)
        }
    }
}
