//! The funnel: how many opportunities are in each stage, and how many ever came so far.

use keel_sdk::prelude::*;
use keel_sdk::records::Find;

use crate::figures::{self, Sum, money};
use crate::words::state;
use crate::{FunnelParameters, Opportunity, Stage, stage};

/// A stage with what is in it.
pub struct Step {
    /// The stage.
    pub stage: Stage,
    /// What is in it now.
    pub now: Sum,
    /// What is in it, or came further: of lost ones, as far as they came while they were open.
    pub reached: Sum,
}

/// The steps over a list of opportunities, in the order of stages.
pub fn steps(list: &Find) -> Result<Vec<Step>> {
    let stages = stage::all()?;
    let groups = [Opportunity::STAGE, Opportunity::OPEN_STAGE, Opportunity::CURRENCY];
    let mut steps: Vec<Step> = stages
        .into_iter()
        .map(|stage| Step { stage, now: Sum::default(), reached: Sum::default() })
        .collect();
    for row in list.figures(&groups, &figures::measures())? {
        let mut sum = Sum::default();
        sum.add(&row)?;
        let at = |field: &str| {
            let id = row.get::<Id>(field)?;
            steps.iter().position(|step| step.stage.id == id)
        };
        let Some(now) = at(Opportunity::STAGE) else { continue };
        let furthest = match steps[now].stage.outcome.as_str() {
            state::LOST => at(Opportunity::OPEN_STAGE),
            _ => Some(now),
        };
        steps[now].now.join(&sum)?;
        for step in steps.iter_mut().take(furthest.map_or(0, |at| at + 1)) {
            if step.stage.outcome != state::LOST {
                step.reached.join(&sum)?;
            }
        }
        if steps[now].stage.outcome == state::LOST {
            steps[now].reached.join(&sum)?;
        }
    }
    Ok(steps)
}

/// The report: one row for each stage and currency.
pub fn report(parameters: &FunnelParameters) -> Result<Table> {
    let mut list = Opportunity::find();
    if let Some(from) = parameters.from {
        list = list.filter("created_at", Operator::AtLeast, from.start());
    }
    if let Some(to) = parameters.to {
        list = list.filter("created_at", Operator::Less, to.plus_days(1).start());
    }
    if let Some(owner) = parameters.owner {
        list = list.equal(Opportunity::OWNER, owner);
    }
    let mut table = Table::new(&[
        ("stage", "Stage"),
        ("outcome", "Outcome"),
        ("count", "In it now"),
        ("reached", "Came so far"),
        ("currency", "Currency"),
        ("amount", "Amount"),
        ("expected", "Expected revenue"),
    ]);
    for step in steps(&list)? {
        for (at, currency) in step.now.currencies().iter().enumerate() {
            // Opportunities are counted once, not once for each currency.
            let counted = |count: i64| if at == 0 { Value::Integer(count) } else { Value::None };
            let row = Row::new()
                .with("stage", step.stage.name.clone())
                .with("outcome", step.stage.outcome.clone())
                .with("count", counted(step.now.count))
                .with("reached", counted(step.reached.count))
                .with("currency", currency.clone())
                .with("amount", money(&step.now.amount, currency))
                .with("expected", money(&step.now.expected, currency));
            table = table.row(row);
        }
    }
    Ok(table)
}
