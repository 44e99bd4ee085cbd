//! What is not settled: the list that a settlement chooses from.

use chrono::NaiveDate;
use keel_core::money::from_scaled;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::{Fault, Op, RowRule, Uow};
use crate::storage::currency;
use crate::storage::ledger::open_item::{self, LineKey, Listed, OpenFilter};

/// Most lines of a page.
const PAGE_MAX: i64 = 500;

/// Which open lines are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct OpenItemsQuery {
    /// The company.
    pub company: Uuid,
    /// Of this account.
    pub account: Option<Uuid>,
    /// Of this contact.
    pub contact: Option<Uuid>,
    /// In this currency (ISO 4217).
    pub currency: Option<String>,
    /// At most 500; 100 when absent.
    pub limit: Option<i64>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

/// Open lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct OpenItems {
    /// The lines, in the order of posting.
    pub items: Vec<OpenItemOut>,
    /// Cursor of the next page, when there are more.
    pub next: Option<String>,
}

/// A line that is not settled. Debit positive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct OpenItemOut {
    /// Its entry.
    pub entry: Uuid,
    /// Its number in the entry, from 1.
    pub line: i64,
    /// The entry's number.
    pub number: String,
    /// The account.
    pub account: Uuid,
    /// Whose it is.
    pub contact: Option<Uuid>,
    /// The entry's day.
    pub entry_on: NaiveDate,
    /// When it falls due.
    pub due_on: Option<NaiveDate>,
    /// Free text.
    pub description: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// The whole amount, in that currency.
    pub amount: Decimal,
    /// What is left of it.
    pub residual: Decimal,
    /// What is left of it, in the company's currency.
    pub company_residual: Decimal,
}

/// Lists the lines that are not settled.
pub async fn open_items(uow: &mut Uow<'_>, query: OpenItemsQuery) -> Result<OpenItems, Fault> {
    let allowed = uow.may("entry", Op::Read, Some(query.company))?;
    if allowed.rows != RowRule::All {
        return Err(Fault::denied("Open items are shown to those who may read every entry of the company."));
    }
    let limit = query.limit.unwrap_or(100);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Fault::invalid("list.limit", format!("Ask for 1 to {PAGE_MAX} lines.")));
    }
    let after = query.cursor.as_deref().map(cursor).transpose()?;
    let head = super::post::head(uow, query.company).await?;
    let company_scale = currency::exponent(head.currency.as_str()).unwrap_or(0);
    let filter =
        OpenFilter { account: query.account, contact: query.contact, currency: query.currency, after };
    let mut found = open_item::list(uow.tx, query.company, &filter, limit + 1).await?;
    let more = found.len() as i64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(0));
    let next = found.last().filter(|_| more).map(|last| format!("{}.{}", last.open.key.0, last.open.key.1));
    Ok(OpenItems { items: found.into_iter().map(|listed| shown(listed, company_scale)).collect(), next })
}

fn cursor(text: &str) -> Result<LineKey, Fault> {
    text.split_once('.')
        .and_then(|(entry, line)| Some((entry.parse().ok()?, line.parse().ok()?)))
        .ok_or_else(|| Fault::invalid("list.cursor", "Take the cursor from `next` of the page before."))
}

fn shown(listed: Listed, company_scale: u32) -> OpenItemOut {
    let open = listed.open;
    let scale = currency::exponent(open.currency.as_str()).unwrap_or(0);
    OpenItemOut {
        entry: open.key.0,
        line: open.key.1,
        number: listed.number,
        account: open.account,
        contact: open.contact,
        entry_on: open.entry_on,
        due_on: listed.due_on,
        description: listed.description,
        currency: open.currency.to_string(),
        amount: from_scaled(listed.amount_minor, scale),
        residual: from_scaled(open.residual_minor, scale),
        company_residual: from_scaled(open.residual_company_minor, company_scale),
    }
}
