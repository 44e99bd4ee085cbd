//! The book of stock: quantities by place, values by pile, applied movement by movement.
//!
//! Knows how one movement changes both and which legs it asks of the ledger. Must not know tables:
//! the caller loads what the movements touch and stores what [`Book::changes`] names. After an
//! error the book is half changed and must be thrown away with the unit of work.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use uuid::Uuid;

use super::check;
use super::cost::{Pool, minus, plus, value_of};
use super::error::StockError;
use super::item::{Costing, ItemFacts, ItemKind};
use super::layers::{Layer, LayerKind, OpenLayer, Taken, take};
use super::legs::{Accounts, Leg, Legs};
use super::place::{LocationFacts, LocationKind, Pile};

/// What lies where: an item, in a location, of a lot if it has lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// The item.
    pub item: Uuid,
    /// The location.
    pub location: Uuid,
    /// The lot or serial.
    pub lot: Option<Uuid>,
}

/// How the value of a movement is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// The books determine it.
    Unstated,
    /// What is paid, or credited by the supplier, in minor units for the whole quantity.
    Value(i64),
    /// The reversal of an earlier movement, at what that one was booked at.
    Original {
        /// Value on the pile's account then, for this quantity.
        value_minor: i64,
        /// Value on the counterpart's account then, for this quantity.
        counterpart_minor: i64,
        /// The receipt layer that the earlier movement made, to be taken from first.
        layer: Option<i64>,
    },
}

/// Goods that go from one location to another.
#[derive(Debug, Clone, Copy)]
pub struct Movement {
    /// What.
    pub item: ItemFacts,
    /// Which lot or serial.
    pub lot: Option<Uuid>,
    /// From where.
    pub from: LocationFacts,
    /// To where.
    pub to: LocationFacts,
    /// In the item's unit, 10⁻⁶.
    pub quantity_e6: i64,
    /// How the value is known.
    pub cost: Cost,
    /// How much of what is reserved at the place was reserved for this movement, 10⁻⁶.
    pub claimed_e6: i64,
}

impl Movement {
    /// The spot that it leaves.
    pub fn spot_from(&self) -> Spot {
        Spot { item: self.item.id, location: self.from.id, lot: self.lot }
    }

    /// The spot that it reaches.
    pub fn spot_to(&self) -> Spot {
        Spot { item: self.item.id, location: self.to.id, lot: self.lot }
    }

    /// Whether it changes what the company owns, or where the value stands.
    pub fn is_valued(&self) -> bool {
        let (from, to) = (self.from.kind.pile(), self.to.kind.pile());
        self.item.kind == ItemKind::Goods && !(from.is_some() && from == to)
    }
}

/// What a movement (or a revaluation) asks to be written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Value of the goods on their pile's account, minor units, never negative for a movement.
    pub value_minor: i64,
    /// Value on the counterpart's account, minor units.
    pub counterpart_minor: i64,
    /// Lines of the ledger entry; they sum to zero. Empty when no account changes.
    pub legs: Vec<Leg>,
    /// Layers to append.
    pub layers: Vec<Layer>,
    /// What was taken from which layer.
    pub taken: Vec<Taken>,
}

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
    next_seq: i64,
    on_hand: HashMap<Spot, i64>,
    reserved: HashMap<Spot, i64>,
    owned_by_lot: HashMap<Uuid, i64>,
    pub(super) pools: HashMap<(Uuid, Pile), Pool>,
    pub(super) open: HashMap<Uuid, VecDeque<OpenLayer>>,
    touched_spots: BTreeSet<Spot>,
    touched_pools: BTreeSet<(Uuid, Pile)>,
    remaining: BTreeMap<i64, (Uuid, OpenLayer)>,
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

    /// Loads a kept quantity.
    pub fn load_on_hand(&mut self, spot: Spot, kind: LocationKind, quantity_e6: i64) {
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

    /// Loads a receipt layer with something left; oldest first.
    pub fn load_layer(&mut self, item: Uuid, layer: OpenLayer) {
        self.open.entry(item).or_default().push_back(layer);
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

    fn apply_value(&mut self, movement: &Movement) -> Result<Applied, StockError> {
        let item = movement.item;
        let accounts = item.accounts.ok_or(StockError::AccountsMissing { item: item.id })?;
        let mut applied = Applied::default();
        let mut legs = Legs::default();
        let paid_minor = match movement.from.kind.pile() {
            Some(pile) => self.issue(movement, pile, &accounts, &mut applied, &mut legs)?,
            None => {
                let missing = StockError::CostMissing { item: item.id };
                applied.counterpart_minor = self.incoming_value(movement)?.ok_or(missing)?;
                if let Some(role) = movement.from.kind.counterpart() {
                    legs.add(role, accounts.of(role), minus(0, applied.counterpart_minor)?)?;
                }
                match movement.cost {
                    Cost::Original { value_minor, .. } => value_minor,
                    _ => applied.counterpart_minor,
                }
            }
        };
        applied.value_minor = paid_minor;
        match movement.to.kind.pile() {
            Some(pile) => {
                let value_minor =
                    self.receive(movement, pile, paid_minor, &accounts, &mut applied, &mut legs)?;
                if movement.from.kind.pile().is_none() {
                    applied.value_minor = value_minor;
                }
            }
            None => {
                applied.counterpart_minor = match movement.cost {
                    Cost::Value(value_minor) => value_minor,
                    Cost::Original { counterpart_minor, .. } => counterpart_minor,
                    Cost::Unstated => paid_minor,
                };
                if let Some(role) = movement.to.kind.counterpart() {
                    legs.add(role, accounts.of(role), applied.counterpart_minor)?;
                }
            }
        }
        applied.legs = legs.balanced(accounts.price_difference)?;
        Ok(applied)
    }

    /// What the counterpart of goods that come in is booked at, if it can be known.
    pub(super) fn incoming_value(&self, movement: &Movement) -> Result<Option<i64>, StockError> {
        match (movement.cost, movement.from.kind) {
            (Cost::Value(value_minor), _) => Ok(Some(value_minor)),
            (Cost::Original { counterpart_minor, .. }, _) => Ok(Some(counterpart_minor)),
            (Cost::Unstated, _) if movement.item.costing == Costing::Standard => {
                let cost_e6 = self.standard_cost_e6(&movement.item);
                value_of(movement.quantity_e6, cost_e6, self.exponent).map(Some)
            }
            (Cost::Unstated, LocationKind::Customer | LocationKind::Loss) => {
                let pool = self.pool(movement.item.id, Pile::Stock);
                self.value_beyond(&movement.item, &pool, movement.quantity_e6)
            }
            (Cost::Unstated, _) => Ok(None),
        }
    }

    /// Value at the pile's rate, else at the last known cost, else at the item's own cost if it has one.
    fn value_beyond(
        &self,
        item: &ItemFacts,
        pool: &Pool,
        quantity_e6: i64,
    ) -> Result<Option<i64>, StockError> {
        if pool.quantity_e6 > 0 {
            return super::cost::share(pool.value_minor, quantity_e6, pool.quantity_e6).map(Some);
        }
        match pool.last_cost_e6.or((item.standard_cost_e6 > 0).then_some(item.standard_cost_e6)) {
            Some(cost_e6) => value_of(quantity_e6, cost_e6, self.exponent).map(Some),
            None => Ok(None),
        }
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

    fn issue(
        &mut self,
        movement: &Movement,
        pile: Pile,
        accounts: &Accounts,
        applied: &mut Applied,
        legs: &mut Legs,
    ) -> Result<i64, StockError> {
        let (item, quantity_e6) = (movement.item, movement.quantity_e6);
        let (mut pool, account) = self.pool_on_account(item.id, pile, accounts);
        let consumer = self.next_seq;
        let missing = StockError::CostMissing { item: item.id };
        let value_minor = match (pile, item.costing) {
            (Pile::Stock, Costing::Standard) => {
                let cost_e6 = self.standard_cost_e6(&item);
                pool.standard_cost_e6 = Some(cost_e6);
                let left_e6 = minus(pool.quantity_e6, quantity_e6)?;
                minus(pool.value_minor, value_of(left_e6, cost_e6, self.exponent)?)?
            }
            (Pile::Stock, Costing::Fifo) => {
                let first = match movement.cost {
                    Cost::Original { layer, .. } => layer,
                    _ => None,
                };
                let (taken, short_e6) =
                    take(self.open.entry(item.id).or_default(), first, consumer, quantity_e6)?;
                let mut value_minor = match short_e6 {
                    0 => 0,
                    _ => self.value_beyond(&item, &pool, short_e6)?.ok_or(missing)?,
                };
                for part in &taken {
                    value_minor = plus(value_minor, part.value_minor)?;
                }
                self.keep_remaining(item.id, &taken);
                applied.taken.extend(taken);
                value_minor
            }
            _ => self.value_at_average(movement, &pool)?.ok_or(missing)?,
        };
        pool.issue(quantity_e6, value_minor, self.exponent)?;
        self.keep_pool(item.id, pile, pool);
        legs.add(pile.role(), account, minus(0, value_minor)?)?;
        self.append(
            applied,
            Layer {
                seq: 0,
                item: item.id,
                pile,
                kind: LayerKind::Issue,
                quantity_e6: minus(0, quantity_e6)?,
                value_minor: minus(0, value_minor)?,
                account,
                adjusts: None,
            },
        )?;
        Ok(value_minor)
    }

    /// At the average, except that a reversal leaves at its original value while that leaves value behind.
    fn value_at_average(&self, movement: &Movement, pool: &Pool) -> Result<Option<i64>, StockError> {
        let (item, quantity_e6) = (&movement.item, movement.quantity_e6);
        let held_e6 = pool.quantity_e6.max(0);
        match movement.cost {
            Cost::Original { value_minor, .. } if quantity_e6 < held_e6 && value_minor < pool.value_minor => {
                Ok(Some(value_minor))
            }
            _ if quantity_e6 <= held_e6 => self.value_beyond(item, pool, quantity_e6),
            _ => {
                let held_minor = if held_e6 > 0 { pool.value_minor } else { 0 };
                self.value_beyond(item, pool, minus(quantity_e6, held_e6)?)?
                    .map(|beyond_minor| plus(held_minor, beyond_minor))
                    .transpose()
            }
        }
    }

    fn receive(
        &mut self,
        movement: &Movement,
        pile: Pile,
        paid_minor: i64,
        accounts: &Accounts,
        applied: &mut Applied,
        legs: &mut Legs,
    ) -> Result<i64, StockError> {
        let (item, quantity_e6) = (movement.item, movement.quantity_e6);
        let (mut pool, account) = self.pool_on_account(item.id, pile, accounts);
        let layer = Layer {
            seq: 0,
            item: item.id,
            pile,
            kind: LayerKind::Receipt,
            quantity_e6,
            value_minor: paid_minor,
            account,
            adjusts: None,
        };
        if (pile, item.costing) == (Pile::Stock, Costing::Standard) {
            let cost_e6 = self.standard_cost_e6(&item);
            let after_e6 = plus(pool.quantity_e6, quantity_e6)?;
            let after_minor = value_of(after_e6, cost_e6, self.exponent)?;
            let value_minor = minus(after_minor, pool.value_minor)?;
            (pool.quantity_e6, pool.value_minor) = (after_e6, after_minor);
            (pool.standard_cost_e6, pool.last_cost_e6) = (Some(cost_e6), Some(cost_e6));
            self.keep_pool(item.id, pile, pool);
            legs.add(pile.role(), account, value_minor)?;
            self.append(applied, Layer { value_minor, ..layer })?;
            return Ok(value_minor);
        }
        let received = pool.receive(quantity_e6, paid_minor, self.exponent)?;
        self.keep_pool(item.id, pile, pool);
        legs.add(pile.role(), account, plus(paid_minor, received.correction_minor)?)?;
        let seq = self.append(applied, layer)?;
        let mut open = OpenLayer { seq, quantity_e6, value_minor: paid_minor };
        if received.covered_e6 > 0 {
            let value_minor = received.correction_minor;
            let kind = LayerKind::Correction;
            let consumer = self.append(applied, Layer { kind, quantity_e6: 0, value_minor, ..layer })?;
            if item.costing == Costing::Fifo && pile == Pile::Stock {
                applied.taken.push(Taken {
                    layer: seq,
                    consumer,
                    quantity_e6: received.covered_e6,
                    value_minor: received.covered_minor,
                });
                open.quantity_e6 = minus(quantity_e6, received.covered_e6)?;
                open.value_minor = minus(paid_minor, received.covered_minor)?;
            }
        }
        if item.costing == Costing::Fifo && pile == Pile::Stock {
            self.remaining.insert(seq, (item.id, open));
            if open.quantity_e6 > 0 {
                self.open.entry(item.id).or_default().push_back(open);
            }
        }
        Ok(paid_minor)
    }

    /// Notes what is left of the layers taken from, and forgets the used up ones.
    fn keep_remaining(&mut self, item: Uuid, taken: &[Taken]) {
        let open = self.open.entry(item).or_default();
        for part in taken {
            if let Some(layer) = open.iter().find(|layer| layer.seq == part.layer) {
                self.remaining.insert(layer.seq, (item, *layer));
            }
        }
        while open.front().is_some_and(|layer| layer.quantity_e6 == 0) {
            open.pop_front();
        }
    }

    pub(super) fn keep_layer(&mut self, item: Uuid, layer: OpenLayer) {
        self.remaining.insert(layer.seq, (item, layer));
    }
}
