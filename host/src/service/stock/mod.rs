//! Use cases of stock: plan, reserve, move, count, revalue, and the questions about it.
//!
//! Knows what to load, which entry a move brings with it, and who may. Must not know rules (they are in
//! `keel_core::stock`) or SQL.

mod cancel;
mod card;
mod carry_out;
mod count;
mod day;
mod desk;
mod draft;
mod finish;
mod hooked;
mod import;
mod input;
mod on_hand;
mod pieces;
mod plan;
mod refusal;
mod reserve;
mod revalue;
mod reverse;
pub mod rules;
mod trace;
mod valuation;
mod view;

pub use cancel::{Cancelled, MovesNamed, cancel, unreserve};
pub use card::{Card, CardLine, CardQuery, card};
pub use carry_out::{DoMoves, PlannedDone, Rest, carry_out};
pub use count::{
    CancelCount, CancelledCount, Counted, CountedLine, PostCount, StartCount, StartedCount, StartedLine,
    cancel_count, post_count, start_count,
};
pub use day::Late;
pub use import::{MoveMany, MovedMany, MovedRow, Results, move_many};
pub use input::MoveInput;
pub use on_hand::{OnHand, OnHandPage, OnHandQuery, on_hand};
pub use plan::{PlanMoves, PlannedMoves, plan};
pub use reserve::{Reservation, ReserveMoves, Reserved, missing, reserve};
pub use revalue::{Revaluation, Revalue, revalue};
pub use reverse::{ReverseMove, reverse};
pub use trace::{Trace, TraceDirection, TraceEdge, TraceNode, TraceQuery, trace};
pub use valuation::{AccountValue, ItemValue, Valuation, ValuationQuery, valuation};
pub use view::{MoveView, MovesDone};
