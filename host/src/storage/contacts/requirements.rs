//! What companies, or all of them, ask of a role in place of the default.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// One rule: a company's own (`company_id`) or everyone's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementRow {
    /// Whose.
    pub company_id: Option<Uuid>,
    /// Of which role.
    pub role: String,
    /// What.
    pub needs: String,
    /// `refuse`, `advise`, `none`.
    pub level: String,
}

/// All rules; there are few.
pub async fn all(tx: &mut Tx) -> Result<Vec<RequirementRow>, DbError> {
    tx.rows("select company_id, role, needs, level from role_requirement", &[])
        .await?
        .iter()
        .map(|row| {
            Ok(RequirementRow {
                company_id: row.get(0)?,
                role: row.get(1)?,
                needs: row.get(2)?,
                level: row.get(3)?,
            })
        })
        .collect()
}

/// Keeps a rule of a company unless it has one for this already.
pub async fn insert(tx: &mut Tx, row: &RequirementRow, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(
        "insert into role_requirement (id, version, created_at, updated_at, company_id, role, needs, level)
         values ($1, 1, $2, $2, $3, $4, $5, $6) on conflict do nothing",
        &[
            Uuid::now_v7().into(),
            now.into(),
            row.company_id.into(),
            (&row.role).into(),
            (&row.needs).into(),
            (&row.level).into(),
        ],
    )
    .await
    .map(|_| ())
}
