//! Revaluation: value that changes while no goods move.
//!
//! Knows late cost, write-ups and write-downs, and a new standard cost. Must not know why or when.

use uuid::Uuid;

use super::book::Book;
use super::cost::{minus, plus, share, value_of};
use super::error::StockError;
use super::item::{Costing, ItemFacts};
use super::layers::{Layer, LayerKind};
use super::legs::{Accounts, Leg, Legs, Role};
use super::movement::Applied;
use super::place::Pile;

/// The receipt that a late cost belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateReceipt {
    /// Its layer.
    pub layer: i64,
    /// How much came in with it, 10⁻⁶.
    pub quantity_e6: i64,
}

impl Book {
    /// Values the pile at another standard cost; the difference goes to the price difference account.
    pub fn set_standard_cost(&mut self, item: &ItemFacts, cost_e6: i64) -> Result<Applied, StockError> {
        if cost_e6 < 0 {
            return Err(StockError::CostNegative);
        }
        let accounts = accounts(item)?;
        let (mut pool, account) = self.pool_on_account(item.id, Pile::Stock, &accounts);
        let after_minor = value_of(pool.quantity_e6, cost_e6, self.exponent)?;
        let change_minor = minus(after_minor, pool.value_minor)?;
        (pool.value_minor, pool.standard_cost_e6) = (after_minor, Some(cost_e6));
        self.keep_pool(item.id, Pile::Stock, pool);
        self.adjusted(item, account, &[(None, change_minor)], None)
    }

    /// Adds a cost that came to light after the receipt (freight, a dearer invoice), or takes one off.
    ///
    /// The share of the goods that are still in stock goes to the inventory account, the share of
    /// those that have left to the price difference. At average cost nobody knows which goods left,
    /// so as many count as still there as the pile holds. `answer` is the account credited.
    pub fn add_late_cost(
        &mut self,
        item: &ItemFacts,
        receipt: LateReceipt,
        amount_minor: i64,
        answer: Option<Uuid>,
    ) -> Result<Applied, StockError> {
        let accounts = accounts(item)?;
        let (mut pool, account) = self.pool_on_account(item.id, Pile::Stock, &accounts);
        let open = self.open.entry(item.id).or_default().iter_mut().find(|layer| layer.seq == receipt.layer);
        let (left_e6, left_minor) = match (item.costing, &open) {
            (Costing::Standard, _) | (Costing::Fifo, None) => (0, 0),
            (Costing::Fifo, Some(layer)) => (layer.quantity_e6, layer.value_minor),
            (Costing::Average, _) => (pool.quantity_e6.clamp(0, receipt.quantity_e6), pool.value_minor),
        };
        let change_minor = match left_e6 {
            0 => 0,
            _ => share(amount_minor, left_e6, receipt.quantity_e6)?.max(minus(0, left_minor)?),
        };
        if let (Costing::Fifo, Some(layer)) = (item.costing, open) {
            layer.value_minor = plus(layer.value_minor, change_minor)?;
            let layer = *layer;
            self.keep_layer(item.id, layer);
        }
        pool.value_minor = plus(pool.value_minor, change_minor)?;
        self.keep_pool(item.id, Pile::Stock, pool);
        let answer = (answer.unwrap_or(accounts.received), minus(0, amount_minor)?);
        self.adjusted(item, account, &[(Some(receipt.layer), change_minor)], Some(answer))
    }

    /// Writes the goods in stock up or down by an amount, against the price difference account.
    ///
    /// At FIFO each open layer carries its share by value (by quantity when all are worth nothing).
    pub fn write(&mut self, item: &ItemFacts, amount_minor: i64) -> Result<Applied, StockError> {
        if item.costing == Costing::Standard {
            return Err(StockError::SetStandardCost { item: item.id });
        }
        let accounts = accounts(item)?;
        let (mut pool, account) = self.pool_on_account(item.id, Pile::Stock, &accounts);
        let after_minor = plus(pool.value_minor, amount_minor)?;
        if after_minor < 0 {
            return Err(StockError::ValueBelowZero { item: item.id, value_minor: after_minor });
        }
        if pool.quantity_e6 <= 0 {
            return Err(StockError::NothingToRevalue { item: item.id });
        }
        pool.value_minor = after_minor;
        self.keep_pool(item.id, Pile::Stock, pool);
        if item.costing == Costing::Average {
            return self.adjusted(item, account, &[(None, amount_minor)], None);
        }
        let open = self.open.entry(item.id).or_default();
        let by_value = open.iter().any(|layer| layer.value_minor > 0);
        let weights: Vec<i64> =
            open.iter().map(|layer| if by_value { layer.value_minor } else { layer.quantity_e6 }).collect();
        let parts = crate::money::allocate(amount_minor, &weights).map_err(|_| StockError::Overflow)?;
        let mut changes = Vec::new();
        for (layer, part_minor) in open.iter_mut().zip(parts) {
            layer.value_minor = plus(layer.value_minor, part_minor)?;
            changes.push((*layer, part_minor));
        }
        for (layer, _) in &changes {
            self.keep_layer(item.id, *layer);
        }
        let changes: Vec<(Option<i64>, i64)> =
            changes.into_iter().map(|(layer, part_minor)| (Some(layer.seq), part_minor)).collect();
        self.adjusted(item, account, &changes, None)
    }

    /// Appends the adjustment layers and balances their legs.
    fn adjusted(
        &mut self,
        item: &ItemFacts,
        account: Uuid,
        changes: &[(Option<i64>, i64)],
        answer: Option<(Uuid, i64)>,
    ) -> Result<Applied, StockError> {
        let accounts = accounts(item)?;
        let mut applied = Applied::default();
        let mut legs = Legs::default();
        for (adjusts, value_minor) in changes.iter().copied().filter(|change| change.1 != 0) {
            applied.value_minor = plus(applied.value_minor, value_minor)?;
            legs.add(Role::Inventory, account, value_minor)?;
            self.append(
                &mut applied,
                Layer {
                    seq: 0,
                    item: item.id,
                    pile: Pile::Stock,
                    kind: LayerKind::Adjustment,
                    quantity_e6: 0,
                    value_minor,
                    account,
                    adjusts,
                },
            )?;
        }
        if let Some((account, amount_minor)) = answer {
            applied.counterpart_minor = minus(0, amount_minor)?;
            legs.add(Role::Received, account, amount_minor)?;
        }
        applied.legs = legs.balanced(accounts.price_difference)?;
        Ok(applied)
    }
}

fn accounts(item: &ItemFacts) -> Result<Accounts, StockError> {
    item.accounts.ok_or(StockError::AccountsMissing { item: item.id })
}

/// The sum of legs on one role; for those who show or check them.
pub fn total(legs: &[Leg], role: Role) -> i64 {
    legs.iter().filter(|leg| leg.role == role).map(|leg| leg.amount_minor).sum()
}
