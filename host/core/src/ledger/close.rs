//! Closing a year: income and expense go to retained earnings; all else carries forward by itself.
//!
//! Knows which balances close. Must not know how they were summed. Balance sheet accounts need no
//! opening entry: their balances run on, so a receivable keeps its open items across the year's end.

use super::chart::AccountKind;
use super::currency::Currency;
use super::entry::Line;
use crate::money::NumberError;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Why a year does not close. Listed, and returned, in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// It is closed.
    #[error("fiscal year {year} is closed")]
    AlreadyClosed {
        /// The year's code.
        year: String,
    },
    /// An earlier year is open.
    #[error("fiscal year {year} before it is open")]
    EarlierOpen {
        /// The earlier year's code.
        year: String,
    },
}

/// Whether a year may close: it is open and none before it is.
pub fn check(code: &str, open: bool, earlier_open: Option<&str>) -> Result<(), CloseError> {
    if !open {
        return Err(CloseError::AlreadyClosed { year: code.to_owned() });
    }
    match earlier_open {
        Some(year) => Err(CloseError::EarlierOpen { year: year.to_owned() }),
        None => Ok(()),
    }
}

/// The year's balance of one account in one currency; debit positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearBalance {
    /// The account.
    pub account: Uuid,
    /// What it counts.
    pub kind: AccountKind,
    /// The currency of its lines.
    pub currency: Currency,
    /// In that currency.
    pub amount_minor: i64,
    /// In the company's currency.
    pub company_minor: i64,
}

/// The lines of the closing entry: each income and expense balance taken back, and its sum per currency
/// carried to retained earnings. Empty when there is nothing to close.
pub fn lines_of(balances: &[YearBalance], retained_earnings: Uuid) -> Result<Vec<Line>, NumberError> {
    let mut lines = Vec::new();
    let mut carried: BTreeMap<Currency, (i64, i64)> = BTreeMap::new();
    for b in
        balances.iter().filter(|b| b.kind.closes_with_year() && (b.amount_minor != 0 || b.company_minor != 0))
    {
        let neg = |value: i64| value.checked_neg().ok_or(NumberError::Overflow);
        lines.push(Line::plain(b.account, neg(b.amount_minor)?, b.currency, neg(b.company_minor)?));
        let sum = carried.entry(b.currency).or_default();
        sum.0 = sum.0.checked_add(b.amount_minor).ok_or(NumberError::Overflow)?;
        sum.1 = sum.1.checked_add(b.company_minor).ok_or(NumberError::Overflow)?;
    }
    for (currency, (amount, company)) in carried {
        if amount != 0 || company != 0 {
            lines.push(Line::plain(retained_earnings, amount, currency, company));
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn income_and_expense_go_to_retained_earnings() {
        let (usd, eur): (Currency, Currency) = ("USD".parse().expect("code"), "EUR".parse().expect("code"));
        let id = Uuid::from_u128;
        let balance = |account, kind, currency, amount_minor, company_minor| YearBalance {
            account: id(account),
            kind,
            currency,
            amount_minor,
            company_minor,
        };
        let lines = lines_of(
            &[
                balance(1, AccountKind::Income, usd, -22000, -22000),
                balance(2, AccountKind::Expense, usd, 5000, 5000),
                balance(3, AccountKind::Asset, usd, 17000, 17000),
                balance(4, AccountKind::Expense, eur, 0, -3031),
                balance(5, AccountKind::Expense, usd, 0, 0),
            ],
            id(9),
        )
        .expect("fits");
        let said: Vec<_> = lines
            .iter()
            .map(|l| (l.account.as_u128(), l.currency.to_string(), l.amount_minor, l.company_minor))
            .collect();
        assert_eq!(
            said,
            [
                (1, "USD".into(), 22000, 22000),
                (2, "USD".into(), -5000, -5000),
                (4, "EUR".into(), 0, 3031),
                (9, "EUR".into(), 0, -3031),
                (9, "USD".into(), -17000, -17000),
            ]
        );
    }

    #[test]
    fn years_close_in_order_and_once() {
        for (open, earlier, expected) in [
            (true, None, "ok"),
            (false, Some("2024"), "fiscal year 2025 is closed"),
            (true, Some("2024"), "fiscal year 2024 before it is open"),
        ] {
            assert_eq!(
                check("2025", open, earlier).map_or_else(|e| e.to_string(), |()| "ok".into()),
                expected
            );
        }
    }
}
