//! On which account and in which journal something is posted: as it was set, else by role and kind.
//!
//! Knows settings, roles of accounts and kinds of journals. Must not know what is posted there.

use std::cell::OnceCell;

use keel_sdk::prelude::*;

use crate::settings;

/// What an account is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What customers owe.
    Receivable,
    /// Goods and services.
    Sales,
    /// Freight that customers pay.
    Freight,
    /// The bank.
    Bank,
    /// Cash in hand.
    Cash,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Role::Receivable => "receivable",
            Role::Sales => "sales",
            Role::Freight => "freight",
            Role::Bank => "bank",
            Role::Cash => "cash",
        }
    }

    fn set(self) -> Option<Id> {
        match self {
            Role::Receivable => settings::receivable_account(),
            Role::Sales => settings::sales_account(),
            Role::Freight => settings::freight_account(),
            Role::Bank => settings::bank_account(),
            Role::Cash => settings::cash_account(),
        }
    }
}

/// The company's accounts and journals, each list asked for once a call and only when a setting is missing.
#[derive(Default)]
pub struct Books {
    accounts: OnceCell<Vec<Document>>,
    journals: OnceCell<Vec<Document>>,
}

impl Books {
    /// The account for a role.
    pub fn account(&self, role: Role) -> Result<Id> {
        if let Some(set) = role.set() {
            return Ok(set);
        }
        let words = ["receivable", "sales", "freight", "bank", "cash"];
        let ask = || records::find("account").one_of("role", words).sort("code").all();
        first(kept(&self.accounts, ask)?, "role", role.word()).ok_or_else(|| {
            let word = role.word();
            let message =
                format!("No account has the role {word}: give one that role, or set it in the settings.");
            Fault::refused("invoicing.no-account", message).arg("role", word)
        })
    }

    /// The journal of invoices.
    pub fn sales_journal(&self) -> Result<Id> {
        settings::sales_journal().map_or_else(|| self.journal("sale"), Ok)
    }

    /// The journal of payments, and the account where the money is.
    pub fn money(&self, method: &str) -> Result<(Id, Id)> {
        let (journal, role) = match method {
            "cash" => (settings::cash_journal(), Role::Cash),
            _ => (settings::bank_journal(), Role::Bank),
        };
        Ok((journal.map_or_else(|| self.journal(role.word()), Ok)?, self.account(role)?))
    }

    fn journal(&self, kind: &str) -> Result<Id> {
        let ask = || records::find("journal").one_of("kind", ["sale", "bank", "cash"]).sort("code").all();
        first(kept(&self.journals, ask)?, "kind", kind).ok_or_else(|| {
            let message =
                format!("There is no journal of the kind {kind}: make one, or set it in the settings.");
            Fault::refused("invoicing.no-journal", message).arg("kind", kind)
        })
    }
}

fn kept(cell: &OnceCell<Vec<Document>>, ask: impl FnOnce() -> Result<Vec<Document>>) -> Result<&[Document]> {
    if cell.get().is_none() {
        let asked = ask()?;
        return Ok(cell.get_or_init(|| asked));
    }
    Ok(cell.get().map_or(&[], Vec::as_slice))
}

fn first(all: &[Document], field: &str, word: &str) -> Option<Id> {
    let open = |one: &&Document| !one.get::<bool>("closed").unwrap_or(false);
    all.iter().filter(open).find(|one| one.get::<String>(field).as_deref() == Some(word)).map(Document::id)
}
