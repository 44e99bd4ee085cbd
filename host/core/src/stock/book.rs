//! The book of stock: quantities by place, values by pile, applied movement by movement.
//!
//! Knows how one movement changes both and which legs it asks of the ledger. Must not know tables:
//! the caller loads what the movements touch and stores what [`Book::changes`] names. After an
//! error the book is half changed and must be thrown away with the unit of work.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use uuid::Uuid;

use super::check;
use super::cost::{Pool, minus, plus};
use super::error::StockError;
use super::item::ItemFacts;
use super::layers::{Layer, OpenLayer};
use super::legs::Accounts;
use super::movement::{Applied, Movement, Spot};
use super::place::{LocationKind, Pile};

/// What the caller has to store after the last movement.
#[derive(Debug, Default)]
pub struct Changes {
    /// New kept quantities.
    pub on_hand: BTreeMap<Spot, i64>,
    /// New kept piles.
    pub pools: BTreeMap<(Uuid, Pile), Pool>,
    /// New remainders of receipt layers, by posting order, with their item.
    pub remaining: BTreeMap<i64, (Uuid, OpenLayer)>,
}

/// Quantities and values in memory, for as long as one unit of work.
#[derive(Debug)]
pub struct Book {
    pub(super) exponent: u32,
    pub(super) next_seq: i64,
    on_hand: HashMap<Spot, i64>,
    reserved: HashMap<Spot, i64>,
    owned_by_lot: HashMap<Uuid, i64>,
    pub(super) pools: HashMap<(Uuid, Pile), Pool>,
    pub(super) open: HashMap<Uuid, VecDeque<OpenLayer>>,
    touched_spots: BTreeSet<Spot>,
    touched_pools: BTreeSet<(Uuid, Pile)>,
    pub(super) remaining: BTreeMap<i64, (Uuid, OpenLayer)>,
}

impl Book {
    /// An empty book in a currency with `exponent` digits, whose next layer is number `next_seq`.
    pub fn new(exponent: u32, next_seq: i64) -> Self {
        Self {
            exponent,
            next_seq,
            on_hand: HashMap::new(),
            reserved: HashMap::new(),
            owned_by_lot: HashMap::new(),
            pools: HashMap::new(),
            open: HashMap::new(),
            touched_spots: BTreeSet::new(),
            touched_pools: BTreeSet::new(),
            remaining: BTreeMap::new(),
        }
    }

    /// Loads a kept quantity; one that is there already stays as it is.
    pub fn load_on_hand(&mut self, spot: Spot, kind: LocationKind, quantity_e6: i64) {
        if self.on_hand.contains_key(&spot) {
            return;
        }
        self.on_hand.insert(spot, quantity_e6);
        if let (Some(lot), Some(_)) = (spot.lot, kind.pile()) {
            *self.owned_by_lot.entry(lot).or_default() += quantity_e6;
        }
    }

    /// Loads what is reserved at a spot, by everybody.
    pub fn load_reserved(&mut self, spot: Spot, quantity_e6: i64) {
        self.reserved.insert(spot, quantity_e6);
    }

    /// Loads a kept pile.
    pub fn load_pool(&mut self, item: Uuid, pile: Pile, pool: Pool) {
        self.pools.insert((item, pile), pool);
    }

    /// Loads a receipt layer with something left; one that is there already stays as it is.
    pub fn load_layer(&mut self, item: Uuid, layer: OpenLayer) {
        let open = self.open.entry(item).or_default();
        let at = open.partition_point(|other| other.seq < layer.seq);
        if open.get(at).is_none_or(|other| other.seq != layer.seq) {
            open.insert(at, layer);
        }
    }

    /// The number that the next layer will have.
    pub fn next_seq(&self) -> i64 {
        self.next_seq
    }

    /// On hand at a spot, 10⁻⁶.
    pub fn on_hand(&self, spot: Spot) -> i64 {
        self.on_hand.get(&spot).copied().unwrap_or(0)
    }

    /// On hand and not reserved by others, when `claimed_e6` of the reservations are one's own.
    pub fn free(&self, spot: Spot, claimed_e6: i64) -> Result<i64, StockError> {
        let reserved = self.reserved.get(&spot).copied().unwrap_or(0);
        plus(minus(self.on_hand(spot), reserved)?, claimed_e6)
    }

    /// Changes what is reserved at a spot: up for a reservation made, down for one used or given up.
    pub fn reserve(&mut self, spot: Spot, change_e6: i64) -> Result<(), StockError> {
        let reserved = self.reserved.entry(spot).or_default();
        *reserved = plus(*reserved, change_e6)?;
        Ok(())
    }

    /// How much of a lot lies in places of the company, 10⁻⁶.
    pub fn owned_of_lot(&self, lot: Uuid) -> i64 {
        self.owned_by_lot.get(&lot).copied().unwrap_or(0)
    }

    /// A pile as it stands.
    pub fn pool(&self, item: Uuid, pile: Pile) -> Pool {
        self.pools.get(&(item, pile)).copied().unwrap_or_default()
    }

    /// Everything that changed since loading.
    pub fn changes(&self) -> Changes {
        Changes {
            on_hand: self.touched_spots.iter().map(|spot| (*spot, self.on_hand(*spot))).collect(),
            pools: self.touched_pools.iter().map(|key| (*key, self.pool(key.0, key.1))).collect(),
            remaining: self.remaining.clone(),
        }
    }

    /// Moves goods, or names the first reason not to.
    pub fn apply(&mut self, movement: &Movement) -> Result<Applied, StockError> {
        check::check(self, movement)?;
        let applied = match movement.is_valued() {
            true => self.apply_value(movement)?,
            false => Applied::default(),
        };
        self.shift(movement.spot_from(), movement.from.kind, minus(0, movement.quantity_e6)?)?;
        self.shift(movement.spot_to(), movement.to.kind, movement.quantity_e6)?;
        Ok(applied)
    }

    fn shift(&mut self, spot: Spot, kind: LocationKind, change_e6: i64) -> Result<(), StockError> {
        let kept = self.on_hand.entry(spot).or_default();
        *kept = plus(*kept, change_e6)?;
        if let (Some(lot), Some(_)) = (spot.lot, kind.pile()) {
            let owned = self.owned_by_lot.entry(lot).or_default();
            *owned = plus(*owned, change_e6)?;
        }
        self.touched_spots.insert(spot);
        Ok(())
    }

    pub(super) fn standard_cost_e6(&self, item: &ItemFacts) -> i64 {
        self.pool(item.id, Pile::Stock).standard_cost_e6.unwrap_or(item.standard_cost_e6)
    }

    /// The pile, on the account where its value stands; an empty one moves to the account set now.
    pub(super) fn pool_on_account(&self, item: Uuid, pile: Pile, accounts: &Accounts) -> (Pool, Uuid) {
        let mut pool = self.pool(item, pile);
        let account = match pool.account {
            Some(account) if !pool.is_empty() => account,
            _ => accounts.of(pile.role()),
        };
        pool.account = Some(account);
        (pool, account)
    }

    pub(super) fn keep_pool(&mut self, item: Uuid, pile: Pile, pool: Pool) {
        self.pools.insert((item, pile), pool);
        self.touched_pools.insert((item, pile));
    }

    pub(super) fn append(&mut self, applied: &mut Applied, layer: Layer) -> Result<i64, StockError> {
        let seq = self.next_seq;
        self.next_seq = plus(seq, 1)?;
        applied.layers.push(Layer { seq, ..layer });
        Ok(seq)
    }

    pub(super) fn keep_layer(&mut self, item: Uuid, layer: OpenLayer) {
        self.remaining.insert(layer.seq, (item, layer));
    }
}
