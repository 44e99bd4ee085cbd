//! Rules of single words: names, versions, licences, schedules, reasons, literals.
//!
//! Each takes a text and answers whether it holds. Must not know where the text stands.

pub(crate) mod cron;
pub(crate) mod licence;
pub(crate) mod literal;
pub(crate) mod name;
pub(crate) mod prose;
pub(crate) mod version;
