//! Which lines of the books are asked for: one place that turns the question into a condition.
//!
//! Conditions speak of `entry_line l`, its `entry e` and its `account a`.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::storage::Val;

/// What lines are wanted. Everything that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct LineFilter {
    /// Whose books.
    pub company: Uuid,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Posted at this instant or before: what the books said then.
    pub known_at: Option<DateTime<Utc>>,
    /// On these accounts.
    pub accounts: Option<Vec<Uuid>>,
    /// On accounts of these kinds: `income`, `expense`, ….
    pub kinds: Option<Vec<String>>,
    /// In this currency.
    pub currency: Option<String>,
    /// Naming one of these values of a dimension.
    pub dimension_values: Option<Vec<Uuid>>,
    /// Of this contact.
    pub contact: Option<Uuid>,
    /// In this journal.
    pub journal: Option<Uuid>,
    /// Counted in this box of the tax return; empty: in any.
    pub tax_box: Option<String>,
    /// Without the entries that close a year.
    pub without_closing: bool,
    /// `Some(true)`: only entries that bring balances from elsewhere; `Some(false)`: all others.
    pub opening_entries: Option<bool>,
    /// Only lines of entries that also touch bank or cash.
    pub beside_cash: bool,
    /// `Some(true)`: only differences of exchange rates; `Some(false)`: all others.
    pub exchange: Option<bool>,
}

impl LineFilter {
    /// `where …`, numbering parameters on from those that are there.
    pub(super) fn conditions(&self, params: &mut Vec<Val>) -> String {
        let mut all: Vec<String> = Vec::new();
        let mut bind = |value: Val| {
            params.push(value);
            format!("${}", params.len())
        };
        all.push(format!("e.company_id = {}", bind(self.company.into())));
        if let Some(day) = self.from {
            all.push(format!("{} >= {}", self.day(), bind(day.into())));
        }
        if let Some(day) = self.to {
            all.push(format!("{} <= {}", self.day(), bind(day.into())));
        }
        if let Some(at) = self.known_at {
            all.push(format!("e.posted_at <= {}", bind(at.into())));
        }
        if let Some(ids) = &self.accounts {
            all.push(one_of("l.account_id", ids.iter().map(|id| bind((*id).into())).collect()));
        }
        if let Some(kinds) = &self.kinds {
            all.push(one_of("a.kind", kinds.iter().map(|kind| bind(kind.into())).collect()));
        }
        if let Some(code) = &self.currency {
            all.push(format!("l.currency = {}", bind(code.into())));
        }
        if let Some(ids) = &self.dimension_values {
            let named = one_of("d.dimension_value_id", ids.iter().map(|id| bind((*id).into())).collect());
            all.push(format!(
                "exists (select 1 from entry_line_dimension d where d.entry_id = l.entry_id and d.line_no = l.line_no and {named})"
            ));
        }
        if let Some(id) = self.contact {
            all.push(format!("l.contact_id = {}", bind(id.into())));
        }
        if let Some(id) = self.journal {
            all.push(format!("e.journal_id = {}", bind(id.into())));
        }
        match self.tax_box.as_deref() {
            None => {}
            Some("") => all.push("l.tax_box is not null".into()),
            Some(name) => all.push(format!("l.tax_box = {}", bind(name.into()))),
        }
        if self.without_closing {
            all.push("e.kind <> 'closing'".into());
        }
        match self.opening_entries {
            None => {}
            Some(true) => all.push("e.kind = 'opening'".into()),
            Some(false) => all.push("e.kind <> 'opening'".into()),
        }
        match self.exchange {
            None => {}
            Some(true) => all.push("e.kind = 'exchange'".into()),
            Some(false) => all.push("e.kind <> 'exchange'".into()),
        }
        if self.beside_cash {
            all.push(
                "exists (select 1 from entry_line c join account ca on ca.id = c.account_id \
                 where c.entry_id = l.entry_id and ca.role in ('bank', 'cash'))"
                    .into(),
            );
        }
        format!("where {}", all.join(" and "))
    }

    /// The column whose index serves best: lines of few accounts read by account, else entries by day.
    fn day(&self) -> &'static str {
        if self.accounts.is_some() { "l.entry_on" } else { "e.entry_on" }
    }
}

/// `column in (…)`; nothing is one of none.
fn one_of(column: &str, places: Vec<String>) -> String {
    if places.is_empty() { "1 = 0".into() } else { format!("{column} in ({})", places.join(", ")) }
}

/// Lines with their entry and account.
pub(super) const FROM: &str =
    "from entry_line l join entry e on e.id = l.entry_id join account a on a.id = l.account_id";
