//! What reports read: sums and lines of the books, open items, cash, tax boxes, stock.
//!
//! Knows tables and how sums are grouped. Must not know what a report shows or who may see it.

pub mod balance;
pub mod books;
pub mod entry;
mod filter;
pub mod line;
pub mod open_item;
pub mod stock;

pub use filter::LineFilter;

use super::Dialect;

/// A text column as a key of the order: by code point on both databases, whatever the server's locale.
fn code_point(dialect: Dialect, column: &str) -> String {
    match dialect {
        Dialect::Sqlite => column.to_owned(),
        Dialect::Postgres => format!("{column} collate \"C\""),
    }
}
