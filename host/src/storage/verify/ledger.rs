//! What the ledger's tables promise each other.
//!
//! Knows the ledger's tables. Must not know why an entry is right.

use chrono::{DateTime, Utc};
use keel_core::ledger::chain::Hash;
use uuid::Uuid;

use super::Question;
use crate::storage::{DbError, Tx};

/// The promises that one statement can hold the rows against.
pub(super) const QUESTIONS: &[Question] = &[
    Question {
        code: "ledger.entry-not-balanced",
        sql: "select c.code, e.number, l.currency || ' is off by ' || cast(sum(l.amount_minor) as text) \
              from entry e join company c on c.id = e.company_id join entry_line l on l.entry_id = e.id \
              group by c.code, e.id, e.number, l.currency having sum(l.amount_minor) <> 0",
    },
    Question {
        code: "ledger.entry-not-balanced-in-company",
        sql: "select c.code, e.number, c.currency || ' is off by ' || cast(sum(l.company_minor) as text) \
              from entry e join company c on c.id = e.company_id join entry_line l on l.entry_id = e.id \
              group by c.code, e.id, e.number, c.currency having sum(l.company_minor) <> 0",
    },
    Question {
        code: "ledger.entry-too-short",
        sql: "select c.code, e.number, cast(count(l.entry_id) as text) || ' lines' \
              from entry e join company c on c.id = e.company_id left join entry_line l on l.entry_id = e.id \
              group by c.code, e.id, e.number having count(l.entry_id) < 2",
    },
    Question {
        code: "ledger.entry-elsewhere",
        sql: "select c.code, e.number, 'its journal or period is another company''s' \
              from entry e join company c on c.id = e.company_id join journal j on j.id = e.journal_id \
              join period p on p.id = e.period_id \
              where j.company_id <> e.company_id or p.company_id <> e.company_id",
    },
    Question {
        code: "ledger.entry-outside-period",
        sql: "select c.code, e.number, cast(e.entry_on as text) || ' is not in period ' || p.code \
              from entry e join company c on c.id = e.company_id join period p on p.id = e.period_id \
              where e.entry_on < p.starts_on or e.entry_on > p.ends_on",
    },
    Question {
        code: "ledger.line-account",
        sql: "select c.code, e.number, 'account ' || a.code || ' is a heading or another company''s' \
              from entry_line l join entry e on e.id = l.entry_id join company c on c.id = e.company_id \
              join account a on a.id = l.account_id where a.company_id <> e.company_id or a.is_group",
    },
    Question {
        code: "ledger.line-date",
        sql: "select c.code, e.number, 'line ' || cast(l.line_no as text) || ' is of ' || cast(l.entry_on as text) \
              from entry_line l join entry e on e.id = l.entry_id join company c on c.id = e.company_id \
              where l.entry_on <> e.entry_on",
    },
    Question {
        code: "ledger.reversal-not-mirror",
        sql: "select c.code, r.number, 'with ' || o.number || ' it does not come to nothing' \
              from entry r join entry o on o.id = r.reverses_id join company c on c.id = r.company_id \
              where exists (select 1 from entry_line l where l.entry_id in (r.id, o.id) \
                            group by l.account_id, l.currency \
                            having sum(l.amount_minor) <> 0 or sum(l.company_minor) <> 0)",
    },
    Question {
        code: "ledger.number-gap",
        sql: "select c.code, j.code, 'year ' || s.fiscal_year || ': ' || cast(s.next_number - 1 as text) \
                     || ' numbers were given, ' || cast(count(e.id) as text) || ' entries have one' \
              from journal_sequence s join journal j on j.id = s.journal_id join company c on c.id = j.company_id \
              left join (entry e join period p on p.id = e.period_id join fiscal_year y on y.id = p.fiscal_year_id) \
                   on e.journal_id = j.id and (not j.number_per_year or y.code = s.fiscal_year) \
              where j.gapless group by c.code, j.code, s.fiscal_year, s.next_number \
              having count(e.id) <> s.next_number - 1",
    },
    Question {
        code: "ledger.balance-differs",
        sql: "select c.code, a.code, r.currency || ' of the ' || r.grain || ' from ' || cast(r.starts_on as text) \
                     || ' is off by ' || cast(r.dc as text) || ' debit, ' || cast(r.kc as text) || ' credit' \
              from (select company_id, grain, starts_on, account_id, currency, \
                           sum(d) as d, sum(k) as k, sum(dc) as dc, sum(kc) as kc from ( \
                      select company_id, grain, starts_on, account_id, currency, debit_minor as d, \
                             credit_minor as k, debit_company_minor as dc, credit_company_minor as kc \
                      from account_balance \
                      union all \
                      select e.company_id, 'day', l.entry_on, l.account_id, l.currency, \
                             case when l.amount_minor > 0 then -l.amount_minor else 0 end, \
                             case when l.amount_minor < 0 then l.amount_minor else 0 end, \
                             case when l.company_minor > 0 then -l.company_minor else 0 end, \
                             case when l.company_minor < 0 then l.company_minor else 0 end \
                      from entry_line l join entry e on e.id = l.entry_id \
                      union all \
                      select e.company_id, 'period', p.starts_on, l.account_id, l.currency, \
                             case when l.amount_minor > 0 then -l.amount_minor else 0 end, \
                             case when l.amount_minor < 0 then l.amount_minor else 0 end, \
                             case when l.company_minor > 0 then -l.company_minor else 0 end, \
                             case when l.company_minor < 0 then l.company_minor else 0 end \
                      from entry_line l join entry e on e.id = l.entry_id join period p on p.id = e.period_id \
                    ) all_rows group by company_id, grain, starts_on, account_id, currency \
                    having sum(d) <> 0 or sum(k) <> 0 or sum(dc) <> 0 or sum(kc) <> 0) r \
              join account a on a.id = r.account_id join company c on c.id = r.company_id",
    },
    Question {
        code: "ledger.settled-too-much",
        sql: "select c.code, e.number, 'line ' || cast(l.line_no as text) || ' of ' || cast(abs(l.amount_minor) as text) \
                     || ' is settled with ' || cast(sum(s.amount) as text) \
              from (select m.debit_entry_id as entry_id, m.debit_line_no as line_no, m.amount_minor as amount \
                    from reconciliation_match m join reconciliation r on r.id = m.reconciliation_id \
                    where r.undone_at is null \
                    union all \
                    select m.credit_entry_id, m.credit_line_no, m.amount_minor \
                    from reconciliation_match m join reconciliation r on r.id = m.reconciliation_id \
                    where r.undone_at is null) s \
              join entry_line l on l.entry_id = s.entry_id and l.line_no = s.line_no \
              join entry e on e.id = l.entry_id join company c on c.id = e.company_id \
              group by c.code, e.number, l.entry_id, l.line_no, l.amount_minor \
              having sum(s.amount) > abs(l.amount_minor)",
    },
    Question {
        code: "ledger.settled-elsewhere",
        sql: "select c.code, e.number, 'line ' || cast(l.line_no as text) || ' is settled on account ' || a.code \
              from reconciliation_match m join reconciliation r on r.id = m.reconciliation_id \
              join account a on a.id = r.account_id join company c on c.id = r.company_id \
              join entry_line l on (l.entry_id = m.debit_entry_id and l.line_no = m.debit_line_no) \
                or (l.entry_id = m.credit_entry_id and l.line_no = m.credit_line_no) \
              join entry e on e.id = l.entry_id where l.account_id <> r.account_id",
    },
    Question {
        code: "audit.entry-missing",
        sql: "select c.code, e.number, 'the audit log does not say who posted it' \
              from entry e join company c on c.id = e.company_id \
              where not exists (select 1 from audit_log a where a.record_type = 'entry' and a.record_id = e.id)",
    },
];

/// A company's chain, as far as its head is kept.
#[derive(Debug, Clone)]
pub struct CompanyChain {
    /// The company.
    pub company_id: Uuid,
    /// Its code.
    pub company: String,
    /// Place and link of the last entry, if there is one.
    pub head: Option<(i64, Hash)>,
}

/// Every company with the head of its chain.
pub async fn chains(tx: &mut Tx) -> Result<Vec<CompanyChain>, DbError> {
    let sql = "select c.id, c.code, h.chain_no, h.hash from company c \
               left join ledger_chain h on h.company_id = c.id order by c.code";
    let rows = tx.rows(sql, &[]).await?;
    rows.iter()
        .map(|row| {
            let hash: Option<Vec<u8>> = row.get(3)?;
            let hash = hash.map(|bytes| Hash::try_from(bytes.as_slice())).transpose();
            let hash = hash.map_err(|_| DbError::Decode("a link of 32 bytes".into()))?;
            Ok(CompanyChain {
                company_id: row.get(0)?,
                company: row.get(1)?,
                head: row.get::<Option<i64>>(2)?.zip(hash),
            })
        })
        .collect()
}

/// A period that takes nothing more, and the last that was posted into it.
#[derive(Debug, Clone)]
pub struct ClosedPeriod {
    /// Code of the company.
    pub company: String,
    /// Code of the period.
    pub period: String,
    /// When it was closed, or changed since.
    pub closed_at: DateTime<Utc>,
    /// When the last of its entries was posted.
    pub last_posted_at: DateTime<Utc>,
}

/// Every closed or sealed period with entries.
pub async fn closed_periods(tx: &mut Tx) -> Result<Vec<ClosedPeriod>, DbError> {
    let sql = "select c.code, p.code, p.updated_at, max(e.posted_at) from period p \
               join company c on c.id = p.company_id join entry e on e.period_id = p.id \
               where p.state in ('closed', 'sealed') group by c.code, p.code, p.updated_at order by c.code, p.code";
    let rows = tx.rows(sql, &[]).await?;
    let period = |row: &crate::storage::Row| {
        Ok(ClosedPeriod {
            company: row.get(0)?,
            period: row.get(1)?,
            closed_at: row.get(2)?,
            last_posted_at: row.get(3)?,
        })
    };
    rows.iter().map(period).collect()
}
