//! Locations and their tree.

use std::collections::HashMap;

use keel_core::stock::{LocationFacts, LocationKind};
use uuid::Uuid;

use super::rows_in;
use crate::storage::{DbError, Row, Tx};

/// A row of `location`.
#[derive(Debug, Clone)]
pub struct LocationRow {
    /// What rules need.
    pub facts: LocationFacts,
    /// Company.
    pub company_id: Uuid,
    /// Parent in the tree.
    pub parent_id: Option<Uuid>,
    /// Code, for messages and for order.
    pub code: String,
    /// Takes no new moves.
    pub closed: bool,
}

const COLUMNS: &str = "id, company_id, parent_id, code, kind, allow_negative, closed";

fn location(row: &Row) -> Result<LocationRow, DbError> {
    let kind: String = row.get(4)?;
    let kind = LocationKind::parse(&kind)
        .ok_or_else(|| DbError::Decode(format!("`{kind}` is not a kind of location")))?;
    Ok(LocationRow {
        facts: LocationFacts { id: row.get(0)?, kind, allow_negative: row.get(5)? },
        company_id: row.get(1)?,
        parent_id: row.get(2)?,
        code: row.get(3)?,
        closed: row.get(6)?,
    })
}

/// Locations by id.
pub async fn locations(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, LocationRow>, DbError> {
    let head = format!("select {COLUMNS} from location where id");
    let rows = rows_in(tx, &head, "", &[], ids).await?;
    rows.iter().map(|row| location(row).map(|found| (found.facts.id, found))).collect()
}

/// A location and everything below it.
pub async fn subtree(tx: &mut Tx, id: Uuid) -> Result<Vec<LocationRow>, DbError> {
    let rows = tx
        .rows(
            "with recursive below (id) as (
                 select id from location where id = $1
                 union
                 select l.id from location l join below b on l.parent_id = b.id
             )
             select l.id, l.company_id, l.parent_id, l.code, l.kind, l.allow_negative, l.closed
             from location l join below b on b.id = l.id",
            &[id.into()],
        )
        .await?;
    rows.iter().map(location).collect()
}

/// A location and everything above it.
pub async fn is_below(tx: &mut Tx, id: Uuid, above: Uuid) -> Result<bool, DbError> {
    let row = tx
        .row(
            "with recursive above (id) as (
                 select $1
                 union
                 select l.parent_id from location l join above o on l.id = o.id where l.parent_id is not null
             )
             select 1 from above where id = $2",
            &[id.into(), above.into()],
        )
        .await?;
    Ok(row.is_some())
}

/// The first open location of a kind in a company, by code.
pub async fn first_of_kind(
    tx: &mut Tx,
    company_id: Uuid,
    kind: LocationKind,
) -> Result<Option<Uuid>, DbError> {
    let row = tx
        .row(
            "select id from location where company_id = $1 and kind = $2 and closed = $3 order by code limit 1",
            &[company_id.into(), kind.as_str().into(), false.into()],
        )
        .await?;
    row.map(|row| row.get(0)).transpose()
}

/// Whether anything was ever moved from or to a location.
pub async fn has_moves(tx: &mut Tx, location_id: Uuid) -> Result<bool, DbError> {
    let row = tx
        .row(
            "select 1 where exists (select 1 from stock_move where from_location_id = $1)
                or exists (select 1 from stock_move where to_location_id = $1)",
            &[location_id.into()],
        )
        .await?;
    Ok(row.is_some())
}
