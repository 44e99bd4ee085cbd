//! Open items as they stood on a day: lines of reconcilable accounts less the matches that count.
//!
//! A match counts when it was made on that day or before and is not undone; as known at an instant, when it
//! was made by then and not undone by then.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::code_point;
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// An open line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRow {
    /// Whose it is.
    pub contact: Option<Uuid>,
    /// Its account's code.
    pub account: String,
    /// The entry's day.
    pub entry_on: NaiveDate,
    /// The entry.
    pub entry: Uuid,
    /// Its number.
    pub number: String,
    /// The line's number in it.
    pub line_no: i64,
    /// The other party's number.
    pub reference: Option<String>,
    /// When it falls due; the entry's day when nothing was agreed.
    pub due_on: NaiveDate,
    /// The line's currency.
    pub currency: String,
    /// What is open of it there; debit positive.
    pub residual_minor: i64,
    /// The same in the company's currency.
    pub residual_company_minor: i64,
}

/// Which open items are wanted.
#[derive(Debug, Clone, Default)]
pub struct OpenFilter {
    /// Whose books.
    pub company: Uuid,
    /// `receivable` or `payable`.
    pub role: String,
    /// As of this day.
    pub on: NaiveDate,
    /// As known at this instant.
    pub known_at: Option<DateTime<Utc>>,
    /// Of this contact; `Some(None)`: of nobody.
    pub contact: Option<Option<Uuid>>,
}

/// Open items, the earliest due first.
pub async fn open(tx: &mut Tx, filter: &OpenFilter) -> Result<Vec<OpenRow>, DbError> {
    let mut params: Vec<Val> = vec![filter.company.into(), (&filter.role).into(), filter.on.into()];
    let (known_entry, live) = match filter.known_at {
        Some(at) => {
            params.push(at.into());
            (
                "and e.posted_at <= $4",
                "r.reconciled_on <= $3 and r.reconciled_at <= $4 and (r.undone_at is null or r.undone_at > $4)",
            )
        }
        None => ("", "r.reconciled_on <= $3 and r.undone_at is null"),
    };
    let contact = match filter.contact {
        None => String::new(),
        Some(None) => "and l.contact_id is null".into(),
        Some(Some(id)) => {
            params.push(id.into());
            format!("and l.contact_id = ${}", params.len())
        }
    };
    let settled = |side: &str| {
        format!(
            "select m.{side}_entry_id as entry_id, m.{side}_line_no as line_no, sum(m.amount_minor) as amount, \
             sum(m.company_minor) as company from reconciliation r \
             join reconciliation_match m on m.reconciliation_id = r.id \
             join account ra on ra.id = r.account_id \
             where r.company_id = $1 and ra.role = $2 and {live} group by m.{side}_entry_id, m.{side}_line_no"
        )
    };
    let text = format!(
        "select contact_id, code, entry_on, id, number, line_no, reference, due_on, currency, residual, residual_company from ( \
         select l.contact_id, a.code, l.entry_on, e.id, e.number, l.line_no, e.reference, \
         coalesce(l.due_on, l.entry_on) as due_on, l.currency, \
         cast(l.amount_minor - coalesce(d.amount, 0) + coalesce(c.amount, 0) as bigint) as residual, \
         cast(l.company_minor - coalesce(d.company, 0) + coalesce(c.company, 0) as bigint) as residual_company \
         from account a join entry_line l on l.account_id = a.id and l.entry_on <= $3 \
         join entry e on e.id = l.entry_id \
         left join ({}) d on d.entry_id = l.entry_id and d.line_no = l.line_no \
         left join ({}) c on c.entry_id = l.entry_id and c.line_no = l.line_no \
         where a.company_id = $1 and a.role = $2 and a.reconcilable = true {known_entry} {contact} ) items \
         where residual <> 0 or residual_company <> 0 \
         order by due_on, entry_on, {}, line_no",
        settled("debit"),
        settled("credit"),
        code_point(tx.dialect(), "number")
    );
    tx.rows(Sql::built(text), &params).await?.iter().map(item).collect()
}

fn item(row: &Row) -> Result<OpenRow, DbError> {
    Ok(OpenRow {
        contact: row.get(0)?,
        account: row.get(1)?,
        entry_on: row.get(2)?,
        entry: row.get(3)?,
        number: row.get(4)?,
        line_no: row.get(5)?,
        reference: row.get(6)?,
        due_on: row.get(7)?,
        currency: row.get(8)?,
        residual_minor: row.get(9)?,
        residual_company_minor: row.get(10)?,
    })
}
