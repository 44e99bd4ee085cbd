//! Records that a command line or a set-up names by code.

use uuid::Uuid;

use super::ImportRecords;
use super::cell::{Known, reference};
use super::run::digest;
use crate::service::{Fault, Uow};
use crate::storage::import as store;
use crate::storage::records::{Filter, ListQuery, Operator, Value, list};

/// The company of that code.
pub async fn company_by_code(uow: &mut Uow<'_>, code: &str) -> Result<Uuid, Fault> {
    record_by_code(uow, "company", None, code).await
}

/// The record of that code, in that company where its type has companies.
pub async fn record_by_code(
    uow: &mut Uow<'_>,
    record_type: &str,
    company: Option<Uuid>,
    code: &str,
) -> Result<Uuid, Fault> {
    let found = reference(uow, &mut Known::new(), record_type, company, code).await?;
    found.ok_or_else(|| Fault::not_found(record_type, code))
}

/// Any record of that type in that company.
pub async fn record_of_company(
    uow: &mut Uow<'_>,
    record_type: &str,
    company: Uuid,
) -> Result<Option<Uuid>, Fault> {
    let declared = uow.ctx.types.find(record_type)?;
    let Some(field) = declared.kind.find("company") else { return Ok(None) };
    let filter = Filter {
        field: field.clone(),
        through: None,
        operator: Operator::Eq,
        values: vec![Value::Id(company)],
    };
    let query = ListQuery { filters: vec![filter], limit: 1, ..ListQuery::default() };
    let page = list(uow.tx, &declared.kind, &query).await?;
    Ok(page.records.first().and_then(|record| record.get("id")).and_then(Value::id))
}

/// The same table under the same name, if it was imported before and not taken back: batch and rows.
pub async fn imported_before(uow: &mut Uow<'_>, input: &ImportRecords) -> Result<Option<(Uuid, i64)>, Fault> {
    Ok(store::find(uow.tx, &input.source, &digest(&input.content), input.company).await?)
}
