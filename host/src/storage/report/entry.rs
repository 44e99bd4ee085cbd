//! Entries in the order in which they were posted, each line with its account and its origin.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::filter::{FROM, LineFilter};
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Place in the chain.
    pub chain_no: i64,
    /// The entry.
    pub entry: Uuid,
    /// Its number.
    pub number: String,
    /// Its day.
    pub entry_on: NaiveDate,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// Its journal's code.
    pub journal: String,
    /// Why it exists.
    pub kind: String,
    /// Free text of the entry.
    pub narration: Option<String>,
    /// Who posted it: kind of actor, and through which door, hook or action.
    pub actor_kind: String,
    /// The user.
    pub actor_id: Option<Uuid>,
    /// Plugin, if one did.
    pub plugin: Option<String>,
    /// Door, hook or action.
    pub via: Option<String>,
    /// Number of the line.
    pub line_no: i64,
    /// Code of its account.
    pub account: String,
    /// Name of its account.
    pub account_name: String,
    /// Text of the line.
    pub description: Option<String>,
    /// Debit positive, company's currency.
    pub company_minor: i64,
}

/// Lines of at most `limit` entries in the order of the chain, after an entry; and the last entry's place
/// when there are more. `filter` names whole entries: days, instant, journal.
pub async fn page(
    tx: &mut Tx,
    filter: &LineFilter,
    after: i64,
    limit: usize,
) -> Result<(Vec<JournalRow>, Option<i64>), DbError> {
    let mut params: Vec<Val> = Vec::new();
    let conditions = filter.conditions(&mut params);
    params.push(after.into());
    let place = params.len();
    let text = format!(
        "select e.chain_no from entry e {conditions} and e.chain_no > ${place} order by e.chain_no limit {}",
        limit + 1
    );
    let places = tx.rows(Sql::built(text), &params).await?;
    let last: i64 = match places.get(limit.saturating_sub(1)).or(places.last()) {
        Some(row) => row.get(0)?,
        None => return Ok((Vec::new(), None)),
    };
    params.push(last.into());
    let text = format!(
        "select e.chain_no, e.id, e.number, e.entry_on, e.posted_at, j.code, e.kind, e.narration, e.actor_kind, \
         e.actor_id, e.plugin, e.via, l.line_no, a.code, a.name, l.description, l.company_minor {FROM} \
         join journal j on j.id = e.journal_id {conditions} and e.chain_no > ${place} and e.chain_no <= ${} \
         order by e.chain_no, l.line_no",
        params.len()
    );
    let lines = tx.rows(Sql::built(text), &params).await?.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    Ok((lines, (places.len() > limit).then_some(last)))
}

fn line(row: &Row) -> Result<JournalRow, DbError> {
    Ok(JournalRow {
        chain_no: row.get(0)?,
        entry: row.get(1)?,
        number: row.get(2)?,
        entry_on: row.get(3)?,
        posted_at: row.get(4)?,
        journal: row.get(5)?,
        kind: row.get(6)?,
        narration: row.get(7)?,
        actor_kind: row.get(8)?,
        actor_id: row.get(9)?,
        plugin: row.get(10)?,
        via: row.get(11)?,
        line_no: row.get(12)?,
        account: row.get(13)?,
        account_name: row.get(14)?,
        description: row.get(15)?,
        company_minor: row.get(16)?,
    })
}
