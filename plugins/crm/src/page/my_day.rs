//! What is for me today: overdue and due activities with their buttons, new leads, what should close soon.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Node, Place, Text, Tone};

use super::rows::{leads, opportunities};
use super::say;
use crate::activity::overdue;
use crate::words::{state, status};
use crate::{Activity, Lead, Opportunity, figures};

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
    let late = overdue(around.now()).equal(Activity::OWNER, me).count()?;
    let tone = if late > 0 { Tone::Bad } else { Tone::Good };
    let mut nodes: Vec<Node> = vec![
        view::stat(say("due-today"), count).into(),
        view::stat(say("activities-overdue"), late).tone(tone).into(),
    ];
    let new = Lead::find().equal(Lead::OWNER, me).equal(Lead::STATUS, status::NEW).count()?;
    nodes.push(view::stat(say("new-leads"), new).into());
    let mut page = view::View::new().add(view::grid(nodes).columns(3_u32));
    if shown.is_empty() {
        page = page.add(view::empty(say("nothing-due")));
    }
    for node in activities(&shown, around.now())? {
        page = page.add(node);
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

/// Activities, each on a line: what, when, about whom, and its buttons.
pub fn activities(all: &[Activity], now: Instant) -> Result<Vec<Node>> {
    let mut contacts: Vec<Id> = all.iter().filter_map(|one| one.contact).collect();
    contacts.sort_unstable();
    contacts.dedup();
    let names = figures::names("contact", &contacts)?;
    Ok(all.iter().map(|one| activity(one, one.contact.and_then(|id| names.get(&id)), now)).collect())
}

fn activity(one: &Activity, contact: Option<&String>, now: Instant) -> Node {
    let kind = Text::message(&format!("type-activity-kind-{}", one.kind));
    let mut line: Vec<Node> = vec![view::badge(kind, Tone::Info)];
    if one.due_at < now {
        line.push(view::badge(say("overdue"), Tone::Bad));
    }
    line.push(view::link(one.subject.as_str(), Place::record(Activity::TYPE, one.id)).into());
    if let (Some(id), Some(name)) = (one.contact, contact) {
        line.push(view::link(name.as_str(), Place::record("contact", id)).into());
    }
    line.push(view::field(Activity::TYPE, one.id, Activity::DUE_AT));
    let done = view::button(say("done"), "done-activity").target(Activity::TYPE, one.id).tone(Tone::Good);
    let form = view::form("done-activity").target(Activity::TYPE, one.id).submit(say("done"));
    line.push(done.into());
    line.push(view::dialog(say("done-and-next"), one.subject.as_str(), [form]));
    view::stack(line).across().into()
}
