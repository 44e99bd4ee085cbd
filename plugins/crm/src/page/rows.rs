//! The records behind figures: the host's own lists, with the conditions that a figure has.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Condition, Place, Records};

use crate::words::{state, status};
use crate::{Activity, Lead, Opportunity};

/// The opportunities of a stage.
pub fn in_stage(stage: Id) -> Place {
    Place::list_of(Opportunity::TYPE, &[Condition::is(Opportunity::STAGE, stage)], &[Opportunity::CLOSE_ON])
}

/// The opportunities that are open, won or lost.
pub fn in_state(state: &str) -> Place {
    Place::list_of(
        Opportunity::TYPE,
        &[Condition::equal(Opportunity::STATE, state)],
        &[Opportunity::CLOSE_ON],
    )
}

/// Activities whose time has passed: all, of somebody, or (`Some(None)`) of nobody.
pub fn overdue(owner: Option<Option<Id>>) -> Place {
    due_before(context::current().now(), owner)
}

/// Activities of somebody that are due today or were before.
pub fn due_today(owner: Id) -> Place {
    due_before(context::current().today().plus_days(1).start(), Some(Some(owner)))
}

fn due_before(instant: Instant, owner: Option<Option<Id>>) -> Place {
    let open = [Condition::empty(Activity::DONE_AT), Condition::new(Activity::DUE_AT, "less", instant)];
    let of = owner.map(|owner| match owner {
        Some(owner) => Condition::is(Activity::OWNER, owner),
        None => Condition::empty(Activity::OWNER),
    });
    let conditions: Vec<Condition> = open.into_iter().chain(of).collect();
    Place::list_of(Activity::TYPE, &conditions, &[Activity::DUE_AT])
}

/// Leads of somebody that nobody has looked at.
pub fn new_leads(owner: Id) -> Place {
    let conditions = [Condition::is(Lead::OWNER, owner), Condition::equal(Lead::STATUS, status::NEW)];
    Place::list_of(Lead::TYPE, &conditions, &["-received_at"])
}

/// Opportunities of somebody that should close by a day.
pub fn closing(owner: Id, by: Day) -> Records {
    let conditions = [
        Condition::is(Opportunity::OWNER, owner),
        Condition::equal(Opportunity::STATE, state::OPEN),
        Condition::new(Opportunity::CLOSE_ON, "at-most", by),
    ];
    opportunities().only(&conditions).sort(&[Opportunity::CLOSE_ON])
}

/// Opportunities as a list.
pub fn opportunities() -> Records {
    let fields = [
        Opportunity::NAME,
        Opportunity::CONTACT,
        Opportunity::STAGE,
        Opportunity::AMOUNT,
        Opportunity::EXPECTED_REVENUE,
        Opportunity::CLOSE_ON,
        Opportunity::OWNER,
    ];
    view::records(Opportunity::TYPE, &fields)
}

/// Activities as a list.
pub fn activities() -> Records {
    let fields = [Activity::DUE_AT, Activity::KIND, Activity::SUBJECT, Activity::CONTACT, Activity::OWNER];
    view::records(Activity::TYPE, &fields).sort(&[Activity::DUE_AT])
}

/// Leads as a list.
pub fn leads() -> Records {
    let fields = [Lead::NAME, Lead::ORGANISATION, Lead::EMAIL, Lead::PHONE, Lead::SCORE, Lead::OWNER];
    view::records(Lead::TYPE, &fields).sort(&["-received_at"])
}
