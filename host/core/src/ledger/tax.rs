//! Taxes: how much, on which account, in which box of the return.
//!
//! Knows rates and boxes. Must not know countries: a tax code is data.

use super::entry::TaxRole;
use crate::money::{NumberError, round_half_up};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A tax as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxCode {
    /// Its id.
    pub id: Uuid,
    /// For sales; else for purchases.
    pub for_sale: bool,
    /// Percent scaled 10⁻⁶: 20 % is 20 000 000.
    pub rate_e6: i64,
    /// The account that carries the tax.
    pub account: Uuid,
    /// The account that carries the tax of refunds; the same one when absent.
    pub refund_account: Option<Uuid>,
    /// Box of the base.
    pub base_box: Option<String>,
    /// Box of the tax.
    pub tax_box: Option<String>,
    /// Box of a refund's base.
    pub refund_base_box: Option<String>,
    /// Box of a refund's tax.
    pub refund_tax_box: Option<String>,
    /// Takes no new lines.
    pub closed: bool,
}

impl TaxCode {
    /// The account for the tax of a document or of its refund.
    pub fn account_for(&self, refund: bool) -> Uuid {
        match self.refund_account {
            Some(account) if refund => account,
            _ => self.account,
        }
    }

    /// The box that counts a line, and how much: sales count credits, purchases count debits.
    ///
    /// A line of the other sign is a refund: it counts in the refund box when there is one, else it
    /// counts negatively in the same box.
    pub fn box_of(&self, role: TaxRole, company_minor: i64) -> Option<(String, i64)> {
        let (usual, refund) = match role {
            TaxRole::Base => (&self.base_box, &self.refund_base_box),
            TaxRole::Tax => (&self.tax_box, &self.refund_tax_box),
        };
        let counted = if self.for_sale { company_minor.checked_neg()? } else { company_minor };
        match (refund, usual) {
            (Some(refund), _) if counted < 0 => Some((refund.clone(), counted.checked_neg()?)),
            (_, Some(usual)) => Some((usual.clone(), counted)),
            _ => None,
        }
    }
}

/// Where tax is rounded, half away from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxRounding {
    /// Each line's tax by itself, then summed.
    Line,
    /// The sum of a code's lines, once.
    Document,
}

/// What one code taxes in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxTotal {
    /// The tax code.
    pub code: Uuid,
    /// Sum of the net amounts.
    pub base_minor: i64,
    /// The tax on it.
    pub tax_minor: i64,
}

/// The tax of a document's net lines, per code in the order codes first appear.
pub fn compute(net: &[(i64, Option<&TaxCode>)], rounding: TaxRounding) -> Result<Vec<TaxTotal>, NumberError> {
    let mut totals: Vec<(TaxTotal, i64)> = Vec::new();
    for (net_minor, code) in net {
        let Some(code) = code else { continue };
        let tax = of(*net_minor, code.rate_e6)?;
        match totals.iter_mut().find(|(t, _)| t.code == code.id) {
            Some((total, _)) => {
                total.base_minor = total.base_minor.checked_add(*net_minor).ok_or(NumberError::Overflow)?;
                total.tax_minor = total.tax_minor.checked_add(tax).ok_or(NumberError::Overflow)?;
            }
            None => totals
                .push((TaxTotal { code: code.id, base_minor: *net_minor, tax_minor: tax }, code.rate_e6)),
        }
    }
    totals
        .into_iter()
        .map(|(mut total, rate_e6)| {
            if rounding == TaxRounding::Document {
                total.tax_minor = of(total.base_minor, rate_e6)?;
            }
            Ok(total)
        })
        .collect()
}

fn of(base_minor: i64, rate_e6: i64) -> Result<i64, NumberError> {
    let exact =
        Decimal::from(base_minor).checked_mul(Decimal::new(rate_e6, 8)).ok_or(NumberError::Overflow)?;
    round_half_up(exact, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(id: u128, percent: i64, for_sale: bool) -> TaxCode {
        TaxCode {
            id: Uuid::from_u128(id),
            for_sale,
            rate_e6: percent * 1_000_000,
            account: Uuid::from_u128(90),
            refund_account: None,
            base_box: Some("base".into()),
            tax_box: Some("tax".into()),
            refund_base_box: None,
            refund_tax_box: Some("refund".into()),
            closed: false,
        }
    }

    #[test]
    fn tax_is_rounded_where_the_rule_says() {
        let (ten, twenty) = (code(10, 10, true), code(20, 20, true));
        for (net, rounding, expected) in [
            (vec![(20000, Some(&ten)), (2000, None)], TaxRounding::Line, vec![(20000, 2000)]),
            (vec![(5, Some(&ten)), (5, Some(&ten)), (5, Some(&ten))], TaxRounding::Line, vec![(15, 3)]),
            (vec![(5, Some(&ten)), (5, Some(&ten)), (5, Some(&ten))], TaxRounding::Document, vec![(15, 2)]),
            (
                vec![(100, Some(&ten)), (100, Some(&twenty)), (-50, Some(&ten))],
                TaxRounding::Line,
                vec![(50, 5), (100, 20)],
            ),
        ] {
            let got: Vec<_> =
                compute(&net, rounding).expect("fits").iter().map(|t| (t.base_minor, t.tax_minor)).collect();
            assert_eq!(got, expected);
        }
    }

    #[test]
    fn boxes_count_by_use_and_sign() {
        for (for_sale, role, company_minor, expected) in [
            (true, TaxRole::Base, -20000, Some(("base", 20000))),
            (true, TaxRole::Tax, -2000, Some(("tax", 2000))),
            (true, TaxRole::Base, 20000, Some(("base", -20000))),
            (true, TaxRole::Tax, 2000, Some(("refund", 2000))),
            (false, TaxRole::Tax, 2000, Some(("tax", 2000))),
            (false, TaxRole::Tax, -2000, Some(("refund", 2000))),
        ] {
            let got = code(1, 10, for_sale).box_of(role, company_minor);
            assert_eq!(got.as_ref().map(|(b, m)| (b.as_str(), *m)), expected);
        }
    }
}
