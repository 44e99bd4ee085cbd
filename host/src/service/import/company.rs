//! The company that a command line names by its code.

use uuid::Uuid;

use super::cell::{Known, reference};
use crate::service::{Fault, Uow};

/// The company of that code.
pub async fn company_by_code(uow: &mut Uow<'_>, code: &str) -> Result<Uuid, Fault> {
    let found = reference(uow, &mut Known::new(), "company", None, code).await?;
    found.ok_or_else(|| Fault::not_found("company", code))
}
