//! The day on which a move stands in the books.
//!
//! Knows that a closed period takes nothing, and where late goods may land. Must not know what moves.

use chrono::{Months, NaiveDate};
use keel_core::ledger::entry::EntryKind;
use keel_core::ledger::period::{DayError, PeriodState, period_for};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::ledger::of_day;
use crate::service::{Fault, Uow};
use crate::storage::ledger::books;

/// How far ahead an open period is looked for.
const MONTHS_AHEAD: Months = Months::new(60);

/// What to do with a date in a period that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Late {
    /// Refuse.
    #[default]
    Refuse,
    /// Land as an adjustment on the first day of the first open period after it; the closed one stays as it is.
    Adjust,
}

/// A business date that may be posted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    /// The date in the books.
    pub on: NaiveDate,
    /// The date it really happened, when that is closed.
    pub late_for_on: Option<NaiveDate>,
}

/// The day to post to, or the ledger's refusal.
pub(super) async fn resolve(
    uow: &mut Uow<'_>,
    company: Uuid,
    on: NaiveDate,
    late: Late,
) -> Result<Day, Fault> {
    let last = on.checked_add_months(MONTHS_AHEAD).unwrap_or(NaiveDate::MAX);
    let periods = books::periods(uow.tx, company, on, last).await?;
    let error = match period_for(&periods, on, EntryKind::Normal) {
        Ok(_) => return Ok(Day { on, late_for_on: None }),
        Err(error) => error,
    };
    let open = periods
        .iter()
        .filter(|period| period.state == PeriodState::Open && !period.year_closed && period.starts_on > on)
        .map(|period| period.starts_on)
        .min();
    match (late, open, &error) {
        (_, _, DayError::PeriodMissing { .. }) | (Late::Refuse, ..) | (_, None, _) => {
            Err(of_day(&error).at("/on"))
        }
        (Late::Adjust, Some(open), _) => Ok(Day { on: open, late_for_on: Some(on) }),
    }
}
