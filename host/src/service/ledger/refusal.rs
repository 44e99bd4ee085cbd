//! The rules' refusals as sentences that say what to do, pointing at the value at fault.
//!
//! Knows words and pointers. Must not know when a rule refuses.

use keel_core::ledger::currency::Currency;
use keel_core::ledger::period::{DayError, StateError};
use keel_core::ledger::refusal::PostError;
use keel_core::money::from_scaled;

use crate::service::Fault;

/// A refusal of posting. `source` maps a checked line to the line of the request it came from.
pub fn of_post(
    error: &PostError,
    scale_of: impl Fn(Currency) -> u32,
    company: Currency,
    source: &[usize],
) -> Fault {
    let code = error.code();
    let at =
        |line: usize, field: &str| format!("/lines/{}/{field}", source.get(line).copied().unwrap_or(line));
    let invalid = |text: &str| Fault::invalid(code, text);
    let refused = |text: &str| Fault::refused(code, text);
    match error {
        PostError::TooFewLines => invalid("Give the entry two lines or more.").at("/lines"),
        PostError::TooManyLines => invalid("Split the entry: it has more lines than one entry takes.").at("/lines"),
        PostError::JournalUnknown => invalid("Choose a journal of this company.").at("/journal"),
        PostError::NumberNotAllowed => {
            refused("Leave the number out: this journal numbers without gaps, by itself.").at("/number")
        }
        PostError::AccountUnknown { line } => invalid("Choose an account of this company.").at(at(*line, "account")),
        PostError::AccountIsGroup { line } => {
            refused("Choose an account below this one: it is a heading and carries no lines.").at(at(*line, "account"))
        }
        PostError::AccountClosed { line } => {
            refused("Choose another account, or open this one again: it is closed.").at(at(*line, "account"))
        }
        PostError::ContactUnknown { line: None } => invalid("Choose a contact that exists.").at("/contact"),
        PostError::ContactUnknown { line: Some(line) } => invalid("Choose a contact that exists.").at(at(*line, "contact")),
        PostError::CurrencyUnknown { line } => invalid("Give a currency code of ISO 4217.").at(at(*line, "currency")),
        PostError::AccountCurrency { line, expected } => {
            refused(&format!("This account takes {expected} only; choose another account or that currency."))
                .arg("currency", expected)
                .at(at(*line, "currency"))
        }
        PostError::TooPrecise { line, field, scale } => {
            invalid(&format!("Give at most {scale} digits after the decimal point.")).arg("scale", scale).at(at(*line, field))
        }
        PostError::TooLarge { line, field } => invalid("The number is too large for the books.").at(at(*line, field)),
        PostError::LineZero { line } => invalid("Give the line an amount, or leave it out.").at(at(*line, "amount")),
        PostError::Day(day) => of_day(day).at("/entry_on"),
        PostError::RateMissing { line, currency, on } => {
            refused(&format!("Set a rate for {currency} valid on {on}, or give the line a rate or a company amount."))
                .arg("currency", currency)
                .arg("on", on)
                .at(at(*line, "rate"))
        }
        PostError::RateNotPositive { line } => invalid("Give a rate above zero.").at(at(*line, "rate")),
        PostError::CompanyAmountContradicts { line } => {
            invalid("The company amount must have the sign of the amount, and equal it in the company's own currency.")
                .at(at(*line, "company_amount"))
        }
        PostError::NotBalanced { currency, difference_minor } => not_balanced(code, *currency, *difference_minor, scale_of(*currency)),
        PostError::NotBalancedInCompany { difference_minor } => {
            not_balanced(code, company, *difference_minor, scale_of(company))
        }
        PostError::TaxUnknown { line } => invalid("Choose a tax code of this company.").at(at(*line, "tax/code")),
        PostError::TaxClosed { line } => refused("Choose another tax code: this one is closed.").at(at(*line, "tax/code")),
        PostError::TaxBaseMissing { line } => invalid("Say in `base` which amount this line taxes.").at(at(*line, "tax/base")),
        PostError::TaxAccountDiffers { line } => {
            refused("Put the tax on the account of its tax code.").at(at(*line, "account"))
        }
        PostError::DimensionUnknown { line } => invalid("Choose a dimension value of this company.").at(at(*line, "dimensions")),
        PostError::DimensionClosed { line } => refused("Choose another value: this one is closed.").at(at(*line, "dimensions")),
        PostError::DimensionTwice { line } => invalid("Give one value for each dimension.").at(at(*line, "dimensions")),
        PostError::DimensionMissing { line, dimension } => {
            refused("Give a value of the dimension that this account asks for.").arg("dimension", dimension).at(at(*line, "dimensions"))
        }
        PostError::Overflow => invalid("The sums are too large for the books.").at("/lines"),
    }
}

fn not_balanced(code: &str, currency: Currency, difference_minor: i64, scale: u32) -> Fault {
    let difference = from_scaled(difference_minor, scale);
    Fault::refused(code, format!("Debits and credits differ by {difference} {currency}; make them equal."))
        .arg("difference", difference)
        .arg("currency", currency)
        .at("/lines")
}

/// A refusal of a day.
pub fn of_day(error: &DayError) -> Fault {
    match error {
        DayError::PeriodMissing { on } => Fault::refused(
            "ledger.period-missing",
            format!("Open the fiscal year that holds {on}, or choose another date."),
        )
        .arg("on", on),
        DayError::FiscalYearClosed { year } => Fault::refused(
            "ledger.fiscal-year-closed",
            format!("Choose a date after fiscal year {year}: it is closed for good."),
        )
        .arg("year", year),
        DayError::PeriodSealed { period, ends_on } => Fault::refused(
            "ledger.period-sealed",
            format!("Choose a date after {ends_on}: period {period} is sealed."),
        )
        .arg("period", period)
        .arg("ends_on", ends_on),
        DayError::PeriodClosed { period, ends_on } => Fault::refused(
            "ledger.period-closed",
            format!("To post, reopen period {period} or choose a date after {ends_on}."),
        )
        .arg("period", period)
        .arg("ends_on", ends_on),
    }
}

/// A refusal of a change of state.
pub fn of_state(error: &StateError) -> Fault {
    match error {
        StateError::FiscalYearClosed { year } => Fault::refused(
            "ledger.fiscal-year-closed",
            format!("Fiscal year {year} is closed for good, and its periods with it."),
        )
        .arg("year", year),
        StateError::PeriodSealed { period } => {
            Fault::refused("ledger.period-sealed", format!("Period {period} is sealed for good."))
                .arg("period", period)
        }
        StateError::WrongState { period, state } => Fault::refused(
            "ledger.period-state",
            format!("Period {period} is {state}: open ones can be closed, closed ones reopened or sealed."),
        )
        .arg("period", period)
        .arg("state", state),
    }
}
