//! Reserving: goods on hand held for open moves, so that nobody else takes them.
//!
//! Knows that a reservation is a row. Must not move anything.

use std::collections::{BTreeMap, BTreeSet};

use keel_core::money::from_scaled;
use keel_core::stock::StockError;
use keel_core::stock::reserve::pick;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cancel::open_moves;
use super::desk::{Desk, Named};
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::stock::moves::set_state;
use crate::storage::stock::quantities::{self, ReservationRow};

/// Open moves to hold goods for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ReserveMoves {
    /// The company.
    pub company: Uuid,
    /// The moves, served in this order.
    #[schemars(length(min = 1, max = 10_000))]
    pub moves: Vec<Uuid>,
    /// Hold what there is when it is not enough, instead of refusing.
    #[serde(default)]
    pub partial: bool,
}

impl Input for ReserveMoves {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// What is held for one move in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Reservation {
    /// The move.
    #[serde(rename = "move")]
    pub move_id: Uuid,
    /// Where.
    pub location: Uuid,
    /// What.
    pub item: Uuid,
    /// Which lot or serial.
    pub lot: Option<Uuid>,
    /// How many of the item's unit.
    pub quantity: Decimal,
}

/// What was reserved now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Reserved {
    /// New reservations: first expired first out, then by location and lot code.
    pub reservations: Vec<Reservation>,
}

/// Holds goods for open moves, at or below the location that they leave.
///
/// Refuses with what is missing, and then holds nothing, unless `partial` is asked for.
pub async fn reserve(uow: &mut Uow<'_>, input: ReserveMoves) -> Result<Reserved, Fault> {
    uow.may("stock-move", Op::Update, Some(input.company))?;
    let mut desk = Desk::open(uow, input.company).await?;
    let rows = open_moves(uow, input.company, &input.moves).await?;
    let mut named = Named::default();
    rows.iter().for_each(|row| named.row(row));
    let lots = named.lots.clone();
    desk.know(uow, named).await?;
    let wanted: BTreeMap<Uuid, i64> = rows.iter().map(|row| (row.item_id, 0)).collect();
    desk.load_stock(uow, &wanted, &lots).await?;
    let held = quantities::reservations_of(uow.tx, &input.moves).await?;
    let mut fresh: Vec<ReservationRow> = Vec::new();
    let mut full = BTreeSet::new();
    for (index, row) in rows.iter().enumerate() {
        let pointer = format!("/moves/{index}");
        let from = desk.location(row.from_location_id, &pointer)?;
        if from.facts.kind.pile().is_none() && from.facts.kind != keel_core::stock::LocationKind::View {
            return Err(Fault::refused(
                "stock.nothing-to-reserve",
                format!("Leave move {} out: it does not start in a place of the company.", row.number),
            )
            .arg("number", &row.number)
            .at(pointer));
        }
        let held_e6: i64 =
            held.iter().filter(|part| part.move_id == row.id).map(|part| part.quantity_e6).sum();
        let wanted_e6 = row.quantity_e6 - held_e6;
        if wanted_e6 <= 0 {
            full.insert(row.id);
            continue;
        }
        let free = desk.free_below(uow, row.item_id, row.from_location_id, row.lot_id).await?;
        let (picked, missing_e6) = pick(free, wanted_e6);
        if missing_e6 > 0 && !input.partial {
            let error = StockError::NotAvailable {
                item: row.item_id,
                location: row.from_location_id,
                lot: row.lot_id,
                wanted_e6,
                available_e6: wanted_e6 - missing_e6,
            };
            return Err(desk.refusal(&error, "").at(pointer));
        }
        if missing_e6 == 0 {
            full.insert(row.id);
        }
        for (spot, quantity_e6) in picked {
            desk.book.reserve(spot, quantity_e6).map_err(|error| desk.refusal(&error, &pointer))?;
            fresh.push(ReservationRow { id: uow.id(), move_id: row.id, spot, quantity_e6 });
        }
    }
    let now = uow.ctx.now;
    quantities::insert_reservations(uow.tx, input.company, now, &fresh).await?;
    for id in &full {
        set_state(uow.tx, now, *id, "reserved").await?;
    }
    let touched: BTreeSet<Uuid> = fresh.iter().map(|row| row.move_id).collect();
    let audits = touched
        .into_iter()
        .map(|id| Audit {
            operation: "reserve",
            record_type: "stock-move",
            record_id: Some(id),
            company_id: Some(input.company),
            changes: "{}".to_owned(),
        })
        .collect();
    uow.audit_many(audits).await?;
    Ok(Reserved {
        reservations: fresh
            .iter()
            .map(|row| Reservation {
                move_id: row.move_id,
                location: row.spot.location,
                item: row.spot.item,
                lot: row.spot.lot,
                quantity: from_scaled(row.quantity_e6, 6).normalize(),
            })
            .collect(),
    })
}

/// What an open move still lacks, in the item's unit.
pub async fn missing(uow: &mut Uow<'_>, company: Uuid, id: Uuid) -> Result<Decimal, Fault> {
    uow.may("stock-move", Op::Read, Some(company))?;
    let rows = open_moves(uow, company, &[id]).await?;
    let held = quantities::reservations_of(uow.tx, &[id]).await?;
    let held_e6: i64 = held.iter().map(|part| part.quantity_e6).sum();
    let wanted_e6: i64 = rows.iter().map(|row| row.quantity_e6).sum();
    Ok(from_scaled((wanted_e6 - held_e6).max(0), 6).normalize())
}
