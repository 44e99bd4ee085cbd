//! An import taken back as a whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::{Audit, Fault, Input, Op, Uow, records};
use crate::storage::Scope;
use crate::storage::import as store;

/// Which import is taken back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct UndoImport {
    /// The batch.
    pub batch: Uuid,
    /// Company of its records, where their type has companies.
    #[serde(default)]
    pub company: Option<Uuid>,
}

impl Input for UndoImport {
    fn scope(&self) -> Scope {
        self.company.map_or(Scope::Shared, Scope::Company)
    }
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct ImportUndone {
    /// The batch.
    pub batch: Uuid,
    /// Records removed.
    pub removed: usize,
}

/// Removes every record that the import made.
///
/// Refused as a whole when the import changed records that were there before, when somebody changed one of
/// its records since, or when something else refers to one: undoing would take more than the import gave.
pub async fn undo(uow: &mut Uow<'_>, input: UndoImport) -> Result<ImportUndone, Fault> {
    let (company, record_type, undone_at) = store::head(uow.tx, input.batch)
        .await?
        .ok_or_else(|| Fault::not_found("import-batch", input.batch).at("/batch"))?;
    uow.may(&record_type, Op::Delete, company)?;
    if company != input.company {
        return Err(Fault::invalid("import.other-company", "Give the company of the import.").at("/company"));
    }
    if undone_at.is_some() {
        return Err(Fault::refused("import.undone", "This import was taken back already.").at("/batch"));
    }
    let touched = store::records(uow.tx, input.batch).await?;
    let changed = touched.iter().filter(|one| one.what == "updated").count();
    if changed > 0 {
        let message = format!(
            "This import changed {changed} records that were there before; change them back by hand."
        );
        return Err(Fault::refused("import.changed-records", message).arg("count", changed));
    }
    let mut removed = 0;
    for one in touched.iter().filter(|one| one.what == "created") {
        records::delete(uow, &one.record_type, one.record_id, one.record_version)
            .await
            .map_err(|fault| fault.arg("row", one.row_no).arg("record", one.record_id))?;
        removed += 1;
    }
    store::mark_undone(uow.tx, input.batch, uow.ctx.now).await?;
    uow.audit(Audit {
        operation: "correct",
        record_type: "import-batch",
        record_id: Some(input.batch),
        company_id: company,
        changes: "{}".to_owned(),
    })
    .await?;
    Ok(ImportUndone { batch: input.batch, removed })
}
