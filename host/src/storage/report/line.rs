//! Lines of the books one by one, in the order of account, day and chain.

use chrono::NaiveDate;
use uuid::Uuid;

use super::balance::side;
use super::code_point;
use super::filter::{FROM, LineFilter};
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A line with what a reader wants to know of its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// The account.
    pub account: Uuid,
    /// Its code.
    pub account_code: String,
    /// Its name.
    pub account_name: String,
    /// The day.
    pub entry_on: NaiveDate,
    /// The entry's place in the chain.
    pub chain_no: i64,
    /// The line's number in it.
    pub line_no: i64,
    /// The entry.
    pub entry: Uuid,
    /// Its number.
    pub number: String,
    /// Its journal's code.
    pub journal: String,
    /// Whose it is.
    pub contact: Option<Uuid>,
    /// The line's text, or the entry's.
    pub description: Option<String>,
    /// Debit positive, in the line's currency.
    pub amount_minor: i64,
    /// The line's currency.
    pub currency: String,
    /// Debit positive, in the company's currency.
    pub company_minor: i64,
    /// The box that counts it.
    pub tax_box: Option<String>,
    /// The code of its tax.
    pub tax_code: Option<String>,
    /// `base` or `tax`.
    pub tax_role: Option<String>,
    /// How much the box counts, in the company's currency.
    pub tax_box_minor: Option<i64>,
}

/// Where a page ended: account code, day, chain number, line number.
pub type LineMark = (String, NaiveDate, i64, i64);

/// Lines in order, after a mark, at most `limit`.
pub async fn page(
    tx: &mut Tx,
    filter: &LineFilter,
    after: Option<&LineMark>,
    limit: usize,
) -> Result<Vec<LineRow>, DbError> {
    let mut params: Vec<Val> = Vec::new();
    let mut conditions = filter.conditions(&mut params);
    let code = code_point(tx.dialect(), "a.code");
    if let Some(mark) = after {
        conditions.push_str(" and ");
        conditions.push_str(&beyond(&code, mark, ">", &mut params));
    }
    params.push((limit as i64).into());
    let text = format!(
        "select l.account_id, a.code, a.name, l.entry_on, e.chain_no, l.line_no, e.id, e.number, j.code, l.contact_id, \
         coalesce(l.description, e.narration), l.amount_minor, l.currency, l.company_minor, l.tax_box, t.code, \
         l.tax_role, l.tax_box_minor {FROM} join journal j on j.id = e.journal_id \
         left join tax_code t on t.id = l.tax_code_id {conditions} \
         order by {code}, l.entry_on, e.chain_no, l.line_no limit ${}",
        params.len()
    );
    tx.rows(Sql::built(text), &params).await?.iter().map(line).collect()
}

/// Sums of the lines a filter names: debits and credits in the company's currency, amounts in their own,
/// and what tax boxes count of them.
pub async fn sums(tx: &mut Tx, filter: &LineFilter) -> Result<(i64, i64, i64, i64), DbError> {
    let mut params: Vec<Val> = Vec::new();
    let conditions = filter.conditions(&mut params);
    let text = format!(
        "select {}, {}, cast(coalesce(sum(l.amount_minor), 0) as bigint), \
         cast(coalesce(sum(l.tax_box_minor), 0) as bigint) {FROM} {conditions}",
        side("l.company_minor", true),
        side("l.company_minor", false)
    );
    let row = tx.row(Sql::built(text), &params).await?;
    let row = row.ok_or_else(|| DbError::Decode("a sum gave no row".into()))?;
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

/// What the lines of the mark's account sum to, from the filter's first line up to the mark and with it:
/// debits and credits in the company's currency.
pub async fn sums_to_mark(tx: &mut Tx, filter: &LineFilter, mark: &LineMark) -> Result<(i64, i64), DbError> {
    let mut params: Vec<Val> = Vec::new();
    let mut conditions = filter.conditions(&mut params);
    let code = code_point(tx.dialect(), "a.code");
    params.push((&mark.0).into());
    conditions.push_str(&format!(" and a.code = ${} and ", params.len()));
    conditions.push_str(&beyond(&code, mark, "<=", &mut params));
    let text = format!(
        "select {}, {} {FROM} {conditions}",
        side("l.company_minor", true),
        side("l.company_minor", false)
    );
    let row = tx.row(Sql::built(text), &params).await?;
    let row = row.ok_or_else(|| DbError::Decode("a sum gave no row".into()))?;
    Ok((row.get(0)?, row.get(1)?))
}

/// Sums by tax box: box, lines, what the box counts.
pub async fn tax_boxes(tx: &mut Tx, filter: &LineFilter) -> Result<Vec<(String, i64, i64)>, DbError> {
    let mut params: Vec<Val> = Vec::new();
    let conditions = filter.conditions(&mut params);
    let text = format!(
        "select l.tax_box, count(*), cast(coalesce(sum(l.tax_box_minor), 0) as bigint) {FROM} {conditions} \
         group by l.tax_box order by {}",
        code_point(tx.dialect(), "l.tax_box")
    );
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Sums of the other lines of entries that touch bank or cash, by account: debit positive, company's currency.
pub async fn beside_cash(tx: &mut Tx, filter: &LineFilter) -> Result<Vec<(Uuid, i64)>, DbError> {
    let mut params: Vec<Val> = Vec::new();
    let conditions = LineFilter { beside_cash: true, ..filter.clone() }.conditions(&mut params);
    let text = format!(
        "select l.account_id, cast(sum(l.company_minor) as bigint) {FROM} {conditions} \
         and (a.role is null or a.role not in ('bank', 'cash')) group by l.account_id"
    );
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

fn beyond(code: &str, mark: &LineMark, compare: &str, params: &mut Vec<Val>) -> String {
    let first = params.len() + 1;
    params.extend([Val::from(&mark.0), mark.1.into(), mark.2.into(), mark.3.into()]);
    format!(
        "({code}, l.entry_on, e.chain_no, l.line_no) {compare} (${first}, ${}, ${}, ${})",
        first + 1,
        first + 2,
        first + 3
    )
}

fn line(row: &Row) -> Result<LineRow, DbError> {
    Ok(LineRow {
        account: row.get(0)?,
        account_code: row.get(1)?,
        account_name: row.get(2)?,
        entry_on: row.get(3)?,
        chain_no: row.get(4)?,
        line_no: row.get(5)?,
        entry: row.get(6)?,
        number: row.get(7)?,
        journal: row.get(8)?,
        contact: row.get(9)?,
        description: row.get(10)?,
        amount_minor: row.get(11)?,
        currency: row.get(12)?,
        company_minor: row.get(13)?,
        tax_box: row.get(14)?,
        tax_code: row.get(15)?,
        tax_role: row.get(16)?,
        tax_box_minor: row.get(17)?,
    })
}
