//! On which days which parts of a total are due, and which of them a payment settles.
//!
//! Knows payment terms. Must not know who pays. Amounts are minor units, never negative.

use keel_sdk::prelude::*;
use keel_sdk::{amount, money};

use crate::{ContactExt, Invoice, InvoiceDues};

/// A part of a payment term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Of the total; none in the last part: what is left.
    pub percent: Option<Decimal>,
    /// After the invoice.
    pub days: i64,
    /// Then the end of that month.
    pub end_of_month: bool,
}

/// The parts of an invoice's total, with the day on which each is due, as rows of the invoice.
///
/// The day that the invoice names goes before its payment term, that before the customer's, and without any
/// it is due at once.
pub fn of(invoice: &Invoice, total: i64, on: Day) -> Result<Vec<InvoiceDues>> {
    let digits = money::digits(invoice.currency.as_deref().unwrap_or_default());
    let parts = match (invoice.due_on, invoice.payment_term) {
        (Some(day), _) => vec![(day, total)],
        (None, Some(term)) => split(total, on, &term_parts(&records::get_one("payment-term", term)?)?)?,
        (None, None) => match customary(invoice.contact)? {
            Some(term) => split(total, on, &term_parts(&term)?)?,
            None => vec![(on, total)],
        },
    };
    let row = |(at, (due_on, minor)): (usize, (Day, i64))| {
        let amount = Decimal::new(minor, digits);
        InvoiceDues { due_on, amount, open: amount, line: at as i64 + 1 }
    };
    Ok(parts.into_iter().enumerate().map(row).collect())
}

/// Splits a total over days; the parts sum to it exactly, those of nought are left out.
pub fn split(total: i64, from: Day, parts: &[Part]) -> Result<Vec<(Day, i64)>> {
    let wrong = || {
        let message =
            "The parts of the payment term must make 100 per cent, or leave the rest to the last one.";
        Fault::refused("invoicing.term-not-whole", message).at("/payment_term")
    };
    let last = parts.len().checked_sub(1).ok_or_else(wrong)?;
    let mut left = total;
    let mut dues: Vec<(Day, i64)> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let minor = match part.percent {
            Some(percent) if at < last => amount::share(total, percent)?,
            None if at < last => return Err(wrong()),
            _ => left,
        };
        left -= minor;
        let mut due_on = from.plus_days(i32::try_from(part.days).unwrap_or(i32::MAX));
        if part.end_of_month {
            due_on = month_end(due_on);
        }
        if minor != 0 {
            dues.push((due_on, minor));
        }
    }
    let percents = parts.iter().filter_map(|part| part.percent);
    let sum = percents.clone().try_fold(Decimal::ZERO, Decimal::plus)?;
    let hundred = Decimal::from(100);
    let whole = if percents.count() == parts.len() { sum == hundred } else { sum < hundred };
    if !whole {
        return Err(wrong());
    }
    if dues.is_empty() {
        dues.push((from, total));
    }
    Ok(dues)
}

/// Takes an amount off what is open, first what is due first; the lines of the entry that it settles.
pub fn settle(dues: &mut [InvoiceDues], minor: i64, digits: u8) -> Result<Vec<u32>> {
    let mut left = Decimal::new(minor, digits);
    let mut lines = Vec::new();
    let mut order: Vec<usize> = (0..dues.len()).collect();
    order.sort_by_key(|at| (dues[*at].due_on, dues[*at].line));
    for at in order {
        let due = &mut dues[at];
        if due.open == Decimal::ZERO || left == Decimal::ZERO {
            continue;
        }
        let part = due.open.min(left);
        due.open = due.open.minus(part)?;
        left = left.minus(part)?;
        lines.push(u32::try_from(due.line).unwrap_or_default());
    }
    Ok(lines)
}

/// The first day on which something is open.
pub fn first_open(dues: &[InvoiceDues]) -> Option<Day> {
    dues.iter().filter(|due| due.open > Decimal::ZERO).map(|due| due.due_on).min()
}

fn term_parts(term: &Document) -> Result<Vec<Part>> {
    let term = if term.collections.is_empty() { &records::get_one("payment-term", term.id())? } else { term };
    let part = |row: &Row| Part {
        percent: row.get("percent"),
        days: row.get("days").unwrap_or(0),
        end_of_month: row.get("end_of_month").unwrap_or(false),
    };
    Ok(term.rows("lines").iter().map(part).collect())
}

/// The term that a customer has in this company: what companies share may name one of another company.
fn customary(contact: Id) -> Result<Option<Document>> {
    let contact = records::find("contact").equal("id", contact).first()?;
    match contact.and_then(|contact| ContactExt::of(&contact).payment_term) {
        Some(term) => records::find("payment-term").equal("id", term).first(),
        None => Ok(None),
    }
}

fn month_end(day: Day) -> Day {
    let (year, month, _) = day.parts();
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Day::new(year, month, 1).map_or(day, |first| first.plus_days(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_total_is_split_over_its_days_to_the_last_cent() {
        // percent (empty: the rest), days, end of month
        for (total, parts, expected) in [
            (24_000, vec![("50", 20, false), ("", 40, false)], "2026-01-30 12000, 2026-02-19 12000"),
            (10_001, vec![("50", 0, false), ("50", 30, true)], "2026-01-10 5001, 2026-02-28 5000"),
            (1, vec![("10", 0, false), ("", 10, false)], "2026-01-20 1"),
            (0, vec![("", 10, false)], "2026-01-10 0"),
            (100, vec![("", 325, true)], "2026-12-31 100"),
            (100, vec![], "invoicing.term-not-whole"),
            (100, vec![("50", 0, false)], "invoicing.term-not-whole"),
            (100, vec![("", 0, false), ("50", 0, false)], "invoicing.term-not-whole"),
            (100, vec![("100", 0, false), ("", 1, false)], "invoicing.term-not-whole"),
        ] {
            let parts: Vec<Part> = parts
                .into_iter()
                .map(|(percent, days, end_of_month)| Part {
                    percent: Decimal::parse(percent).ok(),
                    days,
                    end_of_month,
                })
                .collect();
            let said = match split(total, day("2026-01-10"), &parts) {
                Ok(dues) => dues.iter().map(|(on, m)| format!("{on} {m}")).collect::<Vec<_>>().join(", "),
                Err(fault) => fault.code,
            };
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn what_is_due_first_is_settled_first() {
        let due = |on: &str, open: i64, line: i64| InvoiceDues {
            due_on: day(on),
            amount: Decimal::new(6000, 2),
            open: Decimal::new(open, 2),
            line,
        };
        let dues = || vec![due("2026-02-10", 6000, 2), due("2026-01-10", 2000, 1)];
        for (minor, open, lines, first) in [
            (2000, [6000, 0], vec![1], Some("2026-02-10")),
            (1000, [6000, 1000], vec![1], Some("2026-01-10")),
            (5000, [3000, 0], vec![1, 2], Some("2026-02-10")),
            (9000, [0, 0], vec![1, 2], None),
        ] {
            let mut dues = dues();
            assert_eq!(settle(&mut dues, minor, 2).unwrap(), lines);
            let left: Vec<i64> = dues.iter().map(|due| due.open.at_scale(2).unwrap().coefficient).collect();
            assert_eq!((left.as_slice(), first_open(&dues)), (&open[..], first.map(day)), "{minor}");
        }
    }
}
