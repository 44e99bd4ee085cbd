//! Days, times and durations: reading ISO 8601 as FEEL takes it, writing, and the arithmetic of the calendar.
//!
//! Times have an offset from UTC or none. Must not know zones by name: their tables are not part of this.

use std::cmp::Ordering;
use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use crate::value::Value;

pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const DAY: i64 = 86_400 * SECOND;

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// On the clock.
    pub clock: NaiveTime,
    /// Seconds east of UTC; none: local.
    pub offset: Option<i32>,
}

/// A day with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime {
    /// Day and clock.
    pub local: NaiveDateTime,
    /// Seconds east of UTC; none: local.
    pub offset: Option<i32>,
}

impl DateTime {
    /// Reads `2026-01-31T10:00:00Z`.
    pub fn parse(text: &str) -> Option<DateTime> {
        let (day, clock) = text.split_once('T')?;
        let Time { clock, offset } = Time::parse(clock)?;
        Some(DateTime { local: date(day)?.and_time(clock), offset })
    }

    /// Microseconds since 1970 in UTC; local ones are taken as UTC.
    pub fn micros(&self) -> i64 {
        self.local.and_utc().timestamp_micros() - i64::from(self.offset.unwrap_or(0)) * SECOND
    }

    /// So many microseconds after 1970, in UTC.
    pub fn from_micros(micros: i64) -> Option<DateTime> {
        let local = chrono::DateTime::from_timestamp_micros(micros)?.naive_utc();
        Some(DateTime { local, offset: Some(0) })
    }

    pub(crate) fn plus(&self, micros: i64) -> Option<DateTime> {
        let local = self.local.checked_add_signed(TimeDelta::microseconds(micros))?;
        Some(DateTime { local, offset: self.offset })
    }

    pub(crate) fn plus_months(&self, months: i64) -> Option<DateTime> {
        let local = add_months(self.local.date(), months)?.and_time(self.local.time());
        Some(DateTime { local, offset: self.offset })
    }

    /// Both with an offset, or both without; else they have no order.
    pub(crate) fn order(&self, other: &DateTime) -> Option<Ordering> {
        (self.offset.is_some() == other.offset.is_some()).then(|| self.micros().cmp(&other.micros()))
    }
}

impl Time {
    /// Reads `10:00:00`, with a fraction, `Z` or an offset.
    pub fn parse(text: &str) -> Option<Time> {
        let (clock, offset) = match text.strip_suffix('Z') {
            Some(clock) => (clock, Some(0)),
            None => match text.rfind(['+', '-']) {
                Some(at) => (&text[..at], Some(offset(&text[at..])?)),
                None => (text, None),
            },
        };
        let (whole, _) = clock.split_once('.').unwrap_or((clock, ""));
        let written = whole.len() == 8 && !clock.ends_with('.');
        let clock = NaiveTime::parse_from_str(clock, "%H:%M:%S%.f").ok().filter(|_| written)?;
        // chrono takes a leap second; FEEL has none.
        (clock.nanosecond() < 1_000_000_000).then_some(Time { clock, offset })
    }

    /// Microseconds since midnight in UTC.
    pub(crate) fn micros(&self) -> i64 {
        let clock = i64::from(self.clock.num_seconds_from_midnight()) * SECOND;
        clock + i64::from(self.clock.nanosecond() / 1_000) - i64::from(self.offset.unwrap_or(0)) * SECOND
    }

    pub(crate) fn plus(&self, micros: i64) -> Time {
        let (clock, _) = self.clock.overflowing_add_signed(TimeDelta::microseconds(micros % DAY));
        Time { clock, offset: self.offset }
    }

    pub(crate) fn order(&self, other: &Time) -> Option<Ordering> {
        (self.offset.is_some() == other.offset.is_some()).then(|| self.micros().cmp(&other.micros()))
    }
}

fn offset(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text[1..].split_once(':')?;
    let (minutes, seconds) = minutes.split_once(':').unwrap_or((minutes, "00"));
    let part = |text: &str| text.parse::<i32>().ok().filter(|_| text.len() == 2);
    let (hours, minutes, seconds) = (part(hours)?, part(minutes)?, part(seconds)?);
    (hours <= 18 && minutes < 60 && seconds < 60).then(|| sign * (hours * 3600 + minutes * 60 + seconds))
}

/// Reads `2026-01-31`; years of more than four digits have no leading nought.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let (sign, body) = text.strip_prefix('-').map_or((1, text), |body| (-1, body));
    let mut parts = body.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = [year, month, day].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let written =
        year.len() >= 4 && (year.len() == 4 || !year.starts_with('0')) && month.len() == 2 && day.len() == 2;
    if !digits || !written {
        return None;
    }
    NaiveDate::from_ymd_opt(sign * year.parse::<i32>().ok()?, month.parse().ok()?, day.parse().ok()?)
}

pub(crate) fn add_months(day: NaiveDate, months: i64) -> Option<NaiveDate> {
    let by = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 { day.checked_sub_months(by) } else { day.checked_add_months(by) }
}

pub(crate) fn add_days(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) }
}

/// Whole months from one day to another.
pub(crate) fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    match months {
        m if m > 0 && to.day() < from.day() => m - 1,
        m if m < 0 && to.day() > from.day() => m + 1,
        m => m,
    }
}

/// What stands behind `@`, or in the functions that read text.
pub(crate) fn literal(text: &str) -> Option<Value> {
    let of_date = || date(text).map(Value::Date);
    let of_instant = || DateTime::parse(text).map(Value::DateTime);
    let of_time = || Time::parse(text).map(Value::Time);
    of_date().or_else(of_instant).or_else(of_time).or_else(|| duration(text))
}

/// Reads `P1Y2M` or `P1DT2H3M4.5S`.
pub(crate) fn duration(text: &str) -> Option<Value> {
    let (negative, body) = text.strip_prefix('-').map_or((false, text), |body| (true, body));
    let body = body.strip_prefix('P')?;
    let (days, clock) = body.split_once('T').map_or((body, None), |(days, clock)| (days, Some(clock)));
    if clock.is_some_and(str::is_empty) || days.is_empty() && clock.is_none() {
        return None;
    }
    let mut months = None;
    let mut micros = None;
    let add = |into: &mut Option<i64>, amount: i64, unit: i64| {
        *into = Some(into.unwrap_or(0).checked_add(amount.checked_mul(unit)?)?);
        Some(())
    };
    for (amount, unit) in amounts(days, "YMD")? {
        match unit {
            'Y' => add(&mut months, amount, 12)?,
            'M' => add(&mut months, amount, 1)?,
            _ => add(&mut micros, amount, DAY)?,
        }
    }
    for (amount, unit) in amounts(clock.unwrap_or_default(), "HMS")? {
        match unit {
            'H' => add(&mut micros, amount, 3600 * SECOND)?,
            'M' => add(&mut micros, amount, 60 * SECOND)?,
            'S' => add(&mut micros, amount, SECOND)?,
            // A part of a second, already in microseconds.
            _ => add(&mut micros, amount, 1)?,
        }
    }
    let sign = if negative { -1 } else { 1 };
    match (months, micros) {
        (Some(months), None) => Some(Value::Months(sign * months)),
        (None, Some(micros)) => Some(Value::Micros(sign * micros)),
        _ => None,
    }
}

/// `1Y2M` as amounts with units, which come in this order; a fraction of the last one as unit `.`.
fn amounts(text: &str, units: &str) -> Option<Vec<(i64, char)>> {
    let mut all = Vec::new();
    let mut rest = text;
    let mut left = units;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let whole: i64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let mut fraction = None;
        if let Some(body) = rest.strip_prefix('.') {
            let end = body.find(|c: char| !c.is_ascii_digit())?;
            let digits: String = body[..end].chars().chain("000000".chars()).take(6).collect();
            fraction = Some(digits.parse().ok().filter(|_| end > 0)?);
            rest = &body[end..];
        }
        let unit = rest.chars().next()?;
        let at = left.find(unit)?;
        left = &left[at + 1..];
        rest = &rest[1..];
        all.push((whole, unit));
        if let Some(micros) = fraction {
            if unit != 'S' {
                return None;
            }
            all.push((micros, '.'));
        }
    }
    Some(all)
}

pub(crate) fn show_months(months: i64) -> String {
    let (years, rest) = (months.unsigned_abs() / 12, months.unsigned_abs() % 12);
    let sign = if months < 0 { "-" } else { "" };
    match (years, rest) {
        (0, rest) => format!("{sign}P{rest}M"),
        (years, 0) => format!("{sign}P{years}Y"),
        (years, rest) => format!("{sign}P{years}Y{rest}M"),
    }
}

pub(crate) fn show_days(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let all = micros.unsigned_abs();
    let (days, rest) = (all / DAY as u64, all % DAY as u64);
    let (seconds, fraction) = (rest / SECOND as u64, rest % SECOND as u64);
    let mut out = format!("{sign}P");
    if days > 0 {
        out += &format!("{days}D");
    }
    if rest > 0 || days == 0 {
        out.push('T');
    }
    for (amount, unit) in [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M')] {
        if amount > 0 {
            out += &format!("{amount}{unit}");
        }
    }
    if fraction > 0 {
        let digits = format!("{fraction:06}");
        out += &format!("{}.{}S", seconds % 60, digits.trim_end_matches('0'));
    } else if seconds % 60 > 0 || all == 0 {
        out += &format!("{}S", seconds % 60);
    }
    out
}

fn show_offset(f: &mut fmt::Formatter<'_>, offset: Option<i32>) -> fmt::Result {
    match offset {
        None => Ok(()),
        Some(0) => f.write_str("Z"),
        Some(offset) => {
            let (sign, all) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
            write!(f, "{sign}{:02}:{:02}", all / 3600, all / 60 % 60)?;
            if all % 60 > 0 { write!(f, ":{:02}", all % 60) } else { Ok(()) }
        }
    }
}

fn show_clock(f: &mut fmt::Formatter<'_>, clock: NaiveTime) -> fmt::Result {
    write!(f, "{:02}:{:02}:{:02}", clock.hour(), clock.minute(), clock.second())?;
    match clock.nanosecond() {
        0 => Ok(()),
        nanos => write!(f, ".{}", format!("{nanos:09}").trim_end_matches('0')),
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_clock(f, self.clock)?;
        show_offset(f, self.offset)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T", self.local.date())?;
        show_clock(f, self.local.time())?;
        show_offset(f, self.offset)
    }
}
