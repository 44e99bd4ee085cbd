//! The roles that a plugin brings: `credit-limit.credit-manager`.
//!
//! Knows a manifest's roles. Must not know who has them: administrators give them. What an administrator
//! changed of one stays as long as the manifest says the same of it.

use keel_manifest::model::{Manifest, Role};
use keel_manifest::names;

use crate::service::{Audit, Fault, Uow};
use crate::storage::auth::{self, PermissionRow};
use crate::storage::json;
use crate::storage::plugins::leave;

/// Makes the roles what the new manifest says where it says something else than the old one did.
pub(super) async fn follow(
    uow: &mut Uow<'_>,
    old: Option<&Manifest>,
    new: Option<&Manifest>,
) -> Result<(), Fault> {
    let roles = |of: Option<&Manifest>| of.map_or_else(Vec::new, |manifest| manifest.roles.clone());
    let (old_roles, new_roles) = (roles(old), roles(new));
    let plugin = new.or(old).map_or_else(String::new, |manifest| manifest.id.clone());
    for gone in old_roles.iter().filter(|one| !new_roles.iter().any(|new| new.name == one.name)) {
        leave::delete_role(uow.tx, &names::whole(&plugin, &gone.name)).await?;
    }
    for role in &new_roles {
        let code = names::whole(&plugin, &role.name);
        let there = auth::role_by_code(uow.tx, &code).await?;
        let same = old_roles.iter().any(|old| old == role);
        match there {
            Some(_) if same => {}
            Some(id) => {
                let rows = rows(role)?;
                auth::replace_permissions(uow.tx, id, &role.label, &rows, uow.ctx.now).await?;
                tell(uow, "update", id).await?;
            }
            // An administrator who deleted it meant that.
            None if same => {}
            None => {
                let (id, rows) = (uow.id(), rows(role)?);
                auth::insert_role(uow.tx, id, &code, &role.label, &rows, uow.ctx.now).await?;
                tell(uow, "create", id).await?;
            }
        }
    }
    Ok(())
}

async fn tell(uow: &mut Uow<'_>, operation: &str, id: uuid::Uuid) -> Result<(), Fault> {
    let changes = "{}".into();
    let audit = Audit { operation, record_type: "role", record_id: Some(id), company_id: None, changes };
    uow.audit(audit).await
}

fn rows(role: &Role) -> Result<Vec<PermissionRow>, Fault> {
    let row = |permission: &keel_manifest::model::Permission| {
        let operations: Vec<&str> = permission.operations.iter().map(|one| one.name()).collect();
        Ok(PermissionRow {
            record_type: permission.record_type.clone(),
            operations: json::to_text(&operations)?,
            hidden_fields: "[]".into(),
            readonly_fields: "[]".into(),
            row_rule: permission.rows.clone(),
            company_id: None,
        })
    };
    role.permissions.iter().map(row).collect()
}
