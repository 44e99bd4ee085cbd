//! What each owner has open, won and lost.

use std::collections::BTreeMap;

use keel_sdk::prelude::*;
use keel_sdk::records::{Measure, MeasureKind};

use crate::figures::{self, Sum, money};
use crate::words::state;
use crate::{Activity, ManagersParameters, Opportunity, activity};

/// One owner.
#[derive(Clone, Debug, Default)]
pub struct Manager {
    /// Nobody, for what has no owner.
    pub owner: Option<Id>,
    /// For people.
    pub name: String,
    /// Open opportunities.
    pub open: Sum,
    /// Won ones.
    pub won: Sum,
    /// Lost ones.
    pub lost: Sum,
    /// Activities that are overdue.
    pub overdue: i64,
}

impl Manager {
    /// Won of what was closed, in per cent with one digit; none when nothing was.
    pub fn win_rate(&self) -> Result<Option<Decimal>> {
        let closed = self.won.count + self.lost.count;
        if closed == 0 {
            return Ok(None);
        }
        Decimal::from(self.won.count)
            .times(Decimal::from(100))?
            .divided_by(Decimal::from(closed), 1)
            .map(Some)
    }
}

/// Every owner, by name; what was closed counts from a day to a day.
pub fn all(from: Option<Day>, to: Option<Day>) -> Result<Vec<Manager>> {
    let mut managers: BTreeMap<Option<Id>, Manager> = BTreeMap::new();
    let mut closed = Opportunity::find().filter(Opportunity::STATE, Operator::NotEqual, state::OPEN);
    if let Some(from) = from {
        closed = closed.filter(Opportunity::CLOSED_ON, Operator::AtLeast, from);
    }
    if let Some(to) = to {
        closed = closed.filter(Opportunity::CLOSED_ON, Operator::AtMost, to);
    }
    let groups = [Opportunity::OWNER, Opportunity::STATE, Opportunity::CURRENCY];
    for list in [Opportunity::find().equal(Opportunity::STATE, state::OPEN), closed] {
        for row in list.figures(&groups, &figures::measures())? {
            let manager = managers.entry(row.get(Opportunity::OWNER)).or_default();
            match row.get::<String>(Opportunity::STATE).as_deref() {
                Some(state::WON) => manager.won.add(&row)?,
                Some(state::LOST) => manager.lost.add(&row)?,
                _ => manager.open.add(&row)?,
            }
        }
    }
    let count = [Measure { kind: MeasureKind::Count, field: None }];
    for row in activity::overdue(context::current().now()).figures(&[Activity::OWNER], &count)? {
        managers.entry(row.get(Activity::OWNER)).or_default().overdue = row.get("count").unwrap_or(0);
    }
    let ids: Vec<Id> = managers.keys().copied().flatten().collect();
    let names = figures::names("user", &ids)?;
    let named = |(owner, manager): (Option<Id>, Manager)| {
        let name = owner.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
        Manager { owner, name, ..manager }
    };
    let mut all: Vec<Manager> = managers.into_iter().map(named).collect();
    all.sort_by(|a, b| (a.owner.is_none(), &a.name, a.owner).cmp(&(b.owner.is_none(), &b.name, b.owner)));
    Ok(all)
}

/// The report: one row for each owner and currency.
pub fn report(parameters: &ManagersParameters) -> Result<Table> {
    let mut table = Table::new(&[
        ("owner", "Manager"),
        ("open", "Opportunities open"),
        ("currency", "Currency"),
        ("open_amount", "Open amount"),
        ("expected", "Expected revenue"),
        ("won", "Opportunities won"),
        ("won_amount", "Won amount"),
        ("lost", "Opportunities lost"),
        ("lost_amount", "Lost amount"),
        ("win_rate", "Won of closed, %"),
        ("overdue", "Activities overdue"),
    ]);
    for manager in all(parameters.from, parameters.to)? {
        let mut together = manager.open.clone();
        together.join(&manager.won)?;
        together.join(&manager.lost)?;
        for (at, currency) in together.currencies().iter().enumerate() {
            let counted = |count: i64| if at == 0 { Value::Integer(count) } else { Value::None };
            let rate = if at == 0 { manager.win_rate()? } else { None };
            let row = Row::new()
                .with("owner", manager.name.clone())
                .with("open", counted(manager.open.count))
                .with("currency", currency.clone())
                .with("open_amount", money(&manager.open.amount, currency))
                .with("expected", money(&manager.open.expected, currency))
                .with("won", counted(manager.won.count))
                .with("won_amount", money(&manager.won.amount, currency))
                .with("lost", counted(manager.lost.count))
                .with("lost_amount", money(&manager.lost.amount, currency))
                .with("win_rate", rate)
                .with("overdue", counted(manager.overdue));
            table = table.row(row);
        }
    }
    Ok(table)
}
