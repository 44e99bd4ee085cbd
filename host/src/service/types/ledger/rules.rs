//! What the declarations of the ledger's records cannot say.
//!
//! Knows how accounts, journals, taxes, terms and rates may change. Must not know posting.

use futures_util::FutureExt;
use keel_core::ledger::terms::{TermPart, TermsError, split};
use keel_core::money::to_scaled;

use crate::service::records::{RecordRules, RuleFuture, Save};
use crate::service::{Fault, Uow};
use crate::storage::currency;
use crate::storage::ledger::setup::{self, Tree};
use crate::storage::records::Value;

/// What an account counts stays, once lines count on it.
pub struct AccountRules;

impl RecordRules for AccountRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            if save.value("currency").text().is_some_and(|code| currency::exponent(code).is_none()) {
                return Err(known_currency());
            }
            if save.old.is_some()
                && let Some(field) =
                    ["kind", "currency", "is_group", "reconcilable"].iter().find(|f| save.changes(f))
                && setup::has_lines(uow.tx, save.id).await?
            {
                return Err(Fault::refused(
                    "ledger.account-has-lines",
                    "This account has lines; close it and open another one instead.",
                )
                .at(format!("/{field}")));
            }
            if save.old.is_some()
                && save.value("is_group").bool() == Some(false)
                && setup::has_children(uow.tx, save.id).await?
            {
                return Err(Fault::refused(
                    "ledger.account-has-accounts",
                    "Accounts stand below this one; it stays a heading.",
                )
                .at("/is_group"));
            }
            let Some(parent) = save.value("parent").id() else { return Ok(()) };
            let heading = setup::is_group(uow.tx, parent).await?;
            if !heading
                || parent == save.id
                || setup::is_below(uow.tx, Tree::Account, parent, save.id).await?
            {
                return Err(Fault::refused(
                    "ledger.account-tree",
                    "Choose a heading that is not below this account.",
                )
                .at("/parent"));
            }
            Ok(())
        }
        .boxed_local()
    }
}

fn known_currency() -> Fault {
    Fault::invalid("ledger.currency-unknown", "Give a currency code of ISO 4217.").at("/currency")
}

/// A rate of tax is a percent from 0 to 1000.
pub struct TaxRules;

impl RecordRules for TaxRules {
    fn before_save<'a>(&'a self, _uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            match save.value("rate").decimal().map(|rate| to_scaled(rate, 6)) {
                Some(Ok(rate_e6)) if (0..=1_000_000_000).contains(&rate_e6) => Ok(()),
                _ => Err(Fault::invalid("ledger.tax-rate", "Give a percent from 0 to 1000.").at("/rate")),
            }
        }
        .boxed_local()
    }
}

/// The parts of a payment term make the whole.
pub struct TermRules;

impl RecordRules for TermRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            let mut parts = Vec::new();
            for (index, row) in save.value("lines").rows().unwrap_or_default().iter().enumerate() {
                let number = |name: &str| row.get(name).and_then(Value::integer).unwrap_or(0);
                let percent =
                    row.get("percent").and_then(Value::decimal).map(|p| to_scaled(p, 6)).transpose()?;
                if percent.is_some_and(|p| !(1..=100_000_000).contains(&p))
                    || !(0..=3650).contains(&number("days"))
                {
                    return Err(Fault::invalid(
                        "ledger.payment-term-part",
                        "Give a percent above 0 and at most 100, or none, and 0 to 3650 days.",
                    )
                    .at(format!("/lines/{index}")));
                }
                let end_of_month = row.get("end_of_month").and_then(Value::bool).unwrap_or(false);
                parts.push(TermPart { percent_e6: percent, days: number("days"), end_of_month });
            }
            split(100, uow.ctx.today(), &parts).map(|_| ()).map_err(|e| match e {
                TermsError::Overflow => Fault::from(keel_core::money::NumberError::Overflow).at("/lines"),
                _ => Fault::invalid(
                    "ledger.payment-term-not-whole",
                    "The percents must make 100, or leave a last part without percent for the remainder.",
                )
                .at("/lines"),
            })
        }
        .boxed_local()
    }
}

/// A rate is positive, of a known currency that is not the company's own.
pub struct RateRules;

impl RecordRules for RateRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            if save.value("rate").decimal().is_none_or(|rate| rate <= rust_decimal::Decimal::ZERO) {
                return Err(Fault::invalid("ledger.rate-not-positive", "Give a rate above zero.").at("/rate"));
            }
            let code = save.value("currency").text().unwrap_or_default().to_owned();
            if currency::exponent(&code).is_none() {
                return Err(known_currency());
            }
            let company =
                crate::storage::ledger::books::company(uow.tx, save.company().unwrap_or_default()).await?;
            if company.is_some_and(|c| c.currency.as_str() == code) {
                return Err(Fault::invalid(
                    "ledger.rate-of-own-currency",
                    "The company's own currency has no rate.",
                )
                .at("/currency"));
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// Numbers have 1 to 12 digits.
pub struct JournalRules;

impl RecordRules for JournalRules {
    fn before_save<'a>(&'a self, _uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            match save.value("number_padding").integer() {
                Some(1..=12) => Ok(()),
                _ => {
                    Err(Fault::invalid("ledger.number-padding", "Give 1 to 12 digits.").at("/number_padding"))
                }
            }
        }
        .boxed_local()
    }
}

/// A value stands below values of its own dimension, and not below itself.
pub struct ValueRules;

impl RecordRules for ValueRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            let Some(parent) = save.value("parent").id() else { return Ok(()) };
            let theirs = setup::dimension_of(uow.tx, parent).await?;
            let other = theirs != save.value("dimension").id();
            if other || parent == save.id || setup::is_below(uow.tx, Tree::Value, parent, save.id).await? {
                return Err(Fault::refused(
                    "ledger.dimension-tree",
                    "Choose a value of the same dimension that is not below this one.",
                )
                .at("/parent"));
            }
            Ok(())
        }
        .boxed_local()
    }
}
