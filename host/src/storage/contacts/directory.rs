//! The directories that the company keeps: cities and job titles, each with its spellings.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// A city to be kept.
#[derive(Debug, Clone)]
pub struct NewCity<'a> {
    /// UUIDv7.
    pub id: Uuid,
    /// As shown.
    pub name: &'a str,
    /// Its key.
    pub name_key: &'a str,
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// ISO 3166-2, where known.
    pub subdivision: Option<&'a str>,
}

/// The city of that spelling: the one of the subdivision, else the one without, else the only one.
pub async fn city_by_key(
    tx: &mut Tx,
    country: &str,
    name_key: &str,
    subdivision: Option<&str>,
) -> Result<Option<Uuid>, DbError> {
    let rows = tx
        .rows(
            "select city_id, subdivision from city_synonym where country = $1 and name_key = $2",
            &[country.into(), name_key.into()],
        )
        .await?;
    let mut spellings = Vec::new();
    for row in rows {
        spellings.push((row.get::<Uuid>(0)?, row.get::<String>(1)?));
    }
    let wanted = subdivision.unwrap_or("");
    let exact = spellings.iter().find(|(_, of)| of == wanted);
    let open = spellings.iter().find(|(_, of)| of.is_empty());
    let only = if spellings.len() == 1 && wanted.is_empty() { spellings.first() } else { None };
    Ok(exact.or(open).or(only).map(|(id, _)| *id))
}

/// Keeps a city under its own name.
pub async fn insert_city(tx: &mut Tx, city: &NewCity<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(
        "insert into city (id, version, created_at, updated_at, name, name_key, country, subdivision, active)
         values ($1, 1, $2, $2, $3, $4, $5, $6, $7)",
        &[
            city.id.into(),
            now.into(),
            city.name.into(),
            city.name_key.into(),
            city.country.into(),
            city.subdivision.into(),
            true.into(),
        ],
    )
    .await?;
    insert_city_synonym(tx, city.id, city.name, city.name_key, city.country, city.subdivision).await
}

/// Keeps one more spelling of a city.
pub async fn insert_city_synonym(
    tx: &mut Tx,
    city: Uuid,
    name: &str,
    name_key: &str,
    country: &str,
    subdivision: Option<&str>,
) -> Result<(), DbError> {
    tx.execute(
        "insert into city_synonym (city_id, line_no, name, name_key, country, subdivision)
         select $1, coalesce(max(line_no), 0) + 1, $2, $3, $4, $5 from city_synonym where city_id = $1
         on conflict (country, name_key, subdivision) do nothing",
        &[city.into(), name.into(), name_key.into(), country.into(), subdivision.unwrap_or("").into()],
    )
    .await
    .map(|_| ())
}

/// The name of a city.
pub async fn city_name(tx: &mut Tx, id: Uuid) -> Result<Option<String>, DbError> {
    tx.row("select name from city where id = $1", &[id.into()]).await?.map(|row| row.get(0)).transpose()
}

/// The job title of that spelling.
pub async fn job_title_by_key(tx: &mut Tx, name_key: &str) -> Result<Option<Uuid>, DbError> {
    tx.row(
        "select id from job_title where name_key = $1
         union all select job_title_id from job_title_synonym where name_key = $1",
        &[name_key.into()],
    )
    .await?
    .map(|row| row.get(0))
    .transpose()
}

/// Keeps a job title.
pub async fn insert_job_title(
    tx: &mut Tx,
    id: Uuid,
    name: &str,
    name_key: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.execute(
        "insert into job_title (id, version, created_at, updated_at, name, name_key, active)
         values ($1, 1, $2, $2, $3, $4, $5)",
        &[id.into(), now.into(), name.into(), name_key.into(), true.into()],
    )
    .await
    .map(|_| ())
}

/// Keeps one more spelling of a job title.
pub async fn insert_job_title_synonym(
    tx: &mut Tx,
    job_title: Uuid,
    name: &str,
    name_key: &str,
) -> Result<(), DbError> {
    tx.execute(
        "insert into job_title_synonym (job_title_id, line_no, name, name_key)
         select $1, coalesce(max(line_no), 0) + 1, $2, $3 from job_title_synonym where job_title_id = $1
         on conflict (name_key) do nothing",
        &[job_title.into(), name.into(), name_key.into()],
    )
    .await
    .map(|_| ())
}

/// Every title's id and key; a directory has hundreds at most.
pub async fn job_title_keys(tx: &mut Tx) -> Result<Vec<(Uuid, String)>, DbError> {
    tx.rows("select id, name_key from job_title", &[])
        .await?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// To whom a contact reports.
pub async fn superior_of(tx: &mut Tx, contact: Uuid) -> Result<Option<Uuid>, DbError> {
    let row = tx.row("select reports_to_id from contact where id = $1", &[contact.into()]).await?;
    row.map_or(Ok(None), |row| row.get(0))
}
