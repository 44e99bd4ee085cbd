//! The desk: everything one unit of work knows of a company's stock, loaded in few questions.
//!
//! Knows what has to be loaded before goods move. Must not know how they are valued.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use keel_core::stock::{Applied, Book, Costing, ItemFacts, LocationKind};
use uuid::Uuid;

use super::day::Day;
use crate::service::ledger::Kind;
use crate::service::{Fault, Uow};
use crate::storage::currency;
use crate::storage::stock::company::{self, AccountTable};
use crate::storage::stock::items::{self, ItemRow, LotRow, UomRow};
use crate::storage::stock::moves::MoveRow;
use crate::storage::stock::places::{self, LocationRow};
use crate::storage::stock::quantities::{self, ReservationRow};
use crate::storage::stock::values;

/// What is about to be written: a done move, or a change of value alone.
#[derive(Debug, Clone)]
pub(super) struct Posting {
    /// The move; none for a revaluation.
    pub row: Option<MoveRow>,
    /// The move is in the table already, as an open one.
    pub existing: bool,
    /// Business date.
    pub day: Day,
    /// Item, for the words of the entry's line.
    pub item: Uuid,
    /// Layers and legs.
    pub applied: Applied,
    /// What kind of entry carries the legs.
    pub kind: Kind,
    /// Words of the entry's lines.
    pub description: String,
    /// Where the request asks for it.
    pub pointer: String,
}

/// Stock of one company in memory, for one unit of work.
pub(super) struct Desk {
    /// The company.
    pub company: Uuid,
    /// Digits of its currency.
    pub exponent: u32,
    /// Items known so far.
    pub items: HashMap<Uuid, ItemRow>,
    /// Units known so far.
    pub uoms: HashMap<Uuid, UomRow>,
    /// Lots known so far.
    pub lots: HashMap<Uuid, LotRow>,
    /// Locations known so far.
    pub locations: HashMap<Uuid, LocationRow>,
    /// Stock accounts.
    pub accounts: AccountTable,
    /// Quantities and values.
    pub book: Book,
    /// Number of the first layer that this unit makes.
    pub first_seq: i64,
    /// What is to be written.
    pub postings: Vec<Posting>,
    /// New open moves: rests of moves that were done in part.
    pub rests: Vec<MoveRow>,
    /// What stays reserved for them.
    pub held: Vec<ReservationRow>,
    /// The entry of each posting that has one.
    pub entry_of: BTreeMap<usize, Uuid>,
}

/// Ids that a request names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Items.
    pub items: BTreeSet<Uuid>,
    /// Lots.
    pub lots: BTreeSet<Uuid>,
    /// Units.
    pub uoms: BTreeSet<Uuid>,
    /// Locations.
    pub locations: BTreeSet<Uuid>,
}

impl Named {
    /// Adds what a row names.
    pub fn row(&mut self, row: &MoveRow) {
        self.items.insert(row.item_id);
        self.lots.extend(row.lot_id);
        self.uoms.insert(row.uom_id);
        self.locations.extend([row.from_location_id, row.to_location_id]);
    }
}

fn unknown<T>(wanted: &BTreeSet<Uuid>, known: &HashMap<Uuid, T>) -> Vec<Uuid> {
    wanted.iter().filter(|id| !known.contains_key(id)).copied().collect()
}

impl Desk {
    /// A desk for a company, with nothing loaded but its currency and accounts.
    pub async fn open(uow: &mut Uow<'_>, company: Uuid) -> Result<Desk, Fault> {
        let code = company::currency(uow.tx, company)
            .await?
            .ok_or_else(|| Fault::not_found("company", company).at("/company"))?;
        let exponent = currency::exponent(&code)
            .ok_or_else(|| Fault::internal(format!("company {company} has the unknown currency {code}")))?;
        let first_seq = company::next_number(uow.tx, company, "layer").await?;
        Ok(Desk {
            company,
            exponent,
            items: HashMap::new(),
            uoms: HashMap::new(),
            lots: HashMap::new(),
            locations: HashMap::new(),
            accounts: company::accounts(uow.tx, company).await?,
            book: Book::new(exponent, first_seq),
            first_seq,
            postings: Vec::new(),
            rests: Vec::new(),
            held: Vec::new(),
            entry_of: BTreeMap::new(),
        })
    }

    /// Loads what the ids stand for, units of the items included. What does not exist stays unknown.
    pub async fn know(&mut self, uow: &mut Uow<'_>, named: Named) -> Result<(), Fault> {
        let items = unknown(&named.items, &self.items);
        self.items.extend(items::items(uow.tx, &items).await?);
        let mut uoms = named.uoms;
        uoms.extend(items.iter().filter_map(|id| self.items.get(id)).map(|item| item.uom_id));
        let uoms = unknown(&uoms, &self.uoms);
        self.uoms.extend(items::uoms(uow.tx, &uoms).await?);
        let lots = unknown(&named.lots, &self.lots);
        self.lots.extend(items::lots(uow.tx, &lots).await?);
        let locations = unknown(&named.locations, &self.locations);
        self.locations.extend(places::locations(uow.tx, &locations).await?);
        Ok(())
    }

    /// Loads quantities, reservations, piles and layers of items before goods of them move.
    ///
    /// `wanted` says how much of each may leave: FIFO layers are loaded until that is covered.
    pub async fn load_stock(
        &mut self,
        uow: &mut Uow<'_>,
        wanted: &BTreeMap<Uuid, i64>,
        lots: &BTreeSet<Uuid>,
    ) -> Result<(), Fault> {
        let items: Vec<Uuid> = wanted.keys().copied().collect();
        let lots: Vec<Uuid> = lots.iter().copied().collect();
        for row in quantities::on_hand_of(uow.tx, self.company, &items, &lots).await? {
            self.book.load_on_hand(row.spot, row.kind, row.quantity_e6);
        }
        for (spot, quantity_e6) in quantities::reserved_of_items(uow.tx, self.company, &items).await? {
            self.book.load_reserved(spot, quantity_e6);
        }
        for (item, pile, pool) in values::pools(uow.tx, self.company, &items).await? {
            self.book.load_pool(item, pile, pool);
        }
        for (item, wanted_e6) in wanted {
            if self.items.get(item).is_some_and(|row| row.costing == Costing::Fifo) {
                for layer in values::open_layers(uow.tx, self.company, *item, Some(*wanted_e6)).await? {
                    self.book.load_layer(*item, layer);
                }
            }
        }
        Ok(())
    }

    /// Loads where lots lie that were chosen later.
    pub async fn load_lots(&mut self, uow: &mut Uow<'_>, lots: Vec<Uuid>) -> Result<(), Fault> {
        for row in quantities::on_hand_of(uow.tx, self.company, &[], &lots).await? {
            self.book.load_on_hand(row.spot, row.kind, row.quantity_e6);
        }
        Ok(())
    }

    /// An item, or not found at that place of the request.
    pub fn item(&self, id: Uuid, pointer: &str) -> Result<&ItemRow, Fault> {
        self.items.get(&id).ok_or_else(|| Fault::not_found("item", id).at(format!("{pointer}/item")))
    }

    /// What the rules need of an item.
    pub fn facts(&self, item: &ItemRow) -> ItemFacts {
        ItemFacts {
            id: item.id,
            kind: item.kind,
            tracking: item.tracking,
            costing: item.costing,
            standard_cost_e6: item.standard_cost_e6,
            accounts: self.accounts.of(item.category_id),
        }
    }

    /// A location of this company, or not found at that place of the request.
    pub fn location(&self, id: Uuid, pointer: &str) -> Result<&LocationRow, Fault> {
        self.locations
            .get(&id)
            .filter(|location| location.company_id == self.company)
            .ok_or_else(|| Fault::not_found("location", id).at(pointer))
    }

    /// The location on the other side of count differences: the one named, or the company's first.
    pub async fn loss_location(&mut self, uow: &mut Uow<'_>, named: Option<Uuid>) -> Result<Uuid, Fault> {
        let found = match named {
            Some(id) => Some(id),
            None => places::first_of_kind(uow.tx, self.company, LocationKind::Loss).await?,
        };
        let id = found.ok_or_else(|| {
            Fault::refused(
                "stock.loss-location-missing",
                "Create a location of kind loss in this company, or name one.",
            )
            .at("/loss_location")
        })?;
        self.know(uow, Named { locations: [id].into(), ..Named::default() }).await?;
        match self.location(id, "/loss_location")?.facts.kind {
            LocationKind::Loss => Ok(id),
            _ => Err(Fault::invalid("stock.not-a-loss-location", "Choose a location of kind loss.")
                .at("/loss_location")),
        }
    }
}
