//! Computes the lines of a taxed document, ready to be posted. Changes nothing.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use keel_core::ledger::currency::Currency;
use keel_core::ledger::tax::{TaxCode, TaxRounding, compute};
use keel_core::money::{from_scaled, round_half_up, to_scaled};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{LineInput, Role, TaxInput};
use crate::service::{Fault, Input, Op, Uow};
use crate::storage::ledger::{books, setup};
use crate::storage::{Scope, currency};

/// Which way a document goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// The company sells: net lines are credits.
    Sale,
    /// The company buys: net lines are debits.
    Purchase,
}

/// A document's net lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ComputeTax {
    /// The company.
    pub company: Uuid,
    /// Sale or purchase.
    #[serde(rename = "use")]
    pub direction: Use,
    /// A refund: all signs turn.
    #[serde(default)]
    pub refund: bool,
    /// ISO 4217; the company's currency when absent.
    #[serde(default)]
    pub currency: Option<String>,
    /// The receivable or payable account that takes the gross amount.
    pub account: Uuid,
    /// Whose open item the gross amount is.
    #[serde(default)]
    pub contact: Option<Uuid>,
    /// When the gross amount falls due.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// Or how it splits over due days.
    #[serde(default)]
    pub payment_term: Option<Uuid>,
    /// At most 10 000.
    #[schemars(length(min = 1, max = 10_000))]
    pub lines: Vec<NetLineInput>,
}

/// A net line: `amount`, or `quantity` × `unit_price` rounded half away from zero to the minor unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct NetLineInput {
    /// Income, expense or stock account.
    pub account: Uuid,
    /// Net amount, positive; a discount is negative.
    #[serde(default)]
    pub amount: Option<Decimal>,
    /// Units.
    #[serde(default)]
    pub quantity: Option<Decimal>,
    /// Price of one unit.
    #[serde(default)]
    pub unit_price: Option<Decimal>,
    /// The tax code; untaxed when absent.
    #[serde(default)]
    pub tax_code: Option<Uuid>,
    /// Free text.
    #[serde(default)]
    pub description: Option<String>,
    /// Values of dimensions.
    #[serde(default)]
    pub dimensions: Vec<Uuid>,
}

impl Input for ComputeTax {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A line as `ledger.post` takes it.
pub type ComputedLine = LineInput;

/// What one code taxes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct TaxTotalOut {
    /// The tax code.
    pub code: Uuid,
    /// Sum of its net lines.
    pub base: Decimal,
    /// The tax.
    pub tax: Decimal,
}

/// The lines of the document, and its sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct ComputedTax {
    /// The gross line first, then the net lines, then one line for each tax.
    pub lines: Vec<ComputedLine>,
    /// Sum of the net lines.
    pub net: Decimal,
    /// Sum of the taxes.
    pub tax: Decimal,
    /// Both.
    pub gross: Decimal,
    /// Per tax code.
    pub taxes: Vec<TaxTotalOut>,
}

/// Computes tax and gross of net lines. Where tax is rounded is a setting of the company.
pub async fn compute_tax(uow: &mut Uow<'_>, input: ComputeTax) -> Result<ComputedTax, Fault> {
    let company = input.company;
    uow.may("tax-code", Op::Read, Some(company))?;
    let head = super::post::head(uow, company).await?;
    let unknown =
        || Fault::invalid("ledger.currency-unknown", "Give a currency code of ISO 4217.").at("/currency");
    let code: Currency = match &input.currency {
        Some(code) => code.parse().map_err(|_| unknown())?,
        None => head.currency,
    };
    let scale = currency::exponent(code.as_str()).ok_or_else(unknown)?;
    let ids: BTreeSet<Uuid> = input.lines.iter().filter_map(|l| l.tax_code).collect();
    let taxes = books::taxes(uow.tx, company, &ids.into_iter().collect::<Vec<_>>()).await?;
    let settings = setup::settings(uow.tx, company).await?;
    let mut net: Vec<(i64, Option<&TaxCode>)> = Vec::with_capacity(input.lines.len());
    for (index, line) in input.lines.iter().enumerate() {
        let tax = match line.tax_code {
            None => None,
            Some(id) => {
                let fault =
                    |code, text: &str| Fault::invalid(code, text).at(format!("/lines/{index}/tax_code"));
                let tax = taxes
                    .get(&id)
                    .ok_or_else(|| fault("ledger.tax-unknown", "Choose a tax code of this company."))?;
                if tax.for_sale != (input.direction == Use::Sale) {
                    return Err(fault("ledger.tax-use", "Choose a tax code for this use: sale or purchase."));
                }
                Some(tax)
            }
        };
        net.push((net_minor(line, scale).map_err(|f| f.under(&format!("/lines/{index}")))?, tax));
    }
    let rounding = if settings.tax_rounded_by_document { TaxRounding::Document } else { TaxRounding::Line };
    let totals = compute(&net, rounding)?;
    let net_sum = sum(net.iter().map(|(minor, _)| *minor))?;
    let tax_sum = sum(totals.iter().map(|t| t.tax_minor))?;
    let gross = sum([net_sum, tax_sum].into_iter())?;
    // Sales credit their net lines; purchases and refunds turn the sign.
    let credit = (input.direction == Use::Sale) != input.refund;
    let signed = |minor: i64| from_scaled(if credit { -minor } else { minor }, scale);
    let plain = |account: Uuid, amount: Decimal| LineInput {
        account,
        amount,
        currency: input.currency.clone(),
        ..LineInput::default()
    };
    let mut lines = vec![LineInput {
        contact: input.contact,
        due_on: input.due_on,
        payment_term: input.payment_term,
        ..plain(input.account, -signed(gross))
    }];
    for (asked, (minor, tax)) in input.lines.iter().zip(&net) {
        lines.push(LineInput {
            description: asked.description.clone(),
            quantity: asked.quantity,
            dimensions: asked.dimensions.clone(),
            tax: tax.map(|t| TaxInput { code: t.id, role: Role::Base, base: None }),
            ..plain(asked.account, signed(*minor))
        });
    }
    for total in totals.iter().filter(|t| t.tax_minor != 0) {
        lines.push(LineInput {
            tax: Some(TaxInput { code: total.code, role: Role::Tax, base: Some(signed(total.base_minor)) }),
            ..plain(taxes[&total.code].account_for(input.refund), signed(total.tax_minor))
        });
    }
    Ok(ComputedTax {
        lines,
        net: from_scaled(net_sum, scale),
        tax: from_scaled(tax_sum, scale),
        gross: from_scaled(gross, scale),
        taxes: totals
            .iter()
            .map(|t| TaxTotalOut {
                code: t.code,
                base: from_scaled(t.base_minor, scale),
                tax: from_scaled(t.tax_minor, scale),
            })
            .collect(),
    })
}

fn net_minor(line: &NetLineInput, scale: u32) -> Result<i64, Fault> {
    match (line.amount, line.quantity, line.unit_price) {
        (Some(amount), _, None) => to_scaled(amount, scale).map_err(|e| Fault::from(e).at("/amount")),
        (None, Some(quantity), Some(price)) => {
            let exact = quantity.checked_mul(price);
            let rounded = exact.map(|exact| round_half_up(exact, scale));
            rounded
                .ok_or_else(too_large)?
                .map_err(|_| Fault::invalid("number.overflow", "The number is too large.").at("/unit_price"))
        }
        _ => {
            Err(Fault::invalid("ledger.net-unclear", "Give either `amount`, or `quantity` and `unit_price`.")
                .at("/amount"))
        }
    }
}

fn sum(mut minors: impl Iterator<Item = i64>) -> Result<i64, Fault> {
    minors.try_fold(0_i64, |sum, minor| sum.checked_add(minor)).ok_or_else(too_large)
}

fn too_large() -> Fault {
    Fault::invalid("ledger.overflow", "The sums are too large for the books.").at("/lines")
}
