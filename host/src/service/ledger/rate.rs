//! Exchange rates of a company.

use chrono::NaiveDate;
use keel_core::ledger::currency::Currency;
use keel_core::money::{RATE_SCALE, to_scaled};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::ledger::setup;
use crate::storage::{Scope, currency};

/// Rates to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SetRates {
    /// The company.
    pub company: Uuid,
    /// At most 1000.
    #[schemars(length(max = 1000))]
    pub rates: Vec<RateInput>,
}

/// One rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct RateInput {
    /// ISO 4217.
    pub currency: String,
    /// First day on which it holds.
    pub valid_on: NaiveDate,
    /// Units of the currency for one unit of the company's.
    pub rate: Decimal,
}

impl Input for SetRates {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// How many rates were kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct RatesSet {
    /// Rates that are new or changed.
    pub set: usize,
}

/// Keeps exchange rates; a day that has one gets the new one. Posted entries keep theirs.
pub async fn set_rates(uow: &mut Uow<'_>, input: SetRates) -> Result<RatesSet, Fault> {
    uow.may("currency-rate", Op::Create, Some(input.company))?;
    uow.may("currency-rate", Op::Update, Some(input.company))?;
    let head = super::post::head(uow, input.company).await?;
    let mut rates: Vec<setup::NewRate> = Vec::with_capacity(input.rates.len());
    for (index, asked) in input.rates.iter().enumerate() {
        let at = |field: &str| format!("/rates/{index}/{field}");
        let code: Option<Currency> =
            asked.currency.parse().ok().filter(|_| currency::exponent(&asked.currency).is_some());
        let code = code.ok_or_else(|| {
            Fault::invalid("ledger.currency-unknown", "Give a currency code of ISO 4217.").at(at("currency"))
        })?;
        if code == head.currency {
            return Err(Fault::invalid(
                "ledger.rate-of-own-currency",
                "The company's own currency has no rate.",
            )
            .at(at("currency")));
        }
        let rate_e9 = to_scaled(asked.rate, RATE_SCALE).map_err(|e| Fault::from(e).at(at("rate")))?;
        if rate_e9 <= 0 {
            return Err(Fault::invalid("ledger.rate-not-positive", "Give a rate above zero.").at(at("rate")));
        }
        if rates.iter().any(|(_, c, on, _)| *c == asked.currency && *on == asked.valid_on) {
            return Err(Fault::invalid("ledger.rate-twice", "Give one rate for each currency and day.")
                .at(at("valid_on")));
        }
        rates.push((uow.id(), asked.currency.clone(), asked.valid_on, rate_e9));
    }
    setup::set_rates(uow.tx, input.company, &rates, uow.ctx.now).await?;
    let audits = rates
        .iter()
        .map(|(_, code, on, rate_e9)| Audit {
            operation: "set",
            record_type: "currency-rate",
            record_id: None,
            company_id: Some(input.company),
            changes: format!(r#"{{"{code} {on}":[null,{rate_e9}]}}"#),
        })
        .collect();
    uow.audit_many(audits).await?;
    Ok(RatesSet { set: rates.len() })
}
