//! SQLite without Keel: a loop that writes the rows of a two-line entry into Keel's own tables.
//!
//! Knows the tables. It is the limit that posting is measured against: same file system, same rows, same
//! durability, no rules, no HTTP.

use std::path::Path;
use std::time::{Duration, Instant};

use keel::storage::migrate::MIGRATIONS;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::load::per_second;

const ENTRY: &str = "insert into entry (id, company_id, journal_id, period_id, number, entry_on, posted_at, kind, \
    reference, chain_no, prev_hash, hash, actor_kind, actor_id, via) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'normal', \
    ?8, ?9, ?10, ?10, 'token', ?2, 'http')";
const LINE: &str = "insert into entry_line (entry_id, line_no, entry_on, account_id, amount_minor, currency, \
    company_minor) values (?1, 1, ?2, ?3, ?5, 'USD', ?5), (?1, 2, ?2, ?4, -?5, 'USD', -?5)";
const BALANCE: &str = "insert into account_balance (company_id, grain, starts_on, account_id, currency, debit_minor, \
    credit_minor, debit_company_minor, credit_company_minor) values (?1, 'day', ?2, ?3, 'USD', ?5, 0, ?5, 0), \
    (?1, 'day', ?2, ?4, 'USD', 0, ?5, 0, ?5), (?1, 'period', '2026-01-01', ?3, 'USD', ?5, 0, ?5, 0), \
    (?1, 'period', '2026-01-01', ?4, 'USD', 0, ?5, 0, ?5) on conflict (company_id, grain, starts_on, account_id, \
    currency) do update set debit_minor = debit_minor + excluded.debit_minor, credit_minor = credit_minor + \
    excluded.credit_minor, debit_company_minor = debit_company_minor + excluded.debit_company_minor, \
    credit_company_minor = credit_company_minor + excluded.credit_company_minor";
const SEQUENCE: &str = "insert into journal_sequence (journal_id, fiscal_year, next_number) values (?1, '2026', 2) \
    on conflict (journal_id, fiscal_year) do update set next_number = next_number + 1";
const CHAIN: &str = "insert into ledger_chain (company_id, chain_no, hash) values (?1, ?2, ?3) \
    on conflict (company_id) do update set chain_no = excluded.chain_no, hash = excluded.hash";
const AUDIT: &str = "insert into audit_log (id, at, actor_kind, actor_id, company_id, operation, record_type, \
    record_id, changes, request_id, via) values (?1, ?2, 'token', ?3, ?3, 'post', 'entry', ?4, '{}', ?1, 'http')";
const OUTBOX: &str = "insert into outbox (id, at, company_id, event, record_type, record_id, payload) \
    values (?1, ?2, ?3, 'ledger.entry-posted', 'entry', ?4, '{\"entry_on\":\"2026-01-15\",\"kind\":\"normal\"}')";

/// Durable entries a second, in transactions of `group` entries, for about as long as asked.
pub fn entries(dir: &Path, group: usize, lasting: Duration) -> u64 {
    let file = dir.join(format!("raw-{group}.sqlite"));
    let mut connection = Connection::open(&file).expect("a file");
    connection
        .execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000;",
        )
        .expect("pragmas");
    for step in MIGRATIONS {
        connection.execute_batch(step.sqlite).expect("a migration");
    }
    // Rows refer to nothing: the loop is to be as fast as it can.
    connection.execute_batch("pragma foreign_keys = off").expect("a pragma");
    let fixed: [Uuid; 5] = std::array::from_fn(|_| Uuid::now_v7());
    let began = Instant::now();
    let mut count = 0;
    while began.elapsed() < lasting {
        let transaction = connection.transaction().expect("a transaction");
        for _ in 0..group {
            count += 1;
            one(&transaction, &fixed, count).expect("the rows are taken");
        }
        transaction.commit().expect("the commit");
    }
    per_second(count as usize, began.elapsed())
}

fn one(tx: &Connection, fixed: &[Uuid; 5], n: i64) -> rusqlite::Result<()> {
    let [company, journal, period, bank, sales] = fixed.map(|id| id.into_bytes());
    let id = Uuid::now_v7().into_bytes();
    let at = "2026-01-15T10:00:00.000000Z";
    let day = format!("2026-01-{:02}", n % 28 + 1);
    let hash = [n as u8; 32];
    let number = format!("GEN/2026/{n:05}");
    let reference = format!("bench {n}");
    tx.prepare_cached(SEQUENCE)?.execute([journal])?;
    tx.prepare_cached(ENTRY)?
        .execute(params![id, company, journal, period, number, day, at, reference, n, hash])?;
    tx.prepare_cached(LINE)?.execute(params![id, day, bank, sales, n])?;
    tx.prepare_cached(BALANCE)?.execute(params![company, day, bank, sales, n])?;
    tx.prepare_cached(CHAIN)?.execute(params![company, n, hash])?;
    tx.prepare_cached(AUDIT)?.execute(params![Uuid::now_v7().into_bytes(), at, company, id])?;
    tx.prepare_cached(OUTBOX)?.execute(params![Uuid::now_v7().into_bytes(), at, company, id])?;
    Ok(())
}
