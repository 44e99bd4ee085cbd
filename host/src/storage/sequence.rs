//! Numbers of documents outside the ledger: the tables `sequence` and `sequence_year`.
//!
//! Knows how a number is taken in one statement. Must not know what it numbers.

use uuid::Uuid;

use super::{DbError, Tx};

/// How a sequence writes its numbers.
#[derive(Debug, Clone)]
pub struct SequenceRow {
    /// The sequence.
    pub id: Uuid,
    /// What stands before the number.
    pub prefix: String,
    /// Least digits.
    pub padding: i64,
    /// Begins anew each year.
    pub per_year: bool,
}

/// The sequence of a code in a company.
pub async fn find(tx: &mut Tx, company: Uuid, code: &str) -> Result<Option<SequenceRow>, DbError> {
    let sql = "select id, prefix, padding, per_year from sequence where company_id = $1 and code = $2";
    tx.row(sql, &[company.into(), code.into()])
        .await?
        .map(|row| {
            Ok(SequenceRow {
                id: row.get(0)?,
                prefix: row.get(1)?,
                padding: row.get(2)?,
                per_year: row.get(3)?,
            })
        })
        .transpose()
}

/// Takes the next number: of the year, where one is given. A unit that is rolled back gives it back.
pub async fn take(tx: &mut Tx, sequence: Uuid, year: Option<i32>) -> Result<i64, DbError> {
    let row = match year {
        None => {
            let sql =
                "update sequence set next_number = next_number + 1 where id = $1 returning next_number - 1";
            tx.row(sql, &[sequence.into()]).await?
        }
        Some(year) => {
            let sql = "insert into sequence_year (sequence_id, year, next_number) values ($1, $2, 2) \
                       on conflict (sequence_id, year) do update set next_number = sequence_year.next_number + 1 \
                       returning next_number - 1";
            tx.row(sql, &[sequence.into(), year.into()]).await?
        }
    };
    row.ok_or_else(|| DbError::Other("a sequence went away while it was counted".into()))?.get(0)
}
