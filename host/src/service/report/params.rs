//! What a report can be asked with. Every door gives names and texts; here they become values.

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use std::str::FromStr;

use crate::service::Fault;

/// Most rows of one page.
const LIMIT_MAX: usize = 100_000;

/// Parameters of reports; each report takes some of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Params {
    /// The company: its id or its code.
    pub company: String,
    /// As of the end of this day; today when absent.
    pub on: Option<NaiveDate>,
    /// First day; the first of the fiscal year when absent.
    pub from: Option<NaiveDate>,
    /// Last day; today when absent.
    pub to: Option<NaiveDate>,
    /// As the books were known at this instant (RFC 3339): what was posted by then.
    pub known_at: Option<DateTime<Utc>>,
    /// Another day to compare with.
    pub compare_on: Option<NaiveDate>,
    /// First day of another span to compare with.
    pub compare_from: Option<NaiveDate>,
    /// Last day of another span to compare with.
    pub compare_to: Option<NaiveDate>,
    /// Only lines that name this value of a dimension or one below it: DIMENSION:VALUE by code, or its id.
    pub dimension: Option<String>,
    /// An account by code or id; a heading stands for all below it.
    pub account: Option<String>,
    /// Only accounts of these kinds, separated by commas: asset, liability, equity, income, expense.
    pub kind: Option<String>,
    /// Only lines in this currency.
    pub currency: Option<String>,
    /// A journal by code or id.
    pub journal: Option<String>,
    /// A contact by id, or "none".
    pub contact: Option<String>,
    /// A box of the tax return.
    pub tax_box: Option<String>,
    /// Whether the entries that close a year count; true when absent.
    pub closing: Option<bool>,
    /// Whether balances from before the first day count; true when absent.
    pub opening: Option<bool>,
    /// A part of the cash flow statement: operating, investing, financing, exchange, opening.
    pub flow: Option<String>,
    /// How long overdue: current, 1-30, 31-60, 61-90, 90+.
    pub bucket: Option<String>,
    /// What kind of open items: receivable or payable.
    pub role: Option<String>,
    /// An item by code or id.
    pub item: Option<String>,
    /// A location by code or id.
    pub location: Option<String>,
    /// A lot by id, or "none".
    pub lot: Option<String>,
    /// Which goods: stock or transit.
    pub pile: Option<String>,
    /// Most rows of a page, up to 100,000; 10,000 when absent.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub after: Option<String>,
}

impl Params {
    /// Parameters from names and texts; only the names in `takes` are known.
    pub fn of<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
        takes: &[&str],
    ) -> Result<Params, Fault> {
        let mut params = Params::default();
        for (name, text) in pairs {
            if name != "company" && !takes.contains(&name) {
                let message = format!("This report takes company, {}; leave out {name}.", takes.join(", "));
                return Err(Fault::invalid("report.parameter", message).at(format!("/{name}")));
            }
            let text = text.trim();
            match name {
                "company" => params.company = text.to_owned(),
                "on" => params.on = Some(value(name, text, "a day such as 2026-01-31")?),
                "from" => params.from = Some(value(name, text, "a day such as 2026-01-31")?),
                "to" => params.to = Some(value(name, text, "a day such as 2026-01-31")?),
                "compare_on" => params.compare_on = Some(value(name, text, "a day such as 2026-01-31")?),
                "compare_from" => params.compare_from = Some(value(name, text, "a day such as 2026-01-31")?),
                "compare_to" => params.compare_to = Some(value(name, text, "a day such as 2026-01-31")?),
                "known_at" => {
                    let at = DateTime::parse_from_rfc3339(text);
                    let at = at.map_err(|_| wrong(name, "an instant such as 2026-01-31T10:00:00Z"))?;
                    params.known_at = Some(at.with_timezone(&Utc));
                }
                "closing" => params.closing = Some(value(name, text, "true or false")?),
                "opening" => params.opening = Some(value(name, text, "true or false")?),
                "limit" => {
                    let limit: usize = value(name, text, "a number from 1 to 100000")?;
                    if !(1..=LIMIT_MAX).contains(&limit) {
                        return Err(wrong(name, "a number from 1 to 100000"));
                    }
                    params.limit = Some(limit);
                }
                _ => {
                    if let Some(slot) = params.text_slot(name) {
                        *slot = Some(text.to_owned());
                    }
                }
            }
        }
        if params.company.is_empty() {
            let message = "Name the company by its code or its id.";
            return Err(Fault::invalid("report.company-missing", message).at("/company"));
        }
        Ok(params)
    }

    fn text_slot(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "dimension" => &mut self.dimension,
            "account" => &mut self.account,
            "kind" => &mut self.kind,
            "currency" => &mut self.currency,
            "journal" => &mut self.journal,
            "contact" => &mut self.contact,
            "tax_box" => &mut self.tax_box,
            "flow" => &mut self.flow,
            "bucket" => &mut self.bucket,
            "role" => &mut self.role,
            "item" => &mut self.item,
            "location" => &mut self.location,
            "lot" => &mut self.lot,
            "pile" => &mut self.pile,
            "after" => &mut self.after,
            _ => return None,
        })
    }
}

fn value<T: FromStr>(name: &str, text: &str, wanted: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| wrong(name, wanted))
}

/// A parameter has a value that nothing can be made of.
pub(super) fn wrong(name: &str, wanted: &str) -> Fault {
    Fault::invalid("report.parameter", format!("Give {wanted} as {name}.")).at(format!("/{name}"))
}
