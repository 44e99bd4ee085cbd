//! The facts that posting is checked against, each kind in one statement for any number of entries.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use keel_core::ledger::chain::{GENESIS, Hash};
use keel_core::ledger::chart::{Account, AccountKind, DimensionValue, Journal};
use keel_core::ledger::currency::Currency;
use keel_core::ledger::number::NumberFormat;
use keel_core::ledger::period::{Period, PeriodState};
use keel_core::ledger::tax::TaxCode;
use keel_core::ledger::terms::TermPart;
use uuid::Uuid;

use super::id_lists;
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A company as the ledger sees it: its currency and the end of its chain.
#[derive(Debug, Clone, Copy)]
pub struct Company {
    /// The currency its books are kept in.
    pub currency: Currency,
    /// Number of the last link, 0 before the first.
    pub chain_no: i64,
    /// The last link.
    pub hash: Hash,
}

/// The company, or none.
pub async fn company(tx: &mut Tx, id: Uuid) -> Result<Option<Company>, DbError> {
    let sql = "select c.currency, l.chain_no, l.hash from company c left join ledger_chain l on l.company_id = c.id where c.id = $1";
    let Some(row) = tx.row(sql, &[id.into()]).await? else { return Ok(None) };
    let hash: Option<Vec<u8>> = row.get(2)?;
    Ok(Some(Company {
        currency: currency(&row, 0)?,
        chain_no: row.get::<Option<i64>>(1)?.unwrap_or(0),
        hash: match hash {
            Some(hash) => hash.try_into().map_err(|_| DbError::Decode("a link of 32 bytes".into()))?,
            None => GENESIS,
        },
    }))
}

/// Journals of a company by id.
pub async fn journals(tx: &mut Tx, company: Uuid, ids: &[Uuid]) -> Result<HashMap<Uuid, Journal>, DbError> {
    let mut found = HashMap::new();
    for row in by_ids(
        tx,
        "select id, gapless, number_prefix, number_padding, number_per_year from journal",
        company,
        ids,
    )
    .await?
    {
        let format = NumberFormat {
            prefix: row.get(2)?,
            padding: usize::try_from(row.get::<i64>(3)?).unwrap_or(1),
            per_year: row.get(4)?,
        };
        let id = row.get(0)?;
        found.insert(id, Journal { id, gapless: row.get(1)?, format });
    }
    Ok(found)
}

/// Accounts of a company by id, with the dimensions that each asks for.
pub async fn accounts(tx: &mut Tx, company: Uuid, ids: &[Uuid]) -> Result<HashMap<Uuid, Account>, DbError> {
    let mut found = HashMap::new();
    let mut asking = Vec::new();
    let sql = "select id, kind, is_group, closed, currency, reconcilable, \
               exists (select 1 from account_dimension d where d.account_id = account.id) from account";
    for row in by_ids(tx, sql, company, ids).await? {
        let account = account(&row)?;
        if row.get::<bool>(6)? {
            asking.push(account.id);
        }
        found.insert(account.id, account);
    }
    let sql = "select account_id, dimension_id from account_dimension where account_id in";
    for (list, values) in id_lists(&asking, 1) {
        for row in tx.rows(Sql::built(format!("{sql} ({list}) order by dimension_id")), &values).await? {
            if let Some(account) = found.get_mut(&row.get(0)?) {
                account.dimensions.push(row.get(1)?);
            }
        }
    }
    Ok(found)
}

fn account(row: &Row) -> Result<Account, DbError> {
    let kind: String = row.get(1)?;
    let code: Option<String> = row.get(4)?;
    Ok(Account {
        id: row.get(0)?,
        kind: AccountKind::from_word(&kind).ok_or_else(|| DbError::Decode(format!("account kind {kind}")))?,
        is_group: row.get(2)?,
        closed: row.get(3)?,
        currency: code
            .map(|c| c.parse().map_err(|_| DbError::Decode(format!("currency {c}"))))
            .transpose()?,
        reconcilable: row.get(5)?,
        dimensions: Vec::new(),
    })
}

/// The periods of a company that touch some of the days from `first` to `last`.
pub async fn periods(
    tx: &mut Tx,
    company: Uuid,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Period>, DbError> {
    let sql = "select p.id, p.code, p.starts_on, p.ends_on, p.state, y.code, y.state \
               from period p join fiscal_year y on y.id = p.fiscal_year_id \
               where p.company_id = $1 and p.starts_on <= $2 and p.ends_on >= $3 order by p.starts_on";
    let rows = tx.rows(sql, &[company.into(), last.into(), first.into()]).await?;
    rows.iter().map(period).collect()
}

/// A period from `id, code, starts_on, ends_on, state, year code, year state`.
pub(super) fn period(row: &Row) -> Result<Period, DbError> {
    let state: String = row.get(4)?;
    Ok(Period {
        id: row.get(0)?,
        code: row.get(1)?,
        starts_on: row.get(2)?,
        ends_on: row.get(3)?,
        state: PeriodState::from_word(&state)
            .ok_or_else(|| DbError::Decode(format!("period state {state}")))?,
        year_code: row.get(5)?,
        year_closed: row.get::<String>(6)? == "closed",
    })
}

/// Kept rates of a currency that are in force on some of the days, oldest first.
pub async fn rates(
    tx: &mut Tx,
    company: Uuid,
    currency: Currency,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(NaiveDate, i64)>, DbError> {
    let sql = "select valid_on, rate_e9 from currency_rate where company_id = $1 and currency = $2 and valid_on <= $3 \
               and valid_on >= coalesce((select max(valid_on) from currency_rate where company_id = $1 and currency = $2 and valid_on <= $4), $4) \
               order by valid_on";
    let rows = tx.rows(sql, &[company.into(), currency.as_str().into(), last.into(), first.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Tax codes of a company by id.
pub async fn taxes(tx: &mut Tx, company: Uuid, ids: &[Uuid]) -> Result<HashMap<Uuid, TaxCode>, DbError> {
    let mut found = HashMap::new();
    let sql = "select id, kind, rate_e6, account_id, refund_account_id, base_box, tax_box, refund_base_box, refund_tax_box, closed from tax_code";
    for row in by_ids(tx, sql, company, ids).await? {
        let id = row.get(0)?;
        let code = TaxCode {
            id,
            for_sale: row.get::<String>(1)? == "sale",
            rate_e6: row.get(2)?,
            account: row.get(3)?,
            refund_account: row.get(4)?,
            base_box: row.get(5)?,
            tax_box: row.get(6)?,
            refund_base_box: row.get(7)?,
            refund_tax_box: row.get(8)?,
            closed: row.get(9)?,
        };
        found.insert(id, code);
    }
    Ok(found)
}

/// Values of a company's dimensions by id.
pub async fn dimension_values(
    tx: &mut Tx,
    company: Uuid,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, DimensionValue>, DbError> {
    let mut found = HashMap::new();
    for row in by_ids(tx, "select id, dimension_id, closed from dimension_value", company, ids).await? {
        found.insert(row.get(0)?, DimensionValue { dimension: row.get(1)?, closed: row.get(2)? });
    }
    Ok(found)
}

/// Which of these contacts there are.
pub async fn contacts(tx: &mut Tx, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbError> {
    let mut found = HashSet::new();
    for (list, values) in id_lists(ids, 1) {
        for row in
            tx.rows(Sql::built(format!("select id from contact where id in ({list})")), &values).await?
        {
            found.insert(row.get(0)?);
        }
    }
    Ok(found)
}

/// The parts of payment terms of a company.
pub async fn terms(
    tx: &mut Tx,
    company: Uuid,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<TermPart>>, DbError> {
    let mut found: HashMap<Uuid, Vec<TermPart>> = HashMap::new();
    for (list, mut values) in id_lists(ids, 2) {
        let sql = format!(
            "select t.id, l.percent_e6, l.days, l.end_of_month, l.line_no from payment_term t \
             left join payment_term_line l on l.payment_term_id = t.id where t.company_id = $1 and t.id in ({list}) order by t.id, l.line_no"
        );
        values.insert(0, company.into());
        for row in tx.rows(Sql::built(sql), &values).await? {
            let parts = found.entry(row.get(0)?).or_default();
            if row.get::<Option<i64>>(4)?.is_some() {
                parts.push(TermPart {
                    percent_e6: row.get(1)?,
                    days: row.get(2)?,
                    end_of_month: row.get(3)?,
                });
            }
        }
    }
    Ok(found)
}

async fn by_ids(tx: &mut Tx, select: &str, company: Uuid, ids: &[Uuid]) -> Result<Vec<Row>, DbError> {
    let mut rows = Vec::new();
    for (list, mut values) in id_lists(ids, 2) {
        values.insert(0, Val::from(company));
        let sql = format!("{select} where company_id = $1 and id in ({list})");
        rows.extend(tx.rows(Sql::built(sql), &values).await?);
    }
    Ok(rows)
}

/// A currency code in a column.
pub(super) fn currency(row: &Row, index: usize) -> Result<Currency, DbError> {
    let code: String = row.get(index)?;
    code.parse().map_err(|_| DbError::Decode(format!("currency {code}")))
}
