//! Periods close, reopen and are sealed.

use keel_core::ledger::period::{PeriodState as State, change_state};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::refusal;
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::ledger::period;

/// A period to close, reopen or seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SetPeriod {
    /// The company.
    pub company: Uuid,
    /// The period.
    pub period: Uuid,
}

impl Input for SetPeriod {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A period after its change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct PeriodState {
    /// The period.
    pub period: Uuid,
    /// Its code.
    pub code: String,
    /// `open`, `closed` or `sealed`.
    pub state: String,
}

/// Closes a period: it takes no entries until it is reopened.
pub async fn close_period(uow: &mut Uow<'_>, input: SetPeriod) -> Result<PeriodState, Fault> {
    change(uow, input, Op::Update, State::Closed).await
}

/// Reopens a closed period.
pub async fn reopen_period(uow: &mut Uow<'_>, input: SetPeriod) -> Result<PeriodState, Fault> {
    change(uow, input, Op::Correct, State::Open).await
}

/// Seals a closed period: it takes no entries, for good.
pub async fn seal_period(uow: &mut Uow<'_>, input: SetPeriod) -> Result<PeriodState, Fault> {
    change(uow, input, Op::Update, State::Sealed).await
}

async fn change(uow: &mut Uow<'_>, input: SetPeriod, op: Op, to: State) -> Result<PeriodState, Fault> {
    let (company, id) = (input.company, input.period);
    uow.may("period", op, Some(company))?;
    let found = period::find(uow.tx, company, id)
        .await?
        .ok_or_else(|| Fault::not_found("period", id).at("/period"))?;
    change_state(&found, to).map_err(|e| refusal::of_state(&e).at("/period"))?;
    period::set_state(uow.tx, id, to.as_str(), uow.ctx.now).await?;
    let changes = format!(r#"{{"state":["{}","{}"]}}"#, found.state.as_str(), to.as_str());
    uow.audit(Audit {
        operation: "update",
        record_type: "period",
        record_id: Some(id),
        company_id: Some(company),
        changes,
    })
    .await?;
    let event = format!("ledger.period-{}", if to == State::Open { "reopened" } else { to.as_str() });
    uow.event(&event, "period", Some(id), Some(company), "{}".into()).await?;
    Ok(PeriodState { period: id, code: found.code, state: to.as_str().into() })
}
