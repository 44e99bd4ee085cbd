//! Sums of the books that plugins ask for: of accounts and of contacts, in the company's currency.
//!
//! Knows kept balances and lines. Must not know who asks.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::storage::report::balance::kept_upto;
use crate::storage::{DbError, Sql, Tx, Val};

/// The balance of accounts up to a day, or of all there is; accounts without lines are left out.
pub async fn balances(
    tx: &mut Tx,
    company: Uuid,
    accounts: &[Uuid],
    on: Option<NaiveDate>,
) -> Result<Vec<(Uuid, i64)>, DbError> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(on) = on {
        let mut sums: HashMap<Uuid, i64> = HashMap::new();
        for sum in kept_upto(tx, company, on).await?.into_iter().filter(|sum| accounts.contains(&sum.account))
        {
            *sums.entry(sum.account).or_default() += sum.debit_company_minor - sum.credit_company_minor;
        }
        return Ok(sums.into_iter().collect());
    }
    let (marks, params) = list(company, accounts);
    let text = format!(
        "select account_id, cast(sum(debit_company_minor - credit_company_minor) as bigint) from account_balance \
         where company_id = $1 and grain = 'period' and account_id in ({marks}) group by account_id"
    );
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// What is open with contacts on receivable and on payable accounts, debit positive; with those that were
/// merged into them. Settlements pair lines of one contact, so the sum of its lines is what is open. That sum is
/// kept: the question costs the same however long the history is.
pub async fn open_by_contact(
    tx: &mut Tx,
    company: Uuid,
    contacts: &[Uuid],
) -> Result<HashMap<Uuid, (i64, i64)>, DbError> {
    let mut found: HashMap<Uuid, (i64, i64)> = HashMap::new();
    if contacts.is_empty() {
        return Ok(found);
    }
    let (marks, params) = list(company, contacts);
    let text =
        format!("select id, merged_into_id from contact where id <> $1 and merged_into_id in ({marks})");
    let mut survivor: HashMap<Uuid, Uuid> = contacts.iter().map(|id| (*id, *id)).collect();
    for row in tx.rows(Sql::built(text), &params).await? {
        survivor.insert(row.get(0)?, row.get(1)?);
    }
    let all: Vec<Uuid> = survivor.keys().copied().collect();
    let (marks, params) = list(company, &all);
    for row in tx.rows(Sql::built(open_text(&marks)), &params).await? {
        let of: Uuid = row.get(0)?;
        let (role, minor): (String, i64) = (row.get(1)?, row.get(2)?);
        let sums = found.entry(survivor.get(&of).copied().unwrap_or(of)).or_default();
        if role == "receivable" { sums.0 += minor } else { sums.1 += minor }
    }
    Ok(found)
}

/// Balances of contacts on the accounts of a company where something can be open: contact, role, sum.
pub fn open_text(contacts: &str) -> String {
    format!(
        "select b.contact_id, a.role, b.company_minor from contact_balance b join account a on a.id = b.account_id \
         where b.contact_id in ({contacts}) and a.company_id = $1 and a.role in ('receivable', 'payable')"
    )
}

fn list(company: Uuid, ids: &[Uuid]) -> (String, Vec<Val>) {
    let marks: Vec<String> = (2..ids.len() + 2).map(|n| format!("${n}")).collect();
    let params = std::iter::once(company).chain(ids.iter().copied()).map(Val::from).collect();
    (marks.join(", "), params)
}
