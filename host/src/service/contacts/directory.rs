//! Cities and job titles from what people write: found by any spelling, added when new.

use keel_core::contacts::{text as names, title};
use uuid::Uuid;

use crate::service::{Audit, Fault, Uow};
use crate::storage::contacts::directory::{self as store, NewCity};

/// The city of that spelling; a new one is added to the directory.
pub(super) async fn city(
    uow: &mut Uow<'_>,
    given: &str,
    country: &str,
    subdivision: Option<&str>,
) -> Result<Uuid, Fault> {
    let key = names::key(given);
    if let Some(id) = store::city_by_key(uow.tx, country, &key, subdivision).await? {
        return Ok(id);
    }
    let id = uow.id();
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let city = NewCity { id, name: &name, name_key: &key, country, subdivision };
    store::insert_city(uow.tx, &city, uow.ctx.now).await?;
    added(uow, "city", id).await?;
    Ok(id)
}

/// The directory's name of a city.
pub(super) async fn city_name(uow: &mut Uow<'_>, id: Uuid) -> Result<Option<String>, Fault> {
    Ok(store::city_name(uow.tx, id).await?)
}

/// The first job that a typed title names; every job it names is in the directory afterwards.
///
/// A title that is one letter away from a kept one is that one mistyped: one more spelling of it.
pub(super) async fn job_title(uow: &mut Uow<'_>, given: &str) -> Result<Option<Uuid>, Fault> {
    let mut first = None;
    for name in title::read(given) {
        let id = one_job_title(uow, &name).await?;
        first = first.or(Some(id));
    }
    Ok(first)
}

async fn one_job_title(uow: &mut Uow<'_>, name: &str) -> Result<Uuid, Fault> {
    let key = title::key(name);
    if let Some(id) = store::job_title_by_key(uow.tx, &key).await? {
        return Ok(id);
    }
    let kept = store::job_title_keys(uow.tx).await?;
    if let Some((id, _)) = kept.iter().find(|(_, other)| names::one_letter_apart(&key, other)) {
        store::insert_job_title_synonym(uow.tx, *id, name, &key).await?;
        return Ok(*id);
    }
    let id = uow.id();
    store::insert_job_title(uow.tx, id, name, &key, uow.ctx.now).await?;
    added(uow, "job-title", id).await?;
    Ok(id)
}

/// To whom a person reports.
pub(super) async fn superior_of(uow: &mut Uow<'_>, id: Uuid) -> Result<Option<Uuid>, Fault> {
    Ok(store::superior_of(uow.tx, id).await?)
}

async fn added(uow: &mut Uow<'_>, record_type: &str, id: Uuid) -> Result<(), Fault> {
    uow.audit(Audit {
        operation: "create",
        record_type,
        record_id: Some(id),
        company_id: None,
        changes: "{}".to_owned(),
    })
    .await
}
