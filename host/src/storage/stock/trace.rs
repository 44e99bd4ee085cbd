//! Moves of a lot, and the lots that were made from it or into it.

use chrono::NaiveDate;
use keel_core::stock::LocationKind;
use uuid::Uuid;

use super::rows_in;
use crate::storage::{DbError, Row, Tx};

/// A done move of a lot.
#[derive(Debug, Clone)]
pub struct TraceRow {
    /// Move.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Business date.
    pub done_on: NaiveDate,
    /// Posting order.
    pub posted_no: i64,
    /// Item.
    pub item_id: Uuid,
    /// Lot.
    pub lot_id: Uuid,
    /// From.
    pub from_location_id: Uuid,
    /// Its kind.
    pub from_kind: LocationKind,
    /// To.
    pub to_location_id: Uuid,
    /// Its kind.
    pub to_kind: LocationKind,
    /// 10⁻⁶.
    pub quantity_e6: i64,
    /// Supplier or customer.
    pub contact_id: Option<Uuid>,
    /// Record type that asked for it.
    pub source_type: Option<String>,
    /// The record.
    pub source_id: Option<Uuid>,
}

fn kind(row: &Row, index: usize) -> Result<LocationKind, DbError> {
    let word: String = row.get(index)?;
    LocationKind::parse(&word).ok_or_else(|| DbError::Decode(format!("`{word}` is not a kind of location")))
}

fn trace_row(row: &Row) -> Result<TraceRow, DbError> {
    Ok(TraceRow {
        id: row.get(0)?,
        number: row.get(1)?,
        done_on: row.get(2)?,
        posted_no: row.get(3)?,
        item_id: row.get(4)?,
        lot_id: row.get(5)?,
        from_location_id: row.get(6)?,
        from_kind: kind(row, 7)?,
        to_location_id: row.get(8)?,
        to_kind: kind(row, 9)?,
        quantity_e6: row.get(10)?,
        contact_id: row.get(11)?,
        source_type: row.get(12)?,
        source_id: row.get(13)?,
    })
}

const HEAD: &str =
    "select m.id, m.number, m.done_on, m.posted_no, m.item_id, m.lot_id, m.from_location_id, f.kind,
        m.to_location_id, t.kind, m.quantity_e6, m.contact_id, m.source_type, m.source_id
    from stock_move m join location f on f.id = m.from_location_id join location t on t.id = m.to_location_id
    where m.company_id = $1 and m.state = 'done' and m.lot_id is not null";

/// Done moves of lots, in posting order.
pub async fn moves_of_lots(tx: &mut Tx, company_id: Uuid, lots: &[Uuid]) -> Result<Vec<TraceRow>, DbError> {
    let head = format!("{HEAD} and m.lot_id");
    let rows = rows_in(tx, &head, "order by m.posted_no", &[company_id.into()], lots).await?;
    rows.iter().map(trace_row).collect()
}

/// Done moves of lots into or out of production, for the same sources (production orders).
pub async fn production_of_sources(
    tx: &mut Tx,
    company_id: Uuid,
    sources: &[Uuid],
) -> Result<Vec<TraceRow>, DbError> {
    let head = format!("{HEAD} and (f.kind = 'production' or t.kind = 'production') and m.source_id");
    let rows = rows_in(tx, &head, "order by m.posted_no", &[company_id.into()], sources).await?;
    rows.iter().map(trace_row).collect()
}
