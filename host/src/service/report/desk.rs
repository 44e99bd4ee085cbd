//! What every report has on its desk: the company, its scale, the chart, the question with its defaults.
//!
//! Knows how sums are taken: from kept balances when they can answer, else from lines.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use uuid::Uuid;

use super::definition::Definition;
use super::model::{Cell, Column, ColumnKind, Link, Report, ReportCompany};
use super::params::{Params, wrong};
use crate::service::{Fault, Op, Uow};
use crate::storage::currency;
use crate::storage::report::LineFilter;
use crate::storage::report::balance::{self, AccountSum};
use crate::storage::report::books::{self, AccountRow, CompanyHead};

/// A question that passed, ready to be answered.
pub struct Desk {
    /// The report.
    pub definition: &'static Definition,
    /// Whose.
    pub company: CompanyHead,
    /// Digits of the company's currency.
    pub scale: u32,
    /// The question.
    pub params: Params,
    /// As known at an instant that is past; otherwise the books as they are.
    pub known_at: Option<DateTime<Utc>>,
    /// Values of a dimension that lines must name.
    pub dimension_values: Option<Vec<Uuid>>,
    /// The unit's day.
    pub today: NaiveDate,
    /// What was asked, defaults filled in, for the reader.
    pub shown: BTreeMap<String, String>,
}

/// Sums of accounts by account and currency.
pub type Sums = HashMap<(Uuid, String), AccountSum>;

impl Desk {
    /// Looks up what the question names.
    pub async fn of(
        uow: &mut Uow<'_>,
        definition: &'static Definition,
        company: CompanyHead,
        params: Params,
    ) -> Result<Desk, Fault> {
        let scale = currency::exponent(&company.currency).unwrap_or(2);
        let dimension_values = match &params.dimension {
            None => None,
            Some(text) => {
                let (dimension, value) = text.split_once(':').unwrap_or(("", text));
                let ids = books::dimension_values(uow.tx, company.id, dimension, value).await?;
                if ids.is_empty() {
                    return Err(Fault::not_found("dimension value", text).at("/dimension"));
                }
                Some(ids)
            }
        };
        Ok(Desk {
            definition,
            scale,
            known_at: params.known_at.filter(|at| *at < uow.ctx.now),
            dimension_values,
            today: uow.ctx.today(),
            shown: BTreeMap::new(),
            company,
            params,
        })
    }

    /// Notes a parameter for the reader.
    pub fn show(&mut self, name: &str, value: impl ToString) {
        self.shown.insert(name.to_owned(), value.to_string());
    }

    /// The day asked for: `on`, or `to`, or today.
    pub fn on(&mut self) -> NaiveDate {
        let on = self.params.on.or(self.params.to).unwrap_or(self.today);
        self.show("on", on);
        on
    }

    /// The span asked for; it begins with the fiscal year of its last day unless the question says otherwise.
    pub async fn span(&mut self, uow: &mut Uow<'_>) -> Result<(Option<NaiveDate>, NaiveDate), Fault> {
        let to = self.params.to.or(self.params.on).unwrap_or(self.today);
        let from = match self.params.from {
            Some(from) => Some(from),
            None => books::year_start(uow.tx, self.company.id, to).await?,
        };
        if from.is_some_and(|from| from > to) {
            return Err(wrong("from", "a day before the last one"));
        }
        if let Some(from) = from {
            self.show("from", from);
        }
        self.show("to", to);
        Ok((from, to))
    }

    /// The lines that the question's own parameters name.
    pub fn filter(&self) -> LineFilter {
        LineFilter {
            company: self.company.id,
            known_at: self.known_at,
            dimension_values: self.dimension_values.clone(),
            without_closing: self.params.closing == Some(false),
            ..LineFilter::default()
        }
    }

    /// Whether kept balances can answer: they know neither earlier knowledge nor dimensions.
    pub fn kept(&self) -> bool {
        self.known_at.is_none() && self.dimension_values.is_none()
    }

    /// Sums of all lines up to the end of a day.
    pub async fn sums_upto(&self, uow: &mut Uow<'_>, on: NaiveDate) -> Result<Sums, Fault> {
        let rows = if self.kept() {
            balance::kept_upto(uow.tx, self.company.id, on).await?
        } else {
            balance::of_lines(uow.tx, &LineFilter { to: Some(on), without_closing: false, ..self.filter() })
                .await?
        };
        Ok(by_key(rows))
    }

    /// Sums of the lines of a span; without the entries that close years, if so asked.
    pub async fn sums_of(
        &self,
        uow: &mut Uow<'_>,
        from: Option<NaiveDate>,
        to: NaiveDate,
        closing: bool,
    ) -> Result<Sums, Fault> {
        if !self.kept() {
            let filter = LineFilter { from, to: Some(to), without_closing: !closing, ..self.filter() };
            return Ok(by_key(balance::of_lines(uow.tx, &filter).await?));
        }
        let mut sums = self.sums_upto(uow, to).await?;
        if let Some(before) = from.and_then(|day| day.pred_opt()) {
            subtract(&mut sums, balance::kept_upto(uow.tx, self.company.id, before).await?);
        }
        if !closing {
            subtract(&mut sums, balance::of_closing(uow.tx, self.company.id, from, to).await?);
        }
        Ok(sums)
    }

    /// The chart by code.
    pub async fn chart(&self, uow: &mut Uow<'_>) -> Result<Vec<AccountRow>, Fault> {
        Ok(books::accounts(uow.tx, self.company.id).await?)
    }

    /// Names of contacts, for those who may read contacts.
    pub async fn contacts(
        &self,
        uow: &mut Uow<'_>,
        ids: impl IntoIterator<Item = Option<Uuid>>,
    ) -> Result<HashMap<Uuid, String>, Fault> {
        if !uow.may("contact", Op::Read, None).is_ok_and(|a| !a.hidden_fields.contains("name")) {
            return Ok(HashMap::new());
        }
        let mut ids: Vec<Uuid> = ids.into_iter().flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(books::contact_names(uow.tx, &ids).await?)
    }

    /// An amount in the company's currency.
    pub fn money(&self, minor: i64) -> Cell {
        Cell::scaled(minor, self.scale)
    }

    /// The same, nothing when it is zero.
    pub fn money_or_empty(&self, minor: i64) -> Cell {
        if minor == 0 { Cell::empty() } else { self.money(minor) }
    }

    /// The way to another report about the same company, as known at the same instant, of the same dimension.
    pub fn link(&self, report: &str, column: &str, more: &[(&str, String)]) -> Link {
        let mut parameters = BTreeMap::from([("company".to_owned(), self.company.code.clone())]);
        parameters.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        if let Some(at) = self.known_at {
            let text = at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
            parameters.insert("known_at".into(), text);
        }
        if let Some(dimension) = &self.params.dimension {
            parameters.insert("dimension".into(), dimension.clone());
        }
        Link { href: None, report: report.to_owned(), parameters, column: column.to_owned(), negative: false }
    }

    /// An empty report with these columns.
    pub fn report(&self, columns: &[(&str, &str, ColumnKind)]) -> Report {
        let mut parameters = self.shown.clone();
        if let Some(at) = self.params.known_at {
            parameters.insert("known_at".into(), at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true));
        }
        if let Some(dimension) = &self.params.dimension {
            parameters.insert("dimension".into(), dimension.clone());
        }
        Report {
            name: self.definition.name.to_owned(),
            title: self.definition.title.to_owned(),
            company: ReportCompany {
                id: self.company.id,
                code: self.company.code.clone(),
                name: self.company.name.clone(),
                currency: self.company.currency.clone(),
            },
            parameters,
            columns: columns
                .iter()
                .map(|(name, title, kind)| Column {
                    name: (*name).to_owned(),
                    title: (*title).to_owned(),
                    kind: *kind,
                })
                .collect(),
            rows: Vec::new(),
            totals: vec![Cell::empty(); columns.len()],
            notes: Vec::new(),
            next: None,
        }
    }
}

/// The same figure with the other sign.
pub fn negative(mut link: Link) -> Link {
    link.negative = true;
    link
}

fn by_key(rows: Vec<AccountSum>) -> Sums {
    rows.into_iter().map(|row| ((row.account, row.currency.clone()), row)).collect()
}

fn subtract(sums: &mut Sums, rows: Vec<AccountSum>) {
    for row in rows {
        let key = (row.account, row.currency.clone());
        let sum = sums.entry(key).or_insert_with(|| AccountSum {
            account: row.account,
            currency: row.currency.clone(),
            ..AccountSum::default()
        });
        sum.debit_minor -= row.debit_minor;
        sum.credit_minor -= row.credit_minor;
        sum.debit_company_minor -= row.debit_company_minor;
        sum.credit_company_minor -= row.credit_company_minor;
    }
}

/// Debits and credits of each account in the company's currency.
pub fn by_account(sums: &Sums) -> HashMap<Uuid, (i64, i64)> {
    let mut all: HashMap<Uuid, (i64, i64)> = HashMap::new();
    for sum in sums.values() {
        let one = all.entry(sum.account).or_default();
        one.0 += sum.debit_company_minor;
        one.1 += sum.credit_company_minor;
    }
    all
}
