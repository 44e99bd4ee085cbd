//! Planning moves: what is meant to happen, counted in forecasts and open for reservation.
//!
//! Knows how open moves come to be. Must not touch quantities.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::carry_out::MOVES_MAX;
use super::desk::Desk;
use super::draft::named;
use super::finish::{number, origin};
use super::{MoveInput, MoveView};
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::stock::company::take_numbers;
use crate::storage::stock::moves;

/// Moves to be planned together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PlanMoves {
    /// The company.
    pub company: Uuid,
    /// What is planned. A plan may leave a view location, and may leave the lot open.
    #[schemars(length(min = 1, max = 10_000))]
    pub moves: Vec<MoveInput>,
}

impl Input for PlanMoves {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// What was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct PlannedMoves {
    /// The open moves, in the order of the request.
    pub moves: Vec<MoveView>,
}

/// Plans moves, all or none. Nothing is reserved and no quantity changes.
pub async fn plan(uow: &mut Uow<'_>, input: PlanMoves) -> Result<PlannedMoves, Fault> {
    uow.may("stock-move", Op::Create, Some(input.company))?;
    if input.moves.is_empty() || input.moves.len() > MOVES_MAX {
        return Err(Fault::invalid(
            "stock.too-many-moves",
            format!("Send 1 to {MOVES_MAX} moves in one request."),
        )
        .at("/moves"));
    }
    let mut desk = Desk::open(uow, input.company).await?;
    desk.know(uow, named(&input.moves)).await?;
    let mut rows = Vec::with_capacity(input.moves.len());
    for (index, wanted) in input.moves.iter().enumerate() {
        rows.push(desk.draft(uow, wanted, &format!("/moves/{index}"))?);
    }
    let mut next = take_numbers(uow.tx, input.company, "move", rows.len() as i64).await?;
    for row in &mut rows {
        row.number = number("SM", next);
        next += 1;
    }
    let (now, origin) = (uow.ctx.now, origin(uow));
    moves::insert(uow.tx, now, &origin, &rows).await?;
    let audits = rows
        .iter()
        .map(|row| Audit {
            operation: "create",
            record_type: "stock-move",
            record_id: Some(row.id),
            company_id: Some(input.company),
            changes: "{}".to_owned(),
        })
        .collect();
    uow.audit_many(audits).await?;
    Ok(PlannedMoves { moves: rows.iter().map(|row| MoveView::of(row, desk.exponent)).collect() })
}
