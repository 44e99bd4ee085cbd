//! The company's currency, its number series, and the accounts of its stock.

use std::collections::{HashMap, HashSet};

use keel_core::stock::Accounts;
use uuid::Uuid;

use super::rows_in;
use crate::storage::{DbError, Tx};

/// The currency code of a company, if there is such a company.
pub async fn currency(tx: &mut Tx, company_id: Uuid) -> Result<Option<String>, DbError> {
    let row = tx.row("select currency from company where id = $1", &[company_id.into()]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// Takes `count` numbers of a series; the first of them.
pub async fn take_numbers(tx: &mut Tx, company_id: Uuid, series: &str, count: i64) -> Result<i64, DbError> {
    let row = tx
        .row(
            "insert into stock_counter (company_id, series, next_no) values ($1, $2, $3 + 1)
             on conflict (company_id, series) do update set next_no = stock_counter.next_no + $3
             returning next_no",
            &[company_id.into(), series.into(), count.into()],
        )
        .await?
        .ok_or_else(|| DbError::Decode("the counter gave no number".into()))?;
    Ok(row.get::<i64>(0)? - count)
}

/// The number that comes next in a series, without taking it.
pub async fn next_number(tx: &mut Tx, company_id: Uuid, series: &str) -> Result<i64, DbError> {
    let row = tx
        .row(
            "select next_no from stock_counter where company_id = $1 and series = $2",
            &[company_id.into(), series.into()],
        )
        .await?;
    row.map_or(Ok(1), |row| row.get(0))
}

/// Stock accounts of a company: those of all items, and those of single categories.
#[derive(Debug, Clone, Default)]
pub struct AccountTable {
    /// For items of no category and of categories without a row.
    pub default: Option<Accounts>,
    /// By category.
    pub by_category: HashMap<Uuid, Accounts>,
    /// Parent of each category; empty while no category has accounts of its own.
    pub parents: HashMap<Uuid, Option<Uuid>>,
}

impl AccountTable {
    /// Accounts of a category, or of the nearest above it, or of the company.
    pub fn of(&self, category: Option<Uuid>) -> Option<Accounts> {
        let mut at = category;
        // The tree is kept free of cycles; the bound only makes that certain here.
        for _ in 0..=self.parents.len() {
            let Some(category) = at else { break };
            if let Some(accounts) = self.by_category.get(&category) {
                return Some(*accounts);
            }
            at = self.parents.get(&category).copied().flatten();
        }
        self.default
    }
}

/// Loads the accounts of a company.
pub async fn accounts(tx: &mut Tx, company_id: Uuid) -> Result<AccountTable, DbError> {
    let rows = tx
        .rows(
            "select category_id, inventory_account_id, received_account_id, shipped_account_id,
                    price_difference_account_id, loss_account_id, production_account_id,
                    transit_account_id, journal_id
             from stock_account where company_id = $1",
            &[company_id.into()],
        )
        .await?;
    let mut table = AccountTable::default();
    for row in rows {
        let accounts = Accounts {
            inventory: row.get(1)?,
            received: row.get(2)?,
            shipped: row.get(3)?,
            price_difference: row.get(4)?,
            loss: row.get(5)?,
            production: row.get(6)?,
            transit: row.get(7)?,
            journal: row.get(8)?,
        };
        match row.get::<Option<Uuid>>(0)? {
            Some(category) => {
                table.by_category.insert(category, accounts);
            }
            None => table.default = Some(accounts),
        }
    }
    if !table.by_category.is_empty() {
        for row in tx.rows("select id, parent_id from item_category", &[]).await? {
            table.parents.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(table)
}

/// Those of these accounts that hold the value of stock, or are set to.
pub async fn held(tx: &mut Tx, company_id: Uuid, accounts: &[Uuid]) -> Result<HashSet<Uuid>, DbError> {
    let rows = rows_in(
        tx,
        "select a.id from account a
         where (exists (select 1 from stock_account s where s.company_id = $1
                        and (s.inventory_account_id = a.id or s.transit_account_id = a.id))
             or exists (select 1 from item_valuation v where v.account_id = a.id)) and a.id",
        "",
        &[company_id.into()],
        accounts,
    )
    .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Whether an account has lines that no goods brought.
pub async fn has_foreign_lines(tx: &mut Tx, account_id: Uuid) -> Result<bool, DbError> {
    let row = tx
        .row(
            "select 1 where exists (select 1 from entry_line where account_id = $1)
                and not exists (select 1 from valuation_layer where account_id = $1)",
            &[account_id.into()],
        )
        .await?;
    Ok(row.is_some())
}
