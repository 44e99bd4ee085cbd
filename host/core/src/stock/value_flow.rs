//! Value that moves along with goods: out of one pile or account, into another.
//!
//! Knows costing and which account answers. Must not know quantities by place.

use uuid::Uuid;

use super::book::Book;
use super::cost::{Pool, minus, plus, share, value_of};
use super::error::StockError;
use super::item::{Costing, ItemFacts};
use super::layers::{Layer, LayerKind, OpenLayer, Taken, take};
use super::legs::{Accounts, Legs};
use super::movement::{Applied, Cost, Movement};
use super::place::{LocationKind, Pile};

impl Book {
    /// Moves value along with goods.
    pub(super) fn apply_value(&mut self, movement: &Movement) -> Result<Applied, StockError> {
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
            return share(pool.value_minor, quantity_e6, pool.quantity_e6).map(Some);
        }
        match pool.last_cost_e6.or((item.standard_cost_e6 > 0).then_some(item.standard_cost_e6)) {
            Some(cost_e6) => value_of(quantity_e6, cost_e6, self.exponent).map(Some),
            None => Ok(None),
        }
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
}
