//! What a user may: the tables `user_role` and `role_permission`, and who works under whom.
//!
//! Knows names of record types and operations as text. Must not know what they allow.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::touched;
use crate::storage::{DbError, Tx, Val};

/// One permission that a user has through a role.
#[derive(Debug, Clone)]
pub struct PermissionRow {
    /// Record type or `*`.
    pub record_type: String,
    /// JSON array of operation names.
    pub operations: String,
    /// JSON array of field names.
    pub hidden_fields: String,
    /// JSON array of field names.
    pub readonly_fields: String,
    /// `own`, `team`, `all`.
    pub row_rule: String,
    /// Company in which the user has the role; none: in all.
    pub company_id: Option<Uuid>,
}

/// All permissions of a user's roles.
pub async fn permissions_of(tx: &mut Tx, user: Uuid) -> Result<Vec<PermissionRow>, DbError> {
    let sql = "select p.record_type, p.operations, p.hidden_fields, p.readonly_fields, p.row_rule, r.company_id \
               from user_role r join role_permission p on p.role_id = r.role_id \
               where r.user_id = $1 order by r.line_no, p.line_no";
    tx.rows(sql, &[user.into()])
        .await?
        .iter()
        .map(|row| {
            Ok(PermissionRow {
                record_type: row.get(0)?,
                operations: row.get(1)?,
                hidden_fields: row.get(2)?,
                readonly_fields: row.get(3)?,
                row_rule: row.get(4)?,
                company_id: row.get(5)?,
            })
        })
        .collect()
}

/// Codes of the roles of a user.
pub async fn roles_of(tx: &mut Tx, user: Uuid) -> Result<Vec<(String, Option<Uuid>)>, DbError> {
    let sql = "select r.code, u.company_id from user_role u join role r on r.id = u.role_id \
               where u.user_id = $1 order by u.line_no";
    tx.rows(sql, &[user.into()]).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Users who work under a user, however deep.
pub async fn team_of(tx: &mut Tx, user: Uuid) -> Result<Vec<Uuid>, DbError> {
    let sql = "with recursive team (id) as (select id from user_account where manager_id = $1 \
               union select u.id from user_account u join team t on u.manager_id = t.id) select id from team";
    tx.rows(sql, &[user.into()]).await?.iter().map(|row| row.get(0)).collect()
}

/// The role of a code.
pub async fn role_by_code(tx: &mut Tx, code: &str) -> Result<Option<Uuid>, DbError> {
    tx.row("select id from role where code = $1", &[code.into()]).await?.map(|row| row.get(0)).transpose()
}

/// Inserts a role with its permissions; their companies are not kept here but with the user.
pub async fn insert_role(
    tx: &mut Tx,
    id: Uuid,
    code: &str,
    name: &str,
    permissions: &[PermissionRow],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    touched(tx);
    tx.execute(
        "insert into role (id, version, created_at, updated_at, code, name) values ($1, 1, $2, $2, $3, $4)",
        &[id.into(), now.into(), code.into(), name.into()],
    )
    .await?;
    insert_permissions(tx, id, permissions).await
}

/// Gives a role another name and other permissions.
pub async fn replace_permissions(
    tx: &mut Tx,
    id: Uuid,
    name: &str,
    permissions: &[PermissionRow],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    touched(tx);
    let sql = "update role set version = version + 1, updated_at = $2, name = $3 where id = $1";
    tx.execute(sql, &[id.into(), now.into(), name.into()]).await?;
    tx.execute("delete from role_permission where role_id = $1", &[id.into()]).await?;
    insert_permissions(tx, id, permissions).await
}

async fn insert_permissions(tx: &mut Tx, id: Uuid, permissions: &[PermissionRow]) -> Result<(), DbError> {
    let rows = permissions
        .iter()
        .zip(1_i64..)
        .map(|(permission, line_no)| {
            vec![
                Val::from(id),
                line_no.into(),
                permission.record_type.as_str().into(),
                permission.operations.as_str().into(),
                permission.hidden_fields.as_str().into(),
                permission.readonly_fields.as_str().into(),
                permission.row_rule.as_str().into(),
            ]
        })
        .collect();
    let columns =
        ["role_id", "line_no", "record_type", "operations", "hidden_fields", "readonly_fields", "row_rule"];
    tx.insert_many("role_permission", &columns, rows).await
}

/// Gives a user a role, in one company or in all, unless they have it.
pub async fn give_role(tx: &mut Tx, user: Uuid, role: Uuid, company: Option<Uuid>) -> Result<(), DbError> {
    touched(tx);
    let mut next = 1_i64;
    for row in tx
        .rows("select role_id, company_id, line_no from user_role where user_id = $1", &[user.into()])
        .await?
    {
        if row.get::<Uuid>(0)? == role && row.get::<Option<Uuid>>(1)? == company {
            return Ok(());
        }
        next = next.max(row.get::<i64>(2)? + 1);
    }
    let sql = "insert into user_role (user_id, line_no, role_id, company_id) values ($1, $2, $3, $4)";
    tx.execute(sql, &[user.into(), next.into(), role.into(), company.into()]).await?;
    Ok(())
}
