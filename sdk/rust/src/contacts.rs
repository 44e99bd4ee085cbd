//! Finding people and organisations. They are records of type `contact`; this is what records cannot say.

use crate::host;
use crate::{Body, Id, Result};

/// A contact that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub(crate) id: String,
    /// Its name.
    pub name: String,
    /// What of it matched: `name`, `phone`, `email`, `tax-number`, `address`.
    pub by: Vec<String>,
    /// 0 to 100, best first.
    pub score: u32,
}

impl Match {
    /// Its id.
    pub fn id(&self) -> Id {
        Id::read(&self.id).unwrap_or_default()
    }
}

/// Contacts by any word, number or part of one, best first; at most 50. Needs `contacts.search`.
pub fn search(text: &str, limit: u32) -> Result<Vec<Match>> {
    host::contacts_search(text, limit)
}

/// Contacts that may be the same as one about to be made, best first. Needs `contacts.search`.
pub fn duplicates(contact: &Body) -> Result<Vec<Match>> {
    host::contacts_duplicates(contact)
}
