//! Rows of `stock_move`: open ones that change, done ones that never do.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::rows_in;
use crate::storage::{DbError, Row, Tx, Val};

/// Who or what brought a row about.
#[derive(Debug, Clone)]
pub struct OriginColumns {
    /// Kind of account.
    pub actor_kind: &'static str,
    /// The user.
    pub actor_id: Option<Uuid>,
    /// Plugin id.
    pub plugin: Option<String>,
    /// Plugin version.
    pub plugin_version: Option<String>,
    /// Package digest.
    pub package_digest: Option<String>,
    /// Door, hook or action.
    pub via: String,
}

/// A row of `stock_move` without its origin, which is written once and read by nobody here.
#[derive(Debug, Clone)]
pub struct MoveRow {
    /// Id.
    pub id: Uuid,
    /// Row version.
    pub version: i64,
    /// Company.
    pub company_id: Uuid,
    /// Document number.
    pub number: String,
    /// Posting order, once done.
    pub posted_no: Option<i64>,
    /// Item.
    pub item_id: Uuid,
    /// Lot or serial.
    pub lot_id: Option<Uuid>,
    /// From.
    pub from_location_id: Uuid,
    /// To.
    pub to_location_id: Uuid,
    /// In the item's unit, 10⁻⁶.
    pub quantity_e6: i64,
    /// Unit entered.
    pub uom_id: Uuid,
    /// In the unit entered, 10⁻⁶.
    pub entered_quantity_e6: i64,
    /// `planned`, `reserved`, `done`, `cancelled`.
    pub state: String,
    /// When it is meant to happen.
    pub planned_on: Option<NaiveDate>,
    /// Business date.
    pub done_on: Option<NaiveDate>,
    /// When it was entered as done.
    pub done_at: Option<DateTime<Utc>>,
    /// The day it really happened, when that is closed.
    pub late_for_on: Option<NaiveDate>,
    /// Cost stated for the whole quantity.
    pub cost_given_minor: Option<i64>,
    /// Cost of one unit, shown, 10⁻⁶.
    pub unit_cost_e6: Option<i64>,
    /// Value on the pile's account.
    pub value_minor: Option<i64>,
    /// Value on the other side's account.
    pub counterpart_minor: Option<i64>,
    /// The entry.
    pub entry_id: Option<Uuid>,
    /// The move that this one takes back.
    pub reverses_id: Option<Uuid>,
    /// The move that this one is a rest or a part of.
    pub rest_of_id: Option<Uuid>,
    /// Words of the user.
    pub reference: Option<String>,
    /// Supplier or customer.
    pub contact_id: Option<Uuid>,
    /// Record type that asked for it.
    pub source_type: Option<String>,
    /// The record.
    pub source_id: Option<Uuid>,
}

const COLUMNS: &str = "id, version, company_id, number, posted_no, item_id, lot_id, from_location_id, \
    to_location_id, quantity_e6, uom_id, entered_quantity_e6, state, planned_on, done_on, done_at, late_for_on, \
    cost_given_minor, unit_cost_e6, value_minor, counterpart_minor, entry_id, reverses_id, rest_of_id, reference, \
    contact_id, source_type, source_id";

fn move_row(row: &Row) -> Result<MoveRow, DbError> {
    Ok(MoveRow {
        id: row.get(0)?,
        version: row.get(1)?,
        company_id: row.get(2)?,
        number: row.get(3)?,
        posted_no: row.get(4)?,
        item_id: row.get(5)?,
        lot_id: row.get(6)?,
        from_location_id: row.get(7)?,
        to_location_id: row.get(8)?,
        quantity_e6: row.get(9)?,
        uom_id: row.get(10)?,
        entered_quantity_e6: row.get(11)?,
        state: row.get(12)?,
        planned_on: row.get(13)?,
        done_on: row.get(14)?,
        done_at: row.get(15)?,
        late_for_on: row.get(16)?,
        cost_given_minor: row.get(17)?,
        unit_cost_e6: row.get(18)?,
        value_minor: row.get(19)?,
        counterpart_minor: row.get(20)?,
        entry_id: row.get(21)?,
        reverses_id: row.get(22)?,
        rest_of_id: row.get(23)?,
        reference: row.get(24)?,
        contact_id: row.get(25)?,
        source_type: row.get(26)?,
        source_id: row.get(27)?,
    })
}

/// Moves by id.
pub async fn moves(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, MoveRow>, DbError> {
    let head = format!("select {COLUMNS} from stock_move where id");
    let rows = rows_in(tx, &head, "", &[], ids).await?;
    rows.iter().map(|row| move_row(row).map(|found| (found.id, found))).collect()
}

/// How much of a move was taken back already, 10⁻⁶.
pub async fn reversed_e6(tx: &mut Tx, id: Uuid) -> Result<i64, DbError> {
    let row = tx
        .row(
            "select cast(coalesce(sum(quantity_e6), 0) as bigint) from stock_move
             where reverses_id = $1 and state = 'done'",
            &[id.into()],
        )
        .await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Inserts moves, planned or done.
pub async fn insert(
    tx: &mut Tx,
    at: DateTime<Utc>,
    origin: &OriginColumns,
    rows: &[MoveRow],
) -> Result<(), DbError> {
    let mut columns: Vec<&str> = COLUMNS.split(", ").collect();
    columns.extend([
        "created_at",
        "updated_at",
        "actor_kind",
        "actor_id",
        "plugin",
        "plugin_version",
        "package_digest",
        "via",
    ]);
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                Val::from(row.id),
                row.version.into(),
                row.company_id.into(),
                (&row.number).into(),
                row.posted_no.into(),
                row.item_id.into(),
                row.lot_id.into(),
                row.from_location_id.into(),
                row.to_location_id.into(),
                row.quantity_e6.into(),
                row.uom_id.into(),
                row.entered_quantity_e6.into(),
                (&row.state).into(),
                row.planned_on.into(),
                row.done_on.into(),
                row.done_at.into(),
                row.late_for_on.into(),
                row.cost_given_minor.into(),
                row.unit_cost_e6.into(),
                row.value_minor.into(),
                row.counterpart_minor.into(),
                row.entry_id.into(),
                row.reverses_id.into(),
                row.rest_of_id.into(),
                row.reference.clone().into(),
                row.contact_id.into(),
                row.source_type.clone().into(),
                row.source_id.into(),
                at.into(),
                at.into(),
                origin.actor_kind.into(),
                origin.actor_id.into(),
                origin.plugin.clone().into(),
                origin.plugin_version.clone().into(),
                origin.package_digest.clone().into(),
                (&origin.via).into(),
            ]
        })
        .collect();
    tx.insert_many("stock_move", &columns, rows).await
}

/// Writes everything of an open move that carrying it out (or planning anew) changes, and who did it.
pub async fn update(
    tx: &mut Tx,
    at: DateTime<Utc>,
    origin: &OriginColumns,
    row: &MoveRow,
) -> Result<(), DbError> {
    tx.execute(
        "update stock_move set version = version + 1, updated_at = $2, posted_no = $3, lot_id = $4,
             from_location_id = $5, quantity_e6 = $6, uom_id = $7, entered_quantity_e6 = $8, state = $9,
             done_on = $10, done_at = $11, late_for_on = $12, cost_given_minor = $13, unit_cost_e6 = $14,
             value_minor = $15, counterpart_minor = $16, entry_id = $17, actor_kind = $18, actor_id = $19,
             plugin = $20, plugin_version = $21, package_digest = $22, via = $23
         where id = $1",
        &[
            row.id.into(),
            at.into(),
            row.posted_no.into(),
            row.lot_id.into(),
            row.from_location_id.into(),
            row.quantity_e6.into(),
            row.uom_id.into(),
            row.entered_quantity_e6.into(),
            (&row.state).into(),
            row.done_on.into(),
            row.done_at.into(),
            row.late_for_on.into(),
            row.cost_given_minor.into(),
            row.unit_cost_e6.into(),
            row.value_minor.into(),
            row.counterpart_minor.into(),
            row.entry_id.into(),
            origin.actor_kind.into(),
            origin.actor_id.into(),
            origin.plugin.clone().into(),
            origin.plugin_version.clone().into(),
            origin.package_digest.clone().into(),
            (&origin.via).into(),
        ],
    )
    .await
    .map(|_| ())
}

/// Changes the state of an open move.
pub async fn set_state(tx: &mut Tx, at: DateTime<Utc>, id: Uuid, state: &str) -> Result<(), DbError> {
    tx.execute(
        "update stock_move set version = version + 1, updated_at = $2, state = $3 where id = $1 and state <> $3",
        &[id.into(), at.into(), state.into()],
    )
    .await
    .map(|_| ())
}
