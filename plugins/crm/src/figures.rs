//! Figures over opportunities and people: amounts by currency, names of users.

use std::collections::BTreeMap;

use keel_sdk::prelude::*;
use keel_sdk::records::{Measure, MeasureKind};

use crate::Opportunity;

/// How many, and how much of each currency.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    /// How many opportunities.
    pub count: i64,
    /// Amounts in minor units, by currency.
    pub amount: BTreeMap<String, i64>,
    /// Expected revenue in minor units, by currency.
    pub expected: BTreeMap<String, i64>,
}

/// The measures that [`Sum::add`] reads; the groups must have the currency among them.
pub fn measures() -> [Measure; 3] {
    let sum = |field: &str| Measure { kind: MeasureKind::Sum, field: Some(field.to_owned()) };
    let count = Measure { kind: MeasureKind::Count, field: None };
    [count, sum(Opportunity::AMOUNT), sum(Opportunity::EXPECTED_REVENUE)]
}

impl Sum {
    /// Adds a row of figures.
    pub fn add(&mut self, row: &Row) -> Result<()> {
        let currency: String = row.get(Opportunity::CURRENCY).unwrap_or_default();
        self.count += row.get::<i64>("count").unwrap_or(0);
        plus(&mut self.amount, &currency, minor(row.value("sum_amount"), &currency)?)?;
        plus(&mut self.expected, &currency, minor(row.value("sum_expected_revenue"), &currency)?)
    }

    /// Adds another sum.
    pub fn join(&mut self, other: &Sum) -> Result<()> {
        self.count += other.count;
        other.amount.iter().try_for_each(|(currency, minor)| plus(&mut self.amount, currency, *minor))?;
        other.expected.iter().try_for_each(|(currency, minor)| plus(&mut self.expected, currency, *minor))
    }

    /// The currencies in it; the company's when there is none.
    pub fn currencies(&self) -> Vec<String> {
        let all: Vec<String> = self.amount.keys().filter(|code| !code.is_empty()).cloned().collect();
        if all.is_empty() { context::current().currency.into_iter().collect() } else { all }
    }
}

/// The amount of a currency.
pub fn money(sums: &BTreeMap<String, i64>, currency: &str) -> Money {
    Money::new(sums.get(currency).copied().unwrap_or(0), currency)
}

fn plus(sums: &mut BTreeMap<String, i64>, currency: &str, minor: i64) -> Result<()> {
    let sum = sums.entry(currency.to_owned()).or_default();
    let too_large = || Fault::invalid("number.too-large", "The amount is too large.");
    *sum = sum.checked_add(minor).ok_or_else(too_large)?;
    Ok(())
}

/// A sum of amounts of one currency as its minor units.
fn minor(value: &Value, currency: &str) -> Result<i64> {
    Ok(match value {
        Value::Money(money) => money.minor,
        Value::Decimal(decimal) => Money::of(*decimal, currency)?.minor,
        Value::Integer(minor) => *minor,
        _ => 0,
    })
}

/// Names of users or contacts by id; those that may not be seen have none.
pub fn names(of: &str, ids: &[Id]) -> Result<BTreeMap<Id, String>> {
    let mut names = BTreeMap::new();
    for some in ids.chunks(records::BATCH_MAX as usize) {
        let ids = some.iter().map(|id| Value::Reference(id.to_string()));
        for found in records::find(of).one_of("id", ids).all()? {
            names.insert(found.id(), found.get("name").unwrap_or_default());
        }
    }
    Ok(names)
}
