//! What the lines of an invoice come to: net amounts by account, taxes by code, the total.
//!
//! Knows rounding and what items bring with them. Must not know how it is posted. Amounts are minor units.

use keel_sdk::prelude::*;
use keel_sdk::{amount, money};

use crate::InvoiceLines;

/// A tax and how it is posted.
#[derive(Clone, Debug)]
pub struct Rate {
    /// The tax code.
    pub id: Id,
    /// Its per cent.
    pub percent: Decimal,
    /// The account of the tax.
    pub account: Id,
    /// The account of the tax of credit notes.
    pub refund_account: Id,
}

/// Net amounts that are posted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The account that was named; none: the one of the purpose.
    pub account: Option<Id>,
    /// It is freight.
    pub freight: bool,
    /// The tax code.
    pub tax: Option<Id>,
    /// The net amount.
    pub net: i64,
}

/// A tax with what it taxes.
#[derive(Clone, Debug)]
pub struct Taxed {
    /// Which.
    pub rate: Rate,
    /// The amount that is taxed.
    pub base: i64,
    /// The tax.
    pub tax: i64,
}

/// What the lines come to.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// In the order in which they first appear.
    pub groups: Vec<Group>,
    /// In the order in which they first appear.
    pub taxes: Vec<Taxed>,
}

impl Totals {
    /// Sums lines in a currency.
    pub fn of(lines: &[InvoiceLines], currency: &str) -> Result<Totals> {
        let rates = rates(lines)?;
        let digits = money::digits(currency);
        let mut totals = Totals::default();
        let mut bases: Vec<(Id, Vec<i64>)> = Vec::new();
        for line in lines {
            let net = amount::net(line.quantity, line.price, line.discount, digits)?;
            let freight = line.purpose == "freight";
            totals.add(Group { account: line.account, freight, tax: line.tax, net })?;
            if let Some(tax) = line.tax {
                match bases.iter_mut().find(|(of, _)| *of == tax) {
                    Some((_, nets)) => nets.push(net),
                    None => bases.push((tax, vec![net])),
                }
            }
        }
        let mut by_document = None;
        for (tax, nets) in bases {
            let rate = rates.iter().find(|rate| rate.id == tax).cloned();
            let rate = rate.ok_or_else(|| Fault::not_found("not-found", "There is no such tax code."))?;
            let base = sum(nets.iter().copied())?;
            let parts: Vec<i64> =
                nets.iter().map(|net| amount::share(*net, rate.percent)).collect::<Result<_>>()?;
            let (by_line, whole) = (sum(parts.into_iter())?, amount::share(base, rate.percent)?);
            // Where the company rounds is asked only when it makes a difference.
            let tax = if by_line == whole {
                whole
            } else {
                let asked = by_document.map_or_else(rounds_documents, Ok)?;
                by_document = Some(asked);
                if asked { whole } else { by_line }
            };
            totals.taxes.push(Taxed { rate, base, tax });
        }
        Ok(totals)
    }

    /// Without tax.
    pub fn untaxed(&self) -> i64 {
        self.groups.iter().map(|group| group.net).sum()
    }

    /// The tax.
    pub fn tax(&self) -> i64 {
        self.taxes.iter().map(|taxed| taxed.tax).sum()
    }

    /// All of it.
    pub fn total(&self) -> i64 {
        self.untaxed() + self.tax()
    }

    /// The same with the other sign.
    pub fn negated(mut self) -> Totals {
        self.groups.iter_mut().for_each(|group| group.net = -group.net);
        self.taxes.iter_mut().for_each(|taxed| (taxed.base, taxed.tax) = (-taxed.base, -taxed.tax));
        self
    }

    fn add(&mut self, group: Group) -> Result<()> {
        let same = |one: &&mut Group| {
            (one.account, one.freight, one.tax) == (group.account, group.freight, group.tax)
        };
        match self.groups.iter_mut().find(same) {
            Some(one) => one.net = sum([one.net, group.net].into_iter())?,
            None => self.groups.push(group),
        }
        Ok(())
    }
}

/// Fills in what lines leave out and their items know: the tax and the account.
pub fn complete(lines: &mut [InvoiceLines]) -> Result<()> {
    let lacking = |line: &&InvoiceLines| line.tax.is_none() || line.account.is_none();
    let mut items: Vec<Id> = lines.iter().filter(lacking).filter_map(|line| line.item).collect();
    items.sort_unstable();
    items.dedup();
    if items.is_empty() {
        return Ok(());
    }
    let mut known = Vec::new();
    for some in items.chunks(records::BATCH_MAX as usize) {
        known.extend(records::find("item").one_of("id", some.iter().copied()).page()?.records);
    }
    for line in lines {
        let Some(item) = known.iter().find(|item| Some(item.id()) == line.item) else { continue };
        let brought = crate::ItemExt::of(item);
        line.tax = line.tax.or(brought.sales_tax);
        line.account = line.account.or(brought.sales_account);
    }
    Ok(())
}

fn rates(lines: &[InvoiceLines]) -> Result<Vec<Rate>> {
    let mut codes: Vec<Id> = lines.iter().filter_map(|line| line.tax).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let read = |code: &Document| {
        let account = code.need("account")?;
        let refund_account = code.get("refund_account").unwrap_or(account);
        Ok(Rate { id: code.id(), percent: code.need("rate")?, account, refund_account })
    };
    records::get("tax-code", &codes)?.iter().map(read).collect()
}

fn rounds_documents() -> Result<bool> {
    let settings = records::find("ledger-setting").first()?;
    let word = settings.and_then(|settings| settings.get::<String>("tax_rounding"));
    Ok(word.as_deref() == Some("document"))
}

fn sum(mut amounts: impl Iterator<Item = i64>) -> Result<i64> {
    amounts.try_fold(0_i64, i64::checked_add).ok_or_else(|| {
        Fault::invalid("number.too-large", "The invoice is too large to be kept exactly.").at("/lines")
    })
}
