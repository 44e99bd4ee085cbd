//! Doing moves: planned ones, whole or in part, and direct ones; all of a request or none.
//!
//! Knows the way from request to books. Must not know costing.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use keel_core::stock::cost::{rate_e6, share};
use keel_core::stock::{Cost, Movement, StockError};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::day::{self, Day, Late};
use super::desk::{Desk, Named, Posting};
use super::draft::named;
use super::finish::wanted;
use super::refusal::not_open;
use super::{MoveInput, MovesDone};
use crate::service::ledger::Kind;
use crate::service::{Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::stock::moves::{self, MoveRow};
use crate::storage::stock::quantities::{self, ReservationRow};

/// Most moves of one request; it bounds how long the writer is held.
pub(super) const MOVES_MAX: usize = 10_000;

/// What becomes of what was planned and not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rest {
    /// A new planned move for the rest, with what is still reserved.
    #[default]
    BackOrder,
    /// Nothing: the rest is dropped.
    Cancel,
}

/// A planned or reserved move to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PlannedDone {
    /// The move.
    #[serde(rename = "move")]
    pub move_id: Uuid,
    /// How much was done, in the unit that was planned in; all of it when absent.
    #[serde(default)]
    pub quantity: Option<Decimal>,
    /// Which lot or serial, when the plan left it open.
    #[serde(default)]
    pub lot: Option<Uuid>,
    /// What one unit cost, when the plan did not say or it came out otherwise.
    #[serde(default)]
    pub unit_cost: Option<Decimal>,
    /// The same for the whole quantity done.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// What becomes of the rest.
    #[serde(default)]
    pub rest: Rest,
}

/// Moves to be done together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct DoMoves {
    /// The company.
    pub company: Uuid,
    /// Business date.
    pub on: NaiveDate,
    /// What to do when that day is closed.
    #[serde(default)]
    pub late: Late,
    /// Planned moves, done first.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub planned: Vec<PlannedDone>,
    /// Moves that nobody planned.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub moves: Vec<MoveInput>,
}

impl Input for DoMoves {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// Moves goods, with their entries, in the order of the request. All of it happens, or nothing.
pub async fn carry_out(uow: &mut Uow<'_>, input: DoMoves) -> Result<MovesDone, Fault> {
    uow.may("stock-move", Op::Create, Some(input.company))?;
    let count = input.planned.len() + input.moves.len();
    if count == 0 || count > MOVES_MAX {
        return Err(Fault::invalid(
            "stock.too-many-moves",
            format!("Send 1 to {MOVES_MAX} moves in one request."),
        )
        .at("/moves"));
    }
    let day = day::resolve(uow, input.company, input.on, input.late).await?;
    let mut desk = Desk::open(uow, input.company).await?;
    let plans = load_plans(uow, &mut desk, &input.planned).await?;
    let mut ids = named(&input.moves);
    plans.iter().for_each(|plan| ids.row(&plan.row));
    ids.lots.extend(input.planned.iter().filter_map(|done| done.lot));
    ids.lots.extend(plans.iter().flat_map(|plan| &plan.reserved).filter_map(|part| part.spot.lot));
    ids.locations.extend(plans.iter().flat_map(|plan| &plan.reserved).map(|part| part.spot.location));
    let lots = ids.lots.clone();
    desk.know(uow, ids).await?;

    let mut rows = Vec::with_capacity(input.moves.len());
    for (index, wanted) in input.moves.iter().enumerate() {
        rows.push(desk.draft(uow, wanted, &format!("/moves/{index}"))?);
    }
    let mut doing = Vec::with_capacity(plans.len());
    for (index, (plan, wanted)) in plans.into_iter().zip(&input.planned).enumerate() {
        doing.push(desk.part(plan, wanted, format!("/planned/{index}"))?);
    }
    let open = doing.iter().map(|part| (part.plan.row.item_id, part.quantity_e6));
    let wanted = wanted(open.chain(rows.iter().map(|row| (row.item_id, row.quantity_e6))));
    desk.load_stock(uow, &wanted, &lots).await?;
    for part in doing {
        desk.carry_out_plan(uow, part, day).await?;
    }
    for (index, row) in rows.into_iter().enumerate() {
        let cost = row.cost_given_minor.map_or(Cost::Unstated, Cost::Value);
        desk.carry_out(row, false, cost, day, &format!("/moves/{index}"))?;
    }
    desk.finish(uow).await
}

/// An open move and what is held for it.
struct Plan {
    row: MoveRow,
    reserved: Vec<ReservationRow>,
}

/// How much of an open move is to be done.
struct Part {
    plan: Plan,
    quantity_e6: i64,
    entered_e6: i64,
    lot: Option<Uuid>,
    cost_minor: Option<i64>,
    rest_cost_minor: Option<i64>,
    rest: Rest,
    pointer: String,
}

async fn load_plans(uow: &mut Uow<'_>, desk: &mut Desk, planned: &[PlannedDone]) -> Result<Vec<Plan>, Fault> {
    let ids: Vec<Uuid> = planned.iter().map(|done| done.move_id).collect();
    let mut rows = moves::moves(uow.tx, &ids).await?;
    let reserved = quantities::reservations_of(uow.tx, &ids).await?;
    let mut plans = Vec::with_capacity(ids.len());
    let mut ids = Named::default();
    let mut seen = BTreeSet::new();
    for (index, done) in planned.iter().enumerate() {
        let at = format!("/planned/{index}/move");
        if !seen.insert(done.move_id) {
            return Err(Fault::invalid("stock.move-twice", "Name each move once.").at(at));
        }
        let row = rows
            .remove(&done.move_id)
            .filter(|row| row.company_id == desk.company)
            .ok_or_else(|| Fault::not_found("stock-move", done.move_id).at(at.clone()))?;
        if !matches!(row.state.as_str(), "planned" | "reserved") {
            return Err(not_open(&row.number, &row.state).at(at));
        }
        ids.row(&row);
        let reserved = reserved.iter().filter(|part| part.move_id == row.id).copied().collect();
        plans.push(Plan { row, reserved });
    }
    desk.know(uow, ids).await?;
    Ok(plans)
}

impl Desk {
    /// How much of a plan is done, at which cost, and what that leaves of both.
    fn part(&self, plan: Plan, done: &PlannedDone, pointer: String) -> Result<Part, Fault> {
        let row = &plan.row;
        let item = self.item(row.item_id, &pointer)?;
        let overflow = |error: StockError| self.refusal(&error, &pointer);
        let (quantity_e6, entered_e6, entered) = match done.quantity {
            None => (
                row.quantity_e6,
                row.entered_quantity_e6,
                keel_core::money::from_scaled(row.entered_quantity_e6, 6),
            ),
            Some(quantity) => {
                let amount = self.quantity(item, Some(row.uom_id), quantity, &pointer)?;
                (amount.quantity_e6, amount.entered_e6, quantity)
            }
        };
        if let Some(lot) = done.lot {
            self.check_lot(lot, item, &pointer)?;
        }
        let stated = self.stated_cost(done.unit_cost, done.value, entered, &pointer)?;
        let of_plan = match row.cost_given_minor {
            Some(all) => Some(share(all, quantity_e6, row.quantity_e6).map_err(overflow)?),
            None => None,
        };
        let rest_cost_minor = row.cost_given_minor.zip(of_plan).map(|(all, part)| (all - part).max(0));
        Ok(Part {
            quantity_e6,
            entered_e6,
            lot: done.lot.or(row.lot_id),
            cost_minor: stated.or(of_plan),
            rest_cost_minor,
            rest: done.rest,
            pointer,
            plan,
        })
    }

    /// Does an open move, piece by piece, and plans its rest.
    async fn carry_out_plan(&mut self, uow: &mut Uow<'_>, part: Part, day: Day) -> Result<(), Fault> {
        let Part { plan, quantity_e6, lot, pointer, .. } = part;
        for held in &plan.reserved {
            self.book
                .reserve(held.spot, -held.quantity_e6)
                .map_err(|error| self.refusal(&error, &pointer))?;
        }
        let pieces = self.pieces(uow, &plan.row, quantity_e6, lot, &plan.reserved, &pointer).await?;
        let mut left = plan.reserved.clone();
        let (mut cost_left, mut quantity_left) = (part.cost_minor, quantity_e6);
        for (index, (spot, piece_e6)) in pieces.into_iter().enumerate() {
            let divide = |value: i64| share(value, piece_e6, quantity_left);
            let cost_minor =
                cost_left.map(divide).transpose().map_err(|error| self.refusal(&error, &pointer))?;
            cost_left = cost_left.zip(cost_minor).map(|(all, part)| all - part);
            let whole = index == 0 && piece_e6 == quantity_left;
            quantity_left -= piece_e6;
            for held in left.iter_mut().filter(|held| held.spot == spot) {
                held.quantity_e6 -= piece_e6.min(held.quantity_e6);
            }
            let mut row = plan.row.clone();
            if index > 0 {
                (row.id, row.number, row.rest_of_id) = (uow.id(), String::new(), Some(plan.row.id));
            }
            (row.from_location_id, row.lot_id, row.cost_given_minor) = (spot.location, spot.lot, cost_minor);
            let item_uom = self.item(row.item_id, &pointer)?.uom_id;
            match whole {
                true => row.entered_quantity_e6 = part.entered_e6,
                false => (row.uom_id, row.entered_quantity_e6) = (item_uom, piece_e6),
            }
            row.quantity_e6 = piece_e6;
            let cost = cost_minor.map_or(Cost::Unstated, Cost::Value);
            self.carry_out(row, index == 0, cost, day, &pointer)?;
        }
        quantities::delete_reservations(uow.tx, &[plan.row.id]).await?;
        let rest_e6 = plan.row.quantity_e6 - quantity_e6;
        if rest_e6 > 0 && part.rest == Rest::BackOrder {
            left.retain(|held| held.quantity_e6 > 0);
            self.plan_rest(uow, &plan.row, rest_e6, part.rest_cost_minor, left).await?;
        }
        Ok(())
    }

    /// A new open move for what is left of one, with what is still held.
    async fn plan_rest(
        &mut self,
        uow: &mut Uow<'_>,
        of: &MoveRow,
        rest_e6: i64,
        cost_minor: Option<i64>,
        mut held: Vec<ReservationRow>,
    ) -> Result<(), Fault> {
        let mut row = of.clone();
        (row.id, row.number, row.rest_of_id) = (uow.id(), String::new(), Some(of.id));
        (row.quantity_e6, row.cost_given_minor) = (rest_e6, cost_minor);
        (row.uom_id, row.entered_quantity_e6) = (self.item(of.item_id, "")?.uom_id, rest_e6);
        for part in &mut held {
            (part.id, part.move_id) = (uow.id(), row.id);
            self.book.reserve(part.spot, part.quantity_e6).map_err(|error| self.refusal(&error, ""))?;
        }
        let held_e6: i64 = held.iter().map(|part| part.quantity_e6).sum();
        row.state = if held_e6 >= rest_e6 { "reserved" } else { "planned" }.to_owned();
        self.held.extend(held);
        self.rests.push(row);
        Ok(())
    }

    /// Applies one move to the book and keeps what it asks to be written.
    pub(super) fn carry_out(
        &mut self,
        mut row: MoveRow,
        existing: bool,
        cost: Cost,
        day: Day,
        pointer: &str,
    ) -> Result<(), Fault> {
        let movement = self.movement(&row, cost, pointer)?;
        let applied = self.book.apply(&movement).map_err(|error| self.refusal(&error, pointer))?;
        let valued = movement.is_valued();
        row.unit_cost_e6 = match (valued, row.cost_given_minor) {
            (true, _) => Some(applied.value_minor),
            (false, given) => given,
        }
        .map(|value_minor| rate_e6(value_minor, row.quantity_e6, self.exponent))
        .transpose()
        .map_err(|error| self.refusal(&error, pointer))?;
        if valued {
            row.value_minor = Some(applied.value_minor);
            row.counterpart_minor = Some(applied.counterpart_minor);
        }
        let kind = if day.late_for_on.is_some() { Kind::Adjustment } else { Kind::Normal };
        let description = self.item(row.item_id, pointer)?.code.clone();
        self.postings.push(Posting {
            item: row.item_id,
            row: Some(row),
            existing,
            day,
            applied,
            kind,
            description,
            pointer: pointer.to_owned(),
        });
        Ok(())
    }

    /// A row as the rules see it.
    pub(super) fn movement(&self, row: &MoveRow, cost: Cost, pointer: &str) -> Result<Movement, Fault> {
        let item = self.item(row.item_id, pointer)?;
        Ok(Movement {
            item: self.facts(item),
            lot: row.lot_id,
            from: self.location(row.from_location_id, &format!("{pointer}/from_location"))?.facts,
            to: self.location(row.to_location_id, &format!("{pointer}/to_location"))?.facts,
            quantity_e6: row.quantity_e6,
            cost,
            claimed_e6: 0,
        })
    }
}
