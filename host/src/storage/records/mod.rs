//! Records of any type: declared as data, kept in real tables with typed columns.
//!
//! Knows how a declared type maps to SQL. Must not know why a value is right or who asks.

mod aggregate;
mod changes;
mod field;
mod query;
mod read;
mod source;
mod types;
mod value;
mod write;

pub use aggregate::{Aggregate, Measure, aggregate};
pub use changes::{changes_json, json_text, without_fields};
pub use field::{Field, Kind, MoneyOf, OnDelete};
pub use query::{
    Condition, Filter, ListQuery, Operator, Restriction, RowsOf, Sort, Through, bound, fold, folded,
    like_plain,
};
pub use read::{Page, count, get, get_many, list, reference_titles};
pub use types::{Collection, Generic, RecordType, Search, names_plugins};
pub use value::{Record, Value};
pub use write::{delete, extend, insert, update};
