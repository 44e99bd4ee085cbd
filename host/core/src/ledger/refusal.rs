//! Every reason not to post, in order of precedence, each with its stable code.
//!
//! Knows the faults and their order. Must not know how they are found, or how they are told to a user.

use super::currency::Currency;
use super::period::DayError;
use super::post::LINES_MAX;
use chrono::NaiveDate;
use uuid::Uuid;

/// Why an entry was not posted. Listed, and returned, in this order; within a rule, the first line first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// Fewer than two lines.
    #[error("an entry has two lines or more")]
    TooFewLines,
    /// More than [`LINES_MAX`] lines.
    #[error("an entry has at most {LINES_MAX} lines")]
    TooManyLines,
    /// The company has no such journal.
    #[error("unknown journal")]
    JournalUnknown,
    /// A gapless journal numbers by itself.
    #[error("a gapless journal takes no number from outside")]
    NumberNotAllowed,
    /// The company has no such account.
    #[error("line {line}: unknown account")]
    AccountUnknown {
        /// Index of the line.
        line: usize,
    },
    /// A heading carries no lines.
    #[error("line {line}: the account is a group")]
    AccountIsGroup {
        /// Index of the line.
        line: usize,
    },
    /// The account takes no new lines.
    #[error("line {line}: the account is closed")]
    AccountClosed {
        /// Index of the line.
        line: usize,
    },
    /// No such contact; without a line it is the entry's.
    #[error("unknown contact")]
    ContactUnknown {
        /// Index of the line.
        line: Option<usize>,
    },
    /// Not a currency the host knows.
    #[error("line {line}: unknown currency")]
    CurrencyUnknown {
        /// Index of the line.
        line: usize,
    },
    /// The account takes another currency only.
    #[error("line {line}: the account takes {expected} only")]
    AccountCurrency {
        /// Index of the line.
        line: usize,
        /// The currency it takes.
        expected: Currency,
    },
    /// More digits than the currency, the quantity or the rate has.
    #[error("line {line}: more than {scale} digits after the point in {field}")]
    TooPrecise {
        /// Index of the line.
        line: usize,
        /// The field.
        field: &'static str,
        /// Digits that are allowed.
        scale: u32,
    },
    /// Beyond 64 bits of minor units.
    #[error("line {line}: {field} is too large")]
    TooLarge {
        /// Index of the line.
        line: usize,
        /// The field.
        field: &'static str,
    },
    /// A line of nothing.
    #[error("line {line}: the amount is zero")]
    LineZero {
        /// Index of the line.
        line: usize,
    },
    /// The day takes no entry.
    #[error(transparent)]
    Day(#[from] DayError),
    /// The day has no rate, and the line brings none.
    #[error("line {line}: no rate for {currency} on {on}")]
    RateMissing {
        /// Index of the line.
        line: usize,
        /// The currency.
        currency: Currency,
        /// The day.
        on: NaiveDate,
    },
    /// A rate is more than zero.
    #[error("line {line}: the rate is not positive")]
    RateNotPositive {
        /// Index of the line.
        line: usize,
    },
    /// The company amount has another sign, or differs although the currency is the company's.
    #[error("line {line}: the company amount contradicts the amount")]
    CompanyAmountContradicts {
        /// Index of the line.
        line: usize,
    },
    /// Debits and credits of one currency differ.
    #[error("{currency} is off by {difference_minor}")]
    NotBalanced {
        /// The currency.
        currency: Currency,
        /// Debits less credits, minor units.
        difference_minor: i64,
    },
    /// Debits and credits differ in the company's currency, by more than rounding.
    #[error("the company's currency is off by {difference_minor}")]
    NotBalancedInCompany {
        /// Debits less credits, minor units.
        difference_minor: i64,
    },
    /// The company has no such tax code.
    #[error("line {line}: unknown tax code")]
    TaxUnknown {
        /// Index of the line.
        line: usize,
    },
    /// The tax code takes no new lines.
    #[error("line {line}: the tax code is closed")]
    TaxClosed {
        /// Index of the line.
        line: usize,
    },
    /// A tax line says what it taxes.
    #[error("line {line}: a tax line needs its base")]
    TaxBaseMissing {
        /// Index of the line.
        line: usize,
    },
    /// Tax goes to the account of its code.
    #[error("line {line}: not the account of the tax code")]
    TaxAccountDiffers {
        /// Index of the line.
        line: usize,
    },
    /// The company has no such dimension value.
    #[error("line {line}: unknown dimension value")]
    DimensionUnknown {
        /// Index of the line.
        line: usize,
    },
    /// The dimension value takes no new lines.
    #[error("line {line}: the dimension value is closed")]
    DimensionClosed {
        /// Index of the line.
        line: usize,
    },
    /// Two values of one dimension.
    #[error("line {line}: two values of one dimension")]
    DimensionTwice {
        /// Index of the line.
        line: usize,
    },
    /// The account asks for a value of a dimension.
    #[error("line {line}: the account needs a dimension value")]
    DimensionMissing {
        /// Index of the line.
        line: usize,
        /// The dimension.
        dimension: Uuid,
    },
    /// Sums beyond 64 bits.
    #[error("sums are too large")]
    Overflow,
}

impl PostError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFewLines => "ledger.too-few-lines",
            Self::TooManyLines => "ledger.too-many-lines",
            Self::JournalUnknown => "ledger.journal-unknown",
            Self::NumberNotAllowed => "ledger.number-not-allowed",
            Self::AccountUnknown { .. } => "ledger.account-unknown",
            Self::AccountIsGroup { .. } => "ledger.account-is-group",
            Self::AccountClosed { .. } => "ledger.account-closed",
            Self::ContactUnknown { .. } => "ledger.contact-unknown",
            Self::CurrencyUnknown { .. } => "ledger.currency-unknown",
            Self::AccountCurrency { .. } => "ledger.account-currency",
            Self::TooPrecise { .. } => "ledger.too-precise",
            Self::TooLarge { .. } => "ledger.too-large",
            Self::LineZero { .. } => "ledger.line-zero",
            Self::Day(DayError::PeriodMissing { .. }) => "ledger.period-missing",
            Self::Day(DayError::FiscalYearClosed { .. }) => "ledger.fiscal-year-closed",
            Self::Day(DayError::PeriodSealed { .. }) => "ledger.period-sealed",
            Self::Day(DayError::PeriodClosed { .. }) => "ledger.period-closed",
            Self::RateMissing { .. } => "ledger.rate-missing",
            Self::RateNotPositive { .. } => "ledger.rate-not-positive",
            Self::CompanyAmountContradicts { .. } => "ledger.company-amount-contradicts",
            Self::NotBalanced { .. } => "ledger.not-balanced",
            Self::NotBalancedInCompany { .. } => "ledger.not-balanced-in-company",
            Self::TaxUnknown { .. } => "ledger.tax-unknown",
            Self::TaxClosed { .. } => "ledger.tax-closed",
            Self::TaxBaseMissing { .. } => "ledger.tax-base-missing",
            Self::TaxAccountDiffers { .. } => "ledger.tax-account-differs",
            Self::DimensionUnknown { .. } => "ledger.dimension-unknown",
            Self::DimensionClosed { .. } => "ledger.dimension-closed",
            Self::DimensionTwice { .. } => "ledger.dimension-twice",
            Self::DimensionMissing { .. } => "ledger.dimension-missing",
            Self::Overflow => "ledger.overflow",
        }
    }
}
