//! Sequences of document numbers and the head of the hash chain.

use keel_core::ledger::chain::Hash;
use uuid::Uuid;

use super::places;
use crate::storage::{DbError, Sql, Tx, Val};

/// Takes `count` numbers in a row; the first of them. Taken back with the transaction, so no hole is left.
pub async fn take(tx: &mut Tx, journal: Uuid, fiscal_year: &str, count: i64) -> Result<i64, DbError> {
    let sql = "insert into journal_sequence (journal_id, fiscal_year, next_number) values ($1, $2, $3 + 1) \
               on conflict (journal_id, fiscal_year) do update set next_number = journal_sequence.next_number + $3 \
               returning next_number";
    let row = tx.row(sql, &[journal.into(), fiscal_year.into(), count.into()]).await?;
    let next: i64 = row.ok_or_else(|| DbError::Other("a sequence gave no number".into()))?.get(0)?;
    Ok(next - count)
}

/// Which of these numbers entries of the company have.
pub async fn taken(tx: &mut Tx, company: Uuid, numbers: &[&str]) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    for chunk in numbers.chunks(256) {
        let sql = format!(
            "select number from entry where company_id = $1 and number in ({})",
            places(2, chunk.len())
        );
        let mut values = vec![Val::from(company)];
        values.extend(chunk.iter().map(|n| Val::from(*n)));
        for row in tx.rows(Sql::built(sql), &values).await? {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

/// Moves the end of a company's chain.
pub async fn move_chain(tx: &mut Tx, company: Uuid, chain_no: i64, hash: &Hash) -> Result<(), DbError> {
    let sql = "insert into ledger_chain (company_id, chain_no, hash) values ($1, $2, $3) \
               on conflict (company_id) do update set chain_no = excluded.chain_no, hash = excluded.hash";
    tx.execute(sql, &[company.into(), chain_no.into(), hash.to_vec().into()]).await?;
    Ok(())
}
