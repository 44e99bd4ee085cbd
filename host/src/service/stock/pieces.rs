//! Pieces: the places and lots that one open move is met from.
//!
//! Knows reservations and what is free below a location. Must not know what the goods are worth.

use std::collections::{BTreeSet, HashSet};

use keel_core::stock::reserve::{Free, pick};
use keel_core::stock::{LocationKind, Spot, StockError, Tracking};
use uuid::Uuid;

use super::desk::{Desk, Named};
use crate::service::{Fault, Uow};
use crate::storage::stock::moves::MoveRow;
use crate::storage::stock::places;
use crate::storage::stock::quantities::{self, ReservationRow};

impl Desk {
    /// Where goods of an item are free at or below a location, of one lot if one is named.
    pub(super) async fn free_below(
        &mut self,
        uow: &mut Uow<'_>,
        item: Uuid,
        location: Uuid,
        lot: Option<Uuid>,
    ) -> Result<Vec<Free>, Fault> {
        let below = places::subtree(uow.tx, location).await?;
        let ids: HashSet<Uuid> = below.iter().map(|place| place.facts.id).collect();
        self.locations.extend(below.into_iter().map(|place| (place.facts.id, place)));
        let owned: Vec<Spot> = quantities::owned_of_items(uow.tx, self.company, &[item])
            .await?
            .into_iter()
            .map(|row| row.spot)
            .filter(|spot| ids.contains(&spot.location) && (lot.is_none() || spot.lot == lot))
            .collect();
        let lots: BTreeSet<Uuid> = owned.iter().filter_map(|spot| spot.lot).collect();
        self.know(uow, Named { lots: lots.clone(), ..Named::default() }).await?;
        self.load_lots(uow, lots.into_iter().collect()).await?;
        owned
            .into_iter()
            .map(|spot| {
                let lot = spot.lot.and_then(|id| self.lots.get(&id));
                let place = self.locations.get(&spot.location);
                Ok(Free {
                    spot,
                    free_e6: self.book.free(spot, 0).map_err(|error| self.refusal(&error, ""))?,
                    expires_on: lot.and_then(|lot| lot.expires_on),
                    order: (
                        place.map(|place| place.code.clone()).unwrap_or_default(),
                        lot.map(|lot| lot.code.clone()).unwrap_or_default(),
                    ),
                })
            })
            .collect()
    }

    /// From where an open move takes a quantity: its reservations first, then what is free.
    ///
    /// The reservations were released in the book before. A move from one place, whose lot is known or
    /// not needed, takes the rest from there; any other picks among what is free below its location.
    pub(super) async fn pieces(
        &mut self,
        uow: &mut Uow<'_>,
        row: &MoveRow,
        quantity_e6: i64,
        lot: Option<Uuid>,
        reserved: &[ReservationRow],
        pointer: &str,
    ) -> Result<Vec<(Spot, i64)>, Fault> {
        let mut pieces: Vec<(Spot, i64)> = Vec::new();
        let mut missing_e6 = quantity_e6;
        for part in reserved.iter().filter(|part| lot.is_none() || part.spot.lot == lot) {
            let taken_e6 = part.quantity_e6.min(missing_e6);
            if taken_e6 > 0 {
                pieces.push((part.spot, taken_e6));
                missing_e6 -= taken_e6;
            }
        }
        if missing_e6 == 0 {
            return Ok(pieces);
        }
        let from = self.location(row.from_location_id, pointer)?.facts;
        let tracking = self.item(row.item_id, pointer)?.tracking;
        let lot_is_open = tracking != Tracking::None && lot.is_none() && from.kind.pile().is_some();
        if from.kind != LocationKind::View && !lot_is_open {
            let spot = Spot { item: row.item_id, location: from.id, lot };
            match pieces.iter_mut().find(|piece| piece.0 == spot) {
                Some(piece) => piece.1 += missing_e6,
                None => pieces.push((spot, missing_e6)),
            }
            return Ok(pieces);
        }
        let mut free = self.free_below(uow, row.item_id, from.id, lot).await?;
        for candidate in &mut free {
            let planned: i64 =
                pieces.iter().filter(|piece| piece.0 == candidate.spot).map(|piece| piece.1).sum();
            candidate.free_e6 -= planned;
        }
        let (picked, short_e6) = pick(free, missing_e6);
        if short_e6 > 0 {
            let error = StockError::NotAvailable {
                item: row.item_id,
                location: from.id,
                lot,
                wanted_e6: quantity_e6,
                available_e6: quantity_e6 - short_e6,
            };
            return Err(self.refusal(&error, pointer));
        }
        for (spot, taken_e6) in picked {
            match pieces.iter_mut().find(|piece| piece.0 == spot) {
                Some(piece) => piece.1 += taken_e6,
                None => pieces.push((spot, taken_e6)),
            }
        }
        Ok(pieces)
    }
}
