//! What the check of the chain reads beside the entries themselves.

use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// A company with the kept end of its chain.
#[derive(Debug, Clone)]
pub struct Head {
    /// The company.
    pub company: Uuid,
    /// Its code.
    pub code: String,
    /// The kept last place and link.
    pub kept: Option<(i64, Vec<u8>)>,
    /// Entries there are.
    pub entries: i64,
}

/// Every company with the end of its chain.
pub async fn heads(tx: &mut Tx) -> Result<Vec<Head>, DbError> {
    let rows = tx
        .rows(
            "select c.id, c.code, h.chain_no, h.hash, (select count(*) from entry e where e.company_id = c.id) \
             from company c left join ledger_chain h on h.company_id = c.id order by c.code",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let kept = row.get::<Option<i64>>(2)?.zip(row.get::<Option<Vec<u8>>>(3)?);
            Ok(Head { company: row.get(0)?, code: row.get(1)?, kept, entries: row.get(4)? })
        })
        .collect()
}

/// How a journal numbers its entries.
#[derive(Debug, Clone)]
pub struct Numbering {
    /// The journal.
    pub journal: Uuid,
    /// Its company's code and its own.
    pub place: String,
    /// Numbers only from its sequence.
    pub gapless: bool,
    /// Text before the first slash.
    pub prefix: String,
    /// Least digits.
    pub padding: i64,
    /// Begins at 1 in each fiscal year.
    pub per_year: bool,
}

/// Every journal.
pub async fn numberings(tx: &mut Tx) -> Result<Vec<Numbering>, DbError> {
    let rows = tx
        .rows(
            "select j.id, c.code || ' ' || j.code, j.gapless, j.number_prefix, j.number_padding, j.number_per_year \
             from journal j join company c on c.id = j.company_id",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Numbering {
                journal: row.get(0)?,
                place: row.get(1)?,
                gapless: row.get(2)?,
                prefix: row.get(3)?,
                padding: row.get(4)?,
                per_year: row.get(5)?,
            })
        })
        .collect()
}

/// The next number of every sequence: journal, key, number.
pub async fn sequences(tx: &mut Tx) -> Result<Vec<(Uuid, String, i64)>, DbError> {
    let rows = tx.rows("select journal_id, fiscal_year, next_number from journal_sequence", &[]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The code of each period's fiscal year.
pub async fn year_codes(tx: &mut Tx) -> Result<Vec<(Uuid, String)>, DbError> {
    let rows = tx
        .rows("select p.id, y.code from period p join fiscal_year y on y.id = p.fiscal_year_id", &[])
        .await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
