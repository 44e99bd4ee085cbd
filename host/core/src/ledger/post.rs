//! Posting: a draft in, the stored lines out, or the first fault in order of precedence.
//!
//! Knows every rule an entry must pass. Must not know where the facts in [`Books`] came from.

use super::chart::{Account, DimensionValue, Journal};
use super::convert::{spread_rounding, to_company};
use super::currency::Currency;
use super::entry::{Draft, DraftLine, Line, TaxRole};
use super::period::{Period, period_for};
pub use super::refusal::PostError;
use super::tax::TaxCode;
use crate::money::{NumberError, QUANTITY_SCALE, RATE_SCALE, to_scaled};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Most lines in one entry. It stops a request from holding the writer for seconds.
pub const LINES_MAX: usize = 10_000;

/// The company's books, as far as the drafts at hand touch them. What is not here does not exist.
#[derive(Debug, Default)]
pub struct Books {
    /// Journals of the company.
    pub journals: HashMap<Uuid, Journal>,
    /// Accounts of the company.
    pub accounts: HashMap<Uuid, Account>,
    /// Contacts there are.
    pub contacts: HashSet<Uuid>,
    /// Digits of the minor unit of each currency.
    pub scales: HashMap<Currency, u32>,
    /// Periods of the company.
    pub periods: Vec<Period>,
    /// Kept rates (foreign units for one company unit, 10⁻⁹) by currency, oldest first.
    pub rates: HashMap<Currency, Vec<(NaiveDate, i64)>>,
    /// Tax codes of the company.
    pub taxes: HashMap<Uuid, TaxCode>,
    /// Values of the company's dimensions.
    pub dimension_values: HashMap<Uuid, DimensionValue>,
}

/// A draft that passed.
#[derive(Debug)]
pub struct Passed<'b> {
    /// The period it goes to.
    pub period: &'b Period,
    /// The journal it goes to.
    pub journal: &'b Journal,
    /// What is stored.
    pub lines: Vec<Line>,
}

/// Checks a draft against the books of a company that keeps them in `company_currency`.
pub fn check<'b>(
    draft: &Draft,
    books: &'b Books,
    company_currency: Currency,
) -> Result<Passed<'b>, PostError> {
    if draft.lines.len() < 2 {
        return Err(PostError::TooFewLines);
    }
    if draft.lines.len() > LINES_MAX {
        return Err(PostError::TooManyLines);
    }
    let journal = books.journals.get(&draft.journal).ok_or(PostError::JournalUnknown)?;
    if draft.number.is_some() && journal.gapless {
        return Err(PostError::NumberNotAllowed);
    }
    let accounts = accounts_of(draft, books)?;
    contacts(draft, books)?;
    let mut lines = amounts(draft, books, &accounts, company_currency)?;
    if let Some(line) = lines.iter().zip(&draft.lines).position(|(line, asked)| {
        let value = asked.company_amount.is_some_and(|a| !a.is_zero());
        line.amount_minor == 0 && !(draft.kind.allows_value_only() && value)
    }) {
        return Err(PostError::LineZero { line });
    }
    let period = period_for(&books.periods, draft.entry_on, draft.kind)?;
    values(draft, books, company_currency, &mut lines)?;
    taxes(draft, books, &mut lines)?;
    dimensions(draft, books, &accounts, &mut lines)?;
    Ok(Passed { period, journal, lines })
}

fn accounts_of<'b>(draft: &Draft, books: &'b Books) -> Result<Vec<&'b Account>, PostError> {
    let accounts: Vec<&Account> = draft
        .lines
        .iter()
        .enumerate()
        .map(|(line, asked)| books.accounts.get(&asked.account).ok_or(PostError::AccountUnknown { line }))
        .collect::<Result<_, _>>()?;
    if let Some(line) = accounts.iter().position(|a| a.is_group) {
        return Err(PostError::AccountIsGroup { line });
    }
    if let Some(line) = accounts.iter().position(|a| a.closed) {
        return Err(PostError::AccountClosed { line });
    }
    Ok(accounts)
}

fn contacts(draft: &Draft, books: &Books) -> Result<(), PostError> {
    let unknown = |contact: Option<Uuid>| contact.is_some_and(|c| !books.contacts.contains(&c));
    if unknown(draft.contact) {
        return Err(PostError::ContactUnknown { line: None });
    }
    match draft.lines.iter().position(|l| unknown(l.contact)) {
        Some(line) => Err(PostError::ContactUnknown { line: Some(line) }),
        None => Ok(()),
    }
}

/// Amounts as minor units, in currencies that the accounts take.
fn amounts(
    draft: &Draft,
    books: &Books,
    accounts: &[&Account],
    company: Currency,
) -> Result<Vec<Line>, PostError> {
    let currency_of = |asked: &DraftLine| asked.currency.unwrap_or(company);
    if let Some(line) = draft.lines.iter().position(|l| !books.scales.contains_key(&currency_of(l))) {
        return Err(PostError::CurrencyUnknown { line });
    }
    for (line, (asked, account)) in draft.lines.iter().zip(accounts).enumerate() {
        if let Some(expected) = account.currency.filter(|c| *c != currency_of(asked)) {
            return Err(PostError::AccountCurrency { line, expected });
        }
    }
    let mut lines = Vec::with_capacity(draft.lines.len());
    for (i, asked) in draft.lines.iter().enumerate() {
        let currency = currency_of(asked);
        let scale = books.scales[&currency];
        let mut line = Line::plain(asked.account, number(i, "amount", asked.amount, scale)?, currency, 0);
        line.contact = asked.contact.or(draft.contact);
        line.due_on = asked.due_on;
        line.description = asked.description.clone();
        line.quantity_e6 = asked.quantity.map(|q| number(i, "quantity", q, QUANTITY_SCALE)).transpose()?;
        if let Some(tax) = &asked.tax {
            line.tax_base_minor = tax.base.map(|b| number(i, "tax/base", b, scale)).transpose()?;
        }
        lines.push(line);
    }
    Ok(lines)
}

fn number(
    line: usize,
    field: &'static str,
    value: rust_decimal::Decimal,
    scale: u32,
) -> Result<i64, PostError> {
    to_scaled(value, scale).map_err(|e| match e {
        NumberError::TooPrecise { scale } => PostError::TooPrecise { line, field, scale },
        NumberError::Overflow => PostError::TooLarge { line, field },
    })
}

/// Company amounts: given, or by the line's rate, or by the kept rate; then both balances.
fn values(draft: &Draft, books: &Books, company: Currency, lines: &mut [Line]) -> Result<(), PostError> {
    let scale = *books.scales.get(&company).ok_or(PostError::CurrencyUnknown { line: 0 })?;
    let mut converted = vec![false; lines.len()];
    let mut given: Vec<Option<i64>> = vec![None; lines.len()];
    for (i, asked) in draft.lines.iter().enumerate() {
        given[i] = asked.company_amount.map(|a| number(i, "company_amount", a, scale)).transpose()?;
        if lines[i].currency == company || given[i].is_some() {
            continue;
        }
        let rate_e9 = match asked.rate {
            Some(rate) => number(i, "rate", rate, RATE_SCALE)?,
            None => kept_rate(books, lines[i].currency, draft.entry_on).ok_or(PostError::RateMissing {
                line: i,
                currency: lines[i].currency,
                on: draft.entry_on,
            })?,
        };
        if rate_e9 <= 0 {
            return Err(PostError::RateNotPositive { line: i });
        }
        let value = to_company(asked.amount, rate_e9, scale)
            .map_err(|_| PostError::TooLarge { line: i, field: "amount" })?;
        lines[i].company_minor = value;
        converted[i] = true;
    }
    for (i, line) in lines.iter_mut().enumerate() {
        if converted[i] {
            continue;
        }
        let value_only = line.amount_minor == 0;
        line.company_minor = given[i].unwrap_or(line.amount_minor);
        let same_sign = line.company_minor == 0 || (line.company_minor < 0) == (line.amount_minor < 0);
        let same = line.currency != company || line.company_minor == line.amount_minor;
        if !(value_only || same_sign && same) {
            return Err(PostError::CompanyAmountContradicts { line: i });
        }
    }
    balance(lines, &converted)
}

fn kept_rate(books: &Books, currency: Currency, on: NaiveDate) -> Option<i64> {
    let rates = books.rates.get(&currency)?;
    let after = rates.partition_point(|(valid_on, _)| *valid_on <= on);
    after.checked_sub(1).map(|i| rates[i].1)
}

fn balance(lines: &mut [Line], converted: &[bool]) -> Result<(), PostError> {
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    let mut company: i128 = 0;
    for line in lines.iter() {
        *sums.entry(line.currency).or_default() += i128::from(line.amount_minor);
        company += i128::from(line.company_minor);
    }
    if let Some((currency, sum)) = sums.iter().find(|(_, sum)| **sum != 0) {
        let difference_minor = i64::try_from(*sum).map_err(|_| PostError::Overflow)?;
        return Err(PostError::NotBalanced { currency: *currency, difference_minor });
    }
    let difference_minor = i64::try_from(company).map_err(|_| PostError::Overflow)?;
    if difference_minor != 0 {
        let mut values: Vec<i64> = lines.iter().map(|l| l.company_minor).collect();
        if !spread_rounding(&mut values, converted, difference_minor) {
            return Err(PostError::NotBalancedInCompany { difference_minor });
        }
        for (line, value) in lines.iter_mut().zip(values) {
            line.company_minor = value;
        }
    }
    Ok(())
}

fn taxes(draft: &Draft, books: &Books, lines: &mut [Line]) -> Result<(), PostError> {
    let marked = || draft.lines.iter().enumerate().filter_map(|(i, l)| l.tax.as_ref().map(|t| (i, l, t)));
    if let Some((line, ..)) = marked().find(|(_, _, t)| !books.taxes.contains_key(&t.code)) {
        return Err(PostError::TaxUnknown { line });
    }
    if let Some((line, ..)) = marked().find(|(_, _, t)| books.taxes[&t.code].closed) {
        return Err(PostError::TaxClosed { line });
    }
    if let Some((line, ..)) = marked().find(|(_, _, t)| t.role == TaxRole::Tax && t.base.is_none()) {
        return Err(PostError::TaxBaseMissing { line });
    }
    for (line, asked, mark) in marked() {
        let code = &books.taxes[&mark.code];
        if mark.role == TaxRole::Tax
            && asked.account != code.account
            && Some(asked.account) != code.refund_account
        {
            return Err(PostError::TaxAccountDiffers { line });
        }
        lines[line].tax = Some((mark.code, mark.role));
        if let Some((tax_box, counted)) = code.box_of(mark.role, lines[line].company_minor) {
            lines[line].tax_box = Some(tax_box);
            lines[line].tax_box_minor = Some(counted);
        }
    }
    Ok(())
}

fn dimensions(
    draft: &Draft,
    books: &Books,
    accounts: &[&Account],
    lines: &mut [Line],
) -> Result<(), PostError> {
    let find =
        |wrong: &dyn Fn(&Uuid) -> bool| draft.lines.iter().position(|l| l.dimensions.iter().any(wrong));
    if let Some(line) = find(&|v| !books.dimension_values.contains_key(v)) {
        return Err(PostError::DimensionUnknown { line });
    }
    if let Some(line) = find(&|v| books.dimension_values[v].closed) {
        return Err(PostError::DimensionClosed { line });
    }
    for (line, asked) in lines.iter_mut().zip(&draft.lines) {
        line.dimensions =
            asked.dimensions.iter().map(|v| (books.dimension_values[v].dimension, *v)).collect();
        line.dimensions.sort_unstable();
    }
    if let Some(line) = lines.iter().position(|l| l.dimensions.windows(2).any(|w| w[0].0 == w[1].0)) {
        return Err(PostError::DimensionTwice { line });
    }
    for (line, (stored, account)) in lines.iter().zip(accounts).enumerate() {
        if let Some(dimension) =
            account.dimensions.iter().find(|d| stored.dimensions.iter().all(|(has, _)| has != *d))
        {
            return Err(PostError::DimensionMissing { line, dimension: *dimension });
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "post_tests.rs"]
mod tests;
