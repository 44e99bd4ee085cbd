//! What an order comes to: its lines and its freight, with their taxes.
//!
//! Knows rounding. Must not know prices lists or invoices. Amounts are minor units.

use keel_sdk::prelude::*;
use keel_sdk::{amount, money};

use crate::Order;

/// Without tax, and the tax.
pub fn of(order: &Order, currency: &str) -> Result<(i64, i64)> {
    let digits = money::digits(currency);
    let mut nets: Vec<(Option<Id>, i64)> = Vec::with_capacity(order.lines.len() + 1);
    for line in &order.lines {
        let net = amount::net(line.quantity, line.price.unwrap_or_default(), line.discount, digits)?;
        nets.push((line.tax, net));
    }
    if let Some(freight) = order.freight {
        nets.push((order.freight_tax, amount::net(Decimal::from(1), freight, None, digits)?));
    }
    let untaxed = sum(nets.iter().map(|(_, net)| *net))?;
    Ok((untaxed, tax(&nets)?))
}

/// The tax of net amounts, rounded where the company rounds; that is asked only when it makes a difference.
fn tax(nets: &[(Option<Id>, i64)]) -> Result<i64> {
    let mut codes: Vec<Id> = nets.iter().filter_map(|(code, _)| *code).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Ok(0);
    }
    let (mut by_line, mut by_document) = (0_i64, 0_i64);
    for code in records::get("tax-code", &codes)? {
        let rate: Decimal = code.need("rate")?;
        let of_code = nets.iter().filter(|(one, _)| *one == Some(code.id())).map(|(_, net)| *net);
        let parts: Vec<i64> = of_code.clone().map(|net| amount::share(net, rate)).collect::<Result<_>>()?;
        by_line = sum([by_line, sum(parts.into_iter())?].into_iter())?;
        by_document = sum([by_document, amount::share(sum(of_code)?, rate)?].into_iter())?;
    }
    if by_line == by_document {
        return Ok(by_line);
    }
    let settings = records::find("ledger-setting").first()?;
    let word = settings.and_then(|settings| settings.get::<String>("tax_rounding"));
    Ok(if word.as_deref() == Some("document") { by_document } else { by_line })
}

fn sum(mut amounts: impl Iterator<Item = i64>) -> Result<i64> {
    amounts.try_fold(0_i64, i64::checked_add).ok_or_else(|| {
        Fault::invalid("number.too-large", "The order is too large to be kept exactly.").at("/lines")
    })
}
