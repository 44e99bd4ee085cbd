//! Beside an opportunity: what is next to do about it, and how it may end.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Tone};

use super::my_day::{activities, work};
use super::{say, subject};
use crate::words::{amount_source, state};
use crate::{Activity, Opportunity, stage};

/// Most activities that are shown.
const SHOWN: u32 = 10;

/// The panel.
pub fn draw(request: &view::Request) -> Result<view::View> {
    let opportunity = Opportunity::from_document(subject(request)?)?;
    let mut page = view::View::new();
    if opportunity.amount_source.as_deref() == Some(amount_source::QUOTATIONS) {
        page = page.add(view::text(say("amount-follows")));
    }
    let now = context::current().now();
    let open = Activity::find()
        .equal(Activity::OPPORTUNITY, opportunity.id)
        .empty(Activity::DONE_AT)
        .sort(Activity::DUE_AT)
        .limit(SHOWN);
    let open: Vec<Activity> =
        open.page()?.records.iter().map(Activity::from_document).collect::<Result<_>>()?;
    if open.is_empty() && opportunity.state.as_deref() == Some(state::OPEN) {
        page = page.add(view::banner(say("nothing-planned")).tone(Tone::Warn));
    }
    for node in activities(&open, now)? {
        page = page.add(node);
    }
    for node in work(&opportunity, &stage::all()?) {
        page = page.add(node);
    }
    let about = Cell::record(Opportunity::TYPE, opportunity.id, "");
    let done = view::records(
        Activity::TYPE,
        &[Activity::DONE_AT, Activity::KIND, Activity::SUBJECT, Activity::OUTCOME],
    )
    .filter(&[(Activity::OPPORTUNITY, "equal", about), (Activity::DONE_AT, "present", Cell::empty())])
    .sort(&["-done_at"])
    .limit(SHOWN);
    Ok(page.add(view::section(say("done-before"), [done]).closed(true)))
}
