//! Members of values and items of lists (DMN 1.5, 10.3.2.5).

use chrono::{Datelike, Timelike};

use super::{Eval, Evaluated};
use crate::arithmetic::whole;
use crate::calendar::{DAY, SECOND};
use crate::expr::Expr;
use crate::scope::Scope;
use crate::value::Value;

impl Eval<'_> {
    /// `of.name`; of a list, that of each item.
    pub(super) fn path(&self, of: &Value, name: &str) -> Evaluated {
        if let Value::List(items) = of {
            self.budget.list(items.len())?;
            return items
                .iter()
                .map(|item| self.path(item, name))
                .collect::<Evaluated<Vec<_>>>()
                .map(Value::list);
        }
        let found = of.member(name).cloned().or_else(|| property(of, name));
        Ok(found.unwrap_or_else(|| self.nothing(format!("a {} has no `{name}`", of.type_name()))))
    }

    /// `of[filter]`: an item by its number, or those for which the condition holds.
    pub(super) fn filter(&self, of: Value, filter: &Expr, scope: &Scope) -> Evaluated {
        let items = match &of {
            Value::List(items) => items.to_vec(),
            Value::Null => Vec::new(),
            other => vec![other.clone()],
        };
        self.budget.list(items.len())?;
        let mut kept = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let inner = scope.with("item", item.clone()).within(item);
            match self.eval(filter, &inner)? {
                Value::Boolean(true) => kept.push(item.clone()),
                Value::Number(number) if at == 0 => return Ok(self.item(&items, whole(number))),
                _ => {}
            }
        }
        if items.is_empty() && matches!(filter, Expr::Number(_)) {
            return Ok(Value::Null);
        }
        Ok(Value::list(kept))
    }

    fn item(&self, items: &[Value], number: Option<i64>) -> Value {
        let length = items.len() as i64;
        let at = match number {
            Some(number) if (1..=length).contains(&number) => number - 1,
            Some(number) if (-length..=-1).contains(&number) => length + number,
            _ => return self.nothing("the list has no item of that number"),
        };
        items.get(at as usize).cloned().unwrap_or_default()
    }
}

fn property(of: &Value, name: &str) -> Option<Value> {
    let number = |value: i64| Some(Value::from(value));
    let offset = |offset: Option<i32>| {
        Some(offset.map_or(Value::Null, |seconds| Value::Micros(i64::from(seconds) * SECOND)))
    };
    match (of, name) {
        (Value::Date(day), _) => of_day(*day, name),
        (Value::DateTime(at), "time offset") => offset(at.offset),
        (Value::DateTime(at), _) => of_day(at.local.date(), name).or_else(|| of_clock(at.local.time(), name)),
        (Value::Time(at), "time offset") => offset(at.offset),
        (Value::Time(at), _) => of_clock(at.clock, name),
        (Value::Months(months), "years") => number(months / 12),
        (Value::Months(months), "months") => number(months % 12),
        (Value::Micros(micros), "days") => number(micros / DAY),
        (Value::Micros(micros), "hours") => number(micros % DAY / (3600 * SECOND)),
        (Value::Micros(micros), "minutes") => number(micros / (60 * SECOND) % 60),
        (Value::Micros(micros), "seconds") => {
            Some(Value::Number(rust_decimal::Decimal::new(micros % (60 * SECOND), 6).normalize()))
        }
        (Value::Range(range), "start") => Some(range.low.value.clone()),
        (Value::Range(range), "end") => Some(range.high.value.clone()),
        (Value::Range(range), "start included") => Some(Value::Boolean(range.low.closed)),
        (Value::Range(range), "end included") => Some(Value::Boolean(range.high.closed)),
        _ => None,
    }
}

fn of_day(day: chrono::NaiveDate, name: &str) -> Option<Value> {
    let value = match name {
        "year" => i64::from(day.year()),
        "month" => i64::from(day.month()),
        "day" => i64::from(day.day()),
        "weekday" => i64::from(day.weekday().number_from_monday()),
        _ => return None,
    };
    Some(Value::from(value))
}

fn of_clock(clock: chrono::NaiveTime, name: &str) -> Option<Value> {
    let value = match name {
        "hour" => clock.hour(),
        "minute" => clock.minute(),
        "second" => clock.second(),
        _ => return None,
    };
    Some(Value::from(i64::from(value)))
}
