//! Lot trace: where a lot came from and went, through production, as a graph.
//!
//! Knows that goods of one production order join the lots that went in with those that came out.
//! Must not know SQL.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use keel_core::money::from_scaled;
use keel_core::stock::LocationKind;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::{Fault, Op, Uow};
use crate::storage::stock::trace::{self, TraceRow};

/// Most moves of one answer; a trace beyond it says so.
const EDGES_MAX: usize = 10_000;

/// In which direction a trace looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TraceDirection {
    /// Where it came from: to the suppliers.
    Up,
    /// Where it went: to the customers.
    #[default]
    Down,
}

/// Which lot, and in which direction.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct TraceQuery {
    /// The company.
    pub company: Uuid,
    /// The lot or serial.
    pub lot: Uuid,
    /// Up or down.
    #[serde(default)]
    pub direction: TraceDirection,
}

/// A lot in a place, or a production order that lots go into and come out of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct TraceNode {
    /// Names the node in `edges`.
    pub key: String,
    /// Lot; none of a production order.
    pub lot: Option<Uuid>,
    /// Location; none of a production order.
    pub location: Option<Uuid>,
    /// Kind of the location.
    pub kind: String,
    /// Type of the record that production was for.
    pub source_type: Option<String>,
    /// The record.
    pub source_id: Option<Uuid>,
}

/// A move from node to node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct TraceEdge {
    /// Key of the node that it leaves.
    pub from: String,
    /// Key of the node that it reaches.
    pub to: String,
    /// The move.
    #[serde(rename = "move")]
    pub move_id: Uuid,
    /// Its number.
    pub number: String,
    /// Business date.
    pub on: NaiveDate,
    /// Item.
    pub item: Uuid,
    /// Lot or serial.
    pub lot: Uuid,
    /// In the item's unit.
    pub quantity: Decimal,
    /// Supplier or customer.
    pub contact: Option<Uuid>,
}

/// A graph of moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Trace {
    /// Lots in places, and production orders.
    pub nodes: Vec<TraceNode>,
    /// Moves between them, in posting order.
    pub edges: Vec<TraceEdge>,
    /// There is more than one answer holds.
    pub truncated: bool,
}

/// The moves of a lot, and of the lots made from it (down) or that it was made of (up).
pub async fn trace(uow: &mut Uow<'_>, query: TraceQuery) -> Result<Trace, Fault> {
    uow.may("stock-move", Op::Read, Some(query.company))?;
    let mut rows: BTreeMap<i64, TraceRow> = BTreeMap::new();
    let mut seen = BTreeSet::from([query.lot]);
    let mut asking = vec![query.lot];
    let mut truncated = false;
    while !asking.is_empty() {
        let found = trace::moves_of_lots(uow.tx, query.company, &asking).await?;
        let sources: BTreeSet<Uuid> = found
            .iter()
            .filter(|row| goes_through_production(row, query.direction))
            .filter_map(|row| row.source_id)
            .collect();
        rows.extend(found.into_iter().map(|row| (row.posted_no, row)));
        let sources: Vec<Uuid> = sources.into_iter().collect();
        let joined = trace::production_of_sources(uow.tx, query.company, &sources).await?;
        asking = joined
            .into_iter()
            .filter(|row| comes_out_of_production(row, query.direction))
            .map(|row| row.lot_id)
            .filter(|lot| seen.insert(*lot))
            .collect();
        if rows.len() > EDGES_MAX {
            truncated = true;
            break;
        }
    }
    let mut nodes = BTreeSet::new();
    let mut edges = Vec::with_capacity(rows.len().min(EDGES_MAX));
    for row in rows.into_values().take(EDGES_MAX) {
        let from = node(&row, row.from_location_id, row.from_kind);
        let to = node(&row, row.to_location_id, row.to_kind);
        edges.push(TraceEdge {
            from: from.key.clone(),
            to: to.key.clone(),
            move_id: row.id,
            number: row.number,
            on: row.done_on,
            item: row.item_id,
            lot: row.lot_id,
            quantity: from_scaled(row.quantity_e6, 6).normalize(),
            contact: row.contact_id,
        });
        nodes.extend([from, to]);
    }
    Ok(Trace { nodes: nodes.into_iter().collect(), edges, truncated })
}

fn goes_through_production(row: &TraceRow, direction: TraceDirection) -> bool {
    match direction {
        TraceDirection::Down => row.to_kind == LocationKind::Production,
        TraceDirection::Up => row.from_kind == LocationKind::Production,
    }
}

fn comes_out_of_production(row: &TraceRow, direction: TraceDirection) -> bool {
    match direction {
        TraceDirection::Down => row.from_kind == LocationKind::Production,
        TraceDirection::Up => row.to_kind == LocationKind::Production,
    }
}

/// Lots meet in the node of their production order; anywhere else each lot has its own node in a place.
fn node(row: &TraceRow, location: Uuid, kind: LocationKind) -> TraceNode {
    match (kind, row.source_id) {
        (LocationKind::Production, Some(source)) => TraceNode {
            key: format!("production:{source}"),
            lot: None,
            location: None,
            kind: kind.as_str().to_owned(),
            source_type: row.source_type.clone(),
            source_id: Some(source),
        },
        _ => TraceNode {
            key: format!("{location}:{}", row.lot_id),
            lot: Some(row.lot_id),
            location: Some(location),
            kind: kind.as_str().to_owned(),
            source_type: None,
            source_id: None,
        },
    }
}
