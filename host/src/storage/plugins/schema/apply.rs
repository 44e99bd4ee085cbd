//! The steps by which a plugin's schema comes, changes and goes, one after the other, in the caller's
//! transaction: when one fails, the schema is as it was.
//!
//! Must not know why a step is taken, or whether it may be.

use super::column::{Column, Constant};
use super::locks;
use super::recorded::{self, Definition, Recorded};
use super::table::Table;
use crate::storage::{DbError, Dialect, Sql, Tx};

/// Whose thing a step makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Plugin.
    pub plugin: String,
    /// Record type, by its whole name.
    pub record_type: String,
    /// Lines of it, if it is about those.
    pub collection: Option<String>,
}

/// One step. Tables and columns that are not there are passed over by steps that take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A table comes; nothing, if it is there.
    CreateTable(Owner, Table),
    /// A column of a field comes, with its side table if it is the first there. A column that is there
    /// becomes like this one.
    AddColumn(Owner, Table, String, Column),
    /// A column that stays holds other words, or may or must be empty; where it is empty it gets the constant.
    ChangeColumn(String, Column, Option<Constant>),
    /// An index comes; nothing, if it is there.
    CreateIndex(String, String, bool),
    /// An index goes.
    DropIndex(String, String, bool),
    /// A column goes with its indexes; and its side table, when it was the last.
    DropColumn(String, String),
    /// A table goes with its indexes.
    DropTable(String),
    /// A table is called otherwise, and so is what it belongs to.
    RenameTable(String, String, Owner),
    /// A column is called otherwise, and so is its field.
    RenameColumn(String, String, String, String),
}

/// Takes the steps.
pub async fn apply(tx: &mut Tx, steps: &[Step]) -> Result<(), DbError> {
    locks::for_steps(tx, steps).await?;
    for step in steps {
        match step {
            Step::CreateTable(owner, table) => create_table(tx, owner, table).await?,
            Step::AddColumn(owner, table, field, column) => {
                add_column(tx, owner, table, field, column).await?;
            }
            Step::ChangeColumn(table, column, fill) => {
                change_column(tx, table, column, fill.as_ref()).await?
            }
            Step::CreateIndex(table, column, unique) => index(tx, table, column, *unique, true).await?,
            Step::DropIndex(table, column, unique) => index(tx, table, column, *unique, false).await?,
            Step::DropColumn(table, column) => drop_column(tx, table, column).await?,
            Step::DropTable(table) => drop_table(tx, table).await?,
            Step::RenameTable(from, to, owner) => rename_table(tx, from, to, owner).await?,
            Step::RenameColumn(table, from, to, field) => rename_column(tx, table, from, to, field).await?,
        }
    }
    Ok(())
}

/// A statement that changes the schema.
pub(super) async fn run(tx: &mut Tx, statement: String) -> Result<(), DbError> {
    tx.batch(&statement).await
}

async fn create_table(tx: &mut Tx, owner: &Owner, table: &Table) -> Result<(), DbError> {
    if !recorded::of_table(tx, table.name()).await?.is_empty() {
        return Ok(());
    }
    for statement in table.statements(tx.dialect()) {
        run(tx, statement).await?;
    }
    remember(tx, owner, table, "", None).await
}

async fn remember(
    tx: &mut Tx,
    owner: &Owner,
    table: &Table,
    field: &str,
    column: Option<Column>,
) -> Result<(), DbError> {
    let position = recorded::next(tx).await?;
    let one = Recorded {
        plugin: owner.plugin.clone(),
        record_type: owner.record_type.clone(),
        collection: owner.collection.clone(),
        field: field.to_owned(),
        position,
        definition: Definition { table: table.clone(), column },
    };
    recorded::insert(tx, &one).await
}

async fn add_column(
    tx: &mut Tx,
    owner: &Owner,
    table: &Table,
    field: &str,
    column: &Column,
) -> Result<(), DbError> {
    let there = recorded::of_table(tx, table.name()).await?;
    if there.iter().any(|one| one.definition.column.as_ref().is_some_and(|c| c.name == column.name)) {
        return change_column(tx, table.name(), column, column.default.as_ref()).await;
    }
    let dialect = tx.dialect();
    if there.is_empty() && matches!(table, Table::Side { .. }) {
        for statement in table.statements(dialect) {
            run(tx, statement).await?;
        }
    }
    let mut column = column.clone();
    let taken = |stem: &str| {
        there.iter().any(|one| one.definition.column.as_ref().is_some_and(|column| column.stem == stem))
    };
    for number in 2.. {
        if !taken(&column.stem) {
            break;
        }
        column.stem = format!("{}_{number}", column.stem);
    }
    let name = table.name();
    run(tx, format!("alter table {name} add column {}", column.text(dialect, &column.name))).await?;
    if let (Table::Side { of, .. }, Some(_)) = (table, &column.default) {
        // Records that are there already have the default too.
        let sql = format!(
            "insert into {name} (record_id) select t.id from {of} t where not exists \
             (select 1 from {name} x where x.record_id = t.id)"
        );
        tx.execute(Sql::built(sql), &[]).await?;
    }
    remember(tx, owner, table, field, Some(column)).await
}

/// Makes the column again beside itself, fills it, and puts it in its place: SQLite changes no constraint
/// of a column that is there, and making the table again would delete what refers to it.
async fn change_column(tx: &mut Tx, name: &str, to: &Column, fill: Option<&Constant>) -> Result<(), DbError> {
    let Some(old) = recorded::find(tx, name, &to.name).await? else {
        return Err(DbError::Other(format!("{name}.{} is not a plugin's column", to.name)));
    };
    let (table, before) = (old.definition.table.clone(), old.definition.column.clone());
    let Some(before) = before else { return Ok(()) };
    let mut to = Column {
        stem: before.stem.clone(),
        index: before.index,
        unique: before.unique,
        refers_to: before.refers_to.clone(),
        ..to.clone()
    };
    for word in &before.words {
        if !to.words.is_empty() && !to.words.contains(word) {
            to.words.push(word.clone());
        }
    }
    if (&before.words, before.required) == (&to.words, to.required) {
        return Ok(());
    }
    if to.required && to.default.is_none() && to.refers_to.is_none() {
        // While it is filled it must hold something; every row that is written names the column.
        to.default = Some(Constant::any(&to));
    }
    let dialect = tx.dialect();
    for unique in [false, true] {
        if if unique { before.unique } else { before.index } {
            run(tx, format!("drop index {}", table.index(&to.name, unique))).await?;
        }
    }
    let beside = "changing__now";
    let put = Column { stem: format!("{}_now", to.stem), ..to.clone() };
    // PostgreSQL wants each name of a constraint once in a table.
    let text =
        if dialect == Dialect::Postgres { put.text(dialect, beside) } else { to.text(dialect, beside) };
    run(tx, format!("alter table {name} add column {text}")).await?;
    let value = match fill {
        Some(fill) => format!("coalesce({}, {})", to.name, fill.text(dialect)),
        None => to.name.clone(),
    };
    tx.execute(Sql::built(format!("update {name} set {beside} = {value}")), &[]).await?;
    run(tx, format!("alter table {name} drop column {}", to.name)).await?;
    run(tx, format!("alter table {name} rename column {beside} to {}", to.name)).await?;
    if dialect == Dialect::Postgres {
        for (from, called) in put.constraints().into_iter().zip(to.constraints()) {
            run(tx, format!("alter table {name} rename constraint {from} to {called}")).await?;
        }
    }
    for unique in [false, true] {
        if if unique { to.unique } else { to.index } {
            run(tx, table.index_statement(&to.name, unique)).await?;
        }
    }
    let position = recorded::next(tx).await?;
    replace(tx, &old, Recorded { position, ..with_column(&old, to) }).await
}

fn with_column(one: &Recorded, column: Column) -> Recorded {
    let table = one.definition.table.clone();
    Recorded { definition: Definition { table, column: Some(column) }, ..one.clone() }
}

async fn replace(tx: &mut Tx, old: &Recorded, new: Recorded) -> Result<(), DbError> {
    recorded::forget(tx, old.definition.table.name(), old.column_name()).await?;
    recorded::insert(tx, &new).await
}

async fn index(tx: &mut Tx, table: &str, column: &str, unique: bool, wanted: bool) -> Result<(), DbError> {
    let Some(old) = recorded::find(tx, table, column).await? else { return Ok(()) };
    let table = old.definition.table.clone();
    let Some(mut known) = old.definition.column.clone() else { return Ok(()) };
    let there = if unique { &mut known.unique } else { &mut known.index };
    if *there == wanted {
        return Ok(());
    }
    *there = wanted;
    let statement = if wanted {
        table.index_statement(column, unique)
    } else {
        format!("drop index {}", table.index(column, unique))
    };
    run(tx, statement).await?;
    replace(tx, &old, with_column(&old, known)).await
}

/// Takes a column away with its indexes; and its side table, when it was the last.
pub(super) async fn drop_column(tx: &mut Tx, name: &str, column: &str) -> Result<(), DbError> {
    let Some(old) = recorded::find(tx, name, column).await? else { return Ok(()) };
    for unique in [false, true] {
        index(tx, name, column, unique, false).await?;
    }
    recorded::forget(tx, name, column).await?;
    let side = matches!(old.definition.table, Table::Side { .. });
    if side && recorded::of_table(tx, name).await?.is_empty() {
        return run(tx, format!("drop table {name}")).await;
    }
    run(tx, format!("alter table {name} drop column {column}")).await
}

/// Takes a table away. What refers from it goes first: SQLite empties a table before it drops it, and a row
/// that refers to its like would be in the way.
pub(super) async fn drop_table(tx: &mut Tx, table: &str) -> Result<(), DbError> {
    let all = recorded::of_table(tx, table).await?;
    if all.is_empty() {
        return Ok(());
    }
    for one in all {
        if let Some(column) = one.definition.column.filter(|column| column.refers_to.is_some()) {
            drop_column(tx, table, &column.name).await?;
        }
    }
    recorded::forget_table(tx, table).await?;
    run(tx, format!("drop table {table}")).await
}

async fn rename_table(tx: &mut Tx, from: &str, to: &str, owner: &Owner) -> Result<(), DbError> {
    let dialect = tx.dialect();
    let own = recorded::of_table(tx, from).await?;
    let Some(table) = own.first().map(|one| one.definition.table.clone()) else { return Ok(()) };
    for statement in indexes(&own, false) {
        run(tx, statement).await?;
    }
    if let Table::Records { company: true, .. } = table {
        run(tx, format!("drop index {}", table.index("company_id", false))).await?;
    }
    run(tx, format!("alter table {from} rename to {to}")).await?;
    let renamed = table.renamed(to);
    if dialect == Dialect::Postgres {
        for (old, new) in table.constraints().into_iter().zip(renamed.constraints()) {
            run(tx, format!("alter table {to} rename constraint {old} to {new}")).await?;
        }
    }
    if let Table::Records { company: true, .. } = table {
        run(tx, renamed.index_statement("company_id", false)).await?;
    }
    for one in recorded::all(tx).await? {
        let mut new = one.clone();
        if one.definition.table.name() == from {
            new.definition.table = renamed.clone();
            if !matches!(table, Table::Side { .. }) {
                new.record_type.clone_from(&owner.record_type);
                new.collection.clone_from(&owner.collection);
            }
        }
        new.definition.table = new.definition.table.of_renamed(from, to);
        if let Some((target, _)) = new.definition.column.as_mut().and_then(|c| c.refers_to.as_mut())
            && target == from
        {
            to.clone_into(target);
        }
        if matches!(&one.definition.table, Table::Side { of, .. } if of == from) {
            new.record_type.clone_from(&owner.record_type);
        }
        if new != one {
            replace(tx, &one, new).await?;
        }
    }
    let now = recorded::of_table(tx, to).await?;
    for statement in indexes(&now, true) {
        run(tx, statement).await?;
    }
    // What others added to its records goes with it.
    let side = format!("{from}_ext");
    if !recorded::of_table(tx, &side).await?.is_empty() {
        Box::pin(rename_table(tx, &side, &format!("{to}_ext"), owner)).await?;
    }
    Ok(())
}

/// Statements that make the indexes of remembered columns, or take them away.
pub(super) fn indexes(all: &[Recorded], make: bool) -> Vec<String> {
    let mut statements = Vec::new();
    for one in all {
        let Some(column) = &one.definition.column else { continue };
        for (there, unique) in [(column.index, false), (column.unique, true)] {
            let table = &one.definition.table;
            match (there, make) {
                (false, _) => {}
                (true, true) => statements.push(table.index_statement(&column.name, unique)),
                (true, false) => statements.push(format!("drop index {}", table.index(&column.name, unique))),
            }
        }
    }
    statements
}

async fn rename_column(tx: &mut Tx, name: &str, from: &str, to: &str, field: &str) -> Result<(), DbError> {
    let Some(old) = recorded::find(tx, name, from).await? else { return Ok(()) };
    let Some(known) = old.definition.column.clone() else { return Ok(()) };
    let old_indexes = indexes(std::slice::from_ref(&old), false);
    let new =
        Recorded { field: field.to_owned(), ..with_column(&old, Column { name: to.to_owned(), ..known }) };
    for statement in old_indexes {
        run(tx, statement).await?;
    }
    run(tx, format!("alter table {name} rename column {from} to {to}")).await?;
    for statement in indexes(std::slice::from_ref(&new), true) {
        run(tx, statement).await?;
    }
    replace(tx, &old, new).await
}
