//! Kept balances: changed in the transaction that brings the lines.

use chrono::NaiveDate;
use keel_core::ledger::chart::AccountKind;
use keel_core::ledger::close::YearBalance;
use keel_core::ledger::totals::{Changes, ContactChanges};
use uuid::Uuid;

use super::books::currency;
use crate::storage::{DbError, Tx, Val};

/// Adds changes to the kept balances, in one statement for as many as fit.
pub async fn add(tx: &mut Tx, company: Uuid, changes: &Changes) -> Result<(), DbError> {
    let rows = changes
        .iter()
        .map(|(key, totals)| {
            vec![
                Val::from(company),
                key.grain.as_str().into(),
                key.starts_on.into(),
                key.account.into(),
                key.currency.as_str().into(),
                totals.debit_minor.into(),
                totals.credit_minor.into(),
                totals.debit_company_minor.into(),
                totals.credit_company_minor.into(),
            ]
        })
        .collect();
    tx.insert_many_with(
        "account_balance",
        &[
            "company_id",
            "grain",
            "starts_on",
            "account_id",
            "currency",
            "debit_minor",
            "credit_minor",
            "debit_company_minor",
            "credit_company_minor",
        ],
        rows,
        "on conflict (company_id, grain, starts_on, account_id, currency) do update set \
         debit_minor = account_balance.debit_minor + excluded.debit_minor, \
         credit_minor = account_balance.credit_minor + excluded.credit_minor, \
         debit_company_minor = account_balance.debit_company_minor + excluded.debit_company_minor, \
         credit_company_minor = account_balance.credit_company_minor + excluded.credit_company_minor",
    )
    .await
}

/// Adds changes to the kept balances of contacts.
pub async fn add_of_contacts(tx: &mut Tx, changes: &ContactChanges) -> Result<(), DbError> {
    let rows = changes
        .iter()
        .map(|((contact, account), minor)| vec![Val::from(*contact), (*account).into(), (*minor).into()])
        .collect();
    tx.insert_many_with(
        "contact_balance",
        &["contact_id", "account_id", "company_minor"],
        rows,
        "on conflict (contact_id, account_id) do update set \
         company_minor = contact_balance.company_minor + excluded.company_minor",
    )
    .await
}

/// The balances of income and expense accounts over the periods that start from `first` to `last`.
pub async fn of_year(
    tx: &mut Tx,
    company: Uuid,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<YearBalance>, DbError> {
    let sql = "select b.account_id, a.kind, b.currency, cast(sum(b.debit_minor - b.credit_minor) as bigint), \
               cast(sum(b.debit_company_minor - b.credit_company_minor) as bigint) \
               from account_balance b join account a on a.id = b.account_id \
               where b.company_id = $1 and b.grain = 'period' and b.starts_on >= $2 and b.starts_on <= $3 \
               and a.kind in ('income', 'expense') \
               group by b.account_id, a.kind, a.code, b.currency order by a.code, b.currency";
    let rows = tx.rows(sql, &[company.into(), first.into(), last.into()]).await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.get(1)?;
            Ok(YearBalance {
                account: row.get(0)?,
                kind: AccountKind::from_word(&kind)
                    .ok_or_else(|| DbError::Decode(format!("account kind {kind}")))?,
                currency: currency(row, 2)?,
                amount_minor: row.get(3)?,
                company_minor: row.get(4)?,
            })
        })
        .collect()
}
