//! Fiscal years and periods: which day may be posted to, and how they close.
//!
//! Knows days and states. Must not know entries.

use super::entry::EntryKind;
use chrono::{Datelike, Months, NaiveDate};
use uuid::Uuid;

/// Whether a period takes entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodState {
    /// Takes entries.
    Open,
    /// Takes none until it is reopened.
    Closed,
    /// Takes none, for good.
    Sealed,
}

impl PeriodState {
    /// The word in tables and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Sealed => "sealed",
        }
    }

    /// The state a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Closed, Self::Sealed].into_iter().find(|state| state.as_str() == word)
    }
}

/// A period with what the rules need of its fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Its id.
    pub id: Uuid,
    /// Its code, `2026-01`.
    pub code: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Whether it takes entries.
    pub state: PeriodState,
    /// The year's code, used in numbers.
    pub year_code: String,
    /// The year has its closing entry.
    pub year_closed: bool,
}

/// Why a day takes no entry. Listed, and returned, in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// No period contains the day.
    #[error("no period contains {on}")]
    PeriodMissing {
        /// The day.
        on: NaiveDate,
    },
    /// The fiscal year is closed.
    #[error("fiscal year {year} is closed")]
    FiscalYearClosed {
        /// The year's code.
        year: String,
    },
    /// The period is sealed.
    #[error("period {period} is sealed")]
    PeriodSealed {
        /// The period's code.
        period: String,
        /// Its last day.
        ends_on: NaiveDate,
    },
    /// The period is closed; transient: it may be reopened.
    #[error("period {period} is closed")]
    PeriodClosed {
        /// The period's code.
        period: String,
        /// Its last day.
        ends_on: NaiveDate,
    },
}

/// The period that takes an entry of this kind on this day.
///
/// A closing entry belongs to the last day of its year and enters a closed period, never a sealed one.
pub fn period_for(periods: &[Period], on: NaiveDate, kind: EntryKind) -> Result<&Period, DayError> {
    let period = periods
        .iter()
        .find(|p| p.starts_on <= on && on <= p.ends_on)
        .ok_or(DayError::PeriodMissing { on })?;
    if period.year_closed {
        return Err(DayError::FiscalYearClosed { year: period.year_code.clone() });
    }
    match period.state {
        PeriodState::Sealed => {
            Err(DayError::PeriodSealed { period: period.code.clone(), ends_on: period.ends_on })
        }
        PeriodState::Closed if kind != EntryKind::Closing => {
            Err(DayError::PeriodClosed { period: period.code.clone(), ends_on: period.ends_on })
        }
        _ => Ok(period),
    }
}

/// Why a period or a year does not change its state. Listed, and returned, in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The year is closed, and all in it with it.
    #[error("fiscal year {year} is closed")]
    FiscalYearClosed {
        /// The year's code.
        year: String,
    },
    /// Sealed is for good.
    #[error("period {period} is sealed")]
    PeriodSealed {
        /// The period's code.
        period: String,
    },
    /// It already is in that state, or must be closed before it is sealed.
    #[error("period {period} is {state}")]
    WrongState {
        /// The period's code.
        period: String,
        /// The state it is in.
        state: &'static str,
    },
}

/// Checks a change of state: open → closed → sealed, and closed → open.
pub fn change_state(period: &Period, to: PeriodState) -> Result<(), StateError> {
    if period.year_closed {
        return Err(StateError::FiscalYearClosed { year: period.year_code.clone() });
    }
    match (period.state, to) {
        (PeriodState::Sealed, _) => Err(StateError::PeriodSealed { period: period.code.clone() }),
        (PeriodState::Open, PeriodState::Closed)
        | (PeriodState::Closed, PeriodState::Open | PeriodState::Sealed) => Ok(()),
        (state, _) => Err(StateError::WrongState { period: period.code.clone(), state: state.as_str() }),
    }
}

/// Why a fiscal year does not open. Listed, and returned, in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum YearError {
    /// Ends before it starts.
    #[error("the year ends before it starts")]
    EndsBeforeStart,
    /// Longer than 24 months: no accounting law knows such a year.
    #[error("the year is longer than 24 months")]
    TooLong,
    /// Shares days with another year.
    #[error("the year shares days with {year}")]
    Overlaps {
        /// The other year's code.
        year: String,
    },
}

/// The monthly periods of a year: calendar months, cut at the year's ends.
///
/// A period's code is its month, or its first day when it begins within a month: two years may share a month.
/// `others` are the code, first and last day of the years there are.
pub fn months_of(
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    others: &[(String, NaiveDate, NaiveDate)],
) -> Result<Vec<(String, NaiveDate, NaiveDate)>, YearError> {
    if ends_on < starts_on {
        return Err(YearError::EndsBeforeStart);
    }
    if starts_on.checked_add_months(Months::new(24)).is_some_and(|limit| ends_on >= limit) {
        return Err(YearError::TooLong);
    }
    if let Some((year, ..)) = others.iter().find(|(_, from, to)| *from <= ends_on && starts_on <= *to) {
        return Err(YearError::Overlaps { year: year.clone() });
    }
    let mut months = Vec::with_capacity(12);
    let mut from = starts_on;
    while from <= ends_on {
        let to = last_of_month(from).min(ends_on);
        let form = if from.day() == 1 { "%Y-%m" } else { "%Y-%m-%d" };
        months.push((from.format(form).to_string(), from, to));
        match to.succ_opt() {
            Some(next) => from = next,
            None => break,
        }
    }
    Ok(months)
}

/// The last day of a day's month.
pub fn last_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .and_then(|next| next.pred_opt())
        .unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("day")
    }

    fn period(state: PeriodState, year_closed: bool) -> Period {
        Period {
            id: Uuid::nil(),
            code: "2026-01".into(),
            starts_on: day("2026-01-01"),
            ends_on: day("2026-01-31"),
            state,
            year_code: "2026".into(),
            year_closed,
        }
    }

    #[test]
    fn periods_open_close_and_seal() {
        use PeriodState::{Closed, Open, Sealed};
        for (state, year_closed, to, expected) in [
            (Open, false, Closed, "ok"),
            (Closed, false, Open, "ok"),
            (Closed, false, Sealed, "ok"),
            (Open, false, Sealed, "period 2026-01 is open"),
            (Open, false, Open, "period 2026-01 is open"),
            (Closed, false, Closed, "period 2026-01 is closed"),
            (Sealed, false, Open, "period 2026-01 is sealed"),
            (Sealed, true, Open, "fiscal year 2026 is closed"),
        ] {
            let said = change_state(&period(state, year_closed), to)
                .map_or_else(|e| e.to_string(), |()| "ok".into());
            assert_eq!(said, expected, "{state:?} to {to:?}");
        }
    }

    #[test]
    fn a_year_is_cut_into_months() {
        let months = months_of(day("2026-01-15"), day("2026-12-31"), &[]).expect("opens");
        assert_eq!(months.len(), 12);
        assert_eq!(months[0], ("2026-01-15".into(), day("2026-01-15"), day("2026-01-31")));
        assert_eq!(months[1], ("2026-02".into(), day("2026-02-01"), day("2026-02-28")));
        assert_eq!(months[11].2, day("2026-12-31"));
    }

    #[test]
    fn a_year_is_refused() {
        let others = [("2025".to_owned(), day("2025-01-01"), day("2025-12-31"))];
        for (from, to, expected) in [
            ("2026-12-31", "2026-01-01", YearError::EndsBeforeStart),
            ("2026-01-01", "2027-12-31", YearError::Overlaps { year: String::new() }),
            ("2026-01-01", "2028-01-01", YearError::TooLong),
            ("2025-12-31", "2026-12-31", YearError::Overlaps { year: "2025".into() }),
        ] {
            let got = months_of(day(from), day(to), &others);
            if expected == (YearError::Overlaps { year: String::new() }) {
                assert_eq!(got.map(|m| m.len()), Ok(24), "{from} to {to}");
            } else {
                assert_eq!(got, Err(expected), "{from} to {to}");
            }
        }
    }
}
