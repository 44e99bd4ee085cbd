//! Record types and fields that plugins declare: from manifest to record type, from plan to schema.
//!
//! Knows manifests, plans and declarations. Must not know SQL, or how a plugin runs.

mod declare;
mod export;
mod refuse;
mod steps;

pub use declare::{declare, own_field as declare_field};
pub use export::{ExportFile, export};
pub use refuse::refusals;

use keel_manifest::Plan;

use super::super::records::Registry;
use crate::service::{Fault, Uow};
use crate::storage::DbError;
use crate::storage::plugins::schema as store;
use steps::Renamed;

/// Carries out what a plan does to the schema, in this unit of work: all of it, or nothing.
///
/// `after` holds the record types as they shall be ([`declare`] over the manifests that shall be installed).
/// A plan that ends in nothing takes away all that the plugin ever brought, also what an older version kept.
pub async fn apply(uow: &mut Uow<'_>, plan: &Plan, after: &Registry) -> Result<(), Fault> {
    if plan.to.is_none() {
        return store::drop_all(uow.tx, &plan.plugin).await.map_err(|error| unfit(&plan.plugin, error));
    }
    let (steps, renamed) = steps::steps(plan, after)?;
    store::apply(uow.tx, &steps).await.map_err(|error| unfit(&plan.plugin, error))?;
    for one in renamed {
        match one {
            Renamed::Type(from, to) => store::rename_type(uow.tx, &from, &to).await?,
            Renamed::Field(of, from, to) => store::rename_field(uow.tx, &of, &from, &to).await?,
        }
    }
    Ok(())
}

/// The data that is there does not fit the new schema.
fn unfit(plugin: &str, error: DbError) -> Fault {
    match &error {
        DbError::Constraint { name, .. } => {
            let message = format!(
                "The data that is there does not fit what {plugin} declares ({name}); nothing was changed. \
                 Mend the data, or ask the vendor for a version that does not need it."
            );
            Fault::refused("plugin.schema-unfit", message).arg("constraint", name)
        }
        _ => error.into(),
    }
}
