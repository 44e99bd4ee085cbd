//! Looking through the audit log.
//!
//! Knows its columns. Must not know who may look.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::audit::AuditRow;
use super::{DbError, Sql, Tx, Val};

/// What is looked for; what is left out is not asked.
#[derive(Debug, Clone, Default)]
pub struct AuditSearch {
    /// Record type.
    pub record_type: Option<String>,
    /// Record.
    pub record_id: Option<Uuid>,
    /// User.
    pub actor: Option<Uuid>,
    /// Company.
    pub company: Option<Uuid>,
    /// Operation.
    pub operation: Option<String>,
    /// Door, or what a plugin did: `http`, `cli`, `action crm.convert-lead`.
    pub via: Option<String>,
    /// Plugin.
    pub plugin: Option<String>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
    /// Older than this row.
    pub cursor: Option<Uuid>,
    /// Most rows.
    pub limit: i64,
}

/// Rows, newest first, each with the name of its user.
pub async fn search(tx: &mut Tx, wanted: AuditSearch) -> Result<Vec<(AuditRow, Option<String>)>, DbError> {
    let asked: [(&str, Option<Val>); 10] = [
        ("a.record_type =", wanted.record_type.map(Val::from)),
        ("a.record_id =", wanted.record_id.map(Val::from)),
        ("a.actor_id =", wanted.actor.map(Val::from)),
        ("a.company_id =", wanted.company.map(Val::from)),
        ("a.operation =", wanted.operation.map(Val::from)),
        ("a.via =", wanted.via.map(Val::from)),
        ("a.plugin =", wanted.plugin.map(Val::from)),
        ("a.at >=", wanted.from.map(Val::from)),
        ("a.at <", wanted.to.map(Val::from)),
        ("a.id <", wanted.cursor.map(Val::from)),
    ];
    let mut sql = String::from(
        "select a.id, a.at, a.actor_kind, a.actor_id, a.company_id, a.operation, a.record_type, a.record_id, \
         a.changes, a.request_id, a.plugin, a.plugin_version, a.package_digest, a.via, u.name \
         from audit_log a left join user_account u on u.id = a.actor_id where 1 = 1",
    );
    let mut values = Vec::new();
    for (condition, value) in asked {
        if let Some(value) = value {
            values.push(value);
            sql.push_str(&format!(" and {condition} ${}", values.len()));
        }
    }
    values.push(wanted.limit.into());
    sql.push_str(&format!(" order by a.id desc limit ${}", values.len()));
    let rows = tx.rows(Sql::built(sql), &values).await?;
    rows.iter()
        .map(|row| {
            let found = AuditRow {
                id: row.get(0)?,
                at: row.get(1)?,
                actor_kind: row.get(2)?,
                actor_id: row.get(3)?,
                company_id: row.get(4)?,
                operation: row.get(5)?,
                record_type: row.get(6)?,
                record_id: row.get(7)?,
                changes: row.get(8)?,
                request_id: row.get(9)?,
                plugin: row.get(10)?,
                plugin_version: row.get(11)?,
                package_digest: row.get(12)?,
                via: row.get(13)?,
            };
            Ok((found, row.get(14)?))
        })
        .collect()
}
