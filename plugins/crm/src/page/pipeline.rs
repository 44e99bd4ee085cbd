//! The board with its figures, and the same figures as a card.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Node, Text, Tone};

use super::{rows, say};
use crate::figures::{Sum, money};
use crate::funnel::{self, Step};
use crate::words::state;
use crate::{Opportunity, activity};

/// Figures, chart and board.
pub fn draw() -> Result<view::View> {
    let steps = funnel::steps(&Opportunity::find())?;
    if steps.is_empty() {
        let make = view::button(say("set-up"), "set-up");
        let empty = view::empty(say("no-stages")).text(say("no-stages-text")).children([make]);
        return Ok(view::View::new().add(empty));
    }
    let fields = [
        Opportunity::NAME,
        Opportunity::CONTACT,
        Opportunity::AMOUNT,
        Opportunity::EXPECTED_REVENUE,
        Opportunity::CLOSE_ON,
        Opportunity::OWNER,
    ];
    let now = context::current().now();
    let overdue = activity::overdue(now).count()?;
    let tone = if overdue == 0 { Tone::Good } else { Tone::Warn };
    let overdue = view::stat(say("activities-overdue"), overdue).tone(tone).open(rows::overdue(None));
    let mut stats = stats(&steps)?;
    stats.push(overdue.into());
    Ok(view::View::new()
        .add(view::grid(stats).columns(4_u32))
        .add(view::board(Opportunity::TYPE, Opportunity::STAGE, &fields))
        .add(chart(&steps)))
}

/// The figures and the chart, for the manager's screen.
pub fn card() -> Result<view::View> {
    let steps = funnel::steps(&Opportunity::find())?;
    if steps.iter().all(|step| step.reached.count == 0) {
        return Ok(view::View::new().add(view::empty(say("no-opportunities"))));
    }
    Ok(view::View::new().add(view::grid(stats(&steps)?).columns(3_u32)).add(chart(&steps)).add(table(&steps)))
}

/// Open, expected and won, once for each currency.
fn stats(steps: &[Step]) -> Result<Vec<Node>> {
    let sum = |outcome: &str| {
        let mut sum = Sum::default();
        let of_outcome = steps.iter().filter(|step| step.stage.outcome == outcome);
        of_outcome.map(|step| &step.now).try_for_each(|now| sum.join(now)).map(|()| sum)
    };
    let (open, won) = (sum(state::OPEN)?, sum(state::WON)?);
    let mut nodes = Vec::new();
    for currency in open.currencies() {
        let hint = Text::message("opportunities").arg("count", open.count);
        let place = rows::in_state(state::OPEN);
        let amount = view::stat(say("open"), money(&open.amount, &currency)).hint(hint).open(place.clone());
        nodes.push(amount.into());
        nodes.push(view::stat(say("expected"), money(&open.expected, &currency)).open(place).into());
    }
    for currency in won.currencies() {
        let hint = Text::message("opportunities").arg("count", won.count);
        let place = rows::in_state(state::WON);
        let stat = view::stat(say("won-title"), money(&won.amount, &currency)).hint(hint);
        nodes.push(stat.tone(Tone::Good).open(place).into());
    }
    Ok(nodes)
}

fn chart(steps: &[Step]) -> view::Chart {
    let shown = || steps.iter().filter(|step| step.stage.outcome != state::LOST);
    view::chart("bar", say("funnel"))
        .labels(shown().map(|step| step.stage.name.as_str()))
        .series(say("reached"), shown().map(|step| Some(Decimal::from(step.reached.count))))
        .series(say("in-it-now"), shown().map(|step| Some(Decimal::from(step.now.count))))
}

fn table(steps: &[Step]) -> view::Table {
    let columns = [
        view::Column::new("stage", say("stage")),
        view::Column::end("now", say("in-it-now")),
        view::Column::end("reached", say("reached")),
        view::Column::end("amount", say("amount")),
    ];
    steps.iter().fold(view::table(columns), |table, step| {
        let first = step.now.currencies().first().map(|currency| money(&step.now.amount, currency));
        let cells = [
            ("stage", step.stage.name.as_str().into()),
            ("now", step.now.count.into()),
            ("reached", step.reached.count.into()),
            ("amount", first.into()),
        ];
        table.row_to(rows::in_stage(step.stage.id), cells)
    })
}
