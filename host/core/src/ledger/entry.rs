//! An entry before and after it is checked.
//!
//! Knows the words of an entry. Must not know how it is checked or stored.

use super::currency::Currency;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

/// Why an entry exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EntryKind {
    /// Ordinary business.
    #[default]
    Normal,
    /// Takes another entry back.
    Reversal,
    /// Empties income and expense at the end of a year.
    Closing,
    /// Brings balances from books kept elsewhere.
    Opening,
    /// Late cost or value, in an open period.
    Adjustment,
    /// Difference between two exchange rates of a settled item.
    Exchange,
    /// A small rest that nobody will pay.
    WriteOff,
}

impl EntryKind {
    /// The word in tables and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Reversal => "reversal",
            Self::Closing => "closing",
            Self::Opening => "opening",
            Self::Adjustment => "adjustment",
            Self::Exchange => "exchange",
            Self::WriteOff => "write-off",
        }
    }

    /// Whether a line may move company value alone: zero in its own currency.
    ///
    /// A difference of rates is such a value; so is the closing of an account that carries one.
    pub fn allows_value_only(self) -> bool {
        matches!(self, Self::Exchange | Self::Closing | Self::Reversal | Self::Opening | Self::Adjustment)
    }
}

/// How a line takes part in a tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxRole {
    /// The amount that is taxed.
    Base,
    /// The tax itself.
    Tax,
}

impl TaxRole {
    /// The word in tables and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Tax => "tax",
        }
    }
}

/// The tax mark that a caller gives a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftTax {
    /// The tax code.
    pub code: Uuid,
    /// Base or tax.
    pub role: TaxRole,
    /// For a tax line: the amount that it taxes, signed like the line, in its currency.
    pub base: Option<Decimal>,
}

/// A line as a caller asks for it. Debit positive, credit negative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftLine {
    /// The account.
    pub account: Uuid,
    /// Signed amount in the line's currency.
    pub amount: Decimal,
    /// The line's currency; the company's when absent.
    pub currency: Option<Currency>,
    /// The same value in the company's currency, when the caller knows it.
    pub company_amount: Option<Decimal>,
    /// Foreign units for one unit of the company's currency, when the caller knows it.
    pub rate: Option<Decimal>,
    /// Whose open item it is.
    pub contact: Option<Uuid>,
    /// When it falls due.
    pub due_on: Option<NaiveDate>,
    /// Free text.
    pub description: Option<String>,
    /// The tax mark.
    pub tax: Option<DraftTax>,
    /// How many units the amount stands for.
    pub quantity: Option<Decimal>,
    /// Values of dimensions.
    pub dimensions: Vec<Uuid>,
}

/// An entry as a caller asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The journal.
    pub journal: Uuid,
    /// The business day.
    pub entry_on: NaiveDate,
    /// Why it exists.
    pub kind: EntryKind,
    /// A number of the caller's own, for journals that are not gapless.
    pub number: Option<String>,
    /// Whom it is about.
    pub contact: Option<Uuid>,
    /// Two lines or more.
    pub lines: Vec<DraftLine>,
}

/// A line that passed: what is stored. Debit positive, credit negative, minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The account.
    pub account: Uuid,
    /// In the line's currency.
    pub amount_minor: i64,
    /// The line's currency.
    pub currency: Currency,
    /// In the company's currency.
    pub company_minor: i64,
    /// Whose open item it is.
    pub contact: Option<Uuid>,
    /// When it falls due.
    pub due_on: Option<NaiveDate>,
    /// Free text.
    pub description: Option<String>,
    /// The tax mark: code and role.
    pub tax: Option<(Uuid, TaxRole)>,
    /// For a tax line: what it taxes, in the line's currency.
    pub tax_base_minor: Option<i64>,
    /// The box of the tax return that counts the line.
    pub tax_box: Option<String>,
    /// How much it counts there, in the company's currency.
    pub tax_box_minor: Option<i64>,
    /// Units, scaled 10⁻⁶.
    pub quantity_e6: Option<i64>,
    /// Dimension and value, sorted by dimension.
    pub dimensions: Vec<(Uuid, Uuid)>,
}

impl Line {
    /// A plain line, without marks.
    pub fn plain(account: Uuid, amount_minor: i64, currency: Currency, company_minor: i64) -> Self {
        Self {
            account,
            amount_minor,
            currency,
            company_minor,
            contact: None,
            due_on: None,
            description: None,
            tax: None,
            tax_base_minor: None,
            tax_box: None,
            tax_box_minor: None,
            quantity_e6: None,
            dimensions: Vec::new(),
        }
    }
}
