//! Many moves at once: all or none, or each for itself.
//!
//! Knows results by row. Must not know costing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use keel_core::stock::{Cost, check};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::carry_out::MOVES_MAX;
use super::day::{self, Day, Late};
use super::desk::Desk;
use super::draft::named;
use super::finish::wanted;
use super::{MoveInput, MoveView};
use crate::service::{Fault, FaultKind, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::stock::moves::MoveRow;

/// What one refused row means for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Results {
    /// None is done.
    #[default]
    AllOrNothing,
    /// The others are done; each row has its own result.
    PerRow,
}

/// Moves to be done, thousands in one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct MoveMany {
    /// The company.
    pub company: Uuid,
    /// Business date of the moves that name none.
    pub on: NaiveDate,
    /// What to do when a day is closed.
    #[serde(default)]
    pub late: Late,
    /// What one refusal means for the rest.
    #[serde(default)]
    pub results: Results,
    /// The moves, in posting order.
    #[schemars(length(min = 1, max = 10_000))]
    pub moves: Vec<MoveInput>,
}

impl Input for MoveMany {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// What became of one row: the move, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct MovedRow {
    /// Its place in the request.
    pub index: usize,
    /// The move, when it was done.
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    pub done: Option<MoveView>,
    /// Stable code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// JSON pointer into the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// What became of many moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct MovedMany {
    /// How many were done.
    pub done: usize,
    /// How many were refused.
    pub refused: usize,
    /// One for each move of the request, in its order.
    pub rows: Vec<MovedRow>,
    /// Entries of the ledger: one for each day and journal, at most a thousand lines each.
    pub entries: Vec<Uuid>,
}

/// Moves goods in bulk, in the order of the request.
pub async fn move_many(uow: &mut Uow<'_>, input: MoveMany) -> Result<MovedMany, Fault> {
    uow.may("stock-move", Op::Create, Some(input.company))?;
    if input.moves.is_empty() || input.moves.len() > MOVES_MAX {
        return Err(Fault::invalid(
            "stock.too-many-moves",
            format!("Send 1 to {MOVES_MAX} moves in one request."),
        )
        .at("/moves"));
    }
    let mut desk = Desk::open(uow, input.company).await?;
    let ids = named(&input.moves);
    let lots = ids.lots.clone();
    desk.know(uow, ids).await?;
    let mut days: BTreeMap<NaiveDate, Result<Day, Fault>> = BTreeMap::new();
    for wanted in &input.moves {
        let on = wanted.on.unwrap_or(input.on);
        if let std::collections::btree_map::Entry::Vacant(free) = days.entry(on) {
            free.insert(day::resolve(uow, input.company, on, input.late).await);
        }
    }
    let mut drafts: Vec<Result<(MoveRow, Day), Fault>> = Vec::with_capacity(input.moves.len());
    for (index, move_input) in input.moves.iter().enumerate() {
        let pointer = format!("/moves/{index}");
        let on = move_input.on.unwrap_or(input.on);
        let day = days.get(&on).cloned().unwrap_or_else(|| Err(Fault::internal("a day was not looked at")));
        let day = day.map_err(|fault| if move_input.on.is_some() { fault.under(&pointer) } else { fault });
        let draft = desk.draft(uow, move_input, &pointer);
        drafts.push(draft.and_then(|row| Ok((row, day?))));
    }
    let quantities = drafts.iter().flatten().map(|(row, _)| (row.item_id, row.quantity_e6));
    let wanted = wanted(quantities);
    desk.load_stock(uow, &wanted, &lots).await?;
    let mut faults: Vec<Option<Fault>> = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.into_iter().enumerate() {
        let result = draft.and_then(|(row, day)| move_one(&mut desk, row, day, &format!("/moves/{index}")));
        match result {
            Ok(()) => faults.push(None),
            // A fault of the host or an overflow may leave the book half changed: nothing of it is kept.
            Err(fault) if input.results == Results::PerRow && is_of_the_row(&fault) => {
                faults.push(Some(fault))
            }
            Err(fault) => return Err(fault),
        }
    }
    let done = desk.finish(uow).await?;
    let mut views = done.moves.into_iter();
    let rows: Vec<MovedRow> = faults
        .into_iter()
        .enumerate()
        .map(|(index, fault)| match fault {
            None => MovedRow { index, done: views.next(), code: None, message: None, pointer: None },
            Some(fault) => MovedRow {
                index,
                done: None,
                code: Some(fault.code),
                message: Some(fault.message),
                pointer: fault.pointer,
            },
        })
        .collect();
    let refused = rows.iter().filter(|row| row.code.is_some()).count();
    Ok(MovedMany { done: rows.len() - refused, refused, rows, entries: done.entries })
}

fn is_of_the_row(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Invalid | FaultKind::Refused | FaultKind::NotFound)
        && fault.code != "stock.overflow"
}

fn move_one(desk: &mut Desk, row: MoveRow, day: Day, pointer: &str) -> Result<(), Fault> {
    let cost = row.cost_given_minor.map_or(Cost::Unstated, Cost::Value);
    // Asked first without changing anything, so that a refused row leaves no trace in the book.
    check(&desk.book, &desk.movement(&row, cost, pointer)?).map_err(|error| desk.refusal(&error, pointer))?;
    desk.carry_out(row, false, cost, day, pointer)
}
