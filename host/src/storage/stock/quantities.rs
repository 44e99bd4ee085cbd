//! Quantities: what is on hand, and what is held for open moves.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use keel_core::stock::{LocationKind, Spot};
use uuid::Uuid;

use super::rows_in;
use crate::storage::{DbError, Row, Tx, Val};

/// A row of `stock_on_hand` with the kind of its location.
#[derive(Debug, Clone, Copy)]
pub struct OnHandRow {
    /// Item, location, lot.
    pub spot: Spot,
    /// Kind of the location.
    pub kind: LocationKind,
    /// 10⁻⁶.
    pub quantity_e6: i64,
}

/// A row of `stock_reservation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReservationRow {
    /// Id.
    pub id: Uuid,
    /// The open move that it is held for.
    pub move_id: Uuid,
    /// Item, location, lot.
    pub spot: Spot,
    /// 10⁻⁶.
    pub quantity_e6: i64,
}

fn spot(row: &Row, first: usize) -> Result<Spot, DbError> {
    Ok(Spot { item: row.get(first)?, location: row.get(first + 1)?, lot: row.get(first + 2)? })
}

fn on_hand_row(row: &Row) -> Result<OnHandRow, DbError> {
    let kind: String = row.get(3)?;
    let kind = LocationKind::parse(&kind)
        .ok_or_else(|| DbError::Decode(format!("`{kind}` is not a kind of location")))?;
    Ok(OnHandRow { spot: spot(row, 0)?, kind, quantity_e6: row.get(4)? })
}

const ON_HAND: &str = "select h.item_id, h.location_id, h.lot_id, l.kind, h.quantity_e6
    from stock_on_hand h join location l on l.id = h.location_id
    where h.company_id = $1 and h.quantity_e6 <> 0";

/// Kept quantities of items without lots, and of the lots named, wherever they are in the company.
pub async fn on_hand_of(
    tx: &mut Tx,
    company_id: Uuid,
    items: &[Uuid],
    lots: &[Uuid],
) -> Result<Vec<OnHandRow>, DbError> {
    let head = format!("{ON_HAND} and h.lot_id is null and h.item_id");
    let mut rows = rows_in(tx, &head, "", &[company_id.into()], items).await?;
    let head = format!("{ON_HAND} and h.lot_id");
    rows.extend(rows_in(tx, &head, "", &[company_id.into()], lots).await?);
    rows.iter().map(on_hand_row).collect()
}

/// What is there of items in places that the company owns, lot by lot.
pub async fn owned_of_items(
    tx: &mut Tx,
    company_id: Uuid,
    items: &[Uuid],
) -> Result<Vec<OnHandRow>, DbError> {
    let head = format!("{ON_HAND} and h.quantity_e6 > 0 and l.kind in ('internal', 'transit') and h.item_id");
    let rows = rows_in(tx, &head, "", &[company_id.into()], items).await?;
    rows.iter().map(on_hand_row).collect()
}

/// Kept quantities in a location, where they are not zero.
pub async fn on_hand_in(tx: &mut Tx, location_id: Uuid) -> Result<Vec<OnHandRow>, DbError> {
    let rows = tx
        .rows(
            "select h.item_id, h.location_id, h.lot_id, l.kind, h.quantity_e6
             from stock_on_hand h join location l on l.id = h.location_id
             where h.location_id = $1 and h.quantity_e6 <> 0",
            &[location_id.into()],
        )
        .await?;
    rows.iter().map(on_hand_row).collect()
}

/// What is reserved of items in a company, summed by place.
pub async fn reserved_of_items(
    tx: &mut Tx,
    company_id: Uuid,
    items: &[Uuid],
) -> Result<Vec<(Spot, i64)>, DbError> {
    let rows = rows_in(
        tx,
        "select item_id, location_id, lot_id, cast(sum(quantity_e6) as bigint)
         from stock_reservation where company_id = $1 and item_id",
        "group by item_id, location_id, lot_id",
        &[company_id.into()],
        items,
    )
    .await?;
    rows.iter().map(|row| Ok((spot(row, 0)?, row.get(3)?))).collect()
}

/// What is reserved for moves.
pub async fn reservations_of(tx: &mut Tx, moves: &[Uuid]) -> Result<Vec<ReservationRow>, DbError> {
    let rows = rows_in(
        tx,
        "select item_id, location_id, lot_id, quantity_e6, id, move_id from stock_reservation where move_id",
        "order by id",
        &[],
        moves,
    )
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ReservationRow {
                id: row.get(4)?,
                move_id: row.get(5)?,
                spot: spot(row, 0)?,
                quantity_e6: row.get(3)?,
            })
        })
        .collect()
}

/// Holds goods for moves.
pub async fn insert_reservations(
    tx: &mut Tx,
    company_id: Uuid,
    at: DateTime<Utc>,
    rows: &[ReservationRow],
) -> Result<(), DbError> {
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                Val::from(row.id),
                at.into(),
                company_id.into(),
                row.move_id.into(),
                row.spot.location.into(),
                row.spot.item.into(),
                row.spot.lot.into(),
                row.quantity_e6.into(),
            ]
        })
        .collect();
    let columns =
        ["id", "created_at", "company_id", "move_id", "location_id", "item_id", "lot_id", "quantity_e6"];
    tx.insert_many("stock_reservation", &columns, rows).await
}

/// Gives up everything held for moves.
pub async fn delete_reservations(tx: &mut Tx, moves: &[Uuid]) -> Result<(), DbError> {
    for move_id in moves {
        tx.execute("delete from stock_reservation where move_id = $1", &[(*move_id).into()]).await?;
    }
    Ok(())
}

/// Writes new kept quantities.
pub async fn store_on_hand(
    tx: &mut Tx,
    company_id: Uuid,
    at: DateTime<Utc>,
    quantities: &BTreeMap<Spot, i64>,
) -> Result<(), DbError> {
    let columns = ["id", "updated_at", "company_id", "location_id", "item_id", "lot_id", "quantity_e6"];
    for (of_lot, tail) in [
        (
            true,
            "on conflict (item_id, location_id, lot_id) where lot_id is not null do update set quantity_e6 = excluded.quantity_e6, updated_at = excluded.updated_at",
        ),
        (
            false,
            "on conflict (item_id, location_id) where lot_id is null do update set quantity_e6 = excluded.quantity_e6, updated_at = excluded.updated_at",
        ),
    ] {
        let rows: Vec<Vec<Val>> = quantities
            .iter()
            .filter(|(spot, _)| spot.lot.is_some() == of_lot)
            .map(|(spot, quantity_e6)| {
                vec![
                    Val::from(Uuid::now_v7()),
                    at.into(),
                    company_id.into(),
                    spot.location.into(),
                    spot.item.into(),
                    spot.lot.into(),
                    (*quantity_e6).into(),
                ]
            })
            .collect();
        if !rows.is_empty() {
            tx.insert_many_with("stock_on_hand", &columns, rows, tail).await?;
        }
    }
    Ok(())
}
