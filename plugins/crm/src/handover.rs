//! Handing all open work of one employee to another, and keeping what it was.

use keel_sdk::prelude::*;
use keel_sdk::records::{Change, Find};

use crate::words::{state, status};
use crate::{Activity, HandOverInput, HandOverOutput, Handover, HandoverItems, Lead, Opportunity, emit};

/// Most records that one call hands over: it must end within its time.
const AT_ONCE: usize = 300;

/// A kind of work: its type, its open records of somebody, the field with its title and that with its owner.
struct Work {
    record_type: &'static str,
    open: Find,
    title: &'static str,
    owner: &'static str,
}

fn works(from: Id) -> [Work; 4] {
    let leads = Lead::find().one_of(Lead::STATUS, [status::NEW, status::QUALIFIED]);
    let opportunities = Opportunity::find().equal(Opportunity::STATE, state::OPEN);
    let activities = Activity::find().empty(Activity::DONE_AT);
    let tasks = records::find("task").empty("done_at");
    let of = |record_type, open: Find, title, owner| Work {
        record_type,
        open: open.equal(owner, from),
        title,
        owner,
    };
    [
        of(Lead::TYPE, leads, Lead::NAME, Lead::OWNER),
        of(Opportunity::TYPE, opportunities, Opportunity::NAME, Opportunity::OWNER),
        of(Activity::TYPE, activities, Activity::SUBJECT, Activity::OWNER),
        of("task", tasks, "title", "assignee"),
    ]
}

/// Gives everything open to another; what it was is kept as a hand-over.
pub fn hand_over(input: &HandOverInput) -> Result<HandOverOutput> {
    if input.from == input.to {
        let message = "Choose somebody else to give the work to.";
        return Err(Fault::invalid("crm.hand-over-to-self", message).at("/to"));
    }
    let (from, to) = (name(input.from)?, records::get_one("user", input.to)?);
    let to_name: String = to.get("name").unwrap_or_default();
    if to.get::<bool>("disabled") == Some(true) {
        let message = format!("{to_name} cannot sign in: choose somebody who can, or enable the account.");
        return Err(Fault::refused("crm.hand-over-disabled", message).at("/to").arg("name", to_name));
    }
    let around = context::current();
    let mut items = Vec::new();
    let mut counts = [0_i64; 4];
    let mut more = false;
    for (work, count) in works(input.from).into_iter().zip(&mut counts) {
        let room = AT_ONCE - items.len();
        let open = if room == 0 { Vec::new() } else { work.open.clone().limit(room as u32).page()?.records };
        let changes: Vec<Change> =
            open.iter().map(|one| Change::of(one.id(), Body::new().with(work.owner, input.to))).collect();
        if !changes.is_empty() {
            records::update_many(work.record_type, &changes)?;
        }
        *count = open.len() as i64;
        more |= open.len() == room && work.open.first()?.is_some();
        items.extend(open.iter().map(|one| HandoverItems {
            record_type: work.record_type.to_owned(),
            record: one.id().to_string(),
            title: one.get(work.title),
        }));
    }
    if items.is_empty() {
        let message = format!("{from} has no open work.");
        return Err(Fault::refused("crm.nothing-to-hand-over", message).at("/from").arg("name", from));
    }
    let handover = Handover {
        name: format!("{from} → {to_name}, {}", around.today()),
        from_user: input.from,
        to_user: input.to,
        handed_at: around.now(),
        handed_by: around.user(),
        reason: input.reason.clone(),
        leads: Some(counts[0]),
        opportunities: Some(counts[1]),
        activities: Some(counts[2]),
        tasks: Some(counts[3]),
        items,
        ..Handover::default()
    };
    let id = handover.create()?;
    let payload = Body::new().with("from", input.from).with("to", input.to);
    emit::handed_over(Some(&RecordRef::new(Handover::TYPE, id)), &payload)?;
    let [leads, opportunities, activities, tasks] = counts.map(Some);
    Ok(HandOverOutput { handover: Some(id), leads, opportunities, activities, tasks, more: Some(more) })
}

fn name(user: Id) -> Result<String> {
    Ok(records::get_one("user", user)?.get("name").unwrap_or_default())
}
