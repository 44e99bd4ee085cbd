//! `keel:stock`: the goods of the call's company, for a plugin.
//!
//! Knows capabilities and shapes. Must not know rules: `service::stock` has them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::super::Active;
use super::super::port::{OnHand, Reply, StockMove, StockPart};
use super::{company_of, must_have};
use crate::service::stock::{
    self, DoMoves, Late, MoveInput, MovesDone, MovesNamed, OnHandQuery, PlanMoves, PlannedDone, ReserveMoves,
    Rest,
};
use crate::service::{Fault, Uow};

/// Most rows of one answer; more are refused, not cut.
const ROWS_MAX: usize = 5_000;

fn input(one: StockMove) -> MoveInput {
    MoveInput {
        item: one.item,
        lot: one.lot,
        from_location: one.from_location,
        to_location: one.to_location,
        quantity: one.quantity,
        uom: one.uom,
        on: one.on,
        unit_cost: one.unit_cost,
        value: None,
        reference: one.reference,
        contact: one.contact,
        source_type: one.source_type,
        source_id: one.source,
    }
}

/// Plans moves.
pub async fn plan(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    moves: Vec<StockMove>,
) -> Result<Reply, Fault> {
    must_have(plugin, "stock.plan")?;
    let company = company_of(company)?;
    let moves = moves.into_iter().map(input).collect();
    let planned = stock::plan(uow, PlanMoves { company, moves }).await?;
    Ok(Reply::Ids(planned.moves.into_iter().map(|one| one.id).collect()))
}

/// Holds goods for planned moves; what is missing.
pub async fn reserve(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    moves: Vec<Uuid>,
) -> Result<Reply, Fault> {
    must_have(plugin, "stock.plan")?;
    let company = company_of(company)?;
    stock::reserve(uow, ReserveMoves { company, moves: moves.clone(), partial: true }).await?;
    let mut short = Vec::new();
    for id in moves {
        let missing = stock::missing(uow, company, id).await?;
        if missing > Decimal::ZERO {
            short.push((id, missing));
        }
    }
    Ok(Reply::Shortages(short))
}

/// Gives planned moves up.
pub async fn cancel(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    moves: Vec<Uuid>,
) -> Result<Reply, Fault> {
    must_have(plugin, "stock.plan")?;
    let company = company_of(company)?;
    stock::cancel(uow, MovesNamed { company, moves }).await?;
    Ok(Reply::Done)
}

/// Does planned moves in full.
pub async fn finish(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    moves: Vec<Uuid>,
    on: Option<NaiveDate>,
) -> Result<Reply, Fault> {
    must_have(plugin, "stock.move")?;
    let company = company_of(company)?;
    let whole = |move_id: Uuid| StockPart { move_id, quantity: None, back_order: true };
    done(uow, company, moves.into_iter().map(whole).collect(), on).await?;
    Ok(Reply::Done)
}

/// Does planned moves in full or in part; what was planned for the rest of each.
pub async fn finish_part(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    moves: Vec<StockPart>,
    on: Option<NaiveDate>,
) -> Result<Reply, Fault> {
    must_have(plugin, "stock.move")?;
    let company = company_of(company)?;
    let asked: Vec<Uuid> = moves.iter().map(|part| part.move_id).collect();
    let rests = done(uow, company, moves, on).await?.rests;
    let rest = |of: Uuid| rests.iter().find(|rest| rest.rest_of == Some(of)).map(|rest| rest.id);
    Ok(Reply::Rests(asked.into_iter().map(rest).collect()))
}

async fn done(
    uow: &mut Uow<'_>,
    company: Uuid,
    moves: Vec<StockPart>,
    on: Option<NaiveDate>,
) -> Result<MovesDone, Fault> {
    let one = |part: StockPart| PlannedDone {
        move_id: part.move_id,
        quantity: part.quantity,
        lot: None,
        unit_cost: None,
        value: None,
        rest: if part.back_order { Rest::BackOrder } else { Rest::Cancel },
    };
    let on = on.unwrap_or_else(|| uow.ctx.today());
    let planned = moves.into_iter().map(one).collect();
    stock::carry_out(uow, DoMoves { company, on, late: Late::default(), planned, moves: Vec::new() }).await
}

/// Does moves that nobody planned, those of one day together; their ids in the order asked.
pub async fn move_now(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    moves: Vec<StockMove>,
) -> Result<Reply, Fault> {
    must_have(plugin, "stock.move")?;
    let company = company_of(company)?;
    let today = uow.ctx.today();
    let mut days: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (index, one) in moves.iter().enumerate() {
        days.entry(one.on.unwrap_or(today)).or_default().push(index);
    }
    let mut ids = vec![Uuid::nil(); moves.len()];
    for (on, indexes) in days {
        let inputs = indexes.iter().map(|index| input(moves[*index].clone())).collect();
        let done = stock::carry_out(
            uow,
            DoMoves { company, on, late: Late::default(), planned: Vec::new(), moves: inputs },
        )
        .await?;
        for (index, one) in indexes.into_iter().zip(done.moves) {
            ids[index] = one.id;
        }
    }
    Ok(Reply::Ids(ids))
}

/// What is on hand of items.
pub async fn on_hand(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    items: &[Uuid],
    location: Option<Uuid>,
) -> Result<Reply, Fault> {
    must_have(plugin, "stock.read")?;
    let company = company_of(company)?;
    let mut held = Vec::new();
    for item in items {
        let mut after = None;
        loop {
            let query = OnHandQuery {
                company,
                item: Some(*item),
                location,
                limit: Some(1_000),
                after,
                ..OnHandQuery::default()
            };
            let page = stock::on_hand(uow, query).await?;
            held.extend(page.rows.into_iter().map(|row| OnHand {
                item: row.item,
                location: row.location,
                lot: row.lot,
                quantity: row.quantity,
                reserved: row.reserved,
            }));
            if held.len() > ROWS_MAX {
                let message = format!("There are more than {ROWS_MAX} rows: ask for fewer items at once.");
                return Err(Fault::invalid("stock.too-many-asked", message));
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(Reply::OnHand(held))
}
