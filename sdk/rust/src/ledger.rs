//! The books: posting and asking, in the company of the call and in its unit of work.

use crate::host;
use crate::records::texts;
use crate::{Day, Decimal, Fault, Id, Money, RecordRef, Result};

/// How a line takes part in a tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxRole {
    /// The amount that is taxed.
    Base,
    /// The tax itself.
    Tax,
}

/// The tax mark of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxMark {
    pub(crate) code: String,
    /// Base or tax.
    pub role: TaxRole,
    /// For a tax line: the amount that it taxes, signed like the line.
    pub base: Option<Decimal>,
}

impl TaxMark {
    /// The mark of a taxed amount.
    pub fn base(code: Id) -> TaxMark {
        TaxMark { code: code.to_string(), role: TaxRole::Base, base: None }
    }

    /// The mark of a tax on `base`.
    pub fn tax(code: Id, base: Decimal) -> TaxMark {
        TaxMark { code: code.to_string(), role: TaxRole::Tax, base: Some(base) }
    }
}

/// A line of an entry. Debit positive, credit negative.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub(crate) account: String,
    /// Debit positive, credit negative.
    pub amount: Money,
    /// The same value in the company's currency, for a foreign line; else the day's kept rate is used.
    pub company_amount: Option<Money>,
    pub(crate) contact: Option<String>,
    pub(crate) due_on: Option<String>,
    /// At most 2,000 characters.
    pub description: Option<String>,
    /// Its part in a tax.
    pub tax: Option<TaxMark>,
    /// How many units the amount stands for.
    pub quantity: Option<Decimal>,
    pub(crate) dimensions: Vec<String>,
}

impl Line {
    /// A line on an account: debit positive, credit negative.
    pub fn new(account: Id, amount: Money) -> Line {
        let account = account.to_string();
        let (company_amount, contact, due_on, description, tax, quantity) =
            (None, None, None, None, None, None);
        let dimensions = Vec::new();
        Line { account, amount, company_amount, contact, due_on, description, tax, quantity, dimensions }
    }

    /// Whose open item it is; else the entry's contact.
    pub fn contact(mut self, contact: Id) -> Line {
        self.contact = Some(contact.to_string());
        self
    }

    /// When it is to be paid.
    pub fn due_on(mut self, day: Day) -> Line {
        self.due_on = Some(day.to_string());
        self
    }

    /// What it is for.
    pub fn description(mut self, text: impl Into<String>) -> Line {
        self.description = Some(text.into());
        self
    }

    /// Its part in a tax.
    pub fn tax(mut self, mark: TaxMark) -> Line {
        self.tax = Some(mark);
        self
    }

    /// Values of dimensions, at most one of each dimension.
    pub fn dimensions(mut self, values: &[Id]) -> Line {
        self.dimensions = texts(values);
        self
    }
}

/// An entry to post.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub(crate) journal: String,
    pub(crate) entry_on: String,
    /// The other party's number, at most 200 characters.
    pub reference: Option<String>,
    /// Why.
    pub narration: Option<String>,
    pub(crate) contact: Option<String>,
    pub(crate) source_type: Option<String>,
    pub(crate) source: Option<String>,
    /// Two or more, in balance per currency.
    pub lines: Vec<Line>,
}

impl Entry {
    /// An entry in a journal on a day.
    pub fn new(journal: Id, entry_on: Day) -> Entry {
        let (journal, entry_on) = (journal.to_string(), entry_on.to_string());
        let (reference, narration, contact, source_type, source) = (None, None, None, None, None);
        Entry { journal, entry_on, reference, narration, contact, source_type, source, lines: Vec::new() }
    }

    /// With a further line.
    pub fn line(mut self, line: Line) -> Entry {
        self.lines.push(line);
        self
    }

    /// With whom.
    pub fn contact(mut self, contact: Id) -> Entry {
        self.contact = Some(contact.to_string());
        self
    }

    /// The record that it is posted for.
    pub fn source(mut self, source: &RecordRef) -> Entry {
        self.source_type = Some(source.record_type.clone());
        self.source = Some(source.id.clone());
        self
    }
}

/// What was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub(crate) id: String,
    /// The number from the journal's sequence.
    pub number: String,
}

impl Posted {
    /// The entry's id.
    pub fn id(&self) -> Id {
        Id::read(&self.id).unwrap_or_default()
    }
}

/// What is open with a contact, in the company's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBalance {
    pub(crate) contact: String,
    /// Of receivable accounts: what they owe.
    pub receivable: Money,
    /// Of payable accounts: what is owed to them, as a negative amount.
    pub payable: Money,
}

impl OpenBalance {
    /// Whose.
    pub fn contact(&self) -> Id {
        Id::read(&self.contact).unwrap_or_default()
    }
}

/// Posts a balanced, numbered, final entry; all lines or none. Needs `ledger.post`.
pub fn post(entry: &Entry) -> Result<Posted> {
    host::ledger_post(entry)
}

/// Posts the reversal of an entry, once, on a day of its own. Needs `ledger.reverse`.
pub fn reverse(entry: Id, on: Day, narration: Option<&str>) -> Result<Posted> {
    host::ledger_reverse(&entry.to_string(), &on.to_string(), narration)
}

/// Settles open lines, named by entry and line number, oldest first. Needs `ledger.reconcile`.
pub fn reconcile(lines: &[(Id, u32)]) -> Result<()> {
    let lines: Vec<(String, u32)> = lines.iter().map(|(entry, line)| (entry.to_string(), *line)).collect();
    host::ledger_reconcile(&lines)
}

/// The balance of each account up to a day, in the company's currency. Needs `ledger.read`.
pub fn balances(accounts: &[Id], on: Option<Day>) -> Result<Vec<Money>> {
    host::ledger_balances(&texts(accounts), on.map(|day| day.to_string()).as_deref())
}

/// What is open with each contact, in the order asked; at most 500. Needs `ledger.read`.
pub fn open_balances(contacts: &[Id]) -> Result<Vec<OpenBalance>> {
    host::ledger_open_balances(&texts(contacts))
}

/// What is open with one contact. Needs `ledger.read`.
pub fn open_balance(contact: Id) -> Result<OpenBalance> {
    let found = open_balances(&[contact])?.pop();
    found.ok_or_else(|| Fault::not_found("not-found", "There is no such contact."))
}
