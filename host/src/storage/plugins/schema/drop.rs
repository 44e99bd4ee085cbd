//! Everything that a plugin brought goes: columns beside others' records, tables, and what hangs on records
//! of its types.

use super::apply::{drop_column, drop_table};
use super::around::delete_type;
use super::locks;
use super::recorded::{self, Recorded};
use super::table::Table;
use crate::storage::{DbError, Tx};

/// Takes away all that is remembered of a plugin; the schema is then as it was before it came.
///
/// Fails when another plugin's tables still refer to this one's.
pub async fn drop_all(tx: &mut Tx, plugin: &str) -> Result<(), DbError> {
    let all = recorded::of_plugin(tx, plugin).await?;
    locks::for_all(tx, &all).await?;
    // References first, so that no order among the tables matters.
    let refers = |one: &&Recorded| one.definition.column.as_ref().is_some_and(|c| c.refers_to.is_some());
    let beside = |one: &&Recorded| matches!(one.definition.table, Table::Side { .. });
    for one in all.iter().filter(|one| refers(one) || beside(one)) {
        if let Some(column) = &one.definition.column {
            drop_column(tx, one.definition.table.name(), &column.name).await?;
        }
    }
    let heads = || all.iter().filter(|one| one.definition.column.is_none());
    for one in heads().filter(|one| matches!(one.definition.table, Table::Lines { .. })) {
        drop_table(tx, one.definition.table.name()).await?;
    }
    for one in heads().filter(|one| matches!(one.definition.table, Table::Records { .. })) {
        drop_table(tx, one.definition.table.name()).await?;
        delete_type(tx, &one.record_type).await?;
    }
    Ok(())
}
