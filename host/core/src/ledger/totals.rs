//! What an entry adds to the kept balances.
//!
//! Knows keys and sums. Must not know where balances are kept.

use super::currency::Currency;
use super::entry::Line;
use crate::money::NumberError;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The stretch of time a balance covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// A period, named by its first day.
    Period,
    /// One day.
    Day,
}

impl Grain {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Period => "period",
            Self::Day => "day",
        }
    }
}

/// What one balance is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Period or day.
    pub grain: Grain,
    /// First day covered.
    pub starts_on: NaiveDate,
    /// The account.
    pub account: Uuid,
    /// The currency of the lines.
    pub currency: Currency,
}

/// Sums of debits and of credits, both positive, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Debits in the lines' currency.
    pub debit_minor: i64,
    /// Credits in the lines' currency.
    pub credit_minor: i64,
    /// Debits in the company's currency.
    pub debit_company_minor: i64,
    /// Credits in the company's currency.
    pub credit_company_minor: i64,
}

impl Totals {
    /// Counts one line.
    pub fn add(&mut self, amount_minor: i64, company_minor: i64) -> Result<(), NumberError> {
        count(&mut self.debit_minor, &mut self.credit_minor, amount_minor)?;
        count(&mut self.debit_company_minor, &mut self.credit_company_minor, company_minor)
    }
}

fn count(debit: &mut i64, credit: &mut i64, amount: i64) -> Result<(), NumberError> {
    let (side, size) = if amount >= 0 {
        (debit, amount)
    } else {
        (credit, amount.checked_neg().ok_or(NumberError::Overflow)?)
    };
    *side = side.checked_add(size).ok_or(NumberError::Overflow)?;
    Ok(())
}

/// Changes to balances, gathered over any number of entries before they are stored at once.
pub type Changes = BTreeMap<Key, Totals>;

/// What lines add to the balance of a contact on an account, in the company's currency; debit positive.
pub type ContactChanges = BTreeMap<(Uuid, Uuid), i64>;

/// Adds an entry's lines to the changes of contacts' balances.
pub fn gather_contacts(changes: &mut ContactChanges, lines: &[Line]) -> Result<(), NumberError> {
    for line in lines {
        let Some(contact) = line.contact else { continue };
        let sum = changes.entry((contact, line.account)).or_default();
        *sum = sum.checked_add(line.company_minor).ok_or(NumberError::Overflow)?;
    }
    Ok(())
}

/// Adds an entry's lines to the changes, once for the period and once for the day.
pub fn gather(
    changes: &mut Changes,
    lines: &[Line],
    period_starts_on: NaiveDate,
    entry_on: NaiveDate,
) -> Result<(), NumberError> {
    for line in lines {
        for (grain, starts_on) in [(Grain::Period, period_starts_on), (Grain::Day, entry_on)] {
            let key = Key { grain, starts_on, account: line.account, currency: line.currency };
            changes.entry(key).or_default().add(line.amount_minor, line.company_minor)?;
        }
    }
    Ok(())
}
