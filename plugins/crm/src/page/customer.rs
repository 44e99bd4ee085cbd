//! Beside a contact: what is being sold to it, what was agreed and done, where it came from.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Node};

use super::rows::{activities, opportunities};
use super::{say, subject};
use crate::figures::{Sum, measures, money};
use crate::words::state;
use crate::{Activity, Lead, Opportunity};

/// The panel.
pub fn draw(request: &view::Request) -> Result<view::View> {
    let contact = subject(request)?.id();
    let (mut open, mut won) = (Sum::default(), Sum::default());
    let groups = [Opportunity::STATE, Opportunity::CURRENCY];
    for row in Opportunity::find().equal(Opportunity::CONTACT, contact).figures(&groups, &measures())? {
        match row.get::<String>(Opportunity::STATE).as_deref() {
            Some(state::OPEN) => open.add(&row)?,
            Some(state::WON) => won.add(&row)?,
            _ => {}
        }
    }
    let mut stats: Vec<Node> = Vec::new();
    for (label, sum) in [("open", &open), ("won-title", &won)] {
        let hint = |sum: &Sum| view::Text::message("opportunities").arg("count", sum.count);
        let of = sum.currencies();
        stats.extend(
            of.iter().map(|code| view::stat(say(label), money(&sum.amount, code)).hint(hint(sum)).into()),
        );
    }
    let is = |field: &'static str| (field, "equal", Cell::record("contact", contact, ""));
    let due = activities().filter(&[is(Activity::CONTACT), (Activity::DONE_AT, "empty", Cell::empty())]);
    let done = view::records(
        Activity::TYPE,
        &[Activity::DONE_AT, Activity::KIND, Activity::SUBJECT, Activity::OUTCOME],
    )
    .filter(&[is(Activity::CONTACT), (Activity::DONE_AT, "present", Cell::empty())])
    .sort(&["-done_at"]);
    let leads = view::records(Lead::TYPE, &[Lead::NAME, Lead::SOURCE, Lead::STATUS, Lead::RECEIVED_AT])
        .filter(&[is(Lead::CONTACT)]);
    let all = opportunities().filter(&[is(Opportunity::CONTACT)]).sort(&["-close_on"]);
    Ok(view::View::new()
        .add(view::grid(stats).columns(2_u32))
        .add(view::section(say("due"), [due.limit(10_u32)]))
        .add(view::section(say("opportunities-title"), [all.limit(20_u32)]))
        .add(view::section(say("done-before"), [done.limit(20_u32)]).closed(true))
        .add(view::section(say("came-from"), [leads.limit(5_u32)]).closed(true)))
}
