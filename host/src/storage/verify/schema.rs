//! What the database itself promises: guards are in place, pages are sound, references lead somewhere.
//!
//! Knows both catalogues. Must not know what a table is for.

use crate::storage::{DbError, Dialect, Tx};

/// Tables whose rows stay as they were written: a trigger refuses update and delete.
const APPEND_ONLY: &[&str] = &[
    "audit_log",
    "entry",
    "entry_line",
    "entry_line_dimension",
    "layer_consumption",
    "reconciliation",
    "reconciliation_match",
    "stock_move",
    "valuation_layer",
];

/// Append-only tables that have lost a guard, each with what is no longer refused.
pub async fn guards_missing(tx: &mut Tx) -> Result<Vec<(&'static str, &'static str)>, DbError> {
    // A trigger as (table, refuses update, refuses delete). PostgreSQL's bits: 2 before, 8 delete, 16 update.
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "select tbl_name, instr(lower(sql), 'before update') > 0, instr(lower(sql), 'before delete') > 0 \
             from sqlite_schema where type = 'trigger' and sql like '%is append-only%'"
        }
        Dialect::Postgres => {
            "select c.relname::text, (t.tgtype & 16) > 0, (t.tgtype & 8) > 0 from pg_trigger t \
             join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid \
             where not t.tgisinternal and t.tgenabled <> 'D' and (t.tgtype & 2) > 0 \
             and c.relnamespace = current_schema()::regnamespace and p.prosrc like '%is append-only%'"
        }
    };
    let mut guards: Vec<(String, bool, bool)> = Vec::new();
    for row in tx.rows(sql, &[]).await? {
        guards.push((row.get(0)?, row.get(1)?, row.get(2)?));
    }
    let mut missing = Vec::new();
    for table in APPEND_ONLY {
        let mine = || guards.iter().filter(|(name, ..)| name == table);
        if !mine().any(|(_, update, _)| *update) {
            missing.push((*table, "update"));
        }
        if !mine().any(|(_, _, delete)| *delete) {
            missing.push((*table, "delete"));
        }
    }
    Ok(missing)
}

/// What SQLite finds wrong with its pages and indexes; PostgreSQL checks pages as it reads them.
pub async fn pages_damaged(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    if tx.dialect() == Dialect::Postgres {
        return Ok(Vec::new());
    }
    let rows = tx.rows("select integrity_check from pragma_integrity_check limit 20", &[]).await?;
    let told: Vec<String> = rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    Ok(told.into_iter().filter(|text| text != "ok").collect())
}

/// Tables with rows that refer to rows which are not there. PostgreSQL keeps its keys at every change, and a
/// key that was switched off is told by name.
pub async fn foreign_keys_broken(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "select \"table\" || ' to ' || parent || ': ' || cast(count(*) as text) || ' rows' \
             from pragma_foreign_key_check group by \"table\", parent"
        }
        Dialect::Postgres => {
            "select c.relname::text || ' (' || k.conname::text || ') is not enforced' from pg_constraint k \
             join pg_class c on c.oid = k.conrelid join pg_trigger t on t.tgconstraint = k.oid \
             where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace \
             and (not k.convalidated or t.tgenabled = 'D') group by c.relname, k.conname"
        }
    };
    tx.rows(sql, &[]).await?.iter().map(|row| row.get(0)).collect()
}
