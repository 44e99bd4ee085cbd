//! Conversions, and functions of days and times.

use chrono::{Datelike, NaiveDate, NaiveTime};
use rust_decimal::Decimal;

use super::{Answer, Args, Builtin, of};
use crate::calendar::{self, DateTime, Time, months_between};
use crate::eval::Eval;
use crate::value::Value;

pub(super) const TABLE: &[Builtin] = &[
    of("date", &["from", "year, month, day"], date),
    of("date and time", &["from", "date, time"], date_and_time),
    of("time", &["from", "hour, minute, second, offset"], time),
    of("duration", &["from"], duration),
    of("years and months duration", &["from, to"], years_and_months),
    of("number", &["from, grouping separator, decimal separator"], number),
    of("string", &["from"], |eval, args| match args.value(0) {
        Value::Null => Ok(None),
        value => {
            let text = value.shown();
            eval.budget.text(text.len())?;
            Ok(Some(Value::text(text)))
        }
    }),
    of("not", &["negand"], |_, args| match args.single(0) {
        Value::Boolean(value) => Ok(Some(Value::Boolean(!value))),
        _ => Ok(None),
    }),
    of("is", &["value1, value2"], |_, args| {
        let (a, b) = (args.value(0), args.value(1));
        let offsets = |value: &Value| match value {
            Value::DateTime(at) => at.offset,
            Value::Time(at) => at.offset,
            _ => None,
        };
        Ok(Some(Value::Boolean(crate::compare::same(a, b) && offsets(a) == offsets(b))))
    }),
    of("now", &[""], |_, _| Ok(None)),
    of("today", &[""], |_, _| Ok(None)),
    of("day of year", &["date"], |_, args| on_day(args, |day| Value::from(i64::from(day.ordinal())))),
    of("day of week", &["date"], |_, args| {
        on_day(args, |day| Value::text(DAYS[day.weekday().num_days_from_monday() as usize]))
    }),
    of("month of year", &["date"], |_, args| on_day(args, |day| Value::text(MONTHS[day.month0() as usize]))),
    of("week of year", &["date"], |_, args| {
        on_day(args, |day| Value::from(i64::from(day.iso_week().week())))
    }),
];

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn on_day(args: Args<'_>, make: fn(NaiveDate) -> Value) -> Answer {
    Ok(match args.single(0) {
        Value::Date(day) => Some(make(*day)),
        Value::DateTime(at) => Some(make(at.local.date())),
        _ => None,
    })
}

fn date(_: &Eval<'_>, args: Args<'_>) -> Answer {
    if args.len() == 3 {
        let part = |at: usize| args.whole(at);
        let (Some(year), Some(month), Some(day)) = (part(0), part(1), part(2)) else { return Ok(None) };
        let parts = (i32::try_from(year), u32::try_from(month), u32::try_from(day));
        let (Ok(year), Ok(month), Ok(day)) = parts else { return Ok(None) };
        return Ok(NaiveDate::from_ymd_opt(year, month, day).map(Value::Date));
    }
    Ok(match args.single(0) {
        Value::Text(text) => calendar::date(text).map(Value::Date),
        Value::Date(day) => Some(Value::Date(*day)),
        Value::DateTime(at) => Some(Value::Date(at.local.date())),
        _ => None,
    })
}

fn date_and_time(_: &Eval<'_>, args: Args<'_>) -> Answer {
    let start = |day: NaiveDate| DateTime { local: day.and_time(NaiveTime::MIN), offset: Some(0) };
    Ok(match (args.single(0), args.single(1)) {
        (Value::Text(text), Value::Null) => DateTime::parse(text)
            .or_else(|| calendar::date(text).map(|day| DateTime { offset: None, ..start(day) }))
            .map(Value::DateTime),
        (Value::DateTime(at), Value::Null) => Some(Value::DateTime(*at)),
        (Value::Date(day), Value::Null) => Some(Value::DateTime(start(*day))),
        (day, Value::Time(at)) => {
            let day = match day {
                Value::Date(day) => *day,
                Value::DateTime(at) => at.local.date(),
                _ => return Ok(None),
            };
            Some(Value::DateTime(DateTime { local: day.and_time(at.clock), offset: at.offset }))
        }
        _ => None,
    })
}

fn time(_: &Eval<'_>, args: Args<'_>) -> Answer {
    if args.len() >= 3 {
        let part = |at: usize| args.whole(at).and_then(|part| u32::try_from(part).ok());
        let seconds = args.number(2).and_then(|seconds| {
            let micros = i64::try_from(seconds.checked_mul(Decimal::from(1_000_000))?.trunc()).ok()?;
            u32::try_from(micros).ok()
        });
        let (Some(hour), Some(minute), Some(micros)) = (part(0), part(1), seconds) else { return Ok(None) };
        let clock = NaiveTime::from_hms_micro_opt(hour, minute, micros / 1_000_000, micros % 1_000_000);
        let offset = match args.given(3) {
            None => None,
            Some(Value::Micros(micros)) => Some((micros / calendar::SECOND) as i32),
            Some(_) => return Ok(None),
        };
        return Ok(clock.map(|clock| Value::Time(Time { clock, offset })));
    }
    Ok(match args.single(0) {
        Value::Text(text) => Time::parse(text).map(Value::Time),
        Value::Time(at) => Some(Value::Time(*at)),
        Value::DateTime(at) => Some(Value::Time(Time { clock: at.local.time(), offset: at.offset })),
        Value::Date(_) => Some(Value::Time(Time { clock: NaiveTime::MIN, offset: Some(0) })),
        _ => None,
    })
}

fn duration(_: &Eval<'_>, args: Args<'_>) -> Answer {
    Ok(match args.single(0) {
        Value::Text(text) => calendar::duration(text),
        value @ (Value::Months(_) | Value::Micros(_)) => Some(value.clone()),
        _ => None,
    })
}

fn years_and_months(_: &Eval<'_>, args: Args<'_>) -> Answer {
    let day = |value: &Value| match value {
        Value::Date(day) => Some(*day),
        Value::DateTime(at) => Some(at.local.date()),
        _ => None,
    };
    let (Some(from), Some(to)) = (day(args.single(0)), day(args.single(1))) else { return Ok(None) };
    Ok(Some(Value::Months(months_between(from, to))))
}

fn number(_: &Eval<'_>, args: Args<'_>) -> Answer {
    let Value::Text(text) = args.single(0) else {
        return Ok(args.number(0).map(Value::Number));
    };
    let separator = |at: usize, allowed: &[&str]| match args.given(at) {
        None => Some(None),
        Some(Value::Text(sign)) if allowed.contains(&&**sign) => Some(Some(sign.to_string())),
        Some(_) => None,
    };
    let (Some(group), Some(point)) = (separator(1, &[" ", ",", "."]), separator(2, &[".", ","])) else {
        return Ok(None);
    };
    if group.is_some() && group == point {
        return Ok(None);
    }
    let text = group.map_or_else(|| text.to_string(), |group| text.replace(&group, ""));
    let text = point.map_or_else(|| text.clone(), |point| text.replace(&point, "."));
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Ok(None);
    }
    let value = if text.contains(['e', 'E']) {
        Decimal::from_scientific(&text)
    } else {
        Decimal::from_str_exact(&text)
    };
    Ok(value.ok().map(Value::Number))
}
