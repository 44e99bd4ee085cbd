//! Tables of contacts, their directories and what was imported.
//!
//! Knows rows and how they are found. Must not know what makes a contact complete, a duplicate or
//! erasable.

pub mod directory;
pub mod duplicates;
pub mod erase;
pub mod keys;
pub mod references;
pub mod requirements;
pub mod search;

use crate::storage::Sql;

/// Statement text put together from names of this room.
pub(crate) fn sql(text: String) -> Sql {
    Sql::built(text)
}
