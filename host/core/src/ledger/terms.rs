//! Payment terms: one amount, several due days.
//!
//! Knows percents and days. Must not know invoices.

use super::period::last_of_month;
use crate::money::{NumberError, round_half_up};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

/// One part of a payment term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermPart {
    /// Percent scaled 10⁻⁶ (50 % is 50 000 000), or none for the remainder.
    pub percent_e6: Option<i64>,
    /// Days after the document.
    pub days: i64,
    /// Then the end of that month.
    pub end_of_month: bool,
}

/// Why an amount could not be split. Listed, and returned, in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// No parts.
    #[error("the payment term has no parts")]
    Empty,
    /// The parts leave something, or take more than there is.
    #[error("the parts of the payment term do not make the whole")]
    NotWhole,
    /// Beyond numbers or the calendar.
    #[error("number is too large")]
    Overflow,
}

impl From<NumberError> for TermsError {
    fn from(_: NumberError) -> Self {
        Self::Overflow
    }
}

/// Splits an amount over due days; the parts sum to it exactly.
///
/// A percent part is rounded half away from zero; the remainder part, or the last part when the
/// percents make 100, takes what is left. Parts of zero are dropped.
pub fn split(
    total_minor: i64,
    from: NaiveDate,
    parts: &[TermPart],
) -> Result<Vec<(NaiveDate, i64)>, TermsError> {
    let last = parts.len().checked_sub(1).ok_or(TermsError::Empty)?;
    let percents: i64 = parts.iter().filter_map(|p| p.percent_e6).sum();
    let remainders = parts.iter().filter(|p| p.percent_e6.is_none()).count();
    let whole = match remainders {
        0 => percents == 100_000_000,
        1 => percents < 100_000_000 && parts[last].percent_e6.is_none(),
        _ => false,
    };
    if !whole {
        return Err(TermsError::NotWhole);
    }
    let mut left = total_minor;
    let mut due = Vec::with_capacity(parts.len());
    for (i, part) in parts.iter().enumerate() {
        let amount = match part.percent_e6 {
            Some(percent) if i != last => {
                let exact = Decimal::from(total_minor)
                    .checked_mul(Decimal::new(percent, 8))
                    .ok_or(TermsError::Overflow)?;
                round_half_up(exact, 0)?
            }
            _ => left,
        };
        left = left.checked_sub(amount).ok_or(TermsError::Overflow)?;
        let days = u64::try_from(part.days).map_err(|_| TermsError::Overflow)?;
        let mut on = from.checked_add_days(Days::new(days)).ok_or(TermsError::Overflow)?;
        if part.end_of_month {
            on = last_of_month(on);
        }
        if amount != 0 {
            due.push((on, amount));
        }
    }
    Ok(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_fall_due_in_parts() {
        let from: NaiveDate = "2026-01-10".parse().expect("day");
        // percent (0 is the remainder), days, end of month
        for (total, parts, expected) in [
            (24000, vec![(50, 20, false), (0, 40, false)], "2026-01-30 12000, 2026-02-19 12000"),
            (10001, vec![(50, 0, false), (50, 30, true)], "2026-01-10 5001, 2026-02-28 5000"),
            (-10001, vec![(33, 0, false), (0, 10, false)], "2026-01-10 -3300, 2026-01-20 -6701"),
            (1, vec![(10, 0, false), (0, 10, false)], "2026-01-20 1"),
            (100, vec![], "the payment term has no parts"),
            (100, vec![(50, 0, false)], "the parts of the payment term do not make the whole"),
            (100, vec![(0, 0, false), (50, 0, false)], "the parts of the payment term do not make the whole"),
            (100, vec![(0, 0, false), (0, 0, false)], "the parts of the payment term do not make the whole"),
            (100, vec![(100, i64::MAX, false)], "number is too large"),
        ] {
            let parts: Vec<_> = parts
                .into_iter()
                .map(|(p, days, end_of_month)| TermPart {
                    percent_e6: (p > 0).then_some(p * 1_000_000),
                    days,
                    end_of_month,
                })
                .collect();
            let said = match split(total, from, &parts) {
                Ok(due) => due.iter().map(|(on, m)| format!("{on} {m}")).collect::<Vec<_>>().join(", "),
                Err(e) => e.to_string(),
            };
            assert_eq!(said, expected);
        }
    }
}
