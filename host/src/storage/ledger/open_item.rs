//! Open items: residuals from matches, and the matches themselves.

use chrono::{DateTime, NaiveDate, Utc};
use keel_core::ledger::currency::Currency;
use uuid::Uuid;

use super::books::currency;
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A line by its entry and number.
pub type LineKey = (Uuid, i64);

/// A line with what is left of it after its live matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Entry and line.
    pub key: LineKey,
    /// The account.
    pub account: Uuid,
    /// Whether the account keeps open items.
    pub reconcilable: bool,
    /// The line's currency.
    pub currency: Currency,
    /// Whose it is.
    pub contact: Option<Uuid>,
    /// The entry's day.
    pub entry_on: NaiveDate,
    /// What is open; debit positive.
    pub residual_minor: i64,
    /// The same in the company's currency.
    pub residual_company_minor: i64,
}

/// Most lines asked for in one statement.
const KEYS_MAX: usize = 128;

/// Lines of a company with their residuals; those that there are, in no order.
pub async fn residuals(tx: &mut Tx, company: Uuid, keys: &[LineKey]) -> Result<Vec<Open>, DbError> {
    let mut found = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(KEYS_MAX) {
        let either: Vec<String> = (0..chunk.len())
            .map(|i| format!("(l.entry_id = ${} and l.line_no = ${})", 2 * i + 2, 2 * i + 3))
            .collect();
        let sql = format!(
            "select l.entry_id, l.line_no, l.account_id, a.reconcilable, l.currency, l.contact_id, l.entry_on, \
             l.amount_minor, l.company_minor, {}, {}, {}, {} \
             from entry_line l join account a on a.id = l.account_id where a.company_id = $1 and ({})",
            settled("debit", "amount_minor"),
            settled("debit", "company_minor"),
            settled("credit", "amount_minor"),
            settled("credit", "company_minor"),
            either.join(" or ")
        );
        let mut values = vec![Val::from(company)];
        for (entry, line) in chunk {
            values.push((*entry).into());
            values.push((*line).into());
        }
        for row in tx.rows(Sql::built(sql), &values).await? {
            found.push(open(&row)?);
        }
    }
    Ok(found)
}

/// What live matches take from line `l`, on one side and in one column.
fn settled(side: &str, column: &str) -> String {
    format!(
        "(select cast(coalesce(sum(m.{column}), 0) as bigint) from reconciliation_match m \
         join reconciliation r on r.id = m.reconciliation_id \
         where m.{side}_entry_id = l.entry_id and m.{side}_line_no = l.line_no and r.undone_at is null)"
    )
}

/// A line that is not settled, with what a person needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The line and what is left of it.
    pub open: Open,
    /// Number of its entry.
    pub number: String,
    /// When it falls due.
    pub due_on: Option<NaiveDate>,
    /// Free text.
    pub description: Option<String>,
    /// Its whole amount; debit positive.
    pub amount_minor: i64,
}

/// Which open lines are asked for.
#[derive(Debug, Clone, Default)]
pub struct OpenFilter {
    /// Of this account.
    pub account: Option<Uuid>,
    /// Of this contact.
    pub contact: Option<Uuid>,
    /// In this currency.
    pub currency: Option<String>,
    /// Behind this line.
    pub after: Option<LineKey>,
}

/// Lines of a company that are not settled, in the order in which they were posted.
pub async fn list(
    tx: &mut Tx,
    company: Uuid,
    filter: &OpenFilter,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    let mut values = vec![Val::from(company), true.into(), limit.into()];
    let mut wanted = String::new();
    let mut and = |condition: &str, new: Vec<Val>| {
        let mut text = condition.to_owned();
        for value in new {
            values.push(value);
            text = text.replacen('?', &format!("${}", values.len()), 1);
        }
        wanted.push_str(&format!(" and {text}"));
    };
    if let Some(account) = filter.account {
        and("l.account_id = ?", vec![account.into()]);
    }
    if let Some(contact) = filter.contact {
        and("l.contact_id = ?", vec![contact.into()]);
    }
    if let Some(currency) = &filter.currency {
        and("l.currency = ?", vec![currency.into()]);
    }
    if let Some((entry, line)) = filter.after {
        and("(l.entry_id, l.line_no) > (?, ?)", vec![entry.into(), line.into()]);
    }
    let sql = format!(
        "select * from (select l.entry_id, l.line_no, l.account_id, a.reconcilable, l.currency, l.contact_id, l.entry_on, \
         l.amount_minor, l.company_minor, {} as da, {} as dc, {} as ca, {} as cc, e.number, l.due_on, l.description \
         from account a join entry_line l on l.account_id = a.id join entry e on e.id = l.entry_id \
         where a.company_id = $1 and a.reconcilable = $2{wanted}) o \
         where o.amount_minor - o.da + o.ca <> 0 or o.company_minor - o.dc + o.cc <> 0 \
         order by o.entry_id, o.line_no limit $3",
        settled("debit", "amount_minor"),
        settled("debit", "company_minor"),
        settled("credit", "amount_minor"),
        settled("credit", "company_minor"),
    );
    let rows = tx.rows(Sql::built(sql), &values).await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                open: open(row)?,
                number: row.get(13)?,
                due_on: row.get(14)?,
                description: row.get(15)?,
                amount_minor: row.get(7)?,
            })
        })
        .collect()
}

fn open(row: &Row) -> Result<Open, DbError> {
    let number = |index: usize| row.get::<i64>(index);
    Ok(Open {
        key: (row.get(0)?, row.get(1)?),
        account: row.get(2)?,
        reconcilable: row.get(3)?,
        currency: currency(row, 4)?,
        contact: row.get(5)?,
        entry_on: row.get(6)?,
        residual_minor: number(7)? - number(9)? + number(11)?,
        residual_company_minor: number(8)? - number(10)? + number(12)?,
    })
}

/// A settlement to keep.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// Its id.
    pub id: Uuid,
    /// Its company.
    pub company: Uuid,
    /// The account of its lines.
    pub account: Uuid,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Its business day.
    pub on: NaiveDate,
    /// `request` or `reversal`.
    pub cause: &'static str,
    /// The entry that took the difference of rates.
    pub exchange_entry: Option<Uuid>,
    /// The entry that wrote the rest off.
    pub write_off_entry: Option<Uuid>,
    /// Debit line, credit line, amount, company amount.
    pub matches: Vec<(LineKey, LineKey, i64, i64)>,
}

/// Keeps a settlement and its matches.
pub async fn insert(tx: &mut Tx, new: &Reconciliation) -> Result<(), DbError> {
    tx.insert_many(
        "reconciliation",
        &[
            "id",
            "company_id",
            "account_id",
            "reconciled_at",
            "reconciled_on",
            "cause",
            "exchange_entry_id",
            "write_off_entry_id",
        ],
        vec![vec![
            new.id.into(),
            new.company.into(),
            new.account.into(),
            new.at.into(),
            new.on.into(),
            new.cause.into(),
            new.exchange_entry.into(),
            new.write_off_entry.into(),
        ]],
    )
    .await?;
    let rows = new
        .matches
        .iter()
        .enumerate()
        .map(|(i, (debit, credit, amount, company))| {
            vec![
                new.id.into(),
                (i as i64 + 1).into(),
                debit.0.into(),
                debit.1.into(),
                credit.0.into(),
                credit.1.into(),
                (*amount).into(),
                (*company).into(),
            ]
        })
        .collect();
    let columns = [
        "reconciliation_id",
        "match_no",
        "debit_entry_id",
        "debit_line_no",
        "credit_entry_id",
        "credit_line_no",
        "amount_minor",
        "company_minor",
    ];
    tx.insert_many("reconciliation_match", &columns, rows).await
}

/// A settlement that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: Uuid,
    /// The entry that took the difference of rates.
    pub exchange_entry: Option<Uuid>,
    /// The entry that wrote the rest off.
    pub write_off_entry: Option<Uuid>,
    /// Already undone.
    pub undone: bool,
}

/// A settlement of a company.
pub async fn find(tx: &mut Tx, company: Uuid, id: Uuid) -> Result<Option<Kept>, DbError> {
    let sql = "select id, exchange_entry_id, write_off_entry_id, undone_at is not null from reconciliation where id = $1 and company_id = $2";
    tx.row(sql, &[id.into(), company.into()]).await?.map(|row| kept(&row)).transpose()
}

/// The last live settlement of a line.
pub async fn last_of(tx: &mut Tx, company: Uuid, key: LineKey) -> Result<Option<Kept>, DbError> {
    let sql = "select r.id, r.exchange_entry_id, r.write_off_entry_id, r.undone_at is not null from reconciliation r \
               where r.company_id = $1 and r.undone_at is null and r.id in ( \
               select reconciliation_id from reconciliation_match where debit_entry_id = $2 and debit_line_no = $3 \
               union select reconciliation_id from reconciliation_match where credit_entry_id = $2 and credit_line_no = $3) \
               order by r.id desc limit 1";
    tx.row(sql, &[company.into(), key.0.into(), key.1.into()]).await?.map(|row| kept(&row)).transpose()
}

fn kept(row: &Row) -> Result<Kept, DbError> {
    Ok(Kept {
        id: row.get(0)?,
        exchange_entry: row.get(1)?,
        write_off_entry: row.get(2)?,
        undone: row.get(3)?,
    })
}

/// Whether an entry is the exchange or write-off entry of a live settlement.
pub async fn belongs_to(tx: &mut Tx, entry: Uuid) -> Result<Option<Uuid>, DbError> {
    let sql = "select id from reconciliation where (exchange_entry_id = $1 or write_off_entry_id = $1) and undone_at is null";
    tx.row(sql, &[entry.into()]).await?.map(|row| row.get(0)).transpose()
}

/// Undoes a settlement.
pub async fn undo(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute("update reconciliation set undone_at = $2 where id = $1", &[id.into(), now.into()]).await?;
    Ok(())
}
