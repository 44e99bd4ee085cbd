//! What is for me today: activities that are due with the stage's instruction, the customer and the buttons that the
//! stage allows; new leads; what should close soon.

use std::collections::BTreeMap;

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Node, Place, Text, Tone};

use super::rows::{self, leads};
use super::say;
use crate::activity::overdue;
use crate::words::{state, status};
use crate::{Activity, Lead, Opportunity, Stage, figures, stage};

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
    let new = Lead::find().equal(Lead::OWNER, me).equal(Lead::STATUS, status::NEW).count()?;
    let stats = [
        view::stat(say("due-today"), count).open(rows::due_today(me)),
        view::stat(say("activities-overdue"), late).tone(tone).open(rows::overdue(Some(Some(me)))),
        view::stat(say("new-leads"), new).open(rows::new_leads(me)),
    ];
    let mut page = view::View::new().add(view::grid(stats).columns(3_u32));
    if shown.is_empty() {
        page = page.add(view::empty(say("nothing-due")));
    }
    for node in cards(&shown, around.now())? {
        page = page.add(node);
    }
    let closing = rows::closing(me, around.today().plus_days(SOON_DAYS)).limit(10_u32);
    let mine = [view::Condition::is(Lead::OWNER, me), view::Condition::equal(Lead::STATUS, status::NEW)];
    Ok(page
        .add(view::section(say("closing-soon"), [closing]))
        .add(view::section(say("new-leads"), [leads().only(&mine).limit(10_u32)])))
}

/// Activities as cards: the line of each, and below it what its opportunity's stage says and allows.
fn cards(all: &[Activity], now: Instant) -> Result<Vec<Node>> {
    let mut ids: Vec<Id> = all.iter().filter_map(|one| one.opportunity).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut about: BTreeMap<Id, Opportunity> = BTreeMap::new();
    if !ids.is_empty() {
        let found: Vec<Opportunity> = Opportunity::find().one_of("id", ids).all_as()?;
        about = found.into_iter().map(|one| (one.id, one)).collect();
    }
    let stages = if about.is_empty() { Vec::new() } else { stage::all()? };
    let lines = activities(all, now)?;
    let card = |(one, line): (&Activity, Node)| {
        let opportunity = one.opportunity.and_then(|id| about.get(&id));
        let mut nodes = vec![line];
        if let Some(opportunity) = opportunity {
            nodes.extend(work(opportunity, &stages));
        }
        nodes.extend(one.contact.or(opportunity.map(|it| it.contact)).map(customer));
        view::section(one.subject.as_str(), nodes).into()
    };
    Ok(all.iter().zip(lines).map(card).collect())
}

/// What the stage of an opportunity says, and where it may go from there.
pub fn work(opportunity: &Opportunity, stages: &[Stage]) -> Vec<Node> {
    let here = stages.iter().find(|stage| Some(stage.id) == opportunity.stage);
    let mut nodes: Vec<Node> =
        here.and_then(|stage| stage.instruction.as_deref()).map(view::text).into_iter().collect();
    if opportunity.state.as_deref() != Some(state::OPEN) {
        return nodes;
    }
    let target = |button: view::Button| button.target(Opportunity::TYPE, opportunity.id);
    let open = stages.iter().filter(|stage| stage.outcome == state::OPEN);
    let next = open
        .filter(|stage| here.is_some_and(|here| stage.sequence > here.sequence))
        .min_by_key(|stage| stage.sequence);
    let mut buttons: Vec<Node> = Vec::new();
    if let Some(next) = next {
        let label = Text::message("next-stage").arg("stage", &next.name);
        let to = view::Cell::record(Stage::TYPE, next.id, next.name.as_str());
        buttons.push(target(view::button(label, "move-opportunity")).input([("stage", to)]).into());
    }
    buttons.push(target(view::button(say("won"), "win-opportunity")).tone(Tone::Good).into());
    let lose = view::form("lose-opportunity").target(Opportunity::TYPE, opportunity.id).submit(say("lost"));
    buttons.push(view::dialog(say("lost"), say("why-lost"), [lose]));
    nodes.push(view::stack(buttons).across().into());
    nodes
}

/// The customer, with their whole history a click away.
fn customer(contact: Id) -> Node {
    let history = view::dialog(say("history"), say("history"), [view::timeline("contact", contact)]);
    let open = view::link(say("customer-card"), Place::record("contact", contact));
    let lines = [view::lines("contact", contact, "phones"), view::lines("contact", contact, "emails")];
    let name = view::field("contact", contact, "name");
    let inside = std::iter::once(name).chain(lines).chain([Node::from(open), history]);
    view::section(say("customer-card"), inside).closed(true).into()
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
