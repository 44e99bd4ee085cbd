//! Giving up: reservations of open moves, or the moves themselves.
//!
//! Knows which moves are still open. Must not touch quantities on hand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::refusal::not_open;
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::stock::moves::{self, MoveRow, set_state};
use crate::storage::stock::quantities;

/// Open moves by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct MovesNamed {
    /// The company.
    pub company: Uuid,
    /// The moves.
    #[schemars(length(min = 1, max = 10_000))]
    pub moves: Vec<Uuid>,
}

impl Input for MovesNamed {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// How many moves changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Cancelled {
    /// Moves that changed their state.
    pub moves: usize,
}

/// Releases everything held for open moves; they are planned again.
pub async fn unreserve(uow: &mut Uow<'_>, input: MovesNamed) -> Result<Cancelled, Fault> {
    uow.may("stock-move", Op::Update, Some(input.company))?;
    give_up(uow, input, "planned", "unreserve").await
}

/// Cancels open moves and releases what was held for them. A done move is reversed instead.
pub async fn cancel(uow: &mut Uow<'_>, input: MovesNamed) -> Result<Cancelled, Fault> {
    uow.may("stock-move", Op::Delete, Some(input.company))?;
    give_up(uow, input, "cancelled", "cancel").await
}

async fn give_up(
    uow: &mut Uow<'_>,
    input: MovesNamed,
    state: &str,
    operation: &'static str,
) -> Result<Cancelled, Fault> {
    let rows = open_moves(uow, input.company, &input.moves).await?;
    quantities::delete_reservations(uow.tx, &input.moves).await?;
    for row in &rows {
        set_state(uow.tx, uow.ctx.now, row.id, state).await?;
    }
    let audits = rows
        .iter()
        .map(|row| Audit {
            operation,
            record_type: "stock-move",
            record_id: Some(row.id),
            company_id: Some(input.company),
            changes: format!(r#"{{"state":["{}","{state}"]}}"#, row.state),
        })
        .collect();
    uow.audit_many(audits).await?;
    Ok(Cancelled { moves: rows.len() })
}

/// The open moves of a company that a list names, in its order, each once.
pub(super) async fn open_moves(
    uow: &mut Uow<'_>,
    company: Uuid,
    ids: &[Uuid],
) -> Result<Vec<MoveRow>, Fault> {
    let mut rows = moves::moves(uow.tx, ids).await?;
    ids.iter()
        .enumerate()
        .map(|(index, id)| {
            let at = format!("/moves/{index}");
            let row = rows
                .remove(id)
                .filter(|row| row.company_id == company)
                .ok_or_else(|| Fault::not_found("stock-move", id).at(at.clone()))?;
            match row.state.as_str() {
                "planned" | "reserved" => Ok(row),
                state => Err(not_open(&row.number, state).at(at)),
            }
        })
        .collect()
}
