//! Items, units and lots, as movements need them.

use std::collections::HashMap;

use chrono::NaiveDate;
use keel_core::contacts::text;
use keel_core::stock::uom::Factor;
use keel_core::stock::{Costing, ItemKind, Tracking};
use uuid::Uuid;

use super::rows_in;
use crate::storage::{DbError, Dialect, Tx, Val};

/// A row of `item`.
#[derive(Debug, Clone)]
pub struct ItemRow {
    /// Id.
    pub id: Uuid,
    /// Code, for messages.
    pub code: String,
    /// Kind.
    pub kind: ItemKind,
    /// Tracking.
    pub tracking: Tracking,
    /// Costing.
    pub costing: Costing,
    /// Standard cost, 10⁻⁶.
    pub standard_cost_e6: i64,
    /// Its unit.
    pub uom_id: Uuid,
    /// Its category.
    pub category_id: Option<Uuid>,
    /// Takes no new moves.
    pub closed: bool,
}

/// A row of `uom`.
#[derive(Debug, Clone)]
pub struct UomRow {
    /// Id.
    pub id: Uuid,
    /// Code, for messages.
    pub code: String,
    /// What it measures.
    pub category: String,
    /// Of the category's reference unit.
    pub factor: Factor,
}

/// A row of `lot`.
#[derive(Debug, Clone)]
pub struct LotRow {
    /// Id.
    pub id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// Code.
    pub code: String,
    /// Last day.
    pub expires_on: Option<NaiveDate>,
}

fn word<T>(parsed: Option<T>, text: &str) -> Result<T, DbError> {
    parsed.ok_or_else(|| DbError::Decode(format!("`{text}` is not a known word")))
}

/// Items by id; those that do not exist are left out.
pub async fn items(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, ItemRow>, DbError> {
    let rows = rows_in(
        tx,
        "select id, code, kind, tracking, costing, standard_cost_e6, uom_id, category_id, closed
         from item where id",
        "",
        &[],
        ids,
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            let (kind, tracking, costing): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let item = ItemRow {
                id: row.get(0)?,
                code: row.get(1)?,
                kind: word(ItemKind::parse(&kind), &kind)?,
                tracking: word(Tracking::parse(&tracking), &tracking)?,
                costing: word(Costing::parse(&costing), &costing)?,
                standard_cost_e6: row.get(5)?,
                uom_id: row.get(6)?,
                category_id: row.get(7)?,
                closed: row.get(8)?,
            };
            Ok((item.id, item))
        })
        .collect()
}

/// Units by id.
pub async fn uoms(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, UomRow>, DbError> {
    let rows =
        rows_in(tx, "select id, code, category, numerator, denominator from uom where id", "", &[], ids)
            .await?;
    rows.into_iter()
        .map(|row| {
            let factor = Factor { numerator: row.get(3)?, denominator: row.get(4)? };
            let uom = UomRow { id: row.get(0)?, code: row.get(1)?, category: row.get(2)?, factor };
            Ok((uom.id, uom))
        })
        .collect()
}

/// Lots by id.
pub async fn lots(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, LotRow>, DbError> {
    let rows = rows_in(tx, "select id, item_id, code, expires_on from lot where id", "", &[], ids).await?;
    rows.into_iter()
        .map(|row| {
            let lot =
                LotRow { id: row.get(0)?, item_id: row.get(1)?, code: row.get(2)?, expires_on: row.get(3)? };
            Ok((lot.id, lot))
        })
        .collect()
}

/// Whether goods of an item ever moved, or are planned to.
pub async fn has_moves(tx: &mut Tx, item_id: Uuid) -> Result<bool, DbError> {
    Ok(tx.row("select 1 from stock_move where item_id = $1 limit 1", &[item_id.into()]).await?.is_some())
}

/// Whether a unit is that of an item, or was ever entered with a move.
pub async fn uom_is_used(tx: &mut Tx, uom_id: Uuid) -> Result<bool, DbError> {
    let row = tx
        .row(
            "select 1 where exists (select 1 from item where uom_id = $1)
                or exists (select 1 from stock_move where uom_id = $1)",
            &[uom_id.into()],
        )
        .await?;
    Ok(row.is_some())
}

/// Every category with its parent.
pub async fn categories(tx: &mut Tx) -> Result<HashMap<Uuid, Option<Uuid>>, DbError> {
    let rows = tx.rows("select id, parent_id from item_category", &[]).await?;
    rows.into_iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The axis that a value lies on.
pub async fn attribute_of_value(tx: &mut Tx, value_id: Uuid) -> Result<Option<Uuid>, DbError> {
    let row =
        tx.row("select attribute_id from item_attribute_value where id = $1", &[value_id.into()]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// Keeps the words by which an item is found, folded.
pub async fn set_search_text(tx: &mut Tx, item_id: Uuid, words: &str) -> Result<(), DbError> {
    let folded = text::fold(words);
    tx.execute("update item set search_text = $2 where id = $1", &[item_id.into(), folded.into()])
        .await
        .map(|_| ())
}

/// The condition by which `q` finds items: each of its words in any part of theirs.
pub fn search(_dialect: Dialect, q: &str, params: &mut Vec<Val>) -> String {
    let words = text::words(&text::fold(q));
    let parts: Vec<String> = words
        .iter()
        .map(|word| {
            params.push(
                format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")).into(),
            );
            format!("t.search_text like ${} escape '\\'", params.len())
        })
        .collect();
    if parts.is_empty() { "1 = 1".to_owned() } else { parts.join(" and ") }
}
