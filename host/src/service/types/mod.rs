//! The record types of the core, declared as data. One file a noun group.

mod around;
mod contacts;
mod ledger;
mod platform;
mod rights;
mod stock;

use super::records::Declared;

/// All record types of the core.
pub fn all() -> Vec<Declared> {
    let mut all = Vec::new();
    all.extend(platform::types());
    all.extend(contacts::all());
    all.extend(ledger::types());
    all.extend(rights::types());
    all.extend(around::types());
    all.extend(stock::types());
    all
}
