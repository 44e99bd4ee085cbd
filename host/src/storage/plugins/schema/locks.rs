//! Locks that a change of the schema needs on PostgreSQL, taken before it begins.
//!
//! A reader that waits for a table while it holds another is in a circle with a change that wants the other
//! one next. Changes give up long before the server looks for circles (`deadlock_timeout`, one second), and
//! are run again: a reader is never the one that is told to go.

use std::collections::BTreeMap;

use super::apply::Step;
use super::column::Column;
use super::recorded::{self, Recorded};
use super::table::Table;
use crate::storage::{DbError, Dialect, Tx};

/// How long one lock is waited for.
const WAIT: &str = "set local lock_timeout = '200ms'";

/// Tables by name; whether nobody may even read them.
type Wanted = BTreeMap<String, bool>;

/// Takes the locks of some steps.
pub(super) async fn for_steps(tx: &mut Tx, steps: &[Step]) -> Result<(), DbError> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let all = recorded::all(tx).await?;
    let mut wanted = Wanted::new();
    for step in steps {
        match step {
            Step::CreateTable(_, table) => refers(&mut wanted, table, None, false),
            Step::AddColumn(_, table, _, column) => {
                changes(&mut wanted, &all, table.name());
                refers(&mut wanted, table, Some(column), false);
            }
            Step::CreateIndex(table, ..) | Step::DropIndex(table, ..) => changes(&mut wanted, &all, table),
            Step::ChangeColumn(table, ..)
            | Step::DropColumn(table, _)
            | Step::DropTable(table)
            | Step::RenameTable(table, ..)
            | Step::RenameColumn(table, ..) => goes(&mut wanted, &all, |one| one == table),
        }
    }
    take(tx, wanted).await
}

/// Takes the locks under which all that is remembered here can go.
pub(super) async fn for_all(tx: &mut Tx, all: &[Recorded]) -> Result<(), DbError> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let mut wanted = Wanted::new();
    goes(&mut wanted, all, |_| true);
    take(tx, wanted).await
}

async fn take(tx: &mut Tx, wanted: Wanted) -> Result<(), DbError> {
    tx.batch(WAIT).await?;
    for (table, alone) in wanted {
        let mode = if alone { "access exclusive" } else { "share row exclusive" };
        tx.batch(&format!("lock table {table} in {mode} mode")).await?;
    }
    Ok(())
}

fn want(wanted: &mut Wanted, table: &str, alone: bool) {
    let before = wanted.entry(table.to_owned()).or_default();
    *before = *before || alone;
}

/// A table that is there and changes.
fn changes(wanted: &mut Wanted, all: &[Recorded], table: &str) {
    if all.iter().any(|one| one.definition.table.name() == table) {
        want(wanted, table, true);
    }
}

/// What a table and a column refer to.
fn refers(wanted: &mut Wanted, table: &Table, column: Option<&Column>, alone: bool) {
    let of = match table {
        Table::Records { company: true, .. } => Some("company"),
        Table::Records { .. } => None,
        // Lines come with their records' table, which may not be there yet.
        Table::Lines { of, .. } => Some(of.as_str()).filter(|_| alone),
        Table::Side { of, .. } => Some(of.as_str()),
    };
    let target = column.and_then(|column| column.refers_to.as_ref()).map(|(target, _)| target.as_str());
    // A plugin's own new tables are nobody else's yet.
    let known = |name: &&str| alone || !name.contains("__");
    for name in of.into_iter().chain(target).filter(known) {
        want(wanted, name, alone);
    }
}

/// Tables that lose something, and what they refer to: a foreign key that goes leaves both its ends.
fn goes(wanted: &mut Wanted, all: &[Recorded], which: impl Fn(&str) -> bool) {
    for one in all.iter().filter(|one| which(one.definition.table.name())) {
        want(wanted, one.definition.table.name(), true);
        refers(wanted, &one.definition.table, one.definition.column.as_ref(), true);
    }
}
