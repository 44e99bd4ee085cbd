//! Values: piles, layers, and what is left of them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use keel_core::stock::{Layer, OpenLayer, Pile, Pool, Taken};
use uuid::Uuid;

use super::rows_in;
use crate::storage::{DbError, Tx, Val};

/// A layer with what it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct LayerRow {
    /// The layer.
    pub layer: Layer,
    /// Business date.
    pub posted_on: NaiveDate,
    /// The move that made it.
    pub move_id: Option<Uuid>,
    /// The entry that carries its value.
    pub entry_id: Option<Uuid>,
}

/// Piles of items in a company.
pub async fn pools(
    tx: &mut Tx,
    company_id: Uuid,
    items: &[Uuid],
) -> Result<Vec<(Uuid, Pile, Pool)>, DbError> {
    let rows = rows_in(
        tx,
        "select item_id, pile, quantity_e6, value_minor, last_cost_e6, standard_cost_e6, account_id
         from item_valuation where company_id = $1 and item_id",
        "",
        &[company_id.into()],
        items,
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            let pile: String = row.get(1)?;
            let pile =
                Pile::parse(&pile).ok_or_else(|| DbError::Decode(format!("`{pile}` is not a pile")))?;
            let pool = Pool {
                quantity_e6: row.get(2)?,
                value_minor: row.get(3)?,
                last_cost_e6: row.get(4)?,
                standard_cost_e6: row.get(5)?,
                account: row.get(6)?,
            };
            Ok((row.get(0)?, pile, pool))
        })
        .collect()
}

/// Layers of an item with something left, oldest first, until `wanted_e6` is covered; all when `None`.
pub async fn open_layers(
    tx: &mut Tx,
    company_id: Uuid,
    item_id: Uuid,
    wanted_e6: Option<i64>,
) -> Result<Vec<OpenLayer>, DbError> {
    const PAGE: i64 = 64;
    let (mut found, mut after, mut covered_e6) = (Vec::new(), 0, 0_i64);
    loop {
        let rows = tx
            .rows(
                "select seq, quantity_e6, value_minor from layer_remaining
                 where company_id = $1 and item_id = $2 and quantity_e6 > 0 and seq > $3
                 order by seq limit $4",
                &[company_id.into(), item_id.into(), after.into(), PAGE.into()],
            )
            .await?;
        let count = rows.len();
        for row in rows {
            let layer = OpenLayer { seq: row.get(0)?, quantity_e6: row.get(1)?, value_minor: row.get(2)? };
            (after, covered_e6) = (layer.seq, covered_e6.saturating_add(layer.quantity_e6));
            found.push(layer);
        }
        if count < PAGE as usize || wanted_e6.is_some_and(|wanted_e6| covered_e6 >= wanted_e6) {
            return Ok(found);
        }
    }
}

/// What is left of one layer, if anything is.
pub async fn open_layer(tx: &mut Tx, company_id: Uuid, seq: i64) -> Result<Option<OpenLayer>, DbError> {
    let row = tx
        .row(
            "select seq, quantity_e6, value_minor from layer_remaining
             where company_id = $1 and seq = $2 and quantity_e6 > 0",
            &[company_id.into(), seq.into()],
        )
        .await?;
    row.map(|row| Ok(OpenLayer { seq: row.get(0)?, quantity_e6: row.get(1)?, value_minor: row.get(2)? }))
        .transpose()
}

/// The receipt layer in stock that a move made, if it made one.
pub async fn receipt_layer(tx: &mut Tx, move_id: Uuid) -> Result<Option<i64>, DbError> {
    let row = tx
        .row(
            "select seq from valuation_layer where move_id = $1 and kind = 'receipt' and pile = 'stock'",
            &[move_id.into()],
        )
        .await?;
    row.map(|row| row.get(0)).transpose()
}

/// Appends layers.
pub async fn insert_layers(
    tx: &mut Tx,
    company_id: Uuid,
    at: DateTime<Utc>,
    layers: &[LayerRow],
) -> Result<(), DbError> {
    let columns = [
        "company_id",
        "seq",
        "created_at",
        "posted_on",
        "item_id",
        "pile",
        "kind",
        "move_id",
        "quantity_e6",
        "value_minor",
        "account_id",
        "entry_id",
        "adjusts_seq",
    ];
    let rows = layers
        .iter()
        .map(|row| {
            vec![
                Val::from(company_id),
                row.layer.seq.into(),
                at.into(),
                row.posted_on.into(),
                row.layer.item.into(),
                row.layer.pile.as_str().into(),
                row.layer.kind.as_str().into(),
                row.move_id.into(),
                row.layer.quantity_e6.into(),
                row.layer.value_minor.into(),
                row.layer.account.into(),
                row.entry_id.into(),
                row.layer.adjusts.into(),
            ]
        })
        .collect();
    tx.insert_many("valuation_layer", &columns, rows).await
}

/// Appends what was taken from layers.
pub async fn insert_taken(tx: &mut Tx, company_id: Uuid, taken: &[Taken]) -> Result<(), DbError> {
    let rows = taken
        .iter()
        .map(|part| {
            vec![
                Val::from(company_id),
                part.layer.into(),
                part.consumer.into(),
                part.quantity_e6.into(),
                part.value_minor.into(),
            ]
        })
        .collect();
    let columns = ["company_id", "layer_seq", "consumer_seq", "quantity_e6", "value_minor"];
    tx.insert_many("layer_consumption", &columns, rows).await
}

/// Writes what is left of layers.
pub async fn store_remaining(
    tx: &mut Tx,
    company_id: Uuid,
    remaining: &BTreeMap<i64, (Uuid, OpenLayer)>,
) -> Result<(), DbError> {
    let rows = remaining
        .values()
        .map(|(item, layer)| {
            vec![
                Val::from(company_id),
                layer.seq.into(),
                (*item).into(),
                layer.quantity_e6.into(),
                layer.value_minor.into(),
            ]
        })
        .collect();
    tx.insert_many_with(
        "layer_remaining",
        &["company_id", "seq", "item_id", "quantity_e6", "value_minor"],
        rows,
        "on conflict (company_id, seq) do update set quantity_e6 = excluded.quantity_e6, value_minor = excluded.value_minor",
    )
    .await
}

/// Writes new kept piles.
pub async fn store_pools(
    tx: &mut Tx,
    company_id: Uuid,
    at: DateTime<Utc>,
    pools: &BTreeMap<(Uuid, Pile), Pool>,
) -> Result<(), DbError> {
    let columns = [
        "company_id",
        "item_id",
        "pile",
        "updated_at",
        "quantity_e6",
        "value_minor",
        "last_cost_e6",
        "standard_cost_e6",
        "account_id",
    ];
    let rows = pools
        .iter()
        .map(|((item, pile), pool)| {
            vec![
                Val::from(company_id),
                (*item).into(),
                pile.as_str().into(),
                at.into(),
                pool.quantity_e6.into(),
                pool.value_minor.into(),
                pool.last_cost_e6.into(),
                pool.standard_cost_e6.into(),
                pool.account.into(),
            ]
        })
        .collect();
    tx.insert_many_with(
        "item_valuation",
        &columns,
        rows,
        "on conflict (company_id, item_id, pile) do update set updated_at = excluded.updated_at, quantity_e6 = excluded.quantity_e6, value_minor = excluded.value_minor, last_cost_e6 = excluded.last_cost_e6, standard_cost_e6 = excluded.standard_cost_e6, account_id = excluded.account_id",
    )
    .await
}
