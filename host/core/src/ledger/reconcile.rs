//! Open items: which debit settles which credit, and what the rates make of it.
//!
//! Knows residuals, matches, write-offs and exchange differences. Must not know entries or payments.
//! The residual of a line is its amount less its live matches; nothing else is ever counted.

use super::currency::Currency;
use crate::money::{NumberError, round_half_up};
use rust_decimal::Decimal;
use uuid::Uuid;

/// An open line offered for settlement, with what is left of it. Debit positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    /// The account.
    pub account: Uuid,
    /// The account's lines settle one another.
    pub reconcilable: bool,
    /// The line's currency.
    pub currency: Currency,
    /// What is open in that currency.
    pub residual_minor: i64,
    /// What is open in the company's currency.
    pub residual_company_minor: i64,
    /// At most this much of it (positive), or all.
    pub limit_minor: Option<i64>,
}

/// Why items do not settle. Listed, and returned, in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReconcileError {
    /// The account keeps no open items.
    #[error("the account of item {item} is not reconcilable")]
    NotReconcilable {
        /// Index of the item.
        item: usize,
    },
    /// Items of two accounts.
    #[error("item {item} is on another account")]
    AccountDiffers {
        /// Index of the item.
        item: usize,
    },
    /// Items of two currencies.
    #[error("item {item} is in another currency")]
    CurrencyDiffers {
        /// Index of the item.
        item: usize,
    },
    /// Nothing is left of it.
    #[error("nothing of item {item} is open")]
    NothingOpen {
        /// Index of the item.
        item: usize,
    },
    /// More was asked than is open.
    #[error("less of item {item} is open")]
    LimitTooLarge {
        /// Index of the item.
        item: usize,
    },
    /// Only debits, or only credits, and nothing to write off.
    #[error("nothing settles: all items have the same sign")]
    OneSided,
    /// More would be written off than is left.
    #[error("the write-off is larger than the rest")]
    WriteOffTooLarge {
        /// What is left, in minor units of the items' currency.
        rest_minor: i64,
    },
    /// Beyond 64 bits.
    #[error("number is too large")]
    Overflow,
}

impl From<NumberError> for ReconcileError {
    fn from(_: NumberError) -> Self {
        Self::Overflow
    }
}

/// One end of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// An item that was offered, by index.
    Item(usize),
    /// A line of the exchange entry to come, by index into [`Plan::exchange`].
    Exchange(usize),
    /// A line of the write-off entry to come, by index into [`Plan::write_off`].
    WriteOff(usize),
}

/// A debit against a credit; both amounts not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The debit.
    pub debit: End,
    /// The credit.
    pub credit: End,
    /// In the items' currency.
    pub amount_minor: i64,
    /// In the company's currency.
    pub company_minor: i64,
}

/// A line on the items' account that another entry must bring. Debit positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needed {
    /// The item it settles, by index.
    pub item: usize,
    /// In the items' currency; zero for an exchange difference.
    pub amount_minor: i64,
    /// In the company's currency.
    pub company_minor: i64,
}

/// How offered items settle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Who meets whom.
    pub matches: Vec<Match>,
    /// Lines of the exchange entry. A positive sum is a gain: the other side is a credit.
    pub exchange: Vec<Needed>,
    /// Lines of the write-off entry.
    pub write_off: Vec<Needed>,
}

#[derive(Clone, Copy)]
struct Left {
    item: usize,
    usable: i64,
    residual: i64,
    company: i64,
}

impl Left {
    /// The company value of a part of the residual: the whole for the whole, else pro rata, rounded half away from zero.
    fn share(&self, amount: i64) -> Result<i64, NumberError> {
        if amount == self.residual {
            return Ok(self.company);
        }
        let exact =
            Decimal::from(self.company).checked_mul(Decimal::from(amount)).ok_or(NumberError::Overflow)?;
        round_half_up(exact / Decimal::from(self.residual), 0)
    }

    fn take(&mut self, amount: i64, company: i64) {
        self.usable -= amount;
        self.residual -= amount;
        self.company -= company;
    }
}

/// Matches debits with credits in the order offered, then writes off, then values the differences of rates.
///
/// `write_off_minor` is how much of the rest nobody will pay, positive, in the items' currency.
pub fn plan(items: &[OpenItem], write_off_minor: i64) -> Result<Plan, ReconcileError> {
    check(items)?;
    let mut sides = [Vec::new(), Vec::new()];
    for (item, open) in items.iter().enumerate() {
        let credit = open.residual_minor < 0 || (open.residual_minor == 0 && open.residual_company_minor < 0);
        let sign = if credit { -1 } else { 1 };
        let residual = open.residual_minor.checked_mul(sign).ok_or(ReconcileError::Overflow)?;
        sides[usize::from(credit)].push(Left {
            item,
            usable: open.limit_minor.unwrap_or(residual),
            residual,
            company: open.residual_company_minor.checked_mul(sign).ok_or(ReconcileError::Overflow)?,
        });
    }
    let [mut debits, mut credits] = sides;
    if write_off_minor == 0 && (debits.is_empty() || credits.is_empty()) {
        return Err(ReconcileError::OneSided);
    }
    let mut plan = Plan::default();
    settle(&mut plan, &mut debits, &mut credits)?;
    settle_values(&mut plan, &mut debits, &mut credits);
    write_off(&mut plan, write_off_minor, &mut debits, &mut credits)?;
    if plan.matches.is_empty() {
        return Err(ReconcileError::OneSided);
    }
    Ok(plan)
}

fn check(items: &[OpenItem]) -> Result<(), ReconcileError> {
    let first = items.first().ok_or(ReconcileError::OneSided)?;
    let find = |wrong: &dyn Fn(&OpenItem) -> bool| items.iter().position(wrong);
    if let Some(item) = find(&|i| !i.reconcilable) {
        return Err(ReconcileError::NotReconcilable { item });
    }
    if let Some(item) = find(&|i| i.account != first.account) {
        return Err(ReconcileError::AccountDiffers { item });
    }
    if let Some(item) = find(&|i| i.currency != first.currency) {
        return Err(ReconcileError::CurrencyDiffers { item });
    }
    if let Some(item) = find(&|i| i.residual_minor == 0 && i.residual_company_minor == 0) {
        return Err(ReconcileError::NothingOpen { item });
    }
    if let Some(item) =
        find(&|i| i.limit_minor.is_some_and(|l| l <= 0 || l.unsigned_abs() > i.residual_minor.unsigned_abs()))
    {
        return Err(ReconcileError::LimitTooLarge { item });
    }
    Ok(())
}

/// Pairs amounts, first with first, and notes the differences of rates.
fn settle(plan: &mut Plan, debits: &mut [Left], credits: &mut [Left]) -> Result<(), ReconcileError> {
    let (mut d, mut c) = (0, 0);
    while d < debits.len() && c < credits.len() {
        let (debit, credit) = (&mut debits[d], &mut credits[c]);
        let amount = debit.usable.min(credit.usable);
        if amount > 0 {
            let (debit_share, credit_share) = (debit.share(amount)?, credit.share(amount)?);
            let company = debit_share.min(credit_share).max(0);
            plan.matches.push(Match {
                debit: End::Item(debit.item),
                credit: End::Item(credit.item),
                amount_minor: amount,
                company_minor: company,
            });
            difference(plan, debit.item, true, debit_share - company);
            difference(plan, credit.item, false, credit_share - company);
            debit.take(amount, debit_share);
            credit.take(amount, credit_share);
        }
        let (debit_done, credit_done) = (debits[d].usable == 0, credits[c].usable == 0);
        d += usize::from(debit_done);
        c += usize::from(credit_done);
    }
    Ok(())
}

/// An item's company value that its match did not take: the exchange entry brings the counterpart.
fn difference(plan: &mut Plan, item: usize, item_is_debit: bool, value: i64) {
    if value == 0 {
        return;
    }
    // A debit item that is too dear needs a credit line, and the other way round.
    let line_is_credit = (value > 0) == item_is_debit;
    let line = End::Exchange(plan.exchange.len());
    let size = value.abs();
    plan.exchange.push(Needed {
        item,
        amount_minor: 0,
        company_minor: if line_is_credit { -size } else { size },
    });
    let (debit, credit) = if line_is_credit { (End::Item(item), line) } else { (line, End::Item(item)) };
    plan.matches.push(Match { debit, credit, amount_minor: 0, company_minor: size });
}

/// Pairs items that carry company value only.
fn settle_values(plan: &mut Plan, debits: &mut [Left], credits: &mut [Left]) {
    for debit in debits.iter_mut().filter(|l| l.residual == 0 && l.company > 0) {
        for credit in credits.iter_mut().filter(|l| l.residual == 0 && l.company > 0) {
            let company = debit.company.min(credit.company);
            if company > 0 {
                plan.matches.push(Match {
                    debit: End::Item(debit.item),
                    credit: End::Item(credit.item),
                    amount_minor: 0,
                    company_minor: company,
                });
                debit.take(0, company);
                credit.take(0, company);
            }
        }
    }
}

fn write_off(
    plan: &mut Plan,
    asked: i64,
    debits: &mut [Left],
    credits: &mut [Left],
) -> Result<(), ReconcileError> {
    if asked == 0 {
        return Ok(());
    }
    let (side, debit) = if debits.iter().any(|l| l.usable > 0) { (debits, true) } else { (credits, false) };
    let rest: i64 = side.iter().map(|l| l.usable).sum();
    if asked < 0 || asked > rest {
        return Err(ReconcileError::WriteOffTooLarge { rest_minor: rest });
    }
    let mut open = asked;
    for left in side.iter_mut().filter(|l| l.usable > 0) {
        let amount = left.usable.min(open);
        if amount == 0 {
            break;
        }
        let company = left.share(amount)?;
        let line = End::WriteOff(plan.write_off.len());
        let sign = if debit { -1 } else { 1 };
        plan.write_off.push(Needed {
            item: left.item,
            amount_minor: sign * amount,
            company_minor: sign * company,
        });
        let item = End::Item(left.item);
        let (d, c) = if debit { (item, line) } else { (line, item) };
        plan.matches.push(Match { debit: d, credit: c, amount_minor: amount, company_minor: company });
        left.take(amount, company);
        open -= amount;
    }
    Ok(())
}

#[cfg(test)]
#[path = "reconcile_tests.rs"]
mod tests;
