//! `keel:stock` as asks.

use super::super::data::{day_option, decimal, decimal_out, id, id_option, ids};
use super::super::wit::keel::stock1_0_0 as stock;
use super::super::wit::keel::stock1_1_0::parts;
use super::{Answered, asked, done, texts};
use crate::plugin::state::State;
use crate::service::Fault;
use crate::service::plugins::port::{Ask, Reply, StockMove, StockPart};

fn stock_moves(given: Vec<stock::stock::Move>) -> std::result::Result<Vec<StockMove>, Fault> {
    let one = |given: stock::stock::Move| {
        Ok(StockMove {
            item: id(&given.item)?,
            lot: id_option(given.lot)?,
            from_location: id(&given.from_location)?,
            to_location: id(&given.to_location)?,
            quantity: decimal(given.quantity)?,
            uom: id_option(given.uom)?,
            on: day_option(given.on)?,
            unit_cost: given.unit_cost.map(decimal).transpose()?,
            reference: given.reference,
            contact: id_option(given.contact)?,
            source_type: given.source_type,
            source: id_option(given.source)?,
        })
    };
    let under = |(index, given): (usize, _)| one(given).map_err(|f: Fault| f.at(format!("/moves/{index}")));
    given.into_iter().enumerate().map(under).collect()
}

impl stock::stock::Host for State {
    async fn plan(&mut self, moves: Vec<stock::stock::Move>) -> Answered<Vec<String>> {
        asked(self, stock_moves(moves).map(Ask::StockPlan), texts).await
    }

    async fn reserve(&mut self, moves: Vec<String>) -> Answered<Vec<stock::stock::Shortage>> {
        let one = |(given, missing): (uuid::Uuid, _)| {
            Ok(stock::stock::Shortage { move_: given.to_string(), missing: decimal_out(missing)? })
        };
        asked(self, ids(moves).map(Ask::StockReserve), |reply| match reply {
            Reply::Shortages(all) => Some(all.into_iter().map(one).collect()),
            _ => None,
        })
        .await
    }

    async fn cancel(&mut self, moves: Vec<String>) -> Answered<()> {
        asked(self, ids(moves).map(Ask::StockCancel), done).await
    }

    async fn finish(&mut self, moves: Vec<String>, on: Option<String>) -> Answered<()> {
        let ask = ids(moves).and_then(|moves| Ok(Ask::StockFinish { moves, on: day_option(on)? }));
        asked(self, ask, done).await
    }

    async fn move_now(&mut self, moves: Vec<stock::stock::Move>) -> Answered<Vec<String>> {
        asked(self, stock_moves(moves).map(Ask::StockMoveNow), texts).await
    }

    async fn on_hand(
        &mut self,
        items: Vec<String>,
        location: Option<String>,
    ) -> Answered<Vec<stock::stock::Holding>> {
        let ask = ids(items).and_then(|items| Ok(Ask::StockOnHand { items, location: id_option(location)? }));
        asked(self, ask, |reply| match reply {
            Reply::OnHand(all) => Some(
                all.into_iter()
                    .map(|one| {
                        Ok(stock::stock::Holding {
                            item: one.item.to_string(),
                            location: one.location.to_string(),
                            lot: one.lot.map(|lot| lot.to_string()),
                            quantity: decimal_out(one.quantity)?,
                            reserved: decimal_out(one.reserved)?,
                        })
                    })
                    .collect(),
            ),
            _ => None,
        })
        .await
    }
}

impl parts::Host for State {
    async fn finish_part(
        &mut self,
        moves: Vec<parts::Part>,
        on: Option<String>,
    ) -> Answered<Vec<Option<String>>> {
        let one = |given: parts::Part| {
            Ok(StockPart {
                move_id: id(&given.move_)?,
                quantity: given.quantity.map(decimal).transpose()?,
                back_order: given.back_order,
            })
        };
        let under = |(index, given)| one(given).map_err(|fault: Fault| fault.at(format!("/moves/{index}")));
        let moves: std::result::Result<Vec<StockPart>, Fault> =
            moves.into_iter().enumerate().map(under).collect();
        let ask = moves.and_then(|moves| Ok(Ask::StockFinishPart { moves, on: day_option(on)? }));
        asked(self, ask, |reply| match reply {
            Reply::Rests(all) => {
                Some(Ok(all.into_iter().map(|rest| rest.map(|id| id.to_string())).collect()))
            }
            _ => None,
        })
        .await
    }
}
