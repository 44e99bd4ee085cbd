//! The roles that a new host begins with.
//!
//! Knows which trade needs which records. Must not know users. An administrator may change any of them
//! afterwards: what is here is only written where no role has the code yet.

use uuid::Uuid;

use super::sign_in::{normal_login, of_account};
use crate::service::{Audit, Fault, Op, Uow};
use crate::storage::auth::{self, PermissionRow};
use crate::storage::json;

/// Code of the role that, held in all companies, may do everything.
pub(in crate::service) const ADMINISTRATOR: &str = "administrator";

/// A role as it is installed.
#[derive(Debug, Clone, Copy)]
pub struct StandardRole {
    /// Stable code.
    pub code: &'static str,
    /// Name in English.
    pub name: &'static str,
    /// Record types, operations and row rule: `account journal: read create | own`.
    pub permissions: &'static [&'static str],
}

/// All of them, the widest first.
pub const STANDARD_ROLES: &[StandardRole] = &[
    StandardRole {
        code: ADMINISTRATOR,
        name: "Administrator",
        permissions: &["*: read create update delete correct"],
    },
    StandardRole {
        code: "accountant",
        name: "Accountant",
        permissions: &[
            "account account-dimension journal tax-code dimension dimension-value fiscal-year period payment-term \
             currency-rate ledger-setting stock-account sequence: read create update delete",
            "entry reconciliation: read create update delete correct",
            "contact: read create update",
            "item item-category item-attribute item-attribute-value item-variant-value uom: read",
            "warehouse location lot stock-move stock-reservation stock-count valuation report import-batch: read",
            "company city job-title role-requirement tag user: read",
            "tag: create",
            "task saved-view: read create update delete | own",
        ],
    },
    StandardRole { code: "auditor", name: "Auditor", permissions: &["*: read"] },
    StandardRole {
        code: "sales",
        name: "Sales",
        permissions: &[
            "contact: read create update",
            "item item-category item-attribute item-attribute-value item-variant-value uom: read",
            "warehouse location lot stock-move stock-reservation report import-batch: read",
            "company city job-title role-requirement payment-term tax-code tag user: read",
            "city job-title tag: create",
            "task: read update | team",
            "task saved-view: read create update delete | own",
        ],
    },
    StandardRole {
        code: "purchasing",
        name: "Purchasing",
        permissions: &[
            "contact: read create update",
            "item item-category item-attribute item-attribute-value item-variant-value: read create update",
            "uom warehouse location lot stock-move stock-reservation valuation report import-batch: read",
            "company city job-title role-requirement payment-term tax-code tag user: read",
            "city job-title tag: create",
            "task: read update | team",
            "task saved-view: read create update delete | own",
        ],
    },
    StandardRole {
        code: "warehouse",
        name: "Warehouse",
        permissions: &[
            "stock-move stock-reservation stock-count lot: read create update delete correct",
            "item item-category item-attribute item-attribute-value item-variant-value uom: read",
            "warehouse location contact report import-batch: read",
            "company tag user: read",
            "task saved-view: read create update delete | own",
        ],
    },
    StandardRole {
        code: "employee",
        name: "Employee",
        permissions: &["company tag job-title: read", "task saved-view: read create update delete | own"],
    },
];

/// Writes the standard roles that are missing; the codes of those written.
pub async fn install_roles(uow: &mut Uow<'_>) -> Result<Vec<&'static str>, Fault> {
    uow.ctx.actor.must_administer()?;
    let mut written = Vec::new();
    for role in STANDARD_ROLES {
        if auth::role_by_code(uow.tx, role.code).await?.is_some() {
            continue;
        }
        let mut rows = Vec::new();
        for line in role.permissions {
            rows.extend(rows_of(line)?);
        }
        let id = uow.id();
        auth::insert_role(uow.tx, id, role.code, role.name, &rows, uow.ctx.now).await?;
        uow.audit(Audit {
            operation: "create",
            record_type: "role",
            record_id: Some(id),
            company_id: None,
            changes: "{}".into(),
        })
        .await?;
        written.push(role.code);
    }
    Ok(written)
}

/// Gives a user a role by its code, in one company or in all. Only administrators.
pub async fn give_role(
    uow: &mut Uow<'_>,
    user: Uuid,
    code: &str,
    company: Option<Uuid>,
) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let role = auth::role_by_code(uow.tx, code).await?;
    let role = role.ok_or_else(|| Fault::not_found("role", code).at("/role"))?;
    auth::give_role(uow.tx, user, role, company).await?;
    uow.audit(of_account("give-role", user)).await
}

/// As [`give_role`], for the account of a login.
pub async fn give_role_by_login(
    uow: &mut Uow<'_>,
    login: &str,
    code: &str,
    company: Option<Uuid>,
) -> Result<(), Fault> {
    uow.ctx.actor.must_administer()?;
    let account = auth::account_by_login(uow.tx, &normal_login(login)).await?;
    let account = account.ok_or_else(|| Fault::not_found("user", login).at("/login"))?;
    give_role(uow, account.id, code, company).await
}

/// The permissions that one line of the table above stands for.
fn rows_of(line: &str) -> Result<Vec<PermissionRow>, Fault> {
    let (grant, row_rule) = line.split_once('|').unwrap_or((line, "all"));
    let (record_types, operations) = grant
        .split_once(':')
        .ok_or_else(|| Fault::internal(format!("a standard role has the line {line:?} without a colon")))?;
    let operations: Vec<&str> = operations.split_whitespace().collect();
    if let Some(unknown) = operations.iter().find(|name| Op::of(name).is_none()) {
        return Err(Fault::internal(format!("a standard role names the operation {unknown:?}")));
    }
    let operations = json::to_text(&operations)?;
    Ok(record_types
        .split_whitespace()
        .map(|record_type| PermissionRow {
            record_type: record_type.to_owned(),
            operations: operations.clone(),
            hidden_fields: "[]".into(),
            readonly_fields: "[]".into(),
            row_rule: row_rule.trim().to_owned(),
            company_id: None,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::records::Registry;

    /// What permissions speak of beside record types: doors that show many types at once.
    const OTHER_SUBJECTS: &[&str] = &["report", "valuation", "setting", "metrics"];

    #[test]
    fn every_standard_role_names_known_record_types_and_row_rules() {
        let types = Registry::core();
        for role in STANDARD_ROLES {
            let rows: Vec<_> = role.permissions.iter().flat_map(|line| rows_of(line).unwrap()).collect();
            assert!(!rows.is_empty(), "{}", role.code);
            for row in rows {
                let name = row.record_type.as_str();
                let known = name == "*" || types.find(name).is_ok() || OTHER_SUBJECTS.contains(&name);
                let rows = ["own", "team", "all"].contains(&row.row_rule.as_str());
                assert!(known && rows, "{} {row:?}", role.code);
            }
        }
        assert!(rows_of("contact: raed").is_err());
        assert!(rows_of("contact read").is_err());
    }
}
