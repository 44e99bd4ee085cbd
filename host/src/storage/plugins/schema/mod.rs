//! Tables and columns that plugins bring: made, changed, taken away, and remembered in `plugin_column`.
//!
//! What is remembered is enough to make the same schema again in an empty database of either dialect.
//! Must not know manifests, or why a step is taken.

mod apply;
mod around;
mod column;
mod drop;
mod locks;
mod recorded;
mod remake;
mod table;

pub use apply::{Owner, Step, apply};
pub use around::{delete_type, rename_field, rename_type};
pub use column::{Column, Constant, Holds, identifier};
pub use drop::drop_all;
pub use recorded::{Definition, Recorded, all, of_plugin};
pub use remake::{Expected, columns, expected, remake, statements};
pub use table::Table;
