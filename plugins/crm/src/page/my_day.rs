//! What is for me today: overdue and due activities with their buttons, new leads, what should close soon.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Node, Text, Tone};

use super::rows::{leads, opportunities};
use super::say;
use crate::words::{state, status};
use crate::{Activity, Lead, Opportunity};

/// Most activities that are shown with buttons.
const ACTIVITIES: u32 = 20;
/// Opportunities that should close within so many days.
const SOON_DAYS: i32 = 14;

/// The card.
pub fn draw() -> Result<view::View> {
    let around = context::current();
    let Some(me) = around.user() else { return Ok(view::View::new().add(view::empty(say("nobody")))) };
    let tomorrow = around.today().plus_days(1).start();
    let mine = Activity::find()
        .equal(Activity::OWNER, me)
        .empty(Activity::DONE_AT)
        .filter(Activity::DUE_AT, Operator::Less, tomorrow)
        .sort(Activity::DUE_AT);
    let count = mine.count()?;
    let shown: Vec<Activity> =
        mine.limit(ACTIVITIES).page()?.records.iter().map(Activity::from_document).collect::<Result<_>>()?;
    let late = shown.iter().filter(|one| one.due_at < around.now()).count();
    let mut nodes: Vec<Node> = vec![
        view::stat(say("due-today"), count).into(),
        view::stat(say("activities-overdue"), late as i64)
            .tone(if late > 0 { Tone::Bad } else { Tone::Good })
            .into(),
    ];
    let new = Lead::find().equal(Lead::OWNER, me).equal(Lead::STATUS, status::NEW).count()?;
    nodes.push(view::stat(say("new-leads"), new).into());
    let mut page = view::View::new().add(view::grid(nodes).columns(3_u32));
    if shown.is_empty() {
        page = page.add(view::empty(say("nothing-due")));
    }
    for one in &shown {
        page = page.add(activity(one, around.now()));
    }
    let owned = |field: &'static str| (field, "equal", Cell::record("user", me, ""));
    let soon = Cell::from(around.today().plus_days(SOON_DAYS));
    let closing = opportunities()
        .filter(&[
            owned(Opportunity::OWNER),
            (Opportunity::STATE, "equal", state::OPEN.into()),
            (Opportunity::CLOSE_ON, "at-most", soon),
        ])
        .sort(&[Opportunity::CLOSE_ON])
        .limit(10_u32);
    let fresh = leads().filter(&[owned(Lead::OWNER), (Lead::STATUS, "equal", status::NEW.into())]);
    Ok(page
        .add(view::section(say("closing-soon"), [closing]))
        .add(view::section(say("new-leads"), [fresh.limit(10_u32)])))
}

/// One activity: when, what, about whom, and the button.
pub fn activity(one: &Activity, now: Instant) -> Node {
    let late = one.due_at < now;
    let columns = [
        view::Column::new("due", say("due")),
        view::Column::new("kind", say("kind")),
        view::Column::new("subject", say("subject")),
    ];
    let due =
        if late { Cell::badge(one.due_at.day().to_string(), Tone::Bad) } else { Cell::from(one.due_at) };
    let kind = Cell::from(Text::message(&format!("type-activity-kind-{}", one.kind)));
    let row = [
        ("due", due),
        ("kind", kind),
        ("subject", Cell::record(Activity::TYPE, one.id, one.subject.as_str())),
    ];
    let table = view::table(columns).row(row);
    let done = view::button(say("done"), "done-activity").target(Activity::TYPE, one.id).tone(Tone::Good);
    let next = view::dialog(
        say("done-and-next"),
        one.subject.as_str(),
        [view::form("done-activity").target(Activity::TYPE, one.id).submit(say("done"))],
    );
    let buttons: [Node; 2] = [done.into(), next];
    let nodes: [Node; 2] = [table.into(), view::stack(buttons).across().into()];
    view::stack(nodes).into()
}
